"""What the register says and no source: facts that the register alone answers for."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.ns import ORG, RDF, RDFS, SKOS
from stedenband.web.presentation.showing import Shower, Shown

MOST = 100
"""Facts that are told of, as many as the query gives."""

_NAMES = frozenset({RDF.type, RDFS.label, SKOS.prefLabel, ORG.member, ORG.organization})
"""What the query gives besides, so that things can be called by name."""


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A value that the register gives without a source, and the things it gives it of."""

    property: str
    value: Shown
    about: tuple[Shown, ...]


def unsaid_of(shower: Shower) -> tuple[Unsaid, ...]:
    """Those values, by the name of their property."""
    found: dict[tuple[str, Shown], list[Shown]] = {}
    for subject in shower.description.described():
        for name, value in _facts(shower, subject):
            found.setdefault((name, value), []).append(shower.thing(subject))
    grouped = (
        Unsaid(name, value, tuple(sorted(about, key=lambda each: each.text)))
        for (name, value), about in found.items()
    )
    return tuple(sorted(grouped, key=lambda each: (each.property, each.value.text)))


def _facts(shower: Shower, subject: NamedNode) -> list[tuple[str, Shown]]:
    description = shower.description
    return [
        (shower.property(predicate), shower.term(value))
        for predicate in description.predicates(subject)
        if predicate not in _NAMES
        for value in description.values(subject, predicate)
    ]
