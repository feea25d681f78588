"""The figures of the front page: how many, since when, which countries, of which kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from stedenband.web.overview.counts import Count
from stedenband.web.overview.ties import KINDS, CityTie, countries_of
from stedenband.web.pages.sections import GONE
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
class Known:
    """What figures are made of: numbers by look of kind and of status, countries with most partnerships first."""

    kinds: Sequence[tuple[str, str, int]]
    total: int
    over: int
    first: int | None
    countries: Sequence[str]
    first_name: str = ""


def known_of_few(shower: Shower, ties: Sequence[CityTie]) -> Known:
    """The same, counted from the partnerships themselves."""
    kinds = Counter((tie.kind.look, tie.kind.name.text) for tie in ties)
    countries = Counter(
        shower.name(country).text for tie in ties for country in countries_of(shower, tie.partners)
    )
    started = [tie for tie in ties if tie.start is not None]
    return Known(
        kinds=[(look, name, number) for (look, name), number in kinds.items()],
        total=len(ties),
        over=sum(tie.status.look in GONE for tie in ties),
        first=started[0].start if started else None,
        countries=sorted(countries, key=lambda name: (-countries[name], name)),
        first_name=started[0].name if started else "",
    )


def known_of_many(kinds: Sequence[Count], statuses: Sequence[Count], countries: Sequence[Count]) -> Known:
    """The same, from what the store has counted."""
    return Known(
        kinds=[(kind.look, kind.name.text, kind.number) for kind in kinds],
        total=sum(status.number for status in statuses),
        over=sum(status.number for status in statuses if status.look in GONE),
        first=min((status.first for status in statuses if status.first is not None), default=None),
        countries=[country.name.text for country in countries],
    )


def figures_of(known: Known, wording: Wording) -> tuple[Figure, ...]:
    """The figures in the reader's words; what is not known is left out."""
    found = [_total(known, wording)]
    if known.first is not None:
        note = wording.say("figure.since.note", name=known.first_name) if known.first_name else ""
        found.append(Figure(str(known.first), wording.say("figure.since"), note))
    if known.countries:
        found.append(_countries(known.countries, wording))
    order = sorted(known.kinds, key=lambda kind: (_place(kind[0]), kind[1]))
    return (*found, *(_kind(kind, wording) for kind in order))


def _total(known: Known, wording: Wording) -> Figure:
    label = wording.say("figure.partnerships.one" if known.total == 1 else "figure.partnerships")
    note = wording.say("figure.over", number=wording.number(known.over)) if known.over else ""
    return Figure(wording.number(known.total), label, note)


def _countries(names: Sequence[str], wording: Wording) -> Figure:
    label = wording.say("figure.countries.one" if len(names) == 1 else "figure.countries")
    if len(names) > _MOST_NAMES:
        note = wording.say("figure.countries.most", names=wording.listing(names[:3]))
    else:
        note = wording.listing(sorted(names))
    return Figure(wording.number(len(names)), label, note)


def _kind(kind: tuple[str, str, int], wording: Wording) -> Figure:
    look, name, number = kind
    text = wording.number(number)
    if look == "other":
        return Figure(text, name)
    return Figure(text, wording.say(f"figure.kind.{look}.{'one' if number == 1 else 'many'}"))


def _place(look: str) -> int:
    return KINDS.index(look) if look in KINDS else len(KINDS)
