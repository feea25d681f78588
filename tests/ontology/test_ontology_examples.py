"""The example files are small data sets in the shape that the vocabulary asks for, and say what the sources say."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from ontology_examples import BASE, EXAMPLES, rebased
from stedenband.model import Severity
from stedenband.ns import GEO, ORG, RDF, RDFS, SCHEMA, SKOS, STB, VOCABULARY, mint_concept
from stedenband.validation import validate

FOLDER = Path(__file__).resolve().parents[2] / "ontology/examples"
FILES = sorted(FOLDER.glob("*.ttl"))
COMMON = FOLDER / "gent.ttl"

YEARS = ((STB.startDate, STB.startYear), (STB.endDate, STB.endYear), (STB.date, STB.year))


def _iri(reference: str) -> NamedNode:
    return NamedNode(f"{BASE}id/{reference}")


def _objects(store: Store, subject: object, predicate: NamedNode) -> list[NamedNode | Literal]:
    assert isinstance(subject, NamedNode)
    found = [quad.object for quad in store.quads_for_pattern(subject, predicate, None, None)]
    return [term for term in found if isinstance(term, NamedNode | Literal)]


def _instances(store: Store, kind: NamedNode) -> list[NamedNode]:
    subjects = [quad.subject for quad in store.quads_for_pattern(None, RDF.type, kind, None)]
    return [subject for subject in subjects if isinstance(subject, NamedNode)]


def _parsed(paths: Iterable[Path]) -> Iterator[Quad]:
    for path in paths:
        yield from parse(rebased(path), format=RdfFormat.TURTLE)


def test_there_are_examples() -> None:
    assert len(FILES) == 9


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_parses_without_blank_nodes(path: Path) -> None:
    quads = list(_parsed([path]))
    assert quads
    assert not [quad for quad in quads if BlankNode in (type(quad.subject), type(quad.object))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_names_nothing_of_the_real_data(path: Path) -> None:
    """An IRI means one thing: those of an example are of a domain that is kept for examples."""
    quads = list(parse(path=str(path)))
    named = {term.value for quad in quads for term in quad if isinstance(term, NamedNode)}
    assert {iri for iri in named if iri.startswith(BASE)} == set()
    described = {str(quad.subject) for quad in quads}
    assert {iri for iri in described if not iri.startswith(f"<{EXAMPLES}id/")} == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_is_whole_together_with_the_common_file(path: Path) -> None:
    """The reorientation is about all the others, and is read with them."""
    quads = list(_parsed(FILES if path.stem == "gent-reorientation" else {path, COMMON}))
    described = {quad.subject for quad in quads}
    named = {
        quad.object
        for quad in _parsed([path])
        if isinstance(quad.object, NamedNode) and quad.object.value.startswith(BASE)
    }
    assert named - described == set()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_example_describes_nothing_that_another_describes(path: Path) -> None:
    """But ``gent``, to whom each adds the partner of its own."""
    here = {quad.subject for quad in _parsed([path])}
    elsewhere = {quad.subject for quad in _parsed([other for other in FILES if other != path])}
    assert here & elsewhere <= {_iri("city/gent")}


def test_every_class_has_an_instance_and_every_property_a_use(examples: Store) -> None:
    codes = f"<{VOCABULARY}id/concept/"
    data = [quad for quad in examples if str(quad.subject).startswith((f"<{BASE}", codes))]
    used = {quad.predicate for quad in data} | {quad.object for quad in data if quad.predicate == RDF.type}
    assert {name for name in STB if STB[name] not in used} == set()


def test_concepts_are_of_the_code_lists(examples: Store) -> None:
    root = f"<{VOCABULARY}id/concept"
    named = {quad.object for quad in examples if str(quad.object).startswith(root)}
    described = {quad.subject for quad in examples.quads_for_pattern(None, RDF.type, None, None)}
    assert len(named) > 10
    assert named <= described


def test_a_followed_claim_is_in_the_data_and_no_other_is(examples: Store) -> None:
    claims = _instances(examples, STB.Claim)
    assert len(claims) > 40
    for claim in claims:
        (subject,), (predicate,), (value,), (followed,) = (
            _objects(examples, claim, term) for term in (RDF.subject, RDF.predicate, RDF.object, STB.followed)
        )
        assert isinstance(subject, NamedNode)
        assert isinstance(predicate, NamedNode)
        held = Quad(subject, predicate, value) in examples
        assert held is (followed.value == "true"), claim


def test_a_claim_has_a_rule_exactly_when_it_is_derived(examples: Store) -> None:
    for claim in _instances(examples, STB.Claim):
        derived = _objects(examples, claim, STB.mode) == [mint_concept("mode", "derived")]
        assert len(_objects(examples, claim, STB.rule)) == derived, claim


def test_a_claim_that_is_not_followed_has_a_reason_in_both_languages(examples: Store) -> None:
    for claim in _instances(examples, STB.Claim):
        if _objects(examples, claim, STB.followed)[0].value == "false":
            languages = {getattr(text, "language", None) for text in _objects(examples, claim, STB.reason)}
            assert languages == {"nl", "en"}, claim


@pytest.mark.parametrize(("date", "year"), YEARS)
def test_a_year_is_that_of_its_date(examples: Store, date: NamedNode, year: NamedNode) -> None:
    things = {quad.subject for quad in examples.quads_for_pattern(None, date, None, None)}
    assert things == {quad.subject for quad in examples.quads_for_pattern(None, year, None, None)} != set()
    for thing in things:
        (exact,), (number,) = _objects(examples, thing, date), _objects(examples, thing, year)
        assert exact.value[:4] == number.value


@pytest.mark.parametrize(
    ("standing", "predicate"), [("yes", STB.partnerOf), ("no", STB.formerPartnerOf)], ids=str
)
def test_partners_and_former_ones_are_parties_of_what_stands_and_what_does_not(
    examples: Store, standing: str, predicate: NamedNode
) -> None:
    codes = {
        quad.subject
        for quad in examples.quads_for_pattern(None, STB.stands, mint_concept("standing", standing), None)
    }
    expected = {
        (first, second)
        for partnership in _instances(examples, STB.Partnership)
        if codes & set(_objects(examples, partnership, STB.status))
        for first in _objects(examples, partnership, STB.party)
        for second in _objects(examples, partnership, STB.party)
        if first != second
    }
    stated = {(quad.subject, quad.object) for quad in examples.quads_for_pattern(None, predicate, None, None)}
    assert expected == stated != set()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_partnership_is_labelled_with_the_names_of_its_parties(examples: Store, language: str) -> None:
    def label(thing: object) -> str:
        texts = [term for term in _objects(examples, thing, RDFS.label) if isinstance(term, Literal)]
        return next(term.value for term in texts if term.language == language)

    for partnership in _instances(examples, STB.Partnership):
        names = {label(party) for party in _objects(examples, partnership, STB.party)}
        assert set(label(partnership).split(" – ")) == names


def test_a_participation_says_its_partnership_from_both_ends(examples: Store) -> None:
    outward = {
        (quad.subject, quad.object)
        for quad in examples.quads_for_pattern(None, STB.participation, None, None)
    }
    inward = {
        (quad.object, quad.subject) for quad in examples.quads_for_pattern(None, ORG.organization, None, None)
    }
    assert outward == inward != set()


def test_labels_and_preferred_labels_of_places_are_the_same(examples: Store) -> None:
    for kind in (STB.City, STB.Country, SCHEMA.AdministrativeArea):
        for place in _instances(examples, kind):
            labels = set(_objects(examples, place, RDFS.label))
            assert labels == set(_objects(examples, place, SKOS.prefLabel)) != set()


def test_a_geometry_is_the_point_of_its_city_longitude_first(examples: Store) -> None:
    placed = list(examples.quads_for_pattern(None, GEO.hasGeometry, None, None))
    assert len(placed) >= 6
    for quad in placed:
        (latitude,), (longitude,) = (
            _objects(examples, quad.subject, term) for term in (SCHEMA.latitude, SCHEMA.longitude)
        )
        (point,) = _objects(examples, quad.object, GEO.asWKT)
        assert point.value == f"POINT({longitude.value} {latitude.value})"


def test_a_city_with_candidates_is_the_same_as_nothing(examples: Store) -> None:
    same_as = NamedNode("http://www.w3.org/2002/07/owl#sameAs")
    undecided = {quad.subject for quad in examples.quads_for_pattern(None, STB.candidate, None, None)}
    assert undecided == {_iri("city/taizhou")}
    assert len(_objects(examples, _iri("city/taizhou"), STB.candidate)) == 2
    assert _objects(examples, _iri("city/taizhou"), same_as) == []


def test_quotations_stand_in_the_sources_at_their_positions(examples: Store, shared: Path) -> None:
    files = [path.read_bytes() for path in shared.glob("seeds/*.txt")]
    texts = {hashlib.sha256(data).hexdigest(): data.decode() for data in files}
    checked = 0
    for evidence in _instances(examples, STB.Evidence):
        (source,) = _objects(examples, evidence, STB.source)
        digests = _objects(examples, source, SCHEMA.sha256)
        if digests:
            (quote,), (position,) = (_objects(examples, evidence, term) for term in (STB.quote, STB.position))
            assert texts[digests[0].value].startswith(quote.value, int(position.value)), evidence
            checked += 1
    assert checked >= 15


def test_the_examples_conform_to_shapes_and_checks(examples: Store) -> None:
    """Together; warnings are allowed, since an example shows one thing and leaves others out."""
    project = FOLDER.parents[1]
    report = validate(
        examples,
        shapes=[project / "shapes" / name for name in ("must.ttl", "should.ttl")],
        checks=sorted(project.glob("queries/checks/*.rq")),
        city=_iri("city/gent").value,
    )
    assert [finding for finding in report.findings if finding.severity is Severity.VIOLATION] == []
