"""The partnerships of the city that publishes, read once for map, timeline and figures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.model import Standing
from stedenband.ns import SCHEMA, STB
from stedenband.web.drawing import Place, Tie
from stedenband.web.pages.sections import code_of
from stedenband.web.pages.standing import standing_of
from stedenband.web.pages.thing_page import sentence_of
from stedenband.web.presentation.showing import Shower, Shown

KINDS = ("twinning", "cooperation-agreement")
STATUSES = ("active", "maintained", "reoriented", "dormant", "ended", "succeeded")
"""Codes that have a look of their own; any other one looks like ``other``."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code with its name; ``look`` is the code where it has a look of its own."""

    look: str
    name: Shown


@dataclass(frozen=True, slots=True)
class CityTie:
    """A partnership as its city sees it. ``details`` are short lines for whoever points at it."""

    thing: NamedNode
    href: str
    name: str
    partners: tuple[NamedNode, ...]
    start: int | None
    end: int | None
    kind: Code
    status: Code
    stands: Standing
    details: tuple[str, ...]


def city_ties(shower: Shower, city: NamedNode) -> tuple[CityTie, ...]:
    """Every partnership of the city in the document, oldest first."""
    description = shower.description
    found = [_tie(shower, thing, city) for thing in description.of_class(STB.Partnership)]
    mine = [tie for tie in found if city in description.things(tie.thing, STB.party)]
    return tuple(sorted(mine, key=lambda tie: (tie.start is None, tie.start or 0, tie.name)))


def _tie(shower: Shower, thing: NamedNode, city: NamedNode) -> CityTie:
    description, wording = shower.description, shower.wording
    partners = tuple(party for party in description.things(thing, STB.party) if party != city)
    name = wording.listing([shower.name(partner).text for partner in partners]) or shower.name(thing).text
    status = _code(shower, thing, STB.status, STATUSES)
    lines = (
        _with_countries(shower, name, partners),
        sentence_of(shower, thing),
        wording.say("tie.status", status=status.name.text) if status.name.text else "",
    )
    return CityTie(
        thing=thing,
        href=shower.thing(thing).href or "",
        name=name,
        partners=partners,
        start=year(shower, thing, STB.startYear),
        end=year(shower, thing, STB.endYear),
        kind=_code(shower, thing, STB.kind, KINDS),
        status=status,
        stands=standing_of(description, thing),
        details=tuple(line for line in lines if line),
    )


def _with_countries(shower: Shower, name: str, partners: Sequence[NamedNode]) -> str:
    countries = countries_of(shower, partners)
    return ", ".join((name, *(shower.name(country).text for country in countries)))


def countries_of(shower: Shower, partners: Iterable[NamedNode]) -> list[NamedNode]:
    """The countries of these cities, each once."""
    found = (country for partner in partners for country in shower.description.things(partner, STB.country))
    return list(dict.fromkeys(found))


def _code(shower: Shower, thing: NamedNode, predicate: NamedNode, known: Sequence[str]) -> Code:
    concept = shower.description.thing(thing, predicate)
    return Code(look_of(code_of(concept), known), shower.name(concept) if concept else Shown(""))


def look_of(code: str, known: Sequence[str]) -> str:
    """The code where it has a look of its own, else ``other``: nothing else gets into the name of a style."""
    return code if code in known else "other"


def year(shower: Shower, thing: NamedNode, predicate: NamedNode) -> int | None:
    """A year, where the data tell one that can be drawn."""
    text = shower.description.text(thing, predicate)
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 4 else None


# == On the map ================================================================


def place_of(shower: Shower, city: NamedNode) -> Place | None:
    """Where a city lies; ``None`` where the data do not say, or say what cannot be."""
    description = shower.description
    try:
        latitude = float(description.text(city, SCHEMA.latitude))
        longitude = float(description.text(city, SCHEMA.longitude))
    except ValueError:
        return None
    return Place(longitude, latitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def placed(shower: Shower, ties: Iterable[CityTie]) -> Iterator[Tie]:
    """The ties as the map draws them, one to each partner that has coordinates."""
    for tie in ties:
        for partner in tie.partners:
            place = place_of(shower, partner)
            if place is not None:
                name = shower.name(partner).text
                looks = tie.kind.look, tie.status.look
                yield Tie(tie.href, name, place, tie.href, *looks, tie.details, stands=tie.stands.value)


def unplaced(shower: Shower, ties: Iterable[CityTie]) -> list[NamedNode]:
    """The partners that the map cannot show."""
    partners = dict.fromkeys(partner for tie in ties for partner in tie.partners)
    return [partner for partner in partners if place_of(shower, partner) is None]
