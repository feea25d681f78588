"""``EmbeddedStore``: pyoxigraph in memory or on disk, behind worker processes that can be killed.

Nothing of a query runs in this process but a look at its words. Parsing, evaluation and writing happen in a worker,
and no byte leaves it before the answer is whole.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from stedenband.errors import QueryError
from stedenband.ns import PREFIXES
from stedenband.settings import Settings
from stedenband.store import faults
from stedenband.store.cost_estimation import CostEstimator
from stedenband.store.execution import ExecutionContext, QueryExecution, WorkerFaultError
from stedenband.store.federation import Federation
from stedenband.store.jobs import check_query, make_error_from_record
from stedenband.store.pool import WorkerPool
from stedenband.store.protocol import Budget, Query, QueryResult, Stats
from stedenband.store.wait_queue import WaitQueue

READY_SECONDS = 2.0
"""A store that does not answer ``ASK {}`` within so many seconds is not ready."""

_LONG = 8192
"""Letters of a text that is not looked through on the loop that serves everybody: 256 kB take a quarter of a second."""

_LOOKS, _LOOKS_OF_ONE = 16, 4
"""Long texts that may wait to be looked through, of all and of one client.

They go one at a time: more threads would only fight for the interpreter, with the loop too.
"""

Result = TypeVar("Result")


class EmbeddedStore:
    """A ``Store`` over the N-Quads of one release. Made by ``EmbeddedStore.open``, belongs to one event loop."""

    def __init__(self, pool: WorkerPool, settings: Settings, directory: Path | None) -> None:
        self._pool = pool
        self._budget = Budget(settings.query_seconds, settings.query_memory, settings.result_bytes)
        self._query_bytes = settings.query_bytes
        quick = settings.quick_seconds
        self._context = ExecutionContext(pool, CostEstimator(quick), quick, settings.queue_seconds)
        self._federation = Federation(settings)
        self._looking = asyncio.Semaphore(1)
        self._looks: Counter[str] = Counter()
        self._graphs = pool.graphs
        self._directory = directory

    @classmethod
    async def open(
        cls,
        graph: Path,
        settings: Settings,
        *,
        prefixes: Mapping[str, str] = PREFIXES,
        directory: Path | None = None,
        sha256: str | None = None,
    ) -> EmbeddedStore:
        """Load a release's canonical N-Quads and start its workers. Raises ``EngineError`` when they cannot be.

        Up to ``settings.memory_limit_quads`` the graph is held in memory, once, shared by all workers. Above, a store
        on disk is built in ``directory``, and kept there for the next opening; without a ``directory`` in a temporary
        one that goes with the store. With ``sha256`` the file must have that digest each time an engine process loads
        it: one that is started again later reads the file again. ``prefixes`` shorten the IRIs of graphs in Turtle and
        RDF/XML.
        """
        temporary = Path(tempfile.mkdtemp(prefix="stedenband-")) if directory is None else None
        order = {
            "graph": str(graph.resolve()),
            "memory_limit_quads": settings.memory_limit_quads,
            "directory": str((directory or temporary or Path()).resolve() / "store"),
            "temporary": str(temporary) if temporary else None,
            "prefixes": dict(prefixes),
            "sha256": sha256,
        }
        try:
            pool = await WorkerPool.open(
                order,
                workers=settings.workers,
                queues={
                    "pages": WaitQueue(settings.queue, settings.queue),
                    "quick": WaitQueue(settings.queue, settings.client_queue),
                    "heavy": WaitQueue(settings.queue, settings.client_heavy_queue),
                },
            )
        except BaseException:
            _remove(temporary)
            raise
        return cls(pool, settings, temporary)

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the graphs of this release."""
        return self._graphs

    @property
    def processes(self) -> tuple[int, ...]:
        """The pids of the fork server and of its workers at this moment."""
        return self._pool.processes

    async def query(self, query: Query) -> QueryResult:
        """The whole answer, never a part of it. Cancelling the task kills the worker and frees its place at once.

        A graph comes sorted, so its bytes are the same each time. Raises the ``QueryError`` that says what happened,
        and ``ValueError`` for a media type that no answer can have.
        """
        arrived = asyncio.get_running_loop().time()
        found = await self._aside(query, lambda: self._federation.read(query.text))
        rest = query if found is None else replace(query, text=found.remainder)
        inspection = await self._aside(rest, lambda: check_query(rest, self._graphs, self._query_bytes))
        budget = query.budget or self._budget
        if found is not None:
            query = replace(query, text=await self._federation.fill(found, query.client, budget.seconds))
        try:
            return await QueryExecution(self._context, query, inspection, budget, arrived).execute()
        except WorkerFaultError as faulty:
            head = faulty.head
        raise await self._aside(query, lambda: make_error_from_record(head, query, budget))

    async def ready(self) -> bool:
        """Whether a query would be answered now: asks a trivial one."""
        try:
            async with asyncio.timeout(READY_SECONDS):
                await self.query(Query("ASK {}", lane="pages"))
        except (QueryError, TimeoutError):
            return False
        return True

    def stats(self) -> Stats:
        """The pool's figures."""
        return self._pool.stats()

    async def close(self) -> None:
        """End all processes and remove what they left. May be called twice.

        Queries that run or wait end with ``EngineError``.
        """
        await self._pool.close()
        await asyncio.to_thread(_remove, self._directory)

    async def __aenter__(self) -> EmbeddedStore:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _aside(self, query: Query, work: Callable[[], Result]) -> Result:
        """Do that to a query's text, in a thread if it is long. Raises ``OverloadedError`` when too many are."""
        if len(query.text) <= _LONG:
            return work()
        if self._looks[query.client] >= _LOOKS_OF_ONE:
            raise faults.make_overloaded_error("client", _LOOKS_OF_ONE, 1)
        if self._looks.total() >= _LOOKS:
            raise faults.make_overloaded_error("full", _LOOKS, _LOOKS // 4)
        self._looks[query.client] += 1
        try:
            async with self._looking:
                return await asyncio.to_thread(work)
        finally:
            self._looks -= Counter((query.client,))


def _remove(directory: Path | None) -> None:
    if directory is not None:
        shutil.rmtree(directory, ignore_errors=True)
