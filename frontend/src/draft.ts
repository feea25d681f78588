// The query that stands in the field and was not asked yet: it outlives a reload, Back and a change of language. It is
// kept in the storage of this tab, by the address of the page, and never sent.

const PREFIX = "draft "
const ALONG = "draft along"

/** What was typed at this address and not asked; an address that asks a query gives it only to who comes back. */
export function draft(): string | null {
  return stored((storage) => {
    const along = storage.getItem(ALONG) !== null
    storage.removeItem(ALONG)
    return along || !asksQuery() || comesBack() ? storage.getItem(key()) : null
  })
}

/** Keep what stands in the field. */
export function keepDraft(text: string): void {
  stored((storage) => storage.setItem(key(), text))
}

/** Drop it, where the address itself says what stands in the field. */
export function dropDraft(): void {
  if (asksQuery()) stored((storage) => storage.removeItem(key()))
}

/** The next page is this one in another language. */
export function takeAlong(): void {
  stored((storage) => storage.setItem(ALONG, ""))
}

/** The same page in each language has the same key. */
function key(): string {
  const parameters = new URLSearchParams(location.search)
  parameters.delete("lang")
  parameters.delete("format")
  return `${PREFIX}${parameters}`
}

function asksQuery(): boolean {
  return new URLSearchParams(location.search).has("query")
}

function comesBack(): boolean {
  const [entry] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[]
  return entry !== undefined && entry.type !== "navigate"
}

/** Storage may be off or full: then there are no drafts. */
function stored<Found>(use: (storage: Storage) => Found): Found | null {
  try {
    return use(sessionStorage)
  } catch {
    return null
  }
}
