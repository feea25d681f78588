"""Edited queries of the W3C suites, asked of the engine before and after: still queries, and with the same answers."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

import pyoxigraph as ox
import pytest

from stedenband.sparql.datasets import extract_dataset
from stedenband.sparql.describe import describe_to_construct, describe_to_select, is_describe_all
from stedenband.sparql.edits import apply_edits, insert, remove, replace, wrap
from stedenband.sparql.iris import rename_iris, resolve_iris
from stedenband.sparql.paging import find_columns, make_page, replace_offset
from stedenband.sparql.services import parse_federated
from stedenband.sparql.syntax import find_closing, find_operation, is_keyword
from stedenband.sparql.tokens import TokenizedQuery, TokenKind
from w3c.engines import quads_of
from w3c.manifests import Case, suites
from w3c.results import Outcome, is_ordered, of_answer, of_graph
from w3c.scope import in_scope

FOLDER = suites() or Path()
CASES = [case for case in in_scope(FOLDER) if case.kind != "negative"] if suites() else []

pytestmark = pytest.mark.skipif(not suites(), reason="the W3C suites are absent (set STEDENBAND_SHARED)")

OUR_OWN = "urn:stedenband:test:"


@dataclass(frozen=True, slots=True)
class Engine:
    """The engine over the data of a case."""

    store: ox.Store

    def ask(
        self,
        text: str,
        base: str | None,
        *,
        ordered: bool = False,
        renamed: tuple[str, str] = ("", ""),
        **options: object,
    ) -> Outcome:
        """The answer, with blank nodes without names. Raises ``SyntaxError``."""
        results = self.store.query(text, base_iri=base, **options)  # type: ignore[arg-type]
        before, after = (name.encode() for name in renamed)
        if isinstance(results, ox.QueryTriples):
            body = ox.serialize(results, format=ox.RdfFormat.N_TRIPLES) or b""
            return of_graph(
                ox.parse(body.replace(before, after), format=ox.RdfFormat.N_TRIPLES, lenient=True)
            )
        body = results.serialize(format=ox.QueryResultsFormat.JSON) or b""
        return of_answer(body.replace(before, after), ".srj", ordered=ordered)


@cache
def engine_of(data: tuple[Path, ...], graphs: tuple[tuple[str, Path], ...]) -> Engine:
    store = ox.Store()
    case = Case("", "", Path(), "", data, graphs)
    store.extend(quads_of(case, FOLDER))
    for iri, _ in graphs:
        store.add_graph(ox.NamedNode(iri))
    return Engine(store)


def answer(case: Case, text: str, *, base: bool = True) -> Outcome | str:
    """The answer of the case's engine, or that a function is missing in it, or that the text is no query."""
    engine = engine_of(case.data, case.graphs)
    try:
        return engine.ask(text, case.base if base else None, ordered=is_ordered(text))
    except SyntaxError as error:
        return f"no query: {error}"
    except RuntimeError:
        return "a function that there is not"


CHANGING = ("RAND", "NOW", "UUID", "STRUUID", "BNODE")
"""Functions that give something else each time."""


@cache
def answered() -> tuple[tuple[Case, Outcome | str], ...]:
    """The queries that the engine takes, with their answers; not those that answer differently each time."""
    steady = [
        case
        for case in CASES
        if not any(is_keyword(token, *CHANGING) for token in TokenizedQuery.parse(case.text).tokens)
    ]
    before = [(case, answer(case, case.text)) for case in steady]
    return tuple((case, told) for case, told in before if not (isinstance(told, str) and "no query" in told))


def changed(edit: Callable[[Case], str | None], *, base: bool = True) -> tuple[int, dict[str, str]]:
    """How many queries an edit was made to, and the ones it changed the answer of, with what they became."""
    edited, other = 0, {}
    for case, before in answered():
        text = edit(case)
        if text is None:
            continue
        edited += 1
        after = answer(case, text, base=base)
        if after != before:
            other[case.name] = text if isinstance(after, Outcome) else f"{after}\n{text}"
    return edited, other


def test_there_are_queries_to_edit_and_they_have_answers() -> None:
    kinds = Counter(type(told).__name__ for _, told in answered())
    assert kinds["Outcome"] > 400
    rows = [told for _, told in answered() if isinstance(told, Outcome) and told.triples]
    assert len(rows) > 220


# == The operations ============================================================


def _standing_alone(query: TokenizedQuery) -> Iterator[int]:
    """Tokens that may have blanks around them: no marks, which may be half of an operator, and no signed numbers."""
    for index, token in enumerate(query.tokens):
        before = query.tokens[index - 1] if index else None
        signed = token.kind is TokenKind.NUMBER and before is not None and before.text in "+-"
        # The engine wants the bracket of CONCAT and COALESCE, and a language tag, directly behind what is before them.
        after = query.tokens[index + 1] if index + 1 < len(query.tokens) else None
        if token.kind is TokenKind.WORD and after is not None and after.text == "(":
            continue
        if token.kind is TokenKind.MARK or token.kind is TokenKind.LANGUAGE or signed:
            continue
        yield index


