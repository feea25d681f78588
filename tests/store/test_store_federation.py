"""SERVICE to the few endpoints on an allow-list: the answers of the standard, and no way to anybody else."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from urllib.parse import urlsplit

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from stedenband.endpoints import find_endpoint
from stedenband.errors import OverloadedError, QueryError, QueryRefusedError, QueryTooBigError, ServiceError
from stedenband.settings import Settings
from stedenband.sparql.services import parse_federated
from stedenband.store import Budget, EmbeddedStore, Query, QueryResult
from stedenband.store.service_fetcher import FetchError, is_public, write_values_block


@dataclass
class Endpoint:
    """A SPARQL endpoint of a few triples, that can also be told to misbehave."""

    address: str = ""
    asked: list[str] = field(default_factory=list)
    behaviour: str = "answer"


JSON_TYPE = "application/sparql-results+json"


def _handler(endpoint: Endpoint, data: ox.Store) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            endpoint.asked.append("GET")
            self.send_error(405)

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            endpoint.asked.append(text)
            if endpoint.behaviour == "redirect":
                self.send_response(307)
                self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()
            elif endpoint.behaviour == "hang":
                time.sleep(3)
            elif endpoint.behaviour == "fail":
                self.send_error(500)
            else:
                self._answer(text)

        def _answer(self, text: str) -> None:
            body = {
                "flood": b'{"head":{"vars":[' + b'"a",' * 500_000,
                "nonsense": b"<html>",
                "nested": b"[" * 100_000,
                "injection": json.dumps(
                    {"head": {"vars": ["x} } INSERT"]}, "results": {"bindings": []}}
                ).encode(),
            }.get(endpoint.behaviour) or _evaluated(data, text)
            self.send_response(200)
            self.send_header("Content-Type", JSON_TYPE)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    return Handler


def _evaluated(data: ox.Store, text: str) -> bytes:
    results = data.query(text)
    assert isinstance(results, ox.QuerySolutions)
    return results.serialize(format=ox.QueryResultsFormat.JSON) or b""


TRIPLES = """
<http://e/c1> <http://e/population> 100 . <http://e/c2> <http://e/population> 200 .
<http://e/c1> <http://e/name> "Stad \\"een\\" \\\\ \\n"@nl , "City one"@en .
<http://e/c3> <http://e/near> _:somewhere .
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[Endpoint]:
    data, told = ox.Store(), Endpoint()
    data.load(TRIPLES, format=ox.RdfFormat.TURTLE)
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(told, data)) as server:
        told.address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield told
        server.shutdown()
        thread.join()


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    path = tmp_path / "graph.nq"
    rows = [f'<http://e/c{n}> <http://e/label> "c{n}" <http://e/g> .\n' for n in (1, 2, 3)]
    path.write_text("".join(rows))
    return path


def asked(
    graph: Path, endpoint: Endpoint, text: str, behaviour: str = "answer", **settings: object
) -> list[dict[str, str]]:
    """The rows of the answer, values alone; ``{service}`` in the text is the address of the endpoint."""
    endpoint.behaviour = behaviour
    endpoint.asked.clear()
    chosen = {"workers": 1, "service_allow": f"{endpoint.address}/sparql", "service_seconds": 2, **settings}

    async def run() -> QueryResult:
        async with await EmbeddedStore.open(graph, Settings(**chosen)) as store:  # type: ignore[arg-type]
            return await store.query(Query(text.replace("{service}", f"{endpoint.address}/sparql")))

    bindings = json.loads(asyncio.run(run()).body)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in bindings]


# == What is answered ============================================================


def test_the_solutions_of_another_endpoint_are_joined(graph: Path, endpoint: Endpoint) -> None:
    text = (
        "PREFIX e: <http://e/> SELECT ?label ?n { ?c e:label ?label . "
        "SERVICE <{service}> { ?c e:population ?n FILTER(?n > 150) } }"
    )
    assert asked(graph, endpoint, text) == [{"label": "c2", "n": "200"}]
    assert endpoint.asked == ["PREFIX e: <http://e/> SELECT * WHERE { ?c e:population ?n FILTER(?n > 150) }"]


