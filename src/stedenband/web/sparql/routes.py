"""The addresses of the SPARQL endpoint: ``/sparql``, and ``/sparql.csv`` for those who cannot say what they accept."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from stedenband.formats import Format
from stedenband.web.http.disconnects import unless_gone
from stedenband.web.http.parameters import pairs_of
from stedenband.web.http.refusals import BadRequestError, NotAcceptableError, UnknownAddressError
from stedenband.web.http.responses import reply
from stedenband.web.routing import chosen, vary
from stedenband.web.serving.live import Serving
from stedenband.web.serving.origin import keep
from stedenband.web.site import Site, site_of
from stedenband.web.sparql.budgets import budget_for
from stedenband.web.sparql.endpoint import DESCRIPTION, EXTENSIONS, ask, named_formats, wanted
from stedenband.web.sparql.protocol import OFFERED, format_of, read_question
from stedenband.web.sparql.service import answer_document, service_document

ASK = ["GET", "HEAD", "POST", "QUERY"]

OPTIONS = {"Allow": ", ".join([*ASK, "OPTIONS"]), **OFFERED}
"""What may be sent here, and in which types."""


async def sparql(request: Request) -> Response:
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=OPTIONS)
    return await _answered(request, None)


async def sparql_file(request: Request) -> Response:
    extension = request.path_params["extension"]
    if extension not in EXTENSIONS:
        raise UnknownAddressError(extension)
    return await _answered(request, extension)


class PlainRoute(Route):
    """A route without the resolving of parameters and dependencies, which takes longer than a small query.

    It tells the log and the figures its name, as the other routes do.
    """

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it is the route of a request, and what it adds to the scope."""
        match, more = super().matches(scope)
        return match, {**more, "route": self} if match is not Match.NONE else more


ROUTES = (
    PlainRoute("/sparql", sparql, methods=[*ASK, "OPTIONS"]),
    PlainRoute("/sparql.{extension}", sparql_file, methods=ASK),
)


async def _answered(request: Request, extension: str | None) -> Response:
    site = site_of(request)
    async with site.live.reading() as serving:
        keep(request, serving.origin)
        return await _answer(request, site, serving, extension)


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
