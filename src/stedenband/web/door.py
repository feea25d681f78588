"""The outermost door: headers that every response carries, the answer to OPTIONS, the last catch, the access log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stedenband.web.problems import problem_of, problem_response

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)

ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, Content-Location, ETag, Link, Location, Retry-After",
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""On every response, errors too: anybody's page may read our data, nothing else may run in ours."""

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, QUERY, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match, Range",
    "Access-Control-Max-Age": "86400",
}

_log = logging.getLogger("stedenband.access")
_defects = logging.getLogger(__name__)


class Door:
    """ASGI middleware around the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answered = _Answered(scope, send)
        try:
            if _is_preflight(scope):
                await Response(status_code=204, headers=PREFLIGHT)(scope, receive, answered.send)
            else:
                await self.app(scope, receive, answered.send)
        except Exception as error:  # the outermost door: nothing passes it but a problem document
            _defects.exception("no answer to %s %s", scope["method"], scope["path"])
            if answered.status:
                raise
            await _last_words(Request(scope), error)(scope, receive, answered.send)
        finally:
            answered.log()


def _last_words(request: Request, error: Exception) -> Response:
    """The problem document of a defect; without any words of ours when those are what is broken."""
    try:
        return problem_response(request, problem_of(error))
    except Exception:
        _defects.exception("no words for the problem either")
        return Response(b'{"status":500}\n', status_code=500, media_type="application/problem+json")


def _is_preflight(scope: Scope) -> bool:
    """A browser asks before it sends (Fetch standard, CORS preflight)."""
    names = {name for name, _ in scope["headers"]}
    return bool(scope["method"] == "OPTIONS" and b"access-control-request-method" in names)


class _Answered:
    """Passes a response on with the headers that all carry, and remembers what the log tells of it."""

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
                headers[name] = value
        elif message["type"] == "http.response.body":
            self.sent += len(message.get("body", b""))
        await self._send(message)

    def log(self) -> None:
        """One line: method, path without its query, status, bytes, milliseconds. No address of a person."""
        milliseconds = 1000 * (self._clock() - self._began)
        path = self._scope["path"].encode("unicode_escape").decode()[:200]
        _log.info("%s %s %s %s B %.1f ms", self._scope["method"], path, self.status, self.sent, milliseconds)
