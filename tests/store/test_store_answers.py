"""What comes back: the right answer in every media type, the same from the real workers and from the fake."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import warnings
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib

from stedenband.errors import (
    QueryError,
    QueryRefusedError,
    QuerySyntaxError,
    ResultTooLargeError,
    StedenbandError,
    UsageError,
)
from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.ns import Iris
from stedenband.settings import Settings
from stedenband.store import Budget, EmbeddedStore, FakeStore, Query, QueryResult, Store, explain
from stedenband.store.loading import ScanResult, scan_quads

BASE = "https://example.org/gent/"
PREFIXES = (
    "PREFIX stb: <https://w3id.org/stedenband/ns#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
)
PARTNERSHIPS, CLAIMS = f"{BASE}id/graph/partnerships", f"{BASE}id/graph/claims"
FIRST = f"<{BASE}id/partnership/gent-c0>"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
COUNT_NAMED = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"

Ask = Callable[..., QueryResult]


@pytest.fixture(scope="module", params=["embedded", "on disk", "fake"])
def ask(
    request: pytest.FixtureRequest, release: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Ask]:
    """Puts a query to a store of each kind, opened once."""
    loop = asyncio.new_event_loop()
    store: Store
    if request.param == "fake":
        store = FakeStore(ox.parse(path=release, format=ox.RdfFormat.N_QUADS), prefixes=Iris(BASE).prefixes)
    else:
        limit = 0 if request.param == "on disk" else 3_000_000
        store = loop.run_until_complete(
            EmbeddedStore.open(
                release,
                Settings(workers=1, memory_limit_quads=limit),
                prefixes=Iris(BASE).prefixes,
                directory=tmp_path_factory.mktemp("disk"),
            )
        )

    def run(text: str, **fields: object) -> QueryResult:
        return loop.run_until_complete(store.query(Query(text, **fields)))  # type: ignore[arg-type]

    yield run
    loop.run_until_complete(store.close())
    loop.close()


def number(answer: QueryResult) -> int:
    rows = json.loads(answer.body)["results"]["bindings"]
    return int(rows[0]["n"]["value"])


# == Solutions =================================================================


def test_solutions_come_as_json(ask: Ask) -> None:
    answer = ask(PREFIXES + "SELECT ?y ?l { " + FIRST + " stb:startYear ?y ; rdfs:label ?l }")
    assert (answer.kind, answer.media_type) == ("solutions", "application/sparql-results+json")
    assert json.loads(answer.body) == {
        "head": {"vars": ["y", "l"]},
        "results": {
            "bindings": [
                {
                    "y": {
                        "type": "literal",
                        "value": "1950",
                        "datatype": "http://www.w3.org/2001/XMLSchema#integer",
                    },
                    "l": {"type": "literal", "value": "Gent – stad 0", "xml:lang": "nl"},
                }
            ]
        },
    }


def test_solutions_come_as_xml(ask: Ask) -> None:
    answer = ask(f"SELECT ?p {{ {FIRST} ?p ?o }} ORDER BY ?p", solutions="application/sparql-results+xml")
    root = ElementTree.fromstring(answer.body)
    found = [uri.text for uri in root.iter("{http://www.w3.org/2005/sparql-results#}uri")]
    assert len(found) == 4
    assert "https://w3id.org/stedenband/ns#party" in found


def test_solutions_come_as_csv_and_tsv(ask: Ask) -> None:
    text = 'SELECT ?a ?b { VALUES (?a ?b) { ("x,\\"y\\"\\n" 1) (UNDEF <http://e/>) } }'
    rows = list(csv.reader(io.StringIO(ask(text, solutions="text/csv").body.decode(), newline="")))
    assert rows == [["a", "b"], ['x,"y"\n', "1"], ["", "http://e/"]]
    table = ask(text, solutions="text/tab-separated-values").body.decode().split("\n")
    assert table == ["?a\t?b", '"x,\\"y\\"\\n"\t1', "\t<http://e/>", ""]


def test_a_boolean_comes_in_the_type_of_solutions(ask: Ask) -> None:
    answer = ask(f"ASK {{ {FIRST} ?p ?o }}")
    assert answer.kind == "boolean"
    assert json.loads(answer.body)["boolean"] is True
    root = ElementTree.fromstring(ask("ASK { <a:b> ?p ?o }", solutions="application/sparql-results+xml").body)
    assert root.findtext("{http://www.w3.org/2005/sparql-results#}boolean") == "false"


# == Graphs ====================================================================

GRAPH_TYPES = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
    "application/ld+json": "json-ld",
}


def triples(answer: QueryResult) -> set[object]:
    """What rdflib, which shares no code with the engine, reads in an answer."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # rdflib's JSON-LD reader uses what rdflib deprecates
        return set(rdflib.Graph().parse(data=answer.body, format=GRAPH_TYPES[answer.media_type]))


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
def test_a_graph_says_the_same_in_every_type(ask: Ask, media_type: str) -> None:
    answer = ask(f"CONSTRUCT WHERE {{ {FIRST} ?p ?o }}", graph=media_type)
    assert (answer.kind, answer.media_type) == ("graph", media_type)
    assert len(triples(answer)) == 4
    assert triples(answer) == triples(ask(f"DESCRIBE {FIRST}"))


