// SPARQL in the editor: the grammar is that of codemirror-lang-sparql; which of its words look how is ours.

import { LRLanguage, LanguageSupport, foldNodeProp, foldInside, indentNodeProp } from "@codemirror/language"
import { styleTags, tags } from "@lezer/highlight"
import { SparqlLanguage } from "codemirror-lang-sparql"

const language = LRLanguage.define({
  name: "sparql",
  parser: SparqlLanguage.parser.configure({
    props: [
      styleTags({
        "Var": tags.variableName,
        "Pname_ln Pname_ns A_predicate": tags.namespace,
        "IriRef": tags.url,
        "String Langtag": tags.string,
        "Integer Decimal Double NumericLiteral/...": tags.number,
      }),
      foldNodeProp.add({ GroupGraphPattern: foldInside }),
      indentNodeProp.add({
        GroupGraphPattern: (context) =>
          context.baseIndent + (/^\s*\}/.test(context.textAfter) ? 0 : context.unit),
      }),
    ],
  }),
  languageData: { commentTokens: { line: "#" }, closeBrackets: { brackets: ["(", "{", "[", '"'] }, indentOnInput: /^\s*\}$/ },
})

export function sparql(): LanguageSupport {
  return new LanguageSupport(language)
}
