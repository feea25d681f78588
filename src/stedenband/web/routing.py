"""What all routes share: the methods of reading, the site and the release as parameters, the choice of a format."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from stedenband.formats import HTML, Format, negotiate
from stedenband.web.http.refusals import NotAcceptableError, UnknownAddressError
from stedenband.web.serving.live import Serving
from stedenband.web.serving.origin import keep
from stedenband.web.site import Site, site_of

READ = ["GET", "HEAD"]

BOTH = "Accept, Accept-Language"
"""Vary of an address that answers in several formats: errors and pages have a language too."""


async def _serving(request: Request) -> AsyncIterator[Serving]:
    """The release that is served now, held open until the response has been made."""
    async with site_of(request).live.reading() as serving:
        keep(request, serving.origin)
        yield serving


async def _site(request: Request) -> Site:
    """The site; a coroutine, because FastAPI takes a thread for every plain function."""
    return site_of(request)


TheSite = Annotated[Site, Depends(_site)]
TheRelease = Annotated[Serving, Depends(_serving)]


def chosen(request: Request, offers: Sequence[Format], named: Format | None) -> Format:
    """The format that the address names, else the one that the asker likes best.

    Raises ``UnknownAddressError`` for an extension this document does not have, ``NotAcceptableError`` with what
    there is.
    """
    if named is not None:
        if named not in offers:
            raise UnknownAddressError(named.extension)
        return named
    form = negotiate(request.headers.get("accept"), offers)
    if form is None:
        raise NotAcceptableError(offers)
    return form


def split_extension(name: str, offers: Sequence[Format]) -> tuple[str, Format | None]:
    """The last part of an address without the extension of one of these formats, and that format if it has one."""
    for form in offers:
        if name.endswith(f".{form.extension}"):
            return name.removesuffix(f".{form.extension}"), form
    return name, None


def vary(form: Format, named: Format | None) -> str:
    """What the answer depends on besides its address: an extension beats Accept, only pages have a language."""
    if named is None:
        return BOTH
    return "Accept-Language" if form is HTML else ""
