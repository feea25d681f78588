// The outlines of the world for a map: land and borders as SVG paths, projected once, when the site is built.

import { readFile } from "node:fs/promises"
import { geoPath, geoProjection } from "d3-geo"
import { transform } from "esbuild"
import { merge, mesh } from "topojson-client"

const ANTARCTICA = "010"

/** Paths in whole units of a map that is `width` wide and `height` high; Antarctica, where no partner is, left out. */
export async function outlines() {
  const { raw, SCALE, WORLD_HEIGHT, WORLD_WIDTH } = await projection()
  const projected = geoProjection(raw)
    .scale(SCALE)
    .translate([WORLD_WIDTH / 2, WORLD_HEIGHT / 2])
    .precision(2)
  const world = JSON.parse(await readFile("node_modules/world-atlas/countries-110m.json", "utf8"))
  const countries = world.objects.countries.geometries.filter((country) => country.id !== ANTARCTICA)
  const collection = { type: "GeometryCollection", geometries: countries }
  const path = (shape) => drawn((pen) => geoPath(projected, pen)(shape))
  return {
    projection: "equal-earth",
    width: WORLD_WIDTH,
    height: WORLD_HEIGHT,
    land: path(merge(world, countries)),
    borders: path(mesh(world, collection, (one, other) => one !== other)),
  }
}

/** What a pen draws, as a path of relative steps in whole units: a third of the size, and nothing visible is lost. */
function drawn(draw) {
  const said = []
  let [x, y] = [0, 0]
  const step = (letter, toX, toY) => {
    const [nextX, nextY] = [Math.round(toX), Math.round(toY)]
    if (letter === "m" || nextX !== x || nextY !== y) said.push(`${letter}${nextX - x} ${nextY - y}`)
    ;[x, y] = [nextX, nextY]
  }
  let start = [0, 0]
  draw({
    moveTo: (toX, toY) => {
      step("m", toX, toY)
      start = [x, y]
    },
    lineTo: (toX, toY) => step("l", toX, toY),
    closePath: () => {
      said.push("z")
      ;[x, y] = start
    },
    arc: () => {},
    beginPath: () => {},
  })
  return said.join("").replaceAll(" -", "-")
}

/** The projection of src/, in JavaScript: the browser projects its points with the very same lines. */
async function projection() {
  const source = await readFile("src/projection.ts", "utf8")
  const { code } = await transform(source, { loader: "ts", format: "esm" })
  return import(`data:text/javascript;base64,${Buffer.from(code).toString("base64")}`)
}
