"""Whole responses for what is refused before anybody has read it: problem documents (RFC 9457).

There is no asker's language yet, so they are in our first one, and there is no page.
"""

from __future__ import annotations

import json
from http import HTTPStatus

from stedenband.ns import VOCABULARY
from stedenband.settings import Settings
from stedenband.web.render.wording import choose_language
from stedenband.words import say

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


def raw_problem_response(status: int, settings: Settings) -> bytes:
    """A whole response with a problem document (RFC 9457), in our first language."""
    language, name = choose_language(None, None), _NAMES[status]
    seconds = {408: settings.head_seconds, 429: settings.client_connections, 503: settings.connections}
    values = {
        "seconds": f"{settings.head_seconds:g}",
        "allowed": seconds.get(status, "64 KiB"),
        "methods": _ALLOWED,
    }
    key = f"problem.{name}.{_KEYS.get(status, 'detail')}"
    members = {
        "type": f"{VOCABULARY}problem/{name}",
        "title": say(f"problem.{name}.title", language),
        "status": status,
        "detail": say(key, language, **values),
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
