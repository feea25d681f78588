"""Parameters of a query string or a form, and the numbers and pages that they ask for. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl

from starlette.requests import Request

from stedenband.message import N_
from stedenband.web.http.errors import BadRequestError, ParameterError, UnknownAddressError

_PATH_LETTER = r"[A-Za-z0-9\-._~!$&'()*+,;=:@/\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef]"
"""What the path of an IRI may have when it is decoded (RFC 3987, section 2.2), but for what only a query has."""

_PATH = re.compile(rf"/{_PATH_LETTER}*")

_LONGEST_PATH = 1024
"""Characters of a path; that of a file of a release is the longest of ours, and under 200."""


def is_path(path: str) -> bool:
    """Whether anything of ours could have this path, decoded once: else no route is to look at it.

    Everything behind may then make an IRI of a path and a number of its digits.

    >>> [is_path(path) for path in ("/doc/city/gent.ttl", "/dataset/[", "/id/city/\\x00", "/sitemap-" + 4400 * "9")]
    [True, False, False, False]
    """
    return len(path) <= _LONGEST_PATH and _PATH.fullmatch(path) is not None


_MOST_FIELDS = 200

Pairs = list[tuple[str, str]]


def parse_pairs(encoded: bytes) -> Pairs:
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


def read_page_number(request: Request) -> int:
    """The page of the list that the address names. Raises ``UnknownAddressError`` where it names none."""
    named = request.query_params.get("page", "1")
    if not (named.isascii() and named.isdigit() and len(named) <= 7 and int(named)):
        raise UnknownAddressError(named[:40])
    return int(named)


def link_neighbouring_pages(address: str, number: int, count: int, *parameters: str) -> list[tuple[str, str]]:
    """The relations and addresses of the first, previous, next and last page of a list; none where there is one page.

    >>> link_neighbouring_pages("/catalog.ttl", 1, 2, "checksums=no")
    [('first', '/catalog.ttl?checksums=no'), ('next', '/catalog.ttl?page=2&checksums=no'), \
('last', '/catalog.ttl?page=2&checksums=no')]
    """
    return [
        (relation, _page(address, other, parameters))
        for relation, other in list_neighbouring_pages(number, count)
    ]


def list_neighbouring_pages(number: int, count: int) -> list[tuple[str, int]]:
    """The first, previous, next and last page of a list, each by its relation; none where there is one page.

    >>> list_neighbouring_pages(1, 3)
    [('first', 1), ('next', 2), ('last', 3)]
    """
    if count < 2:
        return []
    pages = (("first", 1), ("prev", number - 1), ("next", number + 1), ("last", count))
    return [(relation, other) for relation, other in pages if 1 <= other <= count]


def format_page_query(number: int, parameters: Sequence[str] = ()) -> str:
    """The query of the address of a page; the first one has no number.

    >>> format_page_query(2, ["checksums=no"])
    'page=2&checksums=no'
    """
    return "&".join((*((f"page={number}",) if number > 1 else ()), *parameters))


def format_links(pages: Iterable[tuple[str, str]]) -> str:
    """Pages beside an answer as the value of a ``Link`` field (RFC 8288)."""
    return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in pages)


def _page(address: str, number: int, parameters: Sequence[str]) -> str:
    query = format_page_query(number, parameters)
    return f"{address}?{query}" if query else address


FORM = "application/x-www-form-urlencoded"

DIRECT = "application/sparql-query"

UPDATE = "application/sparql-update"


def read_once(pairs: Pairs) -> dict[str, str]:
    """The parameters by name. Raises ``ParameterError`` for one that stands twice."""
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in given:
            raise ParameterError(
                N_("The parameter {name} stands twice. Give each parameter at most once."), name=name[:40]
            )
        given[name] = value
    return given


def read_whole_number(given: Mapping[str, str], name: str, otherwise: int, most: int) -> int:
    """A number of a page, or of rows on one. Raises ``ParameterError`` for what is none."""
    value = given.get(name)
    if value is None:
        return otherwise
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and 1 <= int(value) <= most):
        raise ParameterError(
            N_("{name}: {value} is not a whole number from 1 to {most}."),
            name=name,
            value=value[:40],
            most=most,
        )
    return int(value)
