"""Answers that are not what they should be: a real engine behind a server that spoils what comes out of it."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from remote_engines import EngineProcess, running
from remote_stores import OLD, opened, rows
from stedenband.errors import EngineError, QueryError, QueryTimeoutError, ResultTooLargeError
from stedenband.settings import Settings
from stedenband.store import Query, RemoteStore, publish
from web_release import BASE

pytestmark = pytest.mark.heavy

ROWS = "SELECT ?spoilt WHERE { ?spoilt ?p ?o } LIMIT 50"
GRAPH = "CONSTRUCT { ?spoilt ?p ?o } WHERE { ?spoilt ?p ?o } LIMIT 50"

Spoil = Callable[["Handler", bytes, str], None]


class Handler(BaseHTTPRequestHandler):
    """Passes requests on to the engine, and spoils the answer to one that speaks of ``?spoilt``."""

    protocol_version = "HTTP/1.1"
    engine = ""
    spoil: Spoil
    hung_up: threading.Event

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name: self.headers[name] for name in ("Content-Type", "Accept")}
        with urllib.request.urlopen(urllib.request.Request(self.engine, asked, headers)) as response:
            body, kind = response.read(), response.headers["Content-Type"]
        try:
            (type(self).spoil if b"spoilt" in asked else plain)(self, body, kind)
        except OSError:
            self.hung_up.set()

    def head(self, kind: str, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing."""


def plain(handler: Handler, body: bytes, kind: str) -> None:
    handler.head(kind, Content_Length=str(len(body)))
    handler.wfile.write(body)


