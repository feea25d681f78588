// Rows as a table: sorted by a click on a head, drawn a hundred at a time.

import type { Row, Rows, Value } from "./asking.ts"
import { isNumber } from "./columns.ts"
import { h } from "./dom.ts"
import { linkOf, shorten } from "./naming.ts"
import type { Naming, Say } from "./page.ts"

const STEP = 100
const LONGEST_NAME = 56
const LONG_TEXT = 40

type Order = "ascending" | "descending" | "none"

export function table(result: Rows, naming: Naming, say: Say, language: string): HTMLElement {
  const compare = comparer(language)
  const body = h("tbody")
  const more = h("button", { type: "button", class: "plain-button", onclick: () => draw() })
  const heads = result.columns.map((column) => head(column, numeric(result, column), (order) => sort(column, order)))
  let rows = result.rows
  let drawn = 0

  function draw(): void {
    const next = rows.slice(drawn, drawn + STEP)
    body.append(...next.map((row) => line(row, result.columns, naming)))
    drawn += next.length
    more.hidden = drawn >= rows.length
    more.textContent = say("more", { count: Math.min(STEP, rows.length - drawn), left: rows.length - drawn })
  }

  function sort(column: string, order: Order): void {
    for (const each of heads) if (each.column !== column) each.set("none")
    const turned = order === "descending" ? -1 : 1
    rows = order === "none" ? result.rows : result.rows.toSorted((one, other) => turned * compare(one[column], other[column]))
    body.replaceChildren()
    drawn = 0
    draw()
  }

  draw()
  const grid = h("table", {}, h("thead", {}, h("tr", {}, ...heads.map((each) => each.element))), body)
  return h("div", {}, h("div", { class: "wide", tabindex: 0, role: "region", "aria-label": say("table") }, grid), more)
}

interface Head {
  column: string
  element: HTMLElement
  set: (order: Order) => void
}

const NEXT: Record<Order, Order> = { none: "ascending", ascending: "descending", descending: "none" }

function head(column: string, numbers: boolean, sort: (order: Order) => void): Head {
  let order: Order = "none"
  const element = h("th", { scope: "col", class: numbers && "number" }, h("button", { type: "button", onclick: turn }, column))
  function set(to: Order): void {
    order = to
    if (to === "none") element.removeAttribute("aria-sort")
    else element.setAttribute("aria-sort", to)
  }
  function turn(): void {
    set(NEXT[order])
    sort(order)
  }
  return { column, element, set }
}

function numeric(result: Rows, column: string): boolean {
  return result.rows.length > 0 && result.rows.every((row) => !row[column] || isNumber(row[column]))
}

function line(row: Row, columns: string[], naming: Naming): HTMLElement {
  return h("tr", {}, ...columns.map((column) => h("td", { class: look(row[column]) }, cell(row[column], naming))))
}

function look(value: Value | undefined): string | null {
  if (isNumber(value)) return "number"
  return value?.type === "literal" && value.value.length > LONG_TEXT ? "long" : null
}

/** A value: an IRI short and with its link, a text with its language. */
export function cell(value: Value | undefined, naming: Naming): Node | null {
  if (!value) return null
  if (value.type !== "uri") {
    const language = value["xml:lang"]
    const words = h("bdi", { lang: language }, value.value)
    return language ? h("span", {}, words, " ", h("span", { class: "quiet" }, language)) : words
  }
  const link = linkOf(value.value, naming)
  const name = h("bdi", {}, inShort(shorten(value.value, naming)))
  if (!link) return name
  return h("a", { href: link.href, title: value.value, class: link.external && "external", rel: link.external && "external" }, name)
}

/** A long address without its middle; the whole of it is in the title. */
function inShort(name: string): string {
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 20)}…${name.slice(-18)}`
}

/** Numbers by size, texts as the language of the page sorts them, what is absent at the end. */
function comparer(language: string): (one: Value | undefined, other: Value | undefined) => number {
  const texts = new Intl.Collator(language, { numeric: true })
  return (one, other) => {
    if (!one || !other) return Number(!one) - Number(!other)
    if (isNumber(one) && isNumber(other)) return Number(one.value) - Number(other.value)
    return texts.compare(one.value, other.value)
  }
}
