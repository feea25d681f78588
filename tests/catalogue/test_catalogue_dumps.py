"""A dump alone, without server, network or the files beside it, says of which data set it is, and the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCAT, DCTERMS, VOID

from catalogue_release import Built
from closed_network import close_network
from several_cities import BASE, project_of
from stedenband import pipeline

DATASET = URIRef("https://w3id.org/stedenband/gent/dataset/gent")
VERSION = URIRef("http://www.w3.org/ns/dcat#version")
FORMS = {"ttl": "turtle", "nt": "nt", "jsonld": "json-ld", "rdf": "xml"}
READ = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "jsonld": RdfFormat.JSON_LD,
    "rdf": RdfFormat.RDF_XML,
}
SAID = (DCTERMS.title, DCTERMS.license, DCTERMS.publisher, VERSION, DCTERMS.modified)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    close_network(monkeypatch)
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def alone(path: Path, folder: Path) -> Graph:
    """The file, saved under another name where there is no other."""
    saved = folder / f"saved.{path.suffix}"
    saved.write_bytes(path.read_bytes())
    return Graph().parse(saved, format=FORMS[path.suffix[1:]], publicID="urn:saved")


def described(graph: Graph) -> tuple[URIRef, dict[URIRef, set[Any]]]:
    """The data set that a graph is of, and what it says of it."""
    (dataset,) = set(graph.subjects(RDF.type, DCAT.Dataset))
    assert isinstance(dataset, URIRef)
    assert (dataset, RDF.type, VOID.Dataset) in graph
    return dataset, {predicate: set(graph.objects(dataset, predicate)) for predicate in SAID}


def listed(gent: Built) -> dict[URIRef, set[Any]]:
    """What the catalogue says of the data set; it gives the licence with each distribution."""
    catalogue = Graph().parse(gent.folder / "catalog.nt", format="nt")
    files = list(catalogue.objects(DATASET, DCAT.distribution))
    licences = {licence for file in files for licence in catalogue.objects(file, DCTERMS.license)}
    said = {predicate: set(catalogue.objects(DATASET, predicate)) for predicate in SAID}
    return said | {DCTERMS.license: licences}


@pytest.mark.parametrize("form", FORMS)
def test_a_dump_says_what_it_is_as_the_catalogue_does(gent: Built, form: str, tmp_path: Path) -> None:
    dataset, said = described(alone(gent.folder / f"gent.{form}", tmp_path))
    assert dataset == DATASET
    assert said == listed(gent)
    assert [len(values) for values in said.values()] == [2, 1, 1, 1, 1]


@pytest.mark.parametrize("form", FORMS)
def test_a_dump_is_the_canonical_data_and_what_it_says_of_itself(gent: Built, form: str) -> None:
    """N-Quads hold the data alone: what patches and event streams are about."""
    whole = {Quad(*quad.triple) for quad in parse(path=gent.folder / f"gent.{form}", format=READ[form])}
    data = {Quad(*quad.triple) for quad in parse(path=gent.folder / "gent.nq", format=RdfFormat.N_QUADS)}
    assert data < whole
    assert {quad.subject for quad in whole - data} == {NamedNode(DATASET)}
    assert len(whole - data) == 2 + 6


@pytest.mark.parametrize("form", ["ttl", "nt"])
def test_a_dump_begins_with_what_it_is(gent: Built, form: str) -> None:
    text = (gent.folder / f"gent.{form}").read_text()
    lines = [line for line in text.splitlines() if line and not line.startswith("@prefix")]
    assert lines[0].startswith(f"<{DATASET}>")


def test_no_dump_names_its_release(gent: Built) -> None:
    """Or that of a city would change with every edit of a neighbour."""
    for name in (*FORMS, "nq", "geojson", "csv", "csv-metadata.json"):
        assert gent.release.id not in (gent.folder / f"gent.{name}").read_text(), name


def test_the_geojson_and_the_metadata_of_the_table_say_it_too(gent: Built) -> None:
    said = listed(gent)
    (licence,), (publisher,), (version,) = (
        said[predicate] for predicate in (DCTERMS.license, DCTERMS.publisher, VERSION)
    )
    places = json.loads((gent.folder / "gent.geojson").read_bytes())
    titles = {title.language: str(title) for title in said[DCTERMS.title]}
    assert {key: places[key] for key in places if key not in ("type", "features")} == {
        "dataset": str(DATASET),
        **{f"title_{tag}": titles[tag] for tag in ("en", "nl")},
        "license": str(licence),
        "publisher": str(publisher),
        "version": str(version),
        "modified": gent.release.modified,
    }
    table = json.loads((gent.folder / "gent.csv-metadata.json").read_bytes())
    assert table["dc:isPartOf"] == {"@id": str(DATASET)}
    assert table["dc:license"] == {"@id": str(licence)}
    assert table["dc:publisher"] == {"@id": str(publisher)}
    assert table["dcat:version"] == str(version)
    assert table["dc:modified"] == {"@value": gent.release.modified, "@type": "xsd:date"}


def test_each_city_of_several_says_it_of_itself(tmp_path: Path) -> None:
    folder = pipeline.build(project_of(tmp_path, ("Brugge", "Gent")), tmp_path / "out").folder
    assert folder is not None
    for slug in ("brugge", "gent", "steden"):
        dataset, said = described(alone(folder / f"{slug}.ttl", tmp_path))
        assert str(dataset) == f"{BASE}dataset/{slug}"
        assert {str(iri).removeprefix(BASE) for iri in said[DCTERMS.publisher]} == {
            f"id/city/{'brugge' if slug == 'steden' else slug}"
        }
