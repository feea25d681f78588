"""What a watcher reads at ``/metrics``: Prometheus text format 0.0.4, from a registry of this application alone.

Labels hold only names of our own (routes, lanes, outcomes): no address, no query, no path of a visitor.
"""

from __future__ import annotations

from collections import Counter as Tallied
from collections.abc import Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


_QUERY_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

_REQUEST_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

_METHODS = frozenset({"GET", "HEAD", "POST", "QUERY", "OPTIONS"})


class Metrics:
    """The figures of one application. ``measured`` and ``request`` write them, ``text`` tells them."""

    def __init__(self) -> None:
        registry = self._registry = CollectorRegistry()
        self._queries = Counter(
            "stedenband_queries",
            "Queries that reached the store, by lane and outcome; answers from memory are not among them.",
            ("lane", "outcome"),
            registry=registry,
        )
        self._query_seconds = Histogram(
            "stedenband_query_seconds",
            "Seconds from asking the store to its answer or error, waiting for a worker included.",
            ("lane",),
            buckets=_QUERY_SECONDS,
            registry=registry,
        )
        self._wait_seconds = Histogram(
            "stedenband_query_wait_seconds",
            "Seconds of an answered query in which no worker had it.",
            ("lane",),
            buckets=_QUERY_SECONDS,
            registry=registry,
        )
        self._requests = Counter(
            "stedenband_requests",
            "Requests that were answered, by route.",
            ("route", "method", "status"),
            registry=registry,
        )
        self._request_seconds = Histogram(
            "stedenband_request_seconds",
            "Seconds from the head of a request to the last byte of its response.",
            ("route",),
            buckets=_REQUEST_SECONDS,
            registry=registry,
        )
        self._bytes = Counter(
            "stedenband_response_bytes",
            "Bytes of response bodies that were sent.",
            ("route",),
            registry=registry,
        )
        self.in_progress = Gauge(
            "stedenband_requests_in_progress", "Requests that are being answered.", registry=registry
        )
        self.earlier_restarts: Tallied[str] = Tallied()
        ProcessCollector(registry=registry)

    def register(self, collector: Collector) -> None:
        """Tell what this collector finds too, whenever the figures are read."""
        self._registry.register(collector)

    def text(self) -> bytes:
        """Everything, in Prometheus text format."""
        return generate_latest(_Timeless(self._registry))

    def request(self, route: str, method: str, status: int, sent: int, seconds: float) -> None:
        """One request was answered. ``route`` is the pattern of an address, never an address."""
        known = method if method in _METHODS else "other"
        self._requests.labels(route, known, str(status)).inc()
        self._request_seconds.labels(route).observe(seconds)
        self._bytes.labels(route).inc(sent)

    def query(self, lane: str, outcome: str, seconds: float) -> None:
        """The store was asked."""
        self._queries.labels(lane, outcome).inc()
        self._query_seconds.labels(lane).observe(seconds)

    def waited(self, lane: str, seconds: float) -> None:
        """So long no worker had the query."""
        self._wait_seconds.labels(lane).observe(max(seconds, 0.0))

    def closed(self, restarts: Mapping[str, int]) -> None:
        """A store is being closed; the restarts that it has counted go on counting."""
        self.earlier_restarts.update(restarts)


class _Timeless(Collector):
    """A registry without the times at which each series began: this format has no use for them."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        """Every family, made anew by the registry, without those samples."""
        for metric in self._registry.collect():
            metric.samples = [sample for sample in metric.samples if not sample.name.endswith("_created")]
            yield metric
