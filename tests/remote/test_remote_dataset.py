"""What a query sees through a remote engine: this release, under its public names, and nothing else."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from remote_stores import Asker
from stedenband.errors import QueryRefusedError, QuerySyntaxError
from stedenband.formats import find_by_media_type, read
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore, Query
from web_release import BASE, IRIS, gent

pytestmark = pytest.mark.heavy

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
GRAPHS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
PARTNERSHIPS, CLAIMS = IRIS.graph("partnerships").value, IRIS.graph("claims").value


def _counts() -> dict[str, int]:
    counts: dict[str, int] = {}
    for quad in set(gent()):
        assert isinstance(quad.graph_name, NamedNode)
        counts[quad.graph_name.value] = counts.get(quad.graph_name.value, 0) + 1
    return counts


def test_the_default_graph_is_the_union_of_the_release(asker: Asker) -> None:
    (row,) = asker.rows(COUNT)
    assert int(row["n"]) == len({quad.triple for quad in gent()})


def test_graphs_have_their_public_names(asker: Asker) -> None:
    found = {row["g"]: int(row["n"]) for row in asker.rows(GRAPHS)}
    assert found == _counts()


def test_a_graph_can_be_named_in_every_way_of_writing_it(asker: Asker) -> None:
    for name in (
        f"GRAPH <{CLAIMS}>",
        f"GRAPH <{CLAIMS.replace('claims', chr(92) + 'u0063laims')}>",
        "GRAPH g:claims",
        "GRAPH base:id\\/graph\\/claims",
        "GRAPH <graph/claims>",
    ):
        text = f"BASE <{BASE}id/>\nPREFIX g: <{BASE}id/graph/> PREFIX base: <{BASE}>\n"
        text += f"SELECT (COUNT(*) AS ?n) WHERE {{ {name} {{ ?s ?p ?o }} }}"
        assert asker.rows(text) == [{"n": str(_counts()[CLAIMS])}], name


def test_a_name_of_a_graph_as_text_is_the_public_one(asker: Asker) -> None:
    text = f"""SELECT DISTINCT (STR(?g) AS ?text) WHERE {{
      GRAPH ?g {{ ?s ?p ?o }}
      FILTER (STR(?g) = "{CLAIMS}" || STRENDS(STR(?g), "/id/graph/partnerships"))
      FILTER (STRSTARTS(STR(?g), "{BASE}"))
    }}"""
    assert {row["text"] for row in asker.rows(text)} == {CLAIMS, PARTNERSHIPS}


@pytest.mark.parametrize(
    ("clauses", "text", "expected"),
    [
        (f"FROM <{CLAIMS}>", COUNT, {CLAIMS}),
        (f"FROM <{CLAIMS}> FROM <{PARTNERSHIPS}>", COUNT, {CLAIMS, PARTNERSHIPS}),
        (f"FROM NAMED <{CLAIMS}>", COUNT, set()),
    ],
)
def test_from_is_the_default_graph(asker: Asker, clauses: str, text: str, expected: set[str]) -> None:
    (row,) = asker.rows(text.replace("WHERE", f"{clauses} WHERE"))
    assert int(row["n"]) == sum(_counts()[graph] for graph in expected)


def test_from_without_named_graphs_shows_none(asker: Asker) -> None:
    assert asker.rows(GRAPHS.replace("WHERE", f"FROM <{CLAIMS}> WHERE")) == []


def test_the_protocols_data_set_replaces_the_querys(asker: Asker) -> None:
    text = GRAPHS.replace("WHERE", f"FROM NAMED <{PARTNERSHIPS}> WHERE")
    found = asker.rows(text, named_graphs=(CLAIMS,))
    assert [row["g"] for row in found] == [CLAIMS]


def test_a_graph_outside_of_the_data_set_is_empty(asker: Asker) -> None:
    """To an aggregate Virtuoso gives a row for a graph that it may not look at."""
    text = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{PARTNERSHIPS}> {{ ?s ?p ?o }} }}"
    assert asker.rows(text, named_graphs=(CLAIMS,)) == [{"n": "0"}]


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?o WHERE { GRAPH ?g { <urn:theirs> ?p ?o } }",
        "SELECT ?o WHERE { <urn:theirs> ?p ?o }",
        "SELECT ?o WHERE { GRAPH <urn:foreign> { ?s ?p ?o } }",
        f"SELECT ?o WHERE {{ GRAPH <{BASE}releases> {{ ?s ?p ?o }} }}",
        f"SELECT ?o FROM <{CLAIMS}> WHERE {{ GRAPH ?g {{ <urn:theirs> ?p ?o }} }}",
    ],
)
def test_what_else_the_engine_holds_is_not_seen(asker: Asker, foreign: str, text: str) -> None:
    assert foreign == "urn:foreign"
    assert asker.rows(text) == []


def test_a_from_that_names_another_graph_is_refused(asker: Asker, foreign: str) -> None:
    with pytest.raises(QueryRefusedError):
        asker.rows(COUNT.replace("WHERE", f"FROM <{foreign}> WHERE"))


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE {gent}",
        "PREFIX c: <{base}id/city/> DESCRIBE c:gent {melle}",
        "DESCRIBE ?city WHERE {{ {gent} <https://w3id.org/stedenband/ns#partnerOf> ?city }} ORDER BY ?city LIMIT 3",
        "DESCRIBE * WHERE {{ ?tie <https://w3id.org/stedenband/ns#continues> ?earlier }} # all of it",
        "DESCRIBE ?nothing",
        "DESCRIBE <urn:unknown>",
    ],
)
def test_describe_says_what_the_embedded_engine_says(asker: Asker, release: Path, text: str) -> None:
    city = IRIS.thing("city/gent")
    query = Query(text.format(gent=city, melle=IRIS.thing("city/melle-de"), base=BASE))

    async def ours() -> bytes:
        async with await EmbeddedStore.open(release, Settings(workers=1)) as store:
            return (await store.query(query)).body

    theirs = asker.run(asker.store.query(query))
    assert theirs.body == asyncio.run(ours())


@pytest.mark.parametrize("media_type", ["text/turtle", "application/n-triples", "application/rdf+xml"])
def test_a_graph_comes_in_every_format(asker: Asker, media_type: str) -> None:
    text = f"CONSTRUCT WHERE {{ {IRIS.thing('city/gent')} ?p ?o }}"
    answer = asker.run(asker.store.query(Query(text, graph=media_type)))
    said = {quad.triple for quad in gent() if quad.subject == IRIS.thing("city/gent")}
    assert answer.media_type == media_type
    assert len(read(answer.body, find_by_media_type(media_type))) == len(said)


@pytest.mark.parametrize(
    ("media_type", "start"),
    [
        ("application/sparql-results+json", b'{"head":{"vars":["s","n"]}'),
        ("application/sparql-results+xml", b"<?xml"),
        ("text/csv", b"s,n\r\n"),
        ("text/tab-separated-values", b"?s\t?n\n"),
    ],
)
def test_rows_come_in_every_format(asker: Asker, media_type: str, start: bytes) -> None:
    text = "SELECT ?s (1 AS ?n) WHERE { ?s ?p ?o } LIMIT 2"
    answer = asker.run(asker.store.query(Query(text, solutions=media_type)))
    assert answer.body.startswith(start)
    assert answer.kind == "solutions"


@pytest.mark.parametrize(("pattern", "expected"), [("?s ?p ?o", True), ("<urn:x> ?p ?o", False)])
def test_ask_is_answered_with_yes_and_no(asker: Asker, pattern: str, expected: bool) -> None:
    query = Query(f"ASK {{ {pattern} }}")
    answer = asker.run(asker.store.query(query))
    assert answer.kind == "boolean"
    assert answer.body == f'{{"head":{{}},"boolean":{str(expected).lower()}}}'.encode()


# == What is refused ===========================================================


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "DELETE WHERE { ?s ?p ?o }",
        "SELECT (<bif:now>() AS ?x) WHERE {}",
        "PREFIX java: <java:org.example.> SELECT (java:Evil() AS ?x) WHERE {}",
        "PREFIX s: <sql:> SELECT ?x WHERE { ?x s:y ?z }",
    ],
)
def test_what_calls_out_of_the_query_is_refused(asker: Asker, text: str) -> None:
    with pytest.raises(QueryRefusedError):
        asker.rows(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE { ?s ?p ",
        "define get:soft 'soft' SELECT * WHERE { ?s ?p ?o }",
        "SELECT ?x WHERE { ?x bif:contains 'Gent' }",
        "SELECT * WHERE { ?s ?p ?o OPTION (TRANSITIVE) }",
        "SELECT * WHERE { LET (?x := 1) }",
        "SELECT * WHERE { ?s unknown:p ?o }",
        "SELECT * WHERE { <relative> ?p ?o }",
    ],
)
def test_dialects_are_syntax_errors_with_our_words(asker: Asker, release: Path, text: str) -> None:
    async def ours() -> str:
        async with await EmbeddedStore.open(release, Settings(workers=1)) as store:
            with pytest.raises(QuerySyntaxError) as caught:
                await store.query(Query(text))
            return str(caught.value)

    with pytest.raises(QuerySyntaxError) as caught:
        asker.rows(text)
    assert str(caught.value) == asyncio.run(ours())
