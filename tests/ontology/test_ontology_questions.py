"""The competency questions: each runs as it stands, on two engines, and together they need every term we define."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store
from rdflib import Graph
from rdflib.query import ResultRow

from ontology_examples import rebased
from stedenband.ns import STB, Iris, mint_concept

ROOT = Path(__file__).resolve().parents[2]
FILES = {path.stem: path for path in sorted((ROOT / "queries/questions").glob("*.rq"))}
TYPES = {"city", "country", "partnership", "kind", "status", "year", "text", "iri", "integer"}
HEADERS = ("title.en", "title.nl", "summary.en", "summary.nl", "group", "params")
IRIS = Iris("https://w3id.org/stedenband/gent/")

NOT_PORTABLE = {"distance"}
"""Questions that need more than SPARQL 1.1; their summary says so."""

EMPTY_COLUMNS = {("evidence-of", "as_written")}
"""Columns that are empty with the sample values; every other is filled in at least one row."""


def _headers(name: str) -> dict[str, str]:
    lines = FILES[name].read_text(encoding="utf-8").splitlines()
    return dict(line.removeprefix("#+ ").split(": ", 1) for line in lines if line.startswith("#+"))


def _code(name: str) -> str:
    lines = FILES[name].read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("#"))


def _parameters() -> Iterator[tuple[str, str, str, str]]:
    for name in FILES:
        for parameter, about in json.loads(_headers(name)["params"]).items():
            yield name, parameter, about["type"], about["default"]


def _term(kind: str, default: str) -> NamedNode | Literal:
    match kind:
        case "year" | "integer":
            return Literal(int(default))
        case "text":
            return Literal(default)
        case "iri":
            return NamedNode(default)
        case "kind" | "status":
            return mint_concept(kind, default)
        case _:
            return IRIS.thing(default)


def _solutions(store: Store, name: str) -> QuerySolutions:
    solutions = store.query(_code(name))
    assert isinstance(solutions, QuerySolutions)
    return solutions


def _rows(store: Store, name: str) -> list[dict[str, str]]:
    """The answer, each row as the values of its bound variables."""
    solutions = _solutions(store, name)
    names = [variable.value for variable in solutions.variables]
    return [
        {key: term.value for key in names if isinstance(term := row[key], NamedNode | Literal)}
        for row in solutions
    ]


@pytest.fixture(scope="session")
def rdflib_examples() -> Graph:
    """The same statements as the fixture ``examples``, in another engine."""
    graph = Graph()
    for path in (*(ROOT / "ontology").glob("*.ttl"), *(ROOT / "ontology/examples").glob("*.ttl")):
        graph.parse(data=rebased(path), format="turtle")
    return graph


def test_there_are_enough_questions() -> None:
    assert len(FILES) >= 18


@pytest.mark.parametrize("name", FILES)
def test_a_question_has_its_headers_once_and_in_order(name: str) -> None:
    lines = FILES[name].read_text(encoding="utf-8").splitlines()
    keys = [line.removeprefix("#+ ").split(":")[0] for line in lines if line.startswith("#+")]
    assert tuple(keys) == HEADERS
    assert all(_headers(name).values())


@pytest.mark.parametrize("key", ["title.en", "title.nl"])
def test_no_two_questions_share_a_title(key: str) -> None:
    titles = [_headers(name)[key] for name in FILES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("name", FILES)
def test_a_question_is_named_and_its_columns_are_named_in_plain_words(name: str, examples: Store) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", name)
    for variable in _solutions(examples, name).variables:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", variable.value)


@pytest.mark.parametrize(("name", "parameter", "kind", "default"), list(_parameters()))
def test_a_parameter_is_one_row_of_values_with_its_default(
    name: str, parameter: str, kind: str, default: str
) -> None:
    assert kind in TYPES
    rows = re.findall(rf"VALUES \?{parameter} \{{ (\S+) \}}", _code(name))
    assert len(rows) == 1
    expected = _term(kind, default)
    assert rows[0] == (default if kind in ("year", "integer") else str(expected))


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_values_is_a_parameter(name: str) -> None:
    assert set(re.findall(r"VALUES \?(\w+)", _code(name))) == set(json.loads(_headers(name)["params"]))


@pytest.mark.parametrize("name", FILES)
def test_a_question_asks_for_an_order(name: str) -> None:
    assert re.search(r"^ORDER BY ", _code(name), re.MULTILINE)


@pytest.mark.parametrize("name", FILES)
def test_a_question_has_an_answer_in_the_examples(name: str, examples: Store) -> None:
    """No column stays empty, so that a misspelt pattern within OPTIONAL is seen."""
    rows = _rows(examples, name)
    assert rows
    filled = {key for row in rows for key in row}
    for variable in _solutions(examples, name).variables:
        assert (variable.value in filled) is ((name, variable.value) not in EMPTY_COLUMNS)


@pytest.mark.parametrize("name", sorted(set(FILES) - NOT_PORTABLE))
def test_two_engines_give_the_same_rows(name: str, examples: Store, rdflib_examples: Graph) -> None:
    answer = rdflib_examples.query(_code(name))
    other = [
        {str(key): str(term) for key, term in row.asdict().items() if term is not None}
        for row in answer
        if isinstance(row, ResultRow)
    ]
    rows = _rows(examples, name)
    assert Counter(map(_key, rows)) == Counter(map(_key, other))


def _key(row: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(row.items()))


@pytest.mark.parametrize("name", sorted(NOT_PORTABLE))
def test_a_question_that_is_not_portable_says_so(name: str) -> None:
    assert "SPARQL 1.1" in _headers(name)["summary.en"]
    assert "SPARQL 1.1" in _headers(name)["summary.nl"]


def test_every_term_earns_its_place_by_a_question() -> None:
    used = {term for name in FILES for term in re.findall(r"\bstb:(\w+)", _code(name))}
    assert {name for name in STB if name not in used} == set()


# == What the questions answer =================================================


def test_melle_keeps_both_starting_years(examples: Store) -> None:
    melle = next(row for row in _rows(examples, "first-year") if row["partnership"].endswith("/gent-melle"))
    assert (melle["since"], melle["first_year"]) == ("1977", "1969")


def test_ghent_has_one_partnership_with_melle(examples: Store) -> None:
    partners = [row["partner"] for row in _rows(examples, "partnerships-of")]
    assert len(partners) == 7
    assert len([partner for partner in partners if partner.endswith("/melle-de")]) == 1


def test_one_partner_of_ghent_stands_and_the_others_are_former_ones(examples: Store) -> None:
    (row,) = _rows(examples, "partners-of")
    assert (row["name_en"], row["since"], row["status"]) == ("Kanazawa", "1971", "maintained")
    former = {row["name_en"]: row["status"] for row in _rows(examples, "former-partners-of")}
    assert len(former) == 6
    assert former["Saint-Raphaël"] == "ended"
    assert {row["stands"] for row in _rows(examples, "partnerships-of")} == {"yes", "no"}


@pytest.mark.parametrize(
    ("year", "number"), [(1957, 0), (2008, 5), (2020, 6), (2021, 6), (2022, 1), (2026, 1)]
)
def test_what_no_longer_stands_is_not_counted_after_the_change_that_affected_it(
    examples: Store, year: int, number: int
) -> None:
    answer = examples.query(_code("partnerships-in-year").replace("{ 2008 }", f"{{ {year} }}"))
    assert isinstance(answer, QuerySolutions)
    assert len(list(answer)) == number


def test_what_no_longer_stands_has_not_lasted_until_today(examples: Store) -> None:
    years = {row["label_en"]: row["years"] for row in _rows(examples, "duration")}
    assert years["Ghent – Kanazawa"] == "55"
    assert years["Ghent – Saint-Raphaël"] == "60"
    assert years["Ghent – Nottingham"] == "36"


def test_a_tie_without_a_status_is_neither_a_partner_nor_a_former_one(examples: Store) -> None:
    silent = Store()
    silent.extend(quad for quad in examples if quad.predicate != STB.status)
    assert _rows(silent, "partners-of") == _rows(silent, "former-partners-of") == []
    assert {row["stands"] for row in _rows(silent, "partnerships-of")} == {"unknown"}


def test_only_the_english_text_exempts_kanazawa(examples: Store) -> None:
    (row,) = _rows(examples, "exempted")
    assert row["label_en"] == "Ghent – Kanazawa"
    assert row["source"] == "A history of Ghent's bilateral partnerships"


def test_who_says_so_answers_with_source_and_words(examples: Store) -> None:
    rows = [row for row in _rows(examples, "who-says-so") if row["partner_en"] == "Kanazawa"]
    assert {row["since"] for row in rows} == {"1971"}
    assert {row["kind"] for row in rows} == {"twinning"}
    quotes = {row["quote"] for row in rows if "quote" in row}
    assert quotes == {
        "Kanazawa (Japan) sinds 1971",
        "Kanazawa (Japan) since 1971",
        "Only the partnership with the Japanese city of Kanazawa will be maintained",
    }


def test_a_partnership_of_which_nobody_speaks_is_in_who_says_so_all_the_same(examples: Store) -> None:
    lonely = Store()
    lonely.extend(quad for quad in examples if quad.predicate != STB.evidence)
    rows = _rows(lonely, "who-says-so")
    assert len(rows) == 7
    assert not [row for row in rows if "source" in row]


def test_a_former_partner_is_listed_and_is_not_a_partner_on_the_map(examples: Store) -> None:
    listed = {row["partner"]: row["status"] for row in _rows(examples, "former-partners-of")}
    saint_raphael = IRIS.thing("city/saint-raphael").value
    assert listed[saint_raphael] == "ended"
    assert saint_raphael not in {row["partner"] for row in _rows(examples, "places-on-the-map")}


def test_conflicting_claims_pair_the_followed_value_with_its_rival(examples: Store) -> None:
    rows = [row for row in _rows(examples, "conflicting-claims") if row["subject"].endswith("/gent-gdansk")]
    assert {(row["value"], row["rival"]) for row in rows} == {
        (mint_concept("kind", "cooperation-agreement").value, mint_concept("kind", "twinning").value)
    }


def test_kanazawa_is_the_farthest_partner(examples: Store) -> None:
    rows = _rows(examples, "distance")
    assert rows[-1]["name_en"] == "Kanazawa"
    assert 9200 < int(rows[-1]["kilometres"]) < 9300


def test_kanazawa_reaches_only_former_partners_through_ghent(examples: Store) -> None:
    rows = _rows(examples, "second-degree-partners")
    assert {row["through_en"] for row in rows} == {"Ghent"}
    assert {row["stands"] for row in rows} == {"no"}


def test_an_act_is_in_force_only_within_its_term(examples: Store) -> None:
    for year, number in ((2020, 0), (2021, 1), (2026, 1), (2027, 0)):
        answer = examples.query(_code("acts-in-force").replace("{ 2024 }", f"{{ {year} }}"))
        assert isinstance(answer, QuerySolutions)
        assert len(list(answer)) == number


def test_england_is_written_where_the_data_say_the_united_kingdom(examples: Store) -> None:
    written = {row["as_written"]: row["value_en"] for row in _rows(examples, "as-written")}
    assert written == {"Engeland": "United Kingdom", "England": "United Kingdom", "Gdansk": "Gdańsk"}
