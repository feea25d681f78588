"""Prometheus reads every figure, the figures are right, and none of them names a visitor or a query."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import ValidationError

from stedenband.errors import QueryTimeoutError, SurroundingsError
from stedenband.model import Release
from stedenband.releases import GRAPH
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore, FakeStore, explain
from stedenband.web import create_app, run
from web_release import application, gent, publish, running

FOREVER = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l LIMIT 1"


class Figures:
    """The samples of one look at ``/metrics``."""

    def __init__(self, text: str) -> None:
        self.families = list(text_string_to_metric_families(text))
        self.samples = [sample for family in self.families for sample in family.samples]

    def __call__(self, name: str, **labels: str) -> float:
        """The sum of the samples of that name with at least those labels."""
        return sum(
            sample.value
            for sample in self.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    def labels(self, name: str) -> list[Mapping[str, str]]:
        return [sample.labels for sample in self.samples if sample.name == name]


@dataclass(frozen=True, slots=True)
class Watched:
    """A server of our own, so that nobody else's requests are counted."""

    client: httpx.Client
    store: FakeStore
    port: int

    def answer(self) -> httpx.Response:
        return at(self.port)

    def look(self) -> Figures:
        return Figures(self.answer().text)


def at(port: int) -> httpx.Response:
    """What a watcher gets at that port."""
    return httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=30)


def watching(port: int, **settings: Any) -> Settings:
    return Settings(metrics_address=f"127.0.0.1:{port}", **settings)


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def watched(tmp_path: Path, port: int) -> Iterator[Watched]:
    stores: list[FakeStore] = []
    app = application(publish(tmp_path, gent()), watching(port), opened=stores.append)
    with running(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield Watched(client, stores[0], port)


def ask(client: httpx.Client, text: str) -> httpx.Response:
    return client.get("/sparql", params={"query": text})


def test_it_is_prometheus_text_of_version_0_0_4(watched: Watched) -> None:
    answer = watched.answer()
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    figures = Figures(answer.text)
    names = [family.name for family in figures.families]
    assert len(names) == len(set(names)) > 20
    assert all(family.documentation for family in figures.families)
    assert not [sample.name for sample in figures.samples if sample.name.endswith("_created")]


def test_requests_are_counted_by_route_method_and_status(watched: Watched) -> None:
    for path in ("/doc/city/gent", "/doc/city/melle-de", "/doc/city/nowhere", "/wp-login.php"):
        watched.client.get(path)
    watched.client.request("PROPFIND", "/")
    figures = watched.look()
    name = "stedenband_requests_total"
    assert figures(name, route="/doc/{path:path}", method="GET", status="200") == 2
    assert figures(name, route="/doc/{path:path}", status="404") == 1
    assert figures(name, route="none", status="404") == 1
    assert figures(name, method="other", status="405") == 1
    assert figures("stedenband_request_seconds_count", route="/doc/{path:path}") == 3
    assert figures("stedenband_response_bytes_total", route="/doc/{path:path}") > 1000
    assert figures("stedenband_requests_in_progress") == 0


def test_queries_are_counted_by_outcome_and_those_from_memory_as_hits(watched: Watched) -> None:
    before = watched.look()
    for text in ("ASK {}", "ASK {}", "ASK {", "ASK { SERVICE <http://x/> {} }", "ASK { { } }"):
        ask(watched.client, text)
    watched.store.failing = QueryTimeoutError("too long", seconds=1)
    ask(watched.client, "ASK { ?a ?b ?c }")
    figures = watched.look()
    expected = {"answered": 2, "syntax": 1, "refused": 1, "timeout": 1}
    for outcome, count in expected.items():
        assert figures("stedenband_queries_total", lane="public", outcome=outcome) == count, outcome
    assert figures("stedenband_query_seconds_count", lane="public") == 5
    assert figures("stedenband_query_wait_seconds_count", lane="public") == 2
    name = "stedenband_cache_requests_total"
    memories = ("answers", "responses")
    hits = [sum(f(name, cache=memory, outcome="hit") for memory in memories) for f in (before, figures)]
    assert hits[1] - hits[0] == 1
    assert figures("stedenband_cache_entries", cache="answers") == 2
    assert figures("stedenband_cache_bytes", cache="answers") > 0


def test_the_release_and_the_process_are_told(watched: Watched) -> None:
    figures = watched.look()
    (info,) = figures.labels("stedenband_release_info")
    assert info == {"id": "1.0.0-0123abcd", "version": "1.0.0", "dataset": "gent", "modified": "2026-11-22"}
    assert figures("stedenband_releases_total", outcome="taken-up") == 1
    assert figures("process_resident_memory_bytes") > 1_000_000
    assert figures("process_open_fds") > 3


def test_no_label_holds_what_a_visitor_wrote(watched: Watched) -> None:
    secret = "Geheim7"
    for path in (
        f"/{secret}",
        f"/doc/city/{secret}",
        f"/api/{secret}",
        f"/queries/{secret}",
        f"/static/{secret}",
    ):
        watched.client.get(
            path, params={"query": secret}, headers={"User-Agent": secret, "X-Request-Id": secret}
        )
    watched.client.request(secret, "/")
    ask(watched.client, f'ASK {{ FILTER("{secret}" = "") }}')
    assert secret not in watched.answer().text


def test_it_answers_before_there_is_a_release(tmp_path: Path, port: int) -> None:
    (tmp_path / "releases").mkdir()
    releases = publish(tmp_path / "other", gent()[:10])
    empty = type(releases)(tmp_path)
    with running(application(empty, watching(port))) as address:
        figures = Figures(at(port).text)
        assert httpx.get(f"{address}ready").status_code == 503
        assert figures.labels("stedenband_release_info") == []
        assert figures("stedenband_releases_total", outcome="taken-up") == 0


def test_the_public_never_gets_the_figures(watched: Watched, tmp_path: Path) -> None:
    assert watched.client.get("/metrics").status_code == 404
    assert httpx.get(f"http://127.0.0.1:{watched.port}/health").status_code == 404
    assert Settings.model_fields["metrics_address"].default is None
    with running(application(publish(tmp_path / "off", gent()[:10]))) as address:
        assert httpx.get(f"{address}metrics").status_code == 404


def test_the_port_is_given_back_when_the_server_stops(tmp_path: Path, port: int) -> None:
    app = application(publish(tmp_path, gent()[:10]), watching(port))
    with running(app), httpx.Client() as kept:
        assert kept.get(f"http://127.0.0.1:{port}/metrics").status_code == 200
    with socket.create_server(("127.0.0.1", port)):
        pass


def test_a_port_that_is_taken_is_told_of(tmp_path: Path) -> None:
    app_of = partial(application, publish(tmp_path, gent()[:10]))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SurroundingsError, match=f"127.0.0.1:{port} cannot be listened on") as raised:
            run(app_of(watching(port)), "127.0.0.1", 0)
    assert raised.value.exit_code == 3
    assert "kan niet geluisterd worden" in explain(raised.value, "nl")


