// Asking the endpoint: one request, and the whole answer or the whole problem.

/** A value of a row, as SPARQL 1.1 Query Results JSON gives it. */
export interface Value {
  type: string
  value: string
  datatype?: string
  "xml:lang"?: string
}

export type Row = Record<string, Value>

export interface Rows {
  kind: "rows"
  columns: string[]
  rows: Row[]
}

export type Answer = (Rows | { kind: "boolean"; value: boolean } | { kind: "graph" }) & {
  /** The answer as it came. */
  text: string
  seconds: number
}

/** What went wrong, in the reader's words; the place where the query cannot be understood, where that is known. */
export class Problem extends Error {
  readonly title: string
  readonly line: number | undefined
  readonly column: number | undefined

  constructor(title: string, detail: string, line?: number, column?: number) {
    super(detail)
    this.title = title
    this.line = line
    this.column = column
  }
}

/** The page stands at the endpoint's own address, whatever path the public reaches the server under. */
export const ENDPOINT = globalThis.location?.pathname ?? "/sparql"

const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9"

/** Longest address that is sent or shared: proxies and servers take this much everywhere. */
export const LONGEST_ADDRESS = 7000

/** The address that asks a query, with more parameters where there are any. */
export function address(query: string, parameters: Record<string, string> = {}): string {
  return `${ENDPOINT}?${new URLSearchParams({ ...parameters, query })}`
}

/** The answer to a query. Throws `Problem` for an error of the server, and what `fetch` throws. */
export async function ask(query: string, language: string, signal: AbortSignal): Promise<Answer> {
  const began = performance.now()
  const response = await request(query, { Accept: ACCEPT, "Accept-Language": language }, signal)
  const text = await response.text()
  if (!response.ok) throw problem(text, response.status)
  const seconds = (performance.now() - began) / 1000
  return { ...understood(text, response.headers.get("Content-Type") ?? ""), text, seconds }
}

/** The answer in another format, as a file. */
export async function fetchFile(query: string, format: string): Promise<Blob> {
  const response = await post(query, {}, { format })
  if (!response.ok) throw problem(await response.text(), response.status)
  return response.blob()
}

/** By GET where the address is short enough, so that caches can answer; else by POST. */
function request(query: string, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
  const asked = address(query)
  return asked.length <= LONGEST_ADDRESS ? fetch(asked, { headers, signal }) : post(query, headers, {}, signal)
}

function post(query: string, headers: Record<string, string>, more: Record<string, string>, signal?: AbortSignal): Promise<Response> {
  return fetch(ENDPOINT, { method: "POST", headers, body: new URLSearchParams({ ...more, query }), ...(signal && { signal }) })
}

function understood(text: string, type: string): Rows | { kind: "boolean"; value: boolean } | { kind: "graph" } {
  if (!type.startsWith("application/sparql-results+json")) return { kind: "graph" }
  const told = JSON.parse(text)
  if (typeof told.boolean === "boolean") return { kind: "boolean", value: told.boolean }
  return { kind: "rows", columns: told.head.vars, rows: told.results.bindings }
}

function problem(text: string, status: number): Problem {
  try {
    const told = JSON.parse(text)
    return new Problem(told.title, told.detail, told.line, told.column)
  } catch {
    return new Problem(String(status), text.slice(0, 200))
  }
}
