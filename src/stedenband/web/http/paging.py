"""Which page of a list an address asks for. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from starlette.requests import Request

from stedenband.web.http.refusals import UnknownAddressError


def page_number(request: Request) -> int:
    """The page of the list that the address names. Raises ``UnknownAddressError`` where it names none."""
    named = request.query_params.get("page", "1")
    if not (named.isascii() and named.isdigit() and len(named) <= 7 and int(named)):
        raise UnknownAddressError(named[:40])
    return int(named)


def pages_beside(address: str, number: int, count: int, *parameters: str) -> list[tuple[str, str]]:
    """The relations and addresses of the first, previous, next and last page of a list; none where there is one page.

    >>> pages_beside("/catalog.ttl", 1, 2, "checksums=no")
    [('first', '/catalog.ttl?checksums=no'), ('next', '/catalog.ttl?page=2&checksums=no'), \
('last', '/catalog.ttl?page=2&checksums=no')]
    """
    return [
        (relation, _page(address, other, parameters)) for relation, other in numbers_beside(number, count)
    ]


def numbers_beside(number: int, count: int) -> list[tuple[str, int]]:
    """The first, previous, next and last page of a list, each by its relation; none where there is one page.

    >>> numbers_beside(1, 3)
    [('first', 1), ('next', 2), ('last', 3)]
    """
    if count < 2:
        return []
    pages = (("first", 1), ("prev", number - 1), ("next", number + 1), ("last", count))
    return [(relation, other) for relation, other in pages if 1 <= other <= count]


def page_query(number: int, parameters: Sequence[str] = ()) -> str:
    """The query of the address of a page; the first one has no number.

    >>> page_query(2, ["checksums=no"])
    'page=2&checksums=no'
    """
    return "&".join((*((f"page={number}",) if number > 1 else ()), *parameters))


def in_links(pages: Iterable[tuple[str, str]]) -> str:
    """Pages beside an answer as the value of a ``Link`` field (RFC 8288)."""
    return ", ".join(f'<{address}>; rel="{relation}"' for relation, address in pages)


def _page(address: str, number: int, parameters: Sequence[str]) -> str:
    query = page_query(number, parameters)
    return f"{address}?{query}" if query else address
