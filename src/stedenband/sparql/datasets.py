"""The data set of a query: reading its FROM clauses, and taking them out of the text."""

from __future__ import annotations

from dataclasses import dataclass

from stedenband.sparql.edits import apply_edits, remove
from stedenband.sparql.iris import ResolvedQuery
from stedenband.sparql.syntax import is_keyword
from stedenband.sparql.tokens import SparqlToken, TokenKind


@dataclass(frozen=True, slots=True)
class QueryDataset:
    """The graphs that a query is over: those of its default graph, and its named graphs."""

    default: tuple[str, ...]
    named: tuple[str, ...]


class UnreadableFromError(Exception):
    """A FROM clause that cannot be read off, such as one that sticks to the word before it; ``token`` is where."""

    def __init__(self, token: SparqlToken) -> None:
        super().__init__(token.text)
        self.token = token


def extract_dataset(resolved: ResolvedQuery) -> tuple[QueryDataset, str]:
    """The graphs of a query's FROM clauses, and its text with those clauses blanked, every letter in its place.

    Raises ``UnreadableFromError``.
    """
    default: list[str] = []
    named: list[str] = []
    edits = []
    tokens = resolved.query.tokens
    for index, token in enumerate(tokens):
        if token.kind is not TokenKind.WORD or "FROM" not in token.text.upper():
            continue
        last = index + 1 + (index + 1 < len(tokens) and is_keyword(tokens[index + 1], "NAMED"))
        if not is_keyword(token, "FROM") or last not in resolved.iris:
            raise UnreadableFromError(token)
        (default if last == index + 1 else named).append(resolved.iris[last])
        edits.append(remove(index, last + 1))
    return QueryDataset(tuple(default), tuple(named)), apply_edits(resolved.query, edits)
