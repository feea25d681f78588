"""The addresses of things, documents and files, and of the front page. Each route calls one function and replies."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stedenband.formats import JSON_LD, write_context
from stedenband.web.addresses import identify_document, identify_thing
from stedenband.web.context import BOTH, READ, Site, TheRelease, TheSite, list_vary_headers, negotiate_format
from stedenband.web.http.errors import UnknownAddressError
from stedenband.web.http.responses import IMMUTABLE, REVALIDATE, Representation, make_response
from stedenband.web.views.downloads import send_download
from stedenband.web.views.home import make_home_page
from stedenband.web.views.memento import (
    add_links,
    identify_earlier,
    make_memento,
    make_time_map,
    negotiate_datetime,
    raise_if_gone,
    return_or_raise_gone,
)
from stedenband.web.views.thing_documents import OFFERS, is_known, make_document

router = APIRouter()


@router.api_route("/", methods=READ)
async def get_home(request: Request, site: TheSite, serving: TheRelease) -> Response:
    return make_response(request, await make_home_page(site, serving, request), vary=BOTH)


@router.api_route("/id/{path:path}", methods=READ)
async def get_thing(request: Request, path: str, site: TheSite, serving: TheRelease) -> Response:
    """303 to the document, whatever the asker accepts."""
    earlier = await identify_earlier(site, serving, path)
    if earlier is not None:
        return _see(request, earlier.versioned.document, site)
    asked = identify_thing(path, serving.iris)
    if asked is None:
        raise UnknownAddressError(path)
    if not await is_known(site, serving, asked.thing):
        await raise_if_gone(site, serving, asked)
        raise UnknownAddressError(path)
    return _see(request, asked.document, site)


def _see(request: Request, document: str, site: Site) -> Response:
    # The redirect is the same for everybody; a 404 at the same address would not be.
    headers = {"Link": f'<{document}>; rel="describedby"', "Cache-Control": REVALIDATE, "Vary": BOTH}
    return RedirectResponse(site.wording(request).keep_language(document), status_code=303, headers=headers)


@router.api_route("/doc/{path:path}", methods=READ)
async def get_document(request: Request, path: str, site: TheSite, serving: TheRelease) -> Response:
    earlier = await identify_earlier(site, serving, path)
    if earlier is not None:
        named = earlier.asked.format
        form = negotiate_format(request, OFFERS, named)
        return make_response(
            request,
            await make_memento(site, serving, request, earlier, form),
            vary=list_vary_headers(form, named),
        )
    asked = identify_document(path, serving.iris)
    if asked is None:
        raise UnknownAddressError(path)
    form = negotiate_format(request, OFFERS, asked.format)
    redirect = await negotiate_datetime(site, serving, request, asked)
    if redirect is not None:
        return redirect
    made = await return_or_raise_gone(
        site, serving, asked, make_document(site, serving, request, asked, form)
    )
    return add_links(make_response(request, made, vary=list_vary_headers(form, asked.format)), asked)


@router.api_route("/timemap/doc/{path:path}", methods=READ)
async def get_versions(request: Request, path: str, site: TheSite, serving: TheRelease) -> Response:
    """The list of the versions of a document."""
    asked = identify_document(path, serving.iris)
    if asked is None:
        raise UnknownAddressError(path)
    return make_response(request, await make_time_map(site, serving, asked))


@router.api_route("/context/v1.jsonld", methods=READ)
async def get_jsonld_context(request: Request) -> Response:
    return make_response(request, Representation(write_context(), JSON_LD.content_type, cache=IMMUTABLE))


@router.api_route("/download/{release}/{name:path}", methods=READ)
async def get_file(request: Request, release: str, name: str, site: TheSite, serving: TheRelease) -> Response:
    return await send_download(site, serving, request, release, name)


@router.api_route("/static/{name}", methods=READ)
async def get_static(request: Request, name: str, site: TheSite) -> Response:
    known = site.static.representation(name, request.headers.get("accept-encoding", ""))
    if known is None:
        raise UnknownAddressError(name)
    return make_response(request, known, vary="Accept-Encoding")
