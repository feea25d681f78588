"""DESCRIBE rewritten as CONSTRUCT: all statements about the described resources."""

from __future__ import annotations

from collections.abc import Sequence

from stedenband.sparql.edits import apply_edits, replace
from stedenband.sparql.syntax import find_operation, is_keyword, is_term
from stedenband.sparql.tokens import TokenizedQuery, TokenKind


def is_describe(query: TokenizedQuery) -> bool:
    """Whether the query is a DESCRIBE."""
    index = find_operation(query.tokens)
    return index < len(query.tokens) and is_keyword(query.tokens[index], "DESCRIBE")


def is_describe_all(query: TokenizedQuery) -> bool:
    """Whether it is ``DESCRIBE *``."""
    index = find_operation(query.tokens)
    after = query.tokens[index + 1 : index + 2]
    return is_describe(query) and bool(after) and after[0].text == "*"


def describe_to_select(query: TokenizedQuery) -> str:
    """``DESCRIBE *`` as the SELECT of the same variables."""
    index = find_operation(query.tokens)
    return apply_edits(query, [replace(index, index + 1, "SELECT")])


def describe_to_construct(query: TokenizedQuery, variables: Sequence[str]) -> str:
    """A DESCRIBE as the CONSTRUCT of all statements whose subject is one of the things.

    ``variables`` are those that ``*`` stands for. Expects a text without FROM.
    """
    verb = find_operation(query.tokens)
    end = _targets_end(query, verb + 1)
    targets = query.tokens[verb + 1 : end]
    rest = query.source(end, len(query.tokens))
    names = [token.text for token in targets if token.kind is TokenKind.VARIABLE] or [
        f"?{name}" for name in variables
    ]
    subject, predicate, value = (
        _unused(f"{word}_described", query.text) for word in ("thing", "property", "value")
    )
    things = [token.text for token in targets if is_term(token)]
    parts = [f"{{ SELECT ({name} AS {subject}) {rest} }}" for name in names if _has_pattern(query, end)]
    parts += [f"{{ VALUES {subject} {{ {' '.join(things)} }} }}"] if things or not parts else []
    triple = f"{subject} {predicate} {value}"
    # A variable may be unbound in a row; joined with the triple it would be every subject of the data.
    bound = f"{' UNION '.join(parts)} FILTER (BOUND({subject}))"
    construct = f"CONSTRUCT {{ {triple} }} WHERE {{ {{ {bound} }} {triple} }}"
    return apply_edits(query, [replace(verb, len(query.tokens), construct)])


def _targets_end(query: TokenizedQuery, index: int) -> int:
    while index < len(query.tokens):
        token = query.tokens[index]
        if not (is_term(token) or token.kind is TokenKind.VARIABLE or token.text == "*"):
            break
        index += 1
    return index


def _has_pattern(query: TokenizedQuery, end: int) -> bool:
    return end < len(query.tokens) and (
        is_keyword(query.tokens[end], "WHERE") or query.tokens[end].text == "{"
    )


def _unused(name: str, text: str) -> str:
    while f"?{name}" in text or f"${name}" in text:
        name += "_"
    return f"?{name}"
