import assert from "node:assert/strict"
import { test } from "node:test"
import { CompletionContext, type CompletionResult } from "@codemirror/autocomplete"
import { EditorState } from "@codemirror/state"
import { source } from "../src/completion.ts"
import { sparql } from "../src/language.ts"
import type { Terms } from "../src/page.ts"
import { declaration, declared } from "../src/prologue.ts"

const STB = "https://w3id.org/stedenband/ns#"
const TERMS: Terms = {
  base: "https://example.org/",
  root: "/",
  vocabulary: "https://w3id.org/stedenband/",
  prefixes: { stb: STB, kind: "https://w3id.org/stedenband/id/concept/kind/", skos: "http://www.w3.org/2004/02/skos/core#" },
  elsewhere: [],
  terms: [
    { name: "stb:Partnership", kind: "class", label: "partnerschap", about: "" },
    { name: "stb:party", kind: "property", label: "partij", about: "" },
    { name: "kind:twinning", kind: "concept", label: "verzustering", about: "" },
  ],
  examples: [],
}

function state(text: string): EditorState {
  return EditorState.create({ doc: text, extensions: [sparql()] })
}

/** What is offered at the | of a text. */
async function offered(text: string, explicit = false): Promise<string[]> {
  const at = text.indexOf("|")
  const context = new CompletionContext(state(text.replace("|", "")), at, explicit)
  const found = (await source(() => Promise.resolve(TERMS))(context)) as CompletionResult | null
  return found?.options.map((option) => option.label) ?? []
}

test("terms are found by name and by what they are called, the fitting kind first", async () => {
  assert.deepEqual((await offered("SELECT * { ?p a par| }")).slice(0, 2), ["stb:Partnership", "stb:party"])
  assert.equal((await offered("SELECT * { ?p part| }"))[0], "stb:party")
  assert.equal((await offered("SELECT * { ?p stb:kind verz| }"))[0], "kind:twinning")
  assert.equal((await offered("SELECT * { ?p stb:part| }"))[0], "stb:party")
})

test("a term has the prefix that the query gives it, and its whole IRI where ours is taken", async () => {
  assert.equal((await offered(`PREFIX s: <${STB}>\nSELECT * { ?p s:part| }`))[0], "s:party")
  assert.equal((await offered("PREFIX stb: <http://example.org/>\nSELECT * { ?p part| }"))[0], `<${STB}party>`)
})

test("variables, keywords and prefixes are offered where they belong, and nothing in strings and comments", async () => {
  assert.deepEqual(await offered("SELECT ?name WHERE { ?n| ?name ?other }"), ["?name"])
  assert.deepEqual(await offered("SELECT ?name WHERE { ?name| ?p ?o }"), [], "a name that is whole is not offered")
  assert.deepEqual(await offered("SELECT * { ?p a stb:Partnership| }"), [])
  assert.ok((await offered("SEL|")).includes("SELECT"))
  assert.ok((await offered("PREFIX st|")).includes(`stb: <${STB}>`))
  assert.deepEqual(await offered('SELECT * { ?p ?q "par|" }'), [])
  assert.deepEqual(await offered("# par|"), [])
})

function declaring(text: string, prefix: string): string {
  const before = state(text)
  return before.update({ changes: declaration(before, prefix, "x:") }).state.doc.toString()
}

test("a prefix is declared in its place, below a base, above the query, under its comments", () => {
  assert.equal(declaring("", "b"), "PREFIX b: <x:>\n")
  assert.equal(declaring("SELECT *", "b"), "PREFIX b: <x:>\nSELECT *")
  assert.equal(declaring("# c\nSELECT *", "b"), "# c\nPREFIX b: <x:>\nSELECT *")
  assert.equal(declaring("PREFIX a: <y:>\nPREFIX c: <z:>\n\nASK {}", "b"), "PREFIX a: <y:>\nPREFIX b: <x:>\nPREFIX c: <z:>\n\nASK {}")
  assert.equal(declaring("PREFIX a: <y:>\nASK {}", "b"), "PREFIX a: <y:>\nPREFIX b: <x:>\nASK {}")
  assert.equal(declaring("BASE <y:>\nASK {}", "b"), "BASE <y:>\nPREFIX b: <x:>\nASK {}")
  assert.equal(declaring("PREFIX a: <y:>", "b"), "PREFIX a: <y:>\nPREFIX b: <x:>")
  assert.equal(declaring("PREFIX a: <y:> ASK {}", "b"), "PREFIX b: <x:>\nPREFIX a: <y:> ASK {}")
})

test("what a query declares is read from its head, however it is written", () => {
  assert.deepEqual([...declared(state("prefix a:<x:> PREFIX : <y:> # PREFIX b: <z:>\nSELECT * {}"))], [["a", "x:"], ["", "y:"]])
})
