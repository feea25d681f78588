"""Which page of a list an address asks for. Pure."""

from __future__ import annotations

from collections.abc import Sequence

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
    if count < 2:
        return []
    pages = (("first", 1), ("prev", number - 1), ("next", number + 1), ("last", count))
    return [(relation, _page(address, other, parameters)) for relation, other in pages if 1 <= other <= count]


def _page(address: str, number: int, parameters: Sequence[str]) -> str:
    query = "&".join((*((f"page={number}",) if number > 1 else ()), *parameters))
    return f"{address}?{query}" if query else address
