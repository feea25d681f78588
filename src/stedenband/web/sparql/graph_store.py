"""Reading whole graphs: the SPARQL Graph Store Protocol without its writes, which are the pipeline's.

``/graphs?graph=IRI`` and ``/graphs?default`` name a graph beside the address (section 4.2 of the protocol); each named
graph of the release also has an address of its own (section 4.1), that of the document about it. A graph is there
when it holds something.
"""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stedenband.formats import Format
from stedenband.ns import GRAPHS as NAMES
from stedenband.ns import Iris
from stedenband.web.addresses import extension_format
from stedenband.web.http.disconnects import unless_gone
from stedenband.web.http.parameters import Pairs, pairs_of
from stedenband.web.http.refusals import NotAcceptableError, ParameterError, UnknownAddressError
from stedenband.web.http.responses import REVALIDATE, Representation, reply
from stedenband.web.routing import BOTH, READ, TheRelease, TheSite, chosen, vary
from stedenband.web.serving.live import Serving
from stedenband.web.sparql.description import graph_sizes
from stedenband.web.sparql.endpoint import GRAPHS, Wanted, ask, named_formats
from stedenband.web.sparql.protocol import Question, format_of, values_of

router = APIRouter()

_EVERYTHING = "CONSTRUCT WHERE { ?subject ?predicate ?object }"


@router.api_route("/graphs", methods=READ)
async def graph_beside(request: Request, serving: TheRelease) -> Response:
    """A graph by ``?graph=`` or ``?default``."""
    pairs = pairs_of(request.scope["query_string"])
    graph, named = _asked(pairs), _named(format_of(pairs))
    return await _graph(request, serving, graph, named)


@router.api_route("/id/graph/{name}", methods=READ)
async def graph_thing(request: Request, name: str, site: TheSite, serving: TheRelease) -> Response:
    """303 to the document, which is the graph itself."""
    await _check(serving, _iri(name, serving.iris))
    headers = {"Link": f'</doc/graph/{name}>; rel="describedby"', "Cache-Control": REVALIDATE, "Vary": BOTH}
    address = site.wording(request).href(f"/doc/graph/{name}")
    return RedirectResponse(address, status_code=303, headers=headers)


@router.api_route("/doc/graph/{file}", methods=READ)
async def graph_document(request: Request, file: str, serving: TheRelease) -> Response:
    """A graph at its own address, with or without an extension."""
    name, _, extension = file.partition(".")
    named = extension_format(extension) if extension else None
    if extension and named not in GRAPHS:
        raise UnknownAddressError(file)
    return await _graph(request, serving, _iri(name, serving.iris), named)


def _asked(pairs: Pairs) -> str | None:
    """The graph that parameters ask for, ``None`` for the default graph.

    Raises ``ParameterError`` unless they ask for exactly one.
    """
    graphs = values_of(pairs, "graph")
    default = any(name == "default" for name, _ in pairs)
    if len(graphs) + default != 1:
        raise ParameterError("problem.which-graph")
    return None if default else graphs[0]


def _named(name: str | None) -> Format | None:
    """The format that ``format=`` names. Raises ``NotAcceptableError`` for one that no graph has."""
    if name is None:
        return None
    form = next((form for form in named_formats(name) if form in GRAPHS), None)
    if form is None:
        raise NotAcceptableError(GRAPHS)
    return form


def _iri(name: str, iris: Iris) -> str:
    if name not in NAMES:
        raise UnknownAddressError(name)
    return iris.graph(name).value


async def _check(serving: Serving, graph: str | None) -> None:
    """Raise ``UnknownAddressError`` for a named graph that holds nothing; the default graph is always there."""
    if graph is not None and graph not in await graph_sizes(serving):
        raise UnknownAddressError(graph)


async def _graph(request: Request, serving: Serving, graph: str | None, named: Format | None) -> Response:
    """The triples of a named graph, of all of them together for ``None``, in the format named or negotiated."""
    form = chosen(request, GRAPHS, named)
    await _check(serving, graph)
    question = Question(_EVERYTHING, default_graphs=() if graph is None else (graph,))
    answer = await unless_gone(request, ask(serving, question, Wanted(None, form)))
    document = Representation(answer.body, form.content_type, _headers(graph, form, serving.iris))
    return reply(request, document, vary=vary(form, named))


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
