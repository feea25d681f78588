"""One thing in two releases."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

Value = NamedNode | BlankNode | Literal
Pair = tuple[NamedNode, Value]
"""What is said of a thing: a property and its value. The graph it stands in does not count."""


class ChangeKind(StrEnum):
    """What happened to a thing."""

    CREATED = "created"
    UPDATED = "updated"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """What two releases say of a thing; nothing where one of them does not know it."""

    thing: NamedNode
    before: frozenset[Pair]
    after: frozenset[Pair]

    @classmethod
    def of(cls, thing: NamedNode, before: Iterable[Quad], after: Iterable[Quad]) -> Difference:
        """The difference between two sets of statements about a thing."""
        return cls(thing, collect_pairs(before), collect_pairs(after))

    @property
    def kind(self) -> ChangeKind | None:
        """What happened; ``None`` when both releases say the same."""
        if self.before == self.after:
            return None
        if not self.before:
            return ChangeKind.CREATED
        return ChangeKind.UPDATED if self.after else ChangeKind.REMOVED

    @property
    def added(self) -> frozenset[Pair]:
        """What only the later release says."""
        return self.after - self.before

    @property
    def removed(self) -> frozenset[Pair]:
        """What only the earlier release says."""
        return self.before - self.after

    @property
    def latest(self) -> frozenset[Pair]:
        """What was last said of the thing."""
        return self.after or self.before


def collect_pairs(quads: Iterable[Quad]) -> frozenset[Pair]:
    """Properties and values of some statements about one thing; of terms of RDF 1.1, as we publish no others."""
    found = ((quad.predicate, quad.object) for quad in quads)
    return frozenset(
        (name, value) for name, value in found if isinstance(value, NamedNode | BlankNode | Literal)
    )
