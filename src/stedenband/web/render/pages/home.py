"""Values of the home page: partnerships of the publishing city, read once, many of them as clusters; statistics."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.message import N_
from stedenband.model import Standing
from stedenband.ns import SCHEMA, STB
from stedenband.web.messages.pages import KIND_FIGURES
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
    number = wording.number(country.number)
    detail = wording.translate(
        N_("1 partnership") if country.number == 1 else N_("{number} partnerships"), number=number
    )
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
    label = wording.translate(
        N_("partnership that stands today") if known.standing == 1 else N_("partnerships that stand today")
    )
    notes = []
    if known.standing < known.total:
        notes.append(wording.translate("of {number} in all", number=wording.number(known.total)))
    if known.unknown:
        notes.append(wording.translate("of {number} it is not known", number=wording.number(known.unknown)))
    return Statistic(wording.number(known.standing), label, "; ".join(notes))


def _countries(names: Sequence[str], wording: Wording) -> Statistic:
    label = wording.translate(
        N_("country, past or present") if len(names) == 1 else N_("countries, past or present")
    )
    if len(names) > _MOST_NAMES:
        note = wording.translate("most often {names}", names=wording.listing(names[:3]))
    else:
        note = wording.listing(sorted(names))
    return Statistic(wording.number(len(names)), label, note)


def _kind(kind: KnownKind, wording: Wording) -> Statistic:
    key = {0: N_("none of them stands today"), 1: N_("{number} of them stands today")}.get(
        kind.standing, N_("{number} of them stand today")
    )
    note = wording.translate(key, number=wording.number(kind.standing))
    label = kind.name
    if kind.look != "other":
        label = wording.translate(KIND_FIGURES[f"{kind.look}.{'one' if kind.number == 1 else 'many'}"])
    return Statistic(wording.number(kind.number), label, note if kind.standing < kind.number else "")


def _place(look: str) -> int:
    return KINDS.index(look) if look in KINDS else len(KINDS)


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
