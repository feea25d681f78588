"""What can be counted and read off: the size of a graph by class and property, its links, its places, its period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, groupby

from pyoxigraph import NamedNode, Quad

from stedenband.i18n import DATA_LANGUAGES, translate
from stedenband.message import N_
from stedenband.model import DatasetInfo, PartialDate, Standing, Texts
from stedenband.ns import EU_COUNTRY, GEONAMES, OWL, RDF, WD, mint_geonames, mint_wikidata
from stedenband.schema import City, Country, Place, Register


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """A data set of others that ours links to: its IRI, and how the IRIs of its things begin."""

    name: str
    iri: str
    uri_space: str


LINK_TARGETS = (
    LinkTarget("wikidata", WD + "Q2013", WD),
    LinkTarget("geonames", WD + "Q830106", GEONAMES),
    LinkTarget("eu-country", "http://publications.europa.eu/resource/dataset/country", EU_COUNTRY),
)
"""The data sets of others to which ``owl:sameAs`` leads. Wikidata and GeoNames go by their items in Wikidata."""


@dataclass(frozen=True, slots=True)
class DatasetStatistics:
    """How much a graph holds: distinct triples, subjects, things by class, triples by property, links by target."""

    triples: int = 0
    subjects: int = 0
    classes: Mapping[NamedNode, int] = field(default_factory=dict)
    properties: Mapping[NamedNode, int] = field(default_factory=dict)
    links: Mapping[LinkTarget, int] = field(default_factory=dict)


def measure_dataset(quads: Iterable[Quad], heading: Sequence[Quad] = ()) -> DatasetStatistics:
    """Count the union of the graphs of quads that come sorted by subject; holds one subject at a time.

    The ``heading`` of the dumps, about a few subjects, is counted with them.
    """
    known = {quad.triple for quad in heading}
    headed = {quad.subject for quad in heading}
    classes: Counter[NamedNode] = Counter()
    properties: Counter[NamedNode] = Counter()
    links: Counter[LinkTarget] = Counter()
    subjects = len(headed)
    rest = (quad for quad in quads if quad.subject not in headed or quad.triple not in known)
    for subject, group in groupby(chain(heading, rest), key=lambda quad: quad.subject):
        subjects += subject not in headed
        for predicate, value in {(quad.predicate, quad.object) for quad in group}:
            properties[predicate] += 1
            if predicate == RDF.type and isinstance(value, NamedNode):
                classes[value] += 1
            elif predicate == OWL.sameAs and isinstance(value, NamedNode):
                links.update(target for target in LINK_TARGETS if value.value.startswith(target.uri_space))
    return DatasetStatistics(properties.total(), subjects, _by_name(classes), _by_name(properties), links)


def _by_name(counts: Mapping[NamedNode, int]) -> dict[NamedNode, int]:
    return {term: counts[term] for term in sorted(counts, key=lambda term: term.value)}


# == What stands ===============================================================


def describe_standing(register: Register) -> Texts:
    """How many partnerships of a register stand today, as a sentence; nothing of a register without any."""
    counts = Counter(register.standing_of(partnership) for partnership in register.partnerships)
    if not counts:
        return {}
    standing, unknown = counts[Standing.YES], counts[Standing.UNKNOWN]
    told = {
        N_("Of the {total} partnerships in these data {standing} stands today.")
        if standing == 1
        else N_("Of the {total} partnerships in these data {standing} stand today."): True,
        N_("Of {unknown} it is not known."): unknown > 0,
    }
    keys = [key for key, wanted in told.items() if wanted]
    numbers = {"total": counts.total(), "standing": standing, "unknown": unknown}
    return {
        language: " ".join(translate(key, language, **numbers) for key in keys) for language in DATA_LANGUAGES
    }


# == Space =====================================================================


@dataclass(frozen=True, slots=True)
class Location:
    """A place that the data set is about; ``box`` is west, south, east, north."""

    iri: str
    labels: Texts
    point: tuple[Decimal, Decimal] | None = None
    box: tuple[Decimal, Decimal, Decimal, Decimal] | None = None


def find_locations(info: DatasetInfo, register: Register) -> tuple[Location, ...]:
    """The places that ``spatial`` names, with what the tables say of them, in the languages of the title.

    The tables know a place by its GeoNames or its Wikidata IRI. One that they do not know has no labels.
    """
    known = dict(_places(info, register))
    return tuple(known.get(iri, Location(iri, {})) for iri in info.spatial)


def _places(info: DatasetInfo, register: Register) -> Iterator[tuple[str, Location]]:
    records: list[City | Country | Place] = [*register.countries, *register.places, *register.cities]
    for record in records:
        labels = {tag: record.names[tag] for tag in sorted(info.title) if tag in record.names}
        point = _point(record) if isinstance(record, City) else None
        box = info.bbox if isinstance(record, City) and record.id == info.city else None
        for iri in _names(record):
            yield iri, Location(iri, labels, point, box)


def _names(record: City | Country | Place) -> Iterator[str]:
    if record.geonames:
        yield mint_geonames(record.geonames).value
    if record.wikidata:
        yield mint_wikidata(record.wikidata).value


def _point(city: City) -> tuple[Decimal, Decimal] | None:
    if city.longitude is None or city.latitude is None:
        return None
    return city.longitude, city.latitude


# == Time ======================================================================


def find_first_day(register: Register) -> str | None:
    """The first day that the earliest start of a partnership may mean (``1958-01-01`` for 1958)."""
    starts = [_first_day(partnership.start) for partnership in register.partnerships if partnership.start]
    return min(starts, default=None)


def _first_day(date: PartialDate) -> str:
    return f"{date.year:04}-{date.month or 1:02}-{date.day or 1:02}"