def test_turtle_has_the_prefixes_it_uses_and_no_others(ask: Ask) -> None:
    body = ask(f"CONSTRUCT WHERE {{ {FIRST} a ?type }}", graph="text/turtle").body.decode()
    assert "partnership:gent-c0 a stb:Partnership" in body
    assert sorted(line.split()[1] for line in body.splitlines() if line.startswith("@prefix")) == [
        "partnership:",
        "stb:",
    ]


def test_a_graph_is_sorted_without_repetition(ask: Ask) -> None:
    lines = ask("CONSTRUCT { ?s ?p ?o . ?s a ?o } WHERE { ?s ?p ?o }").body.splitlines()
    assert lines == sorted(set(lines))
    assert len(lines) == 1200 + 900


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
def test_blank_nodes_of_a_template_are_named_the_same_each_time(ask: Ask, media_type: str) -> None:
    text = (
        PREFIXES
        + "CONSTRUCT { ?s rdfs:seeAlso [ stb:startYear ?y ; rdfs:label [] ] } { ?s stb:startYear ?y }"
    )
    assert ask(text, graph=media_type).body == ask(text, graph=media_type).body


@pytest.mark.parametrize("media_type", GRAPH_TYPES)
def test_an_empty_graph_is_an_answer(ask: Ask, media_type: str) -> None:
    assert triples(ask("CONSTRUCT WHERE { <a:b> ?p ?o }", graph=media_type)) == set()


# == What a format cannot hold =================================================


@pytest.mark.parametrize("letter", ["\\u0001", "\\uFFFE", "\\u000B"])
def test_xml_is_refused_for_letters_it_cannot_hold(ask: Ask, letter: str) -> None:
    with pytest.raises(QueryRefusedError, match="cannot be written in this format"):
        ask(f'SELECT ("a{letter}b" AS ?x) {{}}', solutions="application/sparql-results+xml")
    with pytest.raises(QueryRefusedError, match="cannot be written in this format"):
        ask(f'CONSTRUCT {{ <a:b> <http://e/c> "a{letter}b" }} {{}}', graph="application/rdf+xml")
    assert json.loads(ask(f'SELECT ("a{letter}b" AS ?x) {{}}').body)["results"]["bindings"]


def test_carriage_returns_survive_xml(ask: Ask) -> None:
    body = ask('SELECT ("a\\r\\nb\\rc" AS ?x) {}', solutions="application/sparql-results+xml").body
    literal = ElementTree.fromstring(body).find(".//{http://www.w3.org/2005/sparql-results#}literal")
    assert literal is not None
    assert literal.text == "a\r\nb\rc"
    body = ask('CONSTRUCT { <a:b> <http://e/c> "a\\r\\nb" } {}', graph="application/rdf+xml").body
    assert [str(o) for o in rdflib.Graph().parse(data=body, format="xml").objects()] == ["a\r\nb"]


