import assert from "node:assert/strict"
import { test } from "node:test"
import { chart, points } from "../src/columns.ts"
import { iri, number, rows, text, wkt, year } from "./result.ts"

const GHENT = iri("https://w3id.org/stedenband/gent/id/city/gent")

test("a pair of coordinates makes points, named in the reader's language", () => {
  const result = rows("city name_nl name_en latitude longitude", [GHENT, text("Gent", "nl"), text("Ghent", "en"), number(51.05, "decimal"), number(3.73, "decimal")])
  assert.deepEqual(points(result, "en"), [{ latitude: 51.05, longitude: 3.73, name: "Ghent", iri: GHENT.value }])
  assert.equal(points(result, "nl")[0]?.name, "Gent")
})

test("a WKT point has its longitude first, unless it names EPSG 4326", () => {
  const plain = rows("where", [wkt("POINT(3.73 51.05)")])
  const epsg = rows("where", [wkt("<http://www.opengis.net/def/crs/EPSG/0/4326> POINT (51.05 3.73)")])
  for (const result of [plain, epsg]) {
    assert.deepEqual(points(result, "en").map((point) => [point.latitude, point.longitude]), [[51.05, 3.73]])
  }
})

test("rows without a place, or with an impossible one, are left out of the map", () => {
  const result = rows("name lat long", [text("Taizhou")], [text("Nowhere"), number(95), number(3)], [text("Gent"), number(51), number(3)])
  assert.deepEqual(points(result, "en").map((point) => point.name), ["Gent"])
})

test("a result without coordinates has no map, and one whose coordinates are words neither", () => {
  assert.deepEqual(points(rows("name", [text("Gent")]), "en"), [])
  assert.deepEqual(points(rows("lat long", [text("north"), text("east")]), "en"), [])
})

test("decades with a count make a chart in series, the empty decade shown", () => {
  const lines = [[number(1970), text("twinning"), number(2)], [number(1980), text("twinning"), number(3)], [number(2000), text("agreement"), number(2)]]
  const made = chart(rows("decade kind partnerships", ...lines), "en")
  assert.deepEqual([made?.category, made?.measure, made?.series], ["decade", "partnerships", ["agreement", "twinning"]])
  const bars = made?.bars.map((bar) => [bar.name, ...bar.parts.map((part) => part.value)])
  assert.deepEqual(bars, [["1970", 2], ["1980", 3], ["1990"], ["2000", 2]])
})

test("names come before codes, and first and last years are no measure", () => {
  const result = rows("code name_nl name_en partnerships first last", [text("CN"), text("China"), text("China"), number(2), number(2013), number(2018)], [text("DE"), text("Duitsland"), text("Germany"), number(1), number(1969), number(1969)])
  const made = chart(result, "nl")
  assert.equal(made?.measure, "partnerships")
  assert.deepEqual(made?.bars.map((bar) => bar.name), ["China", "Duitsland"])
})

test("rows that only several names tell apart are named by all of them", () => {
  const result = rows(
    "kind level status n",
    ...["a", "b", "c", "d"].map((status) => [text("twinning"), text("bilateral"), text(status), number(1)]),
    ...["a", "b", "c"].map((status) => [text("agreement"), text("multilateral"), text(status), number(2)]),
    [text("agreement"), text("bilateral"), text("a"), number(5)],
  )
  assert.equal(chart(result, "en")?.bars[0]?.name, "twinning · bilateral · a")
})

test("what is no chart: one row, no measure, no name, negative amounts, years alone", () => {
  const none = [
    rows("name n", [text("a"), number(1)]),
    rows("name since", [text("a"), year("1971")], [text("b"), year("1982")]),
    rows("n", [number(1)], [number(2)]),
    rows("name n", [text("a"), number(-1)], [text("b"), number(2)]),
    rows("city latitude longitude", [text("a"), number(51), number(3)], [text("b"), number(50), number(4)]),
  ]
  assert.deepEqual(none.map((result) => chart(result, "en")), none.map(() => null))
})