@pytest.mark.parametrize(
    "opening", ["SERVICE <{service}>", "SERVICE\n# now\n<{service}>", "service silent<{service}>"]
)
def test_a_clause_may_be_written_in_any_way(graph: Path, endpoint: Endpoint, opening: str) -> None:
    text = f"SELECT ?n {{ {opening} {{ <http://e/c1> <http://e/population> ?n }} }}"
    assert asked(graph, endpoint, text) == [{"n": "100"}]


def test_every_letter_of_a_value_comes_through(graph: Path, endpoint: Endpoint) -> None:
    text = (
        "SELECT ?n (LANG(?n) AS ?l) { SERVICE <{service}> { <http://e/c1> <http://e/name> ?n } } ORDER BY ?l"
    )
    assert asked(graph, endpoint, text) == [
        {"n": "City one", "l": "en"},
        {"n": 'Stad "een" \\ \n', "l": "nl"},
    ]


def test_several_clauses_and_what_they_leave_unbound(graph: Path, endpoint: Endpoint) -> None:
    text = (
        "PREFIX e: <http://e/> SELECT ?c ?n ?m { SERVICE <{service}> { ?c e:population ?n OPTIONAL { ?c e:none ?m } } "
        "OPTIONAL { SERVICE <{service}> { ?c e:name ?name FILTER(LANG(?name) = 'en') } } } ORDER BY ?n"
    )
    assert asked(graph, endpoint, text) == [
        {"c": "http://e/c1", "n": "100"},
        {"c": "http://e/c2", "n": "200"},
    ]
    assert len(endpoint.asked) == 2


def test_silent_gives_one_empty_solution_where_asking_fails(graph: Path, endpoint: Endpoint) -> None:
    text = "SELECT ?label { ?c <http://e/label> ?label SERVICE SILENT <{service}> { ?c <http://e/population> ?n } }"
    for behaviour in ("fail", "hang"):
        rows = asked(graph, endpoint, text, behaviour, service_seconds=0.7)
        assert sorted(row["label"] for row in rows) == ["c1", "c2", "c3"]


# == What is not =====================================================================


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        ("redirect", "redirects"),
        ("fail", "refused the query"),
        ("hang", "in time"),
        ("flood", "too large"),
        ("nonsense", "no SPARQL result"),
        ("nested", "no SPARQL result"),
        ("injection", "no SPARQL result"),
    ],
)
def test_an_endpoint_that_misbehaves_is_an_error_that_says_so(
    graph: Path, endpoint: Endpoint, behaviour: str, reason: str
) -> None:
    with pytest.raises(ServiceError, match=reason):
        asked(
            graph, endpoint, "SELECT * { SERVICE <{service}> { ?s ?p ?o } }", behaviour, service_seconds=1.5
        )


def test_blank_nodes_from_elsewhere_are_refused_not_mixed_up(graph: Path, endpoint: Endpoint) -> None:
    with pytest.raises(ServiceError, match="blank nodes"):
        asked(graph, endpoint, "SELECT * { SERVICE <{service}> { ?s <http://e/near> ?o } }")


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <http://127.0.0.1:1/> {}",
        "SERVICE SILENT <http://127.0.0.1:1/> {}",
        "SERVICE <http://{host}@evil.example/> {}",
        "SERVICE <http://{host}.evil.example/> {}",
        "SERVICE <http://user@{host}/> {}",
        "SERVICE <https://{host}/> {}",
        "SERVICE <HTTP://localhost:{port}/> {}",
        "SERVICE <file:///etc/passwd> {}",
        "SERVICE </sparql> {}",
        "SERVICE ?x {}",
        "SERVICESILENT<{service}>{}",
        r"S\u0045RVICE <{service}> {}",
        "?s ?p 1SERVICESILENT<{service}>{}",
        "?s ?p ?o FILTER(?o<1)SERVICE#>\n<{service}>{}",
        "SERVICE <{service}> { SERVICE <{service}> {} }",
        "SERVICE <{service}> { ?s ?p ?o } SERVICE <http://127.0.0.1:1/> {}",
        "SERVICE <{service}> {} " * 5,
    ],
)
def test_nobody_else_is_ever_asked(graph: Path, endpoint: Endpoint, clause: str) -> None:
    parts = urlsplit(endpoint.address)
    text = clause.replace("{host}", parts.netloc).replace("{port}", str(parts.port))
    with pytest.raises(QueryRefusedError):
        asked(graph, endpoint, f"SELECT * {{ {text} }}")
    assert endpoint.asked == []


