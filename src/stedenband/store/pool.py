"""The workers of a store and the queries that wait for one, in three lanes, each bounded and fair among clients.

``pages``: one worker for our own pages. ``quick``: the first, short try of every stranger's query; a page's query may
use one of these too when no stranger waits for it, and one is kept for queries that should be light. ``heavy``: what
the short try was too short for, one at a time for each client, and the processor only when nobody else wants it.
"""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections import Counter
from collections.abc import Coroutine, Mapping
from typing import Literal

from stedenband.errors import EngineError
from stedenband.settings import MIB
from stedenband.store import faults
from stedenband.store.engine import Worker, WorkerLane, Zygote
from stedenband.store.protocol import Stats
from stedenband.store.waiting import Errand, Line, NoRoom, Place

_log = logging.getLogger(__name__)

Reason = Literal["worn", "moved", "stopped", "died", "engine"]
"""Why a worker was replaced: after long service, at the end of a quick try, killed at a limit or because the asker
left, ended by itself; ``engine`` counts the times that the zygote ended and all of them with it."""

_SERVES: dict[WorkerLane, tuple[WorkerLane, ...]] = {
    "pages": ("pages",),
    "quick": ("quick", "pages"),
    "heavy": ("heavy",),
}
"""Whose queries a worker of a lane takes, in this order."""

