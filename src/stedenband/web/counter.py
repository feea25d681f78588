"""The counter at the door: what was just handed out is handed out again, without a walk through the whole house.

A document of a release is the same for everybody who asks for it in the same way, so its answer is kept whole, with
its headers, and finding it costs a fraction of routing the request. The keys hold everything by which answers differ
(``Vary``); whatever is not plainly such a document passes through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stedenband.settings import MIB
from stedenband.web.live import Live, Serving
from stedenband.web.memory import Memory
from stedenband.web.responses import matches

_DOCUMENTS = (
    *("/doc/", "/catalog", "/dataset/", "/service/", "/record/", "/.well-known/", "/download/"),
    *("/ns", "/context/", "/static/", "/sitemap"),
)
"""Addresses whose answers depend on nothing but the release and the headers below."""

_NEGOTIATED = (b"accept", b"accept-language", b"accept-datetime")
_PARTIAL = (b"range", b"if-range", b"authorization", b"cookie", b"content-length", b"transfer-encoding")
"""Headers with which a request is not for the whole of a document that everybody may have."""

_LIMIT = 16 * MIB
_LARGEST = MIB
_LONGEST_KEY = 1024

Headers = list[tuple[bytes, bytes]]
Key = tuple[str, bytes, bytes, bytes, bytes]


@dataclass(frozen=True, slots=True)
class Handed:
    """An answer of status 200: its headers, its bytes, its tag, and the route that made it."""

    headers: Headers
    body: bytes
    etag: str
    route: Any

    @property
    def unchanged(self) -> Headers:
        """The headers of the 304 for who has these bytes already (RFC 9110, section 15.4.5)."""
        return [pair for pair in self.headers if pair[0] not in (b"content-length", b"content-type")]


class Counter:
    """ASGI middleware within the threshold, with a memory of its own for the release that is served."""

    def __init__(self, app: ASGIApp, live: Live) -> None:
        self.app = app
        self._live = live
        self._of: Serving | None = None
        self._memory: Memory[Handed] = Memory(_LIMIT)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        serving = self._live.serving
        key = _key(scope) if serving is not None else None
        if key is None:
            await self.app(scope, receive, send)
            return
        if serving is not self._of:
            self._of, self._memory = serving, Memory(_LIMIT)
        known = self._memory.get(key)
        if known is not None:
            scope["route"] = known.route
            await _hand(known, scope, send)
        elif scope["method"] == "GET":
            await self._watch(key, scope, receive, send)
        else:
            await self.app(scope, receive, send)

    async def _watch(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the answer be made, and keep it where it may be kept."""
        memory, seen = self._memory, _Seen(send)
        await self.app(scope, receive, seen.send)
        handed = seen.handed(scope)
        # A release that came in between may have made the answer, and this memory is then not its own.
        if handed is not None and memory is self._memory and self._live.serving is self._of:
            memory.put(key, handed, len(handed.body) + 4 * _LONGEST_KEY)


def _key(scope: Scope) -> Key | None:
    """What an answer depends on, or ``None`` for a request that is not for such a document."""
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
        return None
    path: str = scope["path"]
    if not path.startswith(_DOCUMENTS):
        return None
    found = dict.fromkeys(_NEGOTIATED, b"")
    for name, value in scope["headers"]:
        if name in _PARTIAL:
            return None
        if name in found:
            found[name] = found[name] + b"," + value if found[name] else value
    key = (path, scope["query_string"], *found.values())
    return key if sum(map(len, key)) <= _LONGEST_KEY else None


async def _hand(known: Handed, scope: Scope, send: Send) -> None:
    asked = [value for name, value in scope["headers"] if name == b"if-none-match"]
    if asked and matches(b",".join(asked).decode("latin-1"), known.etag):
        await send({"type": "http.response.start", "status": 304, "headers": list(known.unchanged)})
        await send({"type": "http.response.body", "body": b""})
        return
    await send({"type": "http.response.start", "status": 200, "headers": list(known.headers)})
    body = b"" if scope["method"] == "HEAD" else known.body
    await send({"type": "http.response.body", "body": body})


class _Seen:
    """Passes an answer on and remembers it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._status = 0
        self._headers: Headers = []
        self._body: bytes | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            # The middleware around this one writes headers of its own, some of them for this one answer.
            self._status, self._headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            whole = self._body is None and not message.get("more_body", False)
            self._body = message.get("body", b"") if whole else b""
            self._status = self._status if whole else 0
        await self._send(message)

    def handed(self, scope: Scope) -> Handed | None:
        """The answer, if it is a whole document with a tag that anybody may keep."""
        named = dict(self._headers)
        etag, cache = named.get(b"etag", b""), named.get(b"cache-control", b"")
        if self._status != 200 or self._body is None or len(self._body) > _LARGEST:
            return None
        if not etag or not cache.startswith(b"public") or b"set-cookie" in named:
            return None
        return Handed(self._headers, self._body, etag.decode("latin-1"), scope.get("route"))
