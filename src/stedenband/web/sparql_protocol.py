"""Reading a SPARQL 1.1 Protocol request, whichever of its four ways it comes (and the QUERY method, RFC 10008)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.message import Message
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from stedenband.web.refusals import (
    BadRequestError,
    BodyTooLargeError,
    BodyTooSlowError,
    ClientGoneError,
    ReadOnlyError,
    WrongMediaTypeError,
)

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"

BODY_SECONDS = 12.0
"""Longest that a body may take to arrive."""

_MOST_FIELDS = 200
_LONGEST_TYPE = 200
"""Characters of a Content-Type header that are looked at."""

_UPDATE_PARAMETERS = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})

Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Question:
    """A query as it was asked; ``format`` is the name of the answer's format where the address says one."""

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None


async def read_question(request: Request, *, limit: int) -> Question | None:
    """The query of a request; ``None`` for a GET that has none.

    ``limit`` is the longest query text in bytes. Raises the refusal that says what is wrong with the request.
    """
    address = pairs_of(request.scope["query_string"])
    if request.method in ("GET", "HEAD"):
        return question_of(address, limit=limit)
    kind, charset = media_type(request.headers.get("content-type", ""))
    if kind == UPDATE:
        raise ReadOnlyError("updates are not taken")
    taken = (DIRECT,) if request.method == "QUERY" else (DIRECT, FORM)
    if (
        kind not in taken
        or charset != "utf-8"
        or request.headers.get("content-encoding", "identity") != "identity"
    ):
        raise WrongMediaTypeError(taken)
    # Percent-encoding makes three bytes of one, so a form may be longer than the query that it holds.
    body = await read_body(request, limit=limit if kind == DIRECT else 3 * limit + 4096)
    asked = [("query", _text(body))] if kind == DIRECT else pairs_of(body)
    question = question_of([*address, *asked], limit=limit)
    if question is None:
        raise BadRequestError("no-query")
    return question


def question_of(pairs: Pairs, *, limit: int) -> Question | None:
    """The query that parameters ask (SPARQL 1.1 Protocol, section 2.1)."""
    if any(name in _UPDATE_PARAMETERS for name, _ in pairs):
        raise ReadOnlyError("updates are not taken")
    queries = [value for name, value in pairs if name == "query"]
    if len(queries) > 1:
        raise BadRequestError("two-queries")
    if not queries:
        return None
    if len(queries[0].encode()) > limit:
        raise BodyTooLargeError(limit)
    return Question(
        queries[0],
        tuple(value for name, value in pairs if name == "default-graph-uri"),
        tuple(value for name, value in pairs if name == "named-graph-uri"),
        next((value for name, value in pairs if name == "format" and value), None),
    )


def pairs_of(encoded: bytes) -> Pairs:
    """The names and values of a query string or a form, decoded once.

    Raises ``BadRequestError`` for what is not UTF-8, or has too many fields.
    """
    try:
        return parse_qsl(
            encoded.decode("utf-8"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except UnicodeDecodeError as error:
        raise BadRequestError("encoding") from error
    except ValueError as error:
        raise BadRequestError("fields") from error


def media_type(header: str) -> tuple[str, str]:
    """The media type of a Content-Type header and its charset (``utf-8`` where it names none), in lower case.

    >>> media_type('application/sparql-query; charset="UTF-8"')
    ('application/sparql-query', 'utf-8')
    """
    message = Message()
    message["Content-Type"] = header.replace("\r", "").replace("\n", "")[:_LONGEST_TYPE]
    if not header:
        return "", "utf-8"
    return message.get_content_type(), str(message.get_param("charset") or "utf-8").lower()


async def read_body(request: Request, *, limit: int) -> bytes:
    """The whole body, counted while it arrives.

    Raises ``BodyTooLargeError`` at the first byte over the limit, ``BodyTooSlowError`` past ``BODY_SECONDS``.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdigit() and (len(announced) > 18 or int(announced) > limit):
        raise BodyTooLargeError(limit)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise BodyTooLargeError(limit)
    except TimeoutError as error:
        raise BodyTooSlowError(BODY_SECONDS) from error
    except ClientDisconnect as error:
        raise ClientGoneError("the asker hung up") from error
    return bytes(body)


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequestError("encoding") from error
