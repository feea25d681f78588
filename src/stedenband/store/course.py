"""One query on its way: which lane it runs in, how long it may wait and run, and what it has cost in the end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from dataclasses import dataclass

from stedenband.errors import QueryError
from stedenband.store import faults
from stedenband.store.engine import Worker, WorkerLane
from stedenband.store.fairness import Guess, Ledger
from stedenband.store.jobs import job_of
from stedenband.store.pool import Pool
from stedenband.store.precheck import NESTING, Look
from stedenband.store.protocol import Answer, Budget, Query
from stedenband.store.waiting import Errand
from stedenband.store.wire import Head

_POST_MORTEM_SECONDS = 5.0

_CROWDED = 4
"""A quick try is so many times shorter for a query that is not known to be light, while others wait."""


@dataclass(frozen=True, slots=True)
class Means:
    """What a store has for its queries.

    ``quick`` is the length of a quick try in seconds of processor time, ``patience`` the longest wait in seconds.
    """

    pool: Pool
    ledger: Ledger
    quick: float
    patience: float


class FaultyError(Exception):
    """A worker reports a fault of the query; ``head`` is its record."""

    def __init__(self, head: Head) -> None:
        super().__init__(head["fault"])
        self.head = head


class _TooShort(Exception):  # noqa: N818 - no error: the query goes on in another lane
    """A quick try has ended without an answer."""


class Course:
    """The course of one query. ``arrived`` is when it came, by the clock of the loop: its time counts from there."""

    def __init__(self, means: Means, query: Query, seen: Look, budget: Budget, arrived: float) -> None:
        self._means, self._query, self._seen, self._budget = means, query, seen, budget
        self._text = hash(query.text)
        self._arrived = arrived
        # Half the time at most is spent waiting: a worker that comes too late to answer would work for nothing.
        self._patience = min(means.patience, budget.seconds / 2)
        self._worked = self._cost = 0.0

    async def answer(self) -> Answer:
        """The whole answer, within the time limit.

        Raises ``FaultyError`` for what the worker found wrong with the query, else the ``QueryError`` that says what
        happened.
        """
        if self._query.lane == "pages":
            return await self._in_lane("pages", Errand())
        guess = self._means.ledger.guess(self._query.client, self._text, self._seen.shape, self._arrived)
        try:
            return await self._quick_then_heavy(guess)
        finally:
            self._charge()

    async def _quick_then_heavy(self, guess: Guess) -> Answer:
        """A short try first, unless this very text is known to need more, or it would be in vain in a crowd."""
        client = self._query.client
        errand = Errand(client, guess.seconds, guess.light)
        if not guess.heavy and guess.proven <= self._length(errand):
            with contextlib.suppress(_TooShort):
                return await self._in_lane("quick", errand)
        return await self._in_lane(
            "heavy", Errand(client, max(guess.seconds, self._means.quick), light=False)
        )

    async def _in_lane(self, lane: WorkerLane, errand: Errand) -> Answer:
        """The answer of a worker of that lane. Raises ``_TooShort`` at the end of a quick try."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        worker = await self._means.pool.acquire(lane, errand, max(self._patience, 0.0))
        started = loop.time()
        self._patience -= started - began
        quick = self._length(errand) if lane == "quick" else 0.0
        head: Head | None = None
        try:
            async with asyncio.timeout_at(self._arrived + self._budget.seconds):
                head, body = await worker.ask(self._order(quick), self._budget.result_bytes)
        except TimeoutError:
            raise faults.timeout(self._budget.seconds) from None
        except (EOFError, OSError):
            raise self._cause_of_death(await _post_mortem(worker)) from None
        finally:
            self._give_back(worker, head, quick, loop.time() - started)
        if "fault" in head:
            raise FaultyError(head)
        return Answer(head["kind"], head["media_type"], body, self._worked)

    def _length(self, errand: Errand) -> float:
        """Of a quick try, in seconds of processor time."""
        crowded = not errand.light and self._means.pool.crowded("quick")
        return self._means.quick / _CROWDED if crowded else self._means.quick

    def _order(self, quick: float) -> dict[str, object]:
        """The job as it goes to a worker, with its limits."""
        limits = {"seconds": self._budget.seconds, "memory": self._budget.memory, "quick": quick}
        return {**job_of(self._query, self._seen, self._budget)._asdict(), **limits}

    def _cause_of_death(self, status: int | None) -> QueryError | _TooShort:
        if status == -signal.SIGPROF:
            return _TooShort()
        return faults.ended(status, self._budget, (NESTING, self._seen.depth))

    def _give_back(self, worker: Worker, head: Head | None, quick: float, seconds: float) -> None:
        """Return the worker; of one that is dead only the clock tells what it has cost, and the kernel of a try."""
        self._worked += seconds
        if head is not None:
            self._cost += float(head["cpu"])
            self._means.pool.release(worker, seconds)
        else:
            moved = worker.ended.done() and worker.ended.result() == -signal.SIGPROF
            self._cost += quick if moved else seconds
            self._means.pool.abandon(worker, seconds, moved=moved)

    def _charge(self) -> None:
        """Note what the query has cost; one that got no worker has cost nothing."""
        if self._cost:
            now = asyncio.get_running_loop().time()
            self._means.ledger.charge(self._query.client, self._text, self._seen.shape, self._cost, now)


async def _post_mortem(worker: Worker) -> int | None:
    """What a worker died of. The zygote tells, if it still lives."""
    try:
        async with asyncio.timeout(_POST_MORTEM_SECONDS):
            return await asyncio.shield(worker.ended)
    except TimeoutError:
        return None
