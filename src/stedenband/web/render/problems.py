"""Problem documents (RFC 9457): their words, as JSON, and as whole raw responses before a request has been read.

Of a raw response the language of the client is not known yet, so it is in the first language.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from stedenband.formats import Format
from stedenband.i18n import translate
from stedenband.ns import VOCABULARY
from stedenband.settings import Settings
from stedenband.store import explain
from stedenband.web.http.problems import ECHO, Problem
from stedenband.web.messages.problems import PROBLEM_DETAILS, PROBLEM_TITLES
from stedenband.web.render.wording import choose_language

_RETRY_SECONDS = 5

_NAMES = {
    400: "bad-request",
    405: "wrong-method",
    408: "request-too-slow",
    414: "address-too-long",
    429: "too-many-connections",
    431: "head-too-large",
    503: "no-connection",
}

_KEYS = {400: "request", 405: "unknown"}
"""The last part of the key of a detail, where it is another one."""

_ALLOWED = "GET, HEAD, POST, QUERY, OPTIONS"


def write_raw_problem(status: int, settings: Settings) -> bytes:
    """A whole response with a problem document (RFC 9457), in our first language."""
    language, name = choose_language(None, None), _NAMES[status]
    seconds = {408: settings.head_seconds, 429: settings.client_connections, 503: settings.connections}
    values = {
        "seconds": f"{settings.head_seconds:g}",
        "allowed": seconds.get(status, "64 KiB"),
        "methods": _ALLOWED,
    }
    key = PROBLEM_DETAILS[f"{name}.{_KEYS.get(status, 'detail')}"]
    members = {
        "type": f"{VOCABULARY}problem/{name}",
        "title": translate(PROBLEM_TITLES[name], language),
        "status": status,
        "detail": translate(key, language, **values),
    }
    body = json.dumps(members, ensure_ascii=False, indent=2).encode() + b"\n"
    head = [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        f"Content-Language: {language}",
        "Access-Control-Allow-Origin: *",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        "Connection: close",
    ]
    if status == 405:
        head.append(f"Allow: {_ALLOWED}")
    if status in (408, 429, 503):
        head.append(f"Retry-After: {_RETRY_SECONDS}")
    return "\r\n".join([*head, "", ""]).encode("ascii") + body


PROBLEM_JSON = Format(
    name="problem", media_type="application/problem+json", extension="json", kind="page",
    aliases=("application/json",), charset=False,
)  # fmt: skip


def translate_title(problem: Problem, language: str) -> str:
    """What kind of problem it is; the same for every occurrence."""
    return translate(PROBLEM_TITLES[problem.name], language)


def translate_detail(problem: Problem, language: str) -> str:
    """What happened here, and what would do."""
    if problem.error is not None:
        return shorten(explain(problem.error, language))
    reason = problem.values.get("reason")
    key = PROBLEM_DETAILS[f"{problem.name}.{reason}"] if reason else PROBLEM_DETAILS[f"{problem.name}.detail"]
    return translate(key, language, **problem.values)


def serialize_problem(problem: Problem, language: str, number: str) -> bytes:
    """The problem document of a request with that number."""
    members = {
        "type": f"{VOCABULARY}problem/{problem.name}",
        "title": translate_title(problem, language),
        "status": problem.status,
        "detail": translate_detail(problem, language),
        "instance": f"urn:uuid:{number}",
        **problem.members,
    }
    return json.dumps(members, ensure_ascii=False, indent=2).encode() + b"\n"


def shorten(text: str) -> str:
    """At most ``ECHO`` characters of a text, with an ellipsis where some are left out."""
    return text if len(text) <= ECHO else text[: ECHO - 1] + "…"
