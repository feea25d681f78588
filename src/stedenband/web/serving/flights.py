"""Work that several are waiting for at once is done once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")

Work = Callable[[], Coroutine[Any, Any, Value]]


@dataclass(slots=True, eq=False)
class _Flight(Generic[Value]):
    """A piece of work under way, and how many wait for it."""

    task: asyncio.Task[Value]
    waiting: int = 0


class Flights(Generic[Value]):
    """Work under way, by key: whoever asks for what is being worked on waits for that and gets the same.

    Who leaves does not end the work, unless nobody else waits for it. An error reaches all who wait, except those of
    the ``own`` kinds: they are about the one who asked first, so the others try for themselves.
    """

    def __init__(self, own: tuple[type[Exception], ...] = ()) -> None:
        self._own = own
        self._flights: dict[Hashable, _Flight[Value]] = {}
        self.joined = 0
        """How often somebody was spared work of their own."""

    async def join(self, key: Hashable, work: Work[Value]) -> Value:
        """The result of the work under that key; it is begun where it is not under way."""
        while (flight := self._flights.get(key)) is not None:
            try:
                value = await self._wait(key, flight)
            except self._own:
                continue
            self.joined += 1
            return value
        return await self._wait(key, self._begin(key, work))

    def _begin(self, key: Hashable, work: Work[Value]) -> _Flight[Value]:
        flight = self._flights[key] = _Flight(asyncio.create_task(work()))
        flight.task.add_done_callback(lambda _: self._end(key, flight))
        return flight

    async def _wait(self, key: Hashable, flight: _Flight[Value]) -> Value:
        flight.waiting += 1
        try:
            return await asyncio.shield(flight.task)
        finally:
            flight.waiting -= 1
            if not flight.waiting and not flight.task.done():
                self._end(key, flight)
                flight.task.cancel()

    def _end(self, key: Hashable, flight: _Flight[Value]) -> None:
        """Nobody may join it any more."""
        if self._flights.get(key) is flight:
            del self._flights[key]
        if flight.task.done() and not flight.task.cancelled():
            flight.task.exception()  # looked at, so that an error without a waiter is not reported as forgotten
