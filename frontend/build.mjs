// Builds what the site serves: the editor's script, the outlines of the world, the licences of what is in them.
//
//     node build.mjs [FOLDER]
//
// The same input gives the same bytes: no clock, no absolute path.

import { readdirSync, readFileSync } from "node:fs"
import { mkdir, writeFile } from "node:fs/promises"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"
import { coasts } from "./coasts.mjs"
import { outlines } from "./outlines.mjs"

const HERE = dirname(fileURLToPath(import.meta.url))
const BROWSERS = ["chrome111", "firefox115", "safari16.4"]

async function main(folder) {
  process.chdir(HERE)
  const script = await build({
    entryPoints: ["src/editor.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    target: BROWSERS,
    legalComments: "none",
    charset: "utf8",
    metafile: true,
    write: false,
  })
  await mkdir(folder, { recursive: true })
  const packages = new Set(["world-atlas", ...Object.keys(script.metafile.inputs).flatMap(packageOf)])
  await writeFile(join(folder, "editor.js"), script.outputFiles[0].contents)
  await writeFile(join(folder, "world-110m.json"), JSON.stringify(await outlines()) + "\n")
  await writeFile(join(folder, "coasts-50m.json"), JSON.stringify(await coasts()) + "\n")
  await writeFile(join(folder, "THIRD_PARTY_LICENSES.txt"), licences([...packages].sort()))
}

/** The package a bundled file is of; nothing for a file of our own. */
function packageOf(file) {
  const found = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)
  return found ? [found[1]] : []
}

/** Every package by name, version and licence, with the text of its licence. */
function licences(names) {
  return names.map(licence).join(`\n${"=".repeat(80)}\n\n`)
}

function licence(name) {
  const folder = join("node_modules", name)
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))
  const text = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file))
  if (!text) throw new Error(`${name} comes without the text of its licence`)
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, text), "utf8").trim()}\n`
}

await main(resolve(process.argv[2] ?? join(HERE, "../src/stedenband/web/static/bundle")))
