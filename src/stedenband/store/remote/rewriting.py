"""Rewriting a query for any remote engine: the edits of ``stedenband.sparql``, with the errors that a client gets.

- FROM is taken out: the data set goes with the request, where every engine takes it the same way.
- Names of graphs are those inside the engine, and relative IRIs are written in full.
- DESCRIBE becomes a CONSTRUCT of all statements about the thing.
"""

from __future__ import annotations

from stedenband.sparql.datasets import QueryDataset, UnreadableFromError, extract_dataset
from stedenband.sparql.iris import ResolvedQuery, resolve_iris
from stedenband.sparql.tokens import locate
from stedenband.store import faults

_CALLS = ("bif:", "sql:", "java:", "javascript:")
"""Schemes of IRIs that are no names but calls into an engine (Virtuoso's and Jena's)."""


def resolve_query(text: str, base: str | None) -> ResolvedQuery:
    """The query with its IRIs resolved. Raises ``QueryRefusedError`` for an IRI that calls into the engine."""
    resolved = resolve_iris(text, base)
    for iri in resolved.iris.values():
        if iri.lower().startswith(_CALLS):
            raise faults.make_refused_error("function", detail=faults.shorten(iri))
    return resolved


def separate_dataset(resolved: ResolvedQuery) -> tuple[QueryDataset, str]:
    """The graphs of a query's FROM clauses, and its text without them. Raises ``QuerySyntaxError``."""
    try:
        return extract_dataset(resolved)
    except UnreadableFromError as error:
        line, column = locate(resolved.query.text, error.token.start)
        words = faults.shorten(f"▶ {error.token.text}")
        raise faults.make_syntax_error("near", line, column, words=words) from None
