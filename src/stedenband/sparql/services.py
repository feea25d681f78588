"""The SERVICE clauses of a query: found, made into queries of their own, and replaced by their solutions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from stedenband.sparql.edits import apply_edits, replace
from stedenband.sparql.syntax import expand_term, find_closing, is_keyword, read_prefixes
from stedenband.sparql.tokens import TokenizedQuery, TokenKind


@dataclass(frozen=True, slots=True)
class ServiceClause:
    """One SERVICE clause: its tokens, the address of its endpoint, and the pattern with its braces."""

    first: int
    stop: int
    address: str
    silent: bool
    pattern: str


@dataclass(frozen=True, slots=True)
class FederatedQuery:
    """A query and its SERVICE clauses."""

    query: TokenizedQuery
    prologue: str
    clauses: tuple[ServiceClause, ...]

    @property
    def remainder(self) -> str:
        """The text with an empty group for each clause; what is left of it can be inspected like any query."""
        return self.fill(["{}"] * len(self.clauses))

    def fill(self, groups: Sequence[str]) -> str:
        """The text with these groups in place of the clauses."""
        pairs = zip(self.clauses, groups, strict=True)
        return apply_edits(self.query, [replace(clause.first, clause.stop, group) for clause, group in pairs])

    def subquery(self, clause: ServiceClause) -> str:
        """The query that the endpoint of a clause is asked."""
        return f"{self.prologue}SELECT * WHERE {clause.pattern}"


def parse_federated(text: str) -> FederatedQuery:
    """The query with its SERVICE clauses found; a clause with a variable for an endpoint is none of them."""
    query = TokenizedQuery.parse(text)
    clauses = tuple(_clauses(query, read_prefixes(query.tokens)))
    return FederatedQuery(query, _prologue(query), clauses)


def _clauses(query: TokenizedQuery, prefixes: Mapping[str, str]) -> Iterator[ServiceClause]:
    index = 0
    while index < len(query.tokens):
        clause = _clause_at(query, index, prefixes) if is_keyword(query.tokens[index], "SERVICE") else None
        if clause is not None:
            yield clause
        index = index + 1 if clause is None else clause.stop


def _clause_at(query: TokenizedQuery, index: int, prefixes: Mapping[str, str]) -> ServiceClause | None:
    """The clause that begins at a token; ``None`` where none can be read."""
    tokens = query.tokens
    silent = index + 1 < len(tokens) and is_keyword(tokens[index + 1], "SILENT")
    name, opening = index + 1 + silent, index + 2 + silent
    if opening >= len(tokens) or tokens[opening].text != "{":
        return None
    address, closing = expand_term(tokens[name], prefixes), find_closing(tokens, opening)
    if address is None or closing is None:
        return None
    return ServiceClause(index, closing + 1, address, silent, query.source(opening, closing + 1))


def _prologue(query: TokenizedQuery) -> str:
    """The declarations before the query's first other keyword, as they stand."""
    for index, token in enumerate(query.tokens):
        if token.kind is TokenKind.WORD and not is_keyword(token, "PREFIX", "BASE"):
            return f"{query.source(0, index)} " if index else ""
    return ""
