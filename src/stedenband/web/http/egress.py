"""Large answers on their way out: sent in pieces, and bounded altogether, however slowly their askers read."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stedenband.settings import MIB
from stedenband.web.http.clients import ASKER
from stedenband.web.http.errors import EgressFullError
from stedenband.web.http.problems import Respond

_PIECE = 64 * 1024

_LARGE = MIB // 4

_SHARE = 4
"""Of the room for large answers, one client takes at most this part."""

_RETRY_SECONDS = 10

_GRACE_SECONDS = 30.0

_BYTES_A_SECOND = 64 * 1024
"""Whoever reads a large answer more slowly than this, over all of it and some time more, is cut off."""


class EgressLimiter:
    """The bytes of large answers that are being sent, of all and of each client."""

    def __init__(self, most: int, respond: Respond) -> None:
        self.most, self.respond = most, respond
        self.held = 0
        self._clients: dict[str, int] = {}

    async def serve(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request; where there is no room for its answer, 503 takes the answer's place."""
        sending = _Sending(self, scope, receive, send)
        try:
            await app(scope, receive, sending.send)
        finally:
            sending.give_back()

    def take(self, client: str, size: int) -> bool:
        """Whether there is room; if so, it is taken. One answer has room in any case."""
        own = self._clients.get(client, 0)
        full = self.held and self.held + size > self.most
        if full or (own and own + size > self.most // _SHARE):
            return False
        self.held += size
        self._clients[client] = own + size
        return True

    def give_back(self, client: str, size: int) -> None:
        """The answer has been sent, or nobody wants it any more."""
        self.held -= size
        self._clients[client] -= size
        if not self._clients[client]:
            del self._clients[client]


class _Sending:
    """One response: its start is held back until the size of its first part is known."""

    def __init__(self, outgoing: EgressLimiter, scope: Scope, receive: Receive, send: Send) -> None:
        self._outgoing, self._scope, self._receive, self._send = outgoing, scope, receive, send
        self._client = ASKER.get()
        self._start: Message | None = None
        self._taken = 0
        self._ended = False

    async def send(self, message: Message) -> None:
        if self._ended:
            return
        if message["type"] == "http.response.start":
            self._start = message
            return
        body = message.get("body", b"")
        if self._start is not None:
            if len(body) > _LARGE and not self._take(len(body)):
                await self._refuse()
                return
            start, self._start = self._start, None
            await self._send(start)
        if len(body) <= _PIECE:
            await self._send(message)
        else:
            await self._pieces(message, body)

    async def _pieces(self, message: Message, body: bytes) -> None:
        try:
            async with asyncio.timeout(_GRACE_SECONDS + len(body) / _BYTES_A_SECOND if self._taken else None):
                await self._one_by_one(message, body)
        except TimeoutError:
            self._ended = True  # the server closes a connection whose answer ends too early

    async def _one_by_one(self, message: Message, body: bytes) -> None:
        """A piece is handed on when the one before is nearly gone: the rest need not be copied to wait."""
        view = memoryview(body)
        for offset in range(0, len(body) - _PIECE, _PIECE):
            piece = bytes(view[offset : offset + _PIECE])
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})
        last = (len(body) - 1) // _PIECE * _PIECE
        await self._send({**message, "body": bytes(view[last:])})

    def _take(self, size: int) -> bool:
        if not self._outgoing.take(self._client, size):
            return False
        self._taken = size
        return True

    def give_back(self) -> None:
        if self._taken:
            self._outgoing.give_back(self._client, self._taken)

    async def _refuse(self) -> None:
        self._ended = True
        error = EgressFullError(self._outgoing.most, _RETRY_SECONDS)
        response = self._outgoing.respond(Request(self._scope), error)
        await response(self._scope, self._receive, self._send)
