"""The addresses of the server. Each route reads its parameters, calls one function and replies."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stedenband.formats import HTML, JSON_LD, Format, context_document, negotiate
from stedenband.web.addresses import document_at, extension_format, thing_at
from stedenband.web.documents import OFFERS, document, is_known
from stedenband.web.downloads import download
from stedenband.web.home import home_page
from stedenband.web.live import Serving
from stedenband.web.refusals import NotAcceptableError, NotReadyError, UnknownAddressError
from stedenband.web.responses import IMMUTABLE, NO_STORE, REVALIDATE, Representation, reply
from stedenband.web.service import answer_document, service_document
from stedenband.web.site import Site, site_of
from stedenband.web.sparql import DESCRIPTION, ask, unless_gone, wanted
from stedenband.web.sparql_protocol import read_question
from stedenband.web.vocabulary_document import VOCABULARY_OFFERS, vocabulary_document

router = APIRouter()

READ = ["GET", "HEAD"]
ASK = ["GET", "HEAD", "POST", "QUERY"]

BOTH = "Accept, Accept-Language"
"""Vary of an address that answers in several formats: errors and pages have a language too."""

ROBOTS = b"User-agent: *\nDisallow: /sparql\nAllow: /\n"


async def _serving(request: Request) -> AsyncIterator[Serving]:
    """The release that is served now, held open until the response has been made."""
    async with site_of(request).live.reading() as serving:
        yield serving


TheSite = Annotated[Site, Depends(site_of)]
TheRelease = Annotated[Serving, Depends(_serving)]


@router.api_route("/", methods=READ)
async def home(request: Request, site: TheSite, serving: TheRelease) -> Response:
    return reply(request, await home_page(site, serving, request), vary=BOTH)


@router.api_route("/id/{path:path}", methods=READ)
async def thing(request: Request, path: str, site: TheSite, serving: TheRelease) -> Response:
    """303 to the document, whatever the asker accepts."""
    asked = thing_at(path, serving.iris)
    if asked is None or not await is_known(site, serving, asked.thing):
        raise UnknownAddressError(path)
    # The redirect is the same for everybody; a 404 at the same address would not be.
    headers = {"Link": f'<{asked.document}>; rel="describedby"', "Cache-Control": REVALIDATE, "Vary": BOTH}
    return RedirectResponse(site.wording(request).href(asked.document), status_code=303, headers=headers)


@router.api_route("/doc/{path:path}", methods=READ)
async def about(request: Request, path: str, site: TheSite, serving: TheRelease) -> Response:
    asked = document_at(path, serving.iris)
    if asked is None:
        raise UnknownAddressError(path)
    form = chosen(request, OFFERS, asked.format)
    return reply(request, await document(site, serving, request, asked, form), vary=vary(form, asked.format))


@router.api_route("/ns", methods=READ)
async def vocabulary(request: Request, site: TheSite) -> Response:
    form = chosen(request, VOCABULARY_OFFERS, None)
    return reply(request, vocabulary_document(site, request, form), vary=vary(form, None))


@router.api_route("/ns.{extension}", methods=READ)
async def vocabulary_file(request: Request, extension: str, site: TheSite) -> Response:
    form = chosen(request, VOCABULARY_OFFERS, _by_extension(extension))
    return reply(request, vocabulary_document(site, request, form), vary=vary(form, form))


@router.api_route("/ns/{version:path}", methods=READ)
async def vocabulary_version(request: Request, version: str, site: TheSite) -> Response:
    """A version of the vocabulary by its number; only the one that this program has."""
    known = site.vocabulary.version
    named = None if version == known else _by_extension(version.removeprefix(f"{known}."))
    form = chosen(request, VOCABULARY_OFFERS, named)
    return reply(request, vocabulary_document(site, request, form), vary=vary(form, named))


@router.api_route("/context/v1.jsonld", methods=READ)
async def context(request: Request) -> Response:
    return reply(request, Representation(context_document(), JSON_LD.content_type, cache=IMMUTABLE))


@router.api_route("/sparql", methods=ASK)
async def sparql(request: Request, site: TheSite, serving: TheRelease) -> Response:
    question = await read_question(request, limit=site.settings.query_bytes)
    if question is None:
        form = chosen(request, DESCRIPTION, None)
        return reply(request, service_document(site, serving, request, form), vary=BOTH)
    formats = wanted(request.headers.get("accept"), question.format)
    answer = await unless_gone(request, ask(serving, question, formats))
    form = formats.for_kind(answer.kind)
    return reply(request, answer_document(site, serving, request, question, answer, form), vary=BOTH)


@router.api_route("/download/{release}/{name:path}", methods=READ)
async def file(request: Request, release: str, name: str, site: TheSite, serving: TheRelease) -> Response:
    return await download(site, serving, request, release, name)


@router.api_route("/static/{name}", methods=READ)
async def static(request: Request, name: str, site: TheSite) -> Response:
    known = site.static.files.get(name)
    if known is None:
        raise UnknownAddressError(name)
    return reply(request, known)


@router.api_route("/robots.txt", methods=READ)
async def robots(request: Request) -> Response:
    return reply(request, Representation(ROBOTS, "text/plain; charset=utf-8"))


@router.api_route("/health", methods=READ)
async def health(request: Request) -> Response:
    """Whether the process answers."""
    return reply(request, Representation(b'{"status":"ok"}\n', "application/json", cache=NO_STORE))


@router.api_route("/ready", methods=READ)
async def ready(request: Request, serving: TheRelease) -> Response:
    """Whether there is a release and its engine answers."""
    if not await serving.store.ready():
        raise NotReadyError("the query engine does not answer")
    body = json.dumps({"status": "ready", "release": serving.release.id}).encode() + b"\n"
    return reply(request, Representation(body, "application/json", cache=NO_STORE))


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


def vary(form: Format, named: Format | None) -> str:
    """What the answer depends on besides its address: an extension beats Accept, only pages have a language."""
    if named is None:
        return BOTH
    return "Accept-Language" if form is HTML else ""


def _by_extension(extension: str) -> Format:
    form = extension_format(extension)
    if form is None:
        raise UnknownAddressError(extension)
    return form
