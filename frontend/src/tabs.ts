// Views of one thing, one at a time (ARIA tabs: the arrow keys go from tab to tab, Tab goes into the view).

import { h } from "./dom.ts"

export interface View {
  name: string
  label: string
  /** Made when it is first looked at. */
  make: () => HTMLElement
}

export class Tabs {
  readonly list: HTMLElement
  readonly panel: HTMLElement
  readonly #views: View[]
  readonly #tabs: HTMLElement[]
  readonly #made = new Map<string, HTMLElement>()
  readonly #onChoose: (name: string) => void

  constructor(id: string, views: View[], label: string, chosen: string, onChoose: (name: string) => void) {
    this.#views = views
    this.#onChoose = onChoose
    this.#tabs = views.map((view, index) =>
      h("button", { type: "button", role: "tab", id: `${id}-tab-${index}`, "aria-controls": `${id}-view`, onclick: () => this.#choose(index) }, view.label),
    )
    this.list = h("div", { role: "tablist", "aria-label": label, class: "tabs", onkeydown: (event) => this.#key(event as KeyboardEvent) }, ...this.#tabs)
    this.panel = h("div", { role: "tabpanel", id: `${id}-view`, class: "view" })
    this.#show(Math.max(views.findIndex((view) => view.name === chosen), 0))
  }

  #choose(index: number): void {
    this.#show(index)
    this.#onChoose(this.#views[index]?.name ?? "")
  }

  #show(index: number): void {
    const view = this.#views[index]
    if (!view) return
    this.#tabs.forEach((tab, at) => {
      tab.setAttribute("aria-selected", String(at === index))
      tab.tabIndex = at === index ? 0 : -1
    })
    const element = this.#made.get(view.name) ?? view.make()
    this.#made.set(view.name, element)
    this.panel.setAttribute("aria-labelledby", this.#tabs[index]?.id ?? "")
    this.panel.replaceChildren(element)
  }

  #key(event: KeyboardEvent): void {
    const now = this.#tabs.findIndex((tab) => tab.tabIndex === 0)
    const last = this.#tabs.length - 1
    const next = { ArrowRight: now === last ? 0 : now + 1, ArrowLeft: now === 0 ? last : now - 1, Home: 0, End: last }[event.key]
    if (next === undefined) return
    event.preventDefault()
    this.#choose(next)
    this.#tabs[next]?.focus()
  }
}
