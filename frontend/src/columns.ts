// What the columns of a result hold, and so how it can be shown: where there are places, a map; where there is a
// measure, a chart. Pure: rows in, points and bars out.

import type { Row, Rows, Value } from "./asking.ts"

const XSD = "http://www.w3.org/2001/XMLSchema#"
const NUMBERS = new Set(
  "integer decimal double float int long short byte nonNegativeInteger positiveInteger nonPositiveInteger negativeInteger unsignedInt unsignedLong"
    .split(" ")
    .map((name) => XSD + name),
)
const YEARS = new Set([`${XSD}gYear`, `${XSD}gYearMonth`, `${XSD}date`])
const WKT = "http://www.opengis.net/ont/geosparql#wktLiteral"

const LATITUDE = /^(?:.*_)?lat(?:itude)?$|^breedtegraad$/i
const LONGITUDE = /^(?:.*_)?(?:lon|lng|long|longitude)$|^lengtegraad$/i
const POINT = /^\s*(?:<([^>]*)>\s*)?POINT\s*Z?\s*\(\s*(-?[\d.]+)\s+(-?[\d.]+)/i

/** A place of a result: its row, where it is, what it is called. */
export interface Point {
  latitude: number
  longitude: number
  name: string
  iri: string | undefined
}

/** A bar of a chart: what it stands for, and its parts, one for each series. */
export interface Bar {
  name: string
  parts: { series: string; value: number }[]
}

export interface Chart {
  category: string
  measure: string
  series: string[]
  bars: Bar[]
}

const NAMING = /name|naam|label|title|titel/i

const MOST_BARS = 60
const MOST_SERIES = 6

export function isNumber(value: Value | undefined): boolean {
  return value !== undefined && value.datatype !== undefined && NUMBERS.has(value.datatype) && Number.isFinite(Number(value.value))
}

/** Whether all values of a column, of which there is at least one, are so. */
function every(result: Rows, column: string, holds: (value: Value) => boolean): boolean {
  const values = result.rows.flatMap((row) => row[column] ?? [])
  return values.length > 0 && values.every(holds)
}

// == Map ========================================================================

/** The places of a result; none where it has no coordinates. */
export function points(result: Rows, language: string): Point[] {
  const locate = locator(result)
  if (!locate) return []
  const name = nameColumn(result, language)
  const thing = result.columns.find((column) => every(result, column, (value) => value.type === "uri"))
  return result.rows.flatMap((row) => {
    const found = locate(row)
    if (!found || Math.abs(found[0]) > 90 || Math.abs(found[1]) > 180) return []
    const [latitude, longitude] = found
    const iri = thing && row[thing]?.value
    return [{ latitude, longitude, name: (name && row[name]?.value) || iri?.split("/").at(-1) || `${latitude}, ${longitude}`, iri }]
  })
}

type Locate = (row: Row) => [latitude: number, longitude: number] | null

function locator(result: Rows): Locate | null {
  const latitude = result.columns.find((column) => LATITUDE.test(column) && every(result, column, isNumber))
  const longitude = result.columns.find((column) => LONGITUDE.test(column) && every(result, column, isNumber))
  if (latitude && longitude) {
    return (row) => (row[latitude] && row[longitude] ? [Number(row[latitude].value), Number(row[longitude].value)] : null)
  }
  const geometry = result.columns.find((column) => every(result, column, isPoint))
  return geometry ? (row) => (row[geometry] ? pointOf(row[geometry].value) : null) : null
}

function isPoint(value: Value): boolean {
  return (value.datatype === WKT || value.type === "literal") && POINT.test(value.value)
}

/** Latitude and longitude of a WKT point; by EPSG 4326 the latitude stands first, by CRS 84 and without a name second. */
function pointOf(text: string): [number, number] | null {
  const found = POINT.exec(text)
  if (!found) return null
  const [first, second] = [Number(found[2]), Number(found[3])]
  return found[1]?.includes("EPSG/0/4326") ? [first, second] : [second, first]
}

// == Chart ======================================================================

/** The result as bars: one measure, by year or by name, in series where a second name tells equal ones apart. */
export function chart(result: Rows, language: string): Chart | null {
  if (result.rows.length < 2 || result.rows.length > MOST_BARS * MOST_SERIES) return null
  const measure = result.columns.find((column) => isMeasure(result, column))
  if (!measure) return null
  const years = result.columns.filter((column) => isYear(result, column))
  const names = nameColumns(result, language)
  const category = categoryColumn(result, years, names)
  if (!category) return null
  const others = names.filter((column) => column !== category)
  const drawn = inSeries(result, measure, category, others) ?? bars(result, measure, unique(result, [category]) ? [category] : [category, ...others], undefined)
  if (years.includes(category)) drawn.bars = withoutGaps(drawn.bars)
  return drawn.bars.length >= 2 && drawn.bars.length <= MOST_BARS ? drawn : null
}

/** What the bars stand for: the first column of years or of names, and of names one that is called so. */
function categoryColumn(result: Rows, years: string[], names: string[]): string | undefined {
  const first = result.columns.find((column) => years.includes(column) || names.includes(column))
  if (!first || years.includes(first)) return first
  return names.find((column) => NAMING.test(column) && unique(result, [column])) ?? first
}

/** Years at equal steps, those without a row too: a decade in which nothing began is to be seen. */
function withoutGaps(bars: Bar[]): Bar[] {
  const years = bars.map((bar) => Number(bar.name))
  const [first, last] = [Math.min(...years), Math.max(...years)]
  const step = years.reduce((shared, year) => divisor(shared, year - first), 0)
  const count = (last - first) / step + 1
  if (!years.every(Number.isInteger) || step === 0 || count > MOST_BARS) return bars
  const all = Array.from({ length: count }, (_, index) => String(first + index * step))
  const found = all.map((name) => bars.find((bar) => bar.name === name) ?? { name, parts: [] })
  return years[0] === last ? found.reverse() : found
}

function divisor(one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other)
}

