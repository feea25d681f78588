"""One request and its response, between h11 and the ASGI application."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import Protocol

import h11
from starlette.types import ASGIApp, Message, Scope

_BODY_WAITING = 64 * 1024
"""Bytes of a body that may wait for the application before no more are read."""

_SHORT = 16 * 1024

_CLOSE = (b"connection", b"close")

_BARE_500 = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

_PHRASES = {status.value: status.phrase.encode() for status in HTTPStatus}

_errors = logging.getLogger("uvicorn.error")


class ResponseLine(Protocol):
    """The connection that an exchange is on."""

    @property
    def default_headers(self) -> list[tuple[bytes, bytes]]:
        """The fields that each response carries."""

    def write(self, *pieces: bytes) -> None:
        """Send these bytes."""

    async def drain(self) -> None:
        """Wait until the client has read enough of what was sent."""

    def pause_reading(self) -> None:
        """Take in nothing for a while."""

    def resume_reading(self) -> None:
        """Take in again."""

    def ended(self, exchange: RequestCycle) -> None:
        """The response was sent."""

    def broken(self) -> None:
        """The response cannot be sent to its end."""


class RequestCycle:
    """What the application receives of a request, and what it sends."""

    def __init__(self, line: ResponseLine, conn: h11.Connection, scope: Scope) -> None:
        self._line, self.conn, self._scope = line, conn, scope
        self._body = bytearray()
        self._event = asyncio.Event()
        self._head = b""
        self.whole = False
        """Whether all of the body has come."""
        self.gone = False
        """Whether the client has left, as far as the application knows."""
        self.started = self.complete = False

    def take(self, data: bytes | bytearray) -> None:
        """A part of the body has come."""
        if self.complete:
            return
        self._body += data
        if len(self._body) > _BODY_WAITING:
            self._line.pause_reading()
        self._event.set()

    def finish(self) -> None:
        """All of the body has come."""
        self.whole = True
        self._event.set()

    def leave(self) -> None:
        """The client is gone: the application hears of it, and nothing it says is sent."""
        self.gone = True
        self._event.set()

    @property
    def keeps(self) -> bool:
        """Whether another request may follow on this connection."""
        return self.whole and self.conn.our_state is h11.DONE

    async def run(self, app: ASGIApp) -> None:
        """Have the application answer."""
        try:
            await app(self._scope, self.receive, self.send)
        except Exception:
            _errors.exception("Exception in ASGI application")
        if self.complete or self.gone:
            return
        if not self.started:
            self._line.write(_BARE_500)
        self._line.broken()

    async def receive(self) -> Message:
        """What has come of the body, or that the client is gone."""
        if self.conn.they_are_waiting_for_100_continue and not (self.started or self.gone):
            self._line.write(self.conn.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
        if not self.gone and not self.complete:
            self._line.resume_reading()
            await self._event.wait()
            self._event.clear()
        if self.gone or self.complete:
            return {"type": "http.disconnect"}
        body, self._body = bytes(self._body), bytearray()
        return {"type": "http.request", "body": body, "more_body": not self.whole}

    async def send(self, message: Message) -> None:
        """Send the head or a part of the body. The head goes out with the first of the body, in one parcel."""
        await self._line.drain()
        if self.gone:
            return
        if not self.started:
            self._start(message)
        elif self.complete:
            raise RuntimeError(f"{message['type']} after the end of the response")
        else:
            self._go_on(message)

    def _start(self, message: Message) -> None:
        if message["type"] != "http.response.start":
            raise RuntimeError(f"{message['type']} before the start of the response")
        headers = [*self._line.default_headers, *message.get("headers", [])]
        if not self.whole:
            headers.append(_CLOSE)  # an answer that is given before the body has come ends the connection
        status = message["status"]
        response = h11.Response(status_code=status, headers=headers, reason=_PHRASES.get(status, b""))
        self._head = self.conn.send(response) or b""
        self.started = True

    def _go_on(self, message: Message) -> None:
        body = b"" if self._scope["method"] == "HEAD" else message.get("body", b"")
        more = message.get("more_body", False)
        pieces = self.conn.send_with_data_passthrough(h11.Data(data=body)) or []
        if not more:
            self.complete = True
            pieces += self.conn.send_with_data_passthrough(h11.EndOfMessage()) or []
        head, self._head = self._head, b""
        self._line.write(head, *pieces)
        if self.complete:
            self._event.set()
            self._line.ended(self)
