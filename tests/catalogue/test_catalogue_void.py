"""VoID counts what is there; here it is counted again by an engine that shares no code with it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from catalogue_release import Built, Sample
from stedenband import catalogue
from stedenband.ns import DCAT, DCTERMS, OWL, RDF, STB, VOID

DATASET = NamedNode("https://w3id.org/stedenband/gent/dataset/gent")


@pytest.fixture(scope="module")
def dump(gent: Built) -> Store:
    """What the Turtle dump holds."""
    store = Store()
    store.bulk_load(path=str(gent.folder / "gent.ttl"), format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def void(gent: Built) -> list[Quad]:
    return list(parse(path=str(gent.folder / "void.ttl"), format=RdfFormat.TURTLE))


def counted(store: Store, query: str) -> dict[str, int]:
    rows = store.query(query)
    assert isinstance(rows, QuerySolutions)
    found = {}
    for row in rows:
        key, number = row[0], row[1]
        assert isinstance(number, Literal)
        found[getattr(key, "value", "")] = int(number.value)
    return found


def one(quads: Iterable[Quad], subject: NamedNode, predicate: NamedNode) -> int:
    (value,) = [q.object for q in quads if (q.subject, q.predicate) == (subject, predicate)]
    assert isinstance(value, Literal)
    return int(value.value)


def partitions(quads: list[Quad], predicate: NamedNode, key: NamedNode, number: NamedNode) -> dict[str, int]:
    parts = [q.object for q in quads if (q.subject, q.predicate) == (DATASET, predicate)]
    found = {}
    for part in parts:
        assert isinstance(part, NamedNode)
        (term,) = [q.object for q in quads if (q.subject, q.predicate) == (part, key)]
        assert isinstance(term, NamedNode)
        found[term.value] = one(quads, part, number)
    return found


def test_the_sizes_are_those_of_the_dump(void: list[Quad], dump: Store) -> None:
    assert one(void, DATASET, VOID.triples) == len(dump)
    subjects = {quad.subject for quad in dump.quads_for_pattern(None, None, None, DefaultGraph())}
    assert one(void, DATASET, VOID.distinctSubjects) == len(subjects)


def test_classes_and_properties_are_counted_right(void: list[Quad], dump: Store) -> None:
    classes = counted(dump, "SELECT ?c (COUNT(DISTINCT ?s) AS ?n) { ?s a ?c } GROUP BY ?c")
    properties = counted(dump, "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p")
    assert partitions(void, VOID.classPartition, VOID["class"], VOID.entities) == classes
    assert partitions(void, VOID.propertyPartition, VOID.property, VOID.triples) == properties
    assert classes[STB.Partnership.value] == 13
    assert one(void, DATASET, VOID.classes) == len(classes)
    assert one(void, DATASET, VOID.properties) == len(properties)


def test_linksets_lead_to_wikidata_and_geonames(void: list[Quad], dump: Store) -> None:
    same = [quad.object.value for quad in dump.quads_for_pattern(None, OWL.sameAs, None)]  # type: ignore[union-attr]
    sets = [q.subject for q in void if (q.predicate, q.object) == (RDF.type, VOID.Linkset)]
    found = {}
    for linkset in sets:
        assert isinstance(linkset, NamedNode)
        found[linkset.value.rpartition("#")[2]] = one(void, linkset, VOID.triples)
    assert found == {
        "links-wikidata": sum(iri.startswith("http://www.wikidata.org/entity/") for iri in same),
        "links-geonames": sum(iri.startswith("https://sws.geonames.org/") for iri in same),
        "links-eu-country": sum(iri.startswith("http://publications.europa.eu/") for iri in same),
    }
    assert sum(found.values()) == len(same)


def test_dumps_endpoint_examples_and_vocabularies_are_named(
    void: list[Quad], gent: Built, dump: Store
) -> None:
    def said(predicate: NamedNode) -> set[str]:
        return {q.object.value for q in void if (q.subject, q.predicate) == (DATASET, predicate)}  # type: ignore[union-attr]

    base = gent.release.base_iri
    names = [f"gent.{form}{end}" for form in ("ttl", "jsonld", "nt", "rdf", "nq") for end in ("", ".gz")]
    assert said(VOID.dataDump) == {f"{base}download/latest/{name}" for name in names}
    assert said(VOID.sparqlEndpoint) == {f"{base}sparql"}
    assert {STB.base, "http://www.w3.org/ns/org#", DCTERMS.base} <= said(VOID.vocabulary)
    examples = said(VOID.exampleResource)
    assert len(examples) == 3
    assert all(list(dump.quads_for_pattern(NamedNode(iri), None, None)) for iri in examples)


def test_the_same_stands_in_the_catalogue_but_only_there_is_it_a_data_set_to_harvest(
    void: list[Quad], gent: Built
) -> None:
    mine = {quad for quad in void if quad.predicate.value.startswith(VOID.base)}
    assert mine <= set(gent.catalogue)
    assert (RDF.type, DCAT.Dataset) not in {(quad.predicate, quad.object) for quad in void}


def test_a_term_without_a_prefix_of_ours_has_a_partition_too(listed: Sample) -> None:
    strange = NamedNode("https://example.org/strange/π")
    item = listed.listing()
    counted_once = catalogue.DatasetStatistics(1, 1, {}, {strange: 1})
    other = catalogue.Listing(
        item.info, item.release, counted_once, item.locations, item.begins, item.sources, item.examples, {}
    )
    parts = [q for q in catalogue.make_void_document(other) if q.predicate == VOID.property]
    assert [quad.object for quad in parts] == [strange]


def test_a_triple_in_two_graphs_counts_once() -> None:
    triple = (NamedNode("https://e.org/s"), STB.kind, NamedNode("https://e.org/o"))
    quads = [Quad(*triple, NamedNode(f"https://e.org/g{n}")) for n in (1, 2)]
    assert catalogue.measure_dataset(quads).triples == 1


def test_measuring_holds_one_subject_at_a_time(tmp_path: Path) -> None:
    """A stream is read once; nothing asks for it whole."""
    quads = (Quad(NamedNode(f"https://e.org/{number:06}"), RDF.type, STB.City) for number in range(20_000))
    assert catalogue.measure_dataset(quads).classes == {STB.City: 20_000}
