"""The store that runs in this machine's memory (or on its disk): pyoxigraph behind worker processes that can be killed.

Nothing of a query runs in this process but a look at its words. Parsing, evaluation and writing happen in a worker,
and no byte leaves it before the answer is whole.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from stedenband.errors import QueryError
from stedenband.ns import PREFIXES
from stedenband.settings import Settings
from stedenband.store import faults
from stedenband.store.engine import Worker
from stedenband.store.jobs import error_of, inspect, job_of
from stedenband.store.pool import Pool
from stedenband.store.precheck import NESTING, Look
from stedenband.store.protocol import Answer, Budget, Query, Stats
from stedenband.store.wire import Head

READY_SECONDS = 2.0
"""A store that does not answer ``ASK {}`` within so many seconds is not ready."""

_POST_MORTEM_SECONDS = 5.0
_LONG = 8192


class EmbeddedStore:
    """A ``Store`` over the N-Quads of one release. Made by ``EmbeddedStore.open``, belongs to one event loop."""

    def __init__(self, pool: Pool, settings: Settings, directory: Path | None) -> None:
        self._pool = pool
        self._budget = Budget(settings.query_seconds, settings.query_memory, settings.result_bytes)
        self._query_bytes = settings.query_bytes
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
    ) -> EmbeddedStore:
        """Load a release's canonical N-Quads and start its workers. Raises ``EngineError`` when they cannot be.

        Up to ``settings.memory_limit_quads`` the graph is held in memory, once, shared by all workers. Above, a store
        on disk is built in ``directory``, and kept there for the next opening; without a ``directory`` in a temporary
        one that goes with the store. ``prefixes`` shorten the IRIs of graphs in Turtle and RDF/XML.
        """
        temporary = Path(tempfile.mkdtemp(prefix="stedenband-")) if directory is None else None
        order = {
            "graph": str(graph.resolve()),
            "memory_limit_quads": settings.memory_limit_quads,
            "directory": str((directory or temporary or Path()).resolve() / "store"),
            "temporary": str(temporary) if temporary else None,
            "prefixes": dict(prefixes),
        }
        try:
            pool = await Pool.open(
                order,
                public=settings.workers,
                queue=settings.queue,
                queue_seconds=settings.queue_seconds,
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
        """The pids of the zygote and of its workers at this moment."""
        return self._pool.processes

    async def query(self, query: Query) -> Answer:
        """The whole answer, never a part of it. Cancelling the task kills the worker and frees its place at once.

        A graph comes sorted, so its bytes are the same each time. Raises the ``QueryError`` that says what happened,
        and ``ValueError`` for a media type that no answer can have.
        """
        # A quarter of a megabyte takes a quarter of a second to look through: not on the loop that serves everybody.
        arguments = (query, self._graphs, self._query_bytes)
        long = len(query.text) > _LONG
        seen = await asyncio.to_thread(inspect, *arguments) if long else inspect(*arguments)
        return await self._run(query, seen)

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

    async def _run(self, query: Query, seen: Look) -> Answer:
        budget = query.budget or self._budget
        worker = await self._pool.acquire(query.lane)
        started = time.perf_counter()
        head: Head | None = None
        try:
            async with asyncio.timeout(budget.seconds):
                head, body = await worker.ask(_order(query, seen, budget), budget.result_bytes)
        except TimeoutError:
            raise faults.timeout(budget.seconds) from None
        except (EOFError, OSError):
            raise await _post_mortem(worker, budget, seen) from None
        finally:
            seconds = time.perf_counter() - started
            give_back = self._pool.release if head else self._pool.abandon
            give_back(worker, seconds)
        if "fault" in head:
            raise error_of(head, query, budget)
        return Answer(head["kind"], head["media_type"], body, seconds)


def _remove(directory: Path | None) -> None:
    if directory is not None:
        shutil.rmtree(directory, ignore_errors=True)


async def _post_mortem(worker: Worker, budget: Budget, seen: Look) -> QueryError:
    """What a worker died of. The zygote tells, if it still lives."""
    try:
        async with asyncio.timeout(_POST_MORTEM_SECONDS):
            status = await asyncio.shield(worker.ended)
    except TimeoutError:
        status = None
    return faults.ended(status, budget, (NESTING, seen.depth))


def _order(query: Query, seen: Look, budget: Budget) -> dict[str, object]:
    """The job as it goes to a worker, with its limits."""
    job = job_of(query, seen, budget)
    return {**job._asdict(), "seconds": budget.seconds, "memory": budget.memory}
