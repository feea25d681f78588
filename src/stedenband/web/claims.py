"""Who says so: the claims of a page, put together by the statement they are about, with the words that bear them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.ns import DCTERMS, RDF, STB
from stedenband.web.showing import FACT_ORDER, Shower, Shown

_ORDER = {predicate: place for place, predicate in enumerate(FACT_ORDER)}


@dataclass(frozen=True, slots=True)
class Passage:
    """What bears a claim: words of a source or what it says in ours, and which source."""

    quote: Shown | None
    as_written: Shown | None
    description: Shown | None
    source: Shown | None
    page: Shown
    """The page about this passage."""


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """One value that is claimed, how we came to it, and whether the register follows it."""

    value: Shown
    followed: bool
    mode: Shown | None
    rule: Shown | None
    reason: Shown | None
    passages: tuple[Passage, ...]
    page: Shown


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """All claims about one property of one thing; ``about`` is ``None`` for the thing of the page itself."""

    property: str
    about: Shown | None
    claims: tuple[ShownClaim, ...]
    differ: bool
    """Whether the sources differ: more than one value, not all of them followed."""


def claim_groups(shower: Shower, thing: NamedNode, claims: Iterable[NamedNode]) -> tuple[ClaimGroup, ...]:
    """The claims by subject and property: those about the thing itself first, properties in the order of facts."""
    groups: dict[tuple[NamedNode, NamedNode], list[NamedNode]] = {}
    for claim in claims:
        subject = shower.description.thing(claim, RDF.subject)
        predicate = shower.description.thing(claim, RDF.predicate)
        if subject is not None and predicate is not None:
            groups.setdefault((subject, predicate), []).append(claim)

    def place(key: tuple[NamedNode, NamedNode]) -> tuple[bool, str, int, str]:
        subject, predicate = key
        return subject != thing, subject.value, _ORDER.get(predicate, len(_ORDER)), predicate.value

    return tuple(_group(shower, thing, *key, groups[key]) for key in sorted(groups, key=place))


def _group(
    shower: Shower, thing: NamedNode, subject: NamedNode, predicate: NamedNode, claims: list[NamedNode]
) -> ClaimGroup:
    shown = sorted(
        (shown_claim(shower, claim) for claim in claims),
        key=lambda claim: (not claim.followed, claim.value.moment or claim.value.text, claim.page.href or ""),
    )
    values = {claim.value for claim in shown}
    differ = len(values) > 1 and not all(claim.followed for claim in shown)
    about = None if subject == thing else shower.thing(subject)
    return ClaimGroup(shower.property(predicate), about, tuple(shown), differ)


def shown_claim(shower: Shower, claim: NamedNode) -> ShownClaim:
    """One claim with its passages."""
    description = shower.description
    values = description.values(claim, RDF.object)
    reasons = description.texts(claim, STB.reason)
    return ShownClaim(
        value=shower.term(values[0]) if values else Shown(""),
        followed=description.text(claim, STB.followed) in ("true", "1"),
        mode=_thing(shower, description.thing(claim, STB.mode)),
        rule=_thing(shower, description.thing(claim, STB.rule)),
        reason=shower.best(reasons) if reasons else None,
        passages=tuple(passage(shower, evidence) for evidence in description.things(claim, STB.evidence)),
        page=shower.thing(claim),
    )


def passage(shower: Shower, evidence: NamedNode) -> Passage:
    """One piece of evidence."""
    description = shower.description
    quote = description.literal(evidence, STB.quote)
    as_written = description.literal(evidence, STB.asWritten)
    described = description.texts(evidence, DCTERMS.description)
    return Passage(
        quote=shower.literal(quote) if quote else None,
        as_written=shower.literal(as_written) if as_written else None,
        description=shower.best(described) if described else None,
        source=_thing(shower, description.thing(evidence, STB.source)),
        page=shower.thing(evidence),
    )


def _thing(shower: Shower, thing: NamedNode | None) -> Shown | None:
    return None if thing is None else shower.thing(thing)
