// The PREFIX lines of a query: which there are, and how one more is put in.

import { syntaxTree } from "@codemirror/language"
import type { ChangeSpec, EditorState } from "@codemirror/state"

/** The prefixes that the query declares, with the start of the IRIs they stand for. */
export function declared(state: EditorState): Map<string, string> {
  const found = new Map<string, string>()
  syntaxTree(state).iterate({
    enter(node) {
      if (node.name !== "PrefixDecl") return node.name === "Unit" || node.name === "Query" || node.name === "Prologue"
      const [name, iri] = [node.node.getChild("Pname_ns"), node.node.getChild("IriRef")]
      if (name && iri) found.set(state.sliceDoc(name.from, name.to - 1), state.sliceDoc(iri.from + 1, iri.to - 1))
      return false
    },
  })
  return found
}

/** The change that declares a prefix: in its place among sorted ones, else below the last, else above the query. */
export function declaration(state: EditorState, prefix: string, iri: string): ChangeSpec {
  const line = `PREFIX ${prefix}: <${iri}>\n`
  let at: number | null = null
  for (let number = 1; number <= state.doc.lines; number++) {
    const { text, from, to } = state.doc.line(number)
    const known = /^\s*PREFIX\s+([^:\s]*):\s*<[^>]*>\s*(?:#.*)?$/i.exec(text)?.[1]
    if (known !== undefined) {
      if (known > prefix) return { from: at ?? from, insert: line }
      at = Math.min(to + 1, state.doc.length)
      if (to === state.doc.length) return { from: to, insert: `\n${line.trimEnd()}` }
    } else if (!/^\s*(#.*|BASE\s.*)?$/i.test(text)) break
    else if (at === null && /^\s*BASE\s/i.test(text)) at = Math.min(to + 1, state.doc.length)
  }
  return { from: at ?? afterComments(state), insert: line }
}

function afterComments(state: EditorState): number {
  let number = 1
  while (number < state.doc.lines && /^\s*#/.test(state.doc.line(number).text)) number++
  return state.doc.line(number).from
}