@pytest.mark.parametrize("predicate", ["http://e/", "http://e/1", "urn:1:2"])
def test_rdf_xml_is_refused_for_a_predicate_without_a_name(ask: Ask, predicate: str) -> None:
    with pytest.raises(QueryRefusedError, match="cannot be written in this format"):
        ask(f"CONSTRUCT {{ <a:b> <{predicate}> 1 }} {{}}", graph="application/rdf+xml")


def test_rdf_xml_is_refused_where_it_would_not_read_back(ask: Ask) -> None:
    """The engine writes ``rdf:aboutEach`` as an element, and no reader takes that."""
    each = "http://www.w3.org/1999/02/22-rdf-syntax-ns#aboutEach"
    with pytest.raises(QueryRefusedError, match="cannot be written in this format"):
        ask(f"CONSTRUCT {{ <a:b> <{each}> 1 }} {{}}", graph="application/rdf+xml")


# == Data sets =================================================================


@pytest.mark.parametrize(
    ("text", "default", "named", "expected"),
    [
        (COUNT, (), (), 1200),
        (COUNT_NAMED, (), (), 1200),
        (COUNT.replace("{", f"FROM <{CLAIMS}> {{", 1), (), (), 300),
        (COUNT.replace("{", f"FROM <{CLAIMS}> FROM <{PARTNERSHIPS}> {{", 1), (), (), 1200),
        (COUNT.replace("{", f"FROM NAMED <{CLAIMS}> {{", 1), (), (), 0),
        (COUNT_NAMED.replace("{", f"FROM NAMED <{CLAIMS}> {{", 1), (), (), 300),
        (COUNT_NAMED.replace("{", f"FROM <{CLAIMS}> {{", 1), (), (), 0),
        (COUNT, (CLAIMS,), (), 300),
        (COUNT_NAMED, (CLAIMS,), (), 0),
        (COUNT, (), (CLAIMS,), 0),
        (COUNT_NAMED, (), (PARTNERSHIPS,), 900),
        (COUNT.replace("{", f"FROM <{PARTNERSHIPS}> {{", 1), (CLAIMS,), (), 300),
        (COUNT_NAMED.replace("{", f"FROM NAMED <{PARTNERSHIPS}> {{", 1), (CLAIMS,), (), 0),
    ],
)
def test_the_data_set_is_the_protocols_else_the_querys_else_the_union(
    ask: Ask, text: str, default: tuple[str, ...], named: tuple[str, ...], expected: int
) -> None:
    assert number(ask(text, default_graphs=default, named_graphs=named)) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"text": f"{COUNT} ".replace("{", "FROM <http://127.0.0.1:9/x> {", 1)},
        {"text": f"PREFIX x: <http://e/> {COUNT}".replace("{", "FROM NAMED x:y {", 1)},
        {"text": COUNT.replace("{", "FROM <y> {", 1), "base": "http://e/x"},
        {"text": COUNT.replace("SELECT", "BASE <http://e/x> SELECT").replace("{", "FROM <y> {", 1)},
        {"text": COUNT.replace("{", "FROM <http://[e/y> {", 1)},
    ],
)
def test_a_graph_that_is_not_ours_is_refused_with_the_list_of_ours(
    ask: Ask, fields: dict[str, object]
) -> None:
    with pytest.raises(QueryRefusedError, match="not one of the graphs") as caught:
        ask(**fields)
    assert CLAIMS in str(caught.value)
    assert PARTNERSHIPS in str(caught.value)


def test_a_graph_that_is_not_ours_is_empty_in_the_protocols_data_set(ask: Ask) -> None:
    """As the W3C protocol tests want it: they name a graph that no server has."""
    assert number(ask(COUNT, default_graphs=("http://127.0.0.1:9/x",))) == 0
    assert number(ask(COUNT, default_graphs=(CLAIMS, "http://127.0.0.1:9/x"))) == 300
    assert number(ask(COUNT_NAMED, named_graphs=(CLAIMS, "http://127.0.0.1:9/x"))) == 300


@pytest.mark.parametrize("name", ["", "claims", "not an iri", "http://[e/", "http://e/<x>"])
def test_a_graph_of_the_protocol_has_an_absolute_iri(ask: Ask, name: str) -> None:
    with pytest.raises(QueryRefusedError, match="absolute IRI"):
        ask(COUNT, default_graphs=(name,))
    with pytest.raises(QueryRefusedError, match="absolute IRI"):
        ask(COUNT, named_graphs=(CLAIMS, name))


