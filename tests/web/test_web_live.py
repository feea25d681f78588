"""A running server takes up a new release: no restart, no failed request, the old store closed at the end."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, Quad

from stedenband.model import Release
from stedenband.ns import RDFS
from stedenband.releases import GRAPH
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore, FakeStore, Query, QueryResult
from stedenband.web import create_app
from stedenband.web.http.caching import LruCache
from stedenband.web.http.errors import NoReleaseError
from stedenband.web.serving.current_release import CurrentRelease
from web_release import BASE, IRIS, application, gent, publish, running


def renamed(label: str) -> list[Quad]:
    """Ghent's data in which the city is called otherwise."""
    city = IRIS.thing("city/gent")
    return [
        Quad(quad.subject, quad.predicate, Literal(label, language="nl"), quad.graph_name)
        if quad.subject == city and quad.predicate == RDFS.label and quad.object.language == "nl"  # type: ignore[union-attr]
        else quad
        for quad in gent()
    ]


def wait_until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.05)


def says(address: str, words: str) -> bool:
    return words in httpx.get(address).text


def test_a_new_release_is_taken_up_under_load_without_a_failed_request(tmp_path: Path) -> None:
    stores: list[FakeStore] = []
    releases = publish(tmp_path, gent())
    with running(application(releases, opened=stores.append)) as address:
        seen: list[tuple[int, bytes]] = []
        stop = threading.Event()

        def ask() -> None:
            with httpx.Client(base_url=address) as client:
                while not stop.is_set():
                    for path in (
                        "/doc/city/gent.nt",
                        "/id/city/gent",
                        "/",
                        "/sparql?query=ASK%20{?a%20?b%20?c}",
                    ):
                        answer = client.get(path)
                        seen.append((answer.status_code, answer.content))

        askers = [threading.Thread(target=ask) for _ in range(4)]
        for asker in askers:
            asker.start()
        for number in range(3):
            publish(tmp_path, renamed(f"Gent {number}"), version=f"1.0.{number + 1}")
            wait_until(partial(says, f"{address}doc/city/gent.nt", f'"Gent {number}"@nl'))
        stop.set()
        for asker in askers:
            asker.join()
        wait_until(lambda: all(store.closed for store in stores[:3]))
        assert len(seen) > 50
        assert {status for status, _ in seen} <= {200, 303}
        assert len(stores) == 4
        assert not stores[3].closed
    assert stores[3].closed


def test_a_release_that_cannot_be_opened_leaves_the_old_one_in_place(tmp_path: Path) -> None:
    releases = publish(tmp_path, gent())
    with running(application(releases)) as address, httpx.Client(base_url=address) as client:
        before = client.get("/doc/city/gent.nt").content
        publish(tmp_path, gent()[:10], version="2.0.0")
        broken = releases.find("2.0.0-0123abcd")
        assert broken is not None
        (broken / GRAPH).write_text("this is no N-Quads")
        time.sleep(1.5)
        assert client.get("/doc/city/gent.nt").content == before
        assert client.get("/ready").json()["release"] == "1.0.0-0123abcd"
        publish(tmp_path, gent(), version="3.0.0")
        wait_until(lambda: client.get("/ready").json()["release"] == "3.0.0-0123abcd")


class Slow(FakeStore):
    """A store whose answers wait for a sign, and that tells when one was given up."""

    def __init__(self) -> None:
        super().__init__()
        self.sign = asyncio.Event()
        self.given_up = False

    async def query(self, query: Query) -> QueryResult:
        try:
            await self.sign.wait()
        except asyncio.CancelledError:
            self.given_up = True
            raise
        assert not self.closed
        return await super().query(query)


def test_the_old_store_is_closed_only_after_its_last_reader(tmp_path: Path) -> None:
    releases = publish(tmp_path, gent()[:10])
    stores: list[Slow] = []

    async def open_store(_: Path, __: Release) -> Slow:
        stores.append(Slow())
        return stores[-1]

    async def scene() -> None:
        live = CurrentRelease(releases, open_store, every=0.01)
        async with live.running():
            async with live.reading() as serving:
                publish(tmp_path, gent()[:20], version="2.0.0")
                await asyncio.sleep(0.2)
                assert live.release is not None
                assert live.release.version == "2.0.0"
                assert serving.release.version == "1.0.0"
                assert not stores[0].closed
            await asyncio.sleep(0.05)
            assert stores[0].closed
        assert stores[1].closed
        with pytest.raises(NoReleaseError):
            async with live.reading():
                pass

    asyncio.run(scene())


def test_a_client_that_hangs_up_frees_the_engine(tmp_path: Path) -> None:
    releases = publish(tmp_path, gent()[:10])
    stores: list[Slow] = []

    async def open_store(_: Path, __: Release) -> Slow:
        stores.append(Slow())
        return stores[-1]

    with running(create_app(releases, Settings(), open_store=open_store)) as address:
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{address}sparql?query=ASK%20{{}}", timeout=0.5)
        wait_until(lambda: stores[0].given_up)


def test_the_real_store_stands_behind_the_same_pages(tmp_path: Path) -> None:
    """The fake and the embedded engine give the same documents, byte for byte."""
    settings = Settings(workers=1)
    releases = publish(tmp_path, gent())

    async def open_store(folder: Path, _: Release) -> EmbeddedStore:
        return await EmbeddedStore.open(folder / GRAPH, settings)

    real_app = create_app(releases, settings, open_store=open_store)
    with running(real_app) as real, running(application(releases)) as fake:
        for path in documents():
            one, other = httpx.get(f"{real}{path}"), httpx.get(f"{fake}{path}")
            assert one.status_code == 200, path
            assert one.content == other.content, path
        killer = "SELECT * { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(5)) + " } LIMIT 1"
        assert httpx.get(f"{real}sparql", params={"query": killer}, timeout=60).status_code in (200, 504)
        assert httpx.get(f"{real}doc/city/gent").status_code == 200


def documents() -> Sequence[str]:
    things = ("city/gent", "partnership/gent-kanazawa", "change/reorientation", "concept/kind/twinning")
    return [
        f"doc/{thing}.{extension}" for thing in things for extension in ("html", "ttl", "nt", "jsonld", "rdf")
    ]


def test_memory_forgets_the_oldest_first() -> None:
    memory: LruCache[str] = LruCache(limit=100)
    for name in "abcd":
        memory.put(name, name.upper(), 25)
    assert memory.get("a") == "A"
    memory.put("e", "E", 25)
    assert (memory.get("a"), memory.get("b"), memory.get("e")) == ("A", None, "E")
    memory.put("huge", "H", 26)
    assert memory.get("huge") is None
    assert memory.size == 100


def test_the_base_of_the_release_is_never_taken_from_a_request(tmp_path: Path) -> None:
    with running(application(publish(tmp_path, gent()))) as address:
        answer = httpx.get(f"{address}doc/city/gent.ttl", headers={"Host": "evil.example"})
        assert b"evil.example" not in answer.content
        assert BASE.encode() in answer.content