function isMeasure(result: Rows, column: string): boolean {
  return every(result, column, isNumber) && !isYear(result, column) && !LATITUDE.test(column) && !LONGITUDE.test(column)
}

function isYear(result: Rows, column: string): boolean {
  return every(result, column, (value) => YEARS.has(value.datatype ?? "") || (isNumber(value) && /^(1[0-9]|20)\d\d$/.test(value.value)))
}

function inSeries(result: Rows, measure: string, category: string, others: string[]): Chart | null {
  const series = others.find((column) => {
    const count = distinct(result, column).length
    return count > 1 && count <= MOST_SERIES && count < result.rows.length && unique(result, [category, column])
  })
  return series === undefined ? null : bars(result, measure, [category], series)
}

function bars(result: Rows, measure: string, categories: string[], series: string | undefined): Chart {
  const found = new Map<string, Bar>()
  for (const row of result.rows) {
    const value = row[measure]
    if (!value) continue
    const name = categories.flatMap((column) => row[column]?.value ?? []).join(" · ") || "–"
    const bar = found.get(name) ?? { name, parts: [] }
    bar.parts.push({ series: (series && row[series]?.value) ?? "", value: Number(value.value) })
    found.set(name, bar)
  }
  const list = [...found.values()]
  const negative = list.some((bar) => bar.parts.some((part) => part.value < 0))
  return {
    category: categories.join(" · "),
    measure,
    series: series ? distinct(result, series) : [],
    bars: negative || list.length !== new Set(list.map((bar) => bar.name)).size ? [] : list,
  }
}

function distinct(result: Rows, column: string): string[] {
  return [...new Set(result.rows.flatMap((row) => row[column]?.value ?? []))].sort()
}

function unique(result: Rows, columns: string[]): boolean {
  const keys = result.rows.map((row) => columns.map((column) => row[column]?.value ?? "").join("\n"))
  return new Set(keys).size === keys.length
}

// == Names ======================================================================

function nameColumn(result: Rows, language: string): string | undefined {
  const names = nameColumns(result, language)
  return names.find((column) => NAMING.test(column)) ?? names[0]
}

/** The columns of text, without those that say in another language what a neighbour says in the reader's. */
function nameColumns(result: Rows, language: string): string[] {
  const texts = result.columns.filter((column) => every(result, column, isText))
  return texts.filter((column) => {
    const [stem, tag] = [column.replace(/_[a-z]{2}$/, ""), /_([a-z]{2})$/.exec(column)?.[1]]
    return !tag || tag === language || !texts.includes(`${stem}_${language}`)
  })
}

function isText(value: Value): boolean {
  const plain = value.datatype === undefined || value.datatype === `${XSD}string`
  return value.type === "literal" && plain && !POINT.test(value.value)
}
