"""Which page of a list an address asks for. Pure."""

from __future__ import annotations

from starlette.requests import Request

from stedenband.web.http.refusals import UnknownAddressError


def page_number(request: Request) -> int:
    """The page of the list that the address names. Raises ``UnknownAddressError`` where it names none."""
    named = request.query_params.get("page", "1")
    if not (named.isascii() and named.isdigit() and len(named) <= 7 and int(named)):
        raise UnknownAddressError(named[:40])
    return int(named)
