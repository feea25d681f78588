// The field in which a query is written: CodeMirror in a shadow root, where its styles are constructed style sheets,
// so the page needs no inline styles and its content policy stays strict.

import { acceptCompletion, autocompletion, closeBrackets, closeBracketsKeymap, completionStatus, type CompletionSource } from "@codemirror/autocomplete"
import { defaultKeymap, history, historyKeymap, isolateHistory } from "@codemirror/commands"
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting } from "@codemirror/language"
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint"
import { EditorState, Prec } from "@codemirror/state"
import { EditorView, keymap, lineNumbers } from "@codemirror/view"
import { tags } from "@lezer/highlight"
import { sparql } from "./language.ts"
import { declaration, declared } from "./prologue.ts"

/** The phrases of CodeMirror that readers meet, by their English original. */
export type Phrases = Record<string, string>

export interface Wishes {
  text: string
  label: string
  describedBy: string
  completion: CompletionSource
  phrases: Phrases
  onFocus: () => void
  onRun: () => void
  onChange: () => void
}

export class CodeField {
  readonly #view: EditorView

  constructor(host: HTMLElement, wishes: Wishes) {
    const root = host.attachShadow({ mode: "open" })
    const state = EditorState.create({ doc: wishes.text, extensions: extensions(wishes) })
    this.#view = new EditorView({ state, root, parent: root })
  }

  get text(): string {
    return this.#view.state.doc.toString()
  }

  /** Another query in its place; one step back brings the old one. */
  replace(text: string): void {
    if (text === this.text) return
    this.#view.dispatch({
      changes: { from: 0, to: this.#view.state.doc.length, insert: text },
      selection: { anchor: 0 },
      scrollIntoView: true,
      annotations: isolateHistory.of("full"),
    })
  }

  focus(): void {
    this.#view.focus()
  }

  /** Mark where the query could not be understood; line and column count from 1, the column in characters. */
  mark(line: number, column: number, message: string): void {
    const [from, to] = this.#stretch(line, column)
    this.#view.dispatch(setDiagnostics(this.#view.state, [{ from, to, severity: "error", message }]))
  }

  unmark(): void {
    this.#view.dispatch(setDiagnostics(this.#view.state, []))
  }

  /** Put the cursor there. */
  go(line: number, column: number): void {
    this.#view.dispatch({ selection: { anchor: this.#stretch(line, column)[0] }, scrollIntoView: true })
    this.focus()
  }

  /** The prefix of the name at a place, where the query does not declare it. */
  undeclaredAt(line: number, column: number): string | null {
    const prefix = /^([A-Za-z][\w.-]*):/.exec(this.#view.state.sliceDoc(...this.#stretch(line, column)))?.[1]
    return prefix === undefined || declared(this.#view.state).has(prefix) ? null : prefix
  }

  /** Declare a prefix. */
  declare(prefix: string, iri: string): void {
    if (!declared(this.#view.state).has(prefix)) {
      this.#view.dispatch({ changes: declaration(this.#view.state, prefix, iri), userEvent: "input" })
    }
  }

  /** The word at a place, and at the end of a line the character before it: a mark must have something to mark. */
  #stretch(line: number, column: number): [from: number, to: number] {
    const { doc } = this.#view.state
    const there = doc.line(Math.min(Math.max(line, 1), doc.lines))
    const offset = [...there.text].slice(0, column - 1).join("").length
    const from = Math.min(there.from + offset, there.to)
    const word = /^(?:[\w.:?$-]+|\S)/.exec(there.text.slice(from - there.from))?.[0]
    return word ? [from, from + word.length] : [Math.max(from - 1, there.from), Math.min(from + 1, there.to)]
  }
}

function extensions(wishes: Wishes) {
  return [
    lineNumbers(),
    lintGutter(),
    history(),
    indentUnit.of("  "),
    bracketMatching(),
    closeBrackets(),
    autocompletion({ override: [wishes.completion], icons: false, maxRenderedOptions: 60 }),
    sparql(),
    syntaxHighlighting(COLOURS),
    LOOK,
    EditorView.lineWrapping,
    EditorState.phrases.of(wishes.phrases),
    EditorView.contentAttributes.of({
      "aria-label": wishes.label,
      "aria-description": wishes.describedBy,
      tabindex: "0",
      spellcheck: "false",
      autocapitalize: "off",
      dir: "ltr",
    }),
    EditorView.domEventHandlers({ beforeinput: replaceSelected, focus: () => wishes.onFocus() }),
    EditorView.updateListener.of((update) => update.docChanged && wishes.onChange()),
    Prec.highest(
      keymap.of([
        { key: "Mod-Enter", run: () => (wishes.onRun(), true) },
        // Only while a list is open: at any other time Tab goes on to the next control, as everywhere on the page.
        { key: "Tab", run: (view) => acceptCompletion(view) || completionStatus(view.state) === "active" },
      ]),
    ),
    keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, ...lintKeymap]),
  ]
}

