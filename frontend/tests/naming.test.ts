import assert from "node:assert/strict"
import { test } from "node:test"
import { geoEqualEarthRaw } from "d3-geo"
import { linkOf, shorten } from "../src/naming.ts"
import { project, raw, WORLD_HEIGHT, WORLD_WIDTH } from "../src/projection.ts"

const NAMING = {
  base: "https://w3id.org/stedenband/gent/",
  root: "/",
  vocabulary: "https://w3id.org/stedenband/",
  prefixes: { stb: "https://w3id.org/stedenband/ns#", concept: "https://w3id.org/stedenband/id/concept/", kind: "https://w3id.org/stedenband/id/concept/kind/" },
  elsewhere: [["http://www.wikidata.org/entity/", "Wikidata"]] as [string, string][],
}

test("IRIs are short: our things by reference, terms by prefix, others by name or bare", () => {
  const names = {
    "https://w3id.org/stedenband/gent/id/city/gent": "city/gent",
    "https://w3id.org/stedenband/ns#party": "stb:party",
    "https://w3id.org/stedenband/id/concept/kind/twinning": "kind:twinning",
    "http://www.wikidata.org/entity/Q1296": "Wikidata Q1296",
    "https://example.org/a/": "example.org/a",
  }
  for (const [iri, name] of Object.entries(names)) assert.equal(shorten(iri, NAMING), name)
})

test("our own things are linked here, others there, and what is no web address nowhere", () => {
  const links = {
    "https://w3id.org/stedenband/gent/id/city/gent": { href: "/id/city/gent", external: false },
    "https://w3id.org/stedenband/id/concept/kind/twinning": { href: "/id/concept/kind/twinning", external: false },
    "https://w3id.org/stedenband/ns#party": { href: "/ns#party", external: false },
    "https://example.org/": { href: "https://example.org/", external: true },
    "javascript:alert(1)": null,
    "https://user@example.org/": null,
    "urn:x": null,
  }
  for (const [iri, link] of Object.entries(links)) assert.deepEqual(linkOf(iri, NAMING), link, iri)
})

test("the projection is Equal Earth, with the whole world in its frame", () => {
  assert.deepEqual(project(0, 0).map(Math.round), [WORLD_WIDTH / 2, WORLD_HEIGHT / 2])
  assert.equal(Math.round(project(180, 0)[0]), WORLD_WIDTH)
  assert.ok(project(0, 90)[1] >= 0 && project(0, 90)[1] < 1)
  for (const [longitude, latitude] of [[3.725278, 51.053611], [136.656, 36.561], [-92.02, 30.22], [-180, -80]] as const) {
    const ours = raw((longitude * Math.PI) / 180, (latitude * Math.PI) / 180)
    const theirs = geoEqualEarthRaw((longitude * Math.PI) / 180, (latitude * Math.PI) / 180)
    assert.ok(Math.hypot(ours[0] - theirs[0], ours[1] - theirs[1]) < 1e-9, `${longitude} ${latitude}`)
  }
})
