// Filling in while a query is written: our classes, properties and codes by name or by what they are called, keywords,
// variables, prefixes. What is filled in declares its prefix too. Nothing is asked of anybody: the page has the terms.

import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
  pickedCompletion,
} from "@codemirror/autocomplete"
import { syntaxTree } from "@codemirror/language"
import type { EditorView } from "@codemirror/view"
import { h } from "./dom.ts"
import type { Term, Terms } from "./page.ts"
import { type Position, positionAfter } from "./position.ts"
import { declaration, declared } from "./prologue.ts"

const KEYWORDS =
  "SELECT DISTINCT WHERE ASK CONSTRUCT DESCRIBE PREFIX BASE OPTIONAL FILTER UNION MINUS GRAPH VALUES BIND AS ORDER BY GROUP HAVING ASC DESC LIMIT OFFSET IN NOT EXISTS UNDEF FROM NAMED".split(" ")
const FUNCTIONS =
  "COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT STR LANG LANGMATCHES DATATYPE BOUND IRI COALESCE IF STRLEN SUBSTR UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER REPLACE REGEX CONCAT STRLANG STRDT ABS CEIL FLOOR ROUND YEAR MONTH DAY NOW isIRI isLITERAL isNUMERIC sameTerm".split(" ")

const FITTING: Record<Position, Term["kind"][]> = {
  subject: [],
  predicate: ["property"],
  object: ["concept"],
  class: ["class"],
  elsewhere: ["property"],
}
type Declared = readonly [prefix: string, iri: string]

const SILENT = /^(Comment|String|IriRef)$/
const MOST = 60

/** As soon as the terms are there the list follows every letter at once: none is ever filled in from an older list. */
export function source(terms: () => Terms | Promise<Terms>): CompletionSource {
  return (context) => {
    if (SILENT.test(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null
    const variable = context.matchBefore(/[?$]\w*$/)
    if (variable) return variables(context, variable.from, variable.text)
    const word = context.matchBefore(/[\w.-]*:?[\w-]*$/)
    if (!word || (word.text === "" && !context.explicit)) return null
    const known = terms()
    if (!(known instanceof Promise)) return suited(context, known, word.from, word.text)
    return known.then((come) => (context.aborted ? null : suited(context, come, word.from, word.text)))
  }
}

/** The variables of the query that go on as this one begins; never the one that is whole already, so Enter stays Enter. */
function variables(context: CompletionContext, from: number, typed: string): CompletionResult | null {
  const text = context.state.sliceDoc(0, from) + context.state.sliceDoc(context.pos)
  const names = [...new Set(text.match(/[?$]\w+/g) ?? [])].filter((name) => name.startsWith(typed) && name !== typed)
  return names.length ? { from, options: names.sort().map((label) => ({ label, type: "variable" })), filter: false } : null
}

function suited(context: CompletionContext, known: Terms, from: number, typed: string): CompletionResult | null {
  if (/\bPREFIX\s+$/i.test(context.state.sliceDoc(Math.max(0, from - 20), from))) return prefixes(known, from, typed)
  const before = context.state.sliceDoc(0, from)
  const position = positionAfter(before)
  const names = declared(context.state)
  const found = [
    ...known.terms.flatMap((term) => termOption(term, known, names, typed, position)),
    ...(typed.includes(":") ? [] : keywords(typed, position)),
    ...(typed === "" || typed.includes(":") ? [] : namespaces(known, names, typed)),
  ]
  found.sort((one, other) => (other.boost ?? 0) - (one.boost ?? 0) || one.label.localeCompare(other.label))
  return found.length ? { from, options: found.slice(0, MOST), filter: false } : null
}

// == Terms ======================================================================

/** A term where it suits: under the name that its prefix has in this query. */
function termOption(term: Term, known: Terms, names: Map<string, string>, typed: string, position: Position): Completion[] {
  const [prefix = "", local = ""] = term.name.split(":")
  const start = known.prefixes[prefix] ?? ""
  const own = [...names].find(([, iri]) => iri === start)?.[0]
  const taken = own === undefined && names.has(prefix)
  const label = taken ? `<${start}${local}>` : `${own ?? prefix}:${local}`
  const fit = FITTING[position].includes(term.kind)
  const closeness = typed === "" ? (fit ? 1 : 0) : matches(typed, label, local, term.label)
  if (closeness === 0 || label === typed) return []
  const declares: Declared | null = own === undefined && !taken ? [prefix, start] : null
  return [
    {
      label,
      detail: term.label,
      type: term.kind,
      boost: closeness + (fit ? 20 : 0),
      apply: (view, completion, from, to) => fill(view, completion, label, from, to, declares),
      ...(term.about && { info: () => explanation(term) }),
    },
  ]
}

/** How well what was typed suits a term: by the start of its name, then of its words, then anywhere; 0 for not. */
function matches(typed: string, ...names: string[]): number {
  const wanted = typed.toLowerCase()
  const rated = names.map((name) => {
    const given = name.toLowerCase()
    if (given.startsWith(wanted)) return 10
    if (given.split(/[\s:/-]+/).some((word) => word.startsWith(wanted))) return 6
    return wanted.length > 2 && given.includes(wanted) ? 2 : 0
  })
  return Math.max(...rated)
}

function explanation(term: Term): Node {
  return h("div", {}, h("strong", {}, term.label), h("p", {}, term.about))
}

/** Put the text in, and the declaration of its prefix where the query lacks it: one change, one step back. */
function fill(view: EditorView, completion: Completion, text: string, from: number, to: number, declares: Declared | null): void {
  const added = declares ? [declaration(view.state, ...declares)] : []
  const changes = view.state.changes([...added, { from, to, insert: text }])
  view.dispatch({
    changes,
    selection: { anchor: changes.mapPos(to, 1) },
    scrollIntoView: true,
    userEvent: "input.complete",
    annotations: pickedCompletion.of(completion),
  })
}

// == Keywords and prefixes ======================================================

function keywords(typed: string, position: Position): Completion[] {
  const wanted = typed.toLowerCase()
  if (wanted === "") return []
  const start = (word: string) => word.toLowerCase().startsWith(wanted) && word.toLowerCase() !== wanted
  const boost = position === "elsewhere" || position === "subject" ? 15 : 1
  return [
    ...KEYWORDS.filter(start).map((label) => ({ label, type: "keyword", boost })),
    ...FUNCTIONS.filter(start).map((label) => ({ label, type: "function", boost: position === "elsewhere" ? 12 : 0, apply: `${label}(` })),
  ]
}

/** `stb:` and the like, which go on to its terms. */
function namespaces(known: Terms, names: Map<string, string>, typed: string): Completion[] {
  const all = { ...known.prefixes, ...Object.fromEntries(names) }
  return Object.entries(all)
    .filter(([prefix]) => prefix.startsWith(typed.toLowerCase()))
    .map(([prefix, iri]) => ({
      label: `${prefix}:`,
      detail: iri,
      type: "namespace",
      boost: 5,
      apply: (view: EditorView, completion: Completion, from: number, to: number) =>
        fill(view, completion, `${prefix}:`, from, to, names.has(prefix) ? null : [prefix, iri]),
    }))
}

/** After the word PREFIX: the whole of the declaration. */
function prefixes(known: Terms, from: number, typed: string): CompletionResult {
  const options = Object.entries(known.prefixes)
    .filter(([prefix]) => prefix.startsWith(typed.replace(/:$/, "").toLowerCase()))
    .map(([prefix, iri]) => ({ label: `${prefix}: <${iri}>`, type: "namespace" }))
  return { from, options, filter: false }
}
