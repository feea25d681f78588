"""The SPARQL endpoint: what may be asked, in which formats it is answered, and what it says of itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
    find_by_extension,
    find_by_media_type,
    negotiate,
)
from stedenband.ns import GRAPHS as GRAPH_NAMES
from stedenband.ns import Iris
from stedenband.store import Budget, Query, QueryResult
from stedenband.store.faults import make_refused_error, shorten
from stedenband.web.http.errors import NotAcceptableError
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.query_results import run_query
from stedenband.web.views.sparql_protocol import SparqlRequest

SOLUTIONS = (SPARQL_JSON, SPARQL_XML, SPARQL_CSV, SPARQL_TSV)

GRAPHS = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)

DESCRIPTION = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML, HTML)

_NAMES: dict[str, tuple[Format, ...]] = {
    "json": (SPARQL_JSON, JSON_LD),
    "xml": (SPARQL_XML, RDF_XML),
    "csv": (SPARQL_CSV,),
    "tsv": (SPARQL_TSV,),
    "n3": (TURTLE,),
    "ntriples": (N_TRIPLES,),
    "rdf+xml": (RDF_XML,),
    "html": (HTML,),
}
"""Short names of ``format=``: some mean one format for rows and another for graphs, some are SPARQLWrapper's."""

EXTENSIONS = ("csv", "json", "xml", "tsv", "ttl", "nt", "jsonld", "rdf")
"""What may stand after ``/sparql.`` for those who cannot say what they accept; each is a name of ``format=`` too."""


@dataclass(frozen=True, slots=True)
class ResultFormats:
    """The format for each kind of answer, ``None`` where none on offer is acceptable."""

    solutions: Format | None
    graph: Format | None

    @property
    def is_page(self) -> bool:
        """Whether the answer becomes a page, of whatever kind it is."""
        return self.solutions is HTML or self.graph is HTML

    def for_kind(self, kind: str) -> Format:
        """The format of that kind of answer. Raises ``NotAcceptableError`` with what there is."""
        chosen = self.graph if kind == "graph" else self.solutions
        if chosen is None:
            raise NotAcceptableError(GRAPHS if kind == "graph" else SOLUTIONS)
        return chosen


def negotiate_result_formats(accept: str | None, named: str | None) -> ResultFormats:
    """What the asker takes, for each kind of answer, since the kind is known only when the query is parsed.

    A browser gets a page. Raises ``NotAcceptableError`` when neither kind could be answered.
    """
    if named is not None:
        formats = find_formats(named)
        chosen = ResultFormats(_first(formats, SOLUTIONS), _first(formats, GRAPHS))
    else:
        chosen = ResultFormats(negotiate(accept, (*SOLUTIONS, HTML)), negotiate(accept, (*GRAPHS, HTML)))
    if chosen.solutions is None and chosen.graph is None:
        raise NotAcceptableError((*SOLUTIONS, *GRAPHS, HTML))
    return chosen


def _first(formats: Sequence[Format], offers: Sequence[Format]) -> Format | None:
    return next((form for form in formats if form in offers or form is HTML), None)


def find_formats(name: str) -> tuple[Format, ...]:
    """The formats that ``format=`` may mean: a short name, a file extension, a media type."""
    short = name.strip().lower()
    if short in _NAMES:
        return _NAMES[short]
    offers = (*SOLUTIONS, *GRAPHS, HTML)
    for look in (find_by_extension, find_by_media_type):
        try:
            return (look(short, among=offers),)
        except LookupError:
            continue
    return tuple(offer for offer in offers if offer.name == short)


async def run_sparql_query(
    serving: OpenRelease, question: SparqlRequest, formats: ResultFormats, budget: Budget | None = None
) -> QueryResult:
    """The answer of the release, from memory where it was given before.

    Relative IRIs are resolved against the address of the endpoint: ``<id/city/gent>`` is the city. Raises
    ``QueryRefusedError`` for a graph under our own name that there is not.
    """
    _check_graphs(serving.iris, (*question.default_graphs, *question.named_graphs))
    query = Query(
        question.text,
        solutions=_asked_of_store(formats.solutions, SPARQL_JSON),
        graph=_asked_of_store(formats.graph, TURTLE),
        default_graphs=question.default_graphs,
        named_graphs=question.named_graphs,
        budget=budget,
        base=f"{serving.iris.base}sparql",
    )
    return await run_query(serving, query)


def _check_graphs(iris: Iris, asked: Sequence[str]) -> None:
    """Refuse a graph of ours that there is not: it can only be a slip. One of somebody else's is empty here."""
    ours = [iris.graph(name).value for name in GRAPH_NAMES]
    for iri in asked:
        if iri.startswith(f"{iris.base}id/graph/") and iri not in ours:
            raise make_refused_error("graph", graph=shorten(iri), graphs=", ".join(ours))


def _asked_of_store(form: Format | None, otherwise: Format) -> str:
    """A page is made of ``otherwise``; where nothing is acceptable the kind of the answer still has to be learned."""
    return (otherwise if form is None or form is HTML else form).media_type
