"""Parameters of a query: inner ``VALUES ?name { sample }`` rows whose one sample value is replaced by others."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from stedenband.sparql.edits import apply_edits, replace
from stedenband.sparql.syntax import Span, find_closing, is_keyword
from stedenband.sparql.tokens import SparqlToken, TokenizedQuery, TokenKind

# Cached: pages bind the same few queries again and again.
_parsed = lru_cache(maxsize=1024)(TokenizedQuery.parse)

_ONE_TERM = re.compile(r"(?:[+-] )?number |iri |name |word |string (?:language |\^ \^ (?:iri|name) )?")


def bind_parameters(text: str, terms: Mapping[str, Sequence[str]]) -> str:
    """The query with the sample value of each parameter replaced by these terms, as SPARQL writes them.

    Raises ``ValueError`` as ``find_parameter`` does.
    """
    query = _parsed(text)
    edits = []
    for name, values in terms.items():
        first, stop = find_parameter(text, name)
        # For people who read and copy the result.
        touches = query.tokens[first - 1].end == query.tokens[first].start
        edits.append(replace(first, stop, " " * touches + " ".join(values)))
    return apply_edits(query, edits)


@lru_cache(maxsize=1024)
def find_parameter(text: str, name: str) -> Span:
    """The tokens of the sample value of a parameter. Raises ``ValueError`` unless there is exactly one."""
    tokens = _parsed(text).tokens
    rows = [_sample(tokens, index) for index in range(len(tokens)) if _is_row(tokens, index, name)]
    if len(rows) != 1:
        raise ValueError(f"?{name} needs exactly one VALUES ?{name} {{ ... }}, found {len(rows)}")
    return rows[0]


def _is_row(tokens: Sequence[SparqlToken], index: int, name: str) -> bool:
    row = tokens[index : index + 3]
    if len(row) < 3 or not is_keyword(row[0], "VALUES"):
        return False
    return row[1].kind is TokenKind.VARIABLE and row[1].text[1:] == name and row[2].text == "{"


def _sample(tokens: Sequence[SparqlToken], index: int) -> Span:
    closing = find_closing(tokens, index + 2)
    if closing is None:
        raise ValueError("a VALUES row does not close")
    if not _is_one_term(tokens[index + 3 : closing]):
        raise ValueError(f"{tokens[index + 1].text} needs exactly one sample value")
    return index + 3, closing


def _is_one_term(tokens: Sequence[SparqlToken]) -> bool:
    """Whether the tokens are one IRI, name, number, boolean, or string with its language or datatype."""
    shape = "".join(
        f"{token.text if token.kind is TokenKind.MARK else token.kind.value} " for token in tokens
    )
    return _ONE_TERM.fullmatch(shape) is not None
