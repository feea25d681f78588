// Results for the tests, as SPARQL 1.1 Query Results JSON gives them.

import type { Row, Rows, Value } from "../src/asking.ts"

const XSD = "http://www.w3.org/2001/XMLSchema#"

export const text = (value: string, language?: string): Value => ({ type: "literal", value, ...(language && { "xml:lang": language }) })
export const iri = (value: string): Value => ({ type: "uri", value })
export const number = (value: number, type = "integer"): Value => ({ type: "literal", value: String(value), datatype: XSD + type })
export const wkt = (value: string): Value => ({ type: "literal", value, datatype: "http://www.opengis.net/ont/geosparql#wktLiteral" })
export const year = (value: string): Value => ({ type: "literal", value, datatype: `${XSD}gYear` })

export function rows(columns: string, ...lines: (Value | undefined)[][]): Rows {
  const names = columns.split(" ")
  const made = lines.map((line): Row => {
    const cells = names.flatMap((name, index) => (line[index] ? [[name, line[index]] as const] : []))
    return Object.fromEntries(cells)
  })
  return { kind: "rows", columns: names, rows: made }
}
