"""The code lists: exactly the codes that the rest of the program knows, each labelled and defined."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Store

from stedenband.ns import DCTERMS, ONTOLOGY, RDF, RDFS, SCHEMES, SKOS, mint_concept, mint_scheme

CODES = {
    "kind": {"twinning", "cooperation-agreement"},
    "status": {"active", "maintained", "reoriented", "dormant", "ended", "succeeded"},
    "standing": {"yes", "no", "unknown"},
    "level": {"bilateral", "multilateral"},
    "change": {"merger", "succession", "reorientation"},
    "mode": {"stated", "derived", "curated"},
    "role": {"signatory", "successor"},
    "act": {
        "charter",
        "treaty",
        "agreement",
        "memorandum",
        "letter",
        "proclamation",
        "reaffirmation",
        "renewal",
        "termination",
    },
    "rule": {
        "counted-in-unless-exempted",
        "continued-by-later-entry",
        "ended-by-succession",
        "kind-from-list",
        "state-of-named-part",
        "end-stated-elsewhere",
    },
}
"""The outside contract: a code that disappears from here breaks tables that people keep."""

CONCEPTS = [(name, code) for name, codes in CODES.items() for code in sorted(codes)]


def _objects(store: Store, subject: NamedNode, predicate: NamedNode) -> set[object]:
    return {quad.object for quad in store.quads_for_pattern(subject, predicate, None, None)}


def _languages(store: Store, subject: NamedNode, predicate: NamedNode) -> list[str]:
    quads = store.quads_for_pattern(subject, predicate, None, None)
    return sorted(quad.object.language or "" for quad in quads if isinstance(quad.object, Literal))


def test_there_are_exactly_these_concepts(codelists: Store) -> None:
    found = {quad.subject for quad in codelists.quads_for_pattern(None, RDF.type, SKOS.Concept, None)}
    assert found == {mint_concept(name, code) for name, code in CONCEPTS}


def test_there_are_exactly_these_schemes(codelists: Store) -> None:
    found = {quad.subject for quad in codelists.quads_for_pattern(None, RDF.type, SKOS.ConceptScheme, None)}
    assert found == {mint_scheme(name) for name in SCHEMES} == {mint_scheme(name) for name in CODES}


@pytest.mark.parametrize(("name", "code"), CONCEPTS)
def test_a_concept_is_a_top_concept_of_its_scheme_alone(codelists: Store, name: str, code: str) -> None:
    node = mint_concept(name, code)
    assert _objects(codelists, node, SKOS.inScheme) == {mint_scheme(name)}
    assert _objects(codelists, node, SKOS.topConceptOf) == {mint_scheme(name)}
    assert node in _objects(codelists, mint_scheme(name), SKOS.hasTopConcept)


@pytest.mark.parametrize(("name", "code"), CONCEPTS)
def test_a_concept_has_its_code_as_notation(codelists: Store, name: str, code: str) -> None:
    assert _objects(codelists, mint_concept(name, code), SKOS.notation) == {Literal(code)}


@pytest.mark.parametrize(("name", "code"), CONCEPTS)
def test_a_concept_is_labelled_in_four_languages_and_defined_in_two(
    codelists: Store, name: str, code: str
) -> None:
    assert _languages(codelists, mint_concept(name, code), SKOS.prefLabel) == ["de", "en", "fr", "nl"]
    assert _languages(codelists, mint_concept(name, code), SKOS.definition) == ["en", "nl"]
    assert _objects(codelists, mint_concept(name, code), RDFS.isDefinedBy) == {ONTOLOGY}


@pytest.mark.parametrize("name", SCHEMES)
def test_a_scheme_says_what_it_is_and_under_which_licence(codelists: Store, name: str) -> None:
    node = mint_scheme(name)
    assert {"en", "nl"} <= set(_languages(codelists, node, DCTERMS.title))
    assert _objects(codelists, node, DCTERMS.title) == _objects(codelists, node, RDFS.label)
    assert _languages(codelists, node, DCTERMS.description) == ["en", "nl"]
    assert len(_objects(codelists, node, DCTERMS.license)) == 1
    assert _objects(codelists, node, RDFS.isDefinedBy) == {ONTOLOGY}


@pytest.mark.parametrize("name", SCHEMES)
def test_no_two_concepts_of_a_scheme_share_a_label(codelists: Store, name: str) -> None:
    labels = [
        label
        for code in CODES[name]
        for label in _objects(codelists, mint_concept(name, code), SKOS.prefLabel)
    ]
    assert len(labels) == len(set(labels)) == 4 * len(CODES[name])


def test_definitions_are_sentences(codelists: Store) -> None:
    texts = [quad.object for quad in codelists.quads_for_pattern(None, SKOS.definition, None, None)]
    assert [str(text) for text in texts if not (isinstance(text, Literal) and text.value.endswith("."))] == []
