"""Rows as records of the model: one function for each table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar, cast

from stedenband.model import (
    Act,
    Change,
    City,
    Claim,
    Country,
    Evidence,
    Origin,
    PartialDate,
    Participation,
    Partnership,
    Phase,
    Place,
    Question,
    Source,
    Texts,
)

Value = TypeVar("Value")
Record = (
    Country
    | Place
    | City
    | Phase
    | Source
    | Evidence
    | Partnership
    | Participation
    | Act
    | Change
    | Claim
    | Question
)


@dataclass(slots=True)
class Row:
    """The values of the filled cells of one row, by column. ``bad`` are filled in, but with nothing we can use."""

    origin: Origin
    cells: dict[str, object] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)

    def given(self, name: str) -> bool:
        """Whether anything stands in the cell, good or bad."""
        return name in self.cells or name in self.bad

    def at(self, name: str) -> Origin:
        """Where a cell of this row stands."""
        return Origin(self.origin.file, self.origin.row, name)

    def text(self, name: str) -> str:
        """A text that must be there."""
        return cast(str, self.cells[name])

    def maybe(self, name: str) -> str | None:
        """A text, or nothing."""
        return cast("str | None", self.cells.get(name))

    def date(self, name: str) -> PartialDate | None:
        return cast("PartialDate | None", self.cells.get(name))

    def number(self, name: str) -> int | None:
        return cast("int | None", self.cells.get(name))

    def decimal(self, name: str) -> Decimal | None:
        return cast("Decimal | None", self.cells.get(name))

    def many(self, name: str) -> tuple[str, ...]:
        """The members of a list; none when the cell is empty."""
        return cast("tuple[str, ...]", self.cells.get(name, ()))

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        """Texts with their language."""
        return cast("tuple[tuple[str, str], ...]", self.cells.get(name, ()))

    def texts(self, stem: str) -> Texts:
        """The same words in several languages: the filled ones of ``label_nl``, ``label_en``, ...

        ``label_native`` goes under the tag in ``native_lang``.
        """
        found = {}
        for tag in ("nl", "en", "fr", "de"):
            text = self.maybe(f"{stem}_{tag}")
            if text is not None:
                found[tag] = text
        native = self.maybe(f"{stem}_native")
        if native is not None:
            found[self.text("native_lang")] = native
        return found


def country(row: Row) -> Country:
    return Country(
        id=row.text("code").lower(),
        code=row.text("code"),
        alpha3=row.text("alpha3"),
        labels=row.texts("label"),
        wikidata=row.maybe("wikidata"),
        geonames=row.number("geonames"),
        origin=row.origin,
    )


def place(row: Row) -> Place:
    return Place(
        id=row.text("id"),
        labels=row.texts("label"),
        country=row.text("country"),
        wikidata=row.maybe("wikidata"),
        geonames=row.number("geonames"),
        origin=row.origin,
    )


def city(row: Row) -> City:
    return City(
        id=row.text("id"),
        labels=row.texts("label"),
        country=row.text("country"),
        alt_labels=row.pairs("alt_labels"),
        wikidata=row.maybe("wikidata"),
        candidates=row.many("wikidata_candidates"),
        geonames=row.number("geonames"),
        latitude=row.decimal("latitude"),
        longitude=row.decimal("longitude"),
        coordinate_source=row.maybe("coordinate_source"),
        suburb_of=row.maybe("suburb_of"),
        located_in=row.maybe("located_in"),
        notes=row.texts("note"),
        origin=row.origin,
    )


def phase(row: Row) -> Phase:
    return Phase(
        id=row.text("id"),
        labels=row.texts("label"),
        start=row.date("start"),
        end=row.date("end"),
        descriptions=row.texts("description"),
        origin=row.origin,
    )


def source(row: Row) -> Source:
    return Source(
        id=row.text("id"),
        title=row.text("title"),
        language=row.text("language"),
        publisher=row.text("publisher"),
        url=row.maybe("url"),
        file=row.maybe("file"),
        sha256=row.maybe("sha256"),
        retrieved=row.maybe("retrieved"),
        notes=row.texts("note"),
        origin=row.origin,
    )


def evidence(row: Row) -> Evidence:
    return Evidence(
        id=row.text("id"),
        source=row.text("source"),
        quote=row.maybe("quote"),
        position=row.number("position"),
        as_written=row.maybe("as_written"),
        descriptions=row.texts("description"),
        origin=row.origin,
    )


def partnership(row: Row) -> Partnership:
    return Partnership(
        id=row.text("id"),
        parties=row.many("parties"),
        kind=row.maybe("kind"),
        level=row.text("level"),
        status=row.maybe("status"),
        start=row.date("start"),
        end=row.date("end"),
        phase=row.maybe("phase"),
        continues=row.maybe("continues"),
        notes=row.texts("note"),
        origin=row.origin,
    )


def participation(row: Row) -> Participation:
    return Participation(
        partnership=row.text("partnership"),
        city=row.text("city"),
        role=row.text("role"),
        start=row.date("start"),
        end=row.date("end"),
        origin=row.origin,
    )


def act(row: Row) -> Act:
    return Act(
        id=row.text("id"),
        partnership=row.text("partnership"),
        kind=row.text("kind"),
        labels=row.texts("label"),
        date=row.date("date"),
        valid_from=row.date("valid_from"),
        valid_until=row.date("valid_until"),
        place=row.maybe("place"),
        notes=row.texts("note"),
        origin=row.origin,
    )


def change(row: Row) -> Change:
    return Change(
        id=row.text("id"),
        kind=row.text("kind"),
        labels=row.texts("label"),
        date=row.date("date"),
        affects=row.many("affects"),
        exempts=row.many("exempts"),
        original=row.maybe("original"),
        resulting=row.maybe("resulting"),
        decided_by=row.maybe("decided_by"),
        notes=row.texts("note"),
        origin=row.origin,
    )


def claim(row: Row) -> Claim:
    return Claim(
        id=row.text("id"),
        subject=row.text("subject"),
        property=row.text("property"),
        value=row.text("value"),
        mode=row.text("mode"),
        followed=bool(row.cells["followed"]),
        evidence=row.many("evidence"),
        rule=row.maybe("rule"),
        reasons=row.texts("reason"),
        origin=row.origin,
    )


def question(row: Row) -> Question:
    return Question(
        id=row.text("id"), about=row.text("about"), labels=row.texts("question"), origin=row.origin
    )


BUILDERS: Mapping[str, Callable[[Row], Record]] = {
    "countries": country,
    "places": place,
    "cities": city,
    "phases": phase,
    "sources": source,
    "evidence": evidence,
    "partnerships": partnership,
    "participations": participation,
    "acts": act,
    "changes": change,
    "claims": claim,
    "questions": question,
}
"""What makes a record of a row whose cells are all good, by table."""
