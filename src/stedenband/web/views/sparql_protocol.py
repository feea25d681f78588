"""The SPARQL protocol: reads a query from GET, two kinds of POST, and QUERY (RFC 10008), and its query budget."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass
from email.message import Message
from typing import NamedTuple

from starlette.requests import ClientDisconnect, Request

from stedenband.message import N_
from stedenband.settings import MIB, Settings
from stedenband.store import Budget
from stedenband.store.faults import shorten
from stedenband.web.http.errors import (
    AddressTooLongError,
    BadRequestError,
    BodyTooLargeError,
    BodyTooSlowError,
    ClientGoneError,
    ParameterError,
    ReadOnlyError,
    WrongMediaTypeError,
)
from stedenband.web.http.parameters import DIRECT, FORM, UPDATE, Pairs, parse_pairs

TAKEN = {"POST": ((DIRECT, FORM), "Accept-Post"), "QUERY": ((DIRECT,), "Accept-Query")}
"""The media types of a body by method, and the header field that tells them (LDP 1.0; RFC 10008)."""

OFFERED = {header: ", ".join(taken) for taken, header in TAKEN.values()}
"""The same as the header fields of a response."""

BODY_SECONDS = 12.0
"""Longest that a body may take to arrive."""

_LONGEST_TYPE = 200
"""Characters of a Content-Type header that are looked at."""

_UPDATE_PARAMETERS = frozenset({"update", "using-graph-uri", "using-named-graph-uri"})

VERSIONS = ("1.0", "1.1", "1.2-basic", "1.2")
"""Versions of the language that an asker may announce (SPARQL 1.2 drafts); one evaluator answers them all."""


@dataclass(frozen=True, slots=True)
class SparqlRequest:
    """A query as it was asked; ``format`` is the name of the answer's format where the address says one.

    ``seconds`` is how long the asker waits, where that is said.
    """

    text: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    format: str | None = None
    seconds: float | None = None


async def read_question(request: Request, *, limit: int) -> SparqlRequest | None:
    """The query of a request; ``None`` for a GET that has none.

    ``limit`` is the longest query text in bytes. Raises the refusal that says what is wrong with the request.
    """
    address = parse_pairs(request.scope["query_string"])
    if request.method in ("GET", "HEAD"):
        try:
            return parse_request(address, limit=limit)
        except BodyTooLargeError as error:
            raise AddressTooLongError(limit) from error
    content = parse_content_type(request.headers.get("content-type", ""))
    if content.media_type == UPDATE:
        raise ReadOnlyError("updates are not taken")
    taken, header = TAKEN[request.method]
    encoded = request.headers.get("content-encoding", "identity") != "identity"
    if content.media_type not in taken or content.charset != "utf-8" or encoded:
        raise WrongMediaTypeError(taken, header=header)
    direct = content.media_type == DIRECT
    # Percent-encoding makes three bytes of one, so a form may be longer than the query that it holds.
    body = await read_body(request, limit=limit if direct else 3 * limit + 4096)
    asked = [("query", _text(body)), *content.announced] if direct else parse_pairs(body)
    question = parse_request([*address, *asked], limit=limit)
    if question is None:
        raise BadRequestError("no-query")
    return question


def parse_request(pairs: Pairs, *, limit: int) -> SparqlRequest | None:
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
    for version in list_values(pairs, "version"):
        if version not in VERSIONS:
            raise ParameterError(
                N_(
                    "Version {version} of the query language is not known here. Say one of {versions}, "
                    "or none."
                ),
                version=shorten(version),
                versions=", ".join(VERSIONS),
            )
    return SparqlRequest(
        queries[0],
        list_values(pairs, "default-graph-uri"),
        list_values(pairs, "named-graph-uri"),
        get_format(pairs),
        min((read_seconds(value) for value in list_values(pairs, "timeout")), default=None),
    )


def list_values(pairs: Pairs, wanted: str) -> tuple[str, ...]:
    """The values of a parameter; an empty one counts as left out, since forms send all of their fields."""
    return tuple(value for name, value in pairs if name == wanted and value)


def get_format(pairs: Pairs) -> str | None:
    """The name of the format that parameters ask for."""
    return next(iter(list_values(pairs, "format")), None)


class ContentType(NamedTuple):
    """What a Content-Type header says, in lower case: media type, charset, version of the language (empty: none)."""

    media_type: str
    charset: str = "utf-8"
    version: str = ""

    @property
    def announced(self) -> Pairs:
        """The version as the parameter that says the same."""
        return [("version", self.version)] if self.version else []


def parse_content_type(header: str) -> ContentType:
    """Read a Content-Type header.

    >>> parse_content_type('application/sparql-query; charset="UTF-8"; version=1.2')
    ContentType(media_type='application/sparql-query', charset='utf-8', version='1.2')
    """
    if not header:
        return ContentType("")
    message = Message()
    message["Content-Type"] = header.replace("\r", "").replace("\n", "")[:_LONGEST_TYPE]
    charset, version = (str(message.get_param(name) or "").lower() for name in ("charset", "version"))
    return ContentType(message.get_content_type(), charset or "utf-8", version)


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


PAGE_BYTES = 4 * MIB
"""An answer that becomes a page is read and written again here, for a reader who cannot take in more anyway."""

_LONGEST = 20
"""Characters of a number that is looked at."""


def read_seconds(value: str) -> float:
    """The seconds that the parameter ``timeout`` names. Raises ``ParameterError`` for what is no such number.

    >>> read_seconds("2.5")
    2.5
    """
    try:
        seconds = float(value) if len(value) <= _LONGEST and value.isascii() else math.nan
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ParameterError(
            N_("timeout is a number of seconds above 0, such as 5 or 0.5; found: {value}"),
            value=value[:_LONGEST],
        )
    return seconds


def compute_budget(settings: Settings, seconds: float | None, *, page: bool) -> Budget | None:
    """The budget of a query whose asker waits so many seconds; ``None`` where it is the usual one.

    A time limit may be lowered, never raised.
    """
    usual = Budget(settings.query_seconds, settings.query_memory, settings.result_bytes)
    asked = usual.seconds if seconds is None else min(seconds, usual.seconds)
    result_bytes = min(usual.result_bytes, PAGE_BYTES) if page else usual.result_bytes
    lowered = Budget(asked, usual.memory, result_bytes)
    return None if lowered == usual else lowered
