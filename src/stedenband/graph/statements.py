"""What each record of the register says in RDF.

One function for a kind of record: it gives the predicates and objects of one subject. No blank nodes; every
statement stands in the named graph where a reader looks for it (``ns.GRAPHS``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pyoxigraph import Literal, NamedNode, Quad

from stedenband.graph import derived
from stedenband.graph.claims import claim_pairs
from stedenband.graph.terms import Pair, dated, decimal, integer, spanning, texts
from stedenband.model import (
    Act,
    Change,
    City,
    Country,
    DatasetInfo,
    Evidence,
    Participation,
    Partnership,
    Phase,
    Place,
    Question,
    Register,
    Source,
    Texts,
)
from stedenband.ns import (
    DCTERMS,
    EU_COUNTRY,
    FOAF,
    GEO,
    ORG,
    OWL,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    STB,
    Iris,
    concept,
    geonames,
    language_iri,
    wikidata,
)

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class _Context:
    """What a record needs of the others: labels and languages by id, and what is said from the other end."""

    iris: Iris
    city_labels: Mapping[str, Texts]
    source_languages: Mapping[str, str]
    acts: Mapping[str, list[str]]
    participations: Mapping[str, list[str]]
    act_modes: Mapping[str, str]
    partners: Mapping[str, list[str]]
    former_partners: Mapping[str, list[str]]


def quads(register: Register, info: DatasetInfo, iris: Iris) -> Iterator[Quad]:
    """Say the whole register, record by record in the order of its tables.

    Gives quads in the graphs ``partnerships``, ``links``, ``sources`` and ``claims`` of the data set; about 10 for
    a city, 10 to 20 for a partnership, 7 to 9 for a claim. The same register gives the same quads in the same order.
    Raises ``KeyError`` for a reference that the tables room would have refused.
    """
    context = _context(register, iris)
    say = _Speaker(context)
    yield from say.each("partnerships", register.countries, lambda c: f"country/{c.id}", country_pairs)
    yield from say.each("links", register.countries, lambda c: f"country/{c.id}", country_links)
    yield from say.each("partnerships", register.places, lambda p: f"place/{p.id}", place_pairs)
    yield from say.each("links", register.places, lambda p: f"place/{p.id}", place_links)
    yield from say.each("partnerships", register.cities, lambda c: f"city/{c.id}", city_pairs)
    yield from say.each("partnerships", register.cities, lambda c: f"geometry/{c.id}", geometry_pairs)
    yield from say.each("links", register.cities, lambda c: f"city/{c.id}", city_links)
    yield from say.each("partnerships", register.phases, lambda p: f"phase/{p.id}", phase_pairs)
    yield from say.each(
        "partnerships", register.partnerships, lambda p: f"partnership/{p.id}", partnership_pairs
    )
    yield from say.each(
        "partnerships", register.participations, lambda p: f"participation/{p.id}", participation_pairs
    )
    yield from say.each("partnerships", register.acts, lambda a: f"act/{a.id}", act_pairs)
    yield from say.each("partnerships", register.changes, lambda c: f"change/{c.id}", change_pairs)
    yield from say.each("partnerships", register.questions, lambda q: f"question/{q.id}", question_pairs)
    yield from say.each("sources", register.sources, lambda s: f"source/{s.id}", source_pairs)
    yield from say.each("claims", register.evidence, lambda e: f"evidence/{e.id}", evidence_pairs)
    yield from say.each(
        "claims", register.claims, lambda c: f"claim/{c.id}", lambda c, x: claim_pairs(c, x.iris)
    )


@dataclass(frozen=True, slots=True)
class _Speaker:
    context: _Context

    def each(
        self,
        graph: str,
        records: Iterable[Record],
        reference: Callable[[Record], str],
        pairs: Callable[[Record, _Context], Iterable[Pair]],
    ) -> Iterator[Quad]:
        graph_iri = self.context.iris.graph(graph)
        for record in records:
            subject = self.context.iris.thing(reference(record))
            for predicate, value in pairs(record, self.context):
                yield Quad(subject, predicate, value, graph_iri)


def _context(register: Register, iris: Iris) -> _Context:
    acts: dict[str, list[str]] = {}
    for act in register.acts:
        acts.setdefault(act.partnership, []).append(act.id)
    participations: dict[str, list[str]] = {}
    for participation in register.participations:
        participations.setdefault(participation.partnership, []).append(participation.id)
    return _Context(
        iris=iris,
        city_labels={city.id: city.labels for city in register.cities},
        source_languages={source.id: source.language for source in register.sources},
        acts=acts,
        participations=participations,
        act_modes=derived.act_modes(register.claims),
        partners=derived.partners(register),
        former_partners=derived.former_partners(register),
    )


# == Places ====================================================================


def _names(labels: Texts) -> Iterator[Pair]:
    yield from texts(RDFS.label, labels)
    yield from texts(SKOS.prefLabel, labels)


def _same_as(qid: str | None, geonames_id: int | None) -> Iterator[Pair]:
    if qid:
        yield OWL.sameAs, wikidata(qid)
    if geonames_id:
        yield OWL.sameAs, geonames(geonames_id)


def country_pairs(country: Country, _: _Context) -> Iterator[Pair]:
    yield RDF.type, STB.Country
    yield from _names(country.labels)
    yield SKOS.notation, Literal(country.code)


def country_links(country: Country, _: _Context) -> Iterator[Pair]:
    yield from _same_as(country.wikidata, country.geonames)
    yield OWL.sameAs, NamedNode(EU_COUNTRY + country.alpha3)


def place_pairs(place: Place, context: _Context) -> Iterator[Pair]:
    yield RDF.type, SCHEMA.AdministrativeArea
    yield from _names(place.labels)
    yield STB.country, context.iris.thing(f"country/{place.country}")


def place_links(place: Place, _: _Context) -> Iterator[Pair]:
    yield from _same_as(place.wikidata, place.geonames)


def city_pairs(city: City, context: _Context) -> Iterator[Pair]:
    iris = context.iris
    yield RDF.type, STB.City
    yield from _names(city.labels)
    for tag, name in city.alt_labels:
        yield SKOS.altLabel, Literal(name, language=tag)
    yield STB.country, iris.thing(f"country/{city.country}")
    if city.located_in:
        yield SCHEMA.containedInPlace, iris.thing(f"place/{city.located_in}")
    if city.suburb_of:
        yield STB.suburbOf, iris.thing(f"city/{city.suburb_of}")
    if city.latitude is not None and city.longitude is not None:
        yield SCHEMA.latitude, decimal(city.latitude)
        yield SCHEMA.longitude, decimal(city.longitude)
        yield GEO.hasGeometry, iris.thing(f"geometry/{city.id}")
    for partner in context.partners.get(city.id, ()):
        yield STB.partnerOf, iris.thing(f"city/{partner}")
    for partner in context.former_partners.get(city.id, ()):
        yield STB.formerPartnerOf, iris.thing(f"city/{partner}")
    yield from texts(SKOS.note, city.notes)


def geometry_pairs(city: City, _: _Context) -> Iterator[Pair]:
    """The point of a city in WKT, longitude first (CRS 84, GeoSPARQL 1.1 section 8.5.1)."""
    if city.latitude is None or city.longitude is None:
        return
    longitude, latitude = decimal(city.longitude).value, decimal(city.latitude).value
    yield RDF.type, GEO.Geometry
    yield GEO.asWKT, Literal(f"POINT({longitude} {latitude})", datatype=GEO.wktLiteral)
    if city.coordinate_source:
        yield DCTERMS.source, Literal(city.coordinate_source)


def city_links(city: City, _: _Context) -> Iterator[Pair]:
    yield from _same_as(city.wikidata, city.geonames)
    for qid in city.candidates:
        yield STB.candidate, wikidata(qid)


# == Partnerships and what happens to them =====================================


def _labels_of_parties(partnership: Partnership, context: _Context) -> Texts:
    """The parties' names in their order, in Dutch and English: ``Gent – Kanazawa``."""
    return {
        tag: " – ".join(context.city_labels[party][tag] for party in partnership.parties)
        for tag in ("nl", "en")
    }


