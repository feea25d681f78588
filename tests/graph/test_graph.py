"""What records say in RDF, and the way back to the tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from stedenband.graph import make_quads, trace
from stedenband.model import Origin, PartialDate, Standing
from stedenband.ns import (
    GEO,
    OWL,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    STB,
    XSD,
    Iris,
    find_language_iri,
    mint_concept,
    mint_wikidata,
)
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
from stedenband.schema.terms import make_decimal

IRIS = Iris("https://w3id.org/stedenband/gent/")
YEAR = PartialDate(1971)
DAY = PartialDate(1971, 10, 4)
REGISTER = Register(
    languages=("nl", "en"),
    countries=[
        Country(
            code="BE",
            alpha3="BEL",
            labels={"nl": "België", "en": "Belgium"},
            wikidata="Q31",
            geonames=2802361,
        ),
        Country(code="JP", alpha3="JPN", labels={"nl": "Japan", "en": "Japan"}, wikidata="Q17"),
    ],
    places=[
        Place(id="vlaanderen", labels={"nl": "Vlaanderen", "en": "Flanders"}, country="be", wikidata="Q234")
    ],
    cities=[
        City(
            id="gent",
            labels={"nl": "Gent", "en": "Ghent"},
            country="be",
            alt_labels=(("fr", "Gand"),),
            wikidata="Q1296",
            geonames=2797656,
            latitude=Decimal("51.053611"),
            longitude=Decimal("3.725278"),
            coordinate_source="Wikidata",
            located_in="vlaanderen",
            origin=Origin("cities.csv", 2),
        ),
        City(id="kanazawa", labels={"nl": "Kanazawa", "en": "Kanazawa"}, country="jp", wikidata="Q191130"),
        City(
            id="melle",
            labels={"nl": "Melle", "en": "Melle"},
            country="be",
            candidates=("Q1", "Q2"),
            suburb_of="gent",
        ),
    ],
    standings={"maintained": Standing.YES, "ended": Standing.NO},
    phases=[
        Phase(
            id="zustersteden",
            labels={"nl": "Zustersteden", "en": "Twin cities"},
            start=PartialDate(1958),
            end=PartialDate(1985),
        )
    ],
    partnerships=[
        Partnership(
            id="gent-kanazawa",
            parties=("gent", "kanazawa"),
            kind="twinning",
            level="bilateral",
            status="maintained",
            start=YEAR,
            phase="zustersteden",
            origin=Origin("partnerships.csv", 2),
        ),
        Partnership(
            id="gent-melle",
            parties=("gent", "melle"),
            kind="twinning",
            level="bilateral",
            status="ended",
            start=YEAR,
            end=PartialDate(2018),
        ),
    ],
    participations=[Participation(partnership="gent-kanazawa", city="gent", role="signatory", start=YEAR)],
    acts=[
        Act(
            id="gent-kanazawa-1971",
            partnership="gent-kanazawa",
            kind="charter",
            labels={"nl": "Oorkonde", "en": "Charter"},
            date=DAY,
            place="gent",
        )
    ],
    changes=[
        Change(
            id="reorientation",
            kind="reorientation",
            labels={"nl": "Heroriëntatie", "en": "Reorientation"},
            date=PartialDate(2021, 1),
            affects=("gent-melle",),
            exempts=("gent-kanazawa",),
            original="city/melle",
            resulting="city/gent",
            decided_by="gent",
        )
    ],
    sources=[
        Source(
            id="history-nl",
            title="Geschiedenis",
            language="nl",
            publisher="Stad Gent",
            url="https://stad.gent/x",
            sha256="ab",
        )
    ],
    evidence=[
        Evidence(
            id="e1", source="history-nl", quote="Kanazawa (Japan) sinds 1971", position=12, as_written="Japan"
        )
    ],
    claims=[
        Claim(
            id="c1",
            subject="partnership/gent-kanazawa",
            property="startDate",
            value="1971",
            mode="stated",
            followed=True,
            evidence=("e1",),
        ),
        Claim(
            id="c2",
            subject="partnership/gent-kanazawa",
            property="kind",
            value="twinning",
            mode="derived",
            followed=True,
            evidence=("e1",),
            rule="kind-from-list",
        ),
        Claim(
            id="c3",
            subject="act/gent-kanazawa-1971",
            property="kind",
            value="charter",
            mode="stated",
            followed=True,
        ),
        Claim(
            id="c4",
            subject="city/kanazawa",
            property="country",
            value="JP",
            mode="stated",
            followed=False,
            reasons={"nl": "Daarom", "en": "Because"},
        ),
        Claim(
            id="c5",
            subject="change/reorientation",
            property="affects",
            value="gent-melle",
            mode="stated",
            followed=True,
        ),
        Claim(
            id="c6",
            subject="partnership/gent-kanazawa",
            property="status",
            value="maintained",
            mode="stated",
            followed=True,
        ),
    ],
    questions=[Question(id="q1", about="city/melle", labels={"nl": "Welk Melle?", "en": "Which Melle?"})],
)
STATEMENTS = list(make_quads(REGISTER, IRIS))


def objects(reference: str, predicate: NamedNode) -> list[object]:
    subject = IRIS.thing(reference)
    return [quad.object for quad in STATEMENTS if quad.subject == subject and quad.predicate == predicate]


def graph_of(reference: str, predicate: NamedNode) -> str:
    subject = IRIS.thing(reference)
    [name] = {str(q.graph_name) for q in STATEMENTS if q.subject == subject and q.predicate == predicate}
    return name.rstrip(">").rsplit("/", 1)[-1]


def test_the_same_register_says_the_same_in_the_same_order() -> None:
    assert list(make_quads(REGISTER, IRIS)) == STATEMENTS


def test_nothing_is_said_twice() -> None:
    assert len(set(STATEMENTS)) == len(STATEMENTS)


def test_there_are_no_blank_nodes() -> None:
    assert not [q for q in STATEMENTS if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)]


def test_every_subject_has_one_type() -> None:
    subjects = {quad.subject for quad in STATEMENTS}
    for subject in subjects:
        types = [quad.object for quad in STATEMENTS if quad.subject == subject and quad.predicate == RDF.type]
        assert len(types) == 1, subject


def test_a_year_stays_a_year_and_has_its_number() -> None:
    assert objects("partnership/gent-kanazawa", STB.startDate) == [Literal("1971", datatype=XSD.gYear)]
    assert objects("partnership/gent-kanazawa", STB.startYear) == [Literal("1971", datatype=XSD.integer)]


def test_an_act_keeps_its_day() -> None:
    assert objects("act/gent-kanazawa-1971", STB.date) == [Literal("1971-10-04", datatype=XSD.date)]
    assert objects("act/gent-kanazawa-1971", STB.year) == [Literal("1971", datatype=XSD.integer)]


def test_a_partnership_is_named_after_its_parties() -> None:
    assert objects("partnership/gent-kanazawa", RDFS.label) == [
        Literal("Ghent – Kanazawa", language="en"),
        Literal("Gent – Kanazawa", language="nl"),
    ]


def test_partners_are_those_of_partnerships_that_stand() -> None:
    assert objects("city/gent", STB.partnerOf) == [IRIS.thing("city/kanazawa")]
    assert objects("city/kanazawa", STB.partnerOf) == [IRIS.thing("city/gent")]
    assert objects("city/melle", STB.partnerOf) == []
    assert objects("city/melle", STB.formerPartnerOf) == [IRIS.thing("city/gent")]
    assert objects("city/gent", STB.formerPartnerOf) == [IRIS.thing("city/melle")]


def test_a_tie_without_a_status_makes_neither_partners_nor_former_ones() -> None:
    ties = [replace(tie, status=None, kind=None) for tie in REGISTER.partnerships]
    silent = list(make_quads(replace(REGISTER, partnerships=ties), IRIS))
    assert {STB.partnerOf, STB.formerPartnerOf, STB.status}.isdisjoint(quad.predicate for quad in silent)


def test_an_act_says_how_it_is_known() -> None:
    assert objects("act/gent-kanazawa-1971", STB.mode) == [mint_concept("mode", "stated")]
    inferred = [replace(claim, mode="derived") if claim.id == "c3" else claim for claim in REGISTER.claims]
    said = make_quads(replace(REGISTER, claims=inferred), IRIS)
    act = IRIS.thing("act/gent-kanazawa-1971")
    found = [quad.object for quad in said if (quad.subject, quad.predicate) == (act, STB.mode)]
    assert found == [mint_concept("mode", "derived")]


def test_links_stand_in_a_graph_of_their_own() -> None:
    assert mint_wikidata("Q1296") in objects("city/gent", OWL.sameAs)
    assert graph_of("city/gent", OWL.sameAs) == "links"
    assert graph_of("city/melle", STB.candidate) == "links"


def test_a_city_with_candidates_is_the_same_as_none() -> None:
    assert objects("city/melle", OWL.sameAs) == []
    assert objects("city/melle", STB.candidate) == [mint_wikidata("Q1"), mint_wikidata("Q2")]


def test_the_point_has_longitude_first() -> None:
    assert "POINT(3.725278 51.053611)" in str(objects("geometry/gent", GEO.asWKT))
    assert objects("city/gent", SCHEMA.latitude) == [Literal("51.053611", datatype=XSD.decimal)]


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("c1", Literal("1971", datatype=XSD.gYear)),
        ("c2", mint_concept("kind", "twinning")),
        ("c3", mint_concept("act", "charter")),
        ("c4", IRIS.thing("country/jp")),
        ("c5", IRIS.thing("partnership/gent-melle")),
        ("c6", mint_concept("status", "maintained")),
    ],
)
def test_the_object_of_a_claim_is_the_term_the_data_would_hold(claim: str, value: object) -> None:
    assert objects(f"claim/{claim}", RDF.object) == [value]


def test_a_followed_claim_is_a_triple_of_the_data() -> None:
    triples = {(q.subject, q.predicate, q.object) for q in STATEMENTS}
    for claim in ("c1", "c2", "c3", "c5", "c6"):
        [subject], [predicate], [value] = (
            objects(f"claim/{claim}", p) for p in (RDF.subject, RDF.predicate, RDF.object)
        )
        assert (subject, predicate, value) in triples, claim


def test_a_quote_has_the_language_of_its_source() -> None:
    assert objects("evidence/e1", STB.quote) == [Literal("Kanazawa (Japan) sinds 1971", language="nl")]


def test_a_thing_is_traced_to_its_row() -> None:
    wanted = {
        IRIS.thing("city/gent").value,
        IRIS.thing("partnership/gent-kanazawa").value,
        "https://elsewhere/",
    }
    found = trace(REGISTER, IRIS, wanted)
    assert found.row(IRIS.thing("city/gent").value) == Origin("cities.csv", 2)
    assert found.row(IRIS.thing("partnership/gent-kanazawa").value) == Origin("partnerships.csv", 2)
    assert found.row("https://elsewhere/") is None


@pytest.mark.parametrize(
    ("thing", "predicate", "narrowed", "columns"),
    [
        ("partnership/gent-kanazawa", STB.startYear, {}, ["start"]),
        ("partnership/gent-kanazawa", STB.endDate, {}, ["end"]),
        ("partnership/gent-kanazawa", RDFS.label, {"language": "nl"}, ["parties", "label_nl"]),
        ("city/gent", OWL.sameAs, {"value": mint_wikidata("Q1296").value}, ["wikidata"]),
        ("city/gent", OWL.sameAs, {"value": "https://sws.geonames.org/2797656/"}, ["geonames"]),
        ("city/gent", RDFS.label, {"language": "en"}, ["label_en"]),
        ("city/gent", SKOS.note, {"language": "en"}, ["note_en"]),
        ("geometry/gent", GEO.asWKT, {}, ["longitude", "latitude"]),
        ("city/gent", STB.party, {}, []),
    ],
)
def test_a_property_is_traced_to_its_cells(
    thing: str, predicate: NamedNode, narrowed: dict[str, str], columns: list[str]
) -> None:
    iri = IRIS.thing(thing).value
    cells = trace(REGISTER, IRIS, [iri]).cells(iri, predicate.value, **narrowed)
    assert list(dict.fromkeys(cell.column for cell in cells)) == columns


def test_decimals_are_canonical() -> None:
    assert [make_decimal(Decimal(text)).value for text in ("1.50", "-0", "100", "1E+2")] == [
        "1.5",
        "0.0",
        "100.0",
        "100.0",
    ]


def test_a_language_we_do_not_know_is_many() -> None:
    assert find_language_iri("qq").value.endswith("/MUL")


def test_quads_are_quads() -> None:
    assert all(isinstance(quad, Quad) for quad in STATEMENTS)
    assert len(STATEMENTS) > 100
