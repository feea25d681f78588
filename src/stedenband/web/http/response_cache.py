"""The counter at the door: what was just handed out is handed out again, without a walk through the whole house.

A document of a release, an answer to a query among them, is the same for everybody who asks for it in the same way. So
its response is kept whole, head and body, and the edge sends it before there is a task or a scope for the request.
The keys hold everything by which answers differ (``Vary``); whatever is not plainly such a request passes through.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stedenband.settings import MIB
from stedenband.web.http.access_log import AccessRecorder, request_id
from stedenband.web.http.caching import CacheStats, LruCache
from stedenband.web.http.path_prefix import remove_prefix
from stedenband.web.http.responses import has_matching_etag

_DOCUMENTS = (
    *(b"/doc/", b"/catalog", b"/dataset/", b"/service/", b"/record/", b"/.well-known/", b"/download/"),
    *(b"/ns", b"/context/", b"/static/", b"/sitemap", b"/sparql", b"/api/", b"/queries", b"/statistics"),
    *(b"/search", b"/?"),
)
"""Addresses whose answers depend on nothing but the release and the headers below, unless they say ``no-store``."""

_NEGOTIATED = (b"accept", b"accept-language", b"accept-datetime", b"accept-encoding")

_PARTIAL = (
    *(
        b"range",
        b"if-range",
        b"if-match",
        b"authorization",
        b"cookie",
        b"content-length",
        b"transfer-encoding",
        b"expect",
    ),
    *(b"content-encoding", b"content-type", b"upgrade", b"connection"),
)
"""Headers with which a request is not for the whole of a document that everybody may have, or not for that alone."""

_LIMIT = 16 * MIB

_LARGEST = 256 * 1024
"""Bytes of a body that go out at once; a larger one is sent in pieces, and counted while it is."""

_LONGEST_KEY = 8 * 1024

_LONGEST_HEAD = 16 * 1024

_MOST_FIELDS = 50
"""What is longer is looked at by those who know what to say to it."""

_HEADERS = 2048
"""About what the headers of an answer and the entry itself weigh, in bytes."""

_OWN = (b"x-request-id",)
"""Headers that each response has for itself."""

Headers = list[tuple[bytes, bytes]]

Key = tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class CachedResponse:
    """A response of status 200, ready to be sent: its head and the one of the 304, its body, its tag.

    ``scope`` is what is told of the request in the log: path and route.
    """

    head: bytes
    unchanged: bytes
    body: bytes
    etag: str
    scope: dict[str, Any]


@dataclass(frozen=True, slots=True)
class CacheHit:
    """What goes out: the head up to its end, without the headers that each response has for itself, and the body."""

    status: int
    head: bytes
    body: bytes
    sent: int


class ServedRelease(Protocol):
    """Whatever says which release is served."""

    @property
    def serving(self) -> object | None:
        """Another object for another release; ``None`` before the first."""

    @property
    def responses(self) -> CacheStats:
        """How the cache of responses has served, over all releases."""


class ResponseCache:
    """The memory of responses of the release that is served."""

    def __init__(self, live: ServedRelease, recorder: AccessRecorder, *, prefix: str = "") -> None:
        self._prefix = prefix.encode("ascii")
        self._live, self._recorder = live, recorder
        self._of: object | None = None
        self._memory = self._empty()

    def _empty(self) -> LruCache[CachedResponse]:
        return LruCache(_LIMIT, self._live.responses)

    def make_key(self, target: bytes, headers: Headers) -> Key | None:
        """The key of a request, whose target may begin with the path prefix."""
        return make_cache_key(remove_prefix(target, self._prefix), headers)

    @property
    def memory(self) -> LruCache[CachedResponse] | None:
        """What is kept of the release that is served; ``None`` before the first."""
        serving = self._live.serving
        if serving is not self._of:
            self._of, self._memory = serving, self._empty()
        return None if serving is None else self._memory

    def hand(self, method: bytes, target: bytes, headers: Headers) -> tuple[CachedResponse, CacheHit] | None:
        """The response to a request without a body, where it is known."""
        key = self.make_key(target, headers) if method in (b"GET", b"HEAD") else None
        memory = self.memory
        known = memory.get(key) if memory is not None and key is not None else None
        if known is None:
            return None
        asked = b",".join(value for name, value in headers if name == b"if-none-match")
        if asked and has_matching_etag(asked.decode("latin-1"), known.etag):
            return known, CacheHit(304, known.unchanged, b"", 0)
        body = b"" if method == b"HEAD" else known.body
        return known, CacheHit(200, known.head, body, len(body))

    def answer(self, scope: Scope, target: bytes) -> tuple[bytes, bytes, Callable[[], None]] | None:
        """The response to a request without a body, where it is known: its head up to its last field, and its body.

        The third is to be called when they were sent; it tells the log and the figures.
        """
        began = time.perf_counter()
        found = self.hand(scope["method"].encode("ascii"), target, scope["headers"])
        if found is None:
            return None
        handed, reply = found
        head = reply.head + b"x-request-id: " + request_id(scope).encode("ascii") + b"\r\n"
        return head, reply.body, lambda: self.note(scope, handed, reply, began)

    def note(self, scope: Scope, handed: CachedResponse, reply: CacheHit, began: float) -> None:
        """Tell the log and the figures."""
        scope.update(handed.scope)
        self._recorder.note(scope, reply.status, reply.sent, time.perf_counter() - began)


class CacheMiddleware:
    """ASGI middleware around the whole application that puts responses into the counter's memory."""

    def __init__(self, app: ASGIApp, counter: ResponseCache) -> None:
        self.app = app
        self._counter = counter

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._counter.make_key(*request) if (request := _split_scope(scope)) else None
        memory = self._counter.memory if key is not None else None
        if key is None or memory is None:
            await self.app(scope, receive, send)
            return
        seen = _Seen(send)
        await self.app(scope, receive, seen.send)
        handed = seen.handed(scope)
        # A release that came in between may have made the answer, and this memory is then not its own.
        if handed is not None and memory is self._counter.memory:
            memory.put(key, handed, len(handed.body) + sum(map(len, key)) + _HEADERS)


