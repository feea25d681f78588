"""The catalogue at ``/catalog``: its documents, and the addresses by which portals and search engines find the data."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import APIRouter
from pyoxigraph import NamedNode, Quad
from starlette.requests import Request
from starlette.responses import Response

from stedenband.formats import (
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    TURTLE,
    Format,
    read,
    write,
    write_flat_json_ld,
)
from stedenband.ns import DCTERMS
from stedenband.web.addresses import get_extension_format
from stedenband.web.context import BOTH, READ, Site, TheRelease, TheSite, list_vary_headers, negotiate_format
from stedenband.web.http.errors import UnknownAddressError
from stedenband.web.http.parameters import format_page_query, link_neighbouring_pages
from stedenband.web.http.responses import Representation, make_response
from stedenband.web.render.pages.catalogue import (
    RenderedPage,
    render_catalogue_page,
    render_catalogue_thing_page,
    render_dataset_page,
)
from stedenband.web.render.pages.catalogue_terms import CatalogueTermRenderer
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.views.catalogue_graph import (
    count_catalogue_pages,
    find_page_address,
    raise_if_withdrawn,
    read_catalogue_file,
    read_catalogue_page,
    read_statements,
    read_statements_with,
    remove_checksums,
    select_description,
)

router = APIRouter()

ROBOTS = "User-agent: *\nDisallow: /sparql\nDisallow: /graphs\nAllow: /\n"

_LONGEST = 512
"""Characters of a path; ours are far shorter, and nobody is to make us look at more."""


@router.api_route("/catalog", methods=READ)
async def get_catalogue(request: Request, site: TheSite, serving: TheRelease) -> Response:
    return await _catalogue(request, site, serving, None)


@router.api_route("/catalog.{extension}", methods=READ)
async def get_catalogue_file(
    request: Request, extension: str, site: TheSite, serving: TheRelease
) -> Response:
    return await _catalogue(request, site, serving, extension)


async def _catalogue(request: Request, site: Site, serving: OpenRelease, extension: str | None) -> Response:
    named = None if extension is None else get_extension_format(extension)
    if extension is not None and named is None:
        raise UnknownAddressError(extension)
    form = negotiate_format(request, CATALOGUE_OFFERS, named)
    asked = CatalogueRequest(_page_number(request), request.query_params.get("checksums") != "no")
    made = await make_catalogue_document(site, serving, request, asked, form)
    return make_response(request, made, vary=list_vary_headers(form, named))


def _page_number(request: Request) -> int:
    """The page that is asked for. Raises ``UnknownAddressError`` for what is not the number of one."""
    text = request.query_params.get("page", "1")
    if not (text.isascii() and text.isdigit() and len(text) <= 6) or int(text) < 1:
        raise UnknownAddressError("page")
    return int(text)


@router.api_route("/dataset/{path:path}", methods=READ)
@router.api_route("/service/{path:path}", methods=READ)
@router.api_route("/record/{path:path}", methods=READ)
async def get_listed(request: Request, site: TheSite, serving: TheRelease) -> Response:
    """A data set, a distribution, a service or a record: its own description."""
    path = request.scope["path"].removeprefix("/")
    if len(path) > _LONGEST:
        raise UnknownAddressError("path")
    reference, dot, extension = path.rpartition(".")
    named = get_extension_format(extension) if dot else None
    if dot and named is None:
        raise UnknownAddressError(extension)
    form = negotiate_format(request, CATALOGUE_OFFERS, named)
    made = await make_listed_document(site, serving, request, reference if dot else path, form)
    return make_response(request, made, vary=list_vary_headers(form, named))


@router.api_route("/.well-known/void", methods=READ)
async def get_void(request: Request, serving: TheRelease) -> Response:
    form = negotiate_format(request, VOID_OFFERS, None)
    return make_response(request, await make_void_document(serving, form), vary=BOTH)


@router.api_route("/sitemap.xml", methods=READ)
async def get_sitemap(request: Request, serving: TheRelease) -> Response:
    return await _sitemap(request, serving, "sitemap.xml")


@router.api_route("/sitemap-{number:int}.xml", methods=READ)
async def get_sitemap_part(request: Request, number: int, serving: TheRelease) -> Response:
    return await _sitemap(request, serving, f"sitemap-{number}.xml")


async def _sitemap(request: Request, serving: OpenRelease, name: str) -> Response:
    return make_response(request, Representation(await read_catalogue_file(serving, name), "application/xml"))


@router.api_route("/robots.txt", methods=READ)
async def get_robots(request: Request, site: TheSite) -> Response:
    """What search engines may read, and where the list of pages is; that only once there is a release."""
    release = site.live.release
    where = f"Sitemap: {site.root(release.base_iri)}sitemap.xml\n" if release else ""
    return make_response(request, Representation((ROBOTS + where).encode(), "text/plain; charset=utf-8"))


CATALOGUE_OFFERS = (TURTLE, JSON_LD, RDF_XML, N_TRIPLES, HTML)
"""RDF first: harvesters say nothing of what they accept, browsers ask for a page by its name."""

VOID_OFFERS = CATALOGUE_OFFERS[:-1]

PROFILES = (
    "http://data.europa.eu/r5r/",
    "https://data.vlaanderen.be/doc/applicatieprofiel/DCAT-AP-VL/erkendestandaard/2026-02-12",
)
"""What the catalogue conforms to: DCAT-AP and its Flemish profile."""


@dataclass(frozen=True, slots=True)
class CatalogueRequest:
    """A page of the catalogue, with or without the checksums of the files."""

    page: int = 1
    checksums: bool = True

    @property
    def others(self) -> tuple[str, ...]:
        """The parameters that every page of it has."""
        return () if self.checksums else ("checksums=no",)

    @property
    def query(self) -> str:
        """The query of its address."""
        query = format_page_query(self.page, self.others)
        return f"?{query}" if query else ""


async def make_catalogue_document(
    site: Site, serving: OpenRelease, request: Request, asked: CatalogueRequest, form: Format
) -> Representation:
    """The catalogue in that form, as the build wrote it; made anew only without checksums, and as a page."""
    wording = site.wording(request)
    key = ("catalog", asked, form.name, wording if form is HTML else None)
    known = serving.documents.get(key)
    if known is not None:
        return known
    if form is HTML:
        shown = RenderedPage(
            asked.page,
            count_catalogue_pages(serving),
            await read_statements(serving, asked.page),
            asked.others,
        )
        shower = _make_renderer(site, serving, request, shown.quads)
        page = partial(site.page, request)
        body = await asyncio.to_thread(render_catalogue_page, page, shower, serving.release, shown)
    elif asked.checksums:
        body = await read_catalogue_page(serving, form, asked.page)
    else:
        quads = remove_checksums(await read_statements(serving, asked.page))
        body = serialize_catalogue(find_page_address(quads, form.extension, "checksums=no"), form, serving)
    headers = _headers("/catalog", asked.query, f"{serving.release.base_iri}catalog", form, wording.language)
    beside = link_neighbouring_pages(
        f"/catalog.{form.extension}", asked.page, count_catalogue_pages(serving), *asked.others
    )
    for relation, address in beside:
        headers["Link"] += (
            f', <{wording.keep_language(address) if form is HTML else address}>; rel="{relation}"'
        )
    made = Representation(body, form.content_type, headers)
    serving.documents.put(key, made, len(body) + 2048)
    return made


async def make_listed_document(
    site: Site, serving: OpenRelease, request: Request, reference: str, form: Format
) -> Representation:
    """The document about a data set, a distribution, a service or a record.

    Raises ``GoneError`` for one that an earlier release listed, ``UnknownAddressError`` for any other that is not.
    """
    wording = site.wording(request)
    key = ("listed", reference, form.name, wording if form is HTML else None)
    known = serving.documents.get(key)
    if known is not None:
        return known
    thing = NamedNode(f"{serving.release.base_iri}{reference}")
    whole = await read_statements_with(serving, thing)
    quads = select_description(whole, thing)
    if not quads:
        await raise_if_withdrawn(serving, thing)
        raise UnknownAddressError(reference)
    if form is HTML:
        body = await asyncio.to_thread(_page, site, serving, request, thing, whole, quads)
    else:
        body = serialize_catalogue(quads, form, serving)
    headers = _headers(f"/{reference}", "", thing.value, form, wording.language)
    headers["Link"] += _licence_link(quads)
    made = Representation(body, form.content_type, headers)
    serving.documents.put(key, made, len(body) + 2048)
    return made


def _make_renderer(
    site: Site, serving: OpenRelease, request: Request, quads: Sequence[Quad]
) -> CatalogueTermRenderer:
    roots = (serving.release.base_iri, site.settings.public_url)
    return CatalogueTermRenderer(quads, site.wording(request), tuple(root for root in roots if root))


def _page(
    site: Site, serving: OpenRelease, request: Request, thing: NamedNode, whole: list[Quad], quads: list[Quad]
) -> bytes:
    page = partial(site.page, request)
    if thing.value.startswith(f"{serving.release.base_iri}dataset/") and "/distribution/" not in thing.value:
        catalogue = NamedNode(f"{serving.release.base_iri}catalog")
        lists = [quad for quad in whole if quad.subject == catalogue]
        told = [*quads, *lists]
        return render_dataset_page(page, _make_renderer(site, serving, request, told), thing, told)
    return render_catalogue_thing_page(page, _make_renderer(site, serving, request, quads), thing)


async def make_void_document(serving: OpenRelease, form: Format) -> Representation:
    """The VoID description of the data set."""
    known = serving.documents.get(("void", form.name))
    if known is not None:
        return known
    body = await read_catalogue_file(serving, "void.ttl")
    if form is not TURTLE:
        body = serialize_catalogue(read(body, TURTLE), form, serving)
    made = Representation(body, form.content_type)
    serving.documents.put(("void", form.name), made, len(body) + 2048)
    return made


def serialize_catalogue(quads: list[Quad], form: Format, serving: OpenRelease) -> bytes:
    """Statements of the catalogue in a form of RDF; JSON-LD flat, as harvesters read it."""
    return write_flat_json_ld(quads) if form is JSON_LD else write(quads, form, iris=serving.iris)


def _licence_link(quads: list[Quad]) -> str:
    """The licence as a link, where a thing of the catalogue and its parts have one and the same."""
    found = {
        quad.object.value
        for quad in quads
        if quad.predicate == DCTERMS.license and isinstance(quad.object, NamedNode)
    }
    return f', <{found.pop()}>; rel="license"' if len(found) == 1 else ""


def _headers(path: str, query: str, iri: str, form: Format, language: str) -> dict[str, str]:
    """What a document's headers say of it: where this form is, what it describes, its other forms, its profiles."""
    links = [
        f'<{path}.{other.extension}{query}>; rel="alternate"; type="{other.media_type}"'
        for other in CATALOGUE_OFFERS
        if other is not form
    ]
    links.append(f'<{iri}>; rel="describes"')
    if form is HTML:
        address = f"{path}.html?lang={language}{query.replace('?', '&')}"
        return {"Link": ", ".join(links), "Content-Location": address, "Content-Language": language}
    links += [f'<{profile}>; rel="profile"' for profile in PROFILES]
    return {"Link": ", ".join(links), "Content-Location": f"{path}.{form.extension}{query}"}
