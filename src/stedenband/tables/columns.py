"""The schema of the tables: which columns each has, what stands in them, and which must be filled in.

This is the one description: the reader is compiled from it, and the column reference of the staff's guide is
generated from it. The words are in the message catalogues (``column.cities.latitude``, ``type.date``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from stedenband.model import Texts
from stedenband.words import LANGUAGES, catalogue, say_all


class ColumnType(StrEnum):
    """What stands in the cells of a column, and so how they read."""

    ID = "id"
    LINE = "line"
    PROSE = "prose"
    EXACT = "exact"
    ALT_LABELS = "alt-labels"
    LANGUAGE = "language"
    ALPHA2 = "alpha2"
    ALPHA3 = "alpha3"
    DATE = "date"
    DAY = "day"
    QID = "qid"
    QIDS = "qids"
    GEONAMES = "geonames"
    POSITION = "position"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    BOOLEAN = "boolean"
    IRI = "iri"
    DIGEST = "digest"
    FILE_NAME = "file-name"
    CODE = "code"
    COUNTRY = "country"
    PLACE = "place"
    CITY = "city"
    CITIES = "cities"
    PHASE = "phase"
    PARTNERSHIP = "partnership"
    PARTNERSHIPS = "partnerships"
    SOURCE = "source"
    EVIDENCE = "evidence"
    ORGANIZATION = "organization"
    SUBJECT = "subject"
    THING = "thing"
    PROPERTY = "property"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table. A required column must be there, and every row must fill it in."""

    table: str
    name: str
    type: ColumnType
    required: bool = False
    scheme: str | None = None
    """The code list its cells come from, for the type ``CODE``."""

    @property
    def exact(self) -> bool:
        """Whether its cells are kept byte for byte: neither stripped nor normalised, for they quote a source."""
        return self.type is ColumnType.EXACT

    @property
    def description(self) -> Texts:
        """What the column is for, in every language of the interface."""
        own = f"column.{self.table}.{self.name}"
        return say_all(own if own in catalogue(LANGUAGES[0]) else f"column.{self.name}")

    @property
    def type_description(self) -> Texts:
        """What its cells look like, in every language of the interface."""
        return say_all(f"type.{self.type.value}", scheme=self.scheme)


_Spec = tuple[str, ColumnType] | tuple[str, ColumnType, str]


def _columns(table: str, required: tuple[_Spec, ...], optional: tuple[_Spec, ...]) -> tuple[Column, ...]:
    return (
        *(_column(table, spec, required=True) for spec in required),
        *(_column(table, spec, required=False) for spec in optional),
    )


def _column(table: str, spec: _Spec, *, required: bool) -> Column:
    name, kind, *scheme = spec
    return Column(table, name, kind, required, scheme[0] if scheme else None)


