"""One connection of a client, for uvicorn: HTTP/1.1 by h11, with an end to every wait and a bound on every size.

A head is checked by ``heads`` and then read by h11, which alone says where a body ends; what h11 would take and the
check does not is refused. One request is read after the other: the bytes behind it wait. So there is one place where
a request begins, and offers of other protocols (``Upgrade``) cannot move it: they are passed over (RFC 9110, 7.8).

uvicorn waits for a request as long as its client likes. Here a head has so many seconds to arrive, and a body, from
their first byte on, however the bytes drip; a client that does not read its answer is cut off as well; and when all
places are taken, whoever holds most of them loses one that is not at work.

Of uvicorn this needs no more than how it makes a protocol and how it stops one (``docs/decisions/0010``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol, cast
from urllib.parse import unquote

import h11
import uvicorn
from starlette.types import Scope
from uvicorn.server import ServerState

from stedenband.web.http.clients import get_rate_limit_key, is_within
from stedenband.web.http.connection_limits import ConnectionLimiter, Phase
from stedenband.web.http.exchange import RequestCycle
from stedenband.web.http.request_head import (
    HEAD_BYTES,
    Fields,
    RequestHead,
    RequestHeadError,
    RequestHeadReader,
)

_PARTING_SECONDS = 2.0

_PARTING_BYTES = 4 * 1024 * 1024
"""How long, and how much, a refused client may go on sending, so that it comes to read why it was refused."""

_STALLED_SECONDS = 15.0
"""Longest that a client may take to read what waits for it in the buffer: 64 KiB and what was written last."""

_WAITING_BYTES = 64 * 1024
"""Bytes that may wait behind the request that is being answered before no more are read."""

_UNREAD = 64 * 1024
"""Whoever has so many bytes before him that he has not read yet gets no more at once."""

_IN_ONE_GO = 32
"""Requests that may come in one packet; nobody sends more of them."""

_LARGEST_CHUNK = 2**62
"""No body has such a chunk; a server on the way that counts in 64 bits may have read another size."""

_MOST_CHUNKS = 4096
"""Chunks that a body may come in: each takes its time, and a client that sends pieces of one byte takes ours."""

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

Refusal = Callable[[int], bytes]
"""Makes the whole response, head and body, of a refusal with that status; it says ``Connection: close``."""


class ReadyResponses(Protocol):
    """Answers that are known before there is a task for the request."""

    def answer(self, scope: Scope, target: bytes) -> tuple[bytes, bytes, Callable[[], None]] | None:
        """The head of the response up to its last field, the body, and what to do when both were sent."""


class BoundedHttpProtocol(asyncio.Protocol):
    """A connection. ``refusal`` words what is refused here, ``ready`` answers what needs no application."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
        *,
        crowd: ConnectionLimiter,
        ready: ReadyResponses,
        refusal: Refusal,
    ) -> None:
        self._config, self._state, self._app_state = config, server_state, app_state
        self.loop = _loop or asyncio.get_event_loop()
        self._crowd, self._ready, self._refusal = crowd, ready, refusal
        self.transport: asyncio.Transport
        self.phase: Phase = "idle"
        self.since = self.loop.time()
        self.counted = ""
        self._intake = RequestHeadReader()
        self._in_one_go = self._chunks = self._discarded = 0
        self._exchange: RequestCycle | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._paused = self._stopping = False

    # -- What happens to a connection ---------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a client in, or refuse one too many."""
        self.transport = cast(asyncio.Transport, transport)
        self._state.connections.add(self)  # type: ignore[arg-type]
        self._client, self._server = _address(transport, "peername"), _address(transport, "sockname")
        peer = self._client[0] if self._client else ""
        if not is_within(peer, self._crowd.limits.trusted_proxies):
            self.counted = get_rate_limit_key(peer)
        status = self._crowd.enter(self)
        if status:
            self._refuse(status)
        else:
            self._enter("idle")

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the application that nobody waits any more."""
        self._crowd.leave(self)
        self._state.connections.discard(self)
        for timer in (self._timer, self._stalled):
            if timer is not None:
                timer.cancel()
        if self._exchange is not None:
            self._exchange.leave()
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Go on with the request that is being read, or begin one."""
        if self.phase == "parting":
            self._discarded += len(data)
            if self._discarded > _PARTING_BYTES:
                self.pause_reading()  # to close now would take the refusal from who has not read it yet
            return
        self._intake.buffer += data
        self._in_one_go = 0
        self._advance()

    def shutdown(self) -> None:
        """Close for good: now, or when the answer that is being made has been sent."""
        if self.phase == "parting":
            self.transport.abort()
        elif self._exchange is None:
            self.transport.close()
        else:
            self._stopping = True

    # -- Requests ----------------------------------------------------------------------

    def _advance(self) -> None:
        """Make of the bytes that have come what can be made of them now."""
        try:
            while self._exchange is None and not self._parted and self._take_request():
                pass
            if self._exchange is not None and not self._exchange.whole and not self._parted:
                self._take_body(self._exchange.conn, self._exchange)
        except RequestHeadError as fault:
            self._refuse(fault.status)
        except h11.RemoteProtocolError:
            self._refuse(400)
        if self._exchange is not None and len(self._intake.buffer) > _WAITING_BYTES:
            self.pause_reading()
        self._see()

    @property
    def _parted(self) -> bool:
        return self.phase == "parting" or self.transport.is_closing()

    def _take_request(self) -> bool:
        """Take a head and begin with its request; whether there was a whole one."""
        head = self._intake.take_head()
        if head is None:
            return False
        self._in_one_go += 1
        if self._in_one_go > _IN_ONE_GO:
            self.transport.abort()
            return False
        scope = self._scope(head)
        if not self._answered(head, scope):
            self._begin(head, scope)
        return True

    def _scope(self, head: RequestHead) -> Scope:
        raw_path, _, query = head.target.partition(b"?")
        path = raw_path.decode("ascii")
        root = self._config.root_path
        return {
            "type": "http",
            "asgi": {"version": self._config.asgi_version, "spec_version": "2.3"},
            "http_version": head.version.decode("ascii"),
            "server": self._server,
            "client": self._client,
            "scheme": "http",
            "method": head.method.decode("ascii"),
            "root_path": root,
            "path": root + (unquote(path) if "%" in path else path),
            "raw_path": root.encode("ascii") + raw_path,
            "query_string": query,
            "headers": [(name, value) for name, value in head.fields if name in READ_FIELDS],
            "state": self._app_state.copy(),
        }

    def _answered(self, head: RequestHead, scope: Scope) -> bool:
        """Answer at once with what is ready, unless the client is slow in reading. Such a request has no body."""
        if head.version != b"1.1" or head.has_body or self.transport.get_write_buffer_size() > _UNREAD:
            return False
        known = self._ready.answer(scope, head.target)
        if known is None:
            return False
        start, body, told = known
        lines = [name + b": " + value + b"\r\n" for name, value in self.default_headers]
        self.transport.writelines([start, *lines, b"\r\n", body])
        self._state.total_requests += 1
        self.since = self.loop.time()
        told()
        return True

    def _begin(self, head: RequestHead, scope: Scope) -> None:
        """Have h11 read the head, and the application answer."""
        conn = h11.Connection(h11.SERVER, max_incomplete_event_size=HEAD_BYTES)
        conn.receive_data(head.raw)
        if not isinstance(conn.next_event(), h11.Request):
            raise RequestHeadError(400)
        self._exchange, self._chunks = RequestCycle(self, conn, scope), 0
        self._take_body(conn, self._exchange)
        if self._parted:
            return
        task = self.loop.create_task(self._exchange.run(self._config.loaded_app))
        task.add_done_callback(self._state.tasks.discard)
        self._state.tasks.add(task)

    def _take_body(self, conn: h11.Connection, exchange: RequestCycle) -> None:
        """Have h11 read on in the body; what is behind it waits."""
        if self._intake.buffer:
            conn.receive_data(bytes(self._intake.buffer))
            self._intake.buffer.clear()
        while True:
            event = conn.next_event()
            if isinstance(event, h11.Data):
                self._chunks += event.chunk_end
                if self._chunks > _MOST_CHUNKS:
                    raise RequestHeadError(400)
                exchange.take(event.data)
            elif isinstance(event, h11.EndOfMessage):
                self._intake.buffer += conn.trailing_data[0]
                exchange.finish()
                return
            else:
                break
        if getattr(conn._reader, "_bytes_in_chunk", 0) > _LARGEST_CHUNK:
            raise RequestHeadError(400)

    def ended(self, exchange: RequestCycle) -> None:
        """A response was sent: go on with the next request, or part."""
        self._state.total_requests += 1
        self._exchange = None
        if self._parted:
            return
        if self._stopping or not exchange.keeps:
            # Closed at once, what the client is still sending would take the answer from it (RFC 9112, section 9.6).
            self._part()
        else:
            self.resume_reading()
            self._advance()

    def broken(self) -> None:
        """A response cannot be sent to its end."""
        self.transport.close()

    # -- What an exchange needs of its connection --------------------------------------

    @property
    def default_headers(self) -> Fields:
        """The fields that uvicorn sends with each response: the date."""
        return self._state.default_headers

    def write(self, *pieces: bytes) -> None:
        """Send these bytes."""
        if not self._parted:
            self.transport.writelines(pieces)

    async def drain(self) -> None:
        """Wait until the client has read enough of what was sent."""
        await self._writable.wait()

    def pause_reading(self) -> None:
        """Take in nothing for a while."""
        if not self._paused and not self.transport.is_closing():
            self._paused = True
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        """Take in again."""
        if self._paused and not self.transport.is_closing():
            self._paused = False
            self.transport.resume_reading()

    # -- How long it may take ---------------------------------------------------------

    def _see(self) -> None:
        """Note what is waited for now. The time for it counts from its first byte, whatever comes after."""
        if self._parted:
            return
        if self._exchange is None:
            self._enter("head" if self._intake.buffer else "idle")
        else:
            self._enter("answering" if self._exchange.whole else "body")

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
        limits = self._crowd.limits
        times = {"idle": limits.idle_seconds, "head": limits.head_seconds, "body": limits.body_seconds}
        return times.get(self.phase)

    def _look(self) -> None:
        """The timer rang: for this phase, or for one that has ended since, and then it is set for what is left."""
        self._timer = None
        patience = self._patience
        if patience is None:
            return
        left = self.since + patience - self.loop.time()
        if left > 0:
            self._set_timer(left, self._look)
        elif self.phase == "idle" or (self._exchange is not None and self._exchange.started):
            self.transport.close()
        else:
            self._refuse(408)

    def _set_timer(self, seconds: float, then: Callable[[], None]) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self.loop.call_later(seconds, then)

    # -- Whoever does not read -----------------------------------------------------

    def pause_writing(self) -> None:
        """The client does not read: the application waits, for so long."""
        self._writable.clear()
        self._stalled = self.loop.call_later(_STALLED_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        """The client reads again."""
        self._writable.set()
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    # -- The end ---------------------------------------------------------------------

    def _refuse(self, status: int) -> None:
        """Answer with a problem that needs no request, and part."""
        if self._exchange is None or not self._exchange.started:
            self.transport.write(self._refusal(status))
        self._part()

    def _part(self) -> None:
        """Send nothing more, and take in nothing; whoever asked is gone as far as the application knows."""
        self.phase = "parting"
        self._intake.buffer.clear()
        if self._exchange is not None:
            self._exchange.leave()
        self.resume_reading()
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._set_timer(_PARTING_SECONDS, self.transport.abort)


def _address(transport: asyncio.BaseTransport, name: str) -> tuple[str, int] | None:
    """Address and port of an end of the connection; ``None`` for a socket that is a file."""
    found = transport.get_extra_info(name)
    return (str(found[0]), int(found[1])) if isinstance(found, tuple) else None