_TAKES: dict[WorkerLane, tuple[WorkerLane, ...]] = {
    "pages": ("pages", "quick"),
    "quick": ("quick",),
    "heavy": ("heavy",),
}
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

    def __init__(self, order: Mapping[str, object], workers: int, lines: Mapping[WorkerLane, Line]) -> None:
        self._order = order
        self._counts: dict[WorkerLane, int] = {"pages": 1, "quick": workers, "heavy": workers}
        self._lines = dict(lines)
        self._idle: dict[WorkerLane, list[Worker]] = {lane: [] for lane in self._counts}
        self._errands: dict[Worker, Errand] = {}
        self._average: dict[WorkerLane, float] = dict.fromkeys(self._counts, 0.05)
        self._zygote: Zygote | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._closed = False
        self._restarts: Counter[str] = Counter()
        self.graphs: frozenset[str] = frozenset()
        """The IRIs of the graphs of the release."""

    @classmethod
    async def open(
        cls, order: Mapping[str, object], *, workers: int, lines: Mapping[WorkerLane, Line]
    ) -> Pool:
        """Start the zygote and its workers: one for pages, ``workers`` quick ones, as many heavy ones.

        ``lines`` are where queries wait, one for each lane. Raises ``EngineError``.
        """
        pool = cls(order, workers, lines)
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
            waiting={lane: len(line) for lane, line in self._lines.items()},
            restarts=dict(self._restarts),
            processes={"engine": (engine,), "workers": tuple(others)} if engine is not None else {},
        )

    # -- Who gets a worker ------------------------------------------------------

    async def acquire(self, lane: WorkerLane, errand: Errand, seconds: float) -> Worker:
        """A worker within so many seconds, to be given back with ``release`` or ``abandon``.

        Raises ``OverloadedError`` when there is none, or no room to wait for one, and ``EngineError``.
        """
        if self._closed:
            raise faults.engine("the store is closed")
        if self._may(lane, errand):
            for home in _TAKES[lane]:
                if self._idle[home]:
                    return self._give(self._idle[home].pop(), errand)
        return await self._wait(lane, self._place(lane, errand), seconds)

    def _place(self, lane: WorkerLane, errand: Errand) -> Place:
        """A place in the line of a lane. Raises ``OverloadedError`` where there is none."""
        line = self._lines[lane]
        try:
            place, sent_away = line.join(errand, time.monotonic())
        except NoRoom as no:
            allowed = line.most if no.reason == "full" else line.most_of_one
            raise faults.overloaded(no.reason, allowed, self._retry_after(lane)) from None
        if sent_away is not None and not sent_away.worker.done():
            sent_away.worker.set_exception(faults.overloaded("full", line.most, self._retry_after(lane)))
        return place

    async def _wait(self, lane: WorkerLane, place: Place, seconds: float) -> Worker:
        try:
            async with asyncio.timeout(seconds):
                return await place.worker
        except BaseException as error:
            self._lines[lane].leave(place)
            # The worker may have come in the same moment.
            if place.worker.done() and not place.worker.cancelled() and place.worker.exception() is None:
                self._errands.pop(place.worker.result(), None)
                self._offer(place.worker.result())
            if isinstance(error, TimeoutError):
                reason: faults.Waiting = "behind" if self._has_more(lane, place.errand.client) else "waited"
                raise faults.overloaded(reason, seconds, self._retry_after(lane)) from None
            raise

    def _has_more(self, lane: WorkerLane, client: str) -> bool:
        """Whether that client has other queries in a lane, waiting or running."""
        return self._lines[lane].count(client) > 0 or any(busy.client == client for busy in self._busy(lane))

    def _may(self, lane: WorkerLane, errand: Errand) -> bool:
        """Whether a query may have a worker of its lane now, if there is one."""
        if lane == "heavy":
            return all(busy.client != errand.client for busy in self._busy("heavy"))
        if lane == "quick" and not errand.light:
            return sum(not busy.light for busy in self._busy("quick")) < max(self._counts["quick"] - 1, 1)
        return True

    def _busy(self, lane: WorkerLane) -> list[Errand]:
        return [errand for worker, errand in self._errands.items() if worker.lane == lane]

    def _give(self, worker: Worker, errand: Errand) -> Worker:
        self._errands[worker] = errand
        return worker

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
            while idle and (place := self._next(home)) is not None:
                place.worker.set_result(self._give(idle.pop(), place.errand))

    def _next(self, home: WorkerLane) -> Place | None:
        for lane in _SERVES[home]:
            place = self._lines[lane].next(lambda errand, lane=lane: self._may(lane, errand))  # type: ignore[misc]
            if place is not None:
                return place
        return None

    def crowded(self, lane: WorkerLane) -> bool:
        """Whether anybody waits for a worker of a lane."""
        return len(self._lines[lane]) > 0

    def _retry_after(self, lane: WorkerLane) -> int:
        """Seconds after which the line as it stands should be through, going by the recent queries."""
        ahead = (len(self._lines[lane]) + 1) / self._counts[lane]
        return min(max(math.ceil(ahead * self._average[lane]), 1), _LONGEST_RETRY)

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
        ended: Reason = "moved" if moved else "died"
        self.replace(worker, ended if worker.ended.done() else "stopped")

    def replace(self, worker: Worker, reason: Reason) -> None:
        """Have a worker killed, if it still lives, and another one forked. Returns at once."""
        worker.channel.close()
        worker.zygote.kill(worker)
        if worker.zygote is self._zygote and not self._closed:
            self._restarts[reason] += 1
            self._later(self._hire(worker.lane))
            self._match()

    def _done(self, worker: Worker, seconds: float) -> None:
        """Nobody has this worker any more; keep a moving average of what the lane's queries took, good and bad."""
        self._errands.pop(worker, None)
        self._average[worker.lane] += (seconds - self._average[worker.lane]) / 16

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
                await asyncio.gather(
                    *(self._hire(lane) for lane, count in self._counts.items() for _ in range(count))
                )
        except BaseException as error:
            self._zygote = None
            await zygote.close()
            if isinstance(error, TimeoutError):
                raise faults.engine("no query worker could be started") from None
            raise

    async def _hire(self, lane: WorkerLane) -> None:
        """Have a worker forked and put it to work; try until there is one, or the zygote or the pool is gone."""
        zygote, (pause, longest) = self._zygote, _PATIENCE
        while zygote is not None and zygote is self._zygote and not self._closed:
            worker = await self._fork(zygote, lane)
            if worker is not None:
                self._offer(worker)
                return
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)

    async def _fork(self, zygote: Zygote, lane: WorkerLane) -> Worker | None:
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
        for line in self._lines.values():
            while (place := line.next(lambda _: True)) is not None:
                place.worker.set_exception(faults.engine("the store is closed"))
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
