"""The way back: from an IRI and a property in the graph to the row and column in the tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from pyoxigraph import NamedNode

from stedenband.model import Origin, Register
from stedenband.ns import DCTERMS, FOAF, GEO, ORG, OWL, PROV, RDF, RDFS, SCHEMA, SKOS, STB, Iris


def locate(register: Register, iris: Iris, wanted: Collection[str]) -> dict[str, Origin]:
    """The rows that the wanted IRIs come from; an IRI that no row made is left out."""
    looked_for = set(wanted)
    return {iri: origin for iri, origin in _origins(register, iris) if iri in looked_for}


def _origins(register: Register, iris: Iris) -> Iterator[tuple[str, Origin]]:
    for word, records in _records(register):
        for reference, origin in records:
            yield iris.thing(f"{word}/{reference}").value, origin


def _records(register: Register) -> Iterator[tuple[str, Iterable[tuple[str, Origin]]]]:
    yield "country", ((r.id, r.origin) for r in register.countries)
    yield "place", ((r.id, r.origin) for r in register.places)
    yield "city", ((r.id, r.origin) for r in register.cities)
    yield "geometry", ((r.id, r.origin) for r in register.cities)
    yield "phase", ((r.id, r.origin) for r in register.phases)
    yield "partnership", ((r.id, r.origin) for r in register.partnerships)
    yield "participation", ((r.id, r.origin) for r in register.participations)
    yield "act", ((r.id, r.origin) for r in register.acts)
    yield "change", ((r.id, r.origin) for r in register.changes)
    yield "source", ((r.id, r.origin) for r in register.sources)
    yield "evidence", ((r.id, r.origin) for r in register.evidence)
    yield "claim", ((r.id, r.origin) for r in register.claims)
    yield "question", ((r.id, r.origin) for r in register.questions)


def column_of(file: str, predicate: str) -> str | None:
    """The column of a table that gives a property its value; ``None`` where no column does."""
    return _COLUMNS.get(file, {}).get(predicate)


def _columns(pairs: Iterable[tuple[NamedNode, str]]) -> dict[str, str]:
    return {predicate.value: column for predicate, column in pairs}


_NAMES = ((RDFS.label, "label_nl"), (SKOS.prefLabel, "label_nl"), (SKOS.note, "note_nl"))
_LINKS = ((OWL.sameAs, "wikidata"), (STB.country, "country"))
_SPAN = ((STB.startDate, "start"), (STB.startYear, "start"), (STB.endDate, "end"), (STB.endYear, "end"))
_DATE = ((STB.date, "date"), (STB.year, "date"))

_COLUMNS: dict[str, dict[str, str]] = {
    "countries.csv": _columns((*_NAMES, (OWL.sameAs, "wikidata"), (SKOS.notation, "code"))),
    "places.csv": _columns((*_NAMES, *_LINKS)),
    "cities.csv": _columns(
        (
            *_NAMES,
            *_LINKS,
            (SKOS.altLabel, "alt_labels"),
            (STB.candidate, "wikidata_candidates"),
            (STB.suburbOf, "suburb_of"),
            (SCHEMA.containedInPlace, "located_in"),
            (SCHEMA.latitude, "latitude"),
            (SCHEMA.longitude, "longitude"),
            (GEO.hasGeometry, "latitude"),
            (GEO.asWKT, "latitude"),
            (DCTERMS.source, "coordinate_source"),
        )
    ),
    "phases.csv": _columns((*_NAMES, *_SPAN, (DCTERMS.description, "description_nl"))),
    "partnerships.csv": _columns(
        (
            *_NAMES,
            *_SPAN,
            (STB.party, "parties"),
            (STB.kind, "kind"),
            (STB.level, "level"),
            (STB.status, "status"),
            (STB.phase, "phase"),
            (STB.continues, "continues"),
        )
    ),
    "participations.csv": _columns(
        (*_SPAN, (ORG.organization, "partnership"), (ORG.member, "city"), (ORG.role, "role"))
    ),
    "acts.csv": _columns(
        (
            *_NAMES,
            *_DATE,
            (STB.kind, "kind"),
            (STB.mode, "kind"),
            (STB.startDate, "valid_from"),
            (STB.startYear, "valid_from"),
            (STB.endDate, "valid_until"),
            (STB.endYear, "valid_until"),
            (SCHEMA.location, "place"),
        )
    ),
    "changes.csv": _columns(
        (
            *_NAMES,
            *_DATE,
            (STB.kind, "kind"),
            (STB.affects, "affects"),
            (STB.exempts, "exempts"),
            (ORG.originalOrganization, "original"),
            (ORG.resultingOrganization, "resulting"),
            (PROV.wasAssociatedWith, "decided_by"),
        )
    ),
    "sources.csv": _columns(
        (
            (RDFS.label, "title"),
            (DCTERMS.title, "title"),
            (DCTERMS.language, "language"),
            (DCTERMS.publisher, "publisher"),
            (FOAF.page, "url"),
            (SCHEMA.sha256, "sha256"),
            (SKOS.note, "note_nl"),
        )
    ),
    "evidence.csv": _columns(
        (
            (STB.source, "source"),
            (STB.quote, "quote"),
            (STB.position, "position"),
            (STB.asWritten, "as_written"),
            (DCTERMS.description, "description_nl"),
        )
    ),
    "claims.csv": _columns(
        (
            (RDF.subject, "subject"),
            (RDF.predicate, "property"),
            (RDF.object, "value"),
            (STB.mode, "mode"),
            (STB.rule, "rule"),
            (STB.followed, "followed"),
            (STB.reason, "reason_nl"),
            (STB.evidence, "evidence"),
        )
    ),
    "questions.csv": _columns(((RDFS.label, "question_nl"), (STB.about, "about"))),
}
