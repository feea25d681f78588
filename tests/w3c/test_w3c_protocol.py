"""The W3C tests that speak HTTP: SPARQL Protocol, service description, Graph Store Protocol; over the real store."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from sampling import sampled
from stedenband.model import Release
from stedenband.ns import GRAPHS, RDF, SD
from stedenband.releases import GRAPH
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore
from stedenband.web import create_app
from w3c.http_tests import Exchange, HttpTest, http_tests
from w3c.manifests import suites
from w3c.results import of_graph
from web_release import BASE, IRIS, publish, running

FOLDER = suites() or Path()
PROTOCOL = http_tests(FOLDER, "sparql11/protocol/manifest.ttl", "ProtocolTest") if suites() else ()
QUERY_TESTS = tuple(test for test in PROTOCOL if "update" not in test.name)
GRAPH_STORE = tuple(
    test
    for way in ("direct", "indirect")
    if suites()
    for test in http_tests(
        FOLDER, f"sparql11/graph-store-protocol/manifest-{way}.ttl", "GraphStoreProtocolTest"
    )
)

pytestmark = pytest.mark.skipif(not suites(), reason="the W3C suites are absent (set STEDENBAND_SHARED)")

State = Mapping[str, set[ox.Triple]]
Serve = Callable[[State], AbstractContextManager[httpx.Client]]


async def _open(folder: Path, _: Release) -> EmbeddedStore:
    return await EmbeddedStore.open(folder / GRAPH, Settings(workers=1))


@pytest.fixture(scope="module")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Serve:
    """Serves graphs, by their names, as a release: the real application, the real store, a real socket."""

    @contextmanager
    def serving(state: State) -> Iterator[httpx.Client]:
        quads = [
            ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name))
            for name in state
            for t in state[name]
        ]
        releases = publish(tmp_path_factory.mktemp("w3c"), quads)
        app = create_app(releases, Settings(workers=1), open_store=_open)
        with running(app) as address, httpx.Client(base_url=address, timeout=30) as client:
            yield client

    return serving


def send(client: httpx.Client, exchange: Exchange, path: str) -> httpx.Response:
    return client.request(exchange.method, path, content=exchange.body, headers=list(exchange.headers))


def triples(turtle: bytes, base: str = BASE) -> set[ox.Triple]:
    return {quad.triple for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE, base_iri=base)}


def is_as_expected(answer: httpx.Response, exchange: Exchange) -> bool:
    """Status, kind of answer and boolean."""
    assert str(answer.status_code).startswith(exchange.statuses), answer.text
    kind = answer.headers["content-type"].partition(";")[0]
    if exchange.kind == "RDF":
        return kind == "text/turtle" and triples(answer.content) is not None
    if exchange.kind == "tabular":
        return kind == "application/sparql-results+json" and "bindings" in answer.json()["results"]
    if exchange.boolean is not None:
        return answer.json()["boolean"] is exchange.boolean
    return exchange.kind == "" or "boolean" in answer.json()


# == SPARQL Protocol ===========================================================


@pytest.fixture(scope="module")
def endpoint(serve: Serve) -> Iterator[httpx.Client]:
    """A server of the graphs that the protocol tests name; of data0.rdf, which they name too, there is no data."""
    files = dict(pair for test in QUERY_TESTS for pair in test.graphs)
    assert len(files) == 3
    with serve({name: triples(path.read_bytes()) for name, path in files.items()}) as client:
        yield client


def test_no_test_of_the_protocol_is_missing() -> None:
    assert (len(QUERY_TESTS), len(PROTOCOL), len(GRAPH_STORE)) == (20, 34, 13)


@pytest.mark.parametrize("test", QUERY_TESTS, ids=lambda test: test.name)
def test_the_endpoint_passes(endpoint: httpx.Client, test: HttpTest) -> None:
    for exchange in test.exchanges:
        assert is_as_expected(
            send(endpoint, exchange, exchange.path.replace("/sparql/", "/sparql", 1)), exchange
        )


@pytest.mark.parametrize(
    "test", [test for test in PROTOCOL if test not in QUERY_TESTS], ids=lambda test: test.name
)
def test_an_update_is_refused_and_changes_nothing(endpoint: httpx.Client, test: HttpTest) -> None:
    """Tests of bad updates pass as they stand; a good one is refused, so only its first request makes sense."""
    before = endpoint.get("/graphs?default").content
    exchange = test.exchanges[0]
    answer = send(endpoint, exchange, exchange.path.replace("/sparql/", "/sparql", 1))
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert endpoint.get("/graphs?default").content == before


# == Service description =======================================================


@pytest.fixture(scope="module")
def description(endpoint: httpx.Client) -> set[ox.Triple]:
    answer = endpoint.get("/sparql")
    assert answer.headers["content-type"].startswith("text/turtle")  # returns-rdf
    return triples(answer.content)


def test_the_description_has_the_endpoint(description: set[ox.Triple]) -> None:
    services = [t.subject for t in description if t.predicate == RDF.type and t.object == SD.Service]
    assert [t.object for t in description if t.subject == services[0] and t.predicate == SD.endpoint] == [
        ox.NamedNode(f"{BASE}sparql")
    ]
    assert len(services) == 1


SCHEMA = {
    SD.endpoint: (SD.Service, None),
    SD.feature: (SD.Service, None),
    SD.supportedLanguage: (SD.Service, None),
    SD.supportedVersion: (SD.Service, None),
    SD.resultFormat: (SD.Service, None),
    SD.extensionFunction: (SD.Service, SD.Function),
    SD.defaultEntailmentRegime: (SD.Service, None),
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.defaultGraph: (SD.Dataset, SD.Graph),
    SD.namedGraph: (SD.Dataset, SD.NamedGraph),
    SD.name: (SD.NamedGraph, None),
    SD.graph: (SD.NamedGraph, SD.Graph),
}
"""Domain and range of what the description says (SPARQL 1.1 Service Description, section 3.4)."""


def test_the_description_conforms_to_the_schema(description: set[ox.Triple]) -> None:
    types = {(t.subject, t.object) for t in description if t.predicate == RDF.type}
    said = [t for t in description if t.predicate.value.startswith(SD.base)]
    assert {t.predicate for t in said} == set(SCHEMA)
    for triple in said:
        domain, values = SCHEMA[triple.predicate]
        assert (triple.subject, domain) in types, triple
        assert values is None or (triple.object, values) in types, triple
        assert isinstance(triple.object, ox.NamedNode), triple


def test_the_description_lists_the_graphs_that_there_are(description: set[ox.Triple]) -> None:
    names = {t.object.value for t in description if t.predicate == SD.name}  # type: ignore[union-attr]
    assert names == {f"http://kasei.us/2009/09/sparql/data/data{n}.rdf" for n in (1, 2, 3)}


# == Graph Store Protocol: reads ===============================================

DIRECT = {"/gsp/person/1.ttl": "partnerships", "/gsp/person/2.ttl": "claims", "/gsp/person/4.ttl": "sources"}
"""Direct addresses are our own: each of the suite's stands for one of the release's."""


def place(path: str, location: str) -> tuple[str, str | None]:
    """Our address for one of the suite's, and the graph that it names (``None``: the default graph)."""
    if path in DIRECT:
        return f"/doc/graph/{DIRECT[path]}", IRIS.graph(DIRECT[path]).value
    address = path.replace("$LOCATION$", location).replace("/gsp", "/graphs", 1)
    return address, httpx.URL(address).params.get("graph")


