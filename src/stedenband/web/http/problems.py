"""The one table from what went wrong to what the asker is told (RFC 9457), in the asker's language.

A program gets ``application/problem+json``, a browser a page with the same words. Nothing of a request is
repeated at more than ``ECHO`` characters, and never a trace of the program.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeGuard

from starlette.requests import Request
from starlette.responses import Response

from stedenband.errors import (
    EngineError,
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
from stedenband.formats import HTML, TURTLE, Format, negotiate
from stedenband.ns import VOCABULARY
from stedenband.search import NoFullTextError
from stedenband.settings import MIB
from stedenband.store import explain
from stedenband.web.context import Site, site_of
from stedenband.web.http.access_log import request_id
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
from stedenband.web.http.responses import NO_STORE, full_response
from stedenband.web.render.templates import KeptForm, faulty_field, kept_form, kept_parameters
from stedenband.web.views.sparql_editor import EditorDiagnostic, page_data, page_headers
from stedenband.words import say

PROBLEM_JSON = Format(
    name="problem", media_type="application/problem+json", extension="json", kind="page",
    aliases=("application/json",), charset=False,
)  # fmt: skip

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

_ALL_OF_IT = ("query-timeout", "query-memory", "result-too-large", "overloaded", "too-many-queries")
"""Problems of who wants more than a query gives: the whole data set is there to be downloaded."""

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

    def title(self, language: str) -> str:
        """What kind of problem it is; the same for every occurrence."""
        return say(f"problem.{self.name}.title", language)

    def detail(self, language: str) -> str:
        """What happened here, and what would do."""
        if self.error is not None:
            return shorten(explain(self.error, language))
        reason = self.values.get("reason")
        key = f"problem.{self.name}.{reason}" if reason else f"problem.{self.name}.detail"
        return say(key, language, **self.values)


def problem_of(error: Exception) -> Problem:
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


def router_problem(status: int, headers: Mapping[str, str] | None, method: str) -> Problem:
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


def shorten(text: str) -> str:
    """At most ``ECHO`` characters of a text, with an ellipsis where some are left out."""
    return text if len(text) <= ECHO else text[: ECHO - 1] + "…"


def _size(number: int) -> str:
    return f"{number // MIB} MiB" if number >= MIB else f"{number // 1024} KiB"


# == The response ==============================================================


def problem_response(request: Request, problem: Problem) -> Response:
    """The response that tells a problem, never cached, in the form and the language the asker reads."""
    site = site_of(request)
    language = site.language(request)
    problem = _with_all_of_it(site, problem)
    as_page = negotiate(request.headers.get("accept"), (PROBLEM_JSON, HTML)) is HTML
    body = _page(site, request, problem) if as_page else _json(problem, language, request_id(request.scope))
    content_type = HTML.content_type if as_page else PROBLEM_JSON.content_type
    headers = {
        **problem.headers,
        "Cache-Control": NO_STORE,
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
    }
    if as_page and request.scope["path"] == "/sparql":
        headers |= page_headers(site)
    return full_response(request, body, content_type, headers, problem.status)


def _with_all_of_it(site: Site, problem: Problem) -> Problem:
    """The problem with the address of the whole data set, for who wants more of it than a query gives."""
    release = site.live.release
    if problem.name not in _ALL_OF_IT or release is None:
        return problem
    address = f"{site.settings.public_url or '/'}download/latest/{release.dataset}.{TURTLE.extension}"
    return replace(problem, members={**problem.members, "download": address})


def _json(problem: Problem, language: str, number: str) -> bytes:
    members = {
        "type": f"{VOCABULARY}problem/{problem.name}",
        "title": problem.title(language),
        "status": problem.status,
        "detail": problem.detail(language),
        "instance": f"urn:uuid:{number}",
        **problem.members,
    }
    return json.dumps(members, ensure_ascii=False, indent=2).encode() + b"\n"


def _page(site: Site, request: Request, problem: Problem) -> bytes:
    asked = _asked_query(request)
    form = kept_form(request) if asked is None else None
    language = site.language(request)
    at = [problem.members.get(name) for name in ("line", "column")]
    line, column = [number if isinstance(number, int) else None for number in at]
    fault = EditorDiagnostic(line, column, problem.detail(language))
    return site.page(
        request,
        "problem.html",
        problem=problem,
        query=asked,
        editor=page_data(site, language, fault) if asked is not None else None,
        format=request.query_params.get("format", ""),
        form=form,
        fault=fault.detail,
        faulty=_faulty(problem, asked, form),
        keep=kept_parameters(request),
    )


def _asked_query(request: Request) -> str | None:
    """The query of a request that the form at ``/sparql`` may have sent, empty where it has none."""
    of_form = request.scope["path"] == "/sparql" and request.method in ("GET", "HEAD")
    return request.query_params.get("query", "") if of_form else None


def _faulty(problem: Problem, query: str | None, form: KeptForm | None) -> str | None:
    """The field that the problem is about, where the page shows its form."""
    if query is not None:
        return "query" if problem.name.startswith("query-") else "other"
    return faulty_field(form, problem.error) if form else None
