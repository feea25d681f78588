import assert from "node:assert/strict"
import { test } from "node:test"
import { type Position, positionAfter } from "../src/position.ts"

const PLACES: [string, Position][] = [
  ["", "elsewhere"],
  ["SELECT * WHERE { ", "subject"],
  ["SELECT * WHERE { ?p ", "predicate"],
  ["SELECT * WHERE { ?p a ", "class"],
  ["SELECT * WHERE { ?p rdf:type ", "class"],
  ["SELECT * WHERE { ?p stb:kind ", "object"],
  ["SELECT * WHERE { ?p stb:kind ?k ", "elsewhere"],
  ["SELECT * WHERE { ?p stb:kind ?k ; ", "predicate"],
  ["SELECT * WHERE { ?p stb:kind ?k ; a ", "class"],
  ["SELECT * WHERE { ?p a stb:City , ", "class"],
  ["SELECT * WHERE { ?p stb:party ?a , ", "object"],
  ["SELECT * WHERE { ?p stb:party ?a . ", "subject"],
  ["SELECT * WHERE { ?p stb:kind/", "predicate"],
  ["SELECT * WHERE { ?p stb:kind/skos:notation ", "object"],
  ["SELECT * WHERE { ?p ^stb:kind ", "object"],
  ["SELECT * WHERE { ?p (stb:kind|stb:level)+ ", "object"],
  ['SELECT * WHERE { ?p rdfs:label "a ; b . { "@nl . ?q ', "predicate"],
  ['SELECT * WHERE { ?p stb:startDate "1971"^^xsd:gYear . ', "subject"],
  ["SELECT * WHERE { ?p a stb:City # ; \n ", "elsewhere"],
  ["SELECT * WHERE { FILTER(?x > ", "elsewhere"],
  ["SELECT * WHERE { FILTER(?x > 3) ?p ", "predicate"],
  ["SELECT * WHERE { FILTER NOT EXISTS { ?p ", "predicate"],
  ["SELECT * WHERE { OPTIONAL { ?p ", "predicate"],
  ["SELECT * WHERE { GRAPH ?g { ?p ", "predicate"],
  ["SELECT * WHERE { BIND(1 AS ?x) ?p ", "predicate"],
  ["SELECT * WHERE { ?p <http://example.org/a> ", "object"],
  ["SELECT * WHERE { ?p stb:kind ?k } ORDER BY ", "elsewhere"],
]

test("the place in a triple is known from the text before it", () => {
  for (const [before, place] of PLACES) assert.equal(positionAfter(before), place, before)
})

test("a text of any length is read once", () => {
  const long = `SELECT * WHERE { ${'?p stb:party "'.repeat(20_000)}`
  const began = performance.now()
  positionAfter(long)
  assert.ok(performance.now() - began < 2000)
})
