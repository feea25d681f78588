"""The tables of partnerships and of what happens to them: phases, participations, acts, changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator

from pyoxigraph import Literal

from stedenband.model import Origin, PartialDate, Standing, Texts
from stedenband.ns import DCTERMS, ORG, PROV, RDFS, SCHEMA, SKOS, STB, mint_concept
from stedenband.schema.fields import Derived, SaidTerm, Statement, column, make_origin, record
from stedenband.schema.link_types import AnyRef, Code, Ref, Refs, WebAddress
from stedenband.schema.lookup import Lookup, Ties
from stedenband.schema.rules import forbid_overlap, require_members, require_order
from stedenband.schema.text_types import Id, Line, LocalizedText, Prose
from stedenband.schema.value_types import Date

_ORGANIZATION = AnyRef("organization", ("city", "partnership"))


@record(table="phases", word="phase", cls=STB.Phase, rules=(require_order("start", "end"),))
class Phase:
    """A period in a city's policy on partnerships, as its own history tells it."""

    id: str = column(Id())
    labels: Texts = column(LocalizedText(Line()), RDFS.label, name="label")
    start: PartialDate | None = column(
        Date(), STB.startDate, year=STB.startYear, claimable=True, default=None
    )
    end: PartialDate | None = column(Date(), STB.endDate, year=STB.endYear, claimable=True, default=None)
    descriptions: Texts = column(
        LocalizedText(Prose()), DCTERMS.description, name="description", default_factory=dict
    )
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)


def name_after_parties(partnership: Partnership, lookup: Lookup) -> Iterator[Statement]:
    """The parties' names in their order, in each language in which all of them have one: ``Gent – Kanazawa``."""
    parties = [lookup.cities[party] for party in partnership.parties]
    for tag in sorted(lookup.languages):
        if all(tag in city.labels for city in parties):
            label = Literal(" – ".join(city.labels[tag] for city in parties), language=tag)
            cells = tuple(city.origin.at(f"label_{tag}") for city in parties)
            subject = f"partnership/{partnership.id}"
            yield Statement(subject, RDFS.label, label, "partnerships", ("parties",), cells)


@record(
    table="partnerships",
    word="partnership",
    cls=STB.Partnership,
    rules=(require_order("start", "end"), require_members("parties", 2, "too-few-parties")),
    derived=(Derived(name_after_parties, (SaidTerm(RDFS.label, "words"),), leads=True),),
    required=True,
)
class Partnership:
    """One tie between one set of parties (at least two city ids).

    ``kind`` and ``status`` are ``None`` where no source says so.
    """

    id: str = column(Id(), csv=True)
    parties: tuple[str, ...] = column(Refs("city", "cities"), STB.party, claimable=True, csv=True)
    kind: str | None = column(Code("kind"), STB.kind, claimable=True, csv=True, geojson=True, default=None)
    level: str = column(Code("level"), STB.level, csv=True, geojson=True)
    status: str | None = column(
        Code("status"), STB.status, claimable=True, csv=True, geojson=True, tells_standing=True, default=None
    )
    start: PartialDate | None = column(
        Date(), STB.startDate, year=STB.startYear, claimable=True, csv=True, geojson=True, default=None
    )
    end: PartialDate | None = column(
        Date(), STB.endDate, year=STB.endYear, claimable=True, csv=True, geojson=True, default=None
    )
    phase: str | None = column(Ref("phase"), STB.phase, claimable=True, csv=True, default=None)
    continues: str | None = column(Ref("partnership"), STB.continues, claimable=True, csv=True, default=None)
    website: str | None = column(WebAddress(), STB.website, csv=True, geojson=True, default=None)
    notes: Texts = column(LocalizedText(Prose()), SKOS.note, name="note", default_factory=dict)
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)


