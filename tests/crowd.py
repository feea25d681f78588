"""A city with as many partners as a test asks for, spread over the world, with acts and one change for them all."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Quad

from stedenband.ns import RDF, RDFS, SCHEMA, SKOS, STB, XSD, Iris, mint_concept

COUNTRIES = 60
"""Countries that the partners lie in."""

_STATUSES = ("active", "maintained", "reoriented", "dormant", "ended")


def crowd(number: int, iris: Iris, city: NamedNode) -> Iterator[Quad]:
    """The quads of that many partnerships of a city, twelve each, and what they refer to."""
    graph = iris.graph("partnerships")

    def say(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
        return Quad(subject, predicate, value, graph)

    for place in range(COUNTRIES):
        country = iris.thing(f"country/c{place}")
        yield say(country, RDF.type, STB.Country)
        yield from (say(country, p, Literal(f"Land {place:02}", language=tag)) for p, tag in _NAMES)
    change = iris.thing("change/everything")
    yield say(change, RDF.type, STB.Change)
    yield say(change, RDFS.label, Literal("Everything changes", language="en"))
    yield say(change, STB.year, Literal("2021", datatype=XSD.integer))
    for each in range(number):
        partner, tie = iris.thing(f"city/p{each}"), iris.thing(f"partnership/gent-p{each}")
        act = iris.thing(f"act/gent-p{each}")
        year = 1950 + each % 75
        yield say(partner, RDF.type, STB.City)
        yield say(partner, STB.country, iris.thing(f"country/c{each % COUNTRIES}"))
        yield from (say(partner, p, Literal(f"Partnerstad {each}", language=tag)) for p, tag in _NAMES)
        north, east = _corner(each % COUNTRIES)
        yield say(partner, SCHEMA.latitude, Literal(f"{north + each // 60 % 7}.25", datatype=XSD.decimal))
        yield say(partner, SCHEMA.longitude, Literal(f"{east + each // 420 % 9}.5", datatype=XSD.decimal))
        yield say(tie, RDF.type, STB.Partnership)
        yield say(tie, STB.party, city)
        yield say(tie, STB.party, partner)
        yield say(tie, STB.kind, mint_concept("kind", "cooperation-agreement" if each % 3 else "twinning"))
        yield say(tie, STB.status, mint_concept("status", _STATUSES[each % 5]))
        yield say(tie, STB.startDate, Literal(str(year), datatype=XSD.gYear))
        yield say(tie, STB.startYear, Literal(str(year), datatype=XSD.integer))
        yield say(tie, RDFS.label, Literal(f"Gent – Partnerstad {each}", language="nl"))
        yield say(tie, STB.act, act)
        yield say(act, RDF.type, STB.Act)
        yield say(act, RDFS.label, Literal(f"Akte {each}", language="nl"))
        yield say(act, STB.year, Literal(str(year), datatype=XSD.integer))
        yield say(change, STB.affects, tie)


_NAMES = [(predicate, tag) for predicate in (RDFS.label, SKOS.prefLabel) for tag in ("nl", "en")]


def _corner(country: int) -> tuple[int, int]:
    """The south-west corner of a country: half of them lie in Europe."""
    if country % 2:
        return 36 + country // 2 % 6 * 5, -9 + country // 12 * 9
    return -40 + country * 13 % 95, -160 + country * 47 % 320
