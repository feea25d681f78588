"""The SPARQL endpoint at ``/sparql``, ``/sparql.csv`` and the like, and whole graphs by the Graph Store Protocol."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match, Route
from starlette.types import Scope

from stedenband.formats import Format
from stedenband.message import N_
from stedenband.ns import GRAPHS as NAMES
from stedenband.ns import Iris
from stedenband.web.addresses import get_extension_format
from stedenband.web.context import (
    BOTH,
    READ,
    Site,
    TheRelease,
    TheSite,
    get_site,
    list_vary_headers,
    negotiate_format,
)
from stedenband.web.http.clients import await_unless_disconnected
from stedenband.web.http.errors import (
    BadRequestError,
    NotAcceptableError,
    ParameterError,
    UnknownAddressError,
)
from stedenband.web.http.parameters import Pairs, parse_pairs
from stedenband.web.http.responses import REVALIDATE, Representation, make_response
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.document_origin import set_origin
from stedenband.web.views.sparql_documents import count_graphs, make_result_document, make_service_document
from stedenband.web.views.sparql_protocol import (
    OFFERED,
    SparqlRequest,
    compute_budget,
    get_format,
    list_values,
    read_question,
)
from stedenband.web.views.sparql_query import (
    DESCRIPTION,
    EXTENSIONS,
    GRAPHS,
    ResultFormats,
    find_formats,
    negotiate_result_formats,
    run_sparql_query,
)

ASK = ["GET", "HEAD", "POST", "QUERY"]

OPTIONS = {"Allow": ", ".join([*ASK, "OPTIONS"]), **OFFERED}
"""What may be sent here, and in which types."""


async def serve_sparql(request: Request) -> Response:
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=OPTIONS)
    return await _answered(request, None)


async def serve_sparql_file(request: Request) -> Response:
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
    PlainRoute("/sparql", serve_sparql, methods=[*ASK, "OPTIONS"]),
    PlainRoute("/sparql.{extension}", serve_sparql_file, methods=ASK),
)


async def _answered(request: Request, extension: str | None) -> Response:
    site = get_site(request)
    async with site.live.reading() as serving:
        set_origin(request, serving.origin)
        return await handle_request(request, site, serving, extension)


async def handle_request(
    request: Request, site: Site, serving: OpenRelease, extension: str | None
) -> Response:
    """The answer to the query, or the service description where there is none."""
    question = await read_question(request, limit=site.settings.query_bytes)
    if question is None:
        return await _description(request, site, serving, extension)
    formats = negotiate_result_formats(request.headers.get("accept"), extension or question.format)
    budget = compute_budget(site.settings, question.seconds, page=formats.is_page)
    answer = await await_unless_disconnected(request, run_sparql_query(serving, question, formats, budget))
    form = formats.for_kind(answer.kind)
    document = make_result_document(site, serving, request, question, answer, form)
    return make_response(request, document, vary=list_vary_headers(form, None if extension is None else form))


async def _description(request: Request, site: Site, serving: OpenRelease, extension: str | None) -> Response:
    name = extension or get_format(parse_pairs(request.scope["query_string"]))
    form = negotiate_format(request, DESCRIPTION, None) if name is None else _named(name)
    document = await make_service_document(site, serving, request, form)
    return make_response(request, document, vary=list_vary_headers(form, None if name is None else form))


def _named(name: str) -> Format:
    """The format of the service description by that name; a format of rows wants a query."""
    formats = find_formats(name)
    if not formats:
        raise NotAcceptableError(DESCRIPTION)
    form = next((form for form in formats if form in DESCRIPTION), None)
    if form is None:
        raise BadRequestError("no-query")
    return form


router = APIRouter()

_EVERYTHING = "CONSTRUCT WHERE { ?subject ?predicate ?object }"


@router.api_route("/graphs", methods=READ)
async def get_graph_beside(request: Request, serving: TheRelease) -> Response:
    """A graph by ``?graph=`` or ``?default``."""
    pairs = parse_pairs(request.scope["query_string"])
    graph, named = _asked(pairs), _named_graph(get_format(pairs))
    return await _graph(request, serving, graph, named)


@router.api_route("/id/graph/{name}", methods=READ)
async def get_graph_thing(request: Request, name: str, site: TheSite, serving: TheRelease) -> Response:
    """303 to the document, which is the graph itself."""
    await _check(serving, _iri(name, serving.iris))
    headers = {"Link": f'</doc/graph/{name}>; rel="describedby"', "Cache-Control": REVALIDATE, "Vary": BOTH}
    address = site.wording(request).keep_language(f"/doc/graph/{name}")
    return RedirectResponse(address, status_code=303, headers=headers)


@router.api_route("/doc/graph/{file}", methods=READ)
async def get_graph_document(request: Request, file: str, serving: TheRelease) -> Response:
    """A graph at its own address, with or without an extension."""
    name, _, extension = file.partition(".")
    named = get_extension_format(extension) if extension else None
    if extension and named not in GRAPHS:
        raise UnknownAddressError(file)
    return await _graph(request, serving, _iri(name, serving.iris), named)


def _asked(pairs: Pairs) -> str | None:
    """The graph that parameters ask for, ``None`` for the default graph.

    Raises ``ParameterError`` unless they ask for exactly one.
    """
    graphs = list_values(pairs, "graph")
    default = any(name == "default" for name, _ in pairs)
    if len(graphs) + default != 1:
        raise ParameterError(
            N_(
                "Say which graph you want: ?graph= with the IRI of one graph, or ?default for all "
                "of them together. /sparql lists the graphs."
            )
        )
    return None if default else graphs[0]


def _named_graph(name: str | None) -> Format | None:
    """The format that ``format=`` names. Raises ``NotAcceptableError`` for one that no graph has."""
    if name is None:
        return None
    form = next((form for form in find_formats(name) if form in GRAPHS), None)
    if form is None:
        raise NotAcceptableError(GRAPHS)
    return form


def _iri(name: str, iris: Iris) -> str:
    if name not in NAMES:
        raise UnknownAddressError(name)
    return iris.graph(name).value


async def _check(serving: OpenRelease, graph: str | None) -> None:
    """Raise ``UnknownAddressError`` for a named graph that holds nothing; the default graph is always there."""
    if graph is not None and graph not in await count_graphs(serving):
        raise UnknownAddressError(graph)


async def _graph(request: Request, serving: OpenRelease, graph: str | None, named: Format | None) -> Response:
    """The triples of a named graph, of all of them together for ``None``, in the format named or negotiated."""
    form = negotiate_format(request, GRAPHS, named)
    await _check(serving, graph)
    question = SparqlRequest(_EVERYTHING, default_graphs=() if graph is None else (graph,))
    answer = await await_unless_disconnected(
        request, run_sparql_query(serving, question, ResultFormats(None, form))
    )
    document = Representation(answer.body, form.content_type, _headers(graph, form, serving.iris))
    return make_response(request, document, vary=list_vary_headers(form, named))


def _headers(graph: str | None, form: Format, iris: Iris) -> dict[str, str]:
    """Where this very form of a named graph is, which graph it is, and its other forms."""
    root = f"{iris.base}id/graph/"
    if graph is None or not graph.startswith(root):
        return {}
    address = f"/doc/graph/{graph.removeprefix(root)}"
    links = [
        f'<{address}.{other.extension}>; rel="alternate"; type="{other.media_type}"'
        for other in GRAPHS
        if other is not form
    ]
    links.append(f'<{graph}>; rel="describes"')
    return {"Content-Location": f"{address}.{form.extension}", "Link": ", ".join(links)}
