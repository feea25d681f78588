"""What the SPARQL endpoint says of itself, and its answers as documents; for a browser both are pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple
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
from stedenband.ns import GRAPHS, RDF, SD, W3C_FORMATS, Iris
from stedenband.store import Answer
from stedenband.web import sparql
from stedenband.web.addresses import CONTEXT
from stedenband.web.live import Serving
from stedenband.web.refusals import NotAcceptableError
from stedenband.web.responses import Representation
from stedenband.web.showing import Shown, show_iri
from stedenband.web.site import Site
from stedenband.web.sparql_protocol import Question

MOST_ROWS = 1000
"""Rows of a result that a page shows; the other formats give all of them."""

_FORMAT_IRIS = {
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


# == Without a query ===========================================================


def service_document(site: Site, serving: Serving, request: Request, form: Format) -> Representation:
    """The service description; for a browser the page to ask on."""
    if form is HTML:
        body = query_page(site, serving, request, None, None)
        return Representation(body, form.content_type, {"Content-Language": site.language(request)})
    service = endpoint(serving.iris)
    body = write(service_triples(serving.iris), form, iris=serving.iris, about=service, context_address=CONTEXT)
    return Representation(body, form.content_type)


def endpoint(iris: Iris) -> NamedNode:
    """The public address of the endpoint: from the base of the release, never from a request."""
    return NamedNode(f"{iris.base}sparql")


def service_triples(iris: Iris) -> Iterator[Triple]:
    """SPARQL 1.1 Service Description: what is spoken, in which formats, over which graphs; no blank nodes."""
    service = endpoint(iris)
    dataset, union = NamedNode(f"{service.value}#dataset"), NamedNode(f"{service.value}#default-graph")
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, service)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(service, SD.feature, SD.UnionDefaultGraph)
    for name in _FORMAT_IRIS.values():
        yield Triple(service, SD.resultFormat, NamedNode(W3C_FORMATS + name))
    yield Triple(service, SD.defaultDataset, dataset)
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, union)
    yield Triple(union, RDF.type, SD.Graph)
    for name in GRAPHS:
        named = NamedNode(f"{service.value}#graph-{name}")
        yield Triple(dataset, SD.namedGraph, named)
        yield Triple(named, RDF.type, SD.NamedGraph)
        yield Triple(named, SD.name, iris.graph(name))


# == With a query ==============================================================


@dataclass(frozen=True, slots=True)
class ResultTable:
    """Rows of a result for a page: at most ``MOST_ROWS`` of them, and how many there are."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...]
    count: int


@dataclass(frozen=True, slots=True)
class ResultPage:
    """An answer as a page shows it: a table, yes or no, or a graph in Turtle."""

    table: ResultTable | None = None
    boolean: bool | None = None
    turtle: str | None = None


def answer_document(
    site: Site, serving: Serving, request: Request, question: Question, answer: Answer, form: Format
) -> Representation:
    """The answer in the form chosen for its kind. Raises ``NotAcceptableError`` when the store gave another."""
    if form is HTML:
        body = query_page(site, serving, request, question.text, shown_answer(answer, serving.iris))
        return Representation(body, form.content_type, {"Content-Language": site.language(request)})
    if answer.media_type.partition(";")[0] != form.media_type:
        raise NotAcceptableError(sparql.GRAPHS if answer.kind == "graph" else sparql.SOLUTIONS)
    return Representation(answer.body, form.content_type)


def query_page(
    site: Site, serving: Serving, request: Request, text: str | None, result: ResultPage | None
) -> bytes:
    """The page to ask on, with the answer below where there is one."""
    example = site.queries["example"].bind({"language": site.language(request)}, serving.iris)
    return site.page(
        request,
        "sparql.html",
        text=example if text is None else text,
        result=result,
        endpoint=endpoint(serving.iris).value,
        graphs=[(name, serving.iris.graph(name).value) for name in GRAPHS],
    )


def shown_answer(answer: Answer, iris: Iris) -> ResultPage:
    """An answer that came as SPARQL JSON or Turtle, ready for a page."""
    if answer.kind == "graph":
        return ResultPage(turtle=answer.body.decode())
    values = json.loads(answer.body)
    if answer.kind == "boolean":
        return ResultPage(boolean=bool(values["boolean"]))
    columns, bindings = values["head"]["vars"], values["results"]["bindings"]
    rows = tuple(
        tuple(_cell(binding.get(column), iris) for column in columns) for binding in bindings[:MOST_ROWS]
    )
    return ResultPage(table=ResultTable(tuple(columns), rows, len(bindings)))


def _cell(value: dict[str, object] | None, iris: Iris) -> Shown:
    """One value of SPARQL JSON: an IRI as a link, a literal as its text."""
    if value is None:
        return Shown("")
    text = str(value.get("value", ""))
    if value["type"] == "uri":
        return show_iri(text, iris)
    language = value.get("xml:lang")
    return Shown(text, str(language) if language else None)