@record(
    table="participations",
    word="participation",
    cls=STB.Participation,
    id_columns=("partnership", "city"),
    rules=(require_order("start", "end"),),
)
class Participation:
    """The part one city has in a partnership, where a role or dates of its own are known."""

    partnership: str = column(Ref("partnership"), ORG.organization, inverse=STB.participation)
    city: str = column(Ref("city"), ORG.member)
    role: str = column(Code("role"), ORG.role)
    start: PartialDate | None = column(
        Date(), STB.startDate, year=STB.startYear, claimable=True, default=None
    )
    end: PartialDate | None = column(Date(), STB.endDate, year=STB.endYear, claimable=True, default=None)
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)

    @property
    def id(self) -> str:
        return f"{self.partnership}/{self.city}"


def tell_mode(act: Act, lookup: Lookup) -> Iterator[Statement]:
    """How an act is known, where claims about its kind or date say so."""
    if found := lookup.act_modes.get(act.id):
        mode = mint_concept("mode", found.mode)
        yield Statement(f"act/{act.id}", STB.mode, mode, "partnerships", (), found.cells)


@record(
    table="acts",
    word="act",
    cls=STB.Act,
    rules=(require_order("valid_from", "valid_until"),),
    derived=(Derived(tell_mode, (SaidTerm(STB.mode, "link"),)),),
)
class Act:
    """A dated deed within a partnership: charter, agreement, memorandum, renewal, end.

    ``date`` is when it was done; ``valid_from`` and ``valid_until`` bound its term where it has one.
    """

    id: str = column(Id())
    partnership: str = column(Ref("partnership"), inverse=STB.act, claimable=True, claim_type=Ref("act"))
    labels: Texts = column(LocalizedText(Line()), RDFS.label, name="label")
    kind: str = column(Code("act"), STB.kind, claimable=True)
    date: PartialDate | None = column(Date(), STB.date, year=STB.year, claimable=True, default=None)
    valid_from: PartialDate | None = column(
        Date(), STB.startDate, year=STB.startYear, claimable=True, default=None
    )
    valid_until: PartialDate | None = column(
        Date(), STB.endDate, year=STB.endYear, claimable=True, default=None
    )
    place: str | None = column(Ref("city"), SCHEMA.location, default=None)
    notes: Texts = column(LocalizedText(Prose()), SKOS.note, name="note", default_factory=dict)
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)


@record(
    table="changes",
    word="change",
    cls=STB.Change,
    rules=(forbid_overlap("affects", "exempts", "affected-and-exempted"),),
)
class Change:
    """What alters partnerships or parties: a merger, a succession, a reorientation.

    ``original`` and ``resulting`` are references (``city/gent``, ``partnership/gent-melle``);
    ``affects`` and ``exempts`` are partnership ids; ``decided_by`` is a city id.
    """

    id: str = column(Id())
    labels: Texts = column(LocalizedText(Line()), RDFS.label, name="label")
    kind: str = column(Code("change"), STB.kind, claimable=True)
    date: PartialDate | None = column(Date(), STB.date, year=STB.year, claimable=True, default=None)
    original: str | None = column(_ORGANIZATION, ORG.originalOrganization, default=None)
    resulting: str | None = column(
        _ORGANIZATION, ORG.resultingOrganization, claimable=True, claim_type=Ref("city"), default=None
    )
    decided_by: str | None = column(Ref("city"), PROV.wasAssociatedWith, default=None)
    affects: tuple[str, ...] = column(
        Refs("partnership", "partnerships"), STB.affects, claimable=True, default=()
    )
    exempts: tuple[str, ...] = column(
        Refs("partnership", "partnerships"), STB.exempts, claimable=True, default=()
    )
    notes: Texts = column(LocalizedText(Prose()), SKOS.note, name="note", default_factory=dict)
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)


def find_ties(
    partnerships: Iterable[Partnership], standing_of: Callable[[Partnership], Standing], standing: Standing
) -> Ties:
    """The other parties of each city in its partnerships that stand so, in the order of their ids."""
    tied: dict[str, dict[str, tuple[Origin, ...]]] = {}
    for partnership in partnerships:
        if standing_of(partnership) is not standing:
            continue
        cells = (partnership.origin.at("parties"), partnership.origin.at("status"))
        for party in partnership.parties:
            others = tied.setdefault(party, {})
            for other in partnership.parties:
                if other != party:
                    others[other] = (*others.get(other, ()), *cells)
    return {city: dict(sorted(others.items())) for city, others in tied.items()}
