"""What a new release no longer has of the published one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from stedenband import formats
from stedenband.errors import ReleaseDamagedError
from stedenband.model import Texts
from stedenband.ns import DCTERMS, RDF, RDFS, SKOS
from stedenband.releases import GRAPH, find_verified, read_release

KINDS = (
    *("partnership", "city", "participation", "act", "change", "phase", "place", "country"),
    *("source", "evidence", "claim", "question"),
)
"""The kinds of things that are told of, in that order: the first word of their reference."""

SHARE = 10
"""Consent is asked where more than one of so many partnerships goes."""

_NAMES = (RDFS.label, SKOS.prefLabel, DCTERMS.title)


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A thing that goes: its reference (``city/gent``) and what it is called."""

    reference: str
    name: Texts

    @property
    def kind(self) -> str:
        return self.reference.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Withdrawals:
    """The things of the published ``release`` that go, and the number of partnerships it has."""

    things: tuple[Withdrawn, ...] = ()
    partnerships: int = 0
    release: str | None = None

    @property
    def many(self) -> bool:
        """Whether more than a tenth of the partnerships goes."""
        gone = sum(thing.kind == KINDS[0] for thing in self.things)
        return gone * SHARE > self.partnerships


NOTHING = Withdrawals()


@dataclass(slots=True)
class _Known:
    names: dict[str, str] = field(default_factory=dict)
    typed: bool = False


def compare_things(published: Path | None, statements: Iterable[Quad], base: str) -> Withdrawals:
    """The things of a published release of which these statements say nothing.

    Things are compared by what comes after the base of their IRIs, so that another base withdraws nothing. Of a release
    that is damaged nothing is known.
    """
    if published is None or (graph := find_verified(published, GRAPH)) is None:
        return NOTHING
    try:
        release = read_release(published)
    except ReleaseDamagedError:
        return NOTHING
    known = _things(formats.read_sorted_quads(graph), release.base_iri)
    kept = _things(statements, base)
    gone = [Withdrawn(reference, known[reference].names) for reference in known if reference not in kept]
    return Withdrawals(
        things=tuple(sorted(gone, key=lambda thing: (KINDS.index(thing.kind), thing.reference))),
        partnerships=sum(reference.startswith(f"{KINDS[0]}/") for reference in known),
        release=release.id,
    )


def _things(statements: Iterable[Quad], base: str) -> dict[str, _Known]:
    """The things of these kinds that are said to be something, by reference."""
    found: dict[str, _Known] = {}
    start = f"{base}id/"
    for quad in statements:
        if not isinstance(quad.subject, NamedNode) or not quad.subject.value.startswith(start):
            continue
        reference = quad.subject.value.removeprefix(start)
        if reference.partition("/")[0] not in KINDS:
            continue
        thing = found.setdefault(reference, _Known())
        thing.typed = thing.typed or quad.predicate == RDF.type
        if quad.predicate in _NAMES and isinstance(quad.object, Literal) and quad.object.language:
            thing.names.setdefault(quad.object.language, quad.object.value)
    return {reference: thing for reference, thing in found.items() if thing.typed}
