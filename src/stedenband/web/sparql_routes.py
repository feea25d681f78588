"""The addresses of the SPARQL endpoint: ``/sparql``, and ``/sparql.csv`` for those who cannot say what they accept."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stedenband.formats import Format
from stedenband.web.budgets import budget_for
from stedenband.web.live import Serving
from stedenband.web.refusals import BadRequestError, NotAcceptableError, UnknownAddressError
from stedenband.web.responses import reply
from stedenband.web.routes import TheRelease, TheSite, chosen, vary
from stedenband.web.service import answer_document, service_document
from stedenband.web.site import Site
from stedenband.web.sparql import DESCRIPTION, EXTENSIONS, ask, named_formats, unless_gone, wanted
from stedenband.web.sparql_protocol import OFFERED, format_of, pairs_of, read_question

router = APIRouter()

ASK = ["GET", "HEAD", "POST", "QUERY"]

OPTIONS = {"Allow": ", ".join([*ASK, "OPTIONS"]), **OFFERED}
"""What may be sent here, and in which types."""


@router.api_route("/sparql", methods=ASK)
async def sparql(request: Request, site: TheSite, serving: TheRelease) -> Response:
    return await _answer(request, site, serving, None)


@router.api_route("/sparql.{extension}", methods=ASK)
async def sparql_file(request: Request, extension: str, site: TheSite, serving: TheRelease) -> Response:
    if extension not in EXTENSIONS:
        raise UnknownAddressError(extension)
    return await _answer(request, site, serving, extension)


@router.options("/sparql")
async def options() -> Response:
    return Response(status_code=204, headers=OPTIONS)


async def _answer(request: Request, site: Site, serving: Serving, extension: str | None) -> Response:
    """The answer to the query, or the service description where there is none."""
    question = await read_question(request, limit=site.settings.query_bytes)
    if question is None:
        return await _description(request, site, serving, extension)
    formats = wanted(request.headers.get("accept"), extension or question.format)
    budget = budget_for(site.settings, question.seconds, page=formats.is_page)
    answer = await unless_gone(request, ask(serving, question, formats, budget))
    form = formats.for_kind(answer.kind)
    document = answer_document(site, serving, request, question, answer, form)
    return reply(request, document, vary=vary(form, None if extension is None else form))


async def _description(request: Request, site: Site, serving: Serving, extension: str | None) -> Response:
    name = extension or format_of(pairs_of(request.scope["query_string"]))
    form = chosen(request, DESCRIPTION, None) if name is None else _named(name)
    document = await service_document(site, serving, request, form)
    return reply(request, document, vary=vary(form, None if name is None else form))


def _named(name: str) -> Format:
    """The format of the service description by that name; a format of rows wants a query."""
    formats = named_formats(name)
    if not formats:
        raise NotAcceptableError(DESCRIPTION)
    form = next((form for form in formats if form in DESCRIPTION), None)
    if form is None:
        raise BadRequestError("no-query")
    return form
