"""Answers compressed for who takes them so: a page or a graph is four times smaller on its way.

Downloads are left alone, since their bytes, size and checksum are what the catalogue says (they have compressed files
beside them), and so is what has its own compressed form, like our scripts.
"""

from __future__ import annotations

import asyncio
import gzip

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stedenband.settings import MIB
from stedenband.web.http.access_log import request_id
from stedenband.web.http.file_responses import takes_gzip

_AS_THEY_ARE = ("/download/", "/static/", "/health", "/ready")

_TYPES = ("text/", "application/", "image/svg+xml")

_SMALLEST, _LARGEST = 1024, MIB
"""Bytes between which compressing is worth its time."""

_ASIDE = 32 * 1024
"""Bytes from which on it is done in a thread."""

_LEVEL = 5

_MARK = "-gzip"
"""What an entity tag has at its end for the compressed form: other bytes, another tag (RFC 9110, section 8.8.3)."""


class CompressionMiddleware:
    """ASGI middleware that compresses with gzip (RFC 9110, section 8.4.1.3)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        read = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        if not read or scope["path"].startswith(_AS_THEY_ARE):
            await self.app(scope, receive, send)
        elif not takes_gzip(Headers(scope=scope).get("accept-encoding", "")):
            await self.app(scope, receive, _varying(send))
        else:
            await self._pack(scope, receive, send)

    async def _pack(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer HEAD as GET: only who has the body knows how long it is when it is compressed."""
        request_id(scope)  # one number, here and within
        headers = [(name, _unmarked(name, value)) for name, value in scope["headers"]]
        packed = _Packed(send, only_head=scope["method"] == "HEAD", known=headers != scope["headers"])
        inner = {**scope, "method": "GET", "headers": headers}
        try:
            await self.app(inner, receive, packed.send)
        finally:
            scope.update({name: inner[name] for name in inner if name not in ("method", "headers")})


def _varying(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] in (200, 304):
            MutableHeaders(scope=message).add_vary_header("Accept-Encoding")
        await send(message)

    return sending


def _unmarked(name: bytes, value: bytes) -> bytes:
    """The tags that the asker has, as the application knows them."""
    return value.replace(_MARK.encode() + b'"', b'"') if name in (b"if-none-match", b"if-match") else value


class _Packed:
    """One response: its start is held back until it is known whether the body is whole and worth it.

    ``known`` tells that the asker has a compressed form, which a 304 is then about.
    """

    def __init__(self, send: Send, *, only_head: bool, known: bool) -> None:
        self._send, self._only_head, self._known = send, only_head, known
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._start = message
            return
        body = message.get("body", b"")
        if self._start is not None:
            start, self._start = self._start, None
            headers = MutableHeaders(scope=start)
            if start["status"] in (200, 304):
                headers.add_vary_header("Accept-Encoding")
            if start["status"] == 304 and self._known:
                _mark(headers)
            elif not message.get("more_body", False) and _is_worth_it(start["status"], headers, body):
                body = await _compressed(body)
                headers["Content-Encoding"] = "gzip"
                headers["Content-Length"] = str(len(body))
                _mark(headers)
            await self._send(start)
        await self._send({**message, "body": b"" if self._only_head else body})


def _is_worth_it(status: int, headers: Headers, body: bytes) -> bool:
    of_type = headers.get("content-type", "").startswith(_TYPES)
    return (
        status == 200 and of_type and "content-encoding" not in headers and _SMALLEST <= len(body) <= _LARGEST
    )


def _mark(headers: MutableHeaders) -> None:
    if (etag := headers.get("etag", "")).endswith('"'):
        headers["ETag"] = f'{etag[:-1]}{_MARK}"'


async def _compressed(body: bytes) -> bytes:
    if len(body) < _ASIDE:
        return gzip.compress(body, _LEVEL, mtime=0)
    return await asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0)
