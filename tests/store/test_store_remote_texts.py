"""What a query becomes before a remote engine gets it, without any engine."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pyoxigraph import Store

from stedenband.errors import (
    EngineError,
    OverloadedError,
    QueryRefusedError,
    QuerySyntaxError,
    TooManyQueriesError,
)
from stedenband.sparql.describe import describe_to_construct
from stedenband.sparql.iris import rename_iris
from stedenband.sparql.paths import PathExpansionError, expand_path
from stedenband.sparql.tokens import TokenizedQuery, read_tokens
from stedenband.store.remote.engines import ENGINES
from stedenband.store.remote.engines.virtuoso_rewriting import rewrite_for_virtuoso
from stedenband.store.remote.fair_semaphore import FairSemaphore
from stedenband.store.remote.graph_names import ReleaseNames
from stedenband.store.remote.release_registry import RegistryEntry, count_expected, list_complete_releases
from stedenband.store.remote.rewriting import resolve_query, separate_dataset

BASE = "https://example.org/gent/"
NAMES = ReleaseNames(BASE, "1.0.0-1a2b3c4d")
HOME = f"PREFIX : <{BASE}>"
OUTSIDE = f"{BASE}id/graph/"
INSIDE = f"{BASE}releases/1.0.0-1a2b3c4d/id/graph/"


def _renamed(text: str, base: str | None = None) -> str:
    return rename_iris(resolve_query(text, base), NAMES.renaming.to_engine)


# == Names =======================================================================


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"ASK {{ GRAPH <{OUTSIDE}x> {{}} }}", f"ASK {{ GRAPH <{INSIDE}x> {{}} }}"),
        (
            f"PREFIX g: <{OUTSIDE}> ASK {{ GRAPH g:x {{}} }}",
            f"PREFIX g: <{INSIDE}> ASK {{ GRAPH <{INSIDE}x> {{}} }}",
        ),
        (
            f"{HOME} ASK {{ GRAPH :id\\/graph\\/x {{}} }}",
            f"{HOME} ASK {{ GRAPH <{INSIDE}x> {{}} }}",
        ),
        (f"BASE <{OUTSIDE}> ASK {{ GRAPH <x> {{}} }}", f"BASE <{OUTSIDE}> ASK {{ GRAPH <{INSIDE}x> {{}} }}"),
        (f'ASK {{ FILTER ("{OUTSIDE}x" = "<g>") }}', f'ASK {{ FILTER ("{INSIDE}x" = "<g>") }}'),
        ("ASK { ?s ?p 'a # <b>' } # <c>", "ASK { ?s ?p 'a # <b>' } # <c>"),
    ],
)
def test_names_of_graphs_are_exchanged_wherever_they_stand(text: str, expected: str) -> None:
    assert _renamed(text) == expected


def test_relative_iris_are_written_in_full() -> None:
    assert _renamed("ASK { <x> ?p <../y> }", "http://a/b/c/") == "ASK { <http://a/b/c/x> ?p <http://a/b/y> }"


def test_an_escape_cannot_end_an_iri() -> None:
    text = "ASK { <x\\u003E> ?p ?o }"
    assert _renamed(text, "http://a/") == text


@pytest.mark.parametrize("iri", ["bif:now", "SQL:x", "java:org.x", "\\u0062if:now"])
def test_an_iri_that_calls_into_an_engine_is_refused(iri: str) -> None:
    with pytest.raises(QueryRefusedError):
        resolve_query(f"SELECT (<{iri}>() AS ?x) WHERE {{}}", None)


def test_what_went_in_comes_out() -> None:
    for text in (f"{BASE}id/graph/claims", f"{BASE}id/city/gent", "x"):
        assert NAMES.renaming.to_public(NAMES.renaming.to_engine(text)) == text


# == The data set ==================================================================


def test_from_is_read_off_and_blanked_in_place() -> None:
    text = "SELECT *\nFROM <a:1> FROM NAMED <a:2>\nFROM NAMED x:y WHERE {}"
    dataset, blanked = separate_dataset(resolve_query(f"PREFIX x: <a:x/>\n{text}", None))
    assert (dataset.default, dataset.named) == (("a:1",), ("a:2", "a:x/y"))
    assert "FROM" not in blanked
    assert [len(line) for line in blanked.splitlines()] == [
        len("PREFIX x: <a:x/>"),
        *map(len, text.splitlines()),
    ]


def test_a_from_that_cannot_be_read_off_is_a_syntax_error() -> None:
    for text in ("ASKFROM<a:1>{}", "SELECT * FROM ?x WHERE {}"):
        with pytest.raises(QuerySyntaxError):
            separate_dataset(resolve_query(text, None))


# == DESCRIBE ========================================================================


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE <a:1>",
        "PREFIX a: <a:> DESCRIBE a:1 <a:2>",
        "DESCRIBE ?x WHERE { ?x <a:p> ?y } ORDER BY ?y LIMIT 1",
        "DESCRIBE ?x { ?x <a:p> ?thing_described } # to the end",
        "DESCRIBE ?x WHERE { ?x <a:p> ?y } VALUES ?x { <a:1> }",
        "DESCRIBE ?x",
    ],
)
def test_describe_as_construct_means_the_same(text: str) -> None:
    store = Store()
    store.update("INSERT DATA { <a:1> <a:p> <a:2> . <a:2> <a:p> <a:3> ; <a:q> 'x' . <a:3> <a:q> 1 }")
    asked = describe_to_construct(TokenizedQuery.parse(text), ())
    assert "DESCRIBE" not in asked
    assert set(map(str, store.query(asked))) == set(map(str, store.query(text)))  # type: ignore[arg-type]


# == Virtuoso =====================================================================


def _path(text: str) -> list[str]:
    return ["/".join(steps) for steps in expand_path(list(read_tokens(text)))]


def test_a_path_is_taken_apart() -> None:
    assert _path("( ^a:a | ( a:b | a:c )/a:d? )?") == ["", "^a:a", "a:b", "a:b/a:d", "a:c", "a:c/a:d"]
    assert _path("^( a:a/a:b )/a:c*") == ["^a:b/^a:a/(a:c)*"]


@pytest.mark.parametrize("text", ["!a:b", "( a:a? )+", "( a:a", "a:a )", ""])
def test_a_path_that_has_no_such_parts_is_left_whole(text: str) -> None:
    with pytest.raises(PathExpansionError):
        _path(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            'SELECT * { VALUES ?l { "en" } ?k <a:p> ?n OPTIONAL { ?k <a:q> ?m FILTER (LANG(?m) = ?l) } }',
            'SELECT * { VALUES ?l { "en" } ?k <a:p> ?n OPTIONAL { ?k <a:q> ?m FILTER (LANG(?m) = "en") } }',
        ),
        (
            "SELECT ?x { VALUES ?x { <a:1> } ?x <a:p> ?y . { ?x <a:q> ?z } }",
            "SELECT ?x { VALUES ?x { <a:1> } <a:1> <a:p> ?y . { ?x <a:q> ?z } }",
        ),
        (
            "SELECT * { OPTIONAL { ?s ?p ?l } VALUES ?l { 1 } FILTER (BOUND(?l)) }",
            "SELECT * { OPTIONAL { ?s ?p ?l } VALUES ?l { 1 } FILTER (BOUND(?l)) }",
        ),
        ("SELECT * { ?x <a:p> ?y FILTER (?y * (2 + 3) > 1) }", "SELECT * { ?x <a:p> ?y FILTER (?y * (2 + 3) > 1) }"),
    ],
)  # fmt: skip
def test_virtuoso_is_asked_otherwise_only_where_it_must_be(text: str, expected: str) -> None:
    assert rewrite_for_virtuoso(text) == expected


# == Engines and the roll ==========================================================


def test_addresses_for_writing_are_known_of_known_engines() -> None:
    known = [
        (ENGINES["fuseki"], "http://x/ds/sparql", ("http://x/ds/update", "http://x/ds/data")),
        (ENGINES["fuseki"], "http://x/ds/query", ("http://x/ds/update", "http://x/ds/data")),
        (ENGINES["oxigraph"], "http://x/query", ("http://x/update", "http://x/store")),
        (ENGINES["virtuoso"], "http://x/sparql", ("http://x/sparql-auth", "http://x/sparql-graph-crud-auth")),
        (ENGINES["virtuoso"], "http://x/elsewhere", None),
        (ENGINES["other"], "http://x/sparql", None),
    ]
    for engine, url, addresses in known:
        assert engine.write_addresses(url) == addresses


def test_a_release_that_is_marked_is_not_whole_whatever_else_the_roll_says() -> None:
    entries = sorted(
        [
            RegistryEntry(1, "a"),
            RegistryEntry(2, "b"),
            RegistryEntry(3, "c"),
            RegistryEntry(0, "c"),
            RegistryEntry(4, "a"),
        ]
    )
    assert list_complete_releases(entries) == ("a", "b")


def test_a_line_of_the_roll_is_read_as_it_was_written() -> None:
    assert RegistryEntry.parse(str(RegistryEntry(12, "1.0.0-1a2b3c4d"))) == RegistryEntry(
        12, "1.0.0-1a2b3c4d"
    )
    assert [RegistryEntry.parse(text) for text in ("", "x y", "12", "12 ")] == [None] * 4


def test_a_triple_in_two_graphs_is_one_of_the_whole(tmp_path: Path) -> None:
    graph = tmp_path / "graph.nq"
    lines = [f"<a:1> <a:p> <a:2> <{BASE}id/graph/{name}> .\n" for name in ("claims", "links")]
    graph.write_text("".join([*lines, f"<a:1> <a:q> <a:2> <{BASE}id/graph/links> .\n"]))
    assert count_expected(graph, NAMES) == {f"{INSIDE}claims": 1, f"{INSIDE}links": 2, NAMES.whole: 2}


# == Turns ===========================================================================


def test_clients_take_turns() -> None:
    async def run() -> list[str]:
        turns, order = FairSemaphore(1, 10, 10, 5), []

        async def one(client: str) -> None:
            await turns.acquire(client)
            order.append(client)
            await asyncio.sleep(0)
            turns.release()

        await turns.acquire("first")
        waiting = [asyncio.create_task(one(client)) for client in ("a", "a", "a", "b", "c")]
        await asyncio.sleep(0)
        turns.release()
        await asyncio.gather(*waiting)
        assert turns.busy == turns.waiting == 0
        return order

    assert asyncio.run(run()) == ["a", "b", "c", "a", "a"]


def test_a_line_has_an_end_and_so_has_patience() -> None:
    async def run() -> None:
        turns = FairSemaphore(1, 2, 1, 0.05)
        await turns.acquire("a")
        waiting = [asyncio.create_task(turns.acquire(client)) for client in ("a", "b")]
        await asyncio.sleep(0)
        with pytest.raises(OverloadedError):
            await turns.acquire("c")
        found = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(error) for error in found] == [OverloadedError, OverloadedError]
        assert turns.waiting == 0
        first = asyncio.create_task(turns.acquire("a"))
        await asyncio.sleep(0)
        with pytest.raises(TooManyQueriesError):
            await turns.acquire("a")
        turns.close()
        with pytest.raises(EngineError):
            await first

    asyncio.run(run())


def test_a_cancelled_wait_loses_no_turn() -> None:
    async def run() -> None:
        turns = FairSemaphore(1, 5, 5, 5)
        await turns.acquire("a")
        leaving = asyncio.create_task(turns.acquire("b"))
        await asyncio.sleep(0)
        turns.release()
        leaving.cancel()
        await asyncio.gather(leaving, return_exceptions=True)
        async with asyncio.timeout(1):
            await turns.acquire("c")

    asyncio.run(run())
