"""The one table from what went wrong to what the asker is told (RFC 9457), in the asker's language.

A program gets ``application/problem+json``, a browser a page with the same words. Nothing of a request is
repeated at more than ``ECHO`` characters, and never a trace of the program.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeGuard

from starlette.requests import Request
from starlette.responses import Response

from stedenband.errors import (
    EngineError,
    NoFullTextError,
    OverloadedError,
    QueryMemoryError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTimeoutError,
    QueryTooBigError,
    ReleaseDamagedError,
    ResultTooLargeError,
    ServiceError,
    StedenbandError,
    SurroundingsError,
    TooManyQueriesError,
    UsageError,
)
from stedenband.settings import MIB
from stedenband.web.http.errors import (
    AddressTooLongError,
    BadRequestError,
    BodyTooLargeError,
    BodyTooSlowError,
    ChangedError,
    ClientGoneError,
    EncodedBodyError,
    GoneError,
    HeadTooLargeError,
    NoReleaseError,
    NotAcceptableError,
    NotIndexedError,
    NotReadyError,
    ParameterError,
    RangeError,
    ReadOnlyError,
    StoppingError,
    UnknownAddressError,
    WrongMediaTypeError,
)

ECHO = 200
"""Characters of anybody's text that an error repeats at most."""

TABLE: tuple[tuple[type[Exception], int, str], ...] = (
    (UnknownAddressError, 404, "not-found"),
    (GoneError, 410, "gone"),
    (NotAcceptableError, 406, "not-acceptable"),
    (BadRequestError, 400, "bad-request"),
    (ReadOnlyError, 403, "read-only"),
    (WrongMediaTypeError, 415, "wrong-media-type"),
    (BodyTooLargeError, 413, "request-too-large"),
    (AddressTooLongError, 414, "address-too-long"),
    (HeadTooLargeError, 431, "head-too-large"),
    (RangeError, 416, "range"),
    (ChangedError, 412, "changed"),
    (EncodedBodyError, 415, "wrong-encoding"),
    (BodyTooSlowError, 408, "request-too-slow"),
    (ClientGoneError, 499, "client-gone"),
    (NoReleaseError, 503, "no-release"),
    (NotReadyError, 503, "not-ready"),
    (NotIndexedError, 503, "not-indexed"),
    (NoFullTextError, 503, "no-full-text"),
    (StoppingError, 503, "stopping"),
    (ParameterError, 400, "bad-parameter"),
    (UsageError, 400, "bad-parameter"),
    (QuerySyntaxError, 400, "query-syntax"),
    (QueryRefusedError, 400, "query-refused"),
    (QueryTooBigError, 400, "query-too-complex"),
    (QueryTimeoutError, 504, "query-timeout"),
    (QueryMemoryError, 507, "query-memory"),
    (ResultTooLargeError, 422, "result-too-large"),
    (TooManyQueriesError, 429, "too-many-queries"),
    (OverloadedError, 503, "overloaded"),
    (ServiceError, 502, "service"),
    (EngineError, 503, "engine"),
    (ReleaseDamagedError, 503, "release-damaged"),
    (SurroundingsError, 503, "surroundings"),
    (OSError, 503, "surroundings"),
    (Exception, 500, "defect"),
)
"""First match counts. The name is the last part of the problem's type and of its message keys."""

_WORDED = (
    QuerySyntaxError,
    QueryRefusedError,
    QueryTooBigError,
    ParameterError,
    UsageError,
    OverloadedError,
    ServiceError,
)
"""Errors about the text of a query or a parameter: they bring their words, with what was found and where."""

_LIMITS: tuple[tuple[type[Exception], str], ...] = (
    (QueryTimeoutError, "query-seconds"),
    (QueryMemoryError, "query-memory"),
    (ResultTooLargeError, "result-bytes"),
    (BodyTooLargeError, "request-bytes"),
    (AddressTooLongError, "address-bytes"),
    (HeadTooLargeError, "head-bytes"),
    (BodyTooSlowError, "request-seconds"),
)
"""The name of the limit that an error is about, beside ``limit``, which says how much it is.

The service description lists those of queries under the same names.
"""

_LINES = {
    "full": "queue",
    "client": "client-queue",
    "waited": "queue-seconds",
    "behind": "queue-seconds",
    "sending": "outgoing-bytes",
}
"""The names of the limits on waiting."""

_HTTP_NAMES = {404: "not-found", 405: "wrong-method"}
"""Names for what the router itself refuses."""