def test_without_an_allow_list_nobody_is_asked(graph: Path, endpoint: Endpoint) -> None:
    with pytest.raises(QueryRefusedError, match="SERVICE is not offered"):
        asked(graph, endpoint, "SELECT * { SERVICE <{service}> { ?s ?p ?o } }", service_allow="")
    assert endpoint.asked == []


def test_what_is_asked_elsewhere_is_looked_at_too(graph: Path, endpoint: Endpoint) -> None:
    with pytest.raises(QueryTooBigError):
        asked(graph, endpoint, f"SELECT * {{ SERVICE <{{service}}> {'{' * 70} ?s ?p ?o {'}' * 70} }}")
    assert endpoint.asked == []


def test_a_name_that_means_a_private_address_is_refused(graph: Path, endpoint: Endpoint) -> None:
    """``localhost`` may be on the list; what it means is not the public internet."""
    named = endpoint.address.replace("127.0.0.1", "localhost")
    endpoint.behaviour = "answer"
    endpoint.asked.clear()

    async def run() -> None:
        async with await EmbeddedStore.open(graph, Settings(workers=1, service_allow=f"{named}/")) as store:
            with pytest.raises(ServiceError, match="public internet"):
                await store.query(Query(f"SELECT * {{ SERVICE <{named}/> {{ ?s ?p ?o }} }}"))

    asyncio.run(run())
    assert endpoint.asked == []


