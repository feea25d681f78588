"""The addresses of things, documents and files, and of the front page. Each route calls one function and replies."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stedenband.formats import JSON_LD, context_document
from stedenband.web.addresses import document_at, thing_at
from stedenband.web.context import BOTH, READ, Site, TheRelease, TheSite, negotiate_format, vary_header
from stedenband.web.http.errors import UnknownAddressError
from stedenband.web.http.responses import IMMUTABLE, REVALIDATE, Representation, reply
from stedenband.web.views.downloads import download
from stedenband.web.views.home import home_page
from stedenband.web.views.memento import (
    answer_or_gone,
    earlier_at,
    memento,
    through_gate,
    time_map,
    unless_gone_for_good,
    with_links,
)
from stedenband.web.views.thing_documents import OFFERS, document, is_known

router = APIRouter()


@router.api_route("/", methods=READ)
async def home(request: Request, site: TheSite, serving: TheRelease) -> Response:
    return reply(request, await home_page(site, serving, request), vary=BOTH)


@router.api_route("/id/{path:path}", methods=READ)
async def thing(request: Request, path: str, site: TheSite, serving: TheRelease) -> Response:
    """303 to the document, whatever the asker accepts."""
    earlier = await earlier_at(site, serving, path)
    if earlier is not None:
        return _see(request, earlier.versioned.document, site)
    asked = thing_at(path, serving.iris)
    if asked is None:
        raise UnknownAddressError(path)
    if not await is_known(site, serving, asked.thing):
        await unless_gone_for_good(site, serving, asked)
        raise UnknownAddressError(path)
    return _see(request, asked.document, site)


def _see(request: Request, document: str, site: Site) -> Response:
    # The redirect is the same for everybody; a 404 at the same address would not be.
    headers = {"Link": f'<{document}>; rel="describedby"', "Cache-Control": REVALIDATE, "Vary": BOTH}
    return RedirectResponse(site.wording(request).href(document), status_code=303, headers=headers)


@router.api_route("/doc/{path:path}", methods=READ)
async def about(request: Request, path: str, site: TheSite, serving: TheRelease) -> Response:
    earlier = await earlier_at(site, serving, path)
    if earlier is not None:
        named = earlier.asked.format
        form = negotiate_format(request, OFFERS, named)
        return reply(
            request, await memento(site, serving, request, earlier, form), vary=vary_header(form, named)
        )
    asked = document_at(path, serving.iris)
    if asked is None:
        raise UnknownAddressError(path)
    form = negotiate_format(request, OFFERS, asked.format)
    redirect = await through_gate(site, serving, request, asked)
    if redirect is not None:
        return redirect
    made = await answer_or_gone(site, serving, asked, document(site, serving, request, asked, form))
    return with_links(reply(request, made, vary=vary_header(form, asked.format)), asked)


@router.api_route("/timemap/doc/{path:path}", methods=READ)
async def versions(request: Request, path: str, site: TheSite, serving: TheRelease) -> Response:
    """The list of the versions of a document."""
    asked = document_at(path, serving.iris)
    if asked is None:
        raise UnknownAddressError(path)
    return reply(request, await time_map(site, serving, asked))


@router.api_route("/context/v1.jsonld", methods=READ)
async def context(request: Request) -> Response:
    return reply(request, Representation(context_document(), JSON_LD.content_type, cache=IMMUTABLE))


@router.api_route("/download/{release}/{name:path}", methods=READ)
async def file(request: Request, release: str, name: str, site: TheSite, serving: TheRelease) -> Response:
    return await download(site, serving, request, release, name)


@router.api_route("/static/{name}", methods=READ)
async def static(request: Request, name: str, site: TheSite) -> Response:
    known = site.static.representation(name, request.headers.get("accept-encoding", ""))
    if known is None:
        raise UnknownAddressError(name)
    return reply(request, known, vary="Accept-Encoding")