_RETRY = {
    "stopping": 10,
    "no-release": 5,
    "not-ready": 5,
    "not-indexed": 5,
    "engine": 2,
    "surroundings": 30,
    "release-damaged": 60,
    "query-timeout": 60,
}
"""Seconds after which it makes sense to try again, where the error itself does not say."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What the asker is told: status, name, the values of its words, members of its own, and headers."""

    status: int
    name: str
    values: Mapping[str, object] = field(default_factory=dict)
    error: StedenbandError | None = None
    """The error whose own sentence is the detail."""
    members: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


Respond = Callable[[Request, Exception | Problem], Response]
"""Makes the response to a request that failed: a problem document in the language of its client, or a page."""


def describe_error(error: Exception) -> Problem:
    """The problem that an error is, by the table."""
    status, name = next((status, name) for kind, status, name in TABLE if isinstance(error, kind))
    members = {**_members(error), **_limit_name(error)}
    headers = _headers(error)
    retry_after = members.get("retryAfter", _RETRY.get(name))
    if retry_after is not None:
        headers["Retry-After"] = str(retry_after)
    own = error if isinstance(error, _WORDED) or _counts_rows(error) else None
    return Problem(status, name, _values(error), own, members, headers)


def _headers(error: Exception) -> dict[str, str]:
    match error:
        case WrongMediaTypeError():
            return {error.header: ", ".join(error.taken)}
        case RangeError():
            return {"Content-Range": f"bytes */{error.size}"}
    return {}


def _counts_rows(error: Exception) -> TypeGuard[ResultTooLargeError]:
    """Whether it is about the rows that a remote engine gives at most: a limit of that engine, not of ours."""
    return isinstance(error, ResultTooLargeError) and error.unit == "rows"


def describe_router_error(status: int, headers: Mapping[str, str] | None, method: str) -> Problem:
    """The problem for an address or a method that no route knows."""
    name = _HTTP_NAMES.get(status, "bad-request" if status < 500 else "defect")
    values = (
        {"method": method[:20], "reason": "request"} if name == "bad-request" else {"method": method[:20]}
    )
    return Problem(status, name, values, None, {}, dict(headers or {}))


def _values(error: Exception) -> dict[str, object]:
    """What stands between braces in the words of a problem."""
    match error:
        case BadRequestError():
            return {"reason": error.reason}
        case GoneError():
            return {"reason": error.reason, **error.where}
        case WrongMediaTypeError():
            return {"taken": ", ".join(error.taken)}
        case BodyTooLargeError() | AddressTooLongError() | ResultTooLargeError() | QueryMemoryError():
            return {"allowed": _size(error.allowed)}
        case HeadTooLargeError():
            return {"allowed": _size(error.allowed)}
        case RangeError():
            return {"size": error.size}
        case BodyTooSlowError() | QueryTimeoutError():
            return {"seconds": f"{error.seconds:g}"}
    return {}


def _members(error: Exception) -> dict[str, object]:
    """What a program can use of an error, under names of its own."""
    match error:
        case QuerySyntaxError():
            position = {"line": error.line, "column": error.column}
            return {name: value for name, value in position.items() if value is not None}
        case QueryRefusedError() if "graphs" in error.values:
            return {"graphs": str(error.values["graphs"]).split(", ")}
        case GoneError():
            return dict(error.where)
        case NotAcceptableError():
            return {"available": [offer.media_type for offer in error.offers]}
        case WrongMediaTypeError():
            return {"accepted": list(error.taken)}
        case BodyTooLargeError() | AddressTooLongError() | ResultTooLargeError() | QueryMemoryError():
            return {"limit": error.allowed}
        case QueryTimeoutError() | BodyTooSlowError():
            return {"limit": error.seconds}
        case QueryTooBigError():
            return {"limit": error.allowed, "found": error.found}
        case OverloadedError():
            return {"retryAfter": error.retry_after, "limit": error.allowed, "limitName": _LINES[error.limit]}
        case HeadTooLargeError():
            return {"limit": error.allowed}
    return {}


def _limit_name(error: Exception) -> dict[str, object]:
    if isinstance(error, QueryTooBigError):
        return {"limitName": "query-bytes" if error.limit == "bytes" else error.limit}
    if _counts_rows(error):
        return {"limitName": "result-rows"}
    return next(({"limitName": name} for kind, name in _LIMITS if isinstance(error, kind)), {})


def _size(number: int) -> str:
    return f"{number // MIB} MiB" if number >= MIB else f"{number // 1024} KiB"