def make_cache_key(target: bytes, headers: Headers) -> Key | None:
    """What an answer depends on, or ``None`` for a request that is not plainly for such a document.

    What ``threshold`` would refuse is none: one Host, and a head of usual size.
    """
    if target != b"/" and not target.startswith(_DOCUMENTS):
        return None
    found = dict.fromkeys(_NEGOTIATED, b"")
    size, hosts = len(target), 0
    for name, value in headers:
        size += len(name) + len(value)
        if name in found:
            if found[name] or not value:  # An empty one is not the same as none: an empty date is refused.
                return None
            found[name] = value
        elif name in _PARTIAL and not (name == b"connection" and value.lower() == b"keep-alive"):
            return None
        elif name == b"host":
            hosts += 1
    if hosts != 1 or size > _LONGEST_HEAD or len(headers) > _MOST_FIELDS:
        return None
    key = (target, *found.values())
    return key if sum(map(len, key)) <= _LONGEST_KEY else None


def _split_scope(scope: Scope) -> tuple[bytes, Headers] | None:
    """Target and headers of a request for a document."""
    if scope["type"] != "http" or scope["method"] != "GET":
        return None
    query: bytes = scope["query_string"]
    target: bytes = scope.get("raw_path") or b""
    return target + b"?" + query if query else target, scope["headers"]


class _Seen:
    """Passes an answer on and remembers it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._status = 0
        self._headers: Headers = []
        self._pieces: list[bytes] = []
        self._size = 0
        self._whole = False

    async def send(self, message: Message) -> None:
        await self._send(message)
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            piece = message.get("body", b"")
            self._size += len(piece)
            self._whole = not message.get("more_body", False)
            if self._size <= _LARGEST:
                self._pieces.append(piece)

    def handed(self, scope: Scope) -> CachedResponse | None:
        """The answer, if it is a whole document with a tag that anybody may keep."""
        named = dict(self._headers)
        etag, cache = named.get(b"etag", b""), named.get(b"cache-control", b"")
        if self._status != 200 or not self._whole or self._size > _LARGEST:
            return None
        if not etag or not cache.startswith(b"public") or b"set-cookie" in named:
            return None
        told = {name: scope[name] for name in ("path", "route") if name in scope}
        return CachedResponse(
            _head(b"200 OK", self._headers, _OWN),
            # The headers of a 304 are those of the 200 that tell of the document (RFC 9110, section 15.4.5).
            _head(b"304 Not Modified", self._headers, (*_OWN, b"content-length", b"content-type")),
            b"".join(self._pieces),
            etag.decode("latin-1"),
            told,
        )


def _head(status: bytes, headers: Headers, without: tuple[bytes, ...]) -> bytes:
    lines = [name + b": " + value for name, value in headers if name not in without]
    return b"\r\n".join([b"HTTP/1.1 " + status, *lines, b""])
