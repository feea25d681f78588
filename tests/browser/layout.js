// Faults of the layout as it was computed: what the eye sees at once and a checker of markup does not.
// Gives sentences; each names the element and the fault.

(() => {
  const BLOCKS = new Set(["block", "grid", "flex", "list-item", "table"])
  const main = document.querySelector("main")
  const width = document.documentElement.clientWidth
  const faults = []

  const named = (element) => {
    const text = element.textContent.trim().replace(/\s+/g, " ").slice(0, 40)
    return `${element.localName}${element.className && typeof element.className === "string" ? "." + element.className.split(" ").join(".") : ""} "${text}"`
  }
  const clipped = (element) => {
    for (let each = element; each; each = each.parentElement) {
      if (getComputedStyle(each).clipPath !== "none") return true
    }
    return false
  }
  const hidden = (element) => element.closest(".skip, svg, .cm-editor") || !element.checkVisibility() || clipped(element)
  const scrolled = (element) => {
    for (let each = element; each && each !== document.body; each = each.parentElement) {
      if (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(each).overflowX)) return each
    }
    return null
  }

  // The look of an act (two columns, a line and a marker) is that of the acts, not of the notes inside them.
  const acts = new Set(document.querySelectorAll(".timeline > li"))
  for (const act of acts) {
    for (const item of act.querySelectorAll("li, div, p")) {
      if (item.parentElement === act || hidden(item)) continue
      if (getComputedStyle(item).display === "grid") faults.push(`laid out as an act: ${named(item)}`)
      const marker = getComputedStyle(item, "::before")
      if (marker.content !== "none" && marker.position === "absolute") faults.push(`marked as an act: ${named(item)}`)
    }
  }

  // Nothing reaches out of its parent or the window.
  for (const element of document.querySelectorAll("body *")) {
    if (hidden(element) || scrolled(element.parentElement)) continue
    const box = element.getBoundingClientRect()
    if (!box.width || !box.height) continue
    if (box.right > width + 1 || box.left < -1) faults.push(`out of the window: ${named(element)}`)
    const parent = element.parentElement
    const style = getComputedStyle(element)
    if (!BLOCKS.has(style.display) || !["static", "relative"].includes(style.position)) continue
    const room = parent.getBoundingClientRect()
    if (BLOCKS.has(getComputedStyle(parent).display) && (box.right > room.right + 1 || box.left < room.left - 1)) {
      faults.push(`out of its parent: ${named(element)}`)
    }
  }

  // No line of text lies on another; the height of a line is more than that of its letters.
  const lines = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    if (!node.data.trim() || hidden(node.parentElement)) continue
    const clip = scrolled(node.parentElement)?.getBoundingClientRect()
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const rect of range.getClientRects()) {
      if (rect.width < 2 || (clip && (rect.left >= clip.right || rect.right <= clip.left))) continue
      const cut = rect.height * 0.3
      lines.push({ top: rect.top + cut, bottom: rect.bottom - cut, left: rect.left + 1, right: rect.right - 1, node })
    }
  }
  lines.sort((one, other) => one.top - other.top)
  lines.forEach((line, place) => {
    for (let next = place + 1; next < lines.length && lines[next].top < line.bottom; next += 1) {
      const other = lines[next]
      if (other.left < line.right && line.left < other.right && !(line.node === other.node)) {
        faults.push(`text on text: ${named(line.node.parentElement)} and ${named(other.node.parentElement)}`)
      }
    }
  })

  // Words have room: a column of running text that holds less than a word is a grid gone wrong.
  for (const element of main.querySelectorAll("p, blockquote, dd, dt, li")) {
    if (hidden(element) || scrolled(element)) continue
    const box = element.getBoundingClientRect()
    if (element.textContent.trim().length > 40 && box.width < Math.min(120, width / 3)) {
      faults.push(`squeezed to ${Math.round(box.width)} pixels: ${named(element)}`)
    }
  }
  return [...new Set(faults)]
})()
