// IRIs as readers see them: short, and with a link where this server or another has a page.

import type { Naming } from "./page.ts"

export interface Link {
  href: string
  external: boolean
}

/** A readable stand-in for an IRI: `city/gent`, `stb:party`, `Wikidata Q1296`, the bare address. */
export function shorten(iri: string, naming: Naming): string {
  for (const [start, name] of naming.elsewhere) {
    if (iri.startsWith(start)) return `${name} ${iri.slice(start.length).replace(/\/$/, "")}`
  }
  if (iri.startsWith(`${naming.base}id/`)) return iri.slice(naming.base.length + 3)
  let [best, bestStart] = ["", ""]
  for (const [prefix, start] of Object.entries(naming.prefixes)) {
    if (iri.startsWith(start) && iri !== start && start.length > bestStart.length) [best, bestStart] = [prefix, start]
  }
  if (best) return `${best}:${iri.slice(bestStart.length)}`
  return iri.replace(/^https?:\/\//, "").replace(/\/$/, "")
}

/** Where a reader can go for an IRI: a path of this server for our own things, whatever their canonical address. */
export function linkOf(iri: string, naming: Naming): Link | null {
  if (/^[a-z]+\/[a-z0-9/-]+$/.test(after(iri, `${naming.base}id/`))) return { href: `${naming.root}id/${after(iri, `${naming.base}id/`)}`, external: false }
  const shared = after(iri, naming.vocabulary)
  if (/^(id\/concept(scheme)?\/|ns(#|$))/.test(shared)) return { href: `${naming.root}${shared}`, external: false }
  return isWeb(iri) ? { href: iri, external: true } : null
}

function after(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : ""
}

function isWeb(iri: string): boolean {
  try {
    const { protocol, hostname, username } = new URL(iri)
    return (protocol === "http:" || protocol === "https:") && hostname !== "" && username === ""
  } catch {
    return false
  }
}