def test_one_client_asks_one_endpoint_at_a_time(graph: Path, endpoint: Endpoint) -> None:
    endpoint.behaviour = "hang"

    async def run() -> list[str]:
        chosen = Settings(workers=1, service_allow=f"{endpoint.address}/", service_seconds=1)
        async with await EmbeddedStore.open(graph, chosen) as store:

            async def outcome(client: str) -> str:
                text = f"SELECT * {{ SERVICE <{endpoint.address}/> {{ ?s ?p ?o }} }}"
                try:
                    await store.query(Query(text, client=client, budget=Budget(seconds=5)))
                except QueryError as error:
                    return type(error).__name__
                return "answered"

            return await asyncio.gather(*(outcome(client) for client in "aabc"))

    assert asyncio.run(run()) == ["ServiceError", "TooManyQueriesError", "ServiceError", "OverloadedError"]
    assert issubclass(OverloadedError, QueryError)


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("query.wikidata.org", "is not the address of an endpoint"),
        ("https://query.wikidata.org", r"such as https://query\.wikidata\.org/sparql"),
        ("http://10.1.2.3:3030", "names a server, not an endpoint"),
        ("https://a.example?x=1", "names a server"),
        ("https://user@a.example/sparql", "is not"),
        ("https://a.example/sparql#x", "is not"),
        ("https://a.example/spärql", "is not"),
        ("ftp://a/sparql", "is not"),
        ("*", "is not"),
    ],
)
def test_an_allow_list_has_whole_addresses_and_says_what_to_write(named: str, words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        Settings(service_allow=f"https://b.example/sparql {named}")


@pytest.mark.parametrize(
    "path",
    [
        "/$/backup/city",
        "/sparql/",
        "/sparql/../$/backup/city",
        "/./sparql",
        "//sparql",
        "/%73parql",
        "/SPARQL",
        "/sparql;x",
        "/sparql?update=DROP+ALL",
        "/sparql?",
        "/",
        "",
    ],
)
def test_nothing_else_on_the_host_of_an_endpoint_is_asked(graph: Path, endpoint: Endpoint, path: str) -> None:
    """What is written in another way is another address; an empty query string is none (it is not sent)."""
    text = f"SELECT * {{ SERVICE <{endpoint.address}{path}> {{ ?s <http://e/population> ?o }} }}"
    if path == "/sparql?":
        assert len(asked(graph, endpoint, text)) == 2
        return
    with pytest.raises(QueryRefusedError, match="may not be asked"):
        asked(graph, endpoint, text)
    assert endpoint.asked == []


def test_an_endpoint_with_a_query_string_is_asked_with_that_one_alone(
    graph: Path, endpoint: Endpoint
) -> None:
    named = f"{endpoint.address}/sparql?graph=a"
    text = "SELECT * { SERVICE <%s> { ?s <http://e/population> ?o } }"
    assert len(asked(graph, endpoint, text % named, service_allow=named)) == 2
    for other in (f"{endpoint.address}/sparql", f"{named}&b=1", f"{endpoint.address}/sparql?graph=b"):
        with pytest.raises(QueryRefusedError):
            asked(graph, endpoint, text % other, service_allow=named)


# == The parts ======================================================================


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.216.34", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
    ],
)
def test_only_the_public_internet_is_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        ("https://Query.Wikidata.org/sparql?x=1", "https://query.wikidata.org/sparql?x=1"),
        ("http://a.example:80/", "http://a.example/"),
        ("http://a.example:8080", "http://a.example:8080/"),
        ("http://[::1]:3030/x", "http://[::1]:3030/x"),
        ("http://a.example@b.example/", None),
        ("http://a.example\\@b.example/", None),
        ("http://a.example:99999/", None),
        ("//a.example/", None),
        ("http://\u0430.example/", None),
        ("file:///etc/passwd", None),
        ("http:///x", None),
    ],
)
def test_an_endpoint_is_scheme_host_port_path_and_query(address: str, endpoint: str | None) -> None:
    assert find_endpoint(address) == endpoint


@given(st.lists(st.text(max_size=30), max_size=4))
def test_no_text_of_an_answer_gets_out_of_its_quotes(texts: list[str]) -> None:
    rows = [{"x": {"type": "literal", "value": text}} for text in texts]
    try:
        block = write_values_block(
            json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": rows}}).encode()
        )
        results = ox.Store().query(f"SELECT ?x {{ {block} }}")
    except (UnicodeEncodeError, FetchError):
        return
    assert isinstance(results, ox.QuerySolutions)
    assert [row["x"].value for row in results] == texts


@pytest.mark.parametrize(
    "term",
    [
        {"type": "uri", "value": "http://e/> } } #"},
        {"type": "uri", "value": "no-scheme"},
        {"type": "literal", "value": "x", "xml:lang": "en } #"},
        {"type": "literal", "value": "x", "datatype": "http://e/>#"},
        {"type": "triple", "value": {}},
        {"type": "bnode", "value": "b"},
    ],
)
def test_a_term_that_is_none_is_refused(term: dict[str, object]) -> None:
    document = {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": term}]}}
    with pytest.raises((FetchError, TypeError)):
        write_values_block(json.dumps(document).encode())


@given(st.text(alphabet="SERVICE<>{}# \n'\"abc:/?silent()", max_size=80))
def test_cutting_clauses_out_leaves_all_the_rest(text: str) -> None:
    found = parse_federated(text)
    tokens = found.query.tokens
    spans = [(tokens[clause.first].start, tokens[clause.stop - 1].end) for clause in found.clauses]
    kept = [text[end:start] for (_, end), (start, _) in pairwise(spans)]
    assert all(piece in found.remainder for piece in kept)
    assert found.fill([text[start:end] for start, end in spans]).replace(" ", "") == text.replace(" ", "")
