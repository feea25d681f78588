import assert from "node:assert/strict"
import { test } from "node:test"
import { formOf, givesGraph, snippets } from "../src/snippets.ts"

const FORMS: [string, string][] = [
  ["SELECT * {}", "select"],
  ["# ASK\nselect ?ask {}", "select"],
  ["PREFIX ask: <http://construct.example/> CONSTRUCT WHERE { ask:a ask:describe ?ask }", "construct"],
  ["ASK { { SELECT * {} } }", "ask"],
  ["describe <http://example.org/select>", "describe"],
  ['SELECT ("""DESCRIBE\n"x\\"" ASK""" AS ?x) {}', "select"],
  ["", "select"],
]

test("the form of a query is told by its words, not by its names, strings and comments", () => {
  for (const [query, form] of FORMS) assert.equal(formOf(query), form, query)
  assert.deepEqual(FORMS.map(([query]) => givesGraph(query)), FORMS.map(([, form]) => ["construct", "describe"].includes(form)))
})

test("what ends a text in a language is changed when the query holds it", () => {
  const [curl, python, r] = snippets('SELECT ("""a\\nb""" AS ?x) {\nSPARQL\n)" }', "http://127.0.0.1/sparql").map((each) => each.text)
  assert.match(curl ?? "", /<<'SPARQL_'\n[^]*\nSPARQL_\n$/)
  assert.match(python ?? "", /\\"\\"\\"a\\\\nb\\"\\"\\"/)
  assert.match(r ?? "", /r"-\([^]*\)-"/)
})

test("a graph is asked for as a graph", () => {
  for (const { text } of snippets("CONSTRUCT WHERE { ?s ?p ?o }", "http://127.0.0.1/sparql")) assert.match(text, /turtle/i)
  for (const { text } of snippets("SELECT * {}", "http://127.0.0.1/sparql")) assert.doesNotMatch(text, /turtle/i)
})
