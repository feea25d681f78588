"""What is handed out again is exactly what was handed out first, and never longer than it is true."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad
from starlette.types import Message, Scope

from stedenband.ns import SKOS
from stedenband.settings import Settings
from stedenband.web.http.access_log import AccessRecorder
from stedenband.web.http.caching import CacheStats
from stedenband.web.http.metrics import Metrics
from stedenband.web.http.response_cache import CacheMiddleware, ResponseCache, make_cache_key
from stedenband.web.http.responses import has_matching_etag
from web_release import BASE, IRIS, application, gent, publish, running

PATHS = [
    "/doc/city/gent.ttl",
    "/doc/partnership/gent-kanazawa?lang=en",
    "/catalog.jsonld",
    "/dataset/gent",
    "/download/latest/gent.ttl",
    "/ns.ttl",
    "/context/v1.jsonld",
]
OWN = {"date", "x-request-id"}
"""Headers that differ from answer to answer."""


@pytest.fixture
def client(tmp_path: Path) -> Iterator[httpx.Client]:
    """A server of its own: nothing has been handed out yet."""
    with (
        running(application(publish(tmp_path / "out", gent()))) as address,
        httpx.Client(base_url=address, headers={"Accept-Encoding": "identity"}) as found,
    ):
        yield found


def same(one: httpx.Response, other: httpx.Response) -> bool:
    def headers(answer: httpx.Response) -> dict[str, str]:
        return {name: value for name, value in answer.headers.items() if name not in OWN}

    return (one.status_code, one.content, headers(one)) == (other.status_code, other.content, headers(other))


@pytest.mark.parametrize("path", PATHS)
def test_the_second_answer_is_the_first(client: httpx.Client, path: str) -> None:
    head_before, first = client.head(path), client.get(path)
    second, head_after = client.get(path), client.head(path)
    assert first.status_code == 200
    assert same(first, second)
    assert same(head_before, head_after)
    assert head_after.content == b""
    assert head_after.headers["content-length"] == str(len(first.content))
    assert second.headers["x-request-id"] != first.headers["x-request-id"]


@pytest.mark.parametrize("path", PATHS)
def test_who_has_it_is_told_so_in_the_same_way(client: httpx.Client, path: str) -> None:
    etag = client.head(path).headers["etag"]
    before = client.get(path, headers={"If-None-Match": etag})
    client.get(path)
    after = client.get(path, headers={"If-None-Match": f'"another", W/{etag}'})
    assert before.status_code == after.status_code == 304
    assert same(before, after)
    assert client.get(path, headers={"If-None-Match": '"another"'}).status_code == 200


def test_askers_of_other_forms_and_languages_get_their_own(client: httpx.Client) -> None:
    def asked(**headers: str) -> httpx.Response:
        return client.get(
            "/doc/city/gent", headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    for _ in range(2):
        assert asked(accept="text/turtle").headers["content-type"].startswith("text/turtle")
        assert asked(accept="text/html", accept_language="nl").headers["content-language"] == "nl"
        assert asked(accept="text/html", accept_language="en").headers["content-language"] == "en"
        assert asked(accept="image/png").status_code == 406
    assert client.get("/doc/city/gent.html?lang=nl").headers["content-language"] == "nl"
    assert client.get("/doc/city/gent.html?lang=en").headers["content-language"] == "en"


def test_a_part_is_not_taken_for_the_whole(client: httpx.Client) -> None:
    part = client.get("/download/latest/gent.nt", headers={"Range": "bytes=0-9"})
    whole = client.get("/download/latest/gent.nt")
    again = client.get("/download/latest/gent.nt", headers={"Range": "bytes=0-9"})
    assert (part.status_code, whole.status_code, again.status_code) == (206, 200, 206)
    assert part.content == again.content == whole.content[:10]


def test_what_is_not_there_is_looked_for_every_time(client: httpx.Client) -> None:
    assert [client.get("/doc/city/atlantis").status_code for _ in range(2)] == [404, 404]


def test_a_new_release_is_seen_at_once(tmp_path: Path) -> None:
    releases = publish(tmp_path / "out", gent())
    note = Quad(
        NamedNode(f"{BASE}id/city/gent"),
        SKOS.note,
        Literal("nieuw", language="nl"),
        IRIS.graph("partnerships"),
    )
    with running(application(releases)) as address, httpx.Client(base_url=address, timeout=30) as client:
        before = [client.get("/doc/city/gent.ttl").text for _ in range(2)]
        publish(tmp_path / "out", [*gent(), note], version="2.0.0")
        for _ in range(100):
            after = client.get("/doc/city/gent.ttl").text
            if after != before[0]:
                break
            time.sleep(0.1)
        assert before[0] == before[1]
        assert '"nieuw"@nl' in after


# == What is kept at all =======================================================


HOST = (b"host", b"x")


class House:
    """An application that counts how often it is asked."""

    def __init__(self, *messages: Message) -> None:
        self.messages, self.asked = messages, 0

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        self.asked += 1
        for message in self.messages:
            await send(dict(message))


class Live:
    """A release, whichever."""

    serving = object()
    responses = CacheStats()


def start(status: int = 200, **headers: str) -> Message:
    given = {
        "etag": '"x"',
        "cache-control": "public, max-age=0",
        **{k.replace("_", "-"): v for k, v in headers.items()},
    }
    pairs = [(name.encode(), value.encode()) for name, value in given.items() if value]
    return {"type": "http.response.start", "status": status, "headers": pairs}


def body(data: bytes, *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": data, "more_body": more}


def asked_twice(house: House, *, live: Any = Live, **asked: Any) -> int:
    """How often the house itself had to answer."""
    counter = ResponseCache(live, AccessRecorder(Settings(), Metrics()))

    async def ask() -> None:
        keeping = CacheMiddleware(house, counter)
        for _ in range(2):
            scope = {**base, **asked}
            method, target = scope["method"].encode(), scope["raw_path"]
            if scope["query_string"]:
                target += b"?" + scope["query_string"]
            if counter.hand(method, target, scope["headers"]) is None:
                await keeping(scope, receive, send)

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: Message) -> None:
        pass

    base = {"type": "http", "method": "GET", "path": "/doc/x", "raw_path": b"/doc/x", "query_string": b""}
    base["headers"] = [(b"host", b"x")]
    asyncio.run(ask())
    return house.asked


def test_a_document_is_made_once() -> None:
    assert asked_twice(House(start(), body(b"x"))) == 1
    assert asked_twice(House(start(), body(b"x", more=True), body(b"y"))) == 1


@pytest.mark.parametrize(
    "messages",
    [
        (start(404), body(b"x")),
        (start(206), body(b"x")),
        (start(cache_control="no-store"), body(b"x")),
        (start(etag=""), body(b"x")),
        (start(set_cookie="a=b"), body(b"x")),
        (start(), body(b"x", more=True)),
        (start(), body(b"x" * (256 * 1024 + 1))),
        (start(),),
    ],
    ids=["404", "206", "no-store", "no-tag", "cookie", "cut-short", "large", "broken-off"],
)
def test_other_answers_are_made_every_time(messages: tuple[Message, ...]) -> None:
    assert asked_twice(House(*messages)) == 2


@pytest.mark.parametrize(
    "scope",
    [
        {"method": "POST"},
        {"raw_path": b"/ready"},
        {"headers": []},
        {"headers": [HOST, HOST]},
        {"headers": [HOST, (b"range", b"bytes=0-1")]},
        {"headers": [HOST, (b"authorization", b"x")]},
        {"headers": [HOST, (b"connection", b"close")]},
        {"headers": [HOST, (b"accept", b"")]},
        {"headers": [HOST, (b"accept", b"a/b"), (b"accept", b"c/d")]},
        {"headers": [HOST, (b"accept", b"x" * 9000)]},
        {"headers": [HOST, (b"x-a", b"x" * 20_000)]},
        {"headers": [HOST, *[(b"x-a", b"x")] * 60]},
        {"query_string": b"x" * 9000},
        {"type": "websocket"},
    ],
    ids=lambda scope: str(scope)[:40],
)
def test_other_requests_pass_through(scope: dict[str, Any]) -> None:
    assert asked_twice(House(start(), body(b"x")), **scope) == 2


def test_without_a_release_nothing_is_kept() -> None:
    class Nothing:
        serving = None
        responses = CacheStats()

    assert asked_twice(House(start(), body(b"x")), live=Nothing) == 2


def test_an_address_that_is_too_long_to_keep_has_no_key() -> None:
    host = [(b"host", b"example.org")]
    assert make_cache_key(b"/doc/" + b"x" * 4000, host) is not None
    long = [*host, *((name, b"y" * 2500) for name in (b"accept", b"accept-language"))]
    assert make_cache_key(b"/doc/" + b"x" * 2000, long) is not None
    assert make_cache_key(b"/doc/" + b"x" * 4000, long) is None


@pytest.mark.parametrize(
    ("header", "named"),
    [("*", True), ('"other", *', True), ('W/"a"', True), ('"b", "a"', True), ('"b"', False), (None, False)],
)
def test_a_tag_is_named_by_itself_or_by_the_star(header: str | None, named: bool) -> None:
    assert has_matching_etag(header, '"a"') is named
