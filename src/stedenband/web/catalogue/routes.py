"""The addresses by which portals, search engines and programs find the data.

The catalogue and every thing that it lists answer at their own address with 200 and no redirect: some harvesters
refuse every redirect, send HEAD first, and name no form of RDF.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stedenband.web.addresses import extension_format
from stedenband.web.catalogue.documents import (
    CATALOGUE_OFFERS,
    VOID_OFFERS,
    AskedCatalogue,
    catalogue_document,
    listed_document,
    void_document,
)
from stedenband.web.catalogue.graph import file_of
from stedenband.web.http.refusals import UnknownAddressError
from stedenband.web.http.responses import Representation, reply
from stedenband.web.routing import BOTH, READ, TheRelease, TheSite, chosen, vary
from stedenband.web.serving.live import Serving
from stedenband.web.site import Site

router = APIRouter()

ROBOTS = "User-agent: *\nDisallow: /sparql\nDisallow: /graphs\nAllow: /\n"

_LONGEST = 512
"""Characters of a path; ours are far shorter, and nobody is to make us look at more."""


@router.api_route("/catalog", methods=READ)
async def catalog(request: Request, site: TheSite, serving: TheRelease) -> Response:
    return await _catalogue(request, site, serving, None)


@router.api_route("/catalog.{extension}", methods=READ)
async def catalog_file(request: Request, extension: str, site: TheSite, serving: TheRelease) -> Response:
    return await _catalogue(request, site, serving, extension)


async def _catalogue(request: Request, site: Site, serving: Serving, extension: str | None) -> Response:
    named = None if extension is None else extension_format(extension)
    if extension is not None and named is None:
        raise UnknownAddressError(extension)
    form = chosen(request, CATALOGUE_OFFERS, named)
    asked = AskedCatalogue(_page_number(request), request.query_params.get("checksums") != "no")
    made = await catalogue_document(site, serving, request, asked, form)
    return reply(request, made, vary=vary(form, named))


def _page_number(request: Request) -> int:
    """The page that is asked for. Raises ``UnknownAddressError`` for what is not the number of one."""
    text = request.query_params.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 6) or int(text) < 1:
        raise UnknownAddressError("page")
    return int(text)


@router.api_route("/dataset/{path:path}", methods=READ)
@router.api_route("/service/{path:path}", methods=READ)
@router.api_route("/record/{path:path}", methods=READ)
async def listed(request: Request, site: TheSite, serving: TheRelease) -> Response:
    """A data set, a distribution, a service or a record: its own description."""
    path = request.scope["path"].removeprefix("/")
    if len(path) > _LONGEST:
        raise UnknownAddressError("path")
    reference, dot, extension = path.rpartition(".")
    named = extension_format(extension) if dot else None
    if dot and named is None:
        raise UnknownAddressError(extension)
    form = chosen(request, CATALOGUE_OFFERS, named)
    made = await listed_document(site, serving, request, reference if dot else path, form)
    return reply(request, made, vary=vary(form, named))


@router.api_route("/.well-known/void", methods=READ)
async def void(request: Request, serving: TheRelease) -> Response:
    form = chosen(request, VOID_OFFERS, None)
    return reply(request, await void_document(serving, form), vary=BOTH)


@router.api_route("/sitemap.xml", methods=READ)
async def sitemap(request: Request, serving: TheRelease) -> Response:
    return await _sitemap(request, serving, "sitemap.xml")


@router.api_route("/sitemap-{number:int}.xml", methods=READ)
async def sitemap_part(request: Request, number: int, serving: TheRelease) -> Response:
    return await _sitemap(request, serving, f"sitemap-{number}.xml")


async def _sitemap(request: Request, serving: Serving, name: str) -> Response:
    return reply(request, Representation(await file_of(serving, name), "application/xml"))


@router.api_route("/robots.txt", methods=READ)
async def robots(request: Request, site: TheSite) -> Response:
    """What search engines may read, and where the list of pages is; that only once there is a release."""
    release = site.live.release
    where = f"Sitemap: {site.root(release.base_iri)}sitemap.xml\n" if release else ""
    return reply(request, Representation((ROBOTS + where).encode(), "text/plain; charset=utf-8"))
