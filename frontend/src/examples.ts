// The examples: links that work by themselves; here they fill the field without leaving the page, and can be searched.

import { find, h } from "./dom.ts"
import type { Say } from "./page.ts"

/** From how many on they can be searched. */
const MANY = 8

export function examples(menu: HTMLDetailsElement, say: Say, choose: (name: string) => void): void {
  const list = find<HTMLElement>(".examples-list", menu)
  list.addEventListener("click", (event) => {
    const name = plainClick(event) ? named(event.target) : null
    if (!name) return
    event.preventDefault()
    menu.open = false
    choose(name)
  })
  if (list.querySelectorAll("li").length >= MANY) list.before(search(list, say))
}

/** The example that a link leads to. */
function named(target: EventTarget | null): string | null {
  const link = target instanceof Element && target.closest("a")
  return link ? new URL(link.href).searchParams.get("example") : null
}

/** A click that asks for a new tab or window gets one. */
function plainClick(event: MouseEvent): boolean {
  return !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
}

function search(list: HTMLElement, say: Say): HTMLElement {
  const found = h("span", { class: "quiet", role: "status" })
  const input = h("input", { type: "search", id: "examples-search", autocomplete: "off", oninput: narrow })
  function narrow(): void {
    const words = plain(input.value).split(/\s+/).filter(Boolean)
    const left = shown(list, (text) => words.every((word) => text.includes(word)))
    found.textContent = words.length === 0 ? "" : left === 0 ? say("examples.none") : say("examples.found", { count: left })
  }
  return h("p", { class: "examples-search" }, h("label", { for: "examples-search" }, say("examples.search")), input, found)
}

/** Show the entries whose text is wanted, and the groups that have one; how many they are. */
function shown(list: HTMLElement, wanted: (text: string) => boolean): number {
  let count = 0
  for (const group of list.children as HTMLCollectionOf<HTMLElement>) {
    const entries = [...group.querySelectorAll("li")]
    for (const entry of entries) entry.hidden = !wanted(plain(entry.textContent ?? ""))
    const left = entries.filter((entry) => !entry.hidden).length
    group.hidden = left === 0
    count += left
  }
  return count
}

/** Lower case, without accents. */
function plain(text: string): string {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "")
}
