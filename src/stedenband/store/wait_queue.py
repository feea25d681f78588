"""Wait queue for workers, and the rate limit of queries: bounded, ordered by expected cost, fair among clients.

Every entry has a due time: when it came, plus a multiple of its cost; each further one of the same client is due that
much later still. So a quick query overtakes heavy ones, a client with sixty in the line does not hold up
one with a single query, and whoever has waited long enough is first whatever it costs.
"""

from __future__ import annotations

import asyncio
import bisect
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from stedenband.store.faults import OverloadReason
from stedenband.store.fork_server_client import Worker

_STRETCH = 8.0
"""How much later a query is due for each second that it should cost."""

_LONGEST = 5.0
"""No cost puts a query back by more than so many seconds."""


@dataclass(frozen=True, slots=True)
class QueuedQuery:
    """Who asks for a worker, and what the query should cost, in seconds; ``light`` ones find a worker kept free."""

    client: str = ""
    seconds: float = 0.0
    light: bool = True


@dataclass(slots=True, eq=False)
class QueueEntry:
    """An entry of a queue. Its future gets the worker, or the error when it is evicted."""

    query: QueuedQuery
    due: float
    worker: asyncio.Future[Worker] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class QueueFullError(Exception):
    """The queue is full, or holds as many queries of this client as it may."""

    def __init__(self, reason: OverloadReason) -> None:
        super().__init__(reason)
        self.reason: OverloadReason = reason


class WaitQueue:
    """The places of one lane: at most ``max_entries``, and at most ``max_per_client`` of one client."""

    def __init__(self, max_entries: int, max_per_client: int) -> None:
        self.max_entries, self.max_per_client = max_entries, max_per_client
        self._entries: list[QueueEntry] = []
        self._clients: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._entries)

    def join(self, query: QueuedQuery, now: float) -> tuple[QueueEntry, QueueEntry | None]:
        """A new place, and the one that has to make room for it, if any. Raises ``QueueFullError``.

        A full line sends away the newest of whoever has most in it; from clients with as many each, the costliest.
        """
        if self._clients[query.client] >= self.max_per_client:
            raise QueueFullError("client")
        evicted = self._evict_for(query) if len(self._entries) >= self.max_entries else None
        own = max((entry.due for entry in self._of(query.client)), default=now)
        entry = QueueEntry(query, max(now, own) + min(_STRETCH * query.seconds, _LONGEST))
        bisect.insort(self._entries, entry, key=_due)
        self._clients[query.client] += 1
        return entry, evicted

    def count(self, client: str) -> int:
        """How many places one client has."""
        return self._clients[client]

    def leave(self, entry: QueueEntry) -> None:
        """Give up a place, if it is still one of the line."""
        if entry in self._entries:
            self._entries.remove(entry)
            self._clients[entry.query.client] -= 1
            if not self._clients[entry.query.client]:
                del self._clients[entry.query.client]

    def next(self, may: Callable[[QueuedQuery], bool]) -> QueueEntry | None:
        """The place that is due first among those that may, taken out of the line; ``None`` when there is none.

        Who has just given up and has not left yet is passed over.
        """
        for entry in self._entries:
            if not entry.worker.done() and may(entry.query):
                self.leave(entry)
                return entry
        return None

    def _of(self, client: str) -> list[QueueEntry]:
        return [entry for entry in self._entries if entry.query.client == client]

    def _evict_for(self, query: QueuedQuery) -> QueueEntry:
        """Remove the entry with the lowest priority. Raises ``QueueFullError`` when that is the newcomer's."""
        if not self._entries:
            raise QueueFullError("full")
        last = max(self._entries, key=lambda entry: (*self._burden(entry.query), entry.due))
        if self._burden(last.query) <= (self._clients[query.client] + 1, query.seconds):
            raise QueueFullError("full")
        self.leave(last)
        return last

    def _burden(self, query: QueuedQuery) -> tuple[int, float]:
        return self._clients[query.client], query.seconds


def _due(entry: QueueEntry) -> float:
    return entry.due
