// Reads JSON-LD on standard input and writes it as canonical N-Quads (RDFC-1.0), in safe mode: whatever would be
// lost or guessed is an error. No document is ever fetched.
//
//     node to_nquads.mjs FOLDER < document      FOLDER is where jsonld is installed
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";

const jsonld = createRequire(join(process.argv[2], "package.json"))("jsonld");

const documentLoader = (url) => {
  throw new Error(`nothing is fetched: ${url}`);
};

process.stdout.write(
  await jsonld.canonize(JSON.parse(await text(process.stdin)), {
    algorithm: "RDFC-1.0",
    documentLoader,
    format: "application/n-quads",
    safe: true,
  }),
);
