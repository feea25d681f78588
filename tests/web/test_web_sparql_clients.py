"""The endpoint as the libraries of analysts ask it: Ghent's own data, in a server process of its own."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from xml.dom.minidom import Document

import httpx
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import ResultRow
from SPARQLWrapper import CSV, JSON, JSONLD, N3, RDFXML, TSV, TURTLE, XML, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from live_server import live_server
from stedenband import assets
from stedenband.ns import STB

PARTNERSHIPS = f"SELECT ?p WHERE {{ ?p a {STB.Partnership} }} ORDER BY ?p"
TYPES = f"CONSTRUCT WHERE {{ ?p a {STB.Partnership} }}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with live_server(tmp_path_factory.mktemp("clients")) as found:
        yield found


@pytest.fixture(scope="module")
def question() -> str:
    """Which partnerships has Ghent, since when, of which kind, and who says so."""
    path = Path(assets.find_folder("queries")) / "questions" / "who-says-so.rq"
    return path.read_text(encoding="utf-8")


def wrapper(address: str, method: str, how: str, returns: str) -> SPARQLWrapper:
    asked = SPARQLWrapper(f"{address}sparql", returnFormat=returns)
    asked.setMethod(method)
    asked.setRequestMethod(how)
    return asked


def converted(asked: SPARQLWrapper) -> Any:
    """What the library makes of the answer: a dictionary, a document, bytes, a graph."""
    return asked.queryAndConvert()


WAYS = [("GET", "urlencoded"), ("POST", "urlencoded"), ("POST", "postdirectly")]


@pytest.mark.parametrize(("method", "how"), WAYS)
def test_sparqlwrapper_reads_rows_in_every_format(address: str, method: str, how: str) -> None:
    def ask(returns: str) -> object:
        asked = wrapper(address, method, how, returns)
        asked.setQuery(PARTNERSHIPS)
        return converted(asked)

    as_json, as_xml, as_csv, as_tsv = (ask(returns) for returns in (JSON, XML, CSV, TSV))
    assert isinstance(as_json, dict)
    assert len(as_json["results"]["bindings"]) == 13
    assert isinstance(as_xml, Document)
    assert len(as_xml.getElementsByTagName("result")) == 13
    for body in (as_csv, as_tsv):
        assert isinstance(body, bytes)
        assert len(body.splitlines()) == 14


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::RuntimeWarning")
@pytest.mark.parametrize(("method", "how"), WAYS)
def test_sparqlwrapper_reads_graphs_in_every_format(address: str, method: str, how: str) -> None:
    for returns, parser in (
        (TURTLE, "turtle"),
        (N3, "n3"),
        (RDFXML, ""),
        (XML, ""),
        (JSONLD, ""),
        (JSON, ""),
    ):
        asked = wrapper(address, method, how, returns)
        asked.setQuery(TYPES)
        found = converted(asked)
        graph = rdflib.Graph().parse(data=found, format=parser) if isinstance(found, bytes) else found
        assert len(graph) == 13, returns


def test_sparqlwrapper_is_told_what_is_wrong(address: str) -> None:
    asked = wrapper(address, "GET", "urlencoded", JSON)
    asked.setQuery("SELECT ?p WHERE { ?p stb:party ?city }")
    with pytest.raises(QueryBadFormed, match="PREFIX stb:"):
        asked.query()


def test_sparqlwrapper_can_name_a_graph(address: str) -> None:
    asked = wrapper(address, "GET", "urlencoded", JSON)
    asked.addDefaultGraph("https://w3id.org/stedenband/gent/id/graph/claims")
    asked.setQuery(PARTNERSHIPS)
    assert converted(asked)["results"]["bindings"] == []


@pytest.mark.parametrize("returns", ["xml", "json", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_rows(address: str, method: str, returns: str) -> None:
    store = SPARQLStore(f"{address}sparql", method=method, returnFormat=returns)
    assert len(rdflib.Graph(store).query(PARTNERSHIPS)) == 13


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_asks_graphs_and_booleans_and_walks_triples(address: str, method: str) -> None:
    store = SPARQLStore(f"{address}sparql", method=method)
    graph = rdflib.Graph(store)
    described = graph.query(TYPES).graph
    assert described is not None
    assert len(described) == 13
    assert graph.query("ASK { ?s ?p ?o }").askAnswer is True
    kind = rdflib.URIRef(STB.Partnership.value)
    assert len(set(graph.subjects(rdflib.RDF.type, kind))) == 13


def test_rdflib_reads_whole_graphs_in_the_formats_it_asks_for(address: str) -> None:
    named = f"{address}graphs?graph=https://w3id.org/stedenband/gent/id/graph/links"
    sizes = {len(rdflib.Graph().parse(named, format=form)) for form in ("nt", "turtle", "xml")}
    assert len(sizes) == 1
    assert sizes.pop() > 40
    store = SPARQLStore(f"{address}sparql")
    links = rdflib.Graph(store, identifier=rdflib.URIRef("https://w3id.org/stedenband/gent/id/graph/links"))
    assert len(list(links.query("SELECT ?s { ?s ?p ?o }"))) == len(rdflib.Graph().parse(named))


def rows_of(graph: rdflib.Graph, question: str) -> list[ResultRow]:
    return [row for row in graph.query(question) if isinstance(row, ResultRow)]


def _opened(address: str) -> str:
    """What ``pandas.read_csv`` and R's ``read.csv`` do: open an address, and say nothing of formats."""
    with urlopen(Request(address), timeout=30) as answer:
        assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
        return str(answer.read().decode("utf-8"))


@pytest.mark.parametrize("start", ["sparql.csv?", "sparql?format=csv&"])
def test_who_only_opens_an_address_gets_a_table(address: str, question: str, start: str) -> None:
    rows = list(
        csv.DictReader(io.StringIO(_opened(address + start + urlencode({"query": question})), newline=""))
    )
    assert {row["partnership"].rpartition("/")[2] for row in rows} >= {
        "gent-kanazawa",
        "gent-melle",
        "gent-burgas",
    }
    assert len({row["partnership"] for row in rows}) == 12
    assert {row["since"] for row in rows if row["partnership"].endswith("gent-kanazawa")} == {"1971"}
    kinds = {row["partnership"].rpartition("/")[2]: row["kind"] for row in rows}
    assert kinds["gent-kanazawa"] == "twinning"
    assert kinds["gent-burgas"] == "cooperation-agreement"
    assert any(row["quote"] and row["publisher"] == "City of Ghent" for row in rows)


def test_all_clients_get_the_same_answer(address: str, question: str) -> None:
    table = csv.DictReader(
        io.StringIO(_opened(f"{address}sparql.csv?{urlencode({'query': question})}"), newline="")
    )
    as_csv = [(row["partnership"], row["since"], row["kind"], row["quote"]) for row in table]
    asked = wrapper(address, "POST", "postdirectly", JSON)
    asked.setQuery(question)
    as_json = [
        tuple(row.get(name, {}).get("value", "") for name in ("partnership", "since", "kind", "quote"))
        for row in converted(asked)["results"]["bindings"]
    ]
    by_rdflib = [
        tuple(str(row[name] or "") for name in ("partnership", "since", "kind", "quote"))
        for row in rows_of(rdflib.Graph(SPARQLStore(f"{address}sparql")), question)
    ]
    queried = httpx.request(
        "QUERY",
        f"{address}sparql",
        content=question.encode(),
        headers={"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"},
    )
    assert len(as_csv) > 20
    assert as_csv == as_json == by_rdflib
    assert len(json.loads(queried.content)["results"]["bindings"]) == len(as_csv)
