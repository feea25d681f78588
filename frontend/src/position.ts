// Where in a triple the cursor stands, from the text before it alone: the query is seldom whole while it is written.

export type Position = "subject" | "predicate" | "object" | "class" | "elsewhere"

const TOKEN =
  /<[^<>"{}|^`\\\s]*>|"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|#[^\n]*|[?$]\w+|[\w.-]*:[\w.%-]*(?:\\.[\w.%-]*)*|@[\w-]+|\^\^|\d[\d.]*|\w+|\S/g
const CONSTRAINT = /^(FILTER|BIND|VALUES|GRAPH|SERVICE|HAVING)$/i
const SILENT = /^(#.*|@.*|[()*+?!]|OPTIONAL|MINUS|UNION|NOT|EXISTS)$/i

/** Parts of a triple that stand before the cursor, from `subject` none to three; `null` within a constraint. */
type Parts = 0 | 1 | 2 | 3 | null

/** The place of the word that begins where this text ends. */
export function positionAfter(before: string): Position {
  const tokens = before.match(TOKEN) ?? []
  let parts: Parts = 0
  let [depth, parentheses, verb, previous] = [0, 0, "", ""]
  for (const token of tokens) {
    if (token === "{" || token === "}") {
      depth += token === "{" ? 1 : -1
      ;[parts, parentheses] = [0, 0]
    } else if (parts === null) {
      if (token === "(") parentheses += 1
      if (token === ")" && --parentheses === 0) parts = 0
    } else if (CONSTRAINT.test(token)) parts = null
    else if (token === ".") parts = 0
    else if (token === ";") parts = 1
    else if (token === ",") parts = 2
    else if (/^[/|^]$/.test(token)) parts = 1
    else if (token !== "^^" && previous !== "^^" && !SILENT.test(token)) {
      if (parts === 1) verb = token
      parts = Math.min(parts + 1, 3) as Parts
    }
    previous = token
  }
  if (depth < 1 || parts === null || parts === 3) return "elsewhere"
  if (parts === 2) return verb === "a" || verb === "rdf:type" ? "class" : "object"
  return parts === 1 ? "predicate" : "subject"
}
