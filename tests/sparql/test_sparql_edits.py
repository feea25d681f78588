"""Edits by token: which tokens the result has, whatever the text, and how edits meet each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stedenband.sparql.edits import Edit, apply_edits, insert, remove, replace, wrap
from stedenband.sparql.tokens import TokenizedQuery

PIECES = [
    "<", ">", "<a:b>", "<<", "=", "?", "?x", "$y", "{", "}", "|", "{|", "(", ")", "a", "SELECT", "a:b", ":", "a:b.",
    "\\", "\\,", '"', '""', '"x"', "'", "'x'", '"""x"""', "'''", "@", "@en", "^", "5", "-5", ".5", "5.", "1e", "e5",
    ".", ";", ",", "/", "&&", "_:b", "%41", "#", "# c", " ", " ", "\n", "\r\n", "é",
]  # fmt: skip
NEW_TEXTS = [
    "<http://e/a>", "ex:a", ":", "?x", "$x", '"x"', "'x'", '"""x"""', '"x"@en', "5", "1.5", ".5", "true", "a", "{}",
    "{ ?s ?p ?o }", "(?x)", "?a < 5", "?a > ?b", "FILTER", "*", "?s ?p <http://e/a> .",
]  # fmt: skip

texts = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)


def tokens(text: str) -> list[str]:
    return [token.text for token in TokenizedQuery.parse(text).tokens]


def is_closed(text: str) -> bool:
    """Whether no long string of it is left open: whatever is put behind that one is within it."""
    return len(tokens(f"{text}\n?end")) == len(tokens(text)) + 1


@st.composite
def edited(draw: st.DrawFn) -> tuple[TokenizedQuery, list[Edit]]:
    """A text and some edits of it that do not overlap, in any order."""
    query = TokenizedQuery.parse(draw(texts.filter(is_closed)))
    edits, index = [], 0
    while index <= len(query.tokens):
        kind = draw(st.sampled_from(("keep", "keep", "insert", "replace", "remove")))
        stop = min(index + draw(st.integers(1, 2)), len(query.tokens))
        if kind == "insert":
            edits.append(insert(index, draw(st.sampled_from(NEW_TEXTS))))
        elif kind == "replace" and index < stop:
            edits.append(replace(index, stop, draw(st.sampled_from(NEW_TEXTS))))
        elif kind == "remove" and index < stop:
            edits.append(remove(index, stop))
        index = max(stop, index + 1)
    return query, draw(st.permutations(edits))


@given(edited())
def test_the_tokens_are_those_kept_and_those_of_the_new_texts(
    case: tuple[TokenizedQuery, list[Edit]],
) -> None:
    query, edits = case
    wanted, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.first, edit.stop)):
        wanted += [token.text for token in query.tokens[at : edit.first]] + tokens(edit.text or "")
        at = edit.stop
    wanted += [token.text for token in query.tokens[at:]]
    assert tokens(apply_edits(query, edits)) == wanted


@given(texts)
def test_no_edit_changes_no_letter(text: str) -> None:
    assert apply_edits(TokenizedQuery.parse(text), []) == text


@given(texts, st.data())
def test_what_follows_a_removal_keeps_its_line_and_column(text: str, data: st.DataObject) -> None:
    query = TokenizedQuery.parse(text)
    first = data.draw(st.integers(0, len(query.tokens)))
    stop = data.draw(st.integers(first, len(query.tokens)))
    left = apply_edits(query, [remove(first, stop)] if first < stop else [])
    assert [len(line) for line in left.splitlines()] == [len(line) for line in text.splitlines()]
    assert TokenizedQuery.parse(left).tokens == query.tokens[:first] + query.tokens[stop:]


@pytest.mark.parametrize(
    ("text", "edit", "result"),
    [
        ("ASK { ?s ?p ?o }", replace(2, 3, "<a:b>"), "ASK { <a:b> ?p ?o }"),
        ('ASK { FILTER(?a<"x"&&?c>2) }', replace(6, 7, "5"), "ASK { FILTER(?a< 5 &&?c>2) }"),
        ("ASK{?s ?p 'x'}", replace(4, 5, "true"), "ASK{?s ?p true}"),
        ("ASK {} # end", insert(3, "LIMIT 1"), "ASK {} # end\nLIMIT 1"),
        ("ASK { ?s # why\n ?p ?o }", replace(2, 4, "<a:b> a"), "ASK { <a:b> a ?o }"),
        ("", insert(0, "ASK {}"), "ASK {}"),
        ("ASK FROM <a:b> {}", remove(1, 3), "ASK            {}"),
    ],
)
def test_an_edit_reads_as_a_person_would_write_it(text: str, edit: Edit, result: str) -> None:
    assert apply_edits(TokenizedQuery.parse(text), [edit]) == result


def test_wrapped_neighbours_keep_their_order() -> None:
    query = TokenizedQuery.parse("ASK { ?s ?p ?o }")
    assert apply_edits(query, [*wrap(1, 3, "{", "}"), *wrap(3, 4, "<a:b>", "ex:b")]) == (
        "ASK {{ ?s }<a:b>?p ex:b ?o }"
    )


@pytest.mark.parametrize(
    "edits",
    [
        [replace(0, 2, "a"), replace(1, 3, "b")],
        [replace(0, 2, "a"), insert(1, "b")],
        [remove(0, 2), remove(0, 1)],
        [insert(9, "a")],
        [replace(2, 1, "a")],
        [replace(-1, 1, "a")],
    ],
)
def test_edits_that_overlap_or_are_outside_are_an_error(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match=r"overlap|no tokens"):
        apply_edits(TokenizedQuery.parse("ASK { ?s ?p ?o }"), edits)


def test_equal_edits_count_once() -> None:
    query = TokenizedQuery.parse("ASK { ?s ?p ?o }")
    assert apply_edits(query, [replace(2, 3, "?x")] * 2) == "ASK { ?x ?p ?o }"
