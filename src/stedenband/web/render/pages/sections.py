"""The tables and lists of a page: partnerships, acts, changes, participations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.message import N_, LazyMessage
from stedenband.model import Standing
from stedenband.ns import ORG, SCHEMA, STB, mint_concept
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.pages.claims import ShownClaim
from stedenband.web.render.pages.facts import Claims, ProvenanceNote, mark_of
from stedenband.web.render.terms import RenderedTerm, TermRenderer

_STANDINGS = {mint_concept("standing", standing.value): standing for standing in Standing}


def get_standing(description: ResourceDescription, partnership: NamedNode) -> Standing:
    """Whether it stands; not known where it has no status, or one of which the code list does not say so."""
    status = description.thing(partnership, STB.status)
    said = description.thing(status, STB.stands) if status is not None else None
    return _STANDINGS.get(said, Standing.UNKNOWN) if said is not None else Standing.UNKNOWN


NOTHING = RenderedTerm("")


@dataclass(frozen=True, slots=True)
class PartnershipRow:
    """A partnership as a row of a table."""

    name: RenderedTerm
    """The partner seen from one city, else the name of the partnership; links to the partnership."""
    countries: tuple[RenderedTerm, ...]
    since: RenderedTerm
    until: RenderedTerm
    kind: RenderedTerm
    status: RenderedTerm
    status_code: str
    stands: Standing


@dataclass(frozen=True, slots=True)
class ActRow:
    """A dated deed."""

    name: RenderedTerm
    date: RenderedTerm
    kind: RenderedTerm
    start: RenderedTerm
    end: RenderedTerm
    place: RenderedTerm
    mark: ProvenanceNote | None
    inferred: RenderedTerm = NOTHING
    """How it is known, where no source states it as an act: by a rule, or by a curator's decision."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Something that altered the thing of the page; ``means`` are messages of what it meant for it."""

    name: RenderedTerm
    date: RenderedTerm
    kind: RenderedTerm
    means: tuple[LazyMessage, ...]


@dataclass(frozen=True, slots=True)
class ParticipationRow:
    """A city's part in the partnership."""

    city: RenderedTerm
    role: RenderedTerm
    start: RenderedTerm
    end: RenderedTerm
    mark: ProvenanceNote | None


def list_partnership_rows(shower: TermRenderer, seen_from: NamedNode | None) -> tuple[PartnershipRow, ...]:
    """Every partnership of the document, oldest first; ``seen_from`` is a city whose partners are named alone."""
    description = shower.description
    rows = [
        (description.text(partnership, STB.startYear) or "9999", row.name.text, row)
        for partnership in description.of_class(STB.Partnership)
        for row in [_partnership(shower, partnership, seen_from)]
    ]
    return tuple(row for *_, row in sorted(rows, key=lambda item: item[:2]))


def _partnership(shower: TermRenderer, partnership: NamedNode, seen_from: NamedNode | None) -> PartnershipRow:
    description = shower.description
    parties = description.things(partnership, STB.party)
    others = [party for party in parties if party != seen_from] if seen_from in parties else []
    name = shower.thing(partnership)
    if len(others) == 1:
        name = _renamed(name, shower.name(others[0]))
    elif others:
        name = _renamed(
            name, RenderedTerm(shower.wording.listing([shower.name(party).text for party in others]))
        )
    countries = dict.fromkeys(c for party in others for c in description.things(party, STB.country))
    status = description.thing(partnership, STB.status)
    return PartnershipRow(
        name=name,
        countries=tuple(shower.thing(country) for country in countries),
        since=_literal(shower, partnership, STB.startDate),
        until=_literal(shower, partnership, STB.endDate),
        kind=_thing(shower, partnership, STB.kind),
        status=_thing(shower, partnership, STB.status),
        status_code=get_code(status),
        stands=get_standing(description, partnership),
    )


def _renamed(link: RenderedTerm, name: RenderedTerm) -> RenderedTerm:
    return RenderedTerm(name.text, name.language, link.href)


def get_code(concept: NamedNode | None) -> str:
    """The last part of a concept's IRI; what style and sentences go by."""
    return concept.value.rpartition("/")[2] if concept is not None else ""


def list_act_rows(shower: TermRenderer, thing: NamedNode, claims: Claims) -> tuple[ActRow, ...]:
    """The acts of the document but the thing itself, oldest first."""
    acts = [act for act in shower.description.of_class(STB.Act) if act != thing]
    rows = (
        ActRow(
            name=shower.thing(act),
            date=_literal(shower, act, STB.date),
            kind=_thing(shower, act, STB.kind),
            start=_literal(shower, act, STB.startDate),
            end=_literal(shower, act, STB.endDate),
            place=_thing(shower, act, SCHEMA.location),
            mark=_mark(shower, act, [*claims.telling(thing, STB.act, act), *claims.telling_all(act)]),
            inferred=is_inferred(shower, act),
        )
        for act in acts
    )
    return tuple(sorted(rows, key=lambda row: (row.date.moment or "9999", row.name.text)))


def is_inferred(shower: TermRenderer, act: NamedNode) -> RenderedTerm:
    """The mode of an act that no source states; nothing of one that is stated."""
    mode = shower.description.thing(act, STB.mode)
    return NOTHING if mode is None or get_code(mode) == "stated" else shower.thing(mode)


_MEANS = (
    (STB.exempts, N_("leaves this partnership as it is")),
    (STB.affects, N_("applies to this partnership")),
    (ORG.originalOrganization, N_("this partnership passed into another")),
    (ORG.resultingOrganization, N_("this partnership came of it")),
)


def list_change_rows(shower: TermRenderer, thing: NamedNode) -> tuple[ChangeRow, ...]:
    """The changes of the document but the thing itself, oldest first."""
    rows = (
        ChangeRow(
            name=shower.thing(change),
            date=_literal(shower, change, STB.date),
            kind=_thing(shower, change, STB.kind),
            means=tuple(
                key for predicate, key in _MEANS if predicate in shower.description.links(change, thing)
            ),
        )
        for change in shower.description.of_class(STB.Change)
        if change != thing
    )
    return tuple(sorted(rows, key=lambda row: (row.date.moment or "9999", row.name.text)))


def list_participation_rows(
    shower: TermRenderer, thing: NamedNode, claims: Claims
) -> tuple[ParticipationRow, ...]:
    """The participations of the document but the thing itself, by city."""
    rows = (
        ParticipationRow(
            city=_thing(shower, participation, ORG.member),
            role=_thing(shower, participation, ORG.role),
            start=_literal(shower, participation, STB.startDate),
            end=_literal(shower, participation, STB.endDate),
            mark=_mark(shower, participation, claims.telling_all(participation)),
        )
        for participation in shower.description.of_class(STB.Participation)
        if participation != thing
    )
    return tuple(sorted(rows, key=lambda row: row.city.text))


def _mark(shower: TermRenderer, thing: NamedNode, claims: Sequence[ShownClaim]) -> ProvenanceNote | None:
    return mark_of(shower, claims, shower.name(thing).text, named=True)


def _literal(shower: TermRenderer, subject: NamedNode, predicate: NamedNode) -> RenderedTerm:
    literal = shower.description.literal(subject, predicate)
    return NOTHING if literal is None else shower.literal(literal)


def _thing(shower: TermRenderer, subject: NamedNode, predicate: NamedNode) -> RenderedTerm:
    thing = shower.description.thing(subject, predicate)
    return NOTHING if thing is None else shower.thing(thing)
