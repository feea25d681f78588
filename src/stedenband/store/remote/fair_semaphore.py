"""Semaphore that is fair among clients, with a bounded queue."""

from __future__ import annotations

import asyncio
import math
from collections import OrderedDict, deque

from stedenband.store import faults

_LONGEST_RETRY = 60


class FairSemaphore:
    """At most ``most`` holders at a time; waiting clients are served in turn. Belongs to one event loop."""

    def __init__(self, most: int, queue: int, queue_of_one: int, seconds: float) -> None:
        self.most, self._free = most, most
        self._queue, self._queue_of_one, self._seconds = queue, queue_of_one, seconds
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._average = 0.05
        self._closed = False

    @property
    def busy(self) -> int:
        """How many hold it."""
        return self.most - self._free

    @property
    def waiting(self) -> int:
        """How many wait for it."""
        return sum(map(len, self._waiting.values()))

    async def acquire(self, client: str) -> None:
        """Take it; give it back with ``release``. Raises ``OverloadedError``, ``EngineError`` when it closes."""
        if self._closed:
            raise faults.make_engine_error("the store is closed")
        if self._free and not self._waiting:
            self._free -= 1
            return
        if self.waiting >= self._queue:
            raise faults.make_overloaded_error("full", self._queue, self._retry_after())
        if len(self._waiting.get(client, ())) >= self._queue_of_one:
            raise faults.make_overloaded_error("client", self._queue_of_one, self._retry_after())
        await self._wait(client)

    async def _wait(self, client: str) -> None:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(client, deque()).append(turn)
        try:
            async with asyncio.timeout(self._seconds):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled() and turn.exception() is None:
                self.release()
            self._leave(client, turn)
            if isinstance(error, TimeoutError):
                raise faults.make_overloaded_error("waited", self._seconds, self._retry_after()) from None
            raise

    def release(self, seconds: float | None = None) -> None:
        """Give it back, after so many seconds of use: the next client in turn gets it."""
        if seconds is not None:
            self._average += (seconds - self._average) / 16
        while self._waiting:
            client, turns = next(iter(self._waiting.items()))
            turn = turns.popleft()
            self._waiting.move_to_end(client)
            if not turns:
                del self._waiting[client]
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def close(self) -> None:
        """Send everybody away."""
        self._closed = True
        for turns in self._waiting.values():
            for turn in turns:
                if not turn.done():
                    turn.set_exception(faults.make_engine_error("the store is closed"))

    def _leave(self, client: str, turn: asyncio.Future[None]) -> None:
        turns = self._waiting.get(client)
        if turns is not None and turn in turns:
            turns.remove(turn)
            if not turns:
                del self._waiting[client]

    def _retry_after(self) -> int:
        ahead = (self.waiting + 1) / self.most
        return min(max(math.ceil(ahead * self._average), 1), _LONGEST_RETRY)