@pytest.mark.parametrize(
    "named", ["9464", "127.0.0.1", ":9464", "127.0.0.1:99999", "http://a:1", "::1:9464", ""]
)
def test_the_address_is_a_host_and_a_port(named: str) -> None:
    with pytest.raises(ValidationError, match=r"127\.0\.0\.1:9464"):
        Settings(metrics_address=named)
    assert Settings(metrics_address="[::1]:9464").metrics_listen == ("::1", 9464)


def test_workers_their_memory_and_their_restarts(tmp_path: Path, port: int) -> None:
    """Over the real store: a query at its limit costs a worker, and that goes on counting in the next release."""
    settings = watching(port, workers=1, query_seconds=0.4)
    releases = publish(tmp_path, gent())

    async def open_store(folder: Path, _: Release) -> EmbeddedStore:
        return await EmbeddedStore.open(folder / GRAPH, settings)

    app = create_app(releases, settings, open_store=open_store)
    with running(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        before = Figures(at(port).text)
        assert before("stedenband_workers", lane="pages", state="idle") == 1
        assert before("stedenband_workers") >= 2
        assert before("stedenband_process_memory_bytes", process="engine") > 1_000_000
        assert before("stedenband_process_memory_bytes", process="workers") > 1_000_000
        assert ask(client, FOREVER).status_code in (503, 504)
        after = Figures(at(port).text)
        killed = after("stedenband_worker_restarts_total") - before("stedenband_worker_restarts_total")
        assert killed >= 1
        assert after("stedenband_queries_total", lane="public", outcome="timeout") == 1
        publish(tmp_path, gent()[:100], version="2.0.0")
        end = time.monotonic() + 20
        while Figures(at(port).text)("stedenband_releases_total", outcome="taken-up") < 2:
            assert time.monotonic() < end
            time.sleep(0.1)
        later = Figures(at(port).text)
        assert later("stedenband_worker_restarts_total") >= killed
