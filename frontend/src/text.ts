// How wide words are, measured: the fonts are the reader's own.

let pen: CanvasRenderingContext2D | null = null

/** Width of a text in a drawing, in pixels. */
export function textWidth(text: string): number {
  pen ??= prepared()
  return pen ? pen.measureText(text).width : text.length * 8
}

function prepared(): CanvasRenderingContext2D | null {
  const made = document.createElement("canvas").getContext("2d")
  if (made) made.font = `13px ${getComputedStyle(document.documentElement).fontFamily}`
  return made
}

/** The text, or as much of its beginning as has room. */
export function fitting(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  const letters = [...text]
  while (letters.length > 1 && textWidth(`${letters.join("")}…`) > width) letters.pop()
  return `${letters.join("").trimEnd()}…`
}
