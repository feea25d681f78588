"""Documents of the SPARQL endpoint: its service description (versions 1.1 and 1.2), and results as pages or data."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple
from starlette.requests import Request

from stedenband.formats import (
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    SPARQL_CSV,
    SPARQL_JSON,
    SPARQL_TSV,
    SPARQL_XML,
    TURTLE,
    Format,
    write,
)
from stedenband.i18n import choose_text, translate_all
from stedenband.ns import (
    DCAT,
    DCTERMS,
    GEOF,
    GRAPHS,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SD,
    SIMPLE_ENTAILMENT,
    SPARQL_VERSIONS,
    VOID,
    W3C_FORMATS,
    XSD,
    Iris,
)
from stedenband.settings import Settings
from stedenband.store import Query, QueryResult
from stedenband.store.inspection import NESTING, PATTERNS
from stedenband.web.context import Site
from stedenband.web.http.errors import NotAcceptableError
from stedenband.web.http.responses import Representation
from stedenband.web.messages.editor import SERVICE_LIMITS
from stedenband.web.render.document_origin import DocumentOrigin
from stedenband.web.render.terms import RenderedTerm, show_iri
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.query_results import get_cache_control, run_query
from stedenband.web.views import sparql_editor
from stedenband.web.views.sparql_protocol import OFFERED, VERSIONS, SparqlRequest
from stedenband.web.views.sparql_query import GRAPHS as GRAPH_FORMATS
from stedenband.web.views.sparql_query import SOLUTIONS

FORMAT_IRIS = {
    SPARQL_JSON: "SPARQL_Results_JSON",
    SPARQL_XML: "SPARQL_Results_XML",
    SPARQL_CSV: "SPARQL_Results_CSV",
    SPARQL_TSV: "SPARQL_Results_TSV",
    TURTLE: "Turtle",
    N_TRIPLES: "N-Triples",
    JSON_LD: "JSON-LD",
    RDF_XML: "RDF_XML",
}
"""Names of our formats in W3C's list of unique IRIs for file formats."""

_SECONDS, _BYTES, _PIECES = "SEC", "AD", "C62"
"""UN/CEFACT codes of units, as schema.org wants them."""

_SIZES = (
    "SELECT ?graph (COUNT(*) AS ?triples) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph ORDER BY ?graph"
)


@dataclass(frozen=True, slots=True)
class Limit:
    """The most of something that a query may have; the name is the last part of a message key."""

    name: str
    most: float
    unit: str

    @property
    def literal(self) -> Literal:
        """The number, without a fraction where it has none."""
        whole = float(self.most).is_integer()
        return (
            Literal(str(int(self.most)), datatype=XSD.integer)
            if whole
            else Literal(f"{self.most:f}".rstrip("0"), datatype=XSD.decimal)
        )


def list_limits(settings: Settings) -> tuple[Limit, ...]:
    """Everything that a query may run into."""
    return (
        Limit("query-seconds", settings.query_seconds, _SECONDS),
        Limit("query-memory", settings.query_memory, _BYTES),
        Limit("query-bytes", settings.query_bytes, _BYTES),
        Limit("result-bytes", settings.result_bytes, _BYTES),
        Limit("queue-seconds", settings.queue_seconds, _SECONDS),
        Limit("queue", settings.queue, _PIECES),
        Limit("client-queue", settings.client_queue, _PIECES),
        Limit("client-heavy-queue", settings.client_heavy_queue, _PIECES),
        Limit("nesting", NESTING, _PIECES),
        Limit("patterns", PATTERNS, _PIECES),
    )


async def count_graphs(serving: OpenRelease) -> Mapping[str, int]:
    """The named graphs of the release that hold anything, and how many triples each has."""
    answer = await run_query(serving, Query(_SIZES, lane="pages"))
    rows = json.loads(answer.body)["results"]["bindings"]
    return {row["graph"]["value"]: int(row["triples"]["value"]) for row in rows if "graph" in row}


