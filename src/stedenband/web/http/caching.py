"""Caching in memory: an LRU cache bounded by bytes with its statistics, and one computation of what many wait for."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from stedenband.settings import MIB

Value = TypeVar("Value")


@dataclass(slots=True)
class CacheStats:
    """How often something was found, was not, and was dropped for want of room; may count for several memories."""

    hits: int = 0
    misses: int = 0
    evictions: int = 0


class LruCache(Generic[Value]):
    """The most recently used values by key, up to a number of bytes; a value over a quarter of that is not kept."""

    def __init__(self, limit: int = 32 * MIB, tally: CacheStats | None = None) -> None:
        self.limit = limit
        self.size = 0
        self.tally = tally if tally is not None else CacheStats()
        self._held: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: Hashable) -> Value | None:
        """What is kept under that key, or ``None``."""
        if key not in self._held:
            self.tally.misses += 1
            return None
        self.tally.hits += 1
        self._held.move_to_end(key)
        return self._held[key][0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value; ``size`` is about what it and its key weigh, in bytes."""
        if size > self.limit // 4 or key in self._held:
            return
        self._held[key] = (value, size)
        self.size += size
        while self.size > self.limit:
            self.size -= self._held.popitem(last=False)[1][1]
            self.tally.evictions += 1


Result = TypeVar("Result")

Work = Callable[[], Coroutine[Any, Any, Result]]


@dataclass(slots=True, eq=False)
class _Flight(Generic[Result]):
    """A piece of work under way, and how many wait for it."""

    task: asyncio.Task[Result]
    waiting: int = 0


class SingleFlight(Generic[Result]):
    """Work under way, by key: whoever asks for what is being worked on waits for that and gets the same.

    Who leaves does not end the work, unless nobody else waits for it. An error reaches all who wait, except those of
    the ``own`` kinds: they are about the one who asked first, so the others try for themselves.
    """

    def __init__(self, own: tuple[type[Exception], ...] = ()) -> None:
        self._own = own
        self._flights: dict[Hashable, _Flight[Result]] = {}
        self.joined = 0
        """How often somebody was spared work of their own."""

    async def join(self, key: Hashable, work: Work[Result]) -> Result:
        """The result of the work under that key; it is begun where it is not under way."""
        while (flight := self._flights.get(key)) is not None:
            try:
                value = await self._wait(key, flight)
            except self._own:
                continue
            self.joined += 1
            return value
        return await self._wait(key, self._begin(key, work))

    def _begin(self, key: Hashable, work: Work[Result]) -> _Flight[Result]:
        flight = self._flights[key] = _Flight(asyncio.create_task(work()))
        flight.task.add_done_callback(lambda _: self._end(key, flight))
        return flight

    async def _wait(self, key: Hashable, flight: _Flight[Result]) -> Result:
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._end(key, flight)
                flight.task.cancel()

    def _end(self, key: Hashable, flight: _Flight[Result]) -> None:
        """Nobody may join it any more."""
        if self._flights.get(key) is flight:
            del self._flights[key]
        if flight.task.done() and not flight.task.cancelled():
            flight.task.exception()  # looked at, so that an error without a waiter is not reported as forgotten
