"""The figures of the front page: how many, since when, which countries, of which kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stedenband.model import Standing
from stedenband.web.overview.counts import Count
from stedenband.web.overview.ties import KINDS, CityTie, countries_of
from stedenband.web.presentation.showing import Shower
from stedenband.web.presentation.wording import Wording

_MOST_NAMES = 12
"""Countries that are named; of more, only the first few."""


@dataclass(frozen=True, slots=True)
class Figure:
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
class Known:
    """What figures are made of: partnerships by kind and by whether they stand, countries with most of them first."""

    kinds: Sequence[KnownKind]
    total: int
    standing: int
    unknown: int
    first: int | None
    countries: Sequence[str]
    first_name: str = ""


def known_of_few(shower: Shower, ties: Sequence[CityTie]) -> Known:
    """The same, counted from the partnerships themselves."""
    kinds = Counter((tie.kind.look, tie.kind.name.text) for tie in ties)
    standing = Counter(tie.kind.look for tie in ties if tie.stands is Standing.YES)
    countries = Counter(
        shower.name(country).text for tie in ties for country in countries_of(shower, tie.partners)
    )
    started = [tie for tie in ties if tie.start is not None]
    return Known(
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


def known_of_many(kinds: Sequence[Count], statuses: Sequence[Count], countries: Sequence[Count]) -> Known:
    """The same, from what the store has counted."""
    return Known(
        kinds=[
            KnownKind(kind.look, kind.name.text, kind.number, kind.standing) for kind in kinds if kind.iri
        ],
        total=sum(status.number for status in statuses),
        standing=sum(status.standing for status in statuses),
        unknown=sum(status.number for status in statuses if status.stands == Standing.UNKNOWN.value),
        first=min((status.first for status in statuses if status.first is not None), default=None),
        countries=[country.name.text for country in countries],
    )


def figures_of(known: Known, wording: Wording) -> tuple[Figure, ...]:
    """The figures in the reader's words; what is not known is left out."""
    found = [_standing(known, wording)]
    if known.first is not None:
        note = wording.say("figure.since.note", name=known.first_name) if known.first_name else ""
        found.append(Figure(str(known.first), wording.say("figure.since"), note))
    if known.countries:
        found.append(_countries(known.countries, wording))
    order = sorted(known.kinds, key=lambda kind: (_place(kind.look), kind.name))
    return (*found, *(_kind(kind, wording) for kind in order))


def _standing(known: Known, wording: Wording) -> Figure:
    """How many stand, with how many there are or were in all where that is not the same."""
    label = wording.say("figure.partnerships.one" if known.standing == 1 else "figure.partnerships")
    notes = []
    if known.standing < known.total:
        notes.append(wording.say("figure.of-all", number=wording.number(known.total)))
    if known.unknown:
        notes.append(wording.say("figure.unknown", number=wording.number(known.unknown)))
    return Figure(wording.number(known.standing), label, "; ".join(notes))


def _countries(names: Sequence[str], wording: Wording) -> Figure:
    label = wording.say("figure.countries.one" if len(names) == 1 else "figure.countries")
    if len(names) > _MOST_NAMES:
        note = wording.say("figure.countries.most", names=wording.listing(names[:3]))
    else:
        note = wording.listing(sorted(names))
    return Figure(wording.number(len(names)), label, note)


def _kind(kind: KnownKind, wording: Wording) -> Figure:
    key = {0: "figure.kind.standing.none", 1: "figure.kind.standing.one"}.get(
        kind.standing, "figure.kind.standing"
    )
    note = wording.say(key, number=wording.number(kind.standing))
    label = kind.name
    if kind.look != "other":
        label = wording.say(f"figure.kind.{kind.look}.{'one' if kind.number == 1 else 'many'}")
    return Figure(wording.number(kind.number), label, note if kind.standing < kind.number else "")


def _place(look: str) -> int:
    return KINDS.index(look) if look in KINDS else len(KINDS)
