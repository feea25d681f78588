"""What every request has to be like, whatever its address: looked at once, before anything is done for it.

The head was bounded by ``connection`` while it came in; here it is whole. What is refused here is told like everything
else, as a problem in the asker's language.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stedenband.errors import StedenbandError
from stedenband.settings import Settings
from stedenband.web.http.clients import ASKER, identify_client
from stedenband.web.http.egress import EgressLimiter
from stedenband.web.http.errors import (
    AddressTooLongError,
    BadRequestError,
    BodyTooLargeError,
    EncodedBodyError,
    HeadTooLargeError,
    UnknownAddressError,
    WrongMediaTypeError,
)
from stedenband.web.http.parameters import DIRECT, FORM, is_path
from stedenband.web.http.problems import Problem, Respond, describe_error, describe_router_error
from stedenband.web.http.request_head import HEAD_BYTES, HEAD_FIELDS

TARGET_BYTES = 16 * 1024

_REFUSED = ("CONNECT", "TRACE")
"""Methods for a proxy, and for seeing what a proxy has added: this is none."""


class RequestValidationMiddleware:
    """ASGI middleware inside the door: lets in what is a request, counts its body, bounds what is being sent."""

    def __init__(self, app: ASGIApp, settings: Settings, respond: Respond) -> None:
        self.app = app
        self._settings, self._respond = settings, respond
        # Percent-encoding makes three bytes of one; no address takes more than a query.
        self._body_bytes = 3 * settings.query_bytes + 4096
        self._outgoing = EgressLimiter(settings.outgoing_bytes, respond)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if (problem := self._problem(scope)) is not None:
            await self._respond(Request(scope), problem)(scope, receive, send)
            return
        ASKER.set(identify_client(scope, self._settings.trusted_proxies))
        counted = _Counted(receive, self._body_bytes)
        await self._outgoing.serve(self.app, scope, counted.receive, send)

    def _problem(self, scope: Scope) -> Problem | None:
        if scope["method"] in _REFUSED:
            return describe_router_error(405, {"Allow": "GET, HEAD, OPTIONS"}, scope["method"])
        error = check_request_head(scope, self._body_bytes)
        return None if error is None else describe_error(error)


def check_request_head(scope: Scope, body_bytes: int) -> StedenbandError | None:
    """What is wrong with the head of a request, if anything; ``body_bytes`` is the most that any body may have."""
    if scope["http_version"] not in ("1.0", "1.1"):
        return BadRequestError("request")
    names = [name for name, _ in scope["headers"]]
    size = sum(len(name) + len(value) for name, value in scope["headers"])
    if len(names) > HEAD_FIELDS or size > HEAD_BYTES:
        return HeadTooLargeError(HEAD_FIELDS, HEAD_BYTES)
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > TARGET_BYTES:
        return AddressTooLongError(TARGET_BYTES)
    if not is_path(scope["path"]):
        return UnknownAddressError("no address of ours has such a path")
    if names.count(b"host") > 1 or (scope["http_version"] == "1.1" and b"host" not in names):
        return BadRequestError("request")
    if names.count(b"content-length") + names.count(b"transfer-encoding") > 1:
        # Two ways to tell where the body ends: a proxy before us may have taken the other one.
        return BadRequestError("framing")
    return _body_fault(dict(scope["headers"]), body_bytes)


def _body_fault(headers: dict[bytes, bytes], body_bytes: int) -> StedenbandError | None:
    if headers.get(b"content-encoding", b"identity").strip().lower() != b"identity":
        return EncodedBodyError("encoded bodies are not taken")
    if headers.get(b"content-type", b"").strip().lower().startswith(b"multipart/"):
        return WrongMediaTypeError((DIRECT, FORM))
    length = headers.get(b"content-length", b"0")
    if not length.isdigit() or len(length) > 18 or int(length) > body_bytes:
        return BodyTooLargeError(body_bytes)
    return None


class _Counted:
    """Passes a body on while it is within the limit. A read beyond raises ``BodyTooLargeError``."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._limit = receive, limit
        self._read = 0

    async def receive(self) -> Message:
        message = await self._receive()
        self._read += len(message.get("body", b""))
        if self._read > self._limit:
            raise BodyTooLargeError(self._limit)
        return message