def describe_service(
    service: NamedNode, serving: OpenRelease, settings: Settings, sizes: Mapping[str, int]
) -> Iterator[Triple]:
    """What the endpoint at that address speaks, in which formats, within which limits, over which graphs."""
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, service)
    title = serving.release.title
    for language, text in translate_all("SPARQL endpoint: {title}", title="{title}").items():
        yield Triple(
            service, RDFS.label, Literal(text.format(title=choose_text(title, language)), language=language)
        )
    yield from _language(service)
    for name in FORMAT_IRIS.values():
        yield Triple(service, SD.resultFormat, NamedNode(W3C_FORMATS + name))
    for limit in list_limits(settings):
        yield from _limit(service, limit)
    yield from _dataset(service, serving.iris, sizes)


def _language(service: NamedNode) -> Iterator[Triple]:
    """SPARQL 1.1 names a language with its version, 1.2 the one and the other; both are said."""
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(service, SD.supportedLanguage, SD.SPARQLQuery)
    for version in VERSIONS:
        yield Triple(service, SD.supportedVersion, NamedNode(SPARQL_VERSIONS + version))
    yield Triple(service, SD.feature, SD.UnionDefaultGraph)
    yield Triple(service, SD.defaultEntailmentRegime, SIMPLE_ENTAILMENT)
    for name in GEOF:
        yield Triple(service, SD.extensionFunction, GEOF[name])
        yield Triple(GEOF[name], RDF.type, SD.Function)


def _limit(service: NamedNode, limit: Limit) -> Iterator[Triple]:
    """No vocabulary of endpoints has words for limits; schema.org has some for any property of anything."""
    thing = NamedNode(f"{service.value}#limit-{limit.name}")
    yield Triple(service, SCHEMA.additionalProperty, thing)
    yield Triple(thing, RDF.type, SCHEMA.PropertyValue)
    yield Triple(thing, SCHEMA.propertyID, Literal(limit.name))
    yield Triple(thing, SCHEMA.maxValue, limit.literal)
    yield Triple(thing, SCHEMA.unitCode, Literal(limit.unit))
    for language, text in translate_all(SERVICE_LIMITS[limit.name]).items():
        yield Triple(thing, RDFS.label, Literal(text, language=language))


def _dataset(service: NamedNode, iris: Iris, sizes: Mapping[str, int]) -> Iterator[Triple]:
    """The data set that is asked without FROM: its default graph is the union of the named ones."""
    dataset = NamedNode(f"{service.value}#dataset")
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, NamedNode(f"{service.value}#default-graph"))
    yield Triple(NamedNode(f"{service.value}#default-graph"), RDF.type, SD.Graph)
    for iri, triples in sizes.items():
        name = iri.removeprefix(iris.graph("x").value.removesuffix("x"))
        named, graph = (NamedNode(f"{service.value}#{part}-{name}") for part in ("named-graph", "graph"))
        yield Triple(dataset, SD.namedGraph, named)
        yield Triple(named, RDF.type, SD.NamedGraph)
        yield Triple(named, SD.name, NamedNode(iri))
        yield Triple(named, SD.graph, graph)
        yield Triple(graph, RDF.type, SD.Graph)
        yield Triple(graph, VOID.triples, Literal(str(triples), datatype=XSD.integer))


MOST_ROWS = 1000
"""Rows of a result that a page shows; the other formats give all of them."""


# == Without a query ===========================================================


async def make_service_document(
    site: Site, serving: OpenRelease, request: Request, form: Format
) -> Representation:
    """The service description; for a browser the page to ask on."""
    if form is HTML:
        body = render_query_page(site, serving, request, None, None)
        return Representation(body, form.content_type, _page_headers(site, request))
    service = get_endpoint(site, serving.iris)
    triples = describe_service(service, serving, site.settings, await count_graphs(serving))
    body = write([*triples, *_about_itself(service, serving.origin)], form, iris=serving.iris, about=service)
    return Representation(body, form.content_type, OFFERED)


