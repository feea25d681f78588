"""Scheduling of queries over lanes of workers: which query may run now, which one is next, how long others will wait.

Three lanes, each bounded and fair among clients. ``pages``: one worker for our own pages. ``quick``: the first, short
try of every client's query; a page's query may use one of these workers too when no client waits for it, and one is
kept for queries that should be light. ``heavy``: what the short try was too short for, one at a time for each client.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping

from stedenband.store import faults
from stedenband.store.fork_server_client import Worker, WorkerLane
from stedenband.store.wait_queue import QueuedQuery, QueueEntry, QueueFullError, WaitQueue

SERVED_LANES: Mapping[WorkerLane, tuple[WorkerLane, ...]] = {
    "pages": ("pages",),
    "quick": ("quick", "pages"),
    "heavy": ("heavy",),
}
"""Whose queries a worker of a lane takes, in this order."""

USABLE_LANES: Mapping[WorkerLane, tuple[WorkerLane, ...]] = {
    "pages": ("pages", "quick"),
    "quick": ("quick",),
    "heavy": ("heavy",),
}
"""Which lanes' workers a query of a lane looks for, in this order."""

_LONGEST_RETRY = 60
"""The longest wait that a client is told, in seconds."""


class LaneSchedule:
    """The queries that run and those that wait; ``counts`` are the workers of each lane."""

    def __init__(self, counts: Mapping[WorkerLane, int], queues: Mapping[WorkerLane, WaitQueue]) -> None:
        self._counts, self._queues = counts, queues
        self._running: dict[Worker, QueuedQuery] = {}
        self._average: dict[WorkerLane, float] = dict.fromkeys(counts, 0.05)

    def may_run(self, lane: WorkerLane, query: QueuedQuery) -> bool:
        """Whether a query may have a worker of its lane now, if there is one."""
        if lane == "heavy":
            return all(busy.client != query.client for busy in self._busy("heavy"))
        if lane == "quick" and not query.light:
            return sum(not busy.light for busy in self._busy("quick")) < max(self._counts["quick"] - 1, 1)
        return True

    def enqueue(self, lane: WorkerLane, query: QueuedQuery) -> QueueEntry:
        """An entry in the queue of a lane. Raises ``OverloadedError`` where it is full."""
        queue = self._queues[lane]
        try:
            entry, evicted = queue.join(query, time.monotonic())
        except QueueFullError as full:
            allowed = queue.max_entries if full.reason == "full" else queue.max_per_client
            raise faults.make_overloaded_error(full.reason, allowed, self.retry_after(lane)) from None
        if evicted is not None and not evicted.worker.done():
            error = faults.make_overloaded_error("full", queue.max_entries, self.retry_after(lane))
            evicted.worker.set_exception(error)
        return entry

    def leave(self, lane: WorkerLane, entry: QueueEntry) -> None:
        """Take an entry out of its queue, if it is still there."""
        self._queues[lane].leave(entry)

    def next_for(self, home: WorkerLane) -> QueueEntry | None:
        """The query that a worker of this lane takes next, out of its queue; ``None`` where none may run."""
        for lane in SERVED_LANES[home]:
            entry = self._queues[lane].next(lambda query, lane=lane: self.may_run(lane, query))  # type: ignore[misc]
            if entry is not None:
                return entry
        return None

    def assign(self, worker: Worker, query: QueuedQuery) -> Worker:
        """Note that a worker runs a query."""
        self._running[worker] = query
        return worker

    def unassign(self, worker: Worker) -> None:
        """Note that it does not, or not any more."""
        self._running.pop(worker, None)

    def record(self, lane: WorkerLane, seconds: float) -> None:
        """Add to the moving average of what the queries of a lane took, good and bad."""
        self._average[lane] += (seconds - self._average[lane]) / 16

    def has_more(self, lane: WorkerLane, client: str) -> bool:
        """Whether that client has other queries in a lane, waiting or running."""
        return self._queues[lane].count(client) > 0 or any(busy.client == client for busy in self._busy(lane))

    def is_crowded(self, lane: WorkerLane) -> bool:
        """Whether anybody waits for a worker of a lane."""
        return len(self._queues[lane]) > 0

    def retry_after(self, lane: WorkerLane) -> int:
        """Seconds after which the queue as it stands should be through, going by the recent queries."""
        ahead = (len(self._queues[lane]) + 1) / self._counts[lane]
        return min(max(math.ceil(ahead * self._average[lane]), 1), _LONGEST_RETRY)

    def count_waiting(self) -> dict[str, int]:
        """How many queries wait, by lane."""
        return {lane: len(queue) for lane, queue in self._queues.items()}

    def drain(self) -> Iterator[QueueEntry]:
        """Every entry that waits, taken out of its queue."""
        for queue in self._queues.values():
            while (entry := queue.next(lambda _: True)) is not None:
                yield entry

    def _busy(self, lane: WorkerLane) -> list[QueuedQuery]:
        return [query for worker, query in self._running.items() if worker.lane == lane]
