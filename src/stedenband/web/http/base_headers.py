"""Headers of every response, OPTIONS, the last catch of errors, and Link headers with the origin of the data."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Protocol

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stedenband.web.http.access_log import AccessRecorder, get_path, request_id
from stedenband.web.http.problems import Respond
from stedenband.web.http.responses import CSP

ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, Content-Location, ETag, Link, Location, Memento-Datetime, Repr-Digest, "
    "Retry-After, X-Request-Id",
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""On every response, errors too: anybody's page may read our data, nothing else may run in ours.

A response that names one of them itself keeps it (the page with the editor may run a script).
"""

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, QUERY, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Datetime, Accept-Language, Content-Type, If-Match, If-None-Match, "
    "Range",
    "Access-Control-Max-Age": "86400",
}

_defects = logging.getLogger(__name__)


class BaseHeadersMiddleware:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp, recorder: AccessRecorder, respond: Respond) -> None:
        self.app = app
        self._recorder, self._respond = recorder, respond

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answered = _Answered(scope, send)
        self._recorder.metrics.in_progress.inc()
        try:
            if _is_preflight(scope):
                await Response(status_code=204, headers=PREFLIGHT)(scope, receive, answered.send)
            else:
                await self.app(scope, receive, answered.send)
        except Exception as error:  # the outermost door: nothing passes it but a problem document
            _defects.exception("no answer to %s %s", scope["method"], get_path(scope))
            if answered.status:
                raise
            await self._last_words(Request(scope), error)(scope, receive, answered.send)
        finally:
            self._recorder.metrics.in_progress.dec()
            self._recorder.note(scope, answered.status, answered.sent, answered.seconds)

    def _last_words(self, request: Request, error: Exception) -> Response:
        """The problem document of a defect; without any words of ours when those are what is broken."""
        try:
            return self._respond(request, error)
        except Exception:
            _defects.exception("no words for the problem either")
            return Response(b'{"status":500}\n', status_code=500, media_type="application/problem+json")


def _is_preflight(scope: Scope) -> bool:
    """A browser asks before it sends (Fetch standard, CORS preflight)."""
    names = {name for name, _ in scope["headers"]}
    return bool(scope["method"] == "OPTIONS" and b"access-control-request-method" in names)


class _Answered:
    """Passes a response on with the headers that all carry, and remembers what is told of it."""

    def __init__(self, scope: Scope, send: Send, clock: Callable[[], float] = time.perf_counter) -> None:
        self._scope, self._send, self._clock = scope, send, clock
        self._began = clock()
        self.status = 0
        self.sent = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in ALWAYS.items():
                headers.setdefault(name, value)
            headers["X-Request-Id"] = request_id(self._scope)
        elif message["type"] == "http.response.body":
            self.sent += len(message.get("body", b""))
        await self._send(message)

    @property
    def seconds(self) -> float:
        """Since the request came."""
        return self._clock() - self._began


ORIGIN = "stedenband.origin"
"""Where the scope of a request has the origin of its response."""


class LinkSource(Protocol):
    """Where the content of a response comes from."""

    def header(self, said: str) -> str:
        """The value of ``Link`` fields, without what is ``said`` already."""


_WITH_CONTENT = frozenset({200, 206, 304})


class LinkHeadersMiddleware:
    """Adds the links of the origin that a route noted to an answer with content."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request."""

        async def told(message: Message) -> None:
            origin = scope.get(ORIGIN)
            if message["type"] == "http.response.start" and message["status"] in _WITH_CONTENT and origin:
                _tell(MutableHeaders(scope=message), origin)
            await send(message)

        await self.app(scope, receive, told if scope["type"] == "http" else send)


def _tell(headers: MutableHeaders, origin: LinkSource) -> None:
    said = headers.get("link", "")
    headers["Link"] = ", ".join(part for part in (said, origin.header(said)) if part)
