"""Reading the structure of a query off its tokens: keywords, brackets, the prologue, the prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from stedenband.sparql.tokens import SparqlToken, TokenKind, unescape

Span = tuple[int, int]
"""Indexes of tokens: the first one, and the one behind the last."""

OPENING: Mapping[str, str] = {"{": "}", "(": ")", "[": "]"}
CLOSING: Mapping[str, str] = {closing: opening for opening, closing in OPENING.items()}
"""Brackets, each with its other half."""

_PROLOGUE = ("PREFIX", "BASE", "VERSION")


def is_keyword(token: SparqlToken, *keywords: str) -> bool:
    """Whether a token is one of these keywords, in whatever case."""
    return token.kind is TokenKind.WORD and token.text.upper() in keywords


def is_term(token: SparqlToken) -> bool:
    """Whether a token names a node by its IRI or prefixed name."""
    return token.kind in (TokenKind.IRI, TokenKind.NAME)


def find_closing(tokens: Sequence[SparqlToken], opening: int) -> int | None:
    """The index of the bracket that closes the one at ``opening``; ``None`` where nothing does."""
    mark, other = tokens[opening].text, OPENING[tokens[opening].text]
    depth = 0
    for index in range(opening, len(tokens)):
        depth += (tokens[index].text == mark) - (tokens[index].text == other)
        if not depth:
            return index
    return None


def find_group(tokens: Sequence[SparqlToken], index: int) -> Span | None:
    """The inside of the innermost braces around a token; ``None`` where there are none or they do not close."""
    depth = 0
    for start in range(index - 1, -1, -1):
        depth += {"}": 1, "{": -1}.get(tokens[start].text, 0)
        if depth < 0:
            end = find_closing(tokens, start)
            return None if end is None else (start + 1, end)
    return None


def find_operation(tokens: Sequence[SparqlToken]) -> int:
    """The index of the first keyword after the prologue (SELECT, ASK...); the number of tokens if there is none."""
    return next(
        (
            index
            for index, token in enumerate(tokens)
            if token.kind is TokenKind.WORD and not is_keyword(token, *_PROLOGUE)
        ),
        len(tokens),
    )


def read_prefixes(tokens: Iterable[SparqlToken]) -> dict[str, str]:
    """The IRIs of the prefixes that a query declares, by name without the colon."""
    found: dict[str, str] = {}
    before: list[SparqlToken] = []
    for token in tokens:
        if token.kind is TokenKind.IRI and len(before) == 2 and is_keyword(before[0], "PREFIX"):
            found[before[1].text.removesuffix(":")] = unescape(token.text[1:-1])
        before = [*before[-1:], token]
    return found


def expand_term(token: SparqlToken, prefixes: Mapping[str, str]) -> str | None:
    """The IRI, as it stands or from a prefixed name; ``None`` for another token, and for an unknown prefix."""
    if token.kind is TokenKind.IRI:
        return unescape(token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    if token.kind is not TokenKind.NAME or prefix not in prefixes:
        return None
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
