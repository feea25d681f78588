"""The workers of a store and the queries that wait for one: two lanes, each first come first served, bounded.

One worker is kept for our own pages. Strangers' queries use the others; a page's query may use one of those too when
no stranger waits for it.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import math
from collections import Counter, deque
from collections.abc import Coroutine, Mapping
from typing import Literal

from stedenband.errors import EngineError
from stedenband.settings import MIB
from stedenband.store import faults
from stedenband.store.engine import Worker, Zygote
from stedenband.store.protocol import Lane, Stats

_log = logging.getLogger(__name__)

Reason = Literal["worn", "stopped", "died", "engine"]
"""Why a worker was replaced: after long service, killed at a limit or because the asker left, ended by itself, or
with the whole engine."""

_SERVES: dict[Lane, tuple[Lane, ...]] = {"public": ("public", "pages"), "pages": ("pages",)}
"""Whose queries a worker of a lane takes, in this order."""

_TAKES: dict[Lane, tuple[Lane, ...]] = {"public": ("public",), "pages": ("pages", "public")}
"""Which lanes' workers a query of a lane looks for, in this order."""

_WORN_QUERIES = 2000
_WORN_GROWTH = 128 * MIB
"""A worker is replaced after so many queries, or once it holds so many bytes more than at its start."""

_HELLO_SECONDS = 60.0
_PATIENCE = (0.05, 5.0)
"""First and longest pause, in seconds, before a failed start is tried again."""

_LONGEST_RETRY = 60
"""The longest wait that is asked of anyone, in seconds."""