def partnership_pairs(partnership: Partnership, context: _Context) -> Iterator[Pair]:
    iris = context.iris
    yield RDF.type, STB.Partnership
    yield from texts(RDFS.label, _labels_of_parties(partnership, context))
    for party in partnership.parties:
        yield STB.party, iris.thing(f"city/{party}")
    if partnership.kind:
        yield STB.kind, concept("kind", partnership.kind)
    yield STB.level, concept("level", partnership.level)
    if partnership.status:
        yield STB.status, concept("status", partnership.status)
    yield from spanning(partnership.start, partnership.end)
    if partnership.phase:
        yield STB.phase, iris.thing(f"phase/{partnership.phase}")
    if partnership.continues:
        yield STB.continues, iris.thing(f"partnership/{partnership.continues}")
    for participation in context.participations.get(partnership.id, ()):
        yield STB.participation, iris.thing(f"participation/{participation}")
    for act in context.acts.get(partnership.id, ()):
        yield STB.act, iris.thing(f"act/{act}")
    yield from texts(SKOS.note, partnership.notes)


def participation_pairs(participation: Participation, context: _Context) -> Iterator[Pair]:
    iris = context.iris
    yield RDF.type, STB.Participation
    yield ORG.organization, iris.thing(f"partnership/{participation.partnership}")
    yield ORG.member, iris.thing(f"city/{participation.city}")
    yield ORG.role, concept("role", participation.role)
    yield from spanning(participation.start, participation.end)


