"""The mark beside a value: what opens when a reader asks who says so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.ns import RDF
from stedenband.web.description import Term
from stedenband.web.pages.claims import ShownClaim, shown_claim
from stedenband.web.presentation.showing import Shower, Shown


@dataclass(frozen=True, slots=True)
class Mark:
    """The claims behind a value.

    ``label`` is what a reader sees before opening, ``about`` what those hear it belongs to who listen. Where the claims
    are ``named`` they are about more than one property, so that each has to say which.
    """

    claims: tuple[ShownClaim, ...]
    label: str
    about: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a fact; ``followed`` is whether it is the register's own, not one that a source sets against it."""

    shown: Shown
    mark: Mark | None = None
    followed: bool = True


class Claims:
    """The claims of a document by what they are about, and which of them a page has told already."""

    def __init__(self, shower: Shower, claims: Iterable[NamedNode]) -> None:
        self._shower = shower
        self._about: dict[NamedNode, dict[NamedNode, list[NamedNode]]] = {}
        self._told: set[NamedNode] = set()
        for claim in claims:
            subject = shower.description.thing(claim, RDF.subject)
            predicate = shower.description.thing(claim, RDF.predicate)
            if subject is not None and predicate is not None:
                self._about.setdefault(subject, {}).setdefault(predicate, []).append(claim)

    def predicates(self, subject: NamedNode) -> list[NamedNode]:
        """The properties of a thing that something is claimed of."""
        return list(self._about.get(subject, {}))

    def telling(
        self, subject: NamedNode, predicate: NamedNode, value: NamedNode | None = None
    ) -> list[ShownClaim]:
        """The claims about a property of a thing, be it of one value alone, followed ones first.

        They count as told from now on.
        """
        found = self._about.get(subject, {}).get(predicate, [])
        if value is not None:
            found = [claim for claim in found if value in self._shower.description.values(claim, RDF.object)]
        self._told.update(found)
        shown = (shown_claim(self._shower, claim) for claim in found)
        return sorted(shown, key=lambda claim: (not claim.followed, claim.iri))

    def telling_all(self, subject: NamedNode) -> list[ShownClaim]:
        """The claims about any property of a thing."""
        return [claim for predicate in self.predicates(subject) for claim in self.telling(subject, predicate)]

    def untold(self) -> list[NamedNode]:
        """The claims that the page has not told yet."""
        found = (claim for by in self._about.values() for claims in by.values() for claim in claims)
        return [claim for claim in found if claim not in self._told]


def mark_of(shower: Shower, claims: Sequence[ShownClaim], about: str, *, named: bool = False) -> Mark | None:
    """The mark for these claims; ``None`` where there are none."""
    return Mark(tuple(claims), _label(shower, claims), about, named) if claims else None


def _label(shower: Shower, claims: Sequence[ShownClaim]) -> str:
    """How many sources; of what rests on none, how we came to it."""
    sources = {passage.source for claim in claims for passage in claim.passages if passage.source}
    if len(sources) == 1:
        return shower.wording.say("mark.source")
    if sources:
        return shower.wording.say("mark.sources", count=len(sources))
    modes = (claim.mode.text for claim in claims if claim.mode)
    return next(modes, shower.wording.say("mark.none"))


def marked(
    shower: Shower, name: str, values: Sequence[tuple[Term, Shown]], claims: Sequence[ShownClaim]
) -> tuple[Value, ...]:
    """The values of a fact, each with the claims that say so, and behind them what a source says otherwise.

    A claim that the register follows without its value being just that (the year of a day) belongs to the first value.
    """
    terms = [term for term, _ in values]
    homes: dict[Term | None, list[ShownClaim]] = {}
    for claim in claims:
        known = claim.term in terms or not (claim.followed and terms)
        homes.setdefault(claim.term if known else terms[0], []).append(claim)
    own = [
        Value(shown, mark_of(shower, homes.pop(term, []), f"{name}: {shown.text}")) for term, shown in values
    ]
    return (*own, *(_rival(shower, name, said) for said in homes.values()))


def _rival(shower: Shower, name: str, claims: Sequence[ShownClaim]) -> Value:
    """What is claimed and is not among the facts."""
    shown = claims[0].value
    return Value(shown, mark_of(shower, claims, f"{name}: {shown.text}"), followed=claims[0].followed)
