// The answer on the page: as a table, on a map, in a chart, as it came; and as files.

import { address, type Answer, fetchFile, LONGEST_ADDRESS, type Rows } from "./asking.ts"
import { drawChart } from "./chart.ts"
import { type Chart, chart, type Point, points } from "./columns.ts"
import { h } from "./dom.ts"
import { PointMap, type World } from "./map.ts"
import type { Naming, Page, Say } from "./page.ts"
import { table } from "./table.ts"
import { Tabs, type View } from "./tabs.ts"

const ROW_FILES = [["CSV", "csv", "csv"], ["TSV", "tsv", "tsv"], ["JSON", "json", "srj"], ["XML", "xml", "srx"]] as const
const GRAPH_FILES = [["Turtle", "ttl", "ttl"], ["N-Triples", "nt", "nt"], ["JSON-LD", "jsonld", "jsonld"], ["RDF/XML", "rdf", "rdf"]] as const

/** Characters of an answer that are shown as they came; the files have all of them. */
const LONGEST_RAW = 200_000

/** What the views need to know of the page. */
export interface Surroundings {
  page: Page
  say: Say
  naming: () => Promise<Naming>
}

/** The view that the reader chose last is shown first, where the answer has it. */
let preferred = "table"

/** The section of an answer, in the place of the one before. */
export async function results(answer: Answer, query: string, around: Surroundings): Promise<HTMLElement> {
  const { say } = around
  const naming = await around.naming()
  const shown =
    answer.kind === "boolean"
      ? [h("p", { class: "lead" }, say(answer.value ? "yes" : "no"))]
      : viewed(viewsOf(answer, naming, around), say)
  return h(
    "section",
    { class: "answer", "aria-labelledby": "result" },
    h("div", { class: "answer-head" }, h("h2", { id: "result", tabindex: -1 }, say("answer")), files(answer, query, say)),
    ...shown,
  )
}

/** How much came, and how fast; for the line that is read aloud. */
export function summary(answer: Answer, say: Say, language: string): string {
  const seconds = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(answer.seconds)
  if (answer.kind !== "rows") return say("summary", { seconds })
  const count = answer.rows.length
  const rows = count === 1 ? say("row") : say("rows", { count: new Intl.NumberFormat(language).format(count) })
  return say("summary.rows", { rows, seconds })
}

function viewed(views: View[], say: Say): HTMLElement[] {
  const tabs = new Tabs("answer", views, say("views"), preferred, (name) => (preferred = name))
  return [tabs.list, tabs.panel]
}

function viewsOf(answer: Answer, naming: Naming, around: Surroundings): View[] {
  const { say } = around
  const raw: View = { name: "raw", label: say("raw"), make: () => asItCame(answer.text, say) }
  if (answer.kind !== "rows") return [raw]
  const shown: View = { name: "table", label: say("table"), make: () => rows(answer, naming, around) }
  return [shown, ...pictures(answer, naming, around), raw]
}

function rows(answer: Rows, naming: Naming, { say, page }: Surroundings): HTMLElement {
  return answer.rows.length ? table(answer, naming, say, page.language) : h("p", {}, say("nothing"))
}

function pictures(answer: Rows, naming: Naming, around: Surroundings): View[] {
  const places = points(answer, around.page.language)
  const bars = chart(answer, around.page.language)
  return [
    ...(places.length ? [{ name: "map", label: around.say("map"), make: () => map(places, naming, around) }] : []),
    ...(bars ? [{ name: "chart", label: around.say("chart"), make: () => bar(bars, around) }] : []),
  ]
}

// == Views ======================================================================

function map(places: Point[], naming: Naming, { page, say }: Surroundings): HTMLElement {
  const holder = h("div", { class: "picture" })
  void outlines(page.world).then((world) => {
    const drawn = new PointMap(places, world, naming, say)
    holder.append(drawn.element, h("p", { class: "quiet small" }, say("map.note")))
    onWidth(holder, (width) => drawn.resize(width))
  })
  return holder
}

let world: Promise<World | null> | null = null

/** The outlines, fetched once; a map without them still has its points. */
function outlines(source: string): Promise<World | null> {
  world ??= fetch(source).then((response) => (response.ok ? response.json() : null)).catch(() => null)
  return world
}

function bar(bars: Chart, { page, say }: Surroundings): HTMLElement {
  const holder = h("div", { class: "picture" })
  onWidth(holder, (width) => holder.replaceChildren(drawChart(bars, width, say, page.language)))
  return holder
}

/** Now, and whenever the element gets another width. */
function onWidth(element: HTMLElement, draw: (width: number) => void): void {
  let before = 0
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0)
    if (width > 0 && width !== before) draw((before = width))
  }).observe(element)
}

function asItCame(text: string, say: Say): HTMLElement {
  const whole = text.length <= LONGEST_RAW
  const pre = h("pre", { dir: "ltr", tabindex: 0, role: "region", "aria-label": say("raw") }, whole ? text : text.slice(0, LONGEST_RAW))
  return h("div", {}, pre, !whole && h("p", {}, say("raw.cut")))
}

// == Files ======================================================================

function files(answer: Answer, query: string, say: Say): HTMLElement {
  const formats = answer.kind === "graph" ? GRAPH_FILES : ROW_FILES
  return h(
    "div",
    { class: "files" },
    h("span", { id: "files" }, say("files")),
    h("ul", { class: "formats", "aria-labelledby": "files" }, ...formats.map(([label, format, extension]) => h("li", {}, file(label, format, extension, query)))),
  )
}

/** A link that can be copied and opened elsewhere; a query too long for an address is asked by POST when it is followed. */
function file(label: string, format: string, extension: string, query: string): HTMLElement {
  const name = `stedenband.${extension}`
  const href = address(query, { format })
  if (href.length <= LONGEST_ADDRESS) return h("a", { href, download: name }, label)
  return h("a", { href: "#result", onclick: (event) => (event.preventDefault(), void save(query, format, name)) }, label)
}

async function save(query: string, format: string, name: string): Promise<void> {
  const href = URL.createObjectURL(await fetchFile(query, format))
  h("a", { href, download: name }).click()
  setTimeout(() => URL.revokeObjectURL(href), 60_000)
}
