// The page at /sparql: the plain form becomes an editor, and answers come without another page. What the form can do
// without this script, it goes on doing when the script fails.

import { address, ask, LONGEST_ADDRESS, Problem } from "./asking.ts"
import { CodeField } from "./code.ts"
import { source } from "./completion.ts"
import { copied, copyable } from "./copying.ts"
import { find, h } from "./dom.ts"
import { draft, dropDraft, keepDraft, takeAlong } from "./draft.ts"
import { examples } from "./examples.ts"
import { type Page, type Say, speaker, type Terms } from "./page.ts"
import { results, summary, type Surroundings } from "./results.ts"
import { snippets } from "./snippets.ts"
import { Tabs } from "./tabs.ts"

const PAUSE = 400

class Editor {
  readonly #page: Page
  readonly #say: Say
  readonly #field: CodeField
  readonly #form = find<HTMLFormElement>("form.query")
  readonly #textarea = find<HTMLTextAreaElement>("#query")
  readonly #place = find<HTMLElement>("#answer")
  readonly #status = h("p", { role: "status", class: "quiet status" })
  readonly #fault = h("div", { role: "alert" })
  readonly #stop: HTMLButtonElement
  readonly #program: HTMLDetailsElement
  #terms: Promise<Terms> | null = null
  #come: Terms | null = null
  #running: AbortController | null = null
  #later = 0
  #shownProgram = 0
  /** Whether the field opened with the query that the address asks, not with a draft of another. */
  readonly #asked: boolean