def test_relative_iris_are_resolved_against_the_base_of_the_request(ask: Ask) -> None:
    text = "ASK { <id/partnership/gent-c0> a ?type }"
    assert json.loads(ask(text, base=f"{BASE}sparql").body)["boolean"] is True
    graph = COUNT.replace("{", "FROM <id/graph/claims> {", 1)
    assert number(ask(graph, base=f"{BASE}sparql")) == 300
    assert number(ask(f"BASE <{BASE}id/> {graph.replace('id/graph', 'graph')}", base="http://e/")) == 300


def test_with_a_base_a_relative_iri_is_never_what_is_wrong(ask: Ask) -> None:
    with pytest.raises(QuerySyntaxError, match="never closed"):
        ask("SELECT * { <a> ?p ?o", base=BASE)


# == What is wrong with a query ================================================


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("SELECT * {\n ?s foo:b ?o }", 2, 5, "PREFIX foo:"),
        ("SELECT * {\n ?s stb:party ?o }", 2, 5, "<https://w3id.org/stedenband/ns#>"),
        ("SELECT * { <a> ?p ?o }", 1, 12, "relative"),
        ("SELECT ?s { ?s ?p ?o } GROUP BY ?p", 1, 35, "GROUP BY"),
        ("SELECT * { ?s ?p ?o } ORDER BY", 1, 31, "too early"),
        ("ASK {\n } }", 2, 4, "the bracket } closes nothing"),
        ("ASK { ( }", 1, 9, "the bracket } closes nothing"),
        ("SELECT * {\n { ?s ?p ?o }", 1, 10, "the bracket { is opened here and never closed"),
        ("SELECT * { ?s ?p ?o . FLTER(?o) }", 1, None, "FLTER"),
        ("", 1, 1, "too early"),
        ("hello", 1, 6, "hello"),
    ],
)
def test_a_syntax_error_says_where_and_what_would_do(
    ask: Ask, text: str, line: int, column: int | None, words: str
) -> None:
    with pytest.raises(QuerySyntaxError, match="Line") as caught:
        ask(text)
    assert words in str(caught.value)
    assert caught.value.line == line
    assert column in (None, caught.value.column)


def test_a_function_that_is_not_there_is_refused_by_name(ask: Ask) -> None:
    with pytest.raises(QueryRefusedError, match="http://e/f"):
        ask("SELECT * { ?s ?p ?o FILTER(<http://e/f>(?o)) }")


def test_an_answer_over_the_limit_is_an_error_and_the_next_one_is_whole(ask: Ask) -> None:
    budget = Budget(result_bytes=20_000)
    for text in (COUNT.replace("(COUNT(*) AS ?n)", "*"), "CONSTRUCT WHERE { ?s ?p ?o }"):
        for media_type in GRAPH_TYPES:
            with pytest.raises(ResultTooLargeError) as caught:
                ask(text, budget=budget, graph=media_type)
            assert caught.value.allowed == 20_000
    assert number(ask(COUNT, budget=budget)) == 1200


def test_a_media_type_that_no_answer_has_is_a_mistake_of_the_caller(ask: Ask) -> None:
    with pytest.raises(ValueError, match="text/html"):
        ask("ASK {}", solutions="text/html")
    with pytest.raises(ValueError, match="text/csv"):
        ask("ASK {}", graph="text/csv")


def test_every_error_speaks_every_language(ask: Ask) -> None:
    for text in (
        "SELECT * {",
        "DROP ALL",
        "SELECT * { ?s ?p ?o FILTER(<http://e/f>(?o)) }",
        "ASK {}" + " " * 300_000,
    ):
        with pytest.raises(QueryError) as caught:
            ask(text)
        said = {explain(caught.value, language) for language in INTERFACE_LANGUAGES}
        assert len(said) == len(INTERFACE_LANGUAGES)
        assert explain(caught.value, "en") == str(caught.value)


