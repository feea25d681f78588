"""Lookup: what a record needs of the others when it is written in RDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stedenband.model import Origin, Standing
from stedenband.ns import Iris
from stedenband.schema.claims import Claimable

if TYPE_CHECKING:
    from stedenband.schema.places import City
    from stedenband.schema.register import Register
    from stedenband.schema.sources import Claim, Source

STATED = "stated"

Ties = Mapping[str, Mapping[str, tuple[Origin, ...]]]
"""The other parties of each city by id, with the cells that say so."""


@dataclass(frozen=True, slots=True)
class ActMode:
    """How an act is known: a code of the list ``mode``, and the cells of the claims that say so."""

    mode: str
    cells: tuple[Origin, ...]


@dataclass(frozen=True, slots=True)
class Lookup:
    """The records of a register by id, and what follows from several of them together."""

    iris: Iris
    languages: tuple[str, ...]
    claimable: Mapping[str, Claimable]
    cities: Mapping[str, City]
    sources: Mapping[str, Source]
    partners: Ties
    former_partners: Ties
    act_modes: Mapping[str, ActMode]


def make_lookup(register: Register, iris: Iris, claimable: Mapping[str, Claimable]) -> Lookup:
    """What the records of a register need of each other."""
    standing = _find_ties(register, Standing.YES)
    ended = _find_ties(register, Standing.NO)
    former = {
        city: {other: cells for other, cells in others.items() if other not in standing.get(city, {})}
        for city, others in ended.items()
    }
    return Lookup(
        iris=iris,
        languages=register.languages,
        claimable=claimable,
        cities={city.id: city for city in register.cities},
        sources={source.id: source for source in register.sources},
        partners=standing,
        former_partners=former,
        act_modes=find_act_modes(register.claims),
    )


def _find_ties(register: Register, standing: Standing) -> Ties:
    """The other parties of each city in its partnerships that stand so, in the order of their ids."""
    tied: dict[str, dict[str, tuple[Origin, ...]]] = {}
    for partnership in register.partnerships:
        if register.standing_of(partnership) is not standing:
            continue
        cells = (partnership.origin.at("parties"), partnership.origin.at("status"))
        for party in partnership.parties:
            others = tied.setdefault(party, {})
            for other in partnership.parties:
                if other != party:
                    others[other] = (*others.get(other, ()), *cells)
    return {city: dict(sorted(others.items())) for city, others in tied.items()}


def find_act_modes(claims: Iterable[Claim]) -> dict[str, ActMode]:
    """How each act is known, by its id: the mode of the followed claims about its kind and date.

    An act counts as stated when both are. Otherwise the mode of its kind tells, then that of its date. Acts without
    such claims are left out.
    """
    known: dict[str, dict[str, str]] = {}
    cells: dict[str, list[Origin]] = {}
    for claim in claims:
        word, _, act = claim.subject.partition("/")
        if word == "act" and claim.followed and claim.property in ("kind", "date"):
            modes = known.setdefault(act, {})
            if modes.get(claim.property) != STATED:
                modes[claim.property] = claim.mode
            columns = ("subject", "property", "mode", "followed")
            cells.setdefault(act, []).extend(claim.origin.at(column) for column in columns)
    return {act: ActMode(_least_direct(modes), tuple(cells[act])) for act, modes in known.items()}


def _least_direct(modes: Mapping[str, str]) -> str:
    inferred = (modes[name] for name in ("kind", "date") if modes.get(name, STATED) != STATED)
    return next(inferred, STATED)
