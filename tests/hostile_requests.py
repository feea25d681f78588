"""A corpus of hostile requests: what they try, what may be answered, and within which limit.

Each was made to hurt a SPARQL server: to hold its processor, fill its memory, crash its parser, make it fetch, write,
or say what is not so. ``{canary}`` in a text stands for the address of a server that nobody may come to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

LIMITS = frozenset({504, 507, 422})
"""Statuses of a query that ran into a limit: of time, of memory, of the size of its answer."""

JSON = "application/sparql-results+json"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True, slots=True)
class Hostile:
    """One hostile request. ``raw`` is sent as it stands, with no client library between."""

    name: str
    statuses: frozenset[int]
    method: str = "GET"
    path: str = "/sparql"
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    raw: bytes | None = None


def queries() -> Iterator[tuple[str, str, frozenset[int]]]:
    """Hostile queries: name, text, statuses that are honest answers."""
    yield from _joins()
    yield from _growing()
    yield from _paths()
    yield from _nested()
    yield from _long()
    yield from _outside()


def _joins() -> Iterator[tuple[str, str, frozenset[int]]]:
    three = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
    five = f"{three} . ?j ?k ?l . ?m ?n ?o"
    slow = frozenset({504})
    yield "cross join, counted", f"SELECT (COUNT(*) AS ?x) {{ {five} }}", slow
    yield (
        "cross join, asked",
        f"ASK {{ {five} FILTER(?a = ?o && ?b = ?n && ?c = ?m && ?d = ?e) }}",
        slow | {200},
    )
    yield "cross join, sorted", f"SELECT * {{ {three} }} ORDER BY ?c ?f ?i", LIMITS
    yield "cross join, distinct", f"SELECT DISTINCT * {{ {three} }}", LIMITS
    yield "cross join, all rows", f"SELECT * {{ {three} }}", LIMITS
    yield "cross join, in random order", f"SELECT * {{ {three} }} ORDER BY RAND()", LIMITS
    yield "cross join, far away", f"SELECT * {{ {three} }} OFFSET 2000000000000 LIMIT 1", slow
    yield "cross join, grouped", f"SELECT ?a ?f (COUNT(*) AS ?n) {{ {three} }} GROUP BY ?a ?f ?i", LIMITS
    yield "left joins", "SELECT (COUNT(*) AS ?n) { ?a ?b ?c " + "OPTIONAL { ?d ?e ?f } " * 2 + "}", LIMITS
    yield (
        "nested EXISTS",
        (
            "SELECT (COUNT(*) AS ?n) { ?a ?b ?c FILTER NOT EXISTS { ?d ?e ?f FILTER NOT EXISTS "
            "{ ?g ?h ?i FILTER(?c = ?f && ?f = ?i && ?a = ?g && ?b = ?d) } } }"
        ),
        slow,
    )
    yield (
        "MINUS of a cross join",
        f"SELECT (COUNT(*) AS ?n) {{ {three} MINUS {{ ?j ?k ?l . ?a ?m ?n }} }}",
        LIMITS,
    )
    yield (
        "subqueries",
        (
            "SELECT (COUNT(*) AS ?n) { { SELECT ?a ?c { ?a ?b ?c . ?d ?e ?f } } { SELECT ?g { ?g ?h ?i . ?j ?k ?l } } }"
        ),
        LIMITS,
    )
    yield (
        "star of 250 patterns",
        "SELECT * { " + " ".join(f"?s ?p{n} ?o{n} ." for n in range(250)) + " }",
        LIMITS,
    )
    yield "CONSTRUCT of a cross join", f"CONSTRUCT {{ ?a ?b ?f . ?d ?e ?c }} {{ {three} }}", LIMITS
    yield "CONSTRUCT with blank nodes", f"CONSTRUCT {{ [] ?b [ ?e ?f ] }} {{ {three} }}", LIMITS
    yield "DESCRIBE of a cross join", f"DESCRIBE * {{ {three} }}", LIMITS


def _growing() -> Iterator[tuple[str, str, frozenset[int]]]:
    big = frozenset({507, 504, 422})
    doubled = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
    yield "BIND that doubles", f"SELECT ?x40 {{ BIND('0123456789' AS ?x0) {doubled} }}", big
    escaped = " ".join(f"BIND(ENCODE_FOR_URI(CONCAT(?x{n}, ?x{n})) AS ?x{n + 1})" for n in range(30))
    yield "BIND that escapes and doubles", f"SELECT ?x30 {{ BIND('%%%%' AS ?x0) {escaped} }}", big
    replaced = " ".join(f"BIND(REPLACE(?x{n}, '(.)', '$1$1$1$1') AS ?x{n + 1})" for n in range(20))
    yield "REPLACE that multiplies", f"SELECT ?x20 {{ BIND('ab' AS ?x0) {replaced} }}", big
    yield (
        "GROUP_CONCAT of a cross join",
        ("SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f), STR(?i))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"),
        big,
    )
    yield (
        "GROUP_CONCAT with a long separator",
        (f"SELECT (GROUP_CONCAT(?c; separator='{'x' * 60_000}') AS ?x) {{ ?a ?b ?c . ?d ?e ?f }}"),
        big,
    )
    rows = " ".join(str(n) for n in range(300))
    product = " ".join(f"VALUES ?v{n} {{ {rows} }}" for n in range(8))
    yield "VALUES multiplied", f"SELECT (COUNT(*) AS ?n) {{ {product} }}", LIMITS
    yield (
        "MAX of digests",
        "SELECT (MAX(?x) AS ?y) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i BIND(SHA512(CONCAT(STR(?c), STR(?f))) AS ?x) }",
        LIMITS,
    )


def _paths() -> Iterator[tuple[str, str, frozenset[int]]]:
    any_way = "(!<x:>|!^<x:>)"
    yield (
        "paths from all to all",
        (f"SELECT (COUNT(*) AS ?n) {{ ?a {any_way}* ?b . ?c {any_way}* ?d . ?e {any_way}+ ?f }}"),
        LIMITS,
    )
    yield (
        "paths of paths",
        f"SELECT (COUNT(*) AS ?n) {{ ?a ((({any_way}*)+/{any_way}*)*)+ ?b }}",
        LIMITS | {200},
    )
    yield (
        "path of 200 steps",
        f"SELECT (COUNT(*) AS ?n) {{ ?a {'/'.join([any_way] * 200)} ?b }}",
        LIMITS | {200, 400},
    )
    yield (
        "path of 5,000 alternatives",
        (f"ASK {{ ?a ({'|'.join(f'<x:{n}>' for n in range(5000))})* <x:nowhere> }}"),
        LIMITS | {200, 400},
    )
    yield "path of 5,000 steps", f"ASK {{ ?a {'/'.join(['<x:a>'] * 5000)} ?b }}", frozenset({400})
    yield "counted paths", "SELECT * { ?a ((((<x:a>?)?)?)?)* ?b . ?c (<x:a>?/<x:b>?)* ?d }", LIMITS | {200}


def _nested() -> Iterator[tuple[str, str, frozenset[int]]]:
    refused = frozenset({400})
    deep = 10_000
    yield "groups, 10,000 deep", f"SELECT * WHERE {'{' * deep}{'}' * deep}", refused
    yield "groups, never closed", f"SELECT * WHERE {'{' * deep}", refused
    yield "brackets, 10,000 deep", f"ASK {{ FILTER({'(' * deep}1{')' * deep}) }}", refused
    yield "lists, 10,000 deep", f"ASK {{ ?s ?p {'(' * deep}{')' * deep} }}", refused
    yield "blank nodes, 10,000 deep", f"ASK {{ {'[ <x:p> ' * deep}{']' * deep} }}", refused
    yield "functions, 10,000 deep", f"ASK {{ FILTER({'STR(' * deep}1{')' * deep}) }}", refused
    yield "subqueries, 10,000 deep", f"SELECT * {{ {'{ SELECT * { ' * deep}{'} }' * deep} }}", refused
    yield "OPTIONALs, 10,000 deep", f"ASK {{ {'OPTIONAL { ' * deep}{'}' * deep} }}", refused
    yield "paths, 10,000 deep", f"ASK {{ ?a {'(' * deep}<x:p>{')*' * deep} ?b }}", refused
    yield "NOTs, 40,000", f"ASK {{ FILTER({'!' * 40_000}true) }}", refused | {200}
    yield "minus signs, 40,000", f"SELECT ({'- ' * 20_000}1 AS ?x) {{}}", refused | {200}
    yield "sums, 20,000", f"SELECT ({'+'.join(['1'] * 20_000)} AS ?x) {{}}", refused | {200, 507}
    yield (
        "ORs, 10,000",
        f"ASK {{ ?s ?p ?o FILTER({'||'.join(['?o = 1'] * 10_000)}) }}",
        refused | {200} | LIMITS,
    )
    yield "UNIONs, 8,000", f"SELECT * {{ {' UNION '.join(['{}'] * 8000)} }}", refused | {200} | LIMITS
    yield "triple terms, 3,000 deep", f"ASK {{ {'<<(' * 3000}?a ?b ?c{')>>' * 3000} ?p ?o }}", refused


def _long() -> Iterator[tuple[str, str, frozenset[int]]]:
    fine = frozenset({200, 400}) | LIMITS
    yield (
        "VALUES of 12,000 rows",
        f"SELECT (COUNT(*) AS ?n) {{ VALUES ?v {{ {'1 ' * 12_000} }} ?s ?p ?v }}",
        fine,
    )
    yield "VALUES of 49,000 rows", f"SELECT (COUNT(*) AS ?n) {{ VALUES ?v {{ {'1 ' * 49_000} }} }}", fine
    yield "FROM, 20,000 times", "SELECT * " + "FROM<a> " * 20_000 + "{}", fine
    yield "BASE, 20,000 times", "BASE<x/>" * 20_000 + "SELECT * FROM <a> {}", fine
    yield "prefixes, 10,000", "".join(f"PREFIX a{n}:<x:>" for n in range(10_000)) + "ASK {}", fine
    yield "a comment of 250 kB", "ASK {} #" + "x" * 250_000, fine
    yield "quotes of 250 kB", "ASK { ?s ?p " + "'" * 250_000, fine
    yield "an IRI of 250 kB", f"ASK {{ <x:{'a' * 250_000}> ?p ?o }}", fine
    yield "a variable of 250 kB", f"ASK {{ ?{'a' * 250_000} ?p ?o }}", fine
    yield "a number of 250,000 digits", f"SELECT ({'9' * 250_000} + 1 AS ?x) {{}}", fine
    yield (
        "an exponent",
        "SELECT (1e999999999 * 1e999999999 AS ?x) ('1e-999999'^^<http://www.w3.org/2001/XMLSchema#decimal> AS ?y) {}",
        fine,
    )
    yield (
        "regex that backtracks",
        'SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(REGEX(STR(?o), "^(([a-z])+.)+[A-Z]([a-z])+$")) }',
        fine,
    )
    yield "regex that backtracks on purpose", f'ASK {{ FILTER(REGEX("{"a" * 5000}!", "^(a+)+$")) }}', fine
    yield (
        "regex that grows",
        'ASK { ?s ?p ?o FILTER(REGEX(STR(?o), "(((a{1,1000}){1,1000}){1,1000})")) }',
        fine,
    )
    yield "regex nested 5,000 deep", f'ASK {{ FILTER(REGEX("a", "{"(" * 5000}a{")" * 5000}")) }}', fine
    yield (
        "2,000 regexes",
        "ASK { ?s ?p ?o FILTER(" + "||".join(f'REGEX(STR(?o),"{n}[a-z]*x")' for n in range(2000)) + ") }",
        fine,
    )
    yield (
        "a polygon of 10,000 corners",
        (
            "PREFIX geof: <http://www.opengis.net/def/function/geosparql/> "
            "PREFIX geo: <http://www.opengis.net/ont/geosparql#> SELECT * { ?a geo:asWKT ?w . FILTER(geof:sfWithin(?w, "
            f"'POLYGON(({','.join(f'{n / 100} {n % 7}' for n in range(10_000))},0 0))'^^geo:wktLiteral)) }}"
        ),
        fine,
    )
    yield "over the limit of bytes", "ASK {} #" + "x" * 300_000, frozenset({400, 413})


def _outside() -> Iterator[tuple[str, str, frozenset[int]]]:
    refused = frozenset({400})
    for name, clause in {
        "SERVICE": "SERVICE <{canary}> { ?s ?p ?o }",
        "SERVICE SILENT": "SERVICE SILENT <{canary}> { ?s ?p ?o }",
        "SERVICE, written with escapes": r"S\u0045RVICE <{canary}> { ?s ?p ?o }",
        "SERVICE, without spaces": "SERVICESILENT<{canary}>{}",
        "SERVICE, hidden behind a comparison": "?s ?p ?o FILTER(?o<1)SERVICE#>\n<{canary}>{}",
        "SERVICE of a variable": "BIND(<{canary}> AS ?x) SERVICE ?x { ?s ?p ?o }",
    }.items():
        yield name, "SELECT * { " + clause + " }", refused
    yield "FROM elsewhere", "SELECT * FROM <{canary}> { ?s ?p ?o }", refused
    yield "FROM NAMED elsewhere", "SELECT * FROM NAMED <{canary}> { GRAPH ?g { ?s ?p ?o } }", refused
    yield "FROM a file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", refused
    yield "LOAD", "LOAD <{canary}>", refused
    yield "INSERT", "INSERT DATA { <x:a> <x:b> <x:c> }", refused
    yield "DROP", "PREFIX a: <x:> # a comment\nDROP ALL", refused
    yield "a query, then an update", "ASK {} ; DELETE WHERE { ?s ?p ?o }", refused
    yield "an update, then a query", "DELETE WHERE { ?s ?p ?o } ; ASK {}", refused


def requests() -> Iterator[Hostile]:
    """The whole corpus."""
    for name, text, statuses in queries():
        yield Hostile(
            f"query: {name}",
            statuses,
            method="POST",
            headers={"Content-Type": "application/sparql-query", "Accept": f"{JSON}, text/turtle"},
            body=text.encode(),
        )
    yield from _protocol()
    yield from _markup()
    yield from _raw()


def _protocol() -> Iterator[Hostile]:
    refused = frozenset({400, 403, 404, 405, 415})
    yield Hostile("update in a form", refused, "POST", headers=FORM, body=b"update=DROP+ALL")
    yield Hostile(
        "update beside a query", refused, "POST", headers=FORM, body=b"query=ASK%7B%7D&update=DROP+ALL"
    )
    yield Hostile("update in the address", refused, path="/sparql?update=DROP%20ALL")
    yield Hostile(
        "update, direct",
        refused,
        "POST",
        headers={"Content-Type": "application/sparql-update"},
        body=b"DROP ALL",
    )
    yield Hostile(
        "update as a query with a false type", refused, "POST",
        headers={"Content-Type": "application/sparql-query"}, body=b"CLEAR DEFAULT",
    )  # fmt: skip
    for method in ("PUT", "PATCH", "DELETE"):
        yield Hostile(
            f"{method} of a graph", refused, method, path="/graphs?default", body=b"<x:a> <x:b> <x:c> ."
        )
        yield Hostile(f"{method} of the endpoint", refused, method, body=b"DROP ALL")
    yield Hostile("graph of the protocol elsewhere", frozenset({200, 400}), path="/sparql?" + urlencode({
        "query": "ASK { ?s ?p ?o }", "default-graph-uri": "{canary}", "named-graph-uri": "{canary}"}))  # fmt: skip
    yield Hostile(
        "graph store elsewhere", frozenset({400, 404}), path="/graphs?graph=" + quote("{canary}", safe="")
    )
    yield Hostile("two queries", refused, path="/sparql?query=ASK%7B%7D&query=ASK%7B%7D")
    yield Hostile("no query", refused, "POST", headers=FORM, body=b"nothing=1")
    yield Hostile("invalid UTF-8", refused, path="/sparql?query=%FF%FE")
    yield Hostile("half a surrogate pair", refused, path="/sparql?query=%ED%A0%80")
    yield Hostile("NUL", refused, path="/sparql?query=ASK%7B%7D%00")
    yield Hostile("a form of 10,000 fields", refused, "POST", headers=FORM, body=b"a=1&" * 10_000)
    yield Hostile(
        "UTF-16", refused, "POST",
        headers={"Content-Type": "application/sparql-query; charset=utf-16"}, body="ASK {}".encode("utf-16"),
    )  # fmt: skip
    yield Hostile(
        "gzip", frozenset({415}), "POST",
        headers={"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"}, body=b"\x1f\x8b" * 9,
    )  # fmt: skip
    yield Hostile(
        "multipart", frozenset({415}), "POST", headers={"Content-Type": "multipart/form-data; boundary=a"},
        body=b'--a\r\nContent-Disposition: form-data; name="query"\r\n\r\nASK {}\r\n--a--\r\n',
    )  # fmt: skip
    yield Hostile(
        "a format that is none", frozenset({406, 400}), path="/sparql?query=ASK%7B%7D&format=../../etc"
    )
    for name, count, statuses in (("7 kB", 440, {200, 406}), ("15 kB", 900, {431})):
        yield Hostile(f"Accept of {name}", frozenset(statuses), path="/sparql?query=ASK%7B%7D", headers={
            "Accept": ", ".join(f"a/b{n};q=0.{n}" for n in range(count))})  # fmt: skip
    for name, count, statuses in (("many", 800, {200, 206, 400, 416}), ("too many", 3000, {431})):
        yield Hostile(f"Range of {name} parts", frozenset(statuses), path="/download/latest/graph.nq", headers={
            "Range": "bytes=" + ",".join(f"{n}-{n}" for n in range(count))})  # fmt: skip
    yield Hostile("time-out raised", frozenset({504}), path="/sparql?" + urlencode({
        "query": "ASK { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?a = ?f && ?d = ?i && ?g = ?c) }",
        "timeout": "3600"}))  # fmt: skip
    for value in ("-1", "nan", "inf", "1e999", "x", "0"):
        yield Hostile(f"time-out of {value}", refused, path=f"/sparql?query=ASK%7B%7D&timeout={value}")
    for path in ("/../../etc/passwd", "/static/..%2f..%2fetc%2fpasswd", "/download/latest/%2e%2e%2fmanifest.json",
                 "/download/..%2f..%2f..%2fetc/passwd", "/doc/%2e%2e/%2e%2e/etc/passwd", "//example.org/%2e%2e",
                 "/doc/city/gent%00.html", "/ns/..%5c..%5c", "/id/" + "a/" * 4000):  # fmt: skip
        yield Hostile(f"path {path[:40]}", frozenset({400, 404, 414}), path=path)


def _markup() -> Iterator[Hostile]:
    markup = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    html = {"Accept": "text/html"}
    yield Hostile("markup in a query", frozenset({400}), path=f"/sparql?query={quote(markup)}", headers=html)
    yield Hostile("markup in a result", frozenset({200}), headers=html, path="/sparql?query=" + quote(
        f"SELECT ('{markup}' AS ?x) (<javascript:alert(1)> AS ?y) {{}}"))  # fmt: skip
    yield Hostile("markup in a path", frozenset({404}), path=f"/doc/city/{quote(markup)}", headers=html)
    yield Hostile("markup in a language", frozenset({200}), path=f"/?lang={quote(markup)}", headers=html)
    yield Hostile("markup in a graph", frozenset({400}), headers=html, path="/sparql?query=" + quote(
        "SELECT * FROM <x:%22%3E'-alert(1)-'> {}"))  # fmt: skip
    yield Hostile(
        "markup in a parameter",
        frozenset({400, 404, 406}),
        path=f"/api/partners-of?city={quote(markup)}",
        headers=html,
    )


def _raw() -> Iterator[Hostile]:
    ok = b"HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
    bad = frozenset({400})
    post = b"POST /sparql " + ok + b"Content-Type: application/sparql-query\r\n"
    yield Hostile(
        "TLS to a plain port", bad, raw=b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\n" * 99
    )
    yield Hostile("HTTP/2", bad, raw=b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
    yield Hostile("no Host", bad, raw=b"GET / HTTP/1.1\r\n\r\n")
    yield Hostile("two Hosts", bad, raw=b"GET / " + ok + b"Host: y\r\n\r\n")
    yield Hostile(
        "Host of another",
        frozenset({200}),
        raw=b"GET / " + ok.replace(b"Host: x", b"Host: evil.example") + b"\r\n",
    )
    yield Hostile(
        "lengths that differ", bad, raw=post + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}"
    )
    yield Hostile(
        "length and chunks",
        bad,
        raw=post + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    )
    yield Hostile(
        "chunks that lie",
        frozenset({400, 408}),
        raw=post + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
    )
    yield Hostile(
        "a length of a whole disk", frozenset({413}), raw=post + b"Content-Length: 999999999999\r\n\r\n"
    )
    yield Hostile("a target of 90 kB", frozenset({414}), raw=b"GET /" + b"a" * 90_000 + b" " + ok + b"\r\n")
    yield Hostile("a field of 90 kB", frozenset({431}), raw=b"GET / " + ok + b"A: " + b"a" * 90_000)
    yield Hostile("5,000 fields", frozenset({431}), raw=b"GET / " + ok + b"A: b\r\n" * 5000 + b"\r\n")
    yield Hostile(
        "a field that is folded", frozenset({200, 400}), raw=b"GET /health " + ok + b"A: b\r\n c\r\n\r\n"
    )
    yield Hostile("CONNECT", frozenset({405}), raw=b"CONNECT 127.0.0.1:22 " + ok + b"\r\n")
    yield Hostile("TRACE", frozenset({405}), raw=b"TRACE / " + ok + b"\r\n")
    yield Hostile("a method of 9 kB", frozenset({400, 405}), raw=b"A" * 9000 + b" / " + ok + b"\r\n")
    yield Hostile(
        "an upgrade",
        frozenset({200}),
        raw=b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\n\r\n",
    )
    yield Hostile(
        "absolute target", frozenset({200, 404}), raw=b"GET http://evil.example/health " + ok + b"\r\n"
    )
