"""Made-up partnerships between made-up cities, in the terms of our ontology, for the measurements.

The same number gives the same statements, about 25 a partnership.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from stedenband.ns import OWL, RDF, RDFS, SCHEMA, SKOS, STB, XSD, Iris, mint_concept

COUNTRIES = 60
CITIES_A_PARTNERSHIP = 0.4
WIKIDATA_FROM = 900_000_000
"""The first of the made-up Wikidata numbers: beyond those that are taken."""

KINDS = ("twinning", "cooperation-agreement")
STATUSES = ("active", "maintained", "reoriented", "dormant", "ended")
LANGUAGES = ("nl", "en", "fr")
ACT_EVERY = 3


def partnerships(number: int, iris: Iris, seed: int = 7) -> Iterator[Quad]:
    """The quads of that many partnerships, of their cities and countries and of the acts behind two thirds of them."""
    chance = random.Random(seed)
    graph = iris.graph("partnerships")
    cities = round(number * CITIES_A_PARTNERSHIP)
    for subject, predicate, value in (
        *_countries(iris),
        *_cities(cities, iris, chance),
        *_ties(number, cities, iris, chance),
    ):
        yield Quad(subject, predicate, value, graph)


Statement = tuple[NamedNode, NamedNode, NamedNode | Literal]


def _countries(iris: Iris) -> Iterator[Statement]:
    for each in range(COUNTRIES):
        country = iris.thing(f"country/c{each}")
        yield country, RDF.type, STB.Country
        yield from _named(country, f"Land {each:02}")


def _cities(number: int, iris: Iris, chance: random.Random) -> Iterator[Statement]:
    for each in range(number):
        city = iris.thing(f"city/p{each}")
        yield city, RDF.type, STB.City
        yield from _named(city, f"Stad {each:05}")
        yield city, STB.country, iris.thing(f"country/c{each % COUNTRIES}")
        yield city, OWL.sameAs, NamedNode(f"http://www.wikidata.org/entity/Q{WIKIDATA_FROM + each}")
        yield city, SCHEMA.latitude, Literal(f"{chance.uniform(-50, 65):.4f}", datatype=XSD.decimal)
        yield city, SCHEMA.longitude, Literal(f"{chance.uniform(-120, 150):.4f}", datatype=XSD.decimal)


def _ties(number: int, cities: int, iris: Iris, chance: random.Random) -> Iterator[Statement]:
    for each in range(number):
        one, other = chance.sample(range(cities), 2)
        tie, year = iris.thing(f"partnership/t{each}"), chance.randint(1950, 2024)
        yield tie, RDF.type, STB.Partnership
        yield from ((tie, STB.party, iris.thing(f"city/p{party}")) for party in (one, other))
        yield tie, STB.kind, mint_concept("kind", chance.choice(KINDS))
        yield tie, STB.status, mint_concept("status", chance.choice(STATUSES))
        yield tie, STB.startDate, Literal(str(year), datatype=XSD.gYear)
        yield tie, STB.startYear, Literal(str(year), datatype=XSD.integer)
        yield from _named(tie, f"Stad {one:05} – Stad {other:05}")
        if each % ACT_EVERY:
            act = iris.thing(f"act/t{each}")
            yield tie, STB.act, act
            yield act, RDF.type, STB.Act
            yield act, STB.year, Literal(str(year), datatype=XSD.integer)
            yield act, RDFS.label, Literal(f"Akte {each}", language="nl")


def _named(thing: NamedNode, name: str) -> Iterator[Statement]:
    for predicate in (RDFS.label, SKOS.prefLabel):
        yield from ((thing, predicate, Literal(name, language=tag)) for tag in LANGUAGES)
