"""Paging of queries: which columns a SELECT has, whether it can be cut into pages, and cutting a page of it.

A page is made by writing LIMIT and OFFSET at the end of the query, never by wrapping it: a sub-select gives a
multiset and would lose the order (SPARQL 1.1, section 12).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from stedenband.sparql.edits import apply_edits, insert, replace
from stedenband.sparql.syntax import CLOSING, OPENING, is_keyword
from stedenband.sparql.tokens import SparqlToken, TokenizedQuery, TokenKind

_FORMS = ("SELECT", "CONSTRUCT", "DESCRIBE", "ASK")
_ENDS = frozenset({"LIMIT", "OFFSET", "VALUES"})


@cache
def find_columns(text: str) -> tuple[str, ...]:
    """The names of the columns of a SELECT that can be paginated, in their order; none for any other query.

    It has to name its columns, and to have an ORDER BY and no LIMIT, OFFSET or VALUES of its own at its end.

    >>> find_columns("SELECT ?a (COUNT(*) AS ?n) WHERE { ?a ?b ?c } GROUP BY ?a ORDER BY ?n")
    ('a', 'n')
    """
    query = TokenizedQuery.parse(text)
    words = [token.text.upper() for token in _outermost(query) if token.kind is TokenKind.WORD]
    if "SELECT" not in words or "ORDER" not in words:
        return ()
    behind = words[words.index("ORDER") :]
    if not _ENDS.isdisjoint(behind):
        return ()
    return tuple(_columns(query))


@cache
def has_own_limit(text: str) -> bool:
    """Whether a SELECT has a LIMIT, OFFSET or VALUES of its own at its end, so that no page can be cut of it.

    >>> has_own_limit("SELECT ?a { ?a ?b ?c } LIMIT 5"), has_own_limit("SELECT ?a { { SELECT ?a {} LIMIT 5 } }")
    (True, False)
    """
    words = [
        token.text.upper() for token in _outermost(TokenizedQuery.parse(text)) if token.kind is TokenKind.WORD
    ]
    form = next((word for word in words if word in _FORMS), "")
    return form == "SELECT" and not _ENDS.isdisjoint(words)


def make_page(text: str, limit: int, offset: int) -> str:
    """The query cut to so many rows from that one on; ``text`` is one that ``find_columns`` knows columns of."""
    query = TokenizedQuery.parse(text)
    return apply_edits(query, [insert(len(query.tokens), f"\nLIMIT {limit:d}\nOFFSET {offset:d}\n")])


def replace_offset(text: str, offset: int) -> str:
    """The query with another number behind the one OFFSET that it has, be it within a sub-select.

    Raises ``ValueError`` for a query that has none, or several.

    >>> replace_offset("SELECT * WHERE { ?a ?b ?c } LIMIT 50 OFFSET 0", 100)
    'SELECT * WHERE { ?a ?b ?c } LIMIT 50 OFFSET 100'
    """
    query = TokenizedQuery.parse(text)
    words = enumerate(pairwise(query.tokens), start=1)
    numbers = [index for index, (word, _) in words if is_keyword(word, "OFFSET")]
    if len(numbers) != 1:
        raise ValueError(f"a query by pages has one OFFSET, this has {len(numbers)}")
    return apply_edits(query, [replace(numbers[0], numbers[0] + 1, f"{offset:d}")])


def _outermost(query: TokenizedQuery) -> Iterator[SparqlToken]:
    """The tokens outside all brackets."""
    depth = 0
    for token in query.tokens:
        mark = token.kind is TokenKind.MARK
        depth -= mark and token.text in CLOSING
        if not depth:
            yield token
        depth += mark and token.text in OPENING


def _columns(query: TokenizedQuery) -> Iterator[str]:
    """The variables between SELECT and what follows the columns: those that stand alone, and those behind AS."""
    depth, before, begun = 0, "", False
    for token in query.tokens:
        word = token.text.upper() if token.kind is TokenKind.WORD else ""
        if begun and depth == 0 and (word in ("WHERE", "FROM") or token.text == "{"):
            return
        if begun and token.kind is TokenKind.VARIABLE and (depth == 0 or (depth == 1 and before == "AS")):
            yield token.text[1:]
        if token.kind is TokenKind.MARK:
            depth += (token.text in OPENING) - (token.text in CLOSING)
        begun, before = begun or word == "SELECT", word
