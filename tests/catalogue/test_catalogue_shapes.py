"""Every shape of a catalogue has been seen to fail: one change to a good catalogue, and the one shape that speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from rdflib import SH

from catalogue_release import Sample
from sampling import sampled
from stedenband import catalogue, ns
from stedenband.ns import (
    ADMS,
    DCAT,
    DCATAP,
    DCTERMS,
    FOAF,
    GEO,
    LOCN,
    MDCAT,
    PROV,
    RDF,
    RDFS,
    SKOS,
    SPDX,
    VCARD,
    VOID,
    XSD,
)
from stedenband.validation import shacl
from stedenband.validation.bridge import convert_graph, protect_rdflib_state

SHAPES = Path(__file__).resolve().parents[2] / "shapes" / "catalogue.ttl"
STBSH = ns.PREFIXES["stbsh"]
BASE = "https://example.org/voorbeeld/"

CATALOG = NamedNode(f"{BASE}catalog")
DATASET = NamedNode(f"{BASE}dataset/voorbeeld")
FILE = NamedNode(f"{BASE}dataset/voorbeeld/distribution/ttl")
CHECKSUM = NamedNode(f"{FILE.value}#checksum")
ACCESS = NamedNode(f"{BASE}dataset/voorbeeld/distribution/sparql")
SERVICE = NamedNode(f"{BASE}service/sparql")
RECORD = NamedNode(f"{BASE}record/dataset/voorbeeld")
AGENT = NamedNode(f"{BASE}id/city/gent")
CONTACT = NamedNode(f"{DATASET.value}#contact")
PLACE = NamedNode("https://sws.geonames.org/2797656/")
LINKS = NamedNode(f"{DATASET.value}#links-wikidata")
PERIOD = BlankNode("period-voorbeeld")
CONCEPT = NamedNode(f"{ns.EU_AUTHORITY}access-right/PUBLIC")
LICENCE = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")
OTHER = NamedNode("https://example.org/another")

Node = NamedNode | BlankNode
Value = NamedNode | BlankNode | Literal
Change = Callable[[list[Quad]], Iterable[Quad]]


# == Ways to spoil a catalogue =================================================


def without(subject: Node, predicate: NamedNode, quads: Sequence[Quad]) -> list[Quad]:
    """The subject says nothing with that predicate."""
    return [quad for quad in quads if (quad.subject, quad.predicate) != (subject, predicate)]


def without_language(subject: Node, predicate: NamedNode, tag: str, quads: Sequence[Quad]) -> list[Quad]:
    """The subject has no text in that language."""
    return [
        quad
        for quad in quads
        if (quad.subject, quad.predicate) != (subject, predicate)
        or not isinstance(quad.object, Literal)
        or quad.object.language != tag
    ]


def more(subject: Node, predicate: NamedNode, value: Value, quads: Sequence[Quad]) -> list[Quad]:
    """The subject says one thing more."""
    return [*quads, Quad(subject, predicate, value)]


def instead(subject: Node, predicate: NamedNode, value: Value, quads: Sequence[Quad]) -> list[Quad]:
    """The subject says this, and nothing else with that predicate."""
    return more(subject, predicate, value, without(subject, predicate, quads))


def undescribed(thing: Node, quads: Sequence[Quad]) -> list[Quad]:
    """Nothing says of what class the thing is."""
    return without(thing, RDF.type, quads)


def nameless(subject: Node, quads: Sequence[Quad]) -> list[Quad]:
    """The subject is a blank node."""
    blank = BlankNode("nameless")
    return [
        Quad(
            blank if quad.subject == subject else quad.subject,
            quad.predicate,
            blank if quad.object == subject else quad.object,
        )
        for quad in quads
    ]


@dataclass(frozen=True)
class Case:
    """A change, and what must come of it: this shape speaks of this node, for this reason."""

    shape: str
    component: str
    focus: Node
    change: Change

    @property
    def id(self) -> str:
        return f"{self.shape}-{self.component}"


def gone(shape: str, subject: Node, predicate: NamedNode) -> Case:
    return Case(shape, "MinCount", subject, partial(without, subject, predicate))


def twice(shape: str, subject: Node, predicate: NamedNode, value: Value) -> Case:
    """A second value, as good as the first."""
    return Case(shape, "MaxCount", subject, partial(more, subject, predicate, value))


def wrong(shape: str, component: str, subject: Node, predicate: NamedNode, value: Value) -> Case:
    return Case(shape, component, subject, partial(instead, subject, predicate, value))


def unknown(shape: str, subject: Node, predicate: NamedNode) -> Case:
    """A thing that nothing in the catalogue describes."""
    return Case(shape, "Class", subject, partial(instead, subject, predicate, OTHER))


def spoken(shape: str, subject: Node, predicate: NamedNode) -> list[Case]:
    """The three ways in which a text in both languages can fail."""
    second = Literal("nog een", language="nl")
    return [
        Case(
            f"{shape}-nl", "QualifiedMinCount", subject, partial(without_language, subject, predicate, "nl")
        ),
        Case(
            f"{shape}-en", "QualifiedMinCount", subject, partial(without_language, subject, predicate, "en")
        ),
        Case(shape, "UniqueLang", subject, partial(more, subject, predicate, second)),
    ]


def exactly(shape: str, subject: Node, predicate: NamedNode, second: Value) -> list[Case]:
    """None and two."""
    return [gone(shape, subject, predicate), twice(shape, subject, predicate, second)]


def text(value: str) -> Literal:
    return Literal(value)


def typed(value: str, datatype: NamedNode) -> Literal:
    return Literal(value, datatype=datatype)


def eu(path: str) -> NamedNode:
    return NamedNode(ns.EU_AUTHORITY + path)


def wkt(value: str) -> Literal:
    return typed(value, GEO.wktLiteral)


DAY, MOMENT = typed("2020-01-01", XSD.date), typed("2020-01-01T00:00:00Z", XSD.dateTime)
PAGE = NamedNode("https://example.org/")
ORIGINAL = NamedNode(f"{BASE}dataset/voorbeeld.html")
STANDARD = NamedNode("https://www.w3.org/TR/json-ld11/")

CASES: list[Case] = [
    # what several of them share
    Case("Identified", "NodeKind", BlankNode("nameless"), partial(nameless, RECORD)),
    *exactly("Identified-identifier", DATASET, DCTERMS.identifier, text("another")),
    wrong("Identified-identifier", "Datatype", DATASET, DCTERMS.identifier, Literal("x", language="nl")),
    *spoken("Titled-title", DATASET, DCTERMS.title),
    *spoken("Explained-description", SERVICE, DCTERMS.description),
    *exactly("Answered-publisher", DATASET, DCTERMS.publisher, OTHER),
    unknown("Answered-publisher", SERVICE, DCTERMS.publisher),
    *exactly("Answered-contactPoint", DATASET, DCAT.contactPoint, OTHER),
    unknown("Answered-contactPoint", SERVICE, DCAT.contactPoint),
    *exactly("Issued-issued", FILE, DCTERMS.issued, DAY),
    wrong("Issued-issued", "Datatype", FILE, DCTERMS.issued, MOMENT),
    *exactly("Issued-modified", FILE, DCTERMS.modified, MOMENT),
    wrong("Issued-modified", "Datatype", FILE, DCTERMS.modified, DAY),
    *exactly("Licensed-license", FILE, DCTERMS.license, OTHER),
    unknown("Licensed-license", FILE, DCTERMS.license),
    *exactly("Open-accessRights", DATASET, DCTERMS.accessRights, OTHER),
    wrong("Open-accessRights", "In", DATASET, DCTERMS.accessRights, eu("access-right/RESTRICTED")),
    gone("Themed-theme", DATASET, DCAT.theme),
    wrong("Themed-theme", "Pattern", DATASET, DCAT.theme, eu("file-type/CSV")),
    Case(
        "Themed-keyword-nl",
        "QualifiedMinCount",
        DATASET,
        partial(without_language, DATASET, DCAT.keyword, "nl"),
    ),
    Case(
        "Themed-keyword-en",
        "QualifiedMinCount",
        DATASET,
        partial(without_language, DATASET, DCAT.keyword, "en"),
    ),
    Case(
        "Themed-keyword",
        "Pattern",
        DATASET,
        partial(more, DATASET, DCAT.keyword, Literal("a, b", language="nl")),
    ),
    gone("Worded-language", FILE, DCTERMS.language),
    wrong("Worded-language", "Pattern", FILE, DCTERMS.language, text("nl")),
    # the catalogue and its records
    gone("Catalog-dataset", CATALOG, DCAT.dataset),
    unknown("Catalog-dataset", CATALOG, DCAT.dataset),
    unknown("Catalog-service", CATALOG, DCAT.service),
    gone("Catalog-record", CATALOG, DCAT.record),
    unknown("Catalog-record", CATALOG, DCAT.record),
    gone("Catalog-spatial", CATALOG, DCTERMS.spatial),
    unknown("Catalog-spatial", CATALOG, DCTERMS.spatial),
    *exactly("Catalog-homepage", CATALOG, FOAF.homepage, PAGE),
    unknown("Catalog-homepage", CATALOG, FOAF.homepage),
    Case("Catalog-themeTaxonomy", "HasValue", CATALOG, partial(without, CATALOG, DCAT.themeTaxonomy)),
    *exactly("CatalogRecord-primaryTopic", RECORD, FOAF.primaryTopic, OTHER),
    wrong("CatalogRecord-primaryTopic", "NodeKind", RECORD, FOAF.primaryTopic, text("gent")),
    *exactly("CatalogRecord-issued", RECORD, DCTERMS.issued, MOMENT),
    wrong("CatalogRecord-issued", "Datatype", RECORD, DCTERMS.issued, DAY),
    *exactly("CatalogRecord-modified", RECORD, DCTERMS.modified, MOMENT),
    wrong("CatalogRecord-modified", "Datatype", RECORD, DCTERMS.modified, DAY),
    *exactly(
        "CatalogRecord-conformsTo",
        RECORD,
        DCTERMS.conformsTo,
        NamedNode("https://data.vlaanderen.be/doc/applicatieprofiel/DCAT-AP-VL/another"),
    ),
    wrong("CatalogRecord-conformsTo", "Pattern", RECORD, DCTERMS.conformsTo, OTHER),
    *exactly("CatalogRecord-status", RECORD, ADMS.status, CONCEPT),
    unknown("CatalogRecord-status", RECORD, ADMS.status),
    # data sets
    Case(
        "Dataset-description",
        "MinLength",
        DATASET,
        partial(more, DATASET, DCTERMS.description, Literal("court", language="fr")),
    ),
    Case(
        "Dataset-description",
        "MaxLength",
        DATASET,
        partial(more, DATASET, DCTERMS.description, Literal("x" * 5001, language="fr")),
    ),
    gone("Dataset-distribution", DATASET, DCAT.distribution),
    unknown("Dataset-distribution", DATASET, DCAT.distribution),
    gone("Dataset-spatial", DATASET, DCTERMS.spatial),
    unknown("Dataset-spatial", DATASET, DCTERMS.spatial),
    *exactly("Dataset-temporal", DATASET, DCTERMS.temporal, OTHER),
    unknown("Dataset-temporal", DATASET, DCTERMS.temporal),
    *exactly("Dataset-version", DATASET, DCAT.version, text("2")),
    wrong("Dataset-version", "Datatype", DATASET, DCAT.version, typed("1", XSD.integer)),
    gone("Dataset-conformsTo", DATASET, DCTERMS.conformsTo),
    unknown("Dataset-conformsTo", DATASET, DCTERMS.conformsTo),
    *exactly("Dataset-landingPage", DATASET, DCAT.landingPage, PAGE),
    unknown("Dataset-landingPage", DATASET, DCAT.landingPage),
    *exactly("Dataset-wasGeneratedBy", DATASET, PROV.wasGeneratedBy, OTHER),
    unknown("Dataset-wasGeneratedBy", DATASET, PROV.wasGeneratedBy),
    Case("Dataset-license", "MaxCount", DATASET, partial(more, DATASET, DCTERMS.license, LICENCE)),
    *exactly("Dataset-triples", DATASET, VOID.triples, typed("8", XSD.integer)),
    wrong("Dataset-triples", "Datatype", DATASET, VOID.triples, text("7")),
    Case("Linkset", "NodeKind", BlankNode("nameless"), partial(nameless, LINKS)),
    *exactly("Linkset-subjectsTarget", LINKS, VOID.subjectsTarget, OTHER),
    unknown("Linkset-subjectsTarget", LINKS, VOID.subjectsTarget),
    *exactly("Linkset-objectsTarget", LINKS, VOID.objectsTarget, DATASET),
    unknown("Linkset-objectsTarget", LINKS, VOID.objectsTarget),
    *exactly("Linkset-linkPredicate", LINKS, VOID.linkPredicate, OTHER),
    wrong("Linkset-linkPredicate", "NodeKind", LINKS, VOID.linkPredicate, text("sameAs")),
    *exactly("Linkset-triples", LINKS, VOID.triples, typed("99", XSD.integer)),
    wrong("Linkset-triples", "Datatype", LINKS, VOID.triples, text("3")),
    # distributions
    *exactly("Distribution-accessURL", FILE, DCAT.accessURL, OTHER),
    wrong("Distribution-accessURL", "NodeKind", FILE, DCAT.accessURL, text("here")),
    *exactly("Distribution-format", FILE, DCTERMS["format"], eu("file-type/CSV")),
    wrong("Distribution-format", "Pattern", FILE, DCTERMS["format"], OTHER),
    *exactly(
        "Distribution-mediaType",
        FILE,
        DCAT.mediaType,
        NamedNode("https://www.iana.org/assignments/media-types/text/csv"),
    ),
    unknown("Distribution-mediaType", FILE, DCAT.mediaType),
    Case("Distribution-mediaType", "Pattern", FILE, partial(instead, FILE, DCAT.mediaType, OTHER)),
    *exactly("Distribution-availability", FILE, DCATAP.availability, eu("planned-availability/TEMPORARY")),
    wrong("Distribution-availability", "Pattern", FILE, DCATAP.availability, OTHER),
    *exactly("Distribution-status", FILE, ADMS.status, eu("distribution-status/WITHDRAWN")),
    wrong("Distribution-status", "Pattern", FILE, ADMS.status, OTHER),
    *exactly("Distribution-conformsTo", FILE, DCTERMS.conformsTo, STANDARD),
    unknown("Distribution-conformsTo", FILE, DCTERMS.conformsTo),
    twice("FileDistribution-downloadURL", FILE, DCAT.downloadURL, OTHER),
    wrong("FileDistribution-downloadURL", "NodeKind", FILE, DCAT.downloadURL, text("gent.ttl")),
    *exactly("FileDistribution-byteSize", FILE, DCAT.byteSize, typed("1", XSD.nonNegativeInteger)),
    wrong("FileDistribution-byteSize", "Datatype", FILE, DCAT.byteSize, typed("1", XSD.integer)),
    twice("FileDistribution-checksum", FILE, SPDX.checksum, NamedNode(f"{FILE.value}-gz#checksum")),
    unknown("FileDistribution-checksum", FILE, SPDX.checksum),
    Case(
        "FileDistribution-accessService", "MaxCount", FILE, partial(more, FILE, DCAT.accessService, SERVICE)
    ),
    twice("ServiceDistribution-accessService", ACCESS, DCAT.accessService, NamedNode(f"{BASE}service/api")),
    unknown("ServiceDistribution-accessService", ACCESS, DCAT.accessService),
    Case("Checksum", "NodeKind", BlankNode("nameless"), partial(nameless, CHECKSUM)),
    *exactly("Checksum-algorithm", CHECKSUM, SPDX.algorithm, OTHER),
    wrong("Checksum-algorithm", "In", CHECKSUM, SPDX.algorithm, OTHER),
    *exactly("Checksum-checksumValue", CHECKSUM, SPDX.checksumValue, typed("ab" * 32, XSD.hexBinary)),
    wrong("Checksum-checksumValue", "Datatype", CHECKSUM, SPDX.checksumValue, text("ab" * 32)),
    wrong("Checksum-checksumValue", "Pattern", CHECKSUM, SPDX.checksumValue, typed("AB" * 32, XSD.hexBinary)),
    # services
    *exactly("DataService-endpointURL", SERVICE, DCAT.endpointURL, OTHER),
    wrong("DataService-endpointURL", "NodeKind", SERVICE, DCAT.endpointURL, text("/sparql")),
    *exactly("DataService-endpointDescription", SERVICE, DCAT.endpointDescription, OTHER),
    wrong("DataService-endpointDescription", "NodeKind", SERVICE, DCAT.endpointDescription, text("/sparql")),
    gone("DataService-servesDataset", SERVICE, DCAT.servesDataset),
    unknown("DataService-servesDataset", SERVICE, DCAT.servesDataset),
    gone("DataService-conformsTo", SERVICE, DCTERMS.conformsTo),
    unknown("DataService-conformsTo", SERVICE, DCTERMS.conformsTo),
    *exactly("DataService-landingPage", SERVICE, DCAT.landingPage, PAGE),
    unknown("DataService-landingPage", SERVICE, DCAT.landingPage),
    *exactly("DataService-levensfase", SERVICE, MDCAT.levensfase, CONCEPT),
    unknown("DataService-levensfase", SERVICE, MDCAT.levensfase),
    *exactly("DataService-ontwikkelingstoestand", SERVICE, MDCAT.ontwikkelingstoestand, CONCEPT),
    unknown("DataService-ontwikkelingstoestand", SERVICE, MDCAT.ontwikkelingstoestand),
    # people, places, periods, codes
    Case("Agent", "NodeKind", BlankNode("nameless"), partial(nameless, AGENT)),
    *spoken("Agent-name", AGENT, FOAF.name),
    *exactly("Agent-type", AGENT, DCTERMS.type, NamedNode("http://purl.org/adms/publishertype/Company")),
    wrong("Agent-type", "Pattern", AGENT, DCTERMS.type, OTHER),
    *exactly("Agent-homepage", AGENT, FOAF.homepage, ORIGINAL),
    unknown("Agent-homepage", AGENT, FOAF.homepage),
    Case("Contact", "NodeKind", BlankNode("nameless"), partial(nameless, CONTACT)),
    *spoken("Contact-fn", CONTACT, VCARD.fn),
    *exactly("Contact-hasEmail", CONTACT, VCARD.hasEmail, NamedNode("mailto:b@example.org")),
    wrong("Contact-hasEmail", "Pattern", CONTACT, VCARD.hasEmail, NamedNode("mailto:nobody")),
    *exactly("Contact-page", CONTACT, FOAF.page, ORIGINAL),
    unknown("Contact-page", CONTACT, FOAF.page),
    Case("Location", "NodeKind", BlankNode("nameless"), partial(nameless, PLACE)),
    *spoken("Location-label", PLACE, RDFS.label),
    twice("Location-centroid", PLACE, DCAT.centroid, wkt("POINT(1 2)")),
    wrong("Location-centroid", "Datatype", PLACE, DCAT.centroid, text("POINT(1 2)")),
    wrong("Location-centroid", "Pattern", PLACE, DCAT.centroid, wkt("<crs> POINT(1 2)")),
    twice("Location-bbox", PLACE, DCAT.bbox, wkt("POLYGON((1 2,3 4,5 6,1 2))")),
    wrong("Location-bbox", "Datatype", PLACE, DCAT.bbox, text("POLYGON((1 2,3 4,5 6,1 2))")),
    wrong("Location-bbox", "Pattern", PLACE, DCAT.bbox, wkt("<crs> POLYGON((1 2,3 4,5 6,1 2))")),
    twice("Location-geometry", PLACE, LOCN.geometry, wkt("POINT(1 2)")),
    wrong("Location-geometry", "Datatype", PLACE, LOCN.geometry, text("POINT(1 2)")),
    wrong("Location-geometry", "Pattern", PLACE, LOCN.geometry, wkt("LINESTRING(1 2,3 4)")),
    twice("Period-startDate", PERIOD, DCAT.startDate, DAY),
    wrong("Period-startDate", "Datatype", PERIOD, DCAT.startDate, MOMENT),
    *exactly("Period-endDate", PERIOD, DCAT.endDate, DAY),
    wrong("Period-endDate", "Datatype", PERIOD, DCAT.endDate, MOMENT),
    *spoken("BorrowedConcept-prefLabel", CONCEPT, SKOS.prefLabel),
    Case("BorrowedConcept-label", "MaxCount", CONCEPT, partial(more, CONCEPT, RDFS.label, text("public"))),
]


@pytest.fixture(scope="module")
def good(listed: Sample) -> list[Quad]:
    """A small catalogue with something of everything, in which nothing is wrong."""
    box = tuple(listed.listing().locations[0].point or ()) * 2
    listing = listed.listing(bbox=box, provenance={"nl": "Uit teksten.", "en": "From texts."})
    few = tuple(file for file in listing.release.artefacts if ".ttl" in file.path)
    listing = replace(
        listing,
        release=replace(listing.release, artefacts=few),
        measure=catalogue.DatasetStatistics(triples=7, links={catalogue.LINK_TARGETS[0]: 3}),
    )
    return list(catalogue.make_pages([listing], services=catalogue.SERVICES[:2])[0].statements)


@pytest.fixture(scope="module")
def shapes() -> rdflib.Graph:
    return shacl.read_shapes([SHAPES])


def found_in(quads: Iterable[Quad], shapes: rdflib.Graph) -> set[tuple[str, str, str]]:
    with protect_rdflib_state():
        return {
            (
                str(result.shape).removeprefix(STBSH),
                result.component.removeprefix(str(SH)).removesuffix("ConstraintComponent"),
                f"_:{result.focus}" if isinstance(result.focus, rdflib.BNode) else f"<{result.focus}>",
            )
            for result in shacl.run(convert_graph(quads), shapes)
        }


def test_a_good_catalogue_is_quiet(good: list[Quad], shapes: rdflib.Graph) -> None:
    assert found_in(good, shapes) == set()


@pytest.mark.parametrize("case", sampled(CASES, 60, name=lambda case: case.id))
def test_one_change_and_the_one_shape_that_speaks(case: Case, good: list[Quad], shapes: rdflib.Graph) -> None:
    """A value of a wrong kind may break several rules of one shape, and leave another thing without what it needs."""
    found = found_in(case.change(good), shapes)
    assert (case.shape, case.component, str(case.focus)) in found
    others = {shape for shape, _, focus in found if focus == str(case.focus)} - {case.shape}
    assert others <= {"Identified"}, found


def test_every_constraint_of_every_shape_has_been_seen_to_fail(shapes: rdflib.Graph) -> None:
    parameters = {
        "minCount", "maxCount", "nodeKind", "pattern", "datatype", "class", "in", "hasValue",
        "uniqueLang", "qualifiedMinCount", "minLength", "maxLength",
    }  # fmt: skip
    stated = {
        (str(shape).removeprefix(STBSH), name[:1].upper() + name[1:])
        for name in parameters
        for shape in shapes.subjects(SH[name])
    }
    assert stated == {(case.shape, case.component) for case in CASES}
    assert len(stated) >= 150
