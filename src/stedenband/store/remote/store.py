"""``RemoteStore``: one release in a remote SPARQL engine or a cluster; a retry goes to the next replica.

A query is prepared (``query_preparation``), then sent to an address that has the release. A result counts only when it
is whole, and when the release was still in the engine's registry after it had come.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from stedenband.errors import QueryError
from stedenband.ns import PREFIXES
from stedenband.settings import Settings
from stedenband.store import faults
from stedenband.store.embedded import READY_SECONDS, EmbeddedStore
from stedenband.store.evaluation import EvaluationError
from stedenband.store.jobs import make_error_from_record
from stedenband.store.protocol import Budget, Lane, Query, QueryResult, Stats
from stedenband.store.remote import release_registry
from stedenband.store.remote.addresses import read_addresses, read_engine
from stedenband.store.remote.fair_semaphore import FairSemaphore
from stedenband.store.remote.graph_names import ReleaseNames
from stedenband.store.remote.http_transport import (
    DeadlineExceededError,
    EngineCall,
    ResponseTooLongError,
    UnreachableError,
)
from stedenband.store.remote.prepared_query import PreparedQuery, ReleaseGoneError, ReleaseReader
from stedenband.store.remote.query_preparation import QueryPreparer, open_examiner
from stedenband.store.remote.replicas import CHECK_SECONDS, ExpectedRelease, Replica, Replicas, check_replica
from stedenband.store.remote.sparql_client import to_query_error

HEALTH_SECONDS = 5.0
"""How often every address is looked at."""

_PAGES = 2
"""Requests of our own pages that may run beside those of clients."""

_BREAKS = 2
"""After so many answers that broke off a query is given up: it may be what ends the engines."""

Result = TypeVar("Result")


class RemoteStore:
    """A ``Store`` over one release in a remote engine. Made by ``RemoteStore.open``, belongs to one event loop."""

    def __init__(
        self,
        replicas: Replicas,
        expected: ExpectedRelease,
        examiner: EmbeddedStore,
        settings: Settings,
        prefixes: Mapping[str, str],
    ) -> None:
        self._replicas, self._expected, self._examiner = replicas, expected, examiner
        self._budget = Budget(settings.query_seconds, settings.query_memory, settings.result_bytes)
        whole = ReleaseNames(expected.base, expected.release).whole
        self._graphs = frozenset(graph for graph in expected.graphs if graph != whole)
        self._preparer = QueryPreparer(examiner, self._graphs, settings.query_bytes)
        self._reader = ReleaseReader(expected, tuple(sorted(self._graphs)), prefixes)
        queue, of_one, seconds = settings.queue, settings.client_queue, settings.queue_seconds
        self._semaphores: dict[Lane, FairSemaphore] = {
            "public": FairSemaphore(settings.store_connections, queue, of_one, seconds),
            "pages": FairSemaphore(_PAGES, queue, queue, seconds),
        }
        self._threads = ThreadPoolExecutor(
            settings.store_connections + _PAGES + len(replicas.all), thread_name_prefix="engine"
        )
        self._calls: set[EngineCall] = set()
        self._closed = False
        self._watching: asyncio.Task[None] | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    @classmethod
    async def open(
        cls,
        graph: Path,
        settings: Settings,
        *,
        base: str,
        release: str,
        prefixes: Mapping[str, str] = PREFIXES,
    ) -> RemoteStore:
        """The store of the release whose canonical N-Quads these are, in the engine that the settings name.

        Raises ``EngineError`` when no address has that release whole, statement for statement counted.
        """
        names = ReleaseNames(base, release)
        counts = await asyncio.to_thread(release_registry.count_expected, graph, names)
        public = {names.renaming.to_public(name): count for name, count in counts.items()}
        expected = ExpectedRelease(base, release, public, read_engine(settings))
        folder = tempfile.TemporaryDirectory(prefix="stedenband-")
        examiner = await open_examiner(settings, Path(folder.name), prefixes)
        store = cls(Replicas(read_addresses(settings)), expected, examiner, settings, prefixes)
        store._folder = folder
        try:
            await store._look()
            if not store._replicas.usable:
                raise faults.make_engine_error(store._replicas.faults)
        except BaseException:
            await store.close()
            raise
        store._watching = asyncio.create_task(store._watch())
        return store

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the graphs of this release."""
        return self._graphs

    async def query(self, query: Query) -> QueryResult:
        """The whole answer, never a part of it. Cancelling the task closes the connection to the engine at once.

        Raises the ``QueryError`` that says what happened, and ``ValueError`` for a media type that no answer can have.
        """
        if self._closed:
            raise faults.make_engine_error("the store is closed")
        budget = query.budget or self._budget
        question = await self._preparer.prepare(query, budget)
        semaphore = self._semaphores[query.lane]
        await semaphore.acquire(query.client)
        started = time.perf_counter()
        running: list[asyncio.Future[QueryResult]] = []
        try:
            return await self._asked(question, budget, running)
        finally:
            _give_back(semaphore, running, started)

    async def ready(self) -> bool:
        """Whether a query would be answered now: asks an address in use whether the release still stands there."""
        for replica in self._replicas.usable:
            await self._look_at(replica, READY_SECONDS)
            if replica.fault is None and not self._closed:
                return True
        return False

    def stats(self) -> Stats:
        """Figures for whoever runs the server; costs nothing."""
        examiner = self._examiner.stats()
        return Stats(
            workers={lane: semaphore.most for lane, semaphore in self._semaphores.items()},
            busy={lane: semaphore.busy for lane, semaphore in self._semaphores.items()},
            waiting={lane: semaphore.waiting for lane, semaphore in self._semaphores.items()},
            restarts=examiner.restarts,
            processes=examiner.processes,
        )

    async def close(self) -> None:
        """Break off what runs, send away who waits, end the examiner. May be called twice."""
        self._closed = True
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        for semaphore in self._semaphores.values():
            semaphore.close()
        for call in tuple(self._calls):
            call.abort()
        await self._examiner.close()
        if self._folder is not None:
            self._folder.cleanup()
        self._threads.shutdown(wait=False, cancel_futures=True)

    # -- The answer --------------------------------------------------------------

    async def _asked(
        self, question: PreparedQuery, budget: Budget, running: list[asyncio.Future[QueryResult]]
    ) -> QueryResult:
        """The answer of one of the addresses: of the next one where an address fails, within the same time."""
        until = time.monotonic() + budget.seconds
        problem: Exception = faults.make_engine_error(self._replicas.faults or "it has no address")
        breaks = 0
        for replica in self._replicas.usable:
            call = EngineCall(until - time.monotonic())
            try:
                return await self._answer(replica, question, budget, call, running)
            except UnreachableError as error:
                problem, breaks = error, breaks + error.connected
                if not error.connected:
                    replica.down(str(error))
            except ReleaseGoneError as error:
                problem = faults.make_engine_error(str(error))
                replica.down(str(error))
            if breaks >= _BREAKS:
                break
        raise to_query_error(problem, budget)

    async def _answer(
        self,
        replica: Replica,
        question: PreparedQuery,
        budget: Budget,
        call: EngineCall,
        running: list[asyncio.Future[QueryResult]],
    ) -> QueryResult:
        endpoint = replica.endpoint
        assert endpoint is not None  # noqa: S101 - one in use was met
        started = time.perf_counter()

        def work() -> QueryResult:
            whole = self._reader.answer(call, endpoint, question, budget)
            return QueryResult(whole.kind, whole.media_type, bytes(whole.body), time.perf_counter() - started)

        try:
            return await self._in_thread(call, call.check(), work, running)
        except EvaluationError as fault:
            raise make_error_from_record(fault.record(), Query(question.text), budget) from None
        except (DeadlineExceededError, ResponseTooLongError, TimeoutError) as error:
            if self._closed:
                raise faults.make_engine_error("the store is closed") from None
            raise to_query_error(
                DeadlineExceededError() if isinstance(error, TimeoutError) else error, budget
            ) from None

    async def _in_thread(
        self,
        call: EngineCall,
        seconds: float,
        work: Callable[[], Result],
        running: list[asyncio.Future[Result]] | None = None,
    ) -> Result:
        """Do that in a thread for at most so many seconds; at the end of them, or cancelled, break the call off."""
        if self._closed:
            raise faults.make_engine_error("the store is closed")
        future = asyncio.get_running_loop().run_in_executor(self._threads, _contained, work)
        if running is not None:
            running[:] = [future]
        self._calls.add(call)
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(future)
        except (TimeoutError, asyncio.CancelledError):
            call.abort()
            # Nobody waits for what it met; whoever asks next must not be told of it.
            future.add_done_callback(_forget)
            raise
        finally:
            self._calls.discard(call)

    # -- Health ------------------------------------------------------------------

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(HEALTH_SECONDS)
            await self._look()

    async def _look(self) -> None:
        """Look at every address at once."""
        await asyncio.gather(*(self._look_at(replica) for replica in self._replicas.all))

    async def _look_at(self, replica: Replica, most: float = HEALTH_SECONDS) -> None:
        seconds = most if replica.fault is None else CHECK_SECONDS
        call = EngineCall(seconds)
        try:
            await self._in_thread(call, seconds, lambda: check_replica(replica, self._expected, call))
        except TimeoutError:
            replica.down("no answer in time")
        except QueryError as error:
            replica.down(str(error))


def _contained(work: Callable[[], Result]) -> Result:
    """Do that, and leave nothing of it in what it raises: parsed answers must die in the thread that made them."""
    try:
        return work()
    except Exception as error:
        met: BaseException | None = error
        while met is not None:
            traceback.clear_frames(met.__traceback__)
            met.__traceback__ = None
            met = met.__cause__ or met.__context__
        raise


def _give_back(semaphore: FairSemaphore, running: list[asyncio.Future[QueryResult]], started: float) -> None:
    """Release the semaphore when the thread is done, which may be a moment after the client has left."""

    def release(_: object = None) -> None:
        semaphore.release(time.perf_counter() - started)

    if running and not running[0].done():
        running[0].add_done_callback(release)
    else:
        release()


def _forget(future: asyncio.Future[Result]) -> None:
    if not future.cancelled():
        future.exception()
