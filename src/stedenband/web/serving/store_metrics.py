"""Metrics of the store and of the releases: queries measured, and what is looked up when the figures are read."""

from __future__ import annotations

import asyncio
import resource
import time
from collections import Counter as Tallied
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.registry import Collector

from stedenband.errors import (
    EngineError,
    OverloadedError,
    QueryMemoryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    QueryTooBigError,
    ResultTooLargeError,
)
from stedenband.model import Release
from stedenband.store import Query, QueryResult, Stats, Store
from stedenband.web.http.metrics import Metrics
from stedenband.web.serving.current_release import CurrentRelease, OpenRelease, OpenStore

_PAGE = resource.getpagesize()

_OUTCOMES: tuple[tuple[type[BaseException], str], ...] = (
    (QuerySyntaxError, "syntax"),
    (QueryRefusedError, "refused"),
    (QueryTooBigError, "too-complex"),
    (QueryTimeoutError, "timeout"),
    (QueryMemoryError, "memory"),
    (ResultTooLargeError, "too-large"),
    (OverloadedError, "overloaded"),
    (EngineError, "engine"),
    (asyncio.CancelledError, "left"),
)
"""What became of a query that got no answer; ``left``: nobody waited for it any more."""


# == The store, measured =======================================================


class MeasuredStore:
    """A store whose queries are counted and timed."""

    def __init__(self, store: Store, metrics: Metrics) -> None:
        self._store, self._metrics = store, metrics

    async def query(self, query: Query) -> QueryResult:
        """The store's answer."""
        began, outcome = time.perf_counter(), "defect"
        try:
            answer = await self._store.query(query)
            outcome = "answered"
            self._metrics.waited(query.lane, time.perf_counter() - began - answer.seconds)
        except BaseException as error:
            outcome = next((name for kind, name in _OUTCOMES if isinstance(error, kind)), outcome)
            raise
        else:
            return answer
        finally:
            self._metrics.query(query.lane, outcome, time.perf_counter() - began)

    async def ready(self) -> bool:
        """Whether the store is."""
        return await self._store.ready()

    def stats(self) -> Stats:
        """The store's own figures."""
        return self._store.stats()

    async def close(self) -> None:
        """Close the store; its counts are kept."""
        self._metrics.closed(self._store.stats().restarts)
        await self._store.close()


def measure_store(open_store: OpenStore, metrics: Metrics) -> OpenStore:
    """Opens stores as that does, and measures each."""

    async def opened(folder: Path, release: Release) -> Store:
        return MeasuredStore(await open_store(folder, release), metrics)

    return opened


# == What is looked up when somebody asks ======================================


class ReleaseCollector(Collector):
    """Figures that are there to be read at any moment: release, memories, workers, processes."""

    def __init__(self, live: CurrentRelease, earlier: Tallied[str]) -> None:
        self._live, self._earlier = live, earlier

    def describe(self) -> Iterable[Metric]:
        """Names are not checked against others': ours are in this file."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """One family after another."""
        serving = self._live.serving
        yield from _releases(self._live, serving)
        yield from _memories(self._live, serving)
        stats = serving.store.stats() if serving else Stats()
        yield from _workers(stats, self._earlier)
        yield _memory_of(stats)


def _releases(live: CurrentRelease, serving: OpenRelease | None) -> Iterator[Metric]:
    info = InfoMetricFamily("stedenband_release", "The release that is served.")
    things = GaugeMetricFamily("stedenband_release_things", "Things in the served release.", labels=("kind",))
    if serving:
        release = serving.release
        about = ("id", "version", "dataset", "modified")
        info.add_metric((), {name: str(getattr(release, name)) for name in about})
        for kind, count in sorted(release.counts.items()):
            things.add_metric((kind,), count)
    taken = CounterMetricFamily(
        "stedenband_releases", "Releases taken up or refused since the start.", labels=("outcome",)
    )
    taken.add_metric(("taken-up",), live.taken_up)
    taken.add_metric(("refused",), live.refused)
    damaged = CounterMetricFamily(
        "stedenband_damaged",
        "Times that a release or a file of one was not what its manifest says.",
        labels=("what",),
    )
    damaged.add_metric(("release",), live.damaged)
    damaged.add_metric(("file",), live.damaged_files)
    behind = GaugeMetricFamily(
        "stedenband_release_behind", "1 while another release is served than the one that was published last."
    )
    behind.add_metric((), int(live.behind))
    yield from (info, things, taken, damaged, behind)


def _memories(live: CurrentRelease, serving: OpenRelease | None) -> Iterator[Metric]:
    asked = CounterMetricFamily(
        "stedenband_cache_requests",
        "Look-ups in the memory of answers, of documents, or of whole responses, which is asked first.",
        labels=("cache", "outcome"),
    )
    evicted = CounterMetricFamily(
        "stedenband_cache_evictions", "Entries dropped for want of room.", labels=("cache",)
    )
    size = GaugeMetricFamily("stedenband_cache_bytes", "Bytes in memory.", labels=("cache",))
    entries = GaugeMetricFamily("stedenband_cache_entries", "Entries in memory.", labels=("cache",))
    tallies = {"answers": live.answers, "documents": live.documents, "responses": live.responses}
    for name, tally in tallies.items():
        asked.add_metric((name, "hit"), tally.hits)
        asked.add_metric((name, "miss"), tally.misses)
        evicted.add_metric((name,), tally.evictions)
    for name, memory in (("answers", serving.answers), ("documents", serving.documents)) if serving else ():
        size.add_metric((name,), memory.size)
        entries.add_metric((name,), len(memory))
    shared = CounterMetricFamily(
        "stedenband_queries_shared", "Queries answered together with an identical one."
    )
    shared.add_metric((), live.shared)
    yield from (asked, evicted, size, entries, shared)


def _workers(stats: Stats, earlier: Tallied[str]) -> Iterator[Metric]:
    workers = GaugeMetricFamily("stedenband_workers", "Query workers.", labels=("lane", "state"))
    for lane, count in stats.workers.items():
        busy = stats.busy.get(lane, 0)
        workers.add_metric((lane, "busy"), busy)
        workers.add_metric((lane, "idle"), count - busy)
    waiting = GaugeMetricFamily(
        "stedenband_queries_waiting", "Queries that wait for a worker.", labels=("lane",)
    )
    for lane, count in stats.waiting.items():
        waiting.add_metric((lane,), count)
    restarts = CounterMetricFamily(
        "stedenband_worker_restarts", "Workers replaced, by reason.", labels=("reason",)
    )
    for reason, count in sorted((earlier + Tallied(stats.restarts)).items()):
        restarts.add_metric((reason,), count)
    yield from (workers, waiting, restarts)


def _memory_of(stats: Stats) -> Metric:
    """Workers share most of their memory with the engine that forked them, so the sum counts that several times."""
    memory = GaugeMetricFamily(
        "stedenband_process_memory_bytes", "Resident memory of the query processes, shared pages counted in each.",
        labels=("process",),
    )  # fmt: skip
    for name, pids in stats.processes.items():
        memory.add_metric((name,), sum(_resident(pid) for pid in pids))
    return memory


def _resident(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_bytes().split()[1]) * _PAGE
    except OSError:  # it has ended in this moment
        return 0
