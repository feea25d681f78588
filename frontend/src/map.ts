// Places on a map that the page draws itself: outlines of the world from this server, no tiles, nobody else is asked.

import type { Point } from "./columns.ts"
import { h, svg } from "./dom.ts"
import { linkOf } from "./naming.ts"
import type { Naming, Say } from "./page.ts"
import { project, WORLD_WIDTH } from "./projection.ts"
import { textWidth } from "./text.ts"

/** The outlines as the server has them. */
export interface World {
  land: string
  borders: string
}

interface Placed extends Point {
  x: number
  y: number
}

interface View {
  /** The middle, in units of the outlines. */
  x: number
  y: number
  /** Pixels for one unit. */
  scale: number
}

const CLOSEST = 2.5
const NARROWEST = 700
const MOST_POINTS = 2000
const MOST_LABELS = 80
const RADIUS = 6
const LINE = 16

export class PointMap {
  readonly element: HTMLElement
  readonly #canvas: SVGSVGElement
  readonly #ground: SVGGElement
  readonly #marks: SVGGElement
  readonly #points: Placed[]
  readonly #naming: Naming
  #size: [width: number, height: number] = [0, 0]
  #view: View | null = null

  constructor(points: Point[], world: World | null, naming: Naming, say: Say) {
    this.#naming = naming
    this.#points = points.slice(0, MOST_POINTS).map((point) => {
      const [x, y] = project(point.longitude, point.latitude)
      return { ...point, x, y }
    })
    this.#ground = svg("g", {}, world && svg("path", { class: "land", d: world.land }), world && svg("path", { class: "borders", d: world.borders }))
    this.#marks = svg("g")
    this.#canvas = svg("svg", { class: "sea" }, this.#ground, this.#marks)
    const tool = (key: string, sign: string, act: () => void) =>
      h("button", { type: "button", "aria-label": say(key), title: say(key), onclick: act }, sign)
    this.element = h(
      "div",
      { class: "map", role: "group", "aria-label": say("map.summary", { count: points.length }) },
      this.#canvas,
      h(
        "div",
        { class: "map-tools" },
        tool("map.closer", "+", () => this.#zoom(1.6)),
        tool("map.further", "−", () => this.#zoom(1 / 1.6)),
        tool("map.all", "⤢", () => this.#show(this.#fitting())),
      ),
    )
    this.#listen()
  }

  /** Draw it in a frame of this width; a view that the reader chose is kept. */
  resize(width: number): void {
    this.#size = [width, Math.round(Math.min(Math.max(width * 0.52, 320), 540))]
    this.#show(this.#view ?? this.#fitting())
  }

  // -- Where one looks ------------------------------------------------------------

  /** All points, with room around them. */
  #fitting(): View {
    const [width, height] = this.#size
    const xs = this.#points.map((point) => point.x)
    const ys = this.#points.map((point) => point.y)
    const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)]
    const wide = Math.max(east - west, NARROWEST)
    const high = Math.max(south - north, NARROWEST / 2)
    return {
      x: (west + east) / 2,
      y: (north + south) / 2,
      scale: Math.max(Math.min((width - Math.min(150, width / 4)) / wide, (height - 80) / high), width / WORLD_WIDTH),
    }
  }

  #show(view: View): void {
    const scale = Math.min(Math.max(view.scale, this.#size[0] / WORLD_WIDTH), CLOSEST)
    this.#view = { ...view, scale }
    this.#draw()
  }

  #zoom(factor: number): void {
    if (this.#view) this.#show({ ...this.#view, scale: this.#view.scale * factor })
  }

  #move(right: number, down: number): void {
    if (this.#view) this.#show({ ...this.#view, x: this.#view.x + right / this.#view.scale, y: this.#view.y + down / this.#view.scale })
  }

  #pixel(point: Placed): [number, number] {
    const view = this.#view ?? this.#fitting()
    return [this.#size[0] / 2 + (point.x - view.x) * view.scale, this.#size[1] / 2 + (point.y - view.y) * view.scale]
  }

  // -- Drawing --------------------------------------------------------------------

  #draw(): void {
    const [width, height] = this.#size
    const view = this.#view ?? this.#fitting()
    this.#canvas.setAttribute("viewBox", `0 0 ${width} ${height}`)
    this.#canvas.setAttribute("width", String(width))
    this.#canvas.setAttribute("height", String(height))
    this.#ground.setAttribute("transform", `translate(${width / 2 - view.x * view.scale} ${height / 2 - view.y * view.scale}) scale(${view.scale})`)
    const focused = [...this.#marks.children].findIndex((mark) => mark.contains(document.activeElement))
    const labels = this.#labels()
    this.#marks.replaceChildren(...this.#points.map((point, index) => this.#mark(point, labels.get(index))))
    this.#marks.children[focused]?.querySelector("a")?.focus({ preventScroll: true })
  }

  #mark(point: Placed, label: Label | undefined): SVGElement {
    const [x, y] = this.#pixel(point)
    const link = point.iri === undefined ? null : linkOf(point.iri, this.#naming)
    const drawn = [
      svg("circle", { class: "reach", cx: x, cy: y, r: 12 }),
      svg("circle", { class: "point", cx: x, cy: y, r: RADIUS }, svg("title", {}, point.name)),
      label && svg("text", { x: label.x, y: label.y, "text-anchor": label.anchor }, point.name),
    ]
    return svg("g", {}, link ? svg("a", { href: link.href, "aria-label": point.name, onfocus: () => this.#reveal(point) }, ...drawn) : svg("g", {}, ...drawn))
  }

  /** Where each name stands: beside its point where that is free, else nowhere; the point still tells it. */
  #labels(): Map<number, Label> {
    const taken: Box[] = this.#points.map((point) => {
      const [x, y] = this.#pixel(point)
      return { left: x - RADIUS, right: x + RADIUS, top: y - RADIUS, bottom: y + RADIUS }
    })
    const found = new Map<number, Label>()
    const frame: Box = { left: 2, right: this.#size[0] - 2, top: 2, bottom: this.#size[1] - 2 }
    this.#points.slice(0, MOST_LABELS).forEach((point, index) => {
      const [x, y] = this.#pixel(point)
      const label = candidates(x, y, textWidth(point.name) + 4).find(
        ({ box }) => inside(box, frame) && taken.every((other, owner) => owner === index || !overlap(box, other)),
      )
      if (!label) return
      found.set(index, label)
      taken.push(label.box)
    })
    return found
  }

  // -- Moving ---------------------------------------------------------------------

  /** A point that the keyboard came to is brought into sight. */
  #reveal(point: Placed): void {
    const [x, y] = this.#pixel(point)
    const [width, height] = this.#size
    if (this.#view && (x < 10 || y < 10 || x > width - 10 || y > height - 10)) this.#show({ ...this.#view, x: point.x, y: point.y })
  }

  #listen(): void {
    const steps: Record<string, [number, number]> = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] }
    this.element.addEventListener("keydown", (event) => {
      const step = steps[event.key]
      if (step) this.#move(...step)
      else if (event.key === "+") this.#zoom(1.6)
      else if (event.key === "-") this.#zoom(1 / 1.6)
      else return
      event.preventDefault()
    })
    let last: [number, number] | null = null
    this.#canvas.addEventListener("pointerdown", (event) => {
      if (event.button === 0 && !(event.target as Element).closest("a")) {
        last = [event.clientX, event.clientY]
        this.#canvas.setPointerCapture(event.pointerId)
      }
    })
    this.#canvas.addEventListener("pointermove", (event) => {
      if (!last) return
      this.#move(last[0] - event.clientX, last[1] - event.clientY)
      last = [event.clientX, event.clientY]
    })
    for (const end of ["pointerup", "pointercancel"]) this.#canvas.addEventListener(end, () => (last = null))
    // Whoever cannot drag has this, the arrow keys and the buttons.
    this.#canvas.addEventListener("dblclick", (event) => {
      const frame = this.#canvas.getBoundingClientRect()
      this.#move(event.clientX - frame.left - this.#size[0] / 2, event.clientY - frame.top - this.#size[1] / 2)
      this.#zoom(1.6)
    })
  }
}

// == Names beside points ========================================================

interface Box {
  left: number
  right: number
  top: number
  bottom: number
}

interface Label {
  x: number
  y: number
  anchor: "start" | "middle" | "end"
  box: Box
}

function candidates(x: number, y: number, width: number): Label[] {
  const gap = RADIUS + 5
  const half = LINE / 2
  return [
    { x: x + gap, y, anchor: "start", box: { left: x + gap, right: x + gap + width, top: y - half, bottom: y + half } },
    { x: x - gap, y, anchor: "end", box: { left: x - gap - width, right: x - gap, top: y - half, bottom: y + half } },
    { x, y: y - gap - 2, anchor: "middle", box: { left: x - width / 2, right: x + width / 2, top: y - gap - 2 - half, bottom: y - gap - 2 + half } },
    { x, y: y + gap + 2, anchor: "middle", box: { left: x - width / 2, right: x + width / 2, top: y + gap + 2 - half, bottom: y + gap + 2 + half } },
  ]
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
}

function inside(box: Box, frame: Box): boolean {
  return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom
}
