"""Who waits for a worker, and who is next: ordered by what they cost, fair among clients, bounded.

Every place in the line has a due time: when it came, plus its cost many times over; each further one of the same client
is due that much later still. So a quick query overtakes heavy ones, a client with sixty in the line does not hold up
one with a single query, and whoever has waited long enough is first whatever it costs.
"""

from __future__ import annotations

import asyncio
import bisect
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from stedenband.store.engine import Worker
from stedenband.store.faults import Waiting

_STRETCH = 8.0
"""How much later a query is due for each second that it should cost."""

_LONGEST = 5.0
"""No cost puts a query back by more than so many seconds."""


@dataclass(frozen=True, slots=True)
class Errand:
    """Who asks for a worker, and what the query should cost, in seconds; ``light`` ones find a worker kept free."""

    client: str = ""
    seconds: float = 0.0
    light: bool = True


@dataclass(slots=True, eq=False)
class Place:
    """A place in a line. Its future gets the worker, or the error of who has to leave."""

    errand: Errand
    due: float
    worker: asyncio.Future[Worker] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class NoRoom(Exception):  # noqa: N818 - a message to the pool, which makes the error of it
    """There is no place in the line."""

    def __init__(self, reason: Waiting) -> None:
        super().__init__(reason)
        self.reason: Waiting = reason


class Line:
    """The places of one lane: at most ``most``, and at most ``most_of_one`` of one client."""

    def __init__(self, most: int, most_of_one: int) -> None:
        self.most, self.most_of_one = most, most_of_one
        self._places: list[Place] = []
        self._clients: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._places)

    def join(self, errand: Errand, now: float) -> tuple[Place, Place | None]:
        """A new place, and the one that has to make room for it, if any. Raises ``NoRoom``.

        A full line sends away the newest of whoever has most in it; from clients with as many each, the costliest.
        """
        if self._clients[errand.client] >= self.most_of_one:
            raise NoRoom("client")
        sent_away = self._room_for(errand) if len(self._places) >= self.most else None
        own = max((place.due for place in self._of(errand.client)), default=now)
        place = Place(errand, max(now, own) + min(_STRETCH * errand.seconds, _LONGEST))
        bisect.insort(self._places, place, key=_due)
        self._clients[errand.client] += 1
        return place, sent_away

    def count(self, client: str) -> int:
        """How many places one client has."""
        return self._clients[client]

    def leave(self, place: Place) -> None:
        """Give up a place, if it is still one of the line."""
        if place in self._places:
            self._places.remove(place)
            self._clients[place.errand.client] -= 1
            if not self._clients[place.errand.client]:
                del self._clients[place.errand.client]

    def next(self, may: Callable[[Errand], bool]) -> Place | None:
        """The place that is due first among those that may, taken out of the line; ``None`` when there is none.

        Who has just given up and has not left yet is passed over.
        """
        for place in self._places:
            if not place.worker.done() and may(place.errand):
                self.leave(place)
                return place
        return None

    def _of(self, client: str) -> list[Place]:
        return [place for place in self._places if place.errand.client == client]

    def _room_for(self, errand: Errand) -> Place:
        """Take out the place that has the least right to be here. Raises ``NoRoom`` when that is the newcomer's."""
        if not self._places:
            raise NoRoom("full")
        last = max(self._places, key=lambda place: (*self._burden(place.errand), place.due))
        if self._burden(last.errand) <= (self._clients[errand.client] + 1, errand.seconds):
            raise NoRoom("full")
        self.leave(last)
        return last

    def _burden(self, errand: Errand) -> tuple[int, float]:
        return self._clients[errand.client], errand.seconds


def _due(place: Place) -> float:
    return place.due