def test_an_error_without_a_key_is_explained_by_itself() -> None:
    assert explain(UsageError("as it is"), "nl") == "as it is"


# == The union of graphs that share triples ====================================


def test_a_triple_of_two_graphs_counts_once(tmp_path: Path) -> None:
    """The engine's own union gives it twice; so would any count over it."""
    path = tmp_path / "graph.nq"
    path.write_text(
        '<http://e/a> <http://e/b> "d" <http://e/h> .\n'
        "<http://e/a> <http://e/b> <http://e/c> <http://e/g> .\n"
        "<http://e/a> <http://e/b> <http://e/c> <http://e/h> .\n"
    )

    async def counts(settings: Settings) -> list[int]:
        async with await EmbeddedStore.open(path, settings) as store:
            texts = (COUNT, COUNT_NAMED, COUNT.replace("{", "FROM <http://e/h> {", 1))
            return [number(await store.query(Query(text))) for text in texts]

    assert asyncio.run(counts(Settings(workers=1))) == [2, 3, 2]
    assert asyncio.run(counts(Settings(workers=1, memory_limit_quads=2))) == [2, 3, 2]


@pytest.mark.parametrize(
    ("lines", "quads", "graphs", "disjoint"),
    [
        (["<s:> <p:> <o:> <g:> .", "<s:> <p:> <p:> <h:> ."], 2, {"g:", "h:"}, True),
        (["<s:> <p:> <o:> <g:> .", "<s:> <p:> <o:> <h:> ."], 2, {"g:", "h:"}, False),
        (["<s:> <p:> <p:> <h:> .", "<s:> <p:> <o:> <g:> ."], 2, {"g:", "h:"}, False),
        (["<s:> <p:> <o:> .", "<s:> <p:> <o:> <h:> ."], 2, {"h:"}, False),
        (['<s:> <p:> "o <g:>" .', "", '<s:> <p:> "o" <h:> .'], 2, {"h:"}, False),
        (['<s:> <p:> "o <x"^^<d:> .'], 1, set(), False),
        (['<s:> <p:> "o <x> ."@nl <h:> .', '<s:> <p:> "o"^^<d:> <h:> .'], 2, {"h:"}, True),
        ([], 0, set(), True),
    ],
)
def test_a_scan_claims_disjoint_graphs_only_where_the_lines_show_it(
    tmp_path: Path, lines: list[str], quads: int, graphs: set[str], disjoint: bool
) -> None:
    path = tmp_path / "graph.nq"
    path.write_text("".join(f"{line}\n" for line in lines))
    assert scan_quads(path) == ScanResult(quads, frozenset(graphs), disjoint)


# == The fake ==================================================================


def test_the_fake_remembers_and_fails_as_told() -> None:
    async def run() -> None:
        store: Store = fake
        assert await store.ready()
        await store.query(Query("ASK {}", lane="pages"))
        fake.failing = QueryRefusedError("no")
        with pytest.raises(QueryRefusedError, match="no"):
            await store.query(Query("ASK {}"))
        assert not await store.ready()
        await store.close()

    fake = FakeStore()
    asyncio.run(run())
    assert [query.lane for query in fake.asked] == ["pages", "public"]
    assert fake.closed


def test_the_errors_of_this_room_are_in_the_tree() -> None:
    assert issubclass(QueryError, StedenbandError)


async def _both(
    first: Awaitable[QueryResult], second: Awaitable[QueryResult]
) -> tuple[QueryResult, QueryResult]:
    return await asyncio.gather(first, second)


def test_the_fake_and_the_real_give_the_same_bytes(release: Path) -> None:
    async def run() -> list[tuple[QueryResult, QueryResult]]:
        fake = FakeStore(ox.parse(path=release, format=ox.RdfFormat.N_QUADS))
        async with await EmbeddedStore.open(release, Settings(workers=1)) as real:
            queries = [Query("CONSTRUCT WHERE { ?s ?p ?o }", graph=media_type) for media_type in GRAPH_TYPES]
            return [await _both(fake.query(query), real.query(query)) for query in queries]

    for fake, real in asyncio.run(run()):
        assert fake.body == real.body
        assert len(fake.body) > 10_000
