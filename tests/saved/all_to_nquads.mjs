// Reads an object of JSON-LD documents on standard input and writes an object of the same in N-Quads, in safe mode:
// whatever would be lost or guessed is an error. No document is ever fetched.
//
//     node all_to_nquads.mjs FOLDER < documents      FOLDER is where jsonld is installed
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const jsonld = createRequire(join(process.argv[2], "package.json"))("jsonld");

const documentLoader = (url) => {
  throw new Error(`nothing is fetched: ${url}`);
};

const found = {};
for (const [name, body] of Object.entries(JSON.parse(await text(process.stdin)))) {
  found[name] = await jsonld.toRDF(JSON.parse(body), { documentLoader, format: "application/n-quads", safe: true });
}
process.stdout.write(JSON.stringify(found));