def cut_short(handler: Handler, body: bytes, kind: str) -> None:
    handler.head(kind, Content_Length=str(len(body)))
    handler.wfile.write(body[: len(body) // 2])
    handler.close_connection = True


def cut_at_a_line(handler: Handler, body: bytes, kind: str) -> None:
    """Chunks that end without the last one, where a line ends: as N-Triples it could pass for whole."""
    handler.head(kind, Transfer_Encoding="chunked")
    half = body[: body.rfind(b"\n", 0, len(body) // 2) + 1] or body[: len(body) // 2]
    handler.wfile.write(f"{len(half):x}\r\n".encode() + half + b"\r\n")
    handler.close_connection = True


def without_end(handler: Handler, body: bytes, kind: str) -> None:
    handler.head(kind, Connection="close")
    handler.wfile.write(body)
    handler.close_connection = True


def compressed(handler: Handler, body: bytes, kind: str) -> None:
    packed = gzip.compress(body)
    handler.head(kind, Content_Length=str(len(packed)), Content_Encoding="gzip")
    handler.wfile.write(packed)


def elsewhere(handler: Handler, _: bytes, kind: str) -> None:
    handler.head(kind, 307, Location="http://127.0.0.1:9/", Content_Length="0")


def page(handler: Handler, _: bytes, __: str) -> None:
    plain(handler, b"<html><body>Welcome</body></html>", "text/html")


def half_json(handler: Handler, body: bytes, kind: str) -> None:
    plain(handler, body[:-2], kind)


def ill(handler: Handler, _: bytes, kind: str) -> None:
    handler.head(kind, 500, Content_Length="5")
    handler.wfile.write(b"Oops.")


def locked(handler: Handler, _: bytes, kind: str) -> None:
    handler.head(kind, 401, Content_Length="0", WWW_Authenticate='Basic realm="x"')


def hangs_up(handler: Handler, _: bytes, __: str) -> None:
    handler.connection.shutdown(socket.SHUT_RDWR)


def drips(handler: Handler, body: bytes, kind: str) -> None:
    handler.head(kind, Content_Length=str(len(body)))
    for place in range(len(body)):
        handler.wfile.write(body[place : place + 1])
        time.sleep(0.05)


def endless(handler: Handler, _: bytes, kind: str) -> None:
    handler.head(kind, Transfer_Encoding="chunked")
    while True:
        handler.wfile.write(b"10000\r\n" + b" " * 0x10000 + b"\r\n")


def out_of_time(words: bytes) -> Spoil:
    """As engines do in the middle of an answer whose status has been sent."""

    def spoil(handler: Handler, body: bytes, kind: str) -> None:
        plain(handler, body[: len(body) * 2 // 3] + words, kind)

    return spoil


@contextmanager
def spoiling(engine: EngineProcess, spoil: Spoil) -> Iterator[tuple[str, threading.Event]]:
    """A server before the engine, and what is set when somebody hangs up on it."""
    hung_up = threading.Event()
    kind = type("Spoiling", (Handler,), {"engine": engine.url, "spoil": spoil, "hung_up": hung_up})
    server = ThreadingHTTPServer(("127.0.0.1", 0), kind)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/", hung_up
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def oxigraph(release: Path) -> Iterator[EngineProcess]:
    with running("oxigraph") as engine:
        publish(release, engine.settings(), base=BASE, release=OLD)
        yield engine


def settings(*urls: str, **more: object) -> Settings:
    own = {"store_url": urls, "query_seconds": 10, "workers": 1, "result_bytes": 2**20}
    return Settings(**{**own, **more})  # type: ignore[arg-type]


async def _asked(release: Path, text: str, chosen: Settings) -> QueryError | None:
    """The error that a query ends with."""
    store = await RemoteStore.open(release, chosen, base=BASE, release=OLD)
    try:
        await store.query(Query(text))
    except QueryError as error:
        return error
    finally:
        await store.close()
    return None


@pytest.mark.parametrize("text", [ROWS, GRAPH])
@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (cut_short, EngineError),
        (cut_at_a_line, EngineError),
        (without_end, EngineError),
        (compressed, EngineError),
        (elsewhere, EngineError),
        (page, EngineError),
        (ill, EngineError),
        (locked, EngineError),
        (hangs_up, EngineError),
        (endless, ResultTooLargeError),
        (out_of_time(b"\n##  Query cancelled due to timeout during execution   ##\n"), QueryTimeoutError),
        (out_of_time(b"The SPARQL operation has been cancelled"), EngineError),
    ],
)
def test_an_answer_that_is_not_whole_is_an_error(
    oxigraph: EngineProcess, release: Path, text: str, spoil: Spoil, expected: type[QueryError]
) -> None:
    with spoiling(oxigraph, spoil) as (url, _):
        found = asyncio.run(_asked(release, text, settings(url)))
    assert isinstance(found, expected)


def test_half_a_json_document_is_an_error(oxigraph: EngineProcess, release: Path) -> None:
    with spoiling(oxigraph, half_json) as (url, _):
        assert isinstance(asyncio.run(_asked(release, ROWS, settings(url))), EngineError)


@pytest.mark.parametrize(
    ("engine", "words"),
    [
        ("fuseki", b"\n##  Query cancelled due to timeout during execution   ##\n"),
        ("oxigraph", b"The SPARQL operation has been cancelled"),
    ],
)
def test_a_known_engines_last_words_are_understood(
    oxigraph: EngineProcess, release: Path, engine: str, words: bytes
) -> None:
    with spoiling(oxigraph, out_of_time(words)) as (url, _):
        found = asyncio.run(_asked(release, ROWS, settings(url, store_engine=engine)))
    assert isinstance(found, QueryTimeoutError)


def test_an_answer_that_drips_is_cut_at_the_time_limit(oxigraph: EngineProcess, release: Path) -> None:
    with spoiling(oxigraph, drips) as (url, hung_up):
        started = time.monotonic()
        found = asyncio.run(_asked(release, ROWS, settings(url, query_seconds=1)))
        assert isinstance(found, QueryTimeoutError)
        assert time.monotonic() - started < 8
        assert hung_up.wait(10), "the connection was left open"


def test_cancelling_closes_the_connection_and_frees_the_turn(oxigraph: EngineProcess, release: Path) -> None:
    async def cancel(url: str, hung_up: threading.Event) -> None:
        chosen = settings(url, store_connections=1, query_seconds=60)
        store = await RemoteStore.open(release, chosen, base=BASE, release=OLD)
        asking = asyncio.create_task(store.query(Query(ROWS)))
        await asyncio.sleep(0.5)
        assert store.stats().busy["public"] == 1
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert await asyncio.to_thread(hung_up.wait, 10)
        assert await rows(store, "SELECT ?o WHERE { ?s ?p ?o } LIMIT 1")
        assert store.stats().busy["public"] == 0
        await store.close()

    with spoiling(oxigraph, drips) as (url, hung_up):
        asyncio.run(cancel(url, hung_up))


def test_closing_ends_running_queries_with_an_engine_error(oxigraph: EngineProcess, release: Path) -> None:
    async def close(url: str) -> None:
        store = await RemoteStore.open(release, settings(url), base=BASE, release=OLD)
        asking = asyncio.create_task(store.query(Query(ROWS)))
        await asyncio.sleep(0.5)
        await store.close()
        with pytest.raises(EngineError):
            await asking
        with pytest.raises(EngineError):
            await store.query(Query("ASK {}"))
        await store.close()

    with spoiling(oxigraph, drips) as (url, _):
        asyncio.run(close(url))


def test_an_ill_address_is_passed_over(oxigraph: EngineProcess, release: Path) -> None:
    """Its answers break off, the other's do not: whoever asks sees no difference."""

    async def ask(url: str) -> list[int]:
        store = await RemoteStore.open(release, settings(url, oxigraph.url), base=BASE, release=OLD)
        answers = [len(await rows(store, ROWS)) for _ in range(6)]
        await store.close()
        return answers

    for spoil in (cut_short, ill, hangs_up):
        with spoiling(oxigraph, spoil) as (url, _):
            assert asyncio.run(ask(url)) == [50] * 6


def test_two_addresses_are_asked_in_turn(oxigraph: EngineProcess, release: Path) -> None:
    asked = []

    def count(handler: Handler, body: bytes, kind: str) -> None:
        asked.append(handler)
        plain(handler, body, kind)

    async def ask(url: str) -> None:
        store = await RemoteStore.open(release, settings(url, oxigraph.url), base=BASE, release=OLD)
        for _ in range(10):
            await store.query(Query(ROWS))
        await store.close()

    with spoiling(oxigraph, count) as (url, _):
        asyncio.run(ask(url))
    assert len(asked) == 5


def test_a_poisonous_query_is_not_passed_on_for_ever(oxigraph: EngineProcess, release: Path) -> None:
    """A query that ends the engine which gets it goes to two of them, not to all."""
    asked = []

    def count(handler: Handler, body: bytes, kind: str) -> None:
        asked.append(handler)
        hangs_up(handler, body, kind)

    with spoiling(oxigraph, count) as (url, _):
        urls = [f"{url}{number}" for number in range(4)]
        found = asyncio.run(_asked(release, ROWS, settings(*urls)))
    assert isinstance(found, EngineError)
    assert len(asked) == 2


def test_more_queries_than_may_wait_are_sent_away(oxigraph: EngineProcess, release: Path) -> None:
    async def crowd(url: str) -> list[str]:
        chosen = settings(url, store_connections=1, queue=256, client_queue=2, query_seconds=2)
        store = await RemoteStore.open(release, chosen, base=BASE, release=OLD)
        asking = [store.query(Query(ROWS, client="one")) for _ in range(5)]
        outcomes = await asyncio.gather(*asking, return_exceptions=True)
        await store.close()
        return [type(outcome).__name__ for outcome in outcomes]

    with spoiling(oxigraph, drips) as (url, _):
        outcomes = asyncio.run(crowd(url))
    assert outcomes.count("TooManyQueriesError") == 2
    assert outcomes.count("QueryTimeoutError") == 3


def test_a_page_does_not_wait_behind_strangers(oxigraph: EngineProcess, release: Path) -> None:
    async def ask(url: str) -> None:
        chosen = settings(url, store_connections=1, query_seconds=60)
        store = await RemoteStore.open(release, chosen, base=BASE, release=OLD)
        stranger = asyncio.create_task(store.query(Query(ROWS)))
        await asyncio.sleep(0.3)
        async with asyncio.timeout(10):
            assert await rows(store, "SELECT ?o WHERE { ?s ?p ?o } LIMIT 1", lane="pages")
        stranger.cancel()
        await asyncio.gather(stranger, return_exceptions=True)
        await store.close()

    with spoiling(oxigraph, drips) as (url, _):
        asyncio.run(ask(url))


# == An engine that goes and comes ==============================================


def test_a_dead_address_is_left_and_taken_up_again(release: Path) -> None:
    async def live(first: EngineProcess, second: EngineProcess) -> None:
        store = await opened(first, release, settings=settings(first.url, second.url))
        first.kill()
        for _ in range(4):
            assert await rows(store, "SELECT ?o WHERE { ?s ?p ?o } LIMIT 1")
        second.kill()
        with pytest.raises(EngineError):
            await store.query(Query("ASK {}"))
        assert not await store.ready()
        await asyncio.to_thread(first.start)
        async with asyncio.timeout(30):
            while not await store.ready():
                await asyncio.sleep(0.2)
        assert await rows(store, "SELECT ?o WHERE { ?s ?p ?o } LIMIT 1")
        await store.close()

    with running("oxigraph") as first, running("oxigraph") as second:
        for engine in (first, second):
            publish(release, engine.settings(), base=BASE, release=OLD)
        asyncio.run(live(first, second))


def test_an_address_without_the_release_is_not_used(oxigraph: EngineProcess, release: Path) -> None:
    async def ask(empty: EngineProcess) -> list[int]:
        store = await opened(oxigraph, release, settings=settings(empty.url, oxigraph.url))
        answers = [len(await rows(store, ROWS)) for _ in range(4)]
        await store.close()
        return answers

    with running("oxigraph") as empty:
        assert asyncio.run(ask(empty)) == [50] * 4
        with pytest.raises(EngineError, match="not published there"):
            asyncio.run(opened(empty, release))
