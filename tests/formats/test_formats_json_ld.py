"""JSON-LD for people who know JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from pyld import jsonld
from pyoxigraph import Literal, NamedNode, Quad, Triple

from stedenband.formats import CONTEXT_IRI, JSON_LD, N_QUADS, make_context, read, write, write_context
from stedenband.formats.context import Key, Sort, list_classes, list_keys
from stedenband.graph import make_quads
from stedenband.model import PartialDate
from stedenband.ns import GEO, ORG, OWL, RDF, RDFS, SCHEMA, STB, XSD, Iris, mint_concept
from stedenband.schema import (
    Act,
    Change,
    City,
    Claim,
    Country,
    Evidence,
    Participation,
    Partnership,
    Phase,
    Place,
    Question,
    Register,
    Source,
)

IRIS = Iris("https://w3id.org/stedenband/gent/")
KANAZAWA = IRIS.thing("partnership/gent-kanazawa")
BOTH = {"nl": "Naam", "en": "Name"}


@pytest.fixture(scope="module")
def everything() -> list[Quad]:
    """One of each thing, with every cell filled, as the graph room says it."""
    day, month, year = PartialDate(1971, 10, 4), PartialDate(1982, 8), PartialDate(2018)
    register = Register(
        languages=("nl", "en"),
        countries=[
            Country(
                code="BE",
                alpha3="BEL",
                labels={"nl": "België", "en": "Belgium"},
                wikidata="Q31",
                geonames=2802361,
            ),
            Country(code="JP", alpha3="JPN", labels={"nl": "Japan", "en": "Japan", "ja": "日本"}),
        ],
        places=[Place(id="ishikawa", labels=BOTH, country="jp", wikidata="Q131281", geonames=1861387)],
        cities=[
            City(
                id="gent",
                labels={"nl": "Gent", "en": "Ghent"},
                country="be",
                alt_labels=(("nl", "Arteveldestad"), ("nl", "Fiere Stede")),
                wikidata="Q1296",
                candidates=(),
                geonames=2797656,
                latitude=Decimal("51.053611"),
                longitude=Decimal("3.725278"),
                coordinate_source="Wikidata",
                suburb_of=None,
                located_in=None,
                notes=BOTH,
            ),
            City(
                id="kanazawa",
                labels={"nl": "Kanazawa", "en": "Kanazawa"},
                country="jp",
                candidates=("Q1", "Q2"),
                suburb_of="gent",
                located_in="ishikawa",
            ),
        ],
        phases=[Phase(id="eerste", labels=BOTH, start=year, end=year, descriptions=BOTH)],
        partnerships=[
            Partnership(
                id="gent-kanazawa",
                parties=("gent", "kanazawa"),
                kind="twinning",
                level="bilateral",
                status="active",
                start=day,
                end=year,
                phase="eerste",
                continues="gent-oud",
                notes=BOTH,
            ),
            Partnership(
                id="gent-oud",
                parties=("gent", "kanazawa"),
                kind="twinning",
                level="bilateral",
                status="succeeded",
                start=month,
            ),
        ],
        participations=[
            Participation(partnership="gent-kanazawa", city="gent", role="signatory", start=day, end=month)
        ],
        acts=[
            Act(
                id="oorkonde",
                partnership="gent-kanazawa",
                kind="charter",
                labels=BOTH,
                date=day,
                valid_from=month,
                valid_until=year,
                place="gent",
                notes=BOTH,
            )
        ],
        changes=[
            Change(
                id="fusie",
                kind="merger",
                labels=BOTH,
                date=month,
                affects=("gent-oud",),
                exempts=("gent-kanazawa",),
                original="city/kanazawa",
                resulting="city/gent",
                decided_by="gent",
                notes=BOTH,
            )
        ],
        sources=[
            Source(
                id="stad",
                title="Stedenbanden",
                language="nl",
                publisher="Stad Gent",
                url="https://stad.gent/",
                file="a.txt",
                sha256="ab" * 32,
                notes=BOTH,
            )
        ],
        evidence=[
            Evidence(
                id="bewijs",
                source="stad",
                quote="sinds 1971",
                position=12,
                as_written="Kanazawa (Japan)",
                descriptions=BOTH,
            )
        ],
        claims=[
            Claim(
                id="een",
                subject="partnership/gent-kanazawa",
                property="startDate",
                value="1971-10-04",
                mode="stated",
                followed=True,
                evidence=("bewijs",),
            ),
            Claim(
                id="twee",
                subject="partnership/gent-kanazawa",
                property="endDate",
                value="2018",
                mode="derived",
                followed=False,
                evidence=(),
                rule="counted-in-unless-exempted",
                reasons=BOTH,
            ),
            Claim(
                id="drie",
                subject="partnership/gent-oud",
                property="startDate",
                value="1982-08",
                mode="curated",
                followed=True,
            ),
            Claim(
                id="vier",
                subject="partnership/gent-oud",
                property="party",
                value="gent",
                mode="stated",
                followed=True,
            ),
        ],
        questions=[Question(id="welke", about="city/kanazawa", labels=BOTH)],
    )
    return list(make_quads(register, IRIS))


def document(statements: list[Quad] | list[Triple], about: NamedNode | None = None) -> dict[str, Any]:
    found = json.loads(write(statements, JSON_LD, iris=IRIS, about=about))
    assert isinstance(found, dict)
    return found


def every_key(value: object) -> set[str]:
    if isinstance(value, list):
        return {key for item in value for key in every_key(item)}
    if isinstance(value, dict):
        return set(value) | {key for item in value.values() for key in every_key(item)}
    return set()


def body_of(statements: list[Quad] | list[Triple], about: NamedNode | None = None) -> dict[str, Any]:
    """The document without its context."""
    return {key: value for key, value in document(statements, about).items() if key != "@context"}


# == The context ===============================================================


def test_every_key_is_defined_once() -> None:
    names = (
        [key.name for key in list_keys()] + list(list_classes().values()) + ["id", "type", "included", "none"]
    )
    assert len(names) == len(set(names))
    assert {*names, "@version"} == set(make_context())


def test_every_property_has_one_key_for_each_sort() -> None:
    pairs = [(key.predicate, key.sort) for key in list_keys()]
    assert len(pairs) == len(set(pairs))


def test_every_property_and_class_of_the_vocabulary_has_a_key() -> None:
    covered = {key.predicate for key in list_keys()} | set(list_classes())
    assert {STB[name] for name in STB} - covered == set()


def test_keys_are_words_that_need_no_brackets_in_javascript() -> None:
    assert [key.name for key in list_keys() if not re.fullmatch(r"[a-z][A-Za-z0-9]*", key.name)] == []


def test_no_key_can_be_taken_for_the_scheme_of_an_iri() -> None:
    """A key that a processor takes for a prefix would turn ``geo:51,3`` into another IRI."""
    assert {key.name for key in list_keys()}.isdisjoint(
        {"http", "https", "urn", "mailto", "tel", "geo", "tag", "doi"}
    )


def test_the_context_document_is_the_context_and_the_same_every_time() -> None:
    assert json.loads(write_context()) == {"@context": make_context()}
    assert write_context() == write_context()
    assert CONTEXT_IRI == "https://w3id.org/stedenband/context/v1.jsonld"


@pytest.mark.parametrize("key", list_keys(), ids=lambda key: key.name)
def test_every_key_gives_its_property_and_its_sort(key: Key) -> None:
    """What a developer writes under a key is what a JSON-LD processor other than ours reads."""
    thing = "http://example.org/thing"
    sample: object = {
        Sort.LINK: thing,
        Sort.WORDS: {"nl": "woord"},
        Sort.INTEGER: 12,
        Sort.BOOLEAN: True,
    }.get(key.sort, "12")
    (written,) = quads_of({"@context": make_context(), "id": "http://example.org/a", key.name: sample})
    expected = {
        Sort.LINK: NamedNode(thing),
        Sort.WORDS: Literal("woord", language="nl"),
        Sort.BOOLEAN: Literal("true", datatype=XSD.boolean),
    }
    assert written.predicate == key.predicate
    if key.sort in expected:
        assert written.object == expected[key.sort]
    else:
        assert written.object == Literal("12", datatype=NamedNode(key.sort.value))


def quads_of(body: dict[str, Any]) -> list[Quad]:
    return read(jsonld.to_rdf(body, {"format": "application/n-quads"}).encode(), N_QUADS)


# == The bodies ================================================================


def test_the_vocabulary_needs_no_at_signs_and_no_iris_as_keys(everything: list[Quad]) -> None:
    for about in (None, KANAZAWA, IRIS.thing("claim/een")):
        body = document(everything, about)
        del body["@context"]
        assert [key for key in every_key(body) if ":" in key or key.startswith("@")] == []


def test_nothing_of_the_whole_model_is_lost(everything: list[Quad]) -> None:
    data = write(everything, JSON_LD, iris=IRIS, about=KANAZAWA)
    expected = {quad.triple for quad in everything}
    assert {quad.triple for quad in read(data, JSON_LD)} == expected
    lines = jsonld.to_rdf(json.loads(data), {"format": "application/n-quads"})
    assert {quad.triple for quad in read(lines.encode(), N_QUADS)} == expected


def test_pyld_reads_a_document_that_names_the_context_by_its_address(everything: list[Quad]) -> None:
    """What stands at the address is enough to read a document that names it, as those of earlier releases do."""

    def load(url: str, _options: object) -> dict[str, object]:
        assert url == CONTEXT_IRI
        return {"contextUrl": None, "documentUrl": url, "document": json.loads(write_context())}

    data = document(everything, KANAZAWA) | {"@context": CONTEXT_IRI}
    lines = jsonld.to_rdf(data, {"format": "application/n-quads", "documentLoader": load})
    assert {quad.triple for quad in read(lines.encode(), N_QUADS)} == {quad.triple for quad in everything}


def test_the_context_in_a_document_explains_what_stands_there_and_nothing_else(
    everything: list[Quad],
) -> None:
    body = document(everything, KANAZAWA)
    within = body.pop("@context")
    assert within.items() <= make_context().items()
    types = {name for node in nodes(body) for name in as_list(node.get("type", []))}
    assert set(within) - {"@version"} == (every_key(body) | types) & set(make_context())


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from nodes(inner)


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_a_partnership_reads_as_json(everything: list[Quad]) -> None:
    body = body_of([quad for quad in everything if quad.subject == KANAZAWA], KANAZAWA)
    assert body == {
        "id": KANAZAWA.value,
        "type": "Partnership",
        "label": {"en": "Ghent – Kanazawa", "nl": "Gent – Kanazawa"},
        "kind": mint_concept("kind", "twinning").value,
        "level": mint_concept("level", "bilateral").value,
        "status": mint_concept("status", "active").value,
        "party": [IRIS.thing("city/gent").value, IRIS.thing("city/kanazawa").value],
        "startDate": "1971-10-04",
        "endDateYear": "2018",
        "startYear": 1971,
        "endYear": 2018,
        "phase": IRIS.thing("phase/eerste").value,
        "continues": IRIS.thing("partnership/gent-oud").value,
        "participation": [IRIS.thing("participation/gent-kanazawa/gent").value],
        "act": [IRIS.thing("act/oorkonde").value],
        "note": {"en": "Name", "nl": "Naam"},
    }


def test_dates_have_a_key_for_how_precise_they_are(everything: list[Quad]) -> None:
    nodes = {node["id"]: node for node in document(everything)["included"]}
    old = nodes[IRIS.thing("partnership/gent-oud").value]
    assert (old["startDateYearMonth"], old["startYear"]) == ("1982-08", 1982)
    claims = [nodes[IRIS.thing(f"claim/{name}").value] for name in ("een", "twee", "drie", "vier")]
    assert [{key: value for key, value in claim.items() if key.startswith("object")} for claim in claims] == [
        {"objectDate": "1971-10-04"},
        {"objectDateYear": "2018"},
        {"objectDateYearMonth": "1982-08"},
        {"object": IRIS.thing("city/gent").value},
    ]


def test_numbers_booleans_and_decimals(everything: list[Quad]) -> None:
    """Decimals are strings: a JSON number with a point would come back as xsd:double."""
    nodes = {node["id"]: node for node in document(everything)["included"]}
    gent = nodes[IRIS.thing("city/gent").value]
    assert (gent["latitude"], gent["longitude"]) == ("51.053611", "3.725278")
    assert nodes[IRIS.thing("geometry/gent").value]["asWKT"] == "POINT(3.725278 51.053611)"
    assert nodes[IRIS.thing("evidence/bewijs").value]["position"] == 12
    assert nodes[IRIS.thing("claim/een").value]["followed"] is True
    assert nodes[IRIS.thing("claim/twee").value]["followed"] is False


def test_several_words_in_one_language_are_a_list(everything: list[Quad]) -> None:
    gent = document(
        [quad for quad in everything if quad.subject == IRIS.thing("city/gent")], IRIS.thing("city/gent")
    )
    assert gent["altLabel"] == {"nl": ["Arteveldestad", "Fiere Stede"]}
    assert gent["sameAs"] == ["http://www.wikidata.org/entity/Q1296", "https://sws.geonames.org/2797656/"]


def test_what_may_be_many_is_a_list_even_when_it_is_one(everything: list[Quad]) -> None:
    claim = document(
        [quad for quad in everything if quad.subject == IRIS.thing("claim/een")], IRIS.thing("claim/een")
    )
    assert claim["evidence"] == [IRIS.thing("evidence/bewijs").value]


# == Things within things ======================================================


def test_what_a_thing_links_to_stands_inside_it_once_and_one_step_deep(everything: list[Quad]) -> None:
    body = body_of(everything, KANAZAWA)
    gent, kanazawa = body["party"]
    assert (gent["id"], gent["label"]["nl"]) == (IRIS.thing("city/gent").value, "Gent")
    assert gent["country"] == IRIS.thing("country/be").value
    assert kanazawa["suburbOf"] == gent["id"]
    assert body["act"][0]["location"] == gent["id"]
    included = [node["id"] for node in body["included"]]
    assert gent["id"] not in included
    assert IRIS.thing("country/be").value in included
    assert included == sorted(included)


def test_a_thing_that_is_linked_twice_stands_inside_once() -> None:
    gent, tie = IRIS.thing("city/gent"), IRIS.thing("partnership/gent-gent")
    body = body_of(
        [
            Triple(tie, STB.party, gent),
            Triple(tie, STB.about, gent),
            Triple(tie, STB.continues, tie),
            Triple(gent, RDFS.label, Literal("Gent", language="nl")),
        ],
        tie,
    )
    assert body["party"] == [{"id": gent.value, "label": {"nl": "Gent"}}]
    assert body["about"] == gent.value
    assert body["continues"] == tie.value
    assert "included" not in body


def test_a_thing_nothing_is_said_of_leaves_everything_included() -> None:
    data = [Triple(IRIS.thing("city/gent"), RDF.type, STB.City)]
    body = body_of(data, IRIS.thing("city/nergens"))
    assert body == {
        "included": [{"id": IRIS.thing("city/gent").value, "type": "City"}],
    }


# == Statements from elsewhere =================================================


def test_foreign_statements_keep_the_iri_of_their_predicate() -> None:
    gent = IRIS.thing("city/gent")
    body = body_of(
        [
            Triple(gent, RDF.type, STB.City),
            Triple(gent, RDF.type, NamedNode("http://example.org/Stad")),
            Triple(gent, NamedNode("http://example.org/weight"), Literal("1.50", datatype=XSD.decimal)),
            Triple(gent, NamedNode("http://example.org/name"), Literal("Gent", language="nl")),
            Triple(gent, NamedNode("http://example.org/name"), Literal("Gent")),
            Triple(gent, NamedNode("http://example.org/near"), IRIS.thing("city/melle")),
            Triple(gent, STB.startYear, Literal("ooit", language="nl")),
            Triple(gent, RDFS.label, Literal("zonder taal")),
        ],
        gent,
    )
    assert body == {
        "id": gent.value,
        "type": ["http://example.org/Stad", "City"],
        "label": {"none": "zonder taal"},
        "http://example.org/name": ["Gent", {"@value": "Gent", "@language": "nl"}],
        "http://example.org/near": {"id": IRIS.thing("city/melle").value},
        "http://example.org/weight": {"@value": "1.50", "@type": XSD.decimal.value},
        STB.startYear.value: {"@value": "ooit", "@language": "nl"},
    }


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1969", 1969),
        ("0", 0),
        ("-5", -5),
        ("9007199254740991", 9007199254740991),
        ("9007199254740993", "9007199254740993"),
        ("01969", "01969"),
        ("+1", "+1"),
        ("-0", "-0"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_whole_numbers_are_numbers_where_json_keeps_them(text: str, written: object) -> None:
    gent = IRIS.thing("city/gent")
    statement = Triple(gent, STB.startYear, Literal(text, datatype=XSD.integer))
    assert document([statement], gent)["startYear"] == written


def test_the_table_has_the_terms_other_vocabularies_lend() -> None:
    lent = {ORG.member, SCHEMA.location, GEO.hasGeometry, OWL.sameAs, RDF.subject}
    assert lent <= {key.predicate for key in list_keys()}
