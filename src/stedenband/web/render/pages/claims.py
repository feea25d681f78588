"""Who says so: the claims of a page, put together by the statement they are about, with the words that bear them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote as percent_encoded

from pyoxigraph import NamedNode

from stedenband.ns import DCTERMS, FOAF, RDF, STB
from stedenband.web.addresses import is_link
from stedenband.web.render.description import Term
from stedenband.web.render.terms import FACT_ORDER, RenderedTerm, TermRenderer

_ORDER = {predicate: place for place, predicate in enumerate(FACT_ORDER)}


@dataclass(frozen=True, slots=True)
class SupportedValue:
    """A value that a passage bears, of one thing or of several; ``reason`` is why the register does not follow it."""

    property: str
    value: RenderedTerm
    followed: bool
    reason: RenderedTerm | None
    about: tuple[RenderedTerm, ...]
    """The things, each with a link to its claim."""


@dataclass(frozen=True, slots=True)
class Passage:
    """What bears a claim: words of a source or what it says in ours, and which source."""

    quote: RenderedTerm | None
    as_written: RenderedTerm | None
    description: RenderedTerm | None
    source: RenderedTerm | None
    page: RenderedTerm
    """The page about this passage."""
    language: str = ""
    """The language of the words by its name, where it is not the reader's."""
    position: int | None = None
    """How many characters of the source's text come before the words."""
    original: str | None = None
    """The words on the source's own web page."""
    claims: tuple[SupportedValue, ...] = ()
    """What the passage bears, where the page is about its source."""


@dataclass(frozen=True, slots=True)
class ShownClaim:
    """One value that is claimed, how we came to it, and whether the register follows it."""

    iri: str
    property: str
    term: Term | None
    value: RenderedTerm
    followed: bool
    mode: RenderedTerm | None
    rule: RenderedTerm | None
    reason: RenderedTerm | None
    passages: tuple[Passage, ...]
    page: RenderedTerm


@dataclass(frozen=True, slots=True)
class ClaimGroup:
    """All claims about one property of one thing; ``about`` is ``None`` for the thing of the page itself."""

    property: str
    about: RenderedTerm | None
    claims: tuple[ShownClaim, ...]
    differ: bool
    """Whether the sources differ: more than one value, not all of them followed."""


def claim_groups(
    shower: TermRenderer, thing: NamedNode, claims: Iterable[NamedNode]
) -> tuple[ClaimGroup, ...]:
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
    shower: TermRenderer, thing: NamedNode, subject: NamedNode, predicate: NamedNode, claims: list[NamedNode]
) -> ClaimGroup:
    shown = sorted(
        (render_claim(shower, claim) for claim in claims),
        key=lambda claim: (not claim.followed, claim.value.moment or claim.value.text, claim.page.href or ""),
    )
    values = {claim.value for claim in shown}
    differ = len(values) > 1 and not all(claim.followed for claim in shown)
    about = None if subject == thing else shower.thing(subject)
    return ClaimGroup(shower.property(predicate), about, tuple(shown), differ)


def render_claim(shower: TermRenderer, claim: NamedNode) -> ShownClaim:
    """One claim with its passages."""
    description = shower.description
    values = description.values(claim, RDF.object)
    return ShownClaim(
        iri=claim.value,
        property=_property(shower, claim),
        term=values[0] if values else None,
        value=_value(shower, claim),
        followed=_followed(shower, claim),
        mode=_thing(shower, description.thing(claim, STB.mode)),
        rule=_thing(shower, description.thing(claim, STB.rule)),
        reason=_reason(shower, claim),
        passages=tuple(
            render_passage(shower, evidence) for evidence in description.things(claim, STB.evidence)
        ),
        page=shower.thing(claim),
    )


def list_supported_values(shower: TermRenderer, evidence: NamedNode) -> tuple[SupportedValue, ...]:
    """What a passage bears, the same said of several things together: ``Phase``, ``Twin cities``, of these seven."""
    found: dict[tuple[str, RenderedTerm, bool, RenderedTerm | None], list[RenderedTerm]] = {}
    for claim in shower.description.subjects(STB.evidence, evidence):
        followed = _followed(shower, claim)
        reason = None if followed else _reason(shower, claim)
        key = (_property(shower, claim), _value(shower, claim), followed, reason)
        found.setdefault(key, []).append(_about(shower, claim))
    borne = (
        SupportedValue(*key, tuple(sorted(about, key=lambda each: each.text))) for key, about in found.items()
    )
    return tuple(sorted(borne, key=lambda each: (not each.followed, each.property, each.value.text)))


def _about(shower: TermRenderer, claim: NamedNode) -> RenderedTerm:
    """What a claim is about by its name, with a link to the claim."""
    subject, page = shower.description.thing(claim, RDF.subject), shower.thing(claim)
    return page if subject is None else replace(shower.name(subject), href=page.href)


def _property(shower: TermRenderer, claim: NamedNode) -> str:
    predicate = shower.description.thing(claim, RDF.predicate)
    return shower.property(predicate) if predicate else ""


def _value(shower: TermRenderer, claim: NamedNode) -> RenderedTerm:
    values = shower.description.values(claim, RDF.object)
    return shower.term(values[0]) if values else RenderedTerm("")


def _followed(shower: TermRenderer, claim: NamedNode) -> bool:
    return shower.description.text(claim, STB.followed) in ("true", "1")


def _reason(shower: TermRenderer, claim: NamedNode) -> RenderedTerm | None:
    reasons = shower.description.texts(claim, STB.reason)
    return shower.best(reasons) if reasons else None


def render_passage(shower: TermRenderer, evidence: NamedNode) -> Passage:
    """One piece of evidence."""
    description = shower.description
    quote = description.literal(evidence, STB.quote)
    as_written = description.literal(evidence, STB.asWritten)
    described = description.texts(evidence, DCTERMS.description)
    source = description.thing(evidence, STB.source)
    foreign = shower.foreign(quote.language if quote else None)
    return Passage(
        quote=shower.literal(quote) if quote else None,
        as_written=shower.literal(as_written) if as_written else None,
        description=shower.best(described) if described else None,
        source=_thing(shower, source),
        page=shower.thing(evidence),
        language=shower.language_name(foreign) if foreign else "",
        position=get_position(shower, evidence),
        original=_original(shower, source, quote.value if quote else ""),
    )


def get_position(shower: TermRenderer, evidence: NamedNode) -> int | None:
    """Where in the text of its source a passage stands."""
    text = shower.description.text(evidence, STB.position)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def _original(shower: TermRenderer, source: NamedNode | None, quote: str) -> str | None:
    """The source's own page, at the words: a browser that knows text fragments scrolls to them."""
    page = shower.description.thing(source, FOAF.page) if source is not None else None
    if page is None or not is_link(page.value):
        return None
    if not quote or "#" in page.value:
        return page.value
    # A hyphen and a comma would be read as part of the directive.
    words = percent_encoded(quote, safe="").replace("-", "%2D")
    return f"{page.value}#:~:text={words}"


def _thing(shower: TermRenderer, thing: NamedNode | None) -> RenderedTerm | None:
    return None if thing is None else shower.thing(thing)
