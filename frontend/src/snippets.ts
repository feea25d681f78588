// The query as a program somebody can run: each text holds the whole query and needs nothing of this page.

export type Form = "select" | "ask" | "construct" | "describe"

export interface Snippet {
  name: string
  text: string
}

/** Which of the four forms a query has; a text that has none yet counts as SELECT. */
export function formOf(query: string): Form {
  const silent = /<[^<>"{}|^`\\\s]*>|"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#.*|[?$]\w+|[\w.-]*:[\w.-]*/g
  const found = /\b(SELECT|ASK|CONSTRUCT|DESCRIBE)\b/i.exec(query.replace(silent, " "))
  return (found?.[1]?.toLowerCase() ?? "select") as Form
}

/** Whether a query gives a graph, not rows or yes or no. */
export function givesGraph(query: string): boolean {
  return ["construct", "describe"].includes(formOf(query))
}

export function snippets(query: string, endpoint: string): Snippet[] {
  const text = query.trimEnd()
  return [
    { name: "curl", text: curl(text, endpoint) },
    { name: "Python", text: python(text, endpoint) },
    { name: "R", text: r(text, endpoint) },
  ]
}

function curl(query: string, endpoint: string): string {
  const end = free("SPARQL", "_", (word) => !query.split("\n").includes(word))
  return `curl --fail-with-body -H 'Accept: ${type(query)}' --data-urlencode query@- '${endpoint}' <<'${end}'\n${query}\n${end}\n`
}

function type(query: string): string {
  return givesGraph(query) ? "text/turtle" : "text/csv"
}

const PYTHON_SHOWS: Record<Form, string> = {
  select: `for row in answer["results"]["bindings"]:
    print({name: cell["value"] for name, cell in row.items()})`,
  ask: `print(answer["boolean"])`,
  construct: `print(answer.decode())`,
  describe: `print(answer.decode())`,
}

function python(query: string, endpoint: string): string {
  const format = givesGraph(query) ? "TURTLE" : "JSON"
  const quoted = query.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"')
  return `# pip install SPARQLWrapper
from SPARQLWrapper import ${format}, SPARQLWrapper

endpoint = SPARQLWrapper("${endpoint}")
endpoint.setMethod("POST")
endpoint.setReturnFormat(${format})
endpoint.setQuery("""
${quoted}
""")
answer = endpoint.query().convert()
${PYTHON_SHOWS[formOf(query)]}
`
}

function r(query: string, endpoint: string): string {
  const dashes = free("", "-", (word) => !query.includes(`)${word}"`))
  const rest = givesGraph(query)
    ? "cat(resp_body_string(answer))"
    : "rows <- read.csv(text = resp_body_string(answer))\nprint(rows)"
  return `# install.packages("httr2")
library(httr2)

query <- r"${dashes}(
${query}
)${dashes}"
answer <- request("${endpoint}") |>
  req_headers(Accept = "${type(query)}") |>
  req_body_form(query = query) |>
  req_perform()
${rest}
`
}

/** The word, made longer until it is free. */
function free(word: string, more: string, isFree: (word: string) => boolean): string {
  return isFree(word) ? word : free(word + more, more, isFree)
}
