"""Twelve queries over 10,000 partnerships, side by side in one run: ours and four other engines.

Ours is asked cold (every text is new to its memory), from its memory of answers, and with the entity tag of an answer
that has not changed (304). The others have no memory of answers and get the text as it is. All serve the same
statements on this machine to ``wrk``, one after the other, so that a busy machine slows all alike. Before anything
is timed each engine's answer is counted, and has to have as many rows as ours.

Prints requests a second, the median and the 99th percentile of the milliseconds of a request, and the ratio of ours
(cold, and remembered) to each other engine; at last what the engine takes that we have inside, called without a server
around it, and where our time goes.

    apt-get install wrk
    python bench/sparql.py [--number 10000] [--clients 1 8 32] [--seconds 3] [--only ours oxigraph] [--json FILE]

Engines that are not installed are left out; rdflib-endpoint is installed into a folder of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import pyoxigraph
from main_job import STEDENBAND, family
from partnerships import CITIES_A_PARTNERSHIP, COUNTRIES, WIKIDATA_FROM, partnerships

from remote_engines import KINDS, free_port
from stedenband.formats import N_TRIPLES, write
from web_release import BASE, IRIS, gent, publish

PREFIXES = """\
PREFIX owl: <http://www.w3.org/2002/07/owl#>
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX stb: <https://w3id.org/stedenband/ns#>
PREFIX wd: <http://www.wikidata.org/entity/>
"""

QUERIES = {
    "look-up": """SELECT ?city ?name { ?city owl:sameAs wd:Q{wikidata} ; skos:prefLabel ?name }""",
    "one thing": """SELECT ?p ?o {{ <{base}id/partnership/t{tie}> ?p ?o }}""".replace("{{", "{").replace(
        "}}", "}"
    ),
    "partners of a city": """SELECT ?tie ?partner ?year {
        ?city owl:sameAs wd:Q{wikidata} . ?tie stb:party ?city, ?partner ; stb:startYear ?year
        FILTER (?partner != ?city) }""",
    "partners of partners": """SELECT DISTINCT ?name {
        ?city owl:sameAs wd:Q{wikidata} . ?one stb:party ?city, ?partner . ?two stb:party ?partner, ?far .
        FILTER (?far != ?city && ?partner != ?city) ?far rdfs:label ?name FILTER (LANG(?name) = "nl") }""",
    "ties with a country": """SELECT ?tie ?label ?year {
        ?city stb:country <{base}id/country/c{country}> . ?tie stb:party ?city ; stb:startYear ?year ; rdfs:label ?label
        FILTER (LANG(?label) = "nl") }""",
    "country and kind": """SELECT ?country ?kind (COUNT(DISTINCT ?tie) AS ?n) {
        ?tie stb:party ?city ; stb:kind ?kind . ?city stb:country ?country } GROUP BY ?country ?kind""",
    "decades": """SELECT ?decade (COUNT(?tie) AS ?n) {
        ?tie a stb:Partnership ; stb:startYear ?year BIND (FLOOR(?year / 10) * 10 AS ?decade) }
        GROUP BY ?decade ORDER BY ?decade""",
    "optional acts": """SELECT ?tie ?act ?year { ?tie a stb:Partnership ; stb:startYear 1990
        OPTIONAL { ?tie stb:act ?act . ?act stb:year ?year } }""",
    "graph of 1,000": """CONSTRUCT { ?tie rdfs:label ?label ; stb:startYear ?year } WHERE {
        { SELECT ?tie { ?tie a stb:Partnership } LIMIT 500 } ?tie rdfs:label ?label ; stb:startYear ?year
        FILTER (LANG(?label) = "nl") }""",
    "page in order": """SELECT ?tie ?label { ?tie a stb:Partnership ; rdfs:label ?label FILTER (LANG(?label) = "nl") }
        ORDER BY ?label LIMIT 50 OFFSET 500""",
    "without an act": """SELECT (COUNT(?tie) AS ?n) {
        ?tie a stb:Partnership FILTER NOT EXISTS { ?tie stb:act ?act } }""",
    "statements by predicate": """SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)""",
}
"""Light ones with something that differs from request to request, and heavy ones that are the same each time."""

VARIANTS = 400
PATIENCE = 30
"""Seconds that one query may take before an engine is not asked it by many."""

TABLE = "application/sparql-results+json"
GRAPH = "application/n-triples"

SCRIPT = """
local paths = {}
for line in io.lines("%(paths)s") do paths[#paths + 1] = line end
local number = tonumber("%(from)s")
function request()
  number = number + 1
  local path = paths[number %% #paths + 1]
  if "%(new)s" == "yes" then path = path .. "%%20%%23" .. number end
  local headers = { ["Accept"] = "%(accept)s", ["X-Forwarded-For"] = "192.0.2." .. (number %% %(clients)s) }
  if [[%(tag)s]] ~= "" then headers["If-None-Match"] = [[%(tag)s]] end
  return wrk.format("GET", path, headers)
end
function done(summary, latency)
  local e = summary.errors
  io.write(string.format('{"requests": %%d, "seconds": %%f, "p50": %%f, "p99": %%f, "failed": %%d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    e.status + e.connect + e.read + e.write + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Engine:
    """A running engine: its name, the address for queries and its process."""

    name: str
    url: str
    pid: int


@dataclass(frozen=True, slots=True)
class Rate:
    """What one way of asking one engine one query came to, with so many clients."""

    engine: str
    query: str
    clients: int
    per_second: float
    p50: float
    p99: float
    failed: int = 0


def texts(name: str, number: int) -> list[str]:
    """The texts of a query, each for another thing of the data, or the one that it is."""
    query = PREFIXES + re.sub(r"\s+", " ", QUERIES[name])
    cities = round(number * CITIES_A_PARTNERSHIP)

    def bound(each: int) -> str:
        values = {
            "wikidata": WIKIDATA_FROM + each % cities,
            "tie": each,
            "country": each % COUNTRIES,
            "base": BASE,
        }
        return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), query)

    return list(dict.fromkeys(bound(each) for each in range(VARIANTS)))


def accept(name: str) -> str:
    return GRAPH if "CONSTRUCT" in QUERIES[name] else TABLE


# The engines


@contextmanager
def process(command: Sequence[str], folder: Path, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process that ends with the block, with what it says in a file."""
    with (folder / "output.log").open("ab") as log:
        started = subprocess.Popen(
            command, cwd=folder, stdout=log, stderr=log, start_new_session=True, env={**os.environ, **more}
        )
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(20)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def wait_for(url: str, running: subprocess.Popen[bytes], folder: Path, seconds: float = 240) -> None:
    """Until the engine finds partnerships."""
    until = time.monotonic() + seconds
    ask = f"{url}?query={quote(PREFIXES + 'SELECT ?tie { ?tie a stb:Partnership } LIMIT 1')}"
    while True:
        try:
            with urllib.request.urlopen(
                urllib.request.Request(ask, headers={"Accept": TABLE}), timeout=10
            ) as answer:
                if json.load(answer)["results"]["bindings"]:
                    return
        except (OSError, ValueError):
            pass
        if running.poll() is not None or time.monotonic() > until:
            raise SystemExit(f"{url} does not answer:\n{(folder / 'output.log').read_text()[-2000:]}")
        time.sleep(0.2)


@contextmanager
def ours(_: Path, folder: Path, number: int) -> Iterator[Engine]:
    publish(folder / "out", [*gent(), *partnerships(number, IRIS)])
    port = free_port()
    command = [*STEDENBAND, "serve", "--no-build", "--out", str(folder / "out"), "--port", str(port)]
    settings = {"STEDENBAND_TRUSTED_PROXIES": "127.0.0.1", "STEDENBAND_CLIENT_CONNECTIONS": "64"}
    with process(command, folder, **settings) as running:
        url = f"http://127.0.0.1:{port}/sparql"
        wait_for(url, running, folder)
        yield Engine("ours", url, running.pid)


@contextmanager
def oxigraph(triples: Path, folder: Path, _: int) -> Iterator[Engine]:
    """Oxigraph's own server with the statements in memory."""
    program, port = str(KINDS["oxigraph"].found()), free_port()
    with process([program, "serve", "--bind", f"127.0.0.1:{port}"], folder) as running:
        _upload(f"http://127.0.0.1:{port}/store?default", triples, running)
        url = f"http://127.0.0.1:{port}/query"
        wait_for(url, running, folder)
        yield Engine("oxigraph", url, running.pid)


@contextmanager
def fuseki(triples: Path, folder: Path, _: int) -> Iterator[Engine]:
    """Fuseki with the statements in memory, which is its quickest."""
    jar, port = str(KINDS["fuseki"].found()), free_port()
    options = ("--localhost", f"--port={port}", f"--file={triples}", "/ds")
    with process(["java", "-Xmx3g", "-jar", jar, *options], folder) as running:
        url = f"http://127.0.0.1:{port}/ds/sparql"
        wait_for(url, running, folder)
        yield Engine("fuseki", url, running.pid)


VIRTUOSO = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 85000
MaxDirtyBuffers = 65000
ServerThreads = 100
DirsAllowed = ., {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 40
MaxKeepAlives = 40
KeepAliveTimeout = 60
[SPARQL]
ResultSetMaxRows = 100000
"""
"""With memory for all the statements (2 GB of RAM, by Virtuoso's own advice) and a thread for each client."""


@contextmanager
def virtuoso(triples: Path, folder: Path, _: int) -> Iterator[Engine]:
    sql, http = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(folder=folder, sql=sql, http=http))
    program = str(KINDS["virtuoso"].found())
    with process([program, "-f", "+configfile", str(folder / "virtuoso.ini")], folder) as running:
        isql = shutil.which("isql-vt") or shutil.which("isql-v") or "isql-vt"
        load = f"ld_dir('{triples.parent}', '{triples.name}', 'urn:bench'); rdf_loader_run(); checkpoint;"
        until = time.monotonic() + 60
        while subprocess.run(
            [isql, f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"], capture_output=True, check=False
        ).returncode:
            if time.monotonic() > until:
                raise SystemExit("Virtuoso does not start")
            time.sleep(0.5)
        url = f"http://127.0.0.1:{http}/sparql"
        wait_for(url, running, folder)
        yield Engine("virtuoso", url, running.pid)


@contextmanager
def rdflib_endpoint(triples: Path, folder: Path, _: int) -> Iterator[Engine]:
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python, port = folder / "venv/bin/python", free_port()
    subprocess.run([str(python), "-m", "pip", "install", "-q", "rdflib-endpoint[cli]"], check=True)
    command = [str(folder / "venv/bin/rdflib-endpoint"), "serve", "--port", str(port), str(triples)]
    with process(command, folder) as running:
        url = f"http://127.0.0.1:{port}/"
        wait_for(url, running, folder)
        yield Engine("rdflib-endpoint", url, running.pid)


ENGINES = {
    "ours": ours,
    "oxigraph": oxigraph,
    "fuseki": fuseki,
    "virtuoso": virtuoso,
    "rdflib-endpoint": rdflib_endpoint,
}


def _upload(url: str, triples: Path, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    request = urllib.request.Request(url, triples.read_bytes(), {"Content-Type": GRAPH}, method="PUT")
    while True:
        try:
            urllib.request.urlopen(request, timeout=120).close()
        except urllib.error.HTTPError as refused:
            raise SystemExit(f"{url}: {refused} {refused.read()[:300]!r}") from None
        except OSError:
            if running.poll() is not None or time.monotonic() > until:
                raise
            time.sleep(0.2)
        else:
            return


# Asking


def ask(engine: Engine, text: str, media_type: str) -> tuple[float, bytes, str]:
    """One request: its seconds, the answer and its entity tag."""
    request = urllib.request.Request(f"{engine.url}?query={quote(text)}", headers={"Accept": media_type})
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        body = answer.read()
        return time.perf_counter() - began, body, answer.headers.get("ETag") or ""


def size(body: bytes, media_type: str) -> int:
    """The rows of an answer."""
    if media_type == GRAPH:
        return len({line for line in body.decode().splitlines() if line.strip() and not line.startswith("#")})
    return len(json.loads(body)["results"]["bindings"])


_SERIAL = iter(range(0, 10**9, 10**6))


def rate(
    engine: Engine,
    label: str,
    name: str,
    asked: Sequence[str],
    chosen: argparse.Namespace,
    clients: int,
    **how: str,
) -> Rate:
    """Many requests by so many clients for some seconds."""
    with tempfile.TemporaryDirectory() as folder:
        paths, script = Path(folder) / "paths", Path(folder) / "script.lua"
        root = "/" + engine.url.split("/", 3)[3]
        paths.write_text("\n".join(f"{root}?query={quote(text)}" for text in asked) + "\n")
        values = {
            "paths": paths,
            "accept": accept(name),
            "clients": clients,
            "new": "no",
            "tag": "",
            "from": next(_SERIAL),
        }
        script.write_text(SCRIPT % {**values, **how})
        command = [
            "wrk",
            "-t1",
            f"-c{clients}",
            f"-d{chosen.seconds}s",
            f"--timeout={PATIENCE}s",
            "-s",
            str(script),
        ]
        told = subprocess.run([*command, engine.url], check=True, capture_output=True, text=True).stdout
    found = json.loads(told[told.rindex('{"requests"') :])
    return Rate(
        label,
        name,
        clients,
        found["requests"] / found["seconds"],
        found["p50"],
        found["p99"],
        found["failed"],
    )


def measured(
    engine: Engine, name: str, rows: Mapping[str, int], chosen: argparse.Namespace
) -> Iterator[Rate]:
    """Every way of asking an engine a query."""
    asked = texts(name, chosen.number)
    try:
        taken, body, tag = ask(engine, asked[0], accept(name))
        found = size(body, accept(name))
    except (OSError, ValueError, KeyError) as failed:
        print(f"{engine.name}: {name}: {failed}", file=sys.stderr)
        return
    if found != rows.get(name, found):
        print(f"{engine.name}: {name}: {found} rows, not {rows[name]}", file=sys.stderr)
        return
    if taken > chosen.seconds:
        yield Rate(engine.name, name, 1, 1 / taken, taken * 1000, taken * 1000)
        return
    for clients in chosen.clients:
        if engine.name != "ours":
            yield rate(engine, engine.name, name, asked, chosen, clients)
            continue
        yield rate(engine, "ours, cold", name, asked, chosen, clients, new="yes")
        for text in asked:
            ask(engine, text, accept(name))
        yield rate(engine, "ours, remembered", name, asked, chosen, clients)
        yield rate(engine, "ours, 304", name, asked[:1], chosen, clients, tag=tag)


def alone(chosen: argparse.Namespace) -> Iterator[str]:
    """Median milliseconds of each query in pyoxigraph itself, over the same statements, in this process."""
    store = pyoxigraph.Store()
    store.bulk_extend([*gent(), *partnerships(chosen.number, IRIS)])
    for query in chosen.queries:
        text, taken = texts(query, chosen.number)[0], []
        for _ in range(7):
            began = time.perf_counter()
            results = store.query(text, use_default_graph_as_union=True)
            if isinstance(results, pyoxigraph.QueryTriples):
                results.serialize(format=pyoxigraph.RdfFormat.N_TRIPLES)
            elif isinstance(results, pyoxigraph.QuerySolutions):
                results.serialize(format=pyoxigraph.QueryResultsFormat.JSON)
            taken.append(1000 * (time.perf_counter() - began))
        yield f"{query:26}{statistics.median(taken):>9.2f} ms"


def where(engine: Engine, chosen: argparse.Namespace) -> Iterator[str]:
    """Processor milliseconds a request of our processes, at 8 clients: the web process and the workers."""
    for name, new in (
        ("look-up", "yes"),
        ("look-up", "no"),
        ("country and kind", "yes"),
        ("country and kind", "no"),
    ):
        before = spent(engine.pid)
        done = rate(engine, "", name, texts(name, chosen.number), chosen, 8, new=new)
        after = spent(engine.pid)
        requests = done.per_second * chosen.seconds
        web = (after.get(engine.pid, 0) - before.get(engine.pid, 0)) * 1000 / requests
        others = sum(after[pid] - before.get(pid, 0) for pid in after if pid != engine.pid) * 1000 / requests
        how = "cold" if new == "yes" else "remembered"
        yield f"{name + ', ' + how:32} web {web:7.3f} ms   workers {others:7.3f} ms   of processor time a request"


def spent(pid: int) -> dict[int, float]:
    """Processor seconds of a process and those under it."""
    ticks = os.sysconf("SC_CLK_TCK")
    found = {}
    for member in family(pid):
        values = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        found[member] = (int(values[11]) + int(values[12])) / ticks
    return found


# Telling


def told(rates: Sequence[Rate]) -> Iterator[str]:
    """The figures, a block for each query."""
    for query in QUERIES:
        yield f"\n{query}"
        for each in (rate for rate in rates if rate.query == query):
            failed = f"   {each.failed} failed" if each.failed else ""
            yield (
                f"  {each.engine:18}{each.clients:>3} clients {each.per_second:>10.1f}/s"
                f"   p50 {each.p50:>9.2f} ms   p99 {each.p99:>9.2f} ms{failed}"
            )


def ratios(rates: Sequence[Rate]) -> Iterator[str]:
    """How many times the others' requests a second ours are."""
    by = {(each.engine, each.query, each.clients): each.per_second for each in rates}
    others = list(dict.fromkeys(each.engine for each in rates if not each.engine.startswith("ours")))
    for clients in sorted({each.clients for each in rates}):
        for mode in ("cold", "remembered"):
            yield f"\nours, {mode}, {clients} clients: times the requests a second of\n{'':26}" + "".join(
                f"{other:>17}" for other in others
            )
            for query in QUERIES:
                mine = by.get((f"ours, {mode}", query, clients))
                cells = (_ratio(mine, by.get((other, query, clients))) for other in others)
                yield f"  {query:24}" + "".join(f"{cell:>17}" for cell in cells)


def _ratio(mine: float | None, other: float | None) -> str:
    return f"{mine / other:.2f}" if mine and other else "-"


def middle(rounds: Iterable[Rate]) -> list[Rate]:
    """The median of several rounds."""
    found: dict[tuple[str, str, int], list[Rate]] = {}
    for each in rounds:
        found.setdefault((each.engine, each.query, each.clients), []).append(each)
    return [
        Rate(
            *key,
            statistics.median(one.per_second for one in several),
            statistics.median(one.p50 for one in several),
            statistics.median(one.p99 for one in several),
            sum(one.failed for one in several),
        )
        for key, several in found.items()
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32])
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=sorted(ENGINES), default=list(ENGINES))
    parser.add_argument("--queries", nargs="+", choices=list(QUERIES), default=list(QUERIES))
    parser.add_argument("--json", type=Path)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        triples = folder / "data" / "bench.nt"
        triples.parent.mkdir()
        statements = (quad.triple for quad in [*gent(), *partnerships(chosen.number, IRIS)])
        triples.write_bytes(write(list(statements), N_TRIPLES, iris=IRIS))
        engines = []
        for each in chosen.only:
            if each in KINDS and KINDS[each].found() is None:
                print(f"{each} is not installed", file=sys.stderr)
                continue
            own = folder / each
            own.mkdir()
            engines.append(stack.enter_context(ENGINES[each](triples, own, chosen.number)))
        rates = middle(rounds(engines, chosen))
        print(*told(rates), *ratios(rates), sep="\n")
        print("\nThe engine inside, without a server", *alone(chosen), sep="\n  ")
        for each in engines:
            if each.name == "ours":
                print("\nWhere our time goes", *where(each, chosen), sep="\n  ")
    if chosen.json:
        chosen.json.write_text(json.dumps([asdict(each) for each in rates], indent=1))


def rounds(engines: Sequence[Engine], chosen: argparse.Namespace) -> Iterator[Rate]:
    """Query by query, each engine in turn."""
    rows: dict[str, int] = {}
    for number in range(chosen.rounds):
        for query in chosen.queries:
            for engine in engines:
                if not number and engine is engines[0]:
                    rows[query] = size(
                        ask(engine, texts(query, chosen.number)[0], accept(query))[1], accept(query)
                    )
                yield from measured(engine, query, rows, chosen)


if __name__ == "__main__":
    main()
