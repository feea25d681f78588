// Equal Earth (Šavrič, Patterson and Jenny, 2018): areas keep their proportions, and the shapes look familiar.
// The outlines are projected with this when the site is built, the points of a result when they are drawn.

const A1 = 1.340264
const A2 = -0.081106
const A3 = 0.000893
const A4 = 0.003796
const M = Math.sqrt(3) / 2

/** Width of the whole world in the units of the outlines; its height follows from the projection. */
export const WORLD_WIDTH = 10000

/** From the unit sphere to the units of the outlines. */
export const SCALE = WORLD_WIDTH / 2 / raw(Math.PI, 0)[0]

/** Height of the whole world in the units of the outlines. */
export const WORLD_HEIGHT = Math.ceil(2 * SCALE * raw(0, Math.PI / 2)[1])

/** Where a place stands on the map: to the right of its left edge, and below its top. */
export function project(longitude: number, latitude: number): [number, number] {
  const [x, y] = raw((longitude * Math.PI) / 180, (latitude * Math.PI) / 180)
  return [WORLD_WIDTH / 2 + SCALE * x, WORLD_HEIGHT / 2 - SCALE * y]
}

/** The projection of the unit sphere, from longitude and latitude in radians; y points north. */
export function raw(lambda: number, phi: number): [number, number] {
  const theta = Math.asin(M * Math.sin(phi))
  const square = theta * theta
  const sixth = square * square * square
  const x = (lambda * Math.cos(theta)) / (M * (A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)))
  const y = theta * (A1 + A2 * square + sixth * (A3 + A4 * square))
  return [x, y]
}
