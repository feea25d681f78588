"""SPARQL Service Description, as version 1.1 has it and as the drafts of 1.2 have it; no blank nodes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from stedenband.formats import (
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    SPARQL_CSV,
    SPARQL_JSON,
    SPARQL_TSV,
    SPARQL_XML,
    TURTLE,
)
from stedenband.ns import (
    GEOF,
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
from stedenband.store import Query
from stedenband.store.inspection import NESTING, PATTERNS
from stedenband.web.serving.answers import answered
from stedenband.web.serving.live import Serving
from stedenband.web.sparql.protocol import VERSIONS
from stedenband.words import pick, say_all

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


def limits(settings: Settings) -> tuple[Limit, ...]:
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


async def graph_sizes(serving: Serving) -> Mapping[str, int]:
    """The named graphs of the release that hold anything, and how many triples each has."""
    answer = await answered(serving, Query(_SIZES, lane="pages"))
    rows = json.loads(answer.body)["results"]["bindings"]
    return {row["graph"]["value"]: int(row["triples"]["value"]) for row in rows if "graph" in row}


def service_triples(
    service: NamedNode, serving: Serving, settings: Settings, sizes: Mapping[str, int]
) -> Iterator[Triple]:
    """What the endpoint at that address speaks, in which formats, within which limits, over which graphs."""
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, service)
    title = serving.release.title
    for language, text in say_all("service.label", title="{title}").items():
        yield Triple(
            service, RDFS.label, Literal(text.format(title=pick(title, language)), language=language)
        )
    yield from _language(service)
    for name in FORMAT_IRIS.values():
        yield Triple(service, SD.resultFormat, NamedNode(W3C_FORMATS + name))
    for limit in limits(settings):
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
    for language, text in say_all(f"service.limit.{limit.name}").items():
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
