// Reads an event stream with ldes-client and prints one JSON line for each member, in the order in which they come.
// Arguments: the folder the client is installed in, the address, "ascending" or "none", a folder for its state or "-".
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [installed, url, ordered, state] = process.argv.slice(2);
const client_file = pathToFileURL(`${installed}/node_modules/ldes-client/dist/lib/client.js`);
const { intoConfig, replicateLDES } = await import(client_file);
const { Writer } = createRequire(`${installed}/package.json`)("n3");
const client = replicateLDES(
  intoConfig({ url, polling: false, ...(state === "-" ? {} : { statePath: state }) }),
  ordered,
);
let fetched = 0;
client.on("fragment", () => { fetched += 1; });
client.on("error", (error) => { console.error(error); process.exitCode = 1; });
const reader = client.stream({ highWaterMark: 10 }).getReader();
for (let one = await reader.read(); !one.done; one = await reader.read()) {
  const { id, isVersionOf, timestamp, type, quads } = one.value;
  const nquads = new Writer({ format: "application/n-quads" }).quadsToString(quads);
  console.log(JSON.stringify({ id: id.value, thing: isVersionOf, at: timestamp, event: type?.value, nquads }));
}
console.log(JSON.stringify({ fetched }));