def test_replacing_every_token_by_itself_changes_no_answer() -> None:
    def edit(case: Case) -> str:
        query = TokenizedQuery.parse(case.text)
        same = [replace(index, index + 1, query.tokens[index].text) for index in _standing_alone(query)]
        return apply_edits(query, same)

    edited, other = changed(edit)
    assert edited > 400
    assert other == {}


def test_renaming_a_variable_changes_no_answer_of_an_ask_or_a_graph() -> None:
    """Every variable, wherever it stands; columns are named by them, so rows are counted only."""

    def edit(case: Case) -> str | None:
        query = TokenizedQuery.parse(case.text)
        if any(is_keyword(token, "SELECT") for token in query.tokens):
            return None
        return apply_edits(
            query,
            [
                replace(index, index + 1, f"?renamed_{token.text[1:]}")
                for index, token in enumerate(query.tokens)
                if token.kind is TokenKind.VARIABLE
            ],
        )

    edited, other = changed(edit)
    assert edited > 40
    assert other == {}


def test_wrapping_the_pattern_in_another_group_changes_no_answer() -> None:
    def edit(case: Case) -> str | None:
        query = TokenizedQuery.parse(case.text)
        for index, token in enumerate(query.tokens):
            if is_keyword(token, "WHERE") and query.tokens[index + 1].text == "{":
                closing = find_closing(query.tokens, index + 1)
                short_form = is_keyword(query.tokens[find_operation(query.tokens)], "CONSTRUCT") and not any(
                    token.text == "{" for token in query.tokens[:index]
                )
                if closing is None or short_form:
                    return None  # CONSTRUCT WHERE { ... } takes plain triples only
                return apply_edits(query, wrap(index + 1, closing + 1, "{", "}"))
        return None

    edited, other = changed(edit)
    assert edited > 220
    assert other == {}


def test_inserting_what_says_nothing_changes_no_answer() -> None:
    def edit(case: Case) -> str:
        query = TokenizedQuery.parse(case.text)
        return apply_edits(query, [insert(0, f"PREFIX unused: <{OUR_OWN}>"), insert(len(query.tokens), "")])

    edited, other = changed(edit)
    assert edited > 400
    assert other == {}


# == The data set ==============================================================


def test_a_from_clause_that_was_put_in_is_read_off_and_taken_out_again() -> None:
    graphs = [f"{OUR_OWN}{name}" for name in "ab"]

    def edit(case: Case) -> str | None:
        query = TokenizedQuery.parse(case.text)
        where = next((n for n, token in enumerate(query.tokens) if is_keyword(token, "WHERE")), None)
        if where is None or any("FROM" in token.text.upper() for token in query.tokens):
            return None
        written = apply_edits(query, [insert(where, f"FROM <{graphs[0]}> FROM NAMED <{graphs[1]}>")])
        dataset, text = extract_dataset(resolve_iris(written, case.base))
        assert (dataset.default, dataset.named) == ((graphs[0],), (graphs[1],)), case.name
        return text

    edited, other = changed(edit)
    assert edited > 250
    assert other == {}


def test_a_query_over_from_is_the_one_over_the_data_set_of_the_request() -> None:
    compared = 0
    for case, _ in answered():
        query = resolve_iris(case.text, case.base)
        if not case.data or not any(is_keyword(token, "WHERE") for token in query.query.tokens):
            continue
        store = ox.Store()
        names = [ox.NamedNode(f"{OUR_OWN}{number}") for number in range(2)]
        for name in names:
            store.extend(
                ox.Quad(quad.subject, quad.predicate, quad.object, name)
                for quad in engine_of(case.data, ()).store
            )
        where = next(n for n, token in enumerate(query.query.tokens) if is_keyword(token, "WHERE"))
        if any(is_keyword(token, "FROM", "GRAPH") for token in query.query.tokens):
            continue
        text = apply_edits(query.query, [insert(where, f"FROM {names[0]} FROM NAMED {names[1]}")])
        engine = Engine(store)
        dataset, plain = extract_dataset(resolve_iris(text, case.base))
        try:
            before = engine.ask(text, case.base)
            after = engine.ask(
                plain,
                case.base,
                default_graph=[ox.NamedNode(iri) for iri in dataset.default],
                named_graphs=[ox.NamedNode(iri) for iri in dataset.named],
            )
        except (RuntimeError, SyntaxError):
            continue
        compared += 1
        assert after == before, case.name
    assert compared > 150


# == IRIs ======================================================================

BY_BASE = ("IRI", "URI")
"""Functions that resolve against the base while the query runs."""


def test_a_query_with_its_iris_in_full_needs_no_base() -> None:
    def edit(case: Case) -> str | None:
        resolved = resolve_iris(case.text, case.base)
        if any(is_keyword(token, *BY_BASE) for token in resolved.query.tokens):
            return None
        return rename_iris(resolved, str)

    edited, other = changed(edit, base=False)
    assert edited > 400
    assert other == {}


