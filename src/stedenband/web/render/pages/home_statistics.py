"""The statistics of the home page: how many partnerships, since when, which countries, of which kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stedenband.message import NN_
from stedenband.model import Standing
from stedenband.web.messages.pages import KIND_FIGURES
from stedenband.web.render.pages.home import KINDS, CityTie, PartnershipCount, list_countries
from stedenband.web.render.terms import TermRenderer
from stedenband.web.render.wording import Wording

_MOST_NAMES = 12
"""Countries that are named; of more, only the first few."""


@dataclass(frozen=True, slots=True)
class Statistic:
    """A number, what it counts, and a little more about it."""

    number: str
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class KnownKind:
    """A kind of partnership by its look and its name, how many there are or were, and how many of them stand."""

    look: str
    name: str
    number: int
    standing: int


@dataclass(frozen=True, slots=True)
class KnownPartnerships:
    """What figures are made of: partnerships by kind and by whether they stand, countries with most of them first."""

    kinds: Sequence[KnownKind]
    total: int
    standing: int
    unknown: int
    first: int | None
    countries: Sequence[str]
    first_name: str = ""


def summarize_few(shower: TermRenderer, ties: Sequence[CityTie]) -> KnownPartnerships:
    """The same, counted from the partnerships themselves."""
    kinds = Counter((tie.kind.look, tie.kind.name.text) for tie in ties)
    standing = Counter(tie.kind.look for tie in ties if tie.stands is Standing.YES)
    countries = Counter(
        shower.name(country).text for tie in ties for country in list_countries(shower, tie.partners)
    )
    started = [tie for tie in ties if tie.start is not None]
    return KnownPartnerships(
        kinds=[
            KnownKind(look, name, number, standing[look]) for (look, name), number in kinds.items() if name
        ],
        total=len(ties),
        standing=standing.total(),
        unknown=sum(tie.stands is Standing.UNKNOWN for tie in ties),
        first=started[0].start if started else None,
        countries=sorted(countries, key=lambda name: (-countries[name], name)),
        first_name=started[0].name if started else "",
    )


def summarize_many(
    kinds: Sequence[PartnershipCount],
    statuses: Sequence[PartnershipCount],
    countries: Sequence[PartnershipCount],
) -> KnownPartnerships:
    """The same, from what the store has counted."""
    return KnownPartnerships(
        kinds=[
            KnownKind(kind.look, kind.name.text, kind.number, kind.standing) for kind in kinds if kind.iri
        ],
        total=sum(status.number for status in statuses),
        standing=sum(status.standing for status in statuses),
        unknown=sum(status.number for status in statuses if status.stands == Standing.UNKNOWN.value),
        first=min((status.first for status in statuses if status.first is not None), default=None),
        countries=[country.name.text for country in countries],
    )


def list_statistics(known: KnownPartnerships, wording: Wording) -> tuple[Statistic, ...]:
    """The figures in the reader's words; what is not known is left out."""
    found = [_standing(known, wording)]
    if known.first is not None:
        note = wording.translate("with {name}", name=known.first_name) if known.first_name else ""
        found.append(Statistic(str(known.first), wording.translate("first partnership"), note))
    if known.countries:
        found.append(_countries(known.countries, wording))
    order = sorted(known.kinds, key=lambda kind: (_place(kind.look), kind.name))
    return (*found, *(_kind(kind, wording) for kind in order))


def _standing(known: KnownPartnerships, wording: Wording) -> Statistic:
    """How many stand, with how many there are or were in all where that is not the same."""
    label = wording.translate_plural(
        NN_("partnership that stands today", "partnerships that stand today"), known.standing
    )
    notes = []
    if known.standing < known.total:
        notes.append(wording.translate("of {number} in all", number=wording.number(known.total)))
    if known.unknown:
        notes.append(wording.translate("of {number} it is not known", number=wording.number(known.unknown)))
    return Statistic(wording.number(known.standing), label, "; ".join(notes))


def _countries(names: Sequence[str], wording: Wording) -> Statistic:
    label = wording.translate_plural(
        NN_("country, past or present", "countries, past or present"), len(names)
    )
    if len(names) > _MOST_NAMES:
        note = wording.translate("most often {names}", names=wording.listing(names[:3]))
    else:
        note = wording.listing(sorted(names))
    return Statistic(wording.number(len(names)), label, note)


def _kind(kind: KnownKind, wording: Wording) -> Statistic:
    note = wording.translate("none of them stands today")
    if kind.standing:
        some = NN_("{number} of them stands today", "{number} of them stand today")
        note = wording.translate_plural(some, kind.standing)
    label = kind.name
    if kind.look != "other":
        label = wording.translate_plural(KIND_FIGURES[kind.look], kind.number)
    return Statistic(wording.number(kind.number), label, note if kind.standing < kind.number else "")


def _place(look: str) -> int:
    return KINDS.index(look) if look in KINDS else len(KINDS)