class Pool:
    """Workers of one zygote. Made by ``Pool.open``; a zygote that dies is started again."""

    def __init__(self, order: Mapping[str, object], public: int, queue: int, queue_seconds: float) -> None:
        self._order = order
        strangers: list[Lane] = ["public"]
        self._lanes: list[Lane] = ["pages", *strangers * public]
        self._queue, self._queue_seconds = queue, queue_seconds
        self._idle: dict[Lane, list[Worker]] = {"public": [], "pages": []}
        self._waiting: dict[Lane, deque[asyncio.Future[Worker]]] = {"public": deque(), "pages": deque()}
        self._zygote: Zygote | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._average = 0.05
        self._restarts: Counter[str] = Counter()
        self.graphs: frozenset[str] = frozenset()
        """The IRIs of the graphs of the release."""

    @classmethod
    async def open(
        cls, order: Mapping[str, object], *, public: int, queue: int, queue_seconds: float
    ) -> Pool:
        """Start the zygote and the workers: one for pages, ``public`` for everybody. Raises ``EngineError``."""
        pool = cls(order, public, queue, queue_seconds)
        try:
            await pool._start()
        except BaseException:
            await pool.close()
            raise
        return pool

    @property
    def processes(self) -> tuple[int, ...]:
        """The pids of the zygote and of the workers that have said hello."""
        if self._zygote is None:
            return ()
        pids = (worker.pid for worker in self._zygote.workers.values())
        return (self._zygote.process.pid, *(pid for pid in pids if pid is not None))

    def stats(self) -> Stats:
        """Who works, who waits, and who was replaced."""
        workers = self._zygote.workers.values() if self._zygote else ()
        alive = Counter[str](worker.lane for worker in workers if worker.pid is not None)
        engine, *others = self.processes or (None,)
        return Stats(
            workers={lane: alive[lane] for lane in self._idle},
            busy={lane: max(alive[lane] - len(idle), 0) for lane, idle in self._idle.items()},
            waiting={lane: len(places) for lane, places in self._waiting.items()},
            restarts=dict(self._restarts),
            processes={"engine": (engine,), "workers": tuple(others)} if engine is not None else {},
        )

    # -- Who gets a worker ------------------------------------------------------

    async def acquire(self, lane: Lane) -> Worker:
        """A worker, to be given back with ``release`` or ``abandon``. Raises ``OverloadedError``, ``EngineError``."""
        if self._closed:
            raise faults.engine("the store is closed")
        for home in _TAKES[lane]:
            if self._idle[home]:
                return self._idle[home].pop()
        if len(self._waiting[lane]) >= self._queue:
            raise faults.overloaded(self._retry_after(lane))
        return await self._wait(lane)

    async def _wait(self, lane: Lane) -> Worker:
        place: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting[lane].append(place)
        try:
            async with asyncio.timeout(self._queue_seconds):
                return await place
        except BaseException as error:
            self._leave(lane, place)
            if isinstance(error, TimeoutError):
                raise faults.overloaded(self._retry_after(lane)) from None
            raise

    def _leave(self, lane: Lane, place: asyncio.Future[Worker]) -> None:
        """Give up a place in the queue, and the worker that may have come to it in the same moment."""
        if place in self._waiting[lane]:
            self._waiting[lane].remove(place)
        if place.done() and not place.cancelled() and place.exception() is None:
            self._offer(place.result())

    def _offer(self, worker: Worker) -> None:
        """Hand a worker to whoever waits longest, or let it rest."""
        if worker.ended.done() or self._closed:
            self.replace(worker, "died")
            return
        for lane in _SERVES[worker.lane]:
            while self._waiting[lane]:
                place = self._waiting[lane].popleft()
                if not place.done():
                    place.set_result(worker)
                    return
        self._idle[worker.lane].append(worker)

    def _retry_after(self, lane: Lane) -> int:
        """Seconds after which the queue as it stands should be through, going by the recent queries."""
        ahead = (len(self._waiting[lane]) + 1) / max(self._lanes.count(lane), 1)
        return min(max(math.ceil(ahead * self._average), 1), _LONGEST_RETRY)

    # -- Who takes a worker back -------------------------------------------------

    def release(self, worker: Worker, seconds: float) -> None:
        """Take back a worker that has answered, after so many seconds."""
        self._weigh(seconds)
        if worker.served >= _WORN_QUERIES or worker.rss - worker.rss_at_start > _WORN_GROWTH:
            self.replace(worker, "worn")
        else:
            self._offer(worker)

    def abandon(self, worker: Worker, seconds: float) -> None:
        """Take back a worker that has not answered in so many seconds: it is killed and replaced."""
        self._weigh(seconds)
        self.replace(worker, "died" if worker.ended.done() else "stopped")

    def replace(self, worker: Worker, reason: Reason) -> None:
        """Have a worker killed, if it still lives, and another one forked. Returns at once."""
        if not self._closed:
            self._restarts[reason] += 1
        worker.channel.close()
        worker.zygote.kill(worker)
        if worker.zygote is self._zygote and not self._closed:
            self._later(self._hire(worker.lane))

    def _weigh(self, seconds: float) -> None:
        """A moving average of what the last queries took, good and bad."""
        self._average += (seconds - self._average) / 16

    def _ended(self, worker: Worker) -> None:
        """A worker has ended. One that was at rest is replaced here, any other by whoever used it."""
        if worker in self._idle[worker.lane]:
            self._idle[worker.lane].remove(worker)
            self.replace(worker, "died")

    # -- Where workers come from ---------------------------------------------------

    async def _start(self) -> None:
        zygote = await Zygote.start(self._order, self._ended)
        zygote.gone.add_done_callback(lambda _: self._lost(zygote))
        self._zygote, self.graphs = zygote, zygote.graphs
        try:
            async with asyncio.timeout(_HELLO_SECONDS):
                await asyncio.gather(*(self._hire(lane) for lane in self._lanes))
        except BaseException as error:
            self._zygote = None
            await zygote.close()
            if isinstance(error, TimeoutError):
                raise faults.engine("no query worker could be started") from None
            raise

    async def _hire(self, lane: Lane) -> None:
        """Have a worker forked and put it to work; try until there is one, or the zygote or the pool is gone."""
        zygote, (pause, longest) = self._zygote, _PATIENCE
        while zygote is not None and zygote is self._zygote and not self._closed:
            worker = await self._fork(zygote, lane)
            if worker is not None:
                self._offer(worker)
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)

    async def _fork(self, zygote: Zygote, lane: Lane) -> Worker | None:
        """A worker that has said hello, or ``None``. A zygote that does not react is killed, to be started again."""
        try:
            worker = zygote.fork(lane)
        except OSError as error:
            _log.warning("no query worker could be ordered: %r", error)
            if isinstance(error, BlockingIOError):
                zygote.process.kill()
            return None
        try:
            async with asyncio.timeout(_HELLO_SECONDS):
                await worker.hello()
        except BaseException as error:
            worker.channel.close()
            zygote.kill(worker)
            if isinstance(error, TimeoutError):
                zygote.process.kill()
            elif not isinstance(error, EOFError | OSError):
                raise
            _log.warning("a query worker did not start: %r", error)
            return None
        return worker

    def _lost(self, zygote: Zygote) -> None:
        """The zygote is gone, and its workers with it: start again, unless it is the pool that closes."""
        self._rest()
        if self._closed or zygote is not self._zygote:
            return
        _log.error("the query engine ended; it is started again")
        self._restarts["engine"] += 1
        self._zygote = None
        self._later(self._restart(zygote))

    async def _restart(self, zygote: Zygote) -> None:
        await zygote.close()
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
        for place in itertools.chain.from_iterable(self._waiting.values()):
            if not place.done():
                place.set_exception(faults.engine("the store is closed"))
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        zygote, self._zygote = self._zygote, None
        if zygote is not None:
            await zygote.close()
        self._rest()

    def _rest(self) -> None:
        """Close the sockets of the workers at rest; those at work are closed by whoever uses them."""
        for workers in self._idle.values():
            for worker in workers:
                worker.channel.close()
            workers.clear()