def test_renamed_iris_over_renamed_data_give_the_renamed_answer() -> None:
    """Graphs are renamed in an engine that holds several releases: here every name of the data is."""
    outside, inside = "http://example", "http://inside.example"
    compared = 0
    other = []
    for case, before in answered():
        if not isinstance(before, Outcome) or "example" not in case.text or not before.triples:
            continue
        store = ox.Store()
        data = b"".join(f"{quad} .\n".encode() for quad in engine_of(case.data, case.graphs).store)
        store.load(data.decode().replace(outside, inside).encode(), format=ox.RdfFormat.N_QUADS, lenient=True)
        text = rename_iris(resolve_iris(case.text, case.base), lambda iri: iri.replace(outside, inside))
        renamed = (inside, outside)
        after = Engine(store).ask(text, case.base, ordered=is_ordered(text), renamed=renamed)
        compared += 1
        if after != before:
            other.append(case.name)
    assert compared > 100
    assert other == []


# == DESCRIBE, pages, services =================================================


def _has_blank_nodes(case: Case) -> bool:
    """The engine describes the blank nodes that a thing leads to as well; what is published has none."""
    return any(isinstance(term, ox.BlankNode) for quad in quads_of(case, FOLDER) for term in quad.triple)


def _described(case: Case) -> TokenizedQuery | None:
    """A SELECT of plain variables as the DESCRIBE of them; the suites have none of their own."""
    query = TokenizedQuery.parse(case.text)
    select = find_operation(query.tokens)
    if not is_keyword(query.tokens[select], "SELECT"):
        return None
    columns = list(
        takewhile(
            lambda token: token.text != "{" and token.kind is not TokenKind.WORD, query.tokens[select + 1 :]
        )
    )
    if any(token.kind is not TokenKind.VARIABLE and token.text != "*" for token in columns):
        return None
    return TokenizedQuery.parse(apply_edits(query, [replace(select, select + 1, "DESCRIBE")]))


def test_describe_as_construct_gives_the_same_graph() -> None:
    asked = 0
    for case, _ in answered():
        query = _described(case) if case.data and not _has_blank_nodes(case) else None
        if query is None or not isinstance(told := answer(case, query.text), Outcome):
            continue  # such as a DISTINCT, or columns that depend on a GROUP BY
        variables: tuple[str, ...] = ()
        if is_describe_all(query):
            rows = engine_of(case.data, case.graphs).store.query(
                describe_to_select(query), base_iri=case.base
            )
            assert isinstance(rows, ox.QuerySolutions)
            variables = tuple(variable.value for variable in rows.variables)
        assert answer(case, describe_to_construct(query, variables)) == told, case.name
        asked += 1
    assert asked > 80


def _rows(case: Case, text: str) -> list[str]:
    results = engine_of(case.data, case.graphs).store.query(text, base_iri=case.base)
    assert isinstance(results, ox.QuerySolutions)
    return [str(row) for row in results]


def test_pages_put_together_are_the_rows_of_the_query() -> None:
    compared = 0
    for case, before in answered():
        names = find_columns(case.text)
        if not isinstance(before, Outcome) or not names:
            continue
        rows = _rows(case, case.text)
        pages = [_rows(case, make_page(case.text, 2, offset)) for offset in range(0, len(rows) + 2, 2)]
        assert [row for page in pages for row in page] == rows, case.name
        assert _rows(case, replace_offset(make_page(case.text, 2, 0), 2)) == pages[1], case.name
        compared += 1
    assert compared >= 8


def test_a_service_clause_filled_with_its_pattern_is_that_pattern() -> None:
    def edit(case: Case) -> str | None:
        query = TokenizedQuery.parse(case.text)
        # A group that stands by itself, such as one side of a UNION: SERVICE may stand in its place.
        groups = [
            (index, closing)
            for index, token in enumerate(query.tokens)
            if token.text == "{"
            and index
            and query.tokens[index - 1].text in ("{", "}", ".")
            and (closing := find_closing(query.tokens, index)) is not None
        ]
        if not groups:
            return None
        first, closing = random.Random(case.name).choice(groups)
        written = apply_edits(query, [insert(first, f"SERVICE <{OUR_OWN}endpoint>")])
        found = parse_federated(written)
        assert [clause.address for clause in found.clauses] == [f"{OUR_OWN}endpoint"], case.name
        assert "SERVICE" not in [token.text for token in TokenizedQuery.parse(found.remainder).tokens]
        return found.fill([clause.pattern for clause in found.clauses])

    edited, other = changed(edit)
    assert edited > 30
    assert other == {}


def test_a_removed_token_is_seen() -> None:
    """The comparison tells: without its first variable hardly a query is what it was."""

    def edit(case: Case) -> str | None:
        query = TokenizedQuery.parse(case.text)
        first = next((n for n, token in enumerate(query.tokens) if token.kind is TokenKind.VARIABLE), None)
        return None if first is None else apply_edits(query, [remove(first, first + 1)])

    edited, other = changed(edit)
    assert len(other) > edited * 0.9
