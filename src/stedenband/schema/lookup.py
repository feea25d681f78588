"""Lookup: what a record needs of the others when it is written in RDF."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stedenband.model import Origin
from stedenband.ns import Iris
from stedenband.schema.claims import Claimable

if TYPE_CHECKING:
    from stedenband.schema.places import City
    from stedenband.schema.sources import Source

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