def written(exchange: Exchange, graph: str) -> set[ox.Triple]:
    """The triples of a body; of a form with files, those of its files."""
    assert exchange.body is not None
    kind, _, boundary = exchange.header("content-type").partition("; boundary=")
    if kind != "multipart/form-data":
        return triples(exchange.body, graph)
    parts = exchange.body.split(f"--{boundary}".encode())[1:-1]
    return {t for part in parts for t in triples(part.partition(b"\r\n\r\n")[2], graph)}


@pytest.mark.parametrize("test", sampled(GRAPH_STORE, 5, name=lambda test: test.name))
def test_graphs_are_read_as_the_suite_demands_and_not_written(serve: Serve, test: HttpTest) -> None:
    """A write is refused; what it would have changed is published as a release, and read as the suite says."""
    state: dict[str, set[ox.Triple]] = {IRIS.graph(GRAPHS[3]).value: set()}
    location = IRIS.graph("expert").value
    for exchange in test.exchanges:
        path, graph = place(exchange.path, location)
        name = graph or location
        with serve(state) as client:
            answer = send(client, exchange, path)
        if exchange.method in ("GET", "HEAD"):
            assert str(answer.status_code) in exchange.statuses, answer.text
            if "200" in exchange.statuses:
                assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
            if exchange.turtle:
                wanted, found = (
                    of_graph(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=name))
                    for text in (exchange.turtle.encode(), answer.content)
                )
                assert found == wanted
            continue
        if "multipart" in exchange.header("content-type"):
            assert answer.status_code in (405, 415)
        else:
            assert answer.status_code == 405
            assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}
        if exchange.method == "DELETE":
            state.pop(name, None)
        else:
            before = state.get(name, set()) if exchange.method == "POST" else set()
            state[name] = before | written(exchange, name)
