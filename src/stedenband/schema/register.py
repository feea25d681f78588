"""The register: all records of a data set, and the schemas of their tables in the order in which they are read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from itertools import pairwise

from pyoxigraph import NamedNode

from stedenband.model import Origin, Standing
from stedenband.ns import Iris
from stedenband.schema.claims import find_claimable
from stedenband.schema.fields import RecordSchema, Statement, get_schema
from stedenband.schema.lookup import Lookup
from stedenband.schema.partnerships import Act, Change, Participation, Partnership, Phase, find_ties
from stedenband.schema.places import City, Country, Place
from stedenband.schema.sources import Claim, Evidence, Question, Source, find_act_modes

AnyRecord = (
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

SCHEMAS: Mapping[str, RecordSchema] = {
    schema.table: schema
    for schema in map(
        get_schema,
        (
            Country,
            Place,
            City,
            Phase,
            Source,
            Evidence,
            Partnership,
            Participation,
            Act,
            Change,
            Claim,
            Question,
        ),
    )
}
"""The schema of every table by its name, in reading order: each refers only to tables before it, and to itself."""

CLAIMABLE = find_claimable(SCHEMAS.values())
"""The properties that claims can be about."""


@dataclass(frozen=True, slots=True)
class Register:
    """All records of one data set, in the order of their tables.

    ``languages`` are those of the data set. ``standings`` says of each status code whether a partnership of that
    status stands.
    """

    countries: Collection[Country] = ()
    places: Collection[Place] = ()
    cities: Collection[City] = ()
    phases: Collection[Phase] = ()
    partnerships: Collection[Partnership] = ()
    participations: Collection[Participation] = ()
    acts: Collection[Act] = ()
    changes: Collection[Change] = ()
    sources: Collection[Source] = ()
    evidence: Collection[Evidence] = ()
    claims: Collection[Claim] = ()
    questions: Collection[Question] = ()
    standings: Mapping[str, Standing] = field(default_factory=dict)
    languages: tuple[str, ...] = ()

    def standing_of(self, partnership: Partnership) -> Standing:
        """Whether a partnership stands; not known where it has no status, or one that the code list lacks."""
        return self.standings.get(partnership.status or "", Standing.UNKNOWN)

    def make_statements(self, iris: Iris) -> Iterator[tuple[RecordSchema, Origin, Statement]]:
        """Everything the register says in RDF, table by table, each statement with the table and row that make it.

        Raises ``KeyError`` for a reference that reading the tables would have refused.
        """
        lookup = make_lookup(self, iris)
        for schema in SCHEMAS.values():
            for record in getattr(self, schema.table):
                for statement in schema.make_statements(record, lookup):
                    yield schema, record.origin, statement


def make_lookup(register: Register, iris: Iris) -> Lookup:
    """What the records of a register need of each other when they are written in RDF."""
    standing = find_ties(register.partnerships, register.standing_of, Standing.YES)
    ended = find_ties(register.partnerships, register.standing_of, Standing.NO)
    former = {
        city: {other: cells for other, cells in others.items() if other not in standing.get(city, {})}
        for city, others in ended.items()
    }
    return Lookup(
        iris=iris,
        languages=register.languages,
        claimable=CLAIMABLE,
        cities={city.id: city for city in register.cities},
        sources={source.id: source for source in register.sources},
        partners=standing,
        former_partners=former,
        act_modes=find_act_modes(register.claims),
    )


def order_terms() -> tuple[NamedNode, ...]:
    """Every property of records, once, in an order that is that of the fields in each table.

    Raises ``graphlib.CycleError`` where two tables have two fields the other way round.
    """
    order: TopologicalSorter[NamedNode] = TopologicalSorter()
    for schema in SCHEMAS.values():
        terms = dict.fromkeys(term.predicate for term in schema.said_terms())
        for before, after in pairwise(terms):
            order.add(after, before)
    return tuple(order.static_order())
