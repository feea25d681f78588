"""``FakeStore`` for tests: the engine in this process, without workers and without limits on time and memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pyoxigraph as ox

from stedenband.errors import QueryError
from stedenband.ns import PREFIXES
from stedenband.store.evaluation import EvaluationError, LoadedData, evaluate
from stedenband.store.jobs import check_query, make_error_from_record, make_job
from stedenband.store.loading import merge_graphs
from stedenband.store.protocol import Budget, Query, QueryResult, Stats

_QUERY_BYTES = 256 * 1024


class FakeStore:
    """A ``Store`` over these quads.

    ``asked`` keeps every query; set ``failing`` to have the next ones raise that error. Refusals, parse errors,
    data sets and bytes are those of ``EmbeddedStore``. An answer takes 0.0 seconds.
    """

    def __init__(self, quads: Iterable[ox.Quad] = (), *, prefixes: Mapping[str, str] = PREFIXES) -> None:
        store = ox.Store()
        store.extend(quads)
        self._graphs = {graph.value for graph in store.named_graphs() if isinstance(graph, ox.NamedNode)}
        store.extend(list(merge_graphs(iter(store))))
        self._data = LoadedData(store, union=False, prefixes=prefixes)
        self.asked: list[Query] = []
        self.failing: QueryError | None = None
        self.closed = False

    async def query(self, query: Query) -> QueryResult:
        """The answer, computed at once in this thread."""
        self.asked.append(query)
        if self.failing is not None:
            raise self.failing
        budget = query.budget or Budget()
        seen = check_query(query, self._graphs, _QUERY_BYTES)
        try:
            result = evaluate(self._data, make_job(query, seen, budget))
        except EvaluationError as fault:
            raise make_error_from_record(fault.record(), query, budget) from None
        return QueryResult(result.kind, result.media_type, bytes(result.body), 0.0)

    async def ready(self) -> bool:
        """Whether it was told to fail."""
        return self.failing is None and not self.closed

    def stats(self) -> Stats:
        """None: it has no workers."""
        return Stats()

    async def close(self) -> None:
        """Remember it."""
        self.closed = True