/** Typing over a selection. Chromium would keep the look of what was selected by an inline style, which the policy forbids. */
function replaceSelected(event: InputEvent, view: EditorView): boolean {
  const { main } = view.state.selection
  if (event.inputType !== "insertText" || event.data === null || main.empty || view.composing) return false
  const text = event.data
  const insert = () => view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true })
  const taken = view.state.facet(EditorView.inputHandler).some((handler) => handler(view, main.from, main.to, text, insert))
  if (!taken) view.dispatch(insert())
  event.preventDefault()
  return true
}

// == Look =======================================================================

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: tags.variableName, color: "var(--warn)" },
  { tag: tags.namespace, color: "var(--calm)" },
  { tag: tags.url, color: "var(--quiet)" },
  { tag: tags.string, color: "var(--good)" },
  { tag: tags.number, color: "var(--good)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
])

// Colours are the variables of the site's style sheet, which reach into the shadow; so dark mode needs nothing here.
const LOOK = EditorView.theme({
  "&": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--quiet)", borderRadius: "0.4rem", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "3px solid var(--link)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55", minHeight: "13rem", maxHeight: "min(34rem, 70vh)", overflow: "auto" },
  ".cm-content": { padding: "0.7rem 0", caretColor: "var(--ink)" },
  ".cm-line": { padding: "0 0.9rem 0 0.4rem" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--quiet)", border: "none" },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "2.2rem", padding: "0 0.4rem 0 0.5rem" },
  ".cm-gutter-lint": { width: "1rem" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--calm-paper)", outline: "1px solid var(--calm)" },
  "&.cm-focused .cm-nonmatchingBracket": { backgroundColor: "var(--warn-paper)", outline: "1px solid var(--warn)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    backgroundColor: "var(--warn-paper)",
    textDecoration: "underline wavy var(--warn) 1.5px",
    textUnderlineOffset: "0.25em",
    textDecorationSkipInk: "none",
  },
  ".cm-lint-marker-error": { content: "''", width: "0.6rem", height: "0.6rem", margin: "0.4rem 0.1rem", borderRadius: "50%", backgroundColor: "var(--warn)" },
  ".cm-tooltip": {
    backgroundColor: "var(--paper)",
    color: "var(--ink)",
    border: "1px solid var(--quiet)",
    borderRadius: "0.4rem",
    boxShadow: "0 4px 18px rgb(0 0 0 / 18%)",
  },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--warn)", fontFamily: "var(--sans)", fontSize: "0.9rem", maxWidth: "34rem", padding: "0.4rem 0.8rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16rem", minWidth: "min(22rem, 80vw)", borderRadius: "0.35rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", gap: "1.5rem", justifyContent: "space-between", alignItems: "baseline", padding: "0.3rem 0.7rem", lineHeight: "1.4" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--link)", color: "var(--paper)" },
  ".cm-completionLabel": { whiteSpace: "nowrap" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": { margin: "0", fontStyle: "normal", fontFamily: "var(--sans)", color: "var(--quiet)", overflow: "hidden", textOverflow: "ellipsis", whiteSpace: "nowrap" },
  "li[aria-selected] .cm-completionDetail": { color: "inherit" },
  ".cm-tooltip.cm-completionInfo": { padding: "0.6rem 0.9rem", maxWidth: "22rem", fontFamily: "var(--sans)", fontSize: "0.9rem", lineHeight: "1.5" },
  ".cm-completionInfo p": { margin: "0.2rem 0 0" },
  // On a phone an explanation would lie over what there is to choose.
  "@media (max-width: 44rem)": { ".cm-tooltip.cm-completionInfo": { display: "none" } },
})
