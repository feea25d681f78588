"""The edge to the network: one connection, with an end to every wait, and how many there may be of them.

uvicorn waits for a request as long as its client likes. Here a head has so many seconds to arrive, and a body, from
their first byte on, however the bytes drip; a client that does not read its answer is cut off as well; and when all
places are taken, whoever holds most of them loses one that is not at work. What is refused here is refused before
anybody has read it, so there is no asker's language yet, and no page.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol
from uvicorn.server import ServerState

from stedenband.ns import VOCABULARY
from stedenband.settings import Settings
from stedenband.web.clients import counted_as, is_within
from stedenband.web.languages import choose_language
from stedenband.words import say

Phase = Literal["idle", "head", "body", "answering", "parting"]
"""What is waited for: a request, the rest of its head, the rest of its body, our answer, or the client's leave."""

_PARTING_SECONDS = 2.0
_PARTING_BYTES = 4 * 1024 * 1024
"""How long, and how much, a refused client may go on sending, so that it comes to read why it was refused."""

_STALLED_SECONDS = 15.0
"""Longest that a client may take to read what waits for it in the buffer: 64 KiB and what was written last."""

_OWN_FILES = 128
"""Descriptors that the server needs besides its connections."""

_RETRY_SECONDS = 5

_NAMES = {
    400: "bad-request",
    408: "request-too-slow",
    414: "address-too-long",
    429: "too-many-connections",
    431: "head-too-large",
    503: "no-connection",
}


class Crowd:
    """The connections of one server, by client."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.places = min(settings.connections, resource.getrlimit(resource.RLIMIT_NOFILE)[0] - _OWN_FILES)
        self.members: set[Edge] = set()
        self._clients: Counter[str] = Counter()

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


class Edge(H11Protocol):
    """uvicorn's connection, with deadlines."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        crowd: Crowd,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._crowd = crowd
        self.phase: Phase = "idle"
        self.since = self.loop.time()
        self.counted = ""
        self._timer: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._discarded = 0

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
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.phase == "parting":
            self._discarded += len(data)
            if self._discarded > _PARTING_BYTES:
                self.transport.abort()
            return
        super().data_received(data)
        self._see()

    def on_response_complete(self) -> None:
        # A body that nobody read is still coming: its client was refused, and has to be told so.
        if self.conn.their_state is h11.SEND_BODY and not self.transport.is_closing():
            self.server_state.total_requests += 1
            self._part()
            return
        super().on_response_complete()
        self._see()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is no HTTP, with the status that fits."""
        error = sys.exc_info()[1]  # called while the parser's error is being handled
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        if status == 431 and b"\n" not in self.conn.trailing_data[0]:
            status = 414
        self._refuse(status if status in _NAMES else 400)

    def shutdown(self) -> None:
        """Close for good: now, or when the answer that is being made has been sent."""
        if self.phase == "parting":
            self.transport.abort()
        else:
            super().shutdown()

    # -- How long it may take ---------------------------------------------------------

    def _see(self) -> None:
        """Note what is waited for now. The time for it counts from its first byte, whatever comes after."""
        if self.phase == "parting" or self.transport.is_closing():
            return
        state = self.conn.their_state
        if state is h11.IDLE:
            self._enter("head" if self.conn.trailing_data[0] else "idle")
        elif state is h11.SEND_BODY:
            self._enter("body")
        else:
            self._enter("answering")

    def _enter(self, phase: Phase) -> None:
        if phase == self.phase and self._timer is not None:
            return
        settings = self._crowd.settings
        limits = {"idle": settings.idle_seconds, "head": settings.head_seconds, "body": settings.body_seconds}
        self.phase, self.since = phase, self.loop.time()
        self._set_timer(limits.get(phase), self._too_slow)

    def _set_timer(self, seconds: float | None, then: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if seconds is None else self.loop.call_later(seconds, then)

    def _too_slow(self) -> None:
        self._timer = None
        if self.phase == "idle" or (self.phase == "body" and self.cycle.response_started):
            self.transport.close()
        else:
            self._refuse(408)

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
        if not (self.cycle and self.cycle.response_started and not self.cycle.response_complete):
            self.transport.write(refusal(status, self._crowd.settings))
        self._part()

    def _part(self) -> None:
        """Send nothing more, and take in nothing; whoever asked is gone as far as the application knows."""
        self.phase = "parting"
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self._unset_keepalive_if_required()
        self.flow.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._set_timer(_PARTING_SECONDS, self.transport.abort)


def refusal(status: int, settings: Settings) -> bytes:
    """A whole response with a problem document (RFC 9457), in our first language."""
    language, name = choose_language(None, None), _NAMES[status]
    seconds = {408: settings.head_seconds, 429: settings.client_connections, 503: settings.connections}
    values = {"seconds": f"{settings.head_seconds:g}", "allowed": seconds.get(status, "64 KiB")}
    key = f"problem.{name}.request" if name == "bad-request" else f"problem.{name}.detail"
    members = {
        "type": f"{VOCABULARY}problem/{name}",
        "title": say(f"problem.{name}.title", language),
        "status": status,
        "detail": say(key, language, **values),
    }
    body = json.dumps(members, ensure_ascii=False, indent=2).encode() + b"\n"
    head = [
        f"HTTP/1.1 {status} {STATUS_PHRASES[status].decode()}",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        f"Content-Language: {language}",
        "Access-Control-Allow-Origin: *",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    ]
    if status in (408, 429, 503):
        head.append(f"Retry-After: {_RETRY_SECONDS}")
    return "\r\n".join([*head, "", ""]).encode("ascii") + body
