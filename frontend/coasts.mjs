// The coasts and borders of the world at 1 : 50 million, unprojected: the server cuts the map of a region out of them.

import { readFile } from "node:fs/promises"
import { merge, mesh } from "topojson-client"

const ANTARCTICA = "010"

/** Steps to a degree: 0.03° is 4 km, half a pixel of the largest map that is drawn. */
const STEPS = 30

/** Rings of land and lines of border, each as steps from point to point: longitude, latitude, longitude... */
export async function coasts() {
  const world = JSON.parse(await readFile("node_modules/world-atlas/countries-50m.json", "utf8"))
  const countries = world.objects.countries.geometries.filter((country) => country.id !== ANTARCTICA)
  const collection = { type: "GeometryCollection", geometries: countries }
  return {
    steps: STEPS,
    land: merge(world, countries).coordinates.flat().map(stepped).filter((ring) => ring.length >= 8),
    borders: mesh(world, collection, (one, other) => one !== other)
      .coordinates.map(stepped)
      .filter((line) => line.length >= 4),
  }
}

/** The points of a line, rounded, each told by how far it lies from the one before; over the 180th meridian too. */
function stepped(line) {
  const said = []
  let [x, y] = [0, 0]
  for (const [longitude, latitude] of line) {
    const [nextX, nextY] = [Math.round(longitude * STEPS), Math.round(latitude * STEPS)]
    if (said.length === 0 || nextX !== x || nextY !== y) said.push(shorter(nextX - x), nextY - y)
    ;[x, y] = [nextX, nextY]
  }
  return said
}

/** A way to the east or the west, the one that is not around the world. */
function shorter(way) {
  return way - 360 * STEPS * Math.round(way / (360 * STEPS))
}
