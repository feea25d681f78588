"""The addresses of the vocabulary: the newest version at ``/ns``, each version under its number."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import nullcontext
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from stedenband.formats import HTML, Format
from stedenband.web.addresses import get_extension_format
from stedenband.web.context import READ, Site, TheSite, get_site, list_vary_headers, negotiate_format
from stedenband.web.http.errors import UnknownAddressError
from stedenband.web.http.responses import make_response
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.document_origin import set_origin
from stedenband.web.serving.vocabulary_versions import VocabularyVersion
from stedenband.web.views.vocabulary_document import (
    OFFERS,
    render_vocabulary_page,
    serialize_alignments,
    serialize_vocabulary,
)

router = APIRouter()


async def _serving_if_any(request: Request) -> AsyncIterator[OpenRelease | None]:
    """The release that is served, held open; the vocabulary is there before the first."""
    live = get_site(request).live
    async with live.reading() if live.serving else nullcontext() as serving:
        yield serving


AnyRelease = Annotated[OpenRelease | None, Depends(_serving_if_any)]


@router.api_route("/ns", methods=READ)
async def get_vocabulary(request: Request, site: TheSite, serving: AnyRelease) -> Response:
    version = await _version(site, serving, site.vocabulary.version)
    return await _answer(request, site, serving, version, "/ns", None)


@router.api_route("/ns.{extension}", methods=READ)
async def get_vocabulary_file(
    request: Request, extension: str, site: TheSite, serving: AnyRelease
) -> Response:
    version = await _version(site, serving, site.vocabulary.version)
    return await _answer(request, site, serving, version, "/ns", _by_extension(extension))


@router.api_route("/ns/alignments.{extension}", methods=READ)
async def get_alignments(request: Request, extension: str, site: TheSite) -> Response:
    set_origin(request, site.vocabulary.origin)
    form = negotiate_format(request, OFFERS[1:], _by_extension(extension))
    return make_response(request, serialize_alignments(site, form), vary=list_vary_headers(form, form))


@router.api_route("/ns/{version}", methods=READ)
async def get_vocabulary_version(
    request: Request, version: str, site: TheSite, serving: AnyRelease
) -> Response:
    """A version by its number, with or without the extension of a format behind it."""
    found = await site.versions.find(serving, version)
    if found is not None:
        return await _answer(request, site, serving, found, f"/ns/{found.number}", None)
    number, _, extension = version.rpartition(".")
    named = _by_extension(extension)
    found = await _version(site, serving, number)
    return await _answer(request, site, serving, found, f"/ns/{found.number}", named)


async def _answer(
    request: Request,
    site: Site,
    serving: OpenRelease | None,
    version: VocabularyVersion,
    path: str,
    named: Format | None,
) -> Response:
    form = negotiate_format(request, OFFERS, named)
    set_origin(request, version.file.origin)
    made = (
        await render_vocabulary_page(site, serving, request, version)
        if form is HTML
        else serialize_vocabulary(version, path, form)
    )
    return make_response(request, made, vary=list_vary_headers(form, named))


async def _version(site: Site, serving: OpenRelease | None, number: str) -> VocabularyVersion:
    found = await site.versions.find(serving, number)
    if found is None:
        raise UnknownAddressError(number)
    return found


def _by_extension(extension: str) -> Format:
    form = get_extension_format(extension)
    if form is None:
        raise UnknownAddressError(extension)
    return form
