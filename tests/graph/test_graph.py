"""What records say in RDF, and the way back to the tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from stedenband.graph import column_of, locate, quads
from stedenband.graph.terms import decimal
from stedenband.model import (
    Act,
    Agent,
    Change,
    City,
    Claim,
    Country,
    DatasetInfo,
    Evidence,
    Origin,
    PartialDate,
    Participation,
    Partnership,
    Phase,
    Place,
    Question,
    Register,
    Source,
    Standing,
)
from stedenband.ns import GEO, OWL, RDF, RDFS, SCHEMA, STB, XSD, Iris, concept, language_iri, wikidata

IRIS = Iris("https://w3id.org/stedenband/gent/")
INFO = DatasetInfo(
    slug="gent",
    city="gent",
    base_iri=IRIS.base,
    version="1.0.0",
    issued="2026-11-22",
    modified="2026-11-22",
    title={"nl": "Titel", "en": "Title"},
    description={"nl": "Omschrijving", "en": "Description"},
    publisher=Agent({"nl": "Stad Gent", "en": "City of Ghent"}),
    contact=Agent({"nl": "Stad Gent", "en": "City of Ghent"}),
    license="https://creativecommons.org/publicdomain/zero/1.0/",
    languages=("nl", "en"),
    keywords={},
    themes=(),
    spatial=(),
    checked="2026-11-22",
)
YEAR = PartialDate(1971)
DAY = PartialDate(1971, 10, 4)
REGISTER = Register(
    countries=[
        Country("be", "BE", "BEL", {"nl": "België", "en": "Belgium"}, "Q31", 2802361),
        Country("jp", "JP", "JPN", {"nl": "Japan", "en": "Japan"}, "Q17"),
    ],
    places=[Place("vlaanderen", {"nl": "Vlaanderen", "en": "Flanders"}, "be", "Q234")],
    cities=[
        City(
            "gent",
            {"nl": "Gent", "en": "Ghent"},
            "be",
            alt_labels=(("fr", "Gand"),),
            wikidata="Q1296",
            geonames=2797656,
            latitude=Decimal("51.053611"),
            longitude=Decimal("3.725278"),
            coordinate_source="Wikidata",
            located_in="vlaanderen",
            origin=Origin("cities.csv", 2),
        ),
        City("kanazawa", {"nl": "Kanazawa", "en": "Kanazawa"}, "jp", wikidata="Q191130"),
        City("melle", {"nl": "Melle", "en": "Melle"}, "be", candidates=("Q1", "Q2"), suburb_of="gent"),
    ],
    standings={"maintained": Standing.YES, "ended": Standing.NO},
    phases=[
        Phase(
            "zustersteden", {"nl": "Zustersteden", "en": "Twin cities"}, PartialDate(1958), PartialDate(1985)
        )
    ],
    partnerships=[
        Partnership(
            "gent-kanazawa",
            ("gent", "kanazawa"),
            "twinning",
            "bilateral",
            "maintained",
            YEAR,
            phase="zustersteden",
            origin=Origin("partnerships.csv", 2),
        ),
        Partnership(
            "gent-melle", ("gent", "melle"), "twinning", "bilateral", "ended", YEAR, PartialDate(2018)
        ),
    ],
    participations=[Participation("gent-kanazawa", "gent", "signatory", YEAR)],
    acts=[
        Act(
            "gent-kanazawa-1971",
            "gent-kanazawa",
            "charter",
            {"nl": "Oorkonde", "en": "Charter"},
            DAY,
            place="gent",
        )
    ],
    changes=[
        Change(
            "reorientation",
            "reorientation",
            {"nl": "Heroriëntatie", "en": "Reorientation"},
            PartialDate(2021, 1),
            affects=("gent-melle",),
            exempts=("gent-kanazawa",),
            original="city/melle",
            resulting="city/gent",
            decided_by="gent",
        )
    ],
    sources=[Source("history-nl", "Geschiedenis", "nl", "Stad Gent", "https://stad.gent/x", sha256="ab")],
    evidence=[Evidence("e1", "history-nl", "Kanazawa (Japan) sinds 1971", 12, "Japan")],
    claims=[
        Claim("c1", "partnership/gent-kanazawa", "startDate", "1971", "stated", True, ("e1",)),
        Claim(
            "c2", "partnership/gent-kanazawa", "kind", "twinning", "derived", True, ("e1",), "kind-from-list"
        ),
        Claim("c3", "act/gent-kanazawa-1971", "kind", "charter", "stated", True),
        Claim(
            "c4", "city/kanazawa", "country", "JP", "stated", False, reasons={"nl": "Daarom", "en": "Because"}
        ),
        Claim("c5", "change/reorientation", "affects", "gent-melle", "stated", True),
        Claim("c6", "partnership/gent-kanazawa", "status", "maintained", "stated", True),
    ],
    questions=[Question("q1", "city/melle", {"nl": "Welk Melle?", "en": "Which Melle?"})],
)
STATEMENTS = list(quads(REGISTER, INFO, IRIS))


def objects(reference: str, predicate: NamedNode) -> list[object]:
    subject = IRIS.thing(reference)
    return [quad.object for quad in STATEMENTS if quad.subject == subject and quad.predicate == predicate]


def graph_of(reference: str, predicate: NamedNode) -> str:
    subject = IRIS.thing(reference)
    [name] = {str(q.graph_name) for q in STATEMENTS if q.subject == subject and q.predicate == predicate}
    return name.rstrip(">").rsplit("/", 1)[-1]


def test_the_same_register_says_the_same_in_the_same_order() -> None:
    assert list(quads(REGISTER, INFO, IRIS)) == STATEMENTS


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
    silent = list(quads(replace(REGISTER, partnerships=ties), INFO, IRIS))
    assert {STB.partnerOf, STB.formerPartnerOf, STB.status}.isdisjoint(quad.predicate for quad in silent)


def test_an_act_says_how_it_is_known() -> None:
    assert objects("act/gent-kanazawa-1971", STB.mode) == [concept("mode", "stated")]
    inferred = [replace(claim, mode="derived") if claim.id == "c3" else claim for claim in REGISTER.claims]
    said = quads(replace(REGISTER, claims=inferred), INFO, IRIS)
    act = IRIS.thing("act/gent-kanazawa-1971")
    found = [quad.object for quad in said if (quad.subject, quad.predicate) == (act, STB.mode)]
    assert found == [concept("mode", "derived")]


def test_links_stand_in_a_graph_of_their_own() -> None:
    assert wikidata("Q1296") in objects("city/gent", OWL.sameAs)
    assert graph_of("city/gent", OWL.sameAs) == "links"
    assert graph_of("city/melle", STB.candidate) == "links"


def test_a_city_with_candidates_is_the_same_as_none() -> None:
    assert objects("city/melle", OWL.sameAs) == []
    assert objects("city/melle", STB.candidate) == [wikidata("Q1"), wikidata("Q2")]


def test_the_point_has_longitude_first() -> None:
    assert "POINT(3.725278 51.053611)" in str(objects("geometry/gent", GEO.asWKT))
    assert objects("city/gent", SCHEMA.latitude) == [Literal("51.053611", datatype=XSD.decimal)]


@pytest.mark.parametrize(
    ("claim", "value"),
    [
        ("c1", Literal("1971", datatype=XSD.gYear)),
        ("c2", concept("kind", "twinning")),
        ("c3", concept("act", "charter")),
        ("c4", IRIS.thing("country/jp")),
        ("c5", IRIS.thing("partnership/gent-melle")),
        ("c6", concept("status", "maintained")),
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


def test_locate_gives_the_row_a_thing_comes_from() -> None:
    wanted = {
        IRIS.thing("city/gent").value,
        IRIS.thing("partnership/gent-kanazawa").value,
        "https://elsewhere/",
    }
    assert locate(REGISTER, IRIS, wanted) == {
        IRIS.thing("city/gent").value: Origin("cities.csv", 2),
        IRIS.thing("partnership/gent-kanazawa").value: Origin("partnerships.csv", 2),
    }


@pytest.mark.parametrize(
    ("file", "predicate", "column"),
    [
        ("partnerships.csv", STB.startYear, "start"),
        ("acts.csv", STB.startDate, "valid_from"),
        ("cities.csv", OWL.sameAs, "wikidata"),
        ("claims.csv", RDF.object, "value"),
        ("claims.csv", STB.party, None),
        ("nowhere.csv", STB.party, None),
    ],
)
def test_column_of_a_property(file: str, predicate: NamedNode, column: str | None) -> None:
    assert column_of(file, predicate.value) == column


def test_every_statement_of_a_row_leads_back_to_a_column() -> None:
    """Derived statements and the class need no column; all others must have one."""
    derived = {RDF.type, STB.partnerOf, STB.formerPartnerOf, STB.participation, STB.act}
    files = {"country": "countries.csv", "place": "places.csv", "city": "cities.csv", "geometry": "cities.csv",
             "phase": "phases.csv", "partnership": "partnerships.csv", "participation": "participations.csv",
             "act": "acts.csv", "change": "changes.csv", "source": "sources.csv", "evidence": "evidence.csv",
             "claim": "claims.csv", "question": "questions.csv"}  # fmt: skip
    missing = {
        (word, quad.predicate.value)
        for quad in STATEMENTS
        if quad.predicate not in derived
        and column_of(
            files[word := str(quad.subject).strip("<>").removeprefix(IRIS.base + "id/").split("/")[0]],
            quad.predicate.value,
        )
        is None
    }
    assert not missing


def test_decimals_are_canonical() -> None:
    assert [decimal(Decimal(text)).value for text in ("1.50", "-0", "100", "1E+2")] == [
        "1.5",
        "0.0",
        "100.0",
        "100.0",
    ]


def test_a_language_we_do_not_know_is_many() -> None:
    assert language_iri("qq").value.endswith("/MUL")


def test_quads_are_quads() -> None:
    assert all(isinstance(quad, Quad) for quad in STATEMENTS)
    assert len(STATEMENTS) > 100
