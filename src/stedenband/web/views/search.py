"""Search: a page of results, or the same as JSON, at ``/search``."""

from __future__ import annotations

import json

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stedenband.formats import HTML, Format
from stedenband.search import TYPES
from stedenband.web.context import BOTH, READ, Site, TheRelease, TheSite, negotiate_format
from stedenband.web.http.clients import await_unless_disconnected
from stedenband.web.http.errors import NotAcceptableError, UnknownAddressError
from stedenband.web.http.parameters import format_links, list_neighbouring_pages
from stedenband.web.http.responses import Representation, make_response
from stedenband.web.render.named_questions import JSON, format_named
from stedenband.web.render.pages.search import SearchResultsRenderer
from stedenband.web.render.search import PATH, Search, make_plain_result, read_search
from stedenband.web.render.templates import KeptForm, keep_form, list_typed_parameters
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.views.question_parameters import load_code_names

router = APIRouter()

OFFERS = (HTML, JSON)

_EXTENSIONS = {form.extension: form for form in OFFERS}

_HEADERS = {"X-Robots-Tag": "noindex"}
"""Results are for readers; a search engine has the sitemap."""


@router.api_route(PATH, methods=READ)
async def search_by_name(request: Request, site: TheSite, serving: TheRelease) -> Response:
    """What is found."""
    keep_form(
        request, KeptForm("form_search.html", ("q",), {"search_text": list_typed_parameters(request, "q")})
    )
    asked = read_search(request)
    named = _named(asked.format)
    form = negotiate_format(request, OFFERS, named)
    made = await await_unless_disconnected(request, make_search_response(site, serving, request, asked, form))
    return make_response(request, made, vary="Accept-Language" if named else BOTH)


@router.api_route(PATH + ".{extension}", methods=READ)
async def search_in_form(request: Request, extension: str, site: TheSite, serving: TheRelease) -> Response:
    """The same in the format that the address names."""
    if extension not in _EXTENSIONS:
        raise UnknownAddressError(extension[:40])
    asked = read_search(request)
    made = await await_unless_disconnected(
        request, make_search_response(site, serving, request, asked, _EXTENSIONS[extension])
    )
    return make_response(request, made, vary="Accept-Language")


def _named(name: str | None) -> Format | None:
    """The format of ``format=``. Raises ``NotAcceptableError`` for one that there is not."""
    form = _EXTENSIONS.get(name) or format_named(name, OFFERS) if name else None
    if name and form not in OFFERS:
        raise NotAcceptableError(OFFERS)
    return form


async def make_search_response(
    site: Site, serving: OpenRelease, request: Request, asked: Search, form: Format
) -> Representation:
    """The answer in the reader's language, from memory where it was made before.

    Raises ``UnknownAddressError`` for a page behind the last one.
    """
    wording = site.wording(request)
    key = (PATH, form.name, wording, asked.key)
    known = serving.documents.get(key)
    if known is not None:
        return known
    body, pages = await _body(site, serving, request, asked, form)
    headers = {**_HEADERS, "Content-Language": wording.language}
    if beside := list_neighbouring_pages(asked.page, pages):
        path = f"{PATH}.{form.extension}"
        headers["Link"] = format_links(
            (relation, wording.keep_language(asked.address(path, page=number))) for relation, number in beside
        )
    made = Representation(body, form.content_type, headers)
    serving.documents.put(key, made, len(body) + 2048)
    return made


async def _body(
    site: Site, serving: OpenRelease, request: Request, asked: Search, form: Format
) -> tuple[bytes, int]:
    """The answer in that format, and how many pages there are."""
    wording = site.wording(request)
    found = await site.finder.find(serving, asked.wanted(wording.language, serving.iris))
    if asked.page > 1 and not found.hits:
        raise UnknownAddressError(f"{PATH}?page={asked.page}")
    index, codes = await site.finder.index(serving), await load_code_names(site, serving)
    pages = -(-found.total // asked.per_page)
    if form is JSON:
        told = make_plain_result(asked, found, serving.release.id, index, codes, wording.language)
        # The results are in the language of the reader, and so are those of the next page.
        told["next"] = wording.href(str(told["next"])) if told["next"] else None
        return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n", pages
    body = site.page(
        request,
        "search.html",
        path=PATH,
        results=SearchResultsRenderer.of(serving.iris, site.vocabulary, index, codes, wording).results(
            asked, found
        ),
        sorts=TYPES,
        things=index.things,
        names=index.names,
        json_address=site.address(asked.address(f"{PATH}.json")),
    )
    return body, pages
