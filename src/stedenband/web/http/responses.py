"""Responses: bytes with type and strong entity tag, conditional requests (304), content security policies."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from stedenband.web.http.errors import ChangedError

REVALIDATE = "public, max-age=0, s-maxage=60"
"""For what a new release may change: a browser asks again, a proxy may answer for a minute."""

IMMUTABLE = "public, max-age=31536000, immutable"
"""For what never changes under its address."""

NO_STORE = "no-store"


@dataclass(frozen=True, slots=True)
class Representation:
    """The bytes of one answer, their content type, and the headers that belong to them."""

    body: bytes
    content_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    cache: str = REVALIDATE
    etag: str = field(init=False)
    """A strong entity tag: other bytes or another type, another tag. Worked out once: documents are sent many times."""

    def __post_init__(self) -> None:
        digest = hashlib.sha256(self.content_type.encode() + b"\n")
        digest.update(self.body)
        object.__setattr__(self, "etag", f'"{digest.hexdigest()[:32]}"')


def make_response(
    request: Request, representation: Representation, *, vary: str = "", status: int = 200
) -> Response:
    """The response to GET, HEAD or QUERY: 304 without a body when the asker's copy is current.

    Raises ``ChangedError`` where the request is meant for another version.
    """
    etag = representation.etag
    headers = {**representation.headers, "ETag": etag, "Cache-Control": representation.cache}
    if vary:
        headers["Vary"] = vary
    check_if_match(request, etag)
    if request.method in ("GET", "HEAD", "QUERY") and has_matching_etag(
        request.headers.get("if-none-match"), etag
    ):
        return Response(status_code=304, headers=headers)
    return make_full_response(request, representation.body, representation.content_type, headers, status)


def make_full_response(
    request: Request, body: bytes, content_type: str, headers: Mapping[str, str], status: int
) -> Response:
    """A response with these bytes; to HEAD with their length alone (RFC 9110, section 9.3.2)."""
    length = {"Content-Length": str(len(body)), "Content-Type": content_type}
    shown = b"" if request.method == "HEAD" else body
    return Response(shown, status_code=status, headers={**headers, **length})


def check_if_match(request: Request, etag: str) -> None:
    """Raises ``ChangedError`` when If-Match does not name this tag; strong comparison (RFC 9110, section 13.1.1)."""
    header = request.headers.get("if-match")
    if header is not None and not {"*", etag} & {tag.strip() for tag in header.split(",")}:
        raise ChangedError(etag)


def has_matching_etag(header: str | None, etag: str) -> bool:
    """Whether an If-None-Match header names this tag; weak comparison (RFC 9110, section 13.1.2)."""
    if header is None:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return "*" in tags or etag in tags


CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""Of every answer."""

SCRIPTED = (
    f"{CSP}; script-src 'self'; connect-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Of the page with the editor: one script of ours, which asks this server alone and never makes markup of text."""

WITH_SCRIPT = f"{CSP}; script-src 'self'; require-trusted-types-for 'script'; trusted-types 'none'"
"""Of a page whose script of ours only shows what the page already says."""