def act_pairs(act: Act, context: _Context) -> Iterator[Pair]:
    yield RDF.type, STB.Act
    yield from texts(RDFS.label, act.labels)
    yield STB.kind, concept("act", act.kind)
    if mode := context.act_modes.get(act.id):
        yield STB.mode, concept("mode", mode)
    yield from dated(act.date)
    yield from spanning(act.valid_from, act.valid_until)
    if act.place:
        yield SCHEMA.location, context.iris.thing(f"city/{act.place}")
    yield from texts(SKOS.note, act.notes)


def change_pairs(change: Change, context: _Context) -> Iterator[Pair]:
    iris = context.iris
    yield RDF.type, STB.Change
    yield from texts(RDFS.label, change.labels)
    yield STB.kind, concept("change", change.kind)
    yield from dated(change.date)
    for partnership in change.affects:
        yield STB.affects, iris.thing(f"partnership/{partnership}")
    for partnership in change.exempts:
        yield STB.exempts, iris.thing(f"partnership/{partnership}")
    if change.original:
        yield ORG.originalOrganization, iris.thing(change.original)
    if change.resulting:
        yield ORG.resultingOrganization, iris.thing(change.resulting)
    if change.decided_by:
        yield PROV.wasAssociatedWith, iris.thing(f"city/{change.decided_by}")
    yield from texts(SKOS.note, change.notes)


def phase_pairs(phase: Phase, _: _Context) -> Iterator[Pair]:
    yield RDF.type, STB.Phase
    yield from texts(RDFS.label, phase.labels)
    yield from texts(DCTERMS.description, phase.descriptions)
    yield from spanning(phase.start, phase.end)


# == Who says so ===============================================================


def source_pairs(source: Source, _: _Context) -> Iterator[Pair]:
    title = Literal(source.title, language=source.language)
    yield RDF.type, STB.SourceDocument
    yield RDFS.label, title
    yield DCTERMS.title, title
    yield DCTERMS.language, language_iri(source.language)
    yield DCTERMS.publisher, Literal(source.publisher)
    if source.url:
        yield FOAF.page, NamedNode(source.url)
    if source.sha256:
        yield SCHEMA.sha256, Literal(source.sha256)
    yield from texts(SKOS.note, source.notes)


def evidence_pairs(evidence: Evidence, context: _Context) -> Iterator[Pair]:
    language = context.source_languages[evidence.source]
    yield RDF.type, STB.Evidence
    yield STB.source, context.iris.thing(f"source/{evidence.source}")
    if evidence.quote:
        yield STB.quote, Literal(evidence.quote, language=language)
    if evidence.position is not None:
        yield STB.position, integer(evidence.position)
    if evidence.as_written:
        yield STB.asWritten, Literal(evidence.as_written, language=language)
    yield from texts(DCTERMS.description, evidence.descriptions)


def question_pairs(question: Question, context: _Context) -> Iterator[Pair]:
    yield RDF.type, STB.OpenQuestion
    yield from texts(RDFS.label, question.labels)
    yield STB.about, context.iris.thing(question.about)
