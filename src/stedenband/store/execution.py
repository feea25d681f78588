"""Execution of one query: choice of the lane, wait for a worker, query timeout, and record of the cost."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from dataclasses import dataclass

from stedenband.errors import QueryError
from stedenband.store import faults
from stedenband.store.cost_estimation import CostEstimate, CostEstimator
from stedenband.store.fork_server_client import Worker, WorkerLane
from stedenband.store.framing import Head
from stedenband.store.inspection import NESTING, QueryInspection
from stedenband.store.jobs import make_job
from stedenband.store.pool import WorkerPool
from stedenband.store.protocol import Budget, Query, QueryResult
from stedenband.store.wait_queue import QueuedQuery

_EXIT_STATUS_SECONDS = 5.0

_CROWDED = 4
"""A quick try is so many times shorter for a query that is not known to be light, while others wait."""


@dataclass(frozen=True, slots=True)
class ExecutionContext:
    """What the executions of one store share.

    ``quick_seconds`` is the length of a quick try in processor time, ``queue_seconds`` the longest wait for a worker.
    """

    pool: WorkerPool
    estimator: CostEstimator
    quick_seconds: float
    queue_seconds: float


class WorkerFaultError(Exception):
    """A worker reports a fault of the query; ``head`` is its record."""

    def __init__(self, head: Head) -> None:
        super().__init__(head["fault"])
        self.head = head


class _QuickTryEndedError(Exception):
    """A quick try has ended without an answer."""


class QueryExecution:
    """Runs one query. ``arrived`` is when it came, by the clock of the loop: its time limit counts from there."""

    def __init__(
        self,
        context: ExecutionContext,
        query: Query,
        inspection: QueryInspection,
        budget: Budget,
        arrived: float,
    ) -> None:
        self._context, self._query, self._inspection, self._budget = context, query, inspection, budget
        self._text = hash(query.text)
        self._arrived = arrived
        # Half the time at most is spent waiting: a worker that comes too late to answer would work for nothing.
        self._wait_seconds = min(context.queue_seconds, budget.seconds / 2)
        self._worker_seconds = self._cpu_seconds = 0.0

    async def execute(self) -> QueryResult:
        """The whole answer, within the time limit.

        Raises ``WorkerFaultError`` for what the worker found wrong with the query, else the ``QueryError`` that says
        what happened.
        """
        if self._query.lane == "pages":
            return await self._run_in_lane("pages", QueuedQuery())
        estimate = self._context.estimator.estimate(
            self._query.client, self._text, self._inspection.shape, self._arrived
        )
        try:
            return await self._quick_then_heavy(estimate)
        finally:
            self._record_cost()

    async def _quick_then_heavy(self, estimate: CostEstimate) -> QueryResult:
        """A short try first, unless this very text is known to need more, or it would be in vain in a crowd."""
        client = self._query.client
        queued = QueuedQuery(client, estimate.seconds, estimate.light)
        if not estimate.heavy and estimate.proven <= self._quick_limit(queued):
            with contextlib.suppress(_QuickTryEndedError):
                return await self._run_in_lane("quick", queued)
        return await self._run_in_lane(
            "heavy", QueuedQuery(client, max(estimate.seconds, self._context.quick_seconds), light=False)
        )

    async def _run_in_lane(self, lane: WorkerLane, queued: QueuedQuery) -> QueryResult:
        """The answer of a worker of that lane. Raises ``_QuickTryEndedError`` at the end of a quick try."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        worker = await self._context.pool.acquire(lane, queued, max(self._wait_seconds, 0.0))
        started = loop.time()
        self._wait_seconds -= started - began
        quick_seconds = self._quick_limit(queued) if lane == "quick" else 0.0
        head: Head | None = None
        try:
            async with asyncio.timeout_at(self._arrived + self._budget.seconds):
                head, body = await worker.ask(self._job(quick_seconds), self._budget.result_bytes)
        except TimeoutError:
            raise faults.make_timeout_error(self._budget.seconds) from None
        except (EOFError, OSError):
            raise self._explain_death(await _exit_status(worker)) from None
        finally:
            self._return_worker(worker, head, quick_seconds, loop.time() - started)
        if "fault" in head:
            raise WorkerFaultError(head)
        return QueryResult(head["kind"], head["media_type"], body, self._worker_seconds)

    def _quick_limit(self, queued: QueuedQuery) -> float:
        """Of a quick try, in seconds of processor time."""
        crowded = not queued.light and self._context.pool.crowded("quick")
        return self._context.quick_seconds / _CROWDED if crowded else self._context.quick_seconds

    def _job(self, quick_seconds: float) -> dict[str, object]:
        """The job as it goes to a worker, with its limits."""
        limits = {"seconds": self._budget.seconds, "memory": self._budget.memory, "quick": quick_seconds}
        return {**make_job(self._query, self._inspection, self._budget)._asdict(), **limits}

    def _explain_death(self, status: int | None) -> QueryError | _QuickTryEndedError:
        if status == -signal.SIGPROF:
            return _QuickTryEndedError()
        return faults.make_exit_error(status, self._budget, (NESTING, self._inspection.depth))

    def _return_worker(self, worker: Worker, head: Head | None, quick_seconds: float, seconds: float) -> None:
        """Return the worker; of one that is dead only the clock tells what it has cost, and the kernel of a try."""
        self._worker_seconds += seconds
        if head is not None:
            self._cpu_seconds += float(head["cpu"])
            self._context.pool.release(worker, seconds)
        else:
            moved = worker.ended.done() and worker.ended.result() == -signal.SIGPROF
            self._cpu_seconds += quick_seconds if moved else seconds
            self._context.pool.abandon(worker, seconds, moved=moved)

    def _record_cost(self) -> None:
        """Note what the query has cost; one that got no worker has cost nothing."""
        if self._cpu_seconds:
            now = asyncio.get_running_loop().time()
            self._context.estimator.record(
                self._query.client, self._text, self._inspection.shape, self._cpu_seconds, now
            )


async def _exit_status(worker: Worker) -> int | None:
    """The exit status of a dead worker, as the fork server reports it; ``None`` when that is gone too."""
    try:
        async with asyncio.timeout(_EXIT_STATUS_SECONDS):
            return await asyncio.shield(worker.ended)
    except TimeoutError:
        return None
