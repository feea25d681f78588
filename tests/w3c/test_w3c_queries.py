"""The W3C query suites, asked of the store as the public asks it: its checks, its workers, its writers, its wire."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from stedenband.errors import QueryError, QueryRefusedError
from stedenband.message import N_
from w3c.engines import Bare, Served, passes
from w3c.manifests import Case, query_cases, suites
from w3c.results import expected, is_ordered, of_answer
from w3c.scope import FEDERATED, GAPS, SPARQL_11, SPARQL_12, in_scope

FOLDER = suites() or Path()
CASES = in_scope(FOLDER) if suites() else []

pytestmark = pytest.mark.skipif(not suites(), reason="the W3C suites are absent (set STEDENBAND_SHARED)")


class OneStore:
    """The store of the case at hand: the next case over the same data finds it open."""

    def __init__(self, scratch: Path) -> None:
        self._loop, self._scratch = asyncio.new_event_loop(), scratch
        self._open: Served | None = None
        self._data: object = None

    def of(self, case: Case) -> Served:
        if self._open is None or self._data != (case.data, case.graphs):
            self.close()
            self._open, self._data = Served(case, FOLDER, self._loop, self._scratch), (case.data, case.graphs)
        return self._open

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
            self._open = None

    def end(self) -> None:
        self.close()
        self._loop.close()


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneStore]:
    one = OneStore(tmp_path_factory.mktemp("w3c"))
    yield one
    one.end()


def _param(case: Case) -> object:
    reason = GAPS.get(case.name)
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(case, id=case.name, marks=marks)


@pytest.mark.parametrize("case", [_param(case) for case in CASES])
def test_the_store_does_what_the_suite_demands(stores: OneStore, case: Case) -> None:
    try:
        assert passes(case, stores.of(case))
    except QueryError as error:
        pytest.fail(f"{type(error).__name__}: {error}")


def test_no_test_of_the_suites_is_missing() -> None:
    """A filter that leaves tests out would make every run green."""
    assert Counter(case.kind for case in query_cases(FOLDER, *SPARQL_11)) == {
        "evaluation": 235, "positive": 63, "negative": 40,
    }  # fmt: skip
    assert Counter(case.kind for case in query_cases(FOLDER, *SPARQL_12)) == {
        "evaluation": 63, "positive": 102, "negative": 81,
    }  # fmt: skip
    assert GAPS.keys() <= {case.name for case in CASES}
    assert Counter(name.partition("/")[0] for name in GAPS) == {"sparql11": 11, "sparql12": 5}


def test_the_store_has_no_gap_that_the_bare_engine_has_not() -> None:
    failed = set()
    for case in CASES:
        try:
            ok = passes(case, Bare(case, FOLDER))
        except SyntaxError:
            ok = False
        failed |= set() if ok else {case.name}
    assert failed == set(GAPS)


def test_a_query_to_another_endpoint_is_refused(stores: OneStore) -> None:
    cases = query_cases(FOLDER, *FEDERATED)
    assert len(cases) == 10
    for case in cases:
        with pytest.raises(QueryRefusedError) as caught:
            stores.of(CASES[0]).ask(case)
        assert caught.value.wording == N_(
            "SERVICE is not offered: this endpoint never asks another one. Fetch both answers "
            "and join them yourself, or ask the other endpoint with this one as SERVICE."
        ), case.name


def test_every_update_of_the_suites_is_refused(stores: OneStore) -> None:
    updates = sorted(FOLDER.rglob("*.ru"))
    assert len(updates) == 171
    for path in updates:
        case = Case(path.name, "update", path, "http://example.org/")
        with pytest.raises(QueryError):
            stores.of(CASES[0]).ask(case)


# == What compares, seen to tell apart =========================================

HEAD = '{"head":{"vars":["x"]},"results":{"bindings":['


def _json(*values: str) -> bytes:
    return (HEAD + ",".join(f'{{"x":{value}}}' for value in values) + "]}}").encode()


def _literal(value: str, kind: str) -> str:
    return f'{{"type":"literal","value":"{value}","datatype":"http://www.w3.org/2001/XMLSchema#{kind}"}}'


A, B = '{"type":"bnode","value":"a"}', '{"type":"bnode","value":"b"}'


@pytest.mark.parametrize(
    ("first", "second", "ordered", "same"),
    [
        ([A, B], [B, A], True, True),
        ([A, A], [A, B], False, False),
        ([A], [A, A], False, False),
        ([_literal("1", "integer"), _literal("2", "integer")], [_literal("2", "integer"), _literal("1", "integer")],
         False, True),
        ([_literal("1", "integer"), _literal("2", "integer")], [_literal("2", "integer"), _literal("1", "integer")],
         True, False),
        ([_literal("1.50", "decimal")], [_literal("1.5", "decimal")], False, True),
        ([_literal("1.5", "decimal")], [_literal("1.5", "double")], False, False),
        ([_literal("1", "integer")], [_literal("1", "string")], False, False),
        ([_literal("1", "boolean")], [_literal("true", "boolean")], False, True),
        ([_literal("NaN", "double")], [_literal("NaN", "double")], False, True),
        ([_literal("x", "integer")], [_literal("y", "integer")], False, False),
        (["{\"type\":\"literal\",\"value\":\"a\",\"xml:lang\":\"EN\"}"],
         ["{\"type\":\"literal\",\"value\":\"a\",\"xml:lang\":\"en\"}"], False, True),
    ],
)  # fmt: skip
def test_answers_are_the_same_or_not(first: list[str], second: list[str], ordered: bool, same: bool) -> None:
    outcomes = [of_answer(_json(*values), ".srj", ordered=ordered) for values in (first, second)]
    assert (outcomes[0] == outcomes[1]) is same


@pytest.mark.parametrize(
    ("text", "ordered"),
    [
        ("SELECT * { ?s ?p ?o } ORDER BY ?s", True),
        ("SELECT * { { SELECT * { ?s ?p ?o } ORDER BY ?s } }", False),
        ("SELECT * { ?s ?p ?o } # ORDER BY ?s", False),
        ("SELECT * { ?s ?p ?o }\norder\n  by ?s", True),
    ],
)
def test_the_order_counts_where_the_query_has_one(text: str, ordered: bool) -> None:
    assert is_ordered(text) is ordered


def test_a_result_with_one_value_changed_is_noticed(tmp_path: Path) -> None:
    """Over every table of the suites: an expectation is never equal to itself less a solution."""
    compared = 0
    for case in CASES:
        if (
            case.result is None
            or case.result.suffix != ".srx"
            or b"</result>" not in case.result.read_bytes()
        ):
            continue
        text = case.result.read_text(encoding="utf-8")
        start, end = text.index("<result>"), text.index("</result>") + len("</result>")
        changed = tmp_path / "changed.srx"
        changed.write_text(text[:start] + text[end:], encoding="utf-8")
        whole, less = (expected(path, case.base, ordered=False) for path in (case.result, changed))
        assert whole != less, case.name
        compared += 1
    assert compared > 100
