// What the page tells its script, and what the script asks of the server once.

/** The data block of the page. */
export interface Page {
  language: string
  /** Public address of the endpoint, for programs; a path where the server does not know by which name it is called. */
  endpoint: string
  /** Address of the terms, prefixes and examples. */
  terms: string
  /** Address of the outlines of the world. */
  world: string
  words: Record<string, string>
  /** What the server says is wrong with the query of this page, where it is the page of an error. */
  problem: { line: number | null; column: number | null; detail: string } | null
}

/** One term that can be filled in, as the vocabulary names and explains it. */
export interface Term {
  name: string
  kind: "class" | "property" | "concept"
  label: string
  about: string
}

export interface Example {
  name: string
  title: string
  summary: string
  text: string
}

/** How IRIs are written short, and which of them this server has pages for. */
export interface Naming {
  base: string
  /** How the paths of this server begin, as the public sees them: `/` or `/twinning/`. */
  root: string
  vocabulary: string
  prefixes: Record<string, string>
  elsewhere: [start: string, name: string][]
}

export interface Terms extends Naming {
  terms: Term[]
  examples: Example[]
}

export type Say = (key: string, values?: Record<string, string | number>) => string

/** The words of the page: `{name}` in a text is replaced by the value of that name. */
export function speaker(words: Record<string, string>): Say {
  return (key, values = {}) => {
    const text = words[key]
    if (text === undefined) throw new Error(`no words for ${key}`)
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  }
}
