"""The edge to the network: one connection, with an end to every wait, and how many there may be of them.

uvicorn waits for a request as long as its client likes. Here a head has so many seconds to arrive, and a body, from
their first byte on, however the bytes drip; a client that does not read its answer is cut off as well; and when all
places are taken, whoever holds most of them loses one that is not at work. What is refused here is refused before
anybody has read it, so there is no asker's language yet, and no page.
"""

from __future__ import annotations

import asyncio
import json
import re
import resource
import time
from collections import Counter as Counts
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any, Literal, cast

import httptools
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from stedenband.ns import VOCABULARY
from stedenband.settings import Settings
from stedenband.web.counter import Counter
from stedenband.web.http.clients import counted_as, is_within
from stedenband.web.monitoring.logs import request_id
from stedenband.web.presentation.languages import choose_language
from stedenband.words import say

Phase = Literal["idle", "head", "body", "answering", "parting"]
"""What is waited for: a request, the rest of its head, the rest of its body, our answer, or the client's leave."""

_PARTING_SECONDS = 2.0
_PARTING_BYTES = 4 * 1024 * 1024
"""How long, and how much, a refused client may go on sending, so that it comes to read why it was refused."""

_STALLED_SECONDS = 15.0
"""Longest that a client may take to read what waits for it in the buffer: 64 KiB and what was written last."""

HEAD_BYTES = 64 * 1024
"""The most that the head of a request may be."""

_LONGEST_URL = 65_535
"""The parser of addresses takes no more; what is shorter and still too long is told so by ``threshold``."""

_UNREAD = 64 * 1024
"""Whoever has so many bytes before him that he has not read yet gets no more at once."""

_PIPELINED = 32
"""Requests that may wait behind the one that is being answered; nobody sends more of them."""

_METHOD = re.compile(rb"[A-Z]{1,20} (?:/|\*|https?:)")
"""How a request begins, whatever its method."""

_OWN_FILES = 128
"""Descriptors that the server needs besides its connections."""

_RETRY_SECONDS = 5

_NAMES = {
    400: "bad-request",
    405: "wrong-method",
    408: "request-too-slow",
    414: "address-too-long",
    429: "too-many-connections",
    431: "head-too-large",
    503: "no-connection",
}

_CONTINUE = b"HTTP/1.1 100 "
_SHORT = 16 * 1024

_BODY = (b"content-length", b"transfer-encoding")

FIELD_BYTES = 8 * 1024
"""The most that one header field may be, name and value."""

HEAD_FIELDS = 100
"""The most header fields that a request may have."""

READ_FIELDS = frozenset(
    (
        *(b"host", b"connection", b"expect", b"content-length", b"transfer-encoding"),
        *(b"content-type", b"content-encoding", b"content-location", b"content-range"),
        *(b"accept", b"accept-datetime", b"accept-encoding", b"accept-language"),
        *(b"if-match", b"if-modified-since", b"if-none-match", b"if-range", b"if-unmodified-since", b"range"),
        *(b"access-control-request-method", b"origin", b"authorization"),
        *(b"x-forwarded-for", b"x-request-id"),
    )
)
"""The header fields that the application, or a library under it, may see; no others reach an ASGI scope.

What a stranger writes in a field that nobody needs, ``Cookie`` first of all, is then parsed by nobody either.
"""

_KEYS = {400: "request", 405: "unknown"}
"""The last part of the key of a detail, where it is another one."""

_ALLOWED = "GET, HEAD, POST, QUERY, OPTIONS"


