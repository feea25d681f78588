"""Pool of query workers: hands them out, takes them back, and replaces those that are worn, stuck or dead.

Who gets one, and in which order, is the schedule's business (``lane_schedule``); a heavy worker has the processor only
when nobody else wants it.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine, Mapping
from typing import Literal

from stedenband.errors import EngineError
from stedenband.settings import MIB
from stedenband.store import faults
from stedenband.store.fork_server_client import ForkServerClient, Worker, WorkerLane
from stedenband.store.lane_schedule import USABLE_LANES, LaneSchedule
from stedenband.store.protocol import Stats
from stedenband.store.wait_queue import QueuedQuery, QueueEntry, WaitQueue

_log = logging.getLogger(__name__)

ReplacementReason = Literal["worn", "moved", "stopped", "died", "engine"]
"""Why a worker was replaced: after long service, at the end of a quick try, killed at a limit or because the client
left, ended by itself; ``make_engine_error`` counts the times that the fork server ended and all of them with it."""

_WORN_QUERIES = 2000
_WORN_GROWTH = 128 * MIB
"""A worker is replaced after so many queries, or once it holds so many bytes more than at its start."""

_HELLO_SECONDS = 60.0
_PATIENCE = (0.05, 5.0)
"""First and longest pause, in seconds, before a failed start is tried again."""


class WorkerPool:
    """Workers of one fork server. Made by ``WorkerPool.open``; a fork server that dies is started again."""

    def __init__(
        self, order: Mapping[str, object], workers: int, queues: Mapping[WorkerLane, WaitQueue]
    ) -> None:
        self._order = order
        self._counts: dict[WorkerLane, int] = {"pages": 1, "quick": workers, "heavy": workers}
        self._schedule = LaneSchedule(self._counts, queues)
        self._idle: dict[WorkerLane, list[Worker]] = {lane: [] for lane in self._counts}
        self._fork_server: ForkServerClient | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._restarts: Counter[str] = Counter()
        self.graphs: frozenset[str] = frozenset()
        """The IRIs of the graphs of the release."""

    @classmethod
    async def open(
        cls, order: Mapping[str, object], *, workers: int, queues: Mapping[WorkerLane, WaitQueue]
    ) -> WorkerPool:
        """Start the fork server and its workers: one for pages, ``workers`` quick ones, as many heavy ones.

        ``queues`` are where queries wait, one for each lane. Raises ``EngineError``.
        """
        pool = cls(order, workers, queues)
        try:
            await pool._start()
        except BaseException:
            await pool.close()
            raise
        return pool

    @property
    def processes(self) -> tuple[int, ...]:
        """The pids of the fork server and of the workers that are ready."""
        if self._fork_server is None:
            return ()
        pids = (worker.pid for worker in self._fork_server.workers.values())
        return (self._fork_server.process.pid, *(pid for pid in pids if pid is not None))

    def stats(self) -> Stats:
        """Who works, who waits, and who was replaced."""
        workers = self._fork_server.workers.values() if self._fork_server else ()
        alive = Counter[str](worker.lane for worker in workers if worker.pid is not None)
        engine, *others = self.processes or (None,)
        return Stats(
            workers={lane: alive[lane] for lane in self._idle},
            busy={lane: max(alive[lane] - len(idle), 0) for lane, idle in self._idle.items()},
            waiting=self._schedule.count_waiting(),
            restarts=dict(self._restarts),
            processes={"engine": (engine,), "workers": tuple(others)} if engine is not None else {},
        )

    # -- Who gets a worker ------------------------------------------------------

    async def acquire(self, lane: WorkerLane, query: QueuedQuery, seconds: float) -> Worker:
        """A worker within so many seconds, to be given back with ``release`` or ``abandon``.

        Raises ``OverloadedError`` when there is none, or no room to wait for one, and ``EngineError``.
        """
        if self._closed:
            raise faults.make_engine_error("the store is closed")
        if self._schedule.may_run(lane, query):
            for home in USABLE_LANES[lane]:
                if self._idle[home]:
                    return self._schedule.assign(self._idle[home].pop(), query)
        return await self._wait(lane, self._schedule.enqueue(lane, query), seconds)

    async def _wait(self, lane: WorkerLane, entry: QueueEntry, seconds: float) -> Worker:
        try:
            async with asyncio.timeout(seconds):
                return await entry.worker
        except BaseException as error:
            self._schedule.leave(lane, entry)
            # The worker may have come in the same moment.
            if entry.worker.done() and not entry.worker.cancelled() and entry.worker.exception() is None:
                self._schedule.unassign(entry.worker.result())
                self._offer(entry.worker.result())
            if isinstance(error, TimeoutError):
                reason: faults.OverloadReason = (
                    "behind" if self._schedule.has_more(lane, entry.query.client) else "waited"
                )
                raise faults.make_overloaded_error(
                    reason, seconds, self._schedule.retry_after(lane)
                ) from None
            raise

    def _offer(self, worker: Worker) -> None:
        """Take a worker in, and see who may have one now."""
        if worker.ended.done() or self._closed:
            self.replace(worker, "died")
            return
        self._idle[worker.lane].append(worker)
        self._match()

    def _match(self) -> None:
        """Hand the workers at rest to whoever is due. One that comes free may let others than its own lane go on."""
        for home, idle in self._idle.items():
            while idle and (entry := self._schedule.next_for(home)) is not None:
                entry.worker.set_result(self._schedule.assign(idle.pop(), entry.query))

    def crowded(self, lane: WorkerLane) -> bool:
        """Whether anybody waits for a worker of a lane."""
        return self._schedule.is_crowded(lane)

    # -- Who takes a worker back -------------------------------------------------

    def release(self, worker: Worker, seconds: float) -> None:
        """Take back a worker that has answered, after so many seconds."""
        self._done(worker, seconds)
        if worker.served >= _WORN_QUERIES or worker.rss - worker.rss_at_start > _WORN_GROWTH:
            self.replace(worker, "worn")
        else:
            self._offer(worker)

    def abandon(self, worker: Worker, seconds: float, *, moved: bool = False) -> None:
        """Take back a worker that has not answered in so many seconds: it is killed and replaced."""
        self._done(worker, seconds)
        ended: ReplacementReason = "moved" if moved else "died"
        self.replace(worker, ended if worker.ended.done() else "stopped")

    def replace(self, worker: Worker, reason: ReplacementReason) -> None:
        """Have a worker killed, if it still lives, and another one forked. Returns at once."""
        worker.channel.close()
        worker.fork_server.kill(worker)
        if worker.fork_server is self._fork_server and not self._closed:
            self._restarts[reason] += 1
            self._later(self._hire(worker.lane))
            self._match()

    def _done(self, worker: Worker, seconds: float) -> None:
        """Nobody has this worker any more."""
        self._schedule.unassign(worker)
        self._schedule.record(worker.lane, seconds)

    def _ended(self, worker: Worker) -> None:
        """A worker has ended. One that was at rest is replaced here, any other by whoever used it."""
        if worker in self._idle[worker.lane]:
            self._idle[worker.lane].remove(worker)
            self.replace(worker, "died")

    # -- Where workers come from ---------------------------------------------------

    async def _start(self) -> None:
        fork_server = await ForkServerClient.start(self._order, self._ended)
        fork_server.gone.add_done_callback(lambda _: self._lost(fork_server))
        self._fork_server, self.graphs = fork_server, fork_server.graphs
        try:
            async with asyncio.timeout(_HELLO_SECONDS):
                await asyncio.gather(
                    *(self._hire(lane) for lane, count in self._counts.items() for _ in range(count))
                )
        except BaseException as error:
            self._fork_server = None
            await fork_server.close()
            if isinstance(error, TimeoutError):
                raise faults.make_engine_error("no query worker could be started") from None
            raise

    async def _hire(self, lane: WorkerLane) -> None:
        """Have a worker forked and put it to work; try until there is one, or the fork server or the pool is gone."""
        fork_server, (pause, longest) = self._fork_server, _PATIENCE
        while fork_server is not None and fork_server is self._fork_server and not self._closed:
            worker = await self._fork(fork_server, lane)
            if worker is not None:
                self._offer(worker)
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)

    async def _fork(self, fork_server: ForkServerClient, lane: WorkerLane) -> Worker | None:
        """A worker that is ready, or ``None``. A fork server that does not react is killed, to be started again."""
        try:
            worker = fork_server.fork(lane)
        except OSError as error:
            _log.warning("no query worker could be ordered: %r", error)
            if isinstance(error, BlockingIOError):
                fork_server.process.kill()
            return None
        try:
            async with asyncio.timeout(_HELLO_SECONDS):
                await worker.hello()
        except BaseException as error:
            worker.channel.close()
            fork_server.kill(worker)
            if isinstance(error, TimeoutError):
                fork_server.process.kill()
            elif not isinstance(error, EOFError | OSError):
                raise
            _log.warning("a query worker did not start: %r", error)
            return None
        return worker

    def _lost(self, fork_server: ForkServerClient) -> None:
        """The fork server is gone, and its workers with it: start again, unless it is the pool that closes."""
        self._rest()
        if self._closed or fork_server is not self._fork_server:
            return
        _log.error("the query engine ended; it is started again")
        self._restarts["engine"] += 1
        self._fork_server = None
        self._later(self._restart(fork_server))

    async def _restart(self, fork_server: ForkServerClient) -> None:
        await fork_server.close()
        pause, longest = _PATIENCE
        while not self._closed:
            try:
                await self._start()
            except (EngineError, OSError) as error:
                _log.error("the query engine cannot be started again: %s", error)
                await asyncio.sleep(pause)
                pause = min(pause * 2, longest)
            else:
                return

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- The end -----------------------------------------------------------------

    async def close(self) -> None:
        """End everything: who waits gets ``EngineError``, who runs too, no process stays."""
        self._closed = True
        for entry in self._schedule.drain():
            entry.worker.set_exception(faults.make_engine_error("the store is closed"))
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        fork_server, self._fork_server = self._fork_server, None
        if fork_server is not None:
            await fork_server.close()
        self._rest()

    def _rest(self) -> None:
        """Close the sockets of the workers at rest; those at work are closed by whoever uses them."""
        for workers in self._idle.values():
            for worker in workers:
                worker.channel.close()
            workers.clear()
