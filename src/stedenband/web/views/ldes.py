"""The event streams: roots that list their pages, and pages that never change, straight from the releases' folders."""

from __future__ import annotations

import asyncio
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stedenband.diff import CATALOGUE, DATA, EventStream, HistoryEntry, select_entries
from stedenband.formats import HTML, TRIG, TURTLE, Format
from stedenband.releases import find_artefact, read_artefact, read_release
from stedenband.web.context import BOTH, READ, Site, TheRelease, TheSite, negotiate_format
from stedenband.web.http.errors import GoneError, UnknownAddressError
from stedenband.web.http.responses import IMMUTABLE, Representation, make_response
from stedenband.web.serving.current_release import OpenRelease

router = APIRouter()

PROFILE = '; profile="https://w3id.org/tree/profile"'
"""Pages keep to the order of the TREE profile, so that a client can read them as they come."""

OFFERS = (HTML, TRIG, TURTLE)
"""What a root is offered in; it names no graphs, so that its TriG is Turtle too."""


@router.api_route("/ldes", methods=READ)
async def get_data_root(request: Request, site: TheSite, serving: TheRelease) -> Response:
    """The stream of the data."""
    form = negotiate_format(request, OFFERS, None)
    return make_response(request, await _root(site, serving, request, DATA, form), vary=BOTH)


@router.api_route("/ldes/catalog", methods=READ)
async def get_catalogue_root(request: Request, site: TheSite, serving: TheRelease) -> Response:
    """The stream of the catalogue."""
    form = negotiate_format(request, OFFERS, None)
    return make_response(request, await _root(site, serving, request, CATALOGUE, form), vary=BOTH)


@router.api_route("/ldes.trig", methods=READ)
async def get_data_root_file(request: Request, site: TheSite, serving: TheRelease) -> Response:
    return make_response(request, await _root(site, serving, request, DATA, TRIG))


@router.api_route("/ldes/catalog.trig", methods=READ)
async def get_catalogue_root_file(request: Request, site: TheSite, serving: TheRelease) -> Response:
    return make_response(request, await _root(site, serving, request, CATALOGUE, TRIG))


@router.api_route("/ldes/{release}/{number:int}.trig", methods=READ)
async def get_data_page(
    request: Request, release: str, number: int, site: TheSite, serving: TheRelease
) -> Response:
    return make_response(request, await _page(site, serving, DATA, release, number))


@router.api_route("/ldes/catalog/{release}/{number:int}.trig", methods=READ)
async def get_catalogue_stream_page(
    request: Request, release: str, number: int, site: TheSite, serving: TheRelease
) -> Response:
    return make_response(request, await _page(site, serving, CATALOGUE, release, number))


async def _root(
    site: Site, serving: OpenRelease, request: Request, feed: EventStream, form: Format
) -> Representation:
    """The root as the served release wrote it; for a browser what it is and which pages it has."""
    if form is HTML:
        return await _for_people(site, serving, request, feed)
    key = ("ldes", feed.name, form.name)
    known = serving.documents.get(key)
    if known is not None:
        return known
    body = await _read(serving.folder, feed.file())
    if body is None:
        raise UnknownAddressError(feed.path)
    made = Representation(body, form.content_type, {"Link": f'</{feed.path}>; rel="canonical"'})
    serving.documents.put(key, made, len(body) + 2048)
    return made


async def _page(
    site: Site, serving: OpenRelease, feed: EventStream, release: str, number: int
) -> Representation:
    """One page, also of a removed release. Raises ``GoneError`` where it was not kept, as level 1 of LDES asks."""
    line = {entry.release: entry for entry in await site.past.line(serving)}
    entry = line.get(release)
    if entry is None or not 1 <= number <= entry.pages.get(feed.name, 0):
        raise UnknownAddressError(release)
    body = await asyncio.to_thread(site.past.read_kept, release, feed.file(number))
    if body is None:
        raise GoneError("page", release=release)
    return Representation(body, TRIG.content_type + PROFILE, cache=IMMUTABLE)


async def _for_people(
    site: Site, serving: OpenRelease, request: Request, feed: EventStream
) -> Representation:
    entries = list(select_entries(await site.past.line(serving)))
    language = site.language(request)
    body = site.page(
        request,
        "ldes.html",
        feed=feed,
        iri=serving.iris.base,
        entries=entries[::-1],
        pages=sum(_count(feed, one) for one in entries),
    )
    return Representation(body, HTML.content_type, {"Content-Language": language})


def _count(feed: EventStream, entry: HistoryEntry) -> int:
    return entry.pages.get(feed.name, 0)


async def _read(folder: Path, name: str) -> bytes | None:
    """A file of a release; ``None`` for one that it does not list. Raises ``ReleaseDamagedError``."""
    artefact = find_artefact(await asyncio.to_thread(read_release, folder), name)
    return await asyncio.to_thread(read_artefact, folder, artefact) if artefact else None
