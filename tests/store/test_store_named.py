"""Named queries: read from files as they stand, and bound to values that never become more than one term."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stedenband.errors import UsageError
from stedenband.ns import Iris
from stedenband.store import FakeStore, NamedQuery, Query, explain, load_queries, read_query
from stedenband.store.faults import ECHO
from stedenband.store.messages import PARAMETER_FAULTS
from stedenband.store.named_queries import TYPES

IRIS = Iris("https://example.org/gent/")
TEXT = """#+ title.en: Partners of a city
#+ title.nl: Partners van een stad
#+ summary.en: Every partnership of one city, oldest first.
#+ summary.nl: Elke stedenband van één stad, de oudste eerst.
#+ params: {"city": {"type": "city", "default": "city/gent"}, "since": {"type": "year", "default": "1950"}}
#+ answers: analysts
PREFIX stb: <https://w3id.org/stedenband/ns#>
# VALUES ?city { "not this one" }
SELECT ?partnership ?words WHERE {
  VALUES ?city { <https://w3id.org/stedenband/gent/id/city/gent> } # Ghent
  VALUES ?since {1958}
  ?partnership stb:party ?city ; stb:startYear ?year .
  BIND('VALUES ?city { "nor this one" }' AS ?words)
  FILTER(?year >= ?since)
}
ORDER BY ?partnership
"""


def one(kind: str) -> NamedQuery:
    """A query that gives back the term of its only parameter."""
    return read_query("one", f'#+ params: {{"x": "{kind}"}}\nSELECT ?x {{ VALUES ?x {{ "sample"@en }} }}')


def bound(kind: str, value: str) -> ox.NamedNode | ox.Literal:
    """The term that a value becomes, as the engine reads the bound text."""
    text = one(kind).bind({"x": value}, IRIS)
    solutions = list(ox.Store().query(text))  # type: ignore[arg-type]
    assert len(solutions) == 1
    term = solutions[0]["x"]
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term


def test_a_file_gives_its_name_words_and_parameters(tmp_path: Path) -> None:
    (tmp_path / "partners-of.rq").write_text(TEXT)
    (tmp_path / "all.rq").write_text("SELECT * { ?s ?p ?o }")
    queries = load_queries(tmp_path.glob("*.rq"))
    assert list(queries) == ["all", "partners-of"]
    query = queries["partners-of"]
    assert query.title == {"en": "Partners of a city", "nl": "Partners van een stad"}
    assert query.summary["nl"].startswith("Elke stedenband")
    assert [(p.name, p.type, p.default) for p in query.params.values()] == [
        ("city", "city", "city/gent"),
        ("since", "year", "1950"),
    ]
    assert query.headers == {"answers": "analysts"}
    assert query.text == TEXT


def test_only_the_rows_of_the_parameters_change() -> None:
    text = read_query("q", TEXT).bind({"city": "nottingham"}, IRIS)
    expected = TEXT.replace(
        "<https://w3id.org/stedenband/gent/id/city/gent>", "<https://example.org/gent/id/city/nottingham>"
    ).replace("{1958}", '{ "1950"^^<http://www.w3.org/2001/XMLSchema#integer>}')
    assert text == expected
    ox.Store().query(text)


def test_a_bound_query_answers() -> None:
    party, year = (
        ox.NamedNode("https://w3id.org/stedenband/ns#party"),
        ox.NamedNode("https://w3id.org/stedenband/ns#startYear"),
    )
    graph, tie = IRIS.graph("partnerships"), IRIS.thing("partnership/gent-kanazawa")
    store = FakeStore(
        [
            ox.Quad(tie, party, IRIS.thing("city/kanazawa"), graph),
            ox.Quad(tie, year, ox.Literal(1971), graph),
        ]
    )

    def rows(**values: str) -> int:
        text = read_query("q", TEXT).bind(values, IRIS)
        return len(json.loads(asyncio.run(store.query(Query(text))).body)["results"]["bindings"])

    assert (rows(city="kanazawa"), rows(city="kanazawa", since="1972"), rows()) == (1, 0, 0)


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("city", "gent", "<https://example.org/gent/id/city/gent>"),
        ("city", "city/gent", "<https://example.org/gent/id/city/gent>"),
        ("city", "https://example.org/else", "<https://example.org/else>"),
        ("country", "BE", "<https://example.org/gent/id/country/be>"),
        ("partnership", "gent-kanazawa", "<https://example.org/gent/id/partnership/gent-kanazawa>"),
        ("kind", "twinning", "<https://w3id.org/stedenband/id/concept/kind/twinning>"),
        ("status", "status/active", "<https://w3id.org/stedenband/id/concept/status/active>"),
        ("year", "1969", '"1969"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("integer", "-007", '"-7"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("integer", "+5", '"5"^^<http://www.w3.org/2001/XMLSchema#integer>'),
        ("text", "", '""'),
        ("text", "a\"b\\n\n\t\r'", '"a\\"b\\\\n\\n\\t\\r\'"'),
        ("iri", "http://www.wikidata.org/entity/Q1296", "<http://www.wikidata.org/entity/Q1296>"),
        ("iri", "urn:x:y", "<urn:x:y>"),
    ],
)
def test_a_value_becomes_the_term_of_its_type(kind: str, value: str, term: str) -> None:
    assert str(bound(kind, value)) == term


INJECTIONS = [
    '" } ?s ?p ?o } #',
    '\\" } SERVICE <http://127.0.0.1/> {} #',
    "\\u0022 } ?s ?p ?o #",
    "\\U00000022 } ?s ?p ?o #",
    "http://e/> } DROP ALL #",
    "gent> <http://e/",
    "gent } UNION { ?s ?p ?o",
    "city/gent/../../x",
    "1969 } #",
    "1969\n",
    "\uff11\uff19\uff16\uff19",
    "''' } '''",
    "\x00",
    "\ud800",
    "javascript:alert(1) ",
    "<http://e/>",
    "?x",
    "_:b",
]


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("kind", TYPES)
def test_an_injection_is_one_term_or_an_error(kind: str, value: str) -> None:
    try:
        term = bound(kind, value)
    except UsageError:
        return
    assert (kind, term.value) == ("text", value)


@given(st.text(max_size=300), st.sampled_from(sorted(TYPES)))
def test_no_words_become_more_than_one_term(value: str, kind: str) -> None:
    try:
        term = bound(kind, value)
    except UsageError:
        return
    assert kind != "text" or term.value == value


@pytest.mark.parametrize("kind", TYPES)
def test_a_wrong_value_is_told_what_would_do_in_both_languages(kind: str) -> None:
    with pytest.raises(UsageError, match=r"^x: .*Give|^x: .*At most|^x: .*not a whole number") as caught:
        one(kind).bind({"x": "\\u0000 " * 500}, IRIS)
    assert len(str(caught.value)) < ECHO + 200
    assert explain(caught.value, "nl") != str(caught.value)


def test_unknown_and_missing_parameters_are_named_with_what_there_is() -> None:
    with pytest.raises(UsageError, match=r"no parameter stad.*city, since"):
        read_query("q", TEXT).bind({"stad": "gent"}, IRIS)
    with pytest.raises(UsageError, match="needs a value for x"):
        one("year").bind({}, IRIS)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('#+ params: {"x": "city"}\nSELECT * { ?s ?p ?x }', "exactly one VALUES"),
        ('#+ params: {"x": "city"}\nSELECT * { VALUES ?x {1} VALUES ?x {2} }', "found 2"),
        ('#+ params: {"x": "city"}\nSELECT * { VALUES ?x {1 2} }', "one sample value"),
        ('#+ params: {"x": "city"}\nSELECT * { VALUES ?x { } }', "one sample value"),
        ('#+ params: {"x": "city"}\nSELECT * { VALUES ?x { <a:b>', "does not close"),
        ('#+ params: {"x": "stad"}\nSELECT * { VALUES ?x {1} }', "unknown type 'stad'"),
        ('#+ params: {"X y": "city"}\nSELECT * { VALUES ?x {1} }', "lower-case"),
        ("#+ params: {x: city}\nSELECT * { VALUES ?x {1} }", "not JSON"),
        ("#+ params: []\nSELECT *", "not a JSON object"),
        ("#+ title.en: a\n#+ title.en: b\nSELECT *", "stands twice"),
    ],
)
def test_a_file_that_is_not_as_it_should_be_is_named(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "wrong.rq"
    path.write_text(text)
    with pytest.raises(ValueError, match=words) as caught:
        load_queries([path])
    assert str(caught.value).startswith("wrong.rq: ")


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    for path in (tmp_path / "q.rq", tmp_path / "a" / "q.rq"):
        path.write_text("ASK {}")
    with pytest.raises(ValueError, match="two queries are named q"):
        load_queries(tmp_path.rglob("*.rq"))


def test_every_type_of_parameter_has_words_for_a_value_it_cannot_take() -> None:
    assert set(TYPES) <= set(PARAMETER_FAULTS)


def test_the_queries_of_the_project_load_and_parse(project_root: Path) -> None:
    files = sorted((project_root / "queries" / "questions").glob("*.rq"))
    if not files:
        pytest.skip("no questions yet")
    for query in load_queries(files).values():
        ox.Store().query(query.text)
        if all(param.default for param in query.params.values()):
            ox.Store().query(query.bind({}, IRIS))