def _about_itself(service: NamedNode, origin: DocumentOrigin) -> Iterator[Triple]:
    """Under which licence, by whom and of which release: of the service, which has no document but its own address."""
    described = (DCTERMS.license, DCTERMS.publisher, DCAT.version, DCTERMS.modified, PROV.wasDerivedFrom)
    for quad in origin.statements(service, service):
        if quad.predicate in described:
            yield quad.triple


def get_endpoint(site: Site, iris: Iris) -> NamedNode:
    """The public address of the endpoint: from the settings, else the base of the release, never from a request."""
    return NamedNode(f"{site.root(iris.base)}sparql")


# == With a query ==============================================================


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Rows of a result for a page: at most ``MOST_ROWS`` of them, and how many there are."""

    columns: tuple[str, ...]
    rows: tuple[tuple[RenderedTerm, ...], ...]
    count: int


@dataclass(frozen=True, slots=True)
class ResultPage:
    """An answer as a page shows it: a table, yes or no, or a graph in Turtle."""

    table: ResultTable | None = None
    boolean: bool | None = None
    turtle: str | None = None


def make_result_document(
    site: Site,
    serving: OpenRelease,
    request: Request,
    question: SparqlRequest,
    answer: QueryResult,
    form: Format,
) -> Representation:
    """The answer in the form chosen for its kind. Raises ``NotAcceptableError`` when the store gave another."""
    if form is HTML:
        body = render_query_page(
            site, serving, request, question.text, make_result_page(answer, serving.iris, site.address)
        )
        return Representation(body, form.content_type, _page_headers(site, request))
    if answer.media_type.partition(";")[0] != form.media_type:
        raise NotAcceptableError(GRAPH_FORMATS if answer.kind == "graph" else SOLUTIONS)
    return Representation(answer.body, form.content_type, cache=get_cache_control(question.text))


def render_query_page(
    site: Site, serving: OpenRelease, request: Request, text: str | None, result: ResultPage | None
) -> bytes:
    """The page to ask on, with the answer below where there is one."""
    return site.page(
        request,
        "sparql.html",
        text=sparql_editor.get_first_text(site, serving, request) if text is None else text,
        result=result,
        examples=sparql_editor.list_examples(site, site.language(request)),
        editor=sparql_editor.get_page_data(site, site.language(request)),
        endpoint=get_endpoint(site, serving.iris).value,
        graphs=[(name, serving.iris.graph(name).value) for name in GRAPHS],
    )


def _page_headers(site: Site, request: Request) -> dict[str, str]:
    return {"Content-Language": site.language(request), **sparql_editor.get_page_headers(site)}


def make_result_page(answer: QueryResult, iris: Iris, address: Callable[[str], str]) -> ResultPage:
    """An answer that came as SPARQL JSON or Turtle, ready for a page."""
    if answer.kind == "graph":
        return ResultPage(turtle=answer.body.decode())
    values = json.loads(answer.body)
    if answer.kind == "boolean":
        return ResultPage(boolean=bool(values["boolean"]))
    columns, bindings = values["head"]["vars"], values["results"]["bindings"]
    rows = tuple(
        tuple(_cell(binding.get(column), iris, address) for column in columns)
        for binding in bindings[:MOST_ROWS]
    )
    return ResultPage(table=ResultTable(tuple(columns), rows, len(bindings)))


def _cell(value: dict[str, object] | None, iris: Iris, address: Callable[[str], str]) -> RenderedTerm:
    """One value of SPARQL JSON: an IRI as a link, a literal as its text."""
    if value is None:
        return RenderedTerm("")
    text = str(value.get("value", ""))
    if value["type"] == "uri":
        return show_iri(text, iris, address)
    language = value.get("xml:lang")
    return RenderedTerm(text, str(language) if language else None)
