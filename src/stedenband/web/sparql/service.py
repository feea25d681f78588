"""What the SPARQL endpoint says of itself, and its answers as documents; for a browser both are pages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple
from starlette.requests import Request

from stedenband.formats import HTML, Format, write
from stedenband.ns import DCAT, DCTERMS, GRAPHS, PROV, Iris
from stedenband.store import QueryResult
from stedenband.web.http.refusals import NotAcceptableError
from stedenband.web.http.responses import Representation
from stedenband.web.presentation.showing import Shown, show_iri
from stedenband.web.serving.answers import lifetime
from stedenband.web.serving.live import Serving
from stedenband.web.serving.origin import DocumentOrigin
from stedenband.web.site import Site
from stedenband.web.sparql import editor
from stedenband.web.sparql.description import graph_sizes, service_triples
from stedenband.web.sparql.endpoint import GRAPHS as GRAPH_FORMATS
from stedenband.web.sparql.endpoint import SOLUTIONS
from stedenband.web.sparql.protocol import OFFERED, Question

MOST_ROWS = 1000
"""Rows of a result that a page shows; the other formats give all of them."""


# == Without a query ===========================================================


async def service_document(site: Site, serving: Serving, request: Request, form: Format) -> Representation:
    """The service description; for a browser the page to ask on."""
    if form is HTML:
        body = query_page(site, serving, request, None, None)
        return Representation(body, form.content_type, _page_headers(site, request))
    service = endpoint(site, serving.iris)
    triples = service_triples(service, serving, site.settings, await graph_sizes(serving))
    body = write([*triples, *_about_itself(service, serving.origin)], form, iris=serving.iris, about=service)
    return Representation(body, form.content_type, OFFERED)


def _about_itself(service: NamedNode, origin: DocumentOrigin) -> Iterator[Triple]:
    """Under which licence, by whom and of which release: of the service, which has no document but its own address."""
    described = (DCTERMS.license, DCTERMS.publisher, DCAT.version, DCTERMS.modified, PROV.wasDerivedFrom)
    for quad in origin.statements(service, service):
        if quad.predicate in described:
            yield quad.triple


def endpoint(site: Site, iris: Iris) -> NamedNode:
    """The public address of the endpoint: from the settings, else the base of the release, never from a request."""
    return NamedNode(f"{site.root(iris.base)}sparql")


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
    site: Site, serving: Serving, request: Request, question: Question, answer: QueryResult, form: Format
) -> Representation:
    """The answer in the form chosen for its kind. Raises ``NotAcceptableError`` when the store gave another."""
    if form is HTML:
        body = query_page(site, serving, request, question.text, shown_answer(answer, serving.iris))
        return Representation(body, form.content_type, _page_headers(site, request))
    if answer.media_type.partition(";")[0] != form.media_type:
        raise NotAcceptableError(GRAPH_FORMATS if answer.kind == "graph" else SOLUTIONS)
    return Representation(answer.body, form.content_type, cache=lifetime(question.text))


def query_page(
    site: Site, serving: Serving, request: Request, text: str | None, result: ResultPage | None
) -> bytes:
    """The page to ask on, with the answer below where there is one."""
    return site.page(
        request,
        "sparql.html",
        text=editor.first_text(site, serving, request) if text is None else text,
        result=result,
        examples=editor.examples(site, site.language(request)),
        editor=editor.page_data(site, site.language(request)),
        endpoint=endpoint(site, serving.iris).value,
        graphs=[(name, serving.iris.graph(name).value) for name in GRAPHS],
    )


def _page_headers(site: Site, request: Request) -> dict[str, str]:
    return {"Content-Language": site.language(request), **editor.page_headers(site)}


def shown_answer(answer: QueryResult, iris: Iris) -> ResultPage:
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
