"""The official shapes of DCAT-AP 3.0.1 and DCAT-AP Vlaanderen 3.0, read from where they lie, find nothing.

What they find nevertheless are their own mistakes, counted here one by one: a checksum algorithm under an address
that SPDX never had, publishers that are not of the EU, themes that are not of the EU.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, RDF, SH, SKOS, URIRef
from rdflib.term import Node

from catalogue_release import Built
from stedenband.validation.bridge import convert_graph, protect_rdflib_state

COUNTED = (
    "dcat-ap-3.0.1/shapes.ttl",
    "dcat-ap-3.0.1/range.ttl",
    "dcat-ap-3.0.1/shapes_recommended.ttl",
    "dcat-ap-vl-3.0/dcat-ap-vl-3.0-restated.ttl",
    "dcat-ap-vl-3.0/dcat-ap-vl-3.0-usagenotes.ttl",
)
"""Sets of shapes that have to find nothing in the catalogue alone."""

LISTS = (
    *("access-right.rdf", "datatheme.rdf", "distribution-status.rdf", "file-type.rdf", "frequency.rdf"),
    *("language.rdf", "ADMS_SKOS_v1.00.rdf", "continents-skos-ap-act.rdf", "supplement.ttl"),
)
"""Code lists that the set about controlled vocabularies wants beside the catalogue."""

BACKGROUND = ("dcat3.ttl", "foaf_0_1.rdf", "vcard.ttl")
"""Vocabularies whose subclasses the validator of the EU knows."""

SPDX = "http://spdx.org/rdf/terms#"

Result = tuple[str, str, str, str]


def graph(*paths: Path) -> rdflib.Graph:
    found = rdflib.Graph()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in paths:
            found.parse(path)
    return found


def copied(one: rdflib.Graph) -> rdflib.Graph:
    other = rdflib.Graph()
    other += one
    return other


def results(data: rdflib.Graph, shapes: rdflib.Graph) -> list[Result]:
    """Severity, focus, path and value of everything that is found."""
    with protect_rdflib_state(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    assert isinstance(report, rdflib.Graph)

    def said(node: Node, predicate: URIRef) -> str:
        return str(report.value(node, predicate))

    parts = (SH.resultSeverity, SH.focusNode, SH.resultPath, SH.value)
    return [tuple(said(node, part) for part in parts) for node in report.objects(None, SH.result)]  # type: ignore[misc]


@pytest.fixture(scope="module")
def catalogue(gent: Built) -> rdflib.Graph:
    return convert_graph(gent.catalogue)


@pytest.fixture(scope="module")
def dcat(shared: Path) -> Path:
    return shared / "dcat"


@pytest.mark.parametrize("name", COUNTED)
def test_official_shapes_find_nothing(catalogue: rdflib.Graph, dcat: Path, name: str) -> None:
    assert results(copied(catalogue), graph(dcat / "shapes" / name)) == []


@pytest.mark.parametrize("name", COUNTED)
def test_official_shapes_find_what_is_missing(catalogue: rdflib.Graph, dcat: Path, name: str) -> None:
    """The same run on a spoiled catalogue, so that silence above means something."""
    spoiled = copied(catalogue)
    dataset = next(spoiled.subjects(RDF.type, DCAT.Dataset))
    for predicate in (DCTERMS.title, DCTERMS.publisher, DCTERMS.spatial, DCAT.theme):
        spoiled.remove((dataset, predicate, None))
    spoiled.add((dataset, DCTERMS.accessRights, rdflib.Literal("everybody")))
    for title in ("een", "twee"):
        spoiled.add((dataset, DCTERMS.title, rdflib.Literal(title, lang="nl")))
    assert results(spoiled, graph(dcat / "shapes" / name)) != []


def test_official_shapes_find_nothing_with_background_knowledge_but_that_a_catalogue_is_a_data_set(
    catalogue: rdflib.Graph, dcat: Path
) -> None:
    paths = [dcat / "vocab" / "background" / name for name in BACKGROUND]
    ours = {str(subject) for subject in catalogue.subjects()}
    whole = copied(catalogue)
    whole += graph(*paths)
    found = [
        result
        for name in COUNTED
        if name.startswith("dcat-ap-3.0.1")
        for result in results(copied(whole), graph(dcat / "shapes" / name))
        if result[1] in ours
    ]
    assert len(found) == 4
    (listing,) = catalogue.subjects(RDF.type, DCAT.Catalog)
    known = {DCTERMS.temporal, DCAT.distribution, DCAT.keyword, DCAT.theme}
    assert {(severity, focus) for severity, focus, _, _ in found} <= {(str(SH.Warning), str(listing))}
    assert {URIRef(path) for _, _, path, _ in found} <= known


def test_controlled_vocabularies_hold_all_codes_but_for_three_known_mistakes_of_the_shapes(
    catalogue: rdflib.Graph, dcat: Path
) -> None:
    whole = copied(catalogue)
    for subject, scheme in list(whole.subject_objects(SKOS.inScheme)):
        if re.match(r"http://(publications\.europa\.eu|purl\.org/adms)", str(scheme)):
            whole.remove((subject, SKOS.inScheme, scheme))  # the catalogue may not vouch for its own codes
    whole += graph(*(dcat / "vocab" / "authority" / name for name in LISTS))
    shapes = graph(dcat / "shapes" / "dcat-ap-3.0.1" / "mdr-vocabularies.shape.ttl")
    found = results(copied(whole), shapes)
    kinds = Counter((severity.rpartition("#")[2], path) for severity, _, path, _ in found)
    values = {path: {value for _, _, other, value in found if other == path} for _, _, path, _ in found}
    assert kinds == {
        ("Violation", f"{SPDX}algorithm"): 14,
        ("Warning", str(DCTERMS.publisher)): 5,
        ("Warning", str(DCAT.theme)): 8,
    }
    assert values[f"{SPDX}algorithm"] == {f"{SPDX}checksumAlgorithm_sha256"}
    assert {value.rpartition("/")[0] for value in values[str(DCAT.theme)]} == {
        "http://vocab.belgif.be/auth/datatheme"
    }
    wrong = copied(whole)
    dataset = next(wrong.subjects(RDF.type, DCAT.Dataset))
    wrong.add(
        (dataset, DCTERMS.language, URIRef("http://publications.europa.eu/resource/authority/language/XXX"))
    )
    assert len(results(wrong, shapes)) > len(found)


def test_no_claim_is_made_to_be_a_high_value_data_set(catalogue: rdflib.Graph) -> None:
    """A city's partnerships are in none of the six categories."""
    claims = {"http://data.europa.eu/r5r/hvdCategory", "http://data.europa.eu/r5r/applicableLegislation"}
    assert not claims & {str(predicate) for predicate in catalogue.predicates()}