_T = ColumnType
_ID: _Spec = ("id", _T.ID)
_LABELS: tuple[_Spec, ...] = (("label_nl", _T.LINE), ("label_en", _T.LINE))
_MORE_LABELS: tuple[_Spec, ...] = (("label_fr", _T.LINE), ("label_de", _T.LINE))
_NATIVE: tuple[_Spec, ...] = (("label_native", _T.LINE), ("native_lang", _T.LANGUAGE))
_NOTES: tuple[_Spec, ...] = (("note_nl", _T.PROSE), ("note_en", _T.PROSE))
_SPAN: tuple[_Spec, ...] = (("start", _T.DATE), ("end", _T.DATE))
_LINKS: tuple[_Spec, ...] = (("wikidata", _T.QID), ("geonames", _T.GEONAMES))
_DESCRIPTIONS: tuple[_Spec, ...] = (("description_nl", _T.PROSE), ("description_en", _T.PROSE))

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    "countries": _columns(
        "countries",
        (("code", _T.ALPHA2), ("alpha3", _T.ALPHA3), *_LABELS),
        (*_MORE_LABELS, *_NATIVE, *_LINKS),
    ),
    "places": _columns(
        "places",
        (_ID, *_LABELS, ("country", _T.COUNTRY)),
        (*_MORE_LABELS, *_LINKS),
    ),
    "cities": _columns(
        "cities",
        (_ID, *_LABELS, ("country", _T.COUNTRY)),
        (
            *_MORE_LABELS,
            *_NATIVE,
            ("alt_labels", _T.ALT_LABELS),
            ("wikidata", _T.QID),
            ("wikidata_candidates", _T.QIDS),
            ("geonames", _T.GEONAMES),
            ("latitude", _T.LATITUDE),
            ("longitude", _T.LONGITUDE),
            ("coordinate_source", _T.LINE),
            ("suburb_of", _T.CITY),
            ("located_in", _T.PLACE),
            *_NOTES,
        ),
    ),
    "phases": _columns("phases", (_ID, *_LABELS), (*_SPAN, *_DESCRIPTIONS)),
    "sources": _columns(
        "sources",
        (_ID, ("title", _T.LINE), ("language", _T.LANGUAGE), ("publisher", _T.LINE)),
        (
            ("url", _T.IRI),
            ("file", _T.FILE_NAME),
            ("sha256", _T.DIGEST),
            ("retrieved", _T.DAY),
            *_NOTES,
        ),
    ),
    "evidence": _columns(
        "evidence",
        (_ID, ("source", _T.SOURCE)),
        (("quote", _T.EXACT), ("position", _T.POSITION), ("as_written", _T.EXACT), *_DESCRIPTIONS),
    ),
    "partnerships": _columns(
        "partnerships",
        (
            _ID,
            ("parties", _T.CITIES),
            ("level", _T.CODE, "level"),
        ),
        (
            ("kind", _T.CODE, "kind"),
            ("status", _T.CODE, "status"),
            *_SPAN,
            ("phase", _T.PHASE),
            ("continues", _T.PARTNERSHIP),
            *_NOTES,
        ),
    ),
    "participations": _columns(
        "participations",
        (("partnership", _T.PARTNERSHIP), ("city", _T.CITY), ("role", _T.CODE, "role")),
        _SPAN,
    ),
    "acts": _columns(
        "acts",
        (_ID, ("partnership", _T.PARTNERSHIP), ("kind", _T.CODE, "act"), *_LABELS),
        (
            ("date", _T.DATE),
            ("valid_from", _T.DATE),
            ("valid_until", _T.DATE),
            ("place", _T.CITY),
            *_NOTES,
        ),
    ),
    "changes": _columns(
        "changes",
        (_ID, ("kind", _T.CODE, "change"), *_LABELS),
        (
            ("date", _T.DATE),
            ("affects", _T.PARTNERSHIPS),
            ("exempts", _T.PARTNERSHIPS),
            ("original", _T.ORGANIZATION),
            ("resulting", _T.ORGANIZATION),
            ("decided_by", _T.CITY),
            *_NOTES,
        ),
    ),
    "claims": _columns(
        "claims",
        (
            _ID,
            ("subject", _T.SUBJECT),
            ("property", _T.PROPERTY),
            ("value", _T.LINE),
            ("mode", _T.CODE, "mode"),
            ("followed", _T.BOOLEAN),
        ),
        (
            ("rule", _T.CODE, "rule"),
            ("reason_nl", _T.PROSE),
            ("reason_en", _T.PROSE),
            ("evidence", _T.EVIDENCE),
        ),
    ),
    "questions": _columns(
        "questions",
        (_ID, ("about", _T.THING), ("question_nl", _T.LINE), ("question_en", _T.LINE)),
        (),
    ),
}
"""The columns of every table, required ones first.

The tables stand in the order in which they are read: each refers only to tables before it, and to itself.
"""

REQUIRED_TABLES = ("countries", "cities", "partnerships")
"""The tables that no data set can do without."""

WORDS: Mapping[str, str] = {
    "countries": "country",
    "places": "place",
    "cities": "city",
    "phases": "phase",
    "sources": "source",
    "evidence": "evidence",
    "partnerships": "partnership",
    "participations": "participation",
    "acts": "act",
    "changes": "change",
    "claims": "claim",
    "questions": "question",
}
"""What one record of a table is called in a reference: ``city/gent`` is a row of ``cities``."""