class Crowd:
    """The connections of one server, by client."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.places = min(settings.connections, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _OWN_FILES)
        self.members: set[Edge] = set()
        self._clients: Counts[str] = Counts()

    def enter(self, edge: Edge) -> int:
        """Take a connection in; the status to refuse it with, or 0.

        When all places are taken, the client that has more than anybody, and more than this one, gives one up.
        """
        client = edge.counted
        if client and self._clients[client] >= self.settings.client_connections:
            return 429
        if len(self.members) >= self.places and not self._make_room(client):
            return 503
        self.members.add(edge)
        self._clients[client] += 1
        return 0

    def leave(self, edge: Edge) -> None:
        """Forget a connection."""
        if edge in self.members:
            self.members.remove(edge)
            self._clients[edge.counted] -= 1
            if not self._clients[edge.counted]:
                del self._clients[edge.counted]

    def _make_room(self, client: str) -> bool:
        waiting = [edge for edge in self.members if edge.phase in ("idle", "head", "body")]
        last = max(waiting, key=lambda edge: (self._clients[edge.counted], -edge.since), default=None)
        if last is None or self._clients[last.counted] <= self._clients[client] + 1:
            return False
        self.leave(last)
        last.transport.abort()
        return True


class Edge(HttpToolsProtocol):
    """uvicorn's connection, with deadlines, a bound on the head of a request, and an order in refusing.

    Answers go out in the order of their requests, refusals too: what is wrong with a request that was sent behind
    another ends the connection after the answer to the one before.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        crowd: Crowd,
        counter: Counter,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._crowd, self._counter = crowd, counter
        self.phase: Phase = "idle"
        self.since = self.loop.time()
        self.counted = ""
        self._reading: Literal["idle", "head", "body"] = "idle"
        self._head_bytes = self._begun = 0
        self._running: RequestResponseCycle | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._discarded = 0
        self._fields = 0
        self._fault = 0
        """The status to refuse the head with that is being read, or 0."""
        self._offered = False
        """Whether the request that is being read offers to change to another protocol."""
        self._handed = False
        """Whether the request that is being read is no business of uvicorn: it was answered here, or refused."""

    # -- What happens to a connection ---------------------------------------------

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        peer = self.client[0] if self.client else ""
        if not is_within(peer, self._crowd.settings.trusted_proxies):
            self.counted = counted_as(peer)
        status = self._crowd.enter(self)
        if status:
            self._refuse(status)
        else:
            self._enter("idle")

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.leave(self)
        for timer in (self._timer, self._stalled):
            if timer is not None:
                timer.cancel()
        # uvicorn tells the newest request; with others waiting before it, that is not the one that is being answered.
        for cycle in (self._running, *(waiting for waiting, _ in self.pipeline)):
            if cycle is not None and not cycle.response_complete:
                cycle.disconnected = True
                cycle.message_event.set()
        self.pipeline.clear()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.phase == "parting":
            self._discarded += len(data)
            if self._discarded > _PARTING_BYTES:
                self.transport.pause_reading()  # to close now would take the refusal from who has not read it yet
            return
        if self._reading != "body":
            self._head_bytes += len(data)
        begun = self._begun
        try:
            self._parse(data)
        except httptools.HttpParserInvalidMethodError:
            first = self._begun == begun + 1
            self._malformed(405 if first and _METHOD.match(data) else 400)
        except httptools.HttpParserError:
            self._malformed(400)
        else:
            if self._reading == "head" and self._head_bytes > HEAD_BYTES:
                self._malformed(431 if self.headers else 414)
        self._see()

    def _parse(self, data: bytes) -> None:
        """Feed the parser. An offer of another protocol is passed over (RFC 9110, section 7.8).

        The parser takes what follows such an offer for the other protocol, and the message for one without a body.
        So its head is told again without the offer, to a parser that has seen none: the body belongs to its request.
        """
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as offer:
            if not self._offered:
                return  # it was refused
            head, self._offered = self._without_offer(), False
            self.parser = httptools.HttpRequestParser(self)
            self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
            self._parse(head + data[offer.args[0] :])

    def _without_offer(self) -> bytes:
        version = self.parser.get_http_version().encode()
        lines = [self.parser.get_method() + b" " + self.url + b" HTTP/" + version]
        for name, value in self.headers:
            if name == b"connection":
                options = [option.strip() for option in value.split(b",")]
                value = b", ".join(option for option in options if option.lower() != b"upgrade")
            if name != b"upgrade":
                lines.append(name + b": " + value)
        return b"\r\n".join([*lines, b"", b""])

    def _malformed(self, status: int) -> None:
        """Refuse the request that is being read; what was asked before it on this connection is answered first."""
        own = self.cycle if self._reading == "body" else None
        before = self._running
        if before is None or before.response_complete or before is own:
            self._refuse(status)
            return
        before.keep_alive = False
        self.pipeline.clear()
        self.flow.pause_reading()

    def on_response_complete(self) -> None:
        """Go on with the next request; a client whose body nobody read is refused, and has to be told so."""
        self.server_state.total_requests += 1
        ended, self._running = self._running, None
        if ended is not None:
            cast(_Parcel, ended.transport).seal()  # an answer to HEAD is nothing but a head
        if self.phase == "parting" or self.transport.is_closing():
            return
        if ended is self.cycle and self._reading == "body":
            self._part()
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        self._see()

    def shutdown(self) -> None:
        """Close for good: now, or when the answer that is being made has been sent."""
        if self.phase == "parting":
            self.transport.abort()
        else:
            super().shutdown()

    # -- What the parser says ----------------------------------------------------------

    def on_message_begin(self) -> None:
        self._reading = "head"
        self._begun += 1
        self._fields = self._fault = 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        # Fields behind a body came too late to say anything of it (RFC 9110, section 6.5.1).
        if self._reading != "head":
            return
        self._fields += 1
        if self._fields > HEAD_FIELDS or len(name) + len(value) > FIELD_BYTES:
            self._fault = 431
        elif name.lower() in READ_FIELDS:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if self.parser.get_method() == b"CONNECT":
            self._fault = 405
        elif self.parser.should_upgrade() and not self._fault:
            self._offered = True
            return
        self._head_bytes, self._handed = 0, True
        if len(self.url) > _LONGEST_URL:
            self._fault = 414
        if self._fault:
            self._malformed(self._fault)
            self._reading = "body"
            return
        self._reading = "body"
        if self._hand_out():
            return
        self._handed = False
        if not self.url.startswith((b"/", b"http:", b"https:")):
            self.url = b"/"  # "*"
        if len(self.pipeline) >= _PIPELINED:
            self.transport.abort()
            return
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        if self._offered:
            return
        self._reading = "idle"
        if not self._handed:
            super().on_message_complete()

    def _hand_out(self) -> bool:
        """Answer at once with what the counter has, unless somebody is still being answered, or slow in reading."""
        unread = self.transport.get_write_buffer_size()
        if self._running is not None or unread > _UNREAD or self.parser.get_http_version() != "1.1":
            return False
        began, method = time.perf_counter(), self.parser.get_method()
        found = self._counter.hand(method, self.url, self.headers)
        if found is None:
            return False
        handed, reply = found
        scope = dict(self.scope, method=method.decode("ascii"), query_string=self.url.partition(b"?")[2])
        own = [*self.server_state.default_headers, (b"x-request-id", request_id(scope).encode())]
        lines = [name + b": " + value + b"\r\n" for name, value in own]
        self.transport.writelines([reply.head, *lines, b"\r\n", reply.body])
        self.server_state.total_requests += 1
        self.since = self.loop.time()
        self._counter.note(scope, handed, reply, began)
        return True

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._running = cycle
        cycle.transport = _Parcel(self, cycle)  # type: ignore[assignment]
        if any(name in _BODY for name, _ in cycle.scope["headers"]):
            app = partial(_or_close, app, cycle)
        super()._start_asgi_task(cycle, app)

    def end(self, cycle: RequestResponseCycle) -> None:
        """Close after an answer; who is still sending has to be let to read it first."""
        if cycle is self.cycle and self._reading == "body":
            self._part()
        else:
            self.transport.close()

    # -- How long it may take ---------------------------------------------------------

    def _see(self) -> None:
        """Note what is waited for now. The time for it counts from its first byte, whatever comes after."""
        if self.phase == "parting" or self.transport.is_closing():
            return
        if self._running is None:
            self._enter("idle" if self._reading == "body" else self._reading)
        else:
            self._enter("body" if self._reading == "body" and self._running is self.cycle else "answering")

    def _enter(self, phase: Phase) -> None:
        if phase == self.phase and self._timer is not None:
            return
        self.phase, self.since = phase, self.loop.time()
        patience = self._patience
        if patience is not None and (self._timer is None or self._timer.when() > self.since + patience):
            self._set_timer(patience, self._look)

    @property
    def _patience(self) -> float | None:
        """The seconds that this phase may last."""
        settings = self._crowd.settings
        limits = {"idle": settings.idle_seconds, "head": settings.head_seconds, "body": settings.body_seconds}
        return limits.get(self.phase)

    def _look(self) -> None:
        """The timer rang: for this phase, or for one that has ended since, and then it is set for what is left."""
        self._timer = None
        patience = self._patience
        if patience is None:
            return
        left = self.since + patience - self.loop.time()
        if left > 0:
            self._set_timer(left, self._look)
        elif self.phase == "idle" or (self.phase == "body" and self.cycle.response_started):
            self.transport.close()
        else:
            self._refuse(408)

    def _set_timer(self, seconds: float, then: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, then)

    # -- Whoever does not read -----------------------------------------------------

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stalled = self.loop.call_later(_STALLED_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    # -- The end ---------------------------------------------------------------------

    def _refuse(self, status: int) -> None:
        """Answer with a problem that needs no request, and part."""
        if self._running is None or not self._running.response_started:
            self.transport.write(refusal(status, self._crowd.settings))
        self._part()

    def _part(self) -> None:
        """Send nothing more, and take in nothing; whoever asked is gone as far as the application knows."""
        self.phase = "parting"
        for cycle in (self._running, self.cycle):
            if cycle is not None:
                cycle.disconnected = True
                cycle.message_event.set()
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._set_timer(_PARTING_SECONDS, self.transport.abort)


class _Parcel:
    """What a request has for a transport: the head of its answer goes out with the first of the body, in one parcel.

    And it is not closed before who is still sending can read the answer.
    """

    def __init__(self, edge: Edge, cycle: RequestResponseCycle) -> None:
        self._edge, self._cycle = edge, cycle
        self._head: bytes | None = None
        self._sealed = False
        self.is_closing = edge.transport.is_closing

    def write(self, data: bytes) -> None:
        """Send that; the first time it is the head, which waits for what comes next."""
        if self._sealed:
            self._edge.transport.write(data)
        elif self._head is None and not data.startswith(_CONTINUE):
            self._head = data
        else:
            self.seal(data)

    def seal(self, data: bytes = b"") -> None:
        """Send what has waited, and that behind it."""
        head, self._head = self._head or b"", None
        self._sealed = bool(head)
        if head or data:
            self._edge.transport.write(head + data if len(data) < _SHORT else head)
        if len(data) >= _SHORT:
            self._edge.transport.write(data)

    def close(self) -> None:
        self.seal()
        self._edge.end(self._cycle)


async def _or_close(
    app: ASGIApp, cycle: RequestResponseCycle, scope: Scope, receive: Receive, send: Send
) -> None:
    """Say that the connection ends with an answer that is given before the body has come."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and cycle.more_body:
            cycle.keep_alive = False
        await send(message)

    await app(scope, receive, sending)


def refusal(status: int, settings: Settings) -> bytes:
    """A whole response with a problem document (RFC 9457), in our first language."""
    language, name = choose_language(None, None), _NAMES[status]
    seconds = {408: settings.head_seconds, 429: settings.client_connections, 503: settings.connections}
    values = {
        "seconds": f"{settings.head_seconds:g}",
        "allowed": seconds.get(status, "64 KiB"),
        "methods": _ALLOWED,
    }
    key = f"problem.{name}.{_KEYS.get(status, 'detail')}"
    members = {
        "type": f"{VOCABULARY}problem/{name}",
        "title": say(f"problem.{name}.title", language),
        "status": status,
        "detail": say(key, language, **values),
    }
    body = json.dumps(members, ensure_ascii=False, indent=2).encode() + b"\n"
    head = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        f"Content-Language: {language}",
        "Access-Control-Allow-Origin: *",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    ]
    if status == 405:
        head.append(f"Allow: {_ALLOWED}")
    if status in (408, 429, 503):
        head.append(f"Retry-After: {_RETRY_SECONDS}")
    return "\r\n".join([*head, "", ""]).encode("ascii") + body