  constructor(page: Page) {
    this.#page = page
    const typed = draft() ?? this.#textarea.value
    this.#asked = typed === this.#textarea.value
    this.#say = speaker(page.words)
    const say = this.#say
    this.#stop = h("button", { type: "button", class: "plain-button", hidden: true, onclick: () => this.#running?.abort() }, say("stop"))
    this.#program = h("details", { class: "program", ontoggle: () => this.#tellProgram() }, h("summary", {}, say("program")))
    const host = h("div", { class: "code" })
    this.#textarea.after(host, h("p", { class: "quiet small" }, say("keys")))
    this.#field = new CodeField(host, {
      text: typed,
      label: find<HTMLElement>("label[for=query]").textContent ?? "",
      describedBy: say("keys"),
      completion: source(() => this.#come ?? this.#known()),
      phrases: { Completions: say("phrase.completions"), Diagnostics: say("phrase.diagnostics"), "No diagnostics": say("phrase.none"), close: say("phrase.close") },
      onFocus: () => void this.#known(),
      onRun: () => void this.#run(),
      onChange: () => this.#changed(),
    })
    this.#enhance()
  }

  /** The form, with more to it: the field, the buttons, the examples, the address. */
  #enhance(): void {
    const label = find<HTMLLabelElement>("label[for=query]")
    label.addEventListener("click", () => this.#field.focus())
    this.#textarea.hidden = true
    for (const plain of this.#form.querySelectorAll<HTMLElement>("label[for=format], #format")) plain.hidden = true
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault()
      void this.#run()
    })
    const share = h("button", { type: "button", class: "plain-button", onclick: () => void this.#share() }, this.#say("share"))
    find<HTMLElement>(".actions", this.#form).append(this.#stop, share, this.#status)
    this.#form.after(this.#fault)
    this.#place.after(this.#program)
    const menu = document.querySelector<HTMLDetailsElement>("#examples")
    if (menu) examples(menu, this.#say, (name) => void this.#load(name))
    addEventListener("popstate", () => location.reload())
    for (const other of document.querySelectorAll<HTMLAnchorElement>(".languages a")) {
      other.addEventListener("click", takeAlong)
    }
    if (!this.#asked) return
    if (this.#page.problem) this.#mark(this.#page.problem.line, this.#page.problem.column, this.#page.problem.detail)
    else if (new URLSearchParams(location.search).has("query")) void this.#answer(this.#field.text)
  }

  /** The terms, fetched once; after a failure they are asked for again. */
  #known(): Promise<Terms> {
    this.#terms ??= this.#fetchTerms().catch((error) => {
      this.#terms = null
      throw error
    })
    return this.#terms
  }

  async #fetchTerms(): Promise<Terms> {
    const response = await fetch(this.#page.terms)
    if (!response.ok) throw new Error(`${response.status}`)
    this.#come = await response.json()
    return this.#come as Terms
  }

  #changed(): void {
    this.#field.unmark()
    keepDraft(this.#field.text)
    clearTimeout(this.#later)
    this.#later = window.setTimeout(() => this.#tellProgram(), PAUSE)
  }

  // -- Asking ---------------------------------------------------------------------

  /** Ask, and let the address name the question: it can be sent to somebody, and Back goes to the one before. */
  async #run(): Promise<void> {
    const query = this.#field.text
    const named = address(query, kept())
    const addressable = named.length <= LONGEST_ADDRESS
    if (this.#page.problem && addressable) {
      dropDraft()
      return location.assign(named)
    }
    if (addressable) dropDraft()
    if (addressable && named !== location.pathname + location.search) history.pushState(null, "", named)
    if (addressable) dropDraft()
    for (const other of document.querySelectorAll<HTMLAnchorElement>(".languages a")) {
      if (addressable) other.href = address(query, { lang: other.lang })
    }
    await this.#answer(query)
  }

  async #answer(query: string): Promise<void> {
    this.#running?.abort()
    const running = new AbortController()
    this.#running = running
    this.#busy(true)
    try {
      const answer = await ask(query, this.#page.language, running.signal)
      this.#place.replaceChildren(await results(answer, query, this.#around))
      this.#status.textContent = summary(answer, this.#say, this.#page.language)
    } catch (error) {
      if (this.#running === running) this.#failed(error)
    } finally {
      if (this.#running === running) this.#busy(false)
    }
  }

  get #around(): Surroundings {
    return { page: this.#page, say: this.#say, naming: () => this.#known() }
  }

  #busy(busy: boolean): void {
    this.#stop.hidden = !busy
    this.#place.setAttribute("aria-busy", String(busy))
    if (!busy) return void (this.#running = null)
    this.#fault.replaceChildren()
    this.#field.unmark()
    this.#status.textContent = this.#say("running")
  }

  // -- What goes wrong ------------------------------------------------------------

  #failed(error: unknown): void {
    this.#status.textContent = ""
    this.#place.replaceChildren()
    if (error instanceof DOMException && error.name === "AbortError") this.#status.textContent = this.#say("stopped")
    else if (error instanceof Problem) this.#tell(error)
    else this.#tell(new Problem(this.#say("unreachable"), this.#say("unreachable.detail")))
  }

  #tell(problem: Problem): void {
    const { line, column } = problem
    const actions = h("p", { class: "actions" })
    this.#fault.replaceChildren(h("div", { class: "fault" }, h("p", {}, h("strong", {}, problem.title)), h("p", {}, problem.message), actions))
    if (line === undefined || column === undefined) return
    this.#mark(line, column, problem.message)
    const go = () => this.#field.go(line, column)
    actions.append(h("button", { type: "button", class: "plain-button", onclick: go }, this.#say("go", { line, column })))
    void this.#offerPrefix(line, column, actions)
  }

  #mark(line: number | null, column: number | null, detail: string): void {
    if (line !== null && column !== null) this.#field.mark(line, column, detail)
  }

  /** A prefix that we know and the query does not declare can be put in by a button. */
  async #offerPrefix(line: number, column: number, actions: HTMLElement): Promise<void> {
    const prefix = this.#field.undeclaredAt(line, column)
    const iri = prefix && (await this.#known()).prefixes[prefix]
    if (!prefix || !iri) return
    const declare = () => {
      this.#field.declare(prefix, iri)
      this.#field.focus()
      void this.#run()
    }
    actions.append(h("button", { type: "button", class: "plain-button", onclick: declare }, this.#say("declare", { prefix })))
  }

  // -- Examples, sharing, programs ------------------------------------------------

  async #load(name: string): Promise<void> {
    const example = (await this.#known()).examples.find((each) => each.name === name)
    if (!example) return
    this.#field.replace(example.text)
    this.#field.focus()
    this.#fault.replaceChildren()
    this.#status.textContent = this.#say("examples.loaded", { title: example.title })
  }

  async #share(): Promise<void> {
    const link = new URL(address(this.#field.text), location.href).href
    if (link.length > LONGEST_ADDRESS) this.#status.textContent = this.#say("share.long")
    else if (await copied(link)) this.#status.textContent = this.#say("shared")
    else this.#offerLink(link)
  }

  #offerLink(link: string): void {
    const field = h("input", { type: "text", readonly: true, value: link, "aria-label": this.#say("share.label") })
    this.#status.replaceChildren(this.#say("share.manual"), " ", field)
    field.select()
  }

  #tellProgram(): void {
    if (!this.#program.open) return
    const views = snippets(this.#field.text, new URL(this.#page.endpoint, location.href).href).map(({ name, text }) => ({
      name,
      label: name,
      make: () => copyable(text, this.#say),
    }))
    const tabs = new Tabs("program", views, this.#say("program"), views[this.#shownProgram]?.name ?? "", (name) => {
      this.#shownProgram = views.findIndex((view) => view.name === name)
    })
    this.#program.replaceChildren(find("summary", this.#program), tabs.list, tabs.panel)
  }
}

/** The language, where the address names one. */
function kept(): Record<string, string> {
  const language = new URLSearchParams(location.search).get("lang")
  return language === null ? {} : { lang: language }
}

new Editor(JSON.parse(find<HTMLElement>("#editor-data").textContent ?? ""))
