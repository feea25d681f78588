"""The rewriting for Virtuoso, asked of our own engine before and after: it may refuse, it may not change an answer."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from stedenband.errors import QueryRefusedError
from stedenband.store.remote.engines.virtuoso_rewriting import rewrite_for_virtuoso

NODES = ("<a:1>", "<a:2>", "<a:3>")
PROPERTIES = ("<a:p>", "<a:q>")
LITERALS = ('"1"', '"2"@en', "5")

STORE = ox.Store()
STORE.update(
    """
    INSERT DATA {
      <a:1> <a:p> <a:2> , <a:3> ; <a:q> <a:1> , "1" , 5 .
      <a:2> <a:p> <a:1> ; <a:q> "2"@en , "1" .
      <a:3> <a:q> <a:2> , 5 .
    }
    """
)

subjects = st.sampled_from(("?x", "?x", "?y", *NODES))
objects = st.sampled_from(("?x", "?x", "?y", *NODES, *LITERALS))
constants = st.sampled_from(NODES + LITERALS)
triples = st.tuples(subjects, st.sampled_from(PROPERTIES), objects).map(" ".join)

# == A VALUES of ?x, and what may stand before and behind it ====================

filters = st.one_of(
    st.one_of(st.just("?y"), constants).map(lambda other: f"?x = {other}"),
    constants.map(lambda other: f"?x IN ({other}, <a:9>)"),
    st.sampled_from(("BOUND(?x)", "!BOUND(?x)", 'LANG(?x) = "en"', "!BOUND(?y) || ?y!=?x")),
).map(lambda test: f"FILTER ({test})")
binds = st.sampled_from(("?b", "?c")).map(lambda name: f"BIND (STR(?x) AS {name})")
inner = st.one_of(filters, binds, triples, st.just(""))
elements = st.one_of(
    triples,
    filters,
    binds,
    st.tuples(triples, inner).map(lambda parts: f"OPTIONAL {{ {parts[0]} . {parts[1]} }}"),
    st.tuples(triples, inner).map(lambda parts: f"{{ {parts[0]} . {parts[1]} }}"),
    st.tuples(triples, triples).map(lambda parts: f"{{ {parts[0]} }} UNION {{ {parts[1]} }}"),
    triples.map(lambda triple: f"MINUS {{ {triple} }}"),
    triples.map(lambda triple: f"FILTER EXISTS {{ {triple} }}"),
    st.sampled_from(("?x", "?y")).map(lambda name: f"{{ SELECT (STR({name}) AS ?s) {{ ?x <a:p> ?y }} }}"),
    st.just("{ SELECT (<a:1> AS ?x) {} }"),
    constants.map(lambda term: f"VALUES (?x ?y) {{ ({term} UNDEF) }}"),
    constants.map(lambda term: f"VALUES ?x {{ {term} }}"),
)
values = st.lists(constants, min_size=1, max_size=2).map(lambda terms: f"VALUES ?x {{ {' '.join(terms)} }}")
with_values = st.tuples(
    st.sampled_from(("*", "DISTINCT ?x ?y", "?y (COUNT(*) AS ?n)", "?y (STR(?x) AS ?s2)")),
    st.lists(elements, max_size=2),
    values,
    st.lists(elements, max_size=2),
).map(
    lambda parts: (
        f"SELECT {parts[0]} WHERE {{ {' . '.join([*parts[1], parts[2], *parts[3]])} }}"
        + (" GROUP BY ?y" if "COUNT" in parts[0] else "")
    )
)

# == Optional paths ============================================================

paths = st.recursive(
    st.sampled_from(PROPERTIES),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"( {pair[0]} / {pair[1]} )"),
        st.tuples(inner, inner).map(lambda pair: f"( {pair[0]} | {pair[1]} )"),
        inner.map(lambda path: f"( ^{path} )"),
        inner.map(lambda path: f"( {path} )?"),
        inner.map(lambda path: f"( {path} )*"),
    ),
    max_leaves=4,
)
with_path = st.tuples(
    st.lists(triples, max_size=1),
    subjects,
    paths.map(lambda path: f"( {path} )?"),
    st.sampled_from(("?x", "?y", "?z", *NODES)),
    st.lists(triples, max_size=1),
).map(
    lambda parts: (
        "SELECT * WHERE { " + " . ".join([*parts[0], f"{parts[1]} {parts[2]} {parts[3]}", *parts[4]]) + " }"
    )
)


def rows(text: str) -> Counter[str] | None:
    """The rows, however they are ordered; ``None`` where the text is no query."""
    try:
        found = STORE.query(text)
    except SyntaxError:
        return None
    assert isinstance(found, ox.QuerySolutions)
    names = sorted(variable.value for variable in found.variables)
    return Counter(str([(name, row[name]) for name in names]) for row in found)


def outcome(text: str) -> str:
    """What becomes of a query; fails where it is another query than before."""
    before = rows(text)
    if before is None:
        return "no query"
    try:
        rewritten = rewrite_for_virtuoso(text)
    except QueryRefusedError:
        return "refused"
    assert rows(rewritten) == before, rewritten
    return "as it was" if rewritten == text else "rewritten"


@settings(max_examples=400, deadline=None)
@given(with_values)
def test_a_constant_in_place_of_a_variable_means_the_same(text: str) -> None:
    event(outcome(text))


@settings(max_examples=300, deadline=None)
@given(with_path)
def test_an_optional_path_taken_apart_means_the_same(text: str) -> None:
    event(outcome(text))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { BIND (STR(?x) AS ?b) VALUES ?x { <a:1> } }",
        "SELECT * { VALUES ?x { <a:1> } VALUES ?x { <a:1> } }",
        "SELECT * { VALUES ?x { <a:1> } FILTER (?x = ?x) VALUES ?x { <a:2> } }",
        "SELECT * { VALUES ?x { <a:1> } VALUES (?x ?y) { (<a:1> UNDEF) } }",
        "SELECT * { OPTIONAL { ?x <a:p> ?y } VALUES ?x { <a:2> } }",
    ],
)
def test_a_variable_stays_where_the_constant_would_mean_something_else(text: str) -> None:
    assert outcome(text) in ("as it was", "rewritten")


def test_a_bind_that_would_lose_the_value_is_refused() -> None:
    assert (
        outcome("SELECT * { VALUES ?x { <a:1> } OPTIONAL { ?x <a:p> ?y BIND (STR(?x) AS ?b) } }") == "refused"
    )
