// A measure as bars that lie: names of any length have room, and years run down the page.

import type { Bar, Chart } from "./columns.ts"
import { svg } from "./dom.ts"
import type { Say } from "./page.ts"
import { fitting, textWidth } from "./text.ts"

const ROW = 30
const BAR = 18
const GAP = 8

/** Where the bars of a chart begin, and how long one unit of the measure is. */
interface Frame {
  left: number
  top: number
  scale: number
  series: string[]
  numbers: Intl.NumberFormat
}

/** The chart for a width in pixels. */
export function drawChart(chart: Chart, width: number, say: Say, language: string): SVGSVGElement {
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 2 })
  const totals = chart.bars.map(total)
  const left = Math.ceil(Math.min(widest(chart.bars.map((bar) => bar.name)), width * 0.42)) + GAP
  const right = widest(totals.map((value) => numbers.format(value))) + 2 * GAP
  const scale = Math.max(width - left - right, 1) / (Math.max(...totals) || 1)
  const key = legend(chart.series, width)
  const frame: Frame = { left, top: key.height, scale, series: chart.series, numbers }
  const height = frame.top + chart.bars.length * ROW + 4
  return svg(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      class: "chart",
      "aria-label": say("chart.summary", { measure: chart.measure, category: chart.category }),
    },
    ...key.drawn,
    svg("line", { class: "axis", x1: left, x2: left, y1: frame.top, y2: height }),
    ...chart.bars.map((bar, index) => drawBar(bar, frame.top + index * ROW, frame)),
  )
}

function total(bar: Bar): number {
  return bar.parts.reduce((sum, part) => sum + part.value, 0)
}

function widest(texts: string[]): number {
  return Math.max(0, ...texts.map(textWidth))
}

function drawBar(bar: Bar, y: number, { left, scale, series, numbers }: Frame): Element {
  let x = left
  const parts = bar.parts.map((part) => {
    const drawn = svg(
      "rect",
      { x, y: y + (ROW - BAR) / 2, width: part.value * scale, height: BAR, class: `series-${Math.max(series.indexOf(part.series), 0)}` },
      svg("title", {}, [bar.name, part.series, numbers.format(part.value)].filter(Boolean).join(" · ")),
    )
    x += part.value * scale
    return drawn
  })
  const name = svg("text", { x: left - GAP, y: y + ROW / 2, class: "name" }, fitting(bar.name, left - GAP), svg("title", {}, bar.name))
  return svg("g", {}, name, ...parts, svg("text", { x: x + GAP, y: y + ROW / 2, class: "value" }, numbers.format(total(bar))))
}

/** What the colours stand for, in as many lines as it takes. */
function legend(series: string[], width: number): { drawn: Element[]; height: number } {
  let [x, y] = [0, 0]
  const drawn = series.flatMap((name, index) => {
    const words = fitting(name, width - 24)
    const wide = 18 + textWidth(words) + 20
    if (x > 0 && x + wide > width) [x, y] = [0, y + 24]
    const at = x
    x += wide
    return [
      svg("rect", { x: at, y: y + 4, width: 12, height: 12, class: `series-${index}` }),
      svg("text", { x: at + 18, y: y + 10, class: "legend" }, words),
    ]
  })
  return { drawn, height: series.length ? y + 34 : 0 }
}
