"""Values of the home page: the partnerships of the publishing city, read once, many of them as clusters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.message import NN_
from stedenband.model import Standing
from stedenband.ns import SCHEMA, STB
from stedenband.web.render.description import Row
from stedenband.web.render.drawings import GeoPoint, Tie, compute_mean_place
from stedenband.web.render.pages.sections import get_code, get_standing
from stedenband.web.render.pages.thing import get_sentence
from stedenband.web.render.terms import RenderedTerm, TermRenderer
from stedenband.web.render.wording import Wording

KINDS = ("twinning", "cooperation-agreement")

STATUSES = ("active", "maintained", "reoriented", "dormant", "ended", "succeeded")
"""Codes that have a look of their own; any other one looks like ``other``."""


@dataclass(frozen=True, slots=True)
class CodeMark:
    """A code with its name; ``look`` is the code where it has a look of its own."""

    look: str
    name: RenderedTerm


@dataclass(frozen=True, slots=True)
class CityTie:
    """A partnership as its city sees it. ``details`` are short lines for whoever points at it."""

    thing: NamedNode
    href: str
    name: str
    partners: tuple[NamedNode, ...]
    start: int | None
    end: int | None
    kind: CodeMark
    status: CodeMark
    stands: Standing
    details: tuple[str, ...]


def list_city_ties(shower: TermRenderer, city: NamedNode) -> tuple[CityTie, ...]:
    """Every partnership of the city in the document, oldest first."""
    description = shower.description
    found = [_tie(shower, thing, city) for thing in description.of_class(STB.Partnership)]
    mine = [tie for tie in found if city in description.things(tie.thing, STB.party)]
    return tuple(sorted(mine, key=lambda tie: (tie.start is None, tie.start or 0, tie.name)))


def _tie(shower: TermRenderer, thing: NamedNode, city: NamedNode) -> CityTie:
    description, wording = shower.description, shower.wording
    partners = tuple(party for party in description.things(thing, STB.party) if party != city)
    name = wording.listing([shower.name(partner).text for partner in partners]) or shower.name(thing).text
    status = _code(shower, thing, STB.status, STATUSES)
    lines = (
        _with_countries(shower, name, partners),
        get_sentence(shower, thing),
        wording.translate("Status: {status}", status=status.name.text) if status.name.text else "",
    )
    return CityTie(
        thing=thing,
        href=shower.thing(thing).href or "",
        name=name,
        partners=partners,
        start=read_year(shower, thing, STB.startYear),
        end=read_year(shower, thing, STB.endYear),
        kind=_code(shower, thing, STB.kind, KINDS),
        status=status,
        stands=get_standing(description, thing),
        details=tuple(line for line in lines if line),
    )


def _with_countries(shower: TermRenderer, name: str, partners: Sequence[NamedNode]) -> str:
    countries = list_countries(shower, partners)
    return ", ".join((name, *(shower.name(country).text for country in countries)))


def list_countries(shower: TermRenderer, partners: Iterable[NamedNode]) -> list[NamedNode]:
    """The countries of these cities, each once."""
    found = (country for partner in partners for country in shower.description.things(partner, STB.country))
    return list(dict.fromkeys(found))


def _code(shower: TermRenderer, thing: NamedNode, predicate: NamedNode, known: Sequence[str]) -> CodeMark:
    concept = shower.description.thing(thing, predicate)
    return CodeMark(look_of(get_code(concept), known), shower.name(concept) if concept else RenderedTerm(""))


def look_of(code: str, known: Sequence[str]) -> str:
    """The code where it has a look of its own, else ``other``: nothing else gets into the name of a style."""
    return code if code in known else "other"


def read_year(shower: TermRenderer, thing: NamedNode, predicate: NamedNode) -> int | None:
    """A year, where the data tell one that can be drawn."""
    text = shower.description.text(thing, predicate)
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) <= 4 else None


# == On the map ================================================================


def get_place(shower: TermRenderer, city: NamedNode) -> GeoPoint | None:
    """Where a city lies; ``None`` where the data do not say, or say what cannot be."""
    description = shower.description
    try:
        latitude = float(description.text(city, SCHEMA.latitude))
        longitude = float(description.text(city, SCHEMA.longitude))
    except ValueError:
        return None
    return GeoPoint(longitude, latitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def select_with_place(shower: TermRenderer, ties: Iterable[CityTie]) -> Iterator[Tie]:
    """The ties as the map draws them, one to each partner that has coordinates."""
    for tie in ties:
        for partner in tie.partners:
            place = get_place(shower, partner)
            if place is not None:
                name = shower.name(partner).text
                looks = tie.kind.look, tie.status.look
                yield Tie(tie.href, name, place, tie.href, *looks, tie.details, stands=tie.stands.value)


def select_without_place(shower: TermRenderer, ties: Iterable[CityTie]) -> list[NamedNode]:
    """The partners that the map cannot show."""
    partners = dict.fromkeys(partner for tie in ties for partner in tie.partners)
    return [partner for partner in partners if get_place(shower, partner) is None]


MANY = "many"
"""The look of what stands for several partnerships at once."""


def group_by_country(
    told: Sequence[Row], countries: Sequence[PartnershipCount], wording: Wording
) -> tuple[Tie, ...]:
    """A tie to each country with partners that have coordinates, from the rows of ``home-clusters``."""
    places = _places(told)
    return tuple(
        _cluster(country, places[country.iri], wording) for country in countries if country.iri in places
    )


def _cluster(country: PartnershipCount, place: GeoPoint, wording: Wording) -> Tie:
    detail = wording.translate_plural(NN_("1 partnership", "{number} partnerships"), country.number)
    name = country.name.text
    standing = wording.translate("standing today: {number}", number=wording.number(country.standing))
    stands = Standing.YES if country.standing else Standing.NO
    told = (name, detail, standing)
    return Tie(country.iri, name, place, country.name.href, MANY, MANY, told, country.number, stands.value)


def _places(told: Sequence[Row]) -> Mapping[str, GeoPoint]:
    squares: dict[str, list[tuple[GeoPoint, float]]] = defaultdict(list)
    for row in told:
        place = GeoPoint(float(row["mid_longitude"]), float(row["mid_latitude"]))
        squares[row["country"]].append((place, float(row["number"])))
    return {country: compute_mean_place(found) for country, found in squares.items()}


@dataclass(frozen=True, slots=True)
class PartnershipCount:
    """A thing, how many partnerships it has, and the length of its bar in percent; ``look`` styles it."""

    iri: str
    name: RenderedTerm
    look: str
    number: int
    first: int | None
    length: str
    standing: int
    """How many of them stand today."""
    stands: str = ""
    """Of a status, whether partnerships of that status stand."""
