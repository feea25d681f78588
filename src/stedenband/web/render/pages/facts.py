"""The facts of a thing as names and values, and the provenance note beside a value: who says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from stedenband.i18n import DATA_LANGUAGES, SOURCE
from stedenband.message import NN_
from stedenband.ns import DCTERMS, GEO, ORG, RDF, RDFS, SCHEMA, SKOS, STB
from stedenband.web.messages.facts import FACT_NAMES
from stedenband.web.render.description import Term
from stedenband.web.render.pages.claims import ShownClaim, render_claim
from stedenband.web.render.terms import FACT_ORDER, RenderedTerm, TermRenderer

_ELSEWHERE_ON_PAGE = frozenset(
    {
        RDF.type, RDFS.label, RDFS.isDefinedBy, SKOS.prefLabel, SKOS.topConceptOf, DCTERMS.title,
        STB.startYear, STB.endYear, STB.year, STB.act, STB.participation, STB.partnerOf, STB.formerPartnerOf,
        STB.evidence, GEO.hasGeometry, SKOS.hasTopConcept,
    }
)  # fmt: skip
"""Properties that a page shows another way: as its title, in a section, or as the date they were derived from."""

REVERSE: tuple[tuple[NamedNode, NamedNode, str], ...] = (
    (STB.continues, STB.Partnership, "continued-by"),
    (STB.act, STB.Partnership, "act-of"),
    (STB.suburbOf, STB.City, "suburbs"),
    (STB.country, SCHEMA.AdministrativeArea, "places"),
    (STB.country, STB.City, "cities"),
    (SCHEMA.containedInPlace, STB.City, "cities"),
    (GEO.hasGeometry, STB.City, "geometry-of"),
    (STB.stands, SKOS.Concept, "statuses"),
    (STB.mode, STB.Claim, "used-for"),
    (STB.mode, STB.Act, "acts"),
    (STB.rule, STB.Claim, "used-for"),
    (ORG.role, STB.Participation, "used-for"),
)
"""Properties of others that lead to the thing, the class of those that are listed, and the message key of the list.

The class is needed because a property may lead here from things of several classes: a country is that of cities and of
places, and a list of cities names no place.
"""

_ORDER = {predicate: place for place, predicate in enumerate(FACT_ORDER)}


@dataclass(frozen=True, slots=True)
class Fact:
    """One name and its values, each with the mark that opens who says so."""

    name: str
    values: tuple[AnnotatedValue, ...]

    @property
    def differ(self) -> bool:
        """Whether a source says something else than the register follows."""
        return not all(value.followed for value in self.values)


def list_facts(shower: TermRenderer, thing: NamedNode, claims: Claims) -> tuple[Fact, ...]:
    """Every fact of the thing that no other part of the page tells, in an order that readers can learn."""
    return (
        *_other_names(shower, thing),
        *_own_facts(shower, thing, claims),
        *_facts_of_others(shower, thing),
    )


def _own_facts(shower: TermRenderer, thing: NamedNode, claims: Claims) -> Iterator[Fact]:
    """What the thing says itself, and what is only claimed of it."""
    said = {*shower.description.predicates(thing), *claims.predicates(thing)} - _ELSEWHERE_ON_PAGE
    title = shower.name(thing).text
    for predicate in sorted(said, key=lambda p: (_ORDER.get(p, len(_ORDER)), p.value)):
        terms = _readable(shower, thing, predicate)
        values = [(term, _value(shower, thing, predicate, term)) for term in terms]
        values.sort(key=lambda pair: (is_in_title(title, pair[1].text), pair[1].moment or pair[1].text))
        name = shower.property(predicate)
        yield Fact(name, add_provenance_notes(shower, name, values, claims.telling(thing, predicate)))


def is_in_title(title: str, name: str) -> int:
    """Where a name stands in a title; behind everything when it does not. The parties of ``Gent – Luik`` go by it."""
    place = title.find(name)
    return len(title) if place < 0 else place


def _readable(shower: TermRenderer, thing: NamedNode, predicate: NamedNode) -> list[Term]:
    """The values; of a text in several languages only the one nearest to the reader's."""
    values = shower.description.values(thing, predicate)
    tags = {value.language for value in values if isinstance(value, Literal) and value.language}
    if len(tags) < 2 or predicate == SKOS.altLabel:
        return values
    best = next((tag for tag in (shower.wording.language, SOURCE, *sorted(tags)) if tag in tags), None)
    return [value for value in values if isinstance(value, Literal) and value.language == best]


def _value(shower: TermRenderer, thing: NamedNode, predicate: NamedNode, value: Term) -> RenderedTerm:
    if predicate == RDF.predicate and isinstance(value, NamedNode):
        shown = shower.thing(value)
        return RenderedTerm(shower.property(value), None, shown.href, shown.external)
    if predicate == DCTERMS.language and isinstance(value, NamedNode):
        return _language(shower, thing, value)
    return shower.term(value)


def _language(shower: TermRenderer, thing: NamedNode, language: NamedNode) -> RenderedTerm:
    """The language of a document by its name, which the tag of its title tells."""
    title = shower.description.literal(thing, DCTERMS.title)
    shown = shower.thing(language)
    if title is None or title.language is None:
        return shown
    return replace(shown, text=shower.language_name(title.language))


def _other_names(shower: TermRenderer, thing: NamedNode) -> Iterator[Fact]:
    """The names in other languages than the one in the title."""
    names = shower.description.names(thing)
    title = shower.name(thing).text
    others = [
        AnnotatedValue(RenderedTerm(name, shower.foreign(tag), note=shower.language_name(tag)))
        for tag, name in sorted(names.items())
        if name != title
    ]
    if others and sorted(names) != sorted(DATA_LANGUAGES):
        yield Fact(shower.wording.translate("In other languages"), tuple(others))


def _facts_of_others(shower: TermRenderer, thing: NamedNode) -> Iterator[Fact]:
    for predicate, kind, key in REVERSE:
        found = shower.description.subjects(predicate, thing)
        subjects = [each for each in found if kind in shower.description.things(each, RDF.type)]
        values = sorted((shower.thing(subject) for subject in subjects), key=lambda shown: shown.text)
        if values:
            yield Fact(
                shower.wording.translate(FACT_NAMES[key]), tuple(AnnotatedValue(shown) for shown in values)
            )


@dataclass(frozen=True, slots=True)
class ProvenanceNote:
    """The claims behind a value.

    ``label`` is what a reader sees before opening, ``about`` what those hear it belongs to who listen. Where the claims
    are ``named`` they are about more than one property, so that each has to say which.
    """

    claims: tuple[ShownClaim, ...]
    label: str
    about: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class AnnotatedValue:
    """A value of a fact; ``followed`` is whether it is the register's own, not one that a source sets against it."""

    shown: RenderedTerm
    mark: ProvenanceNote | None = None
    followed: bool = True


class Claims:
    """The claims of a document by what they are about, and which of them a page has told already."""

    def __init__(self, shower: TermRenderer, claims: Iterable[NamedNode]) -> None:
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
        shown = (render_claim(self._shower, claim) for claim in found)
        return sorted(shown, key=lambda claim: (not claim.followed, claim.iri))

    def telling_all(self, subject: NamedNode) -> list[ShownClaim]:
        """The claims about any property of a thing."""
        return [claim for predicate in self.predicates(subject) for claim in self.telling(subject, predicate)]

    def untold(self) -> list[NamedNode]:
        """The claims that the page has not told yet."""
        found = (claim for by in self._about.values() for claims in by.values() for claim in claims)
        return [claim for claim in found if claim not in self._told]


def mark_of(
    shower: TermRenderer, claims: Sequence[ShownClaim], about: str, *, named: bool = False
) -> ProvenanceNote | None:
    """The mark for these claims; ``None`` where there are none."""
    return ProvenanceNote(tuple(claims), _label(shower, claims), about, named) if claims else None


def _label(shower: TermRenderer, claims: Sequence[ShownClaim]) -> str:
    """How many sources; of what rests on none, how we came to it."""
    sources = {passage.source for claim in claims for passage in claim.passages if passage.source}
    if sources:
        return shower.wording.translate_plural(NN_("1 source", "{number} sources"), len(sources))
    modes = (claim.mode.text for claim in claims if claim.mode)
    return next(modes, shower.wording.translate("no source"))


def add_provenance_notes(
    shower: TermRenderer, name: str, values: Sequence[tuple[Term, RenderedTerm]], claims: Sequence[ShownClaim]
) -> tuple[AnnotatedValue, ...]:
    """The values of a fact, each with the claims that say so, and behind them what a source says otherwise.

    A claim that the register follows without its value being just that (the year of a day) belongs to the first value.
    """
    terms = [term for term, _ in values]
    homes: dict[Term | None, list[ShownClaim]] = {}
    for claim in claims:
        known = claim.term in terms or not (claim.followed and terms)
        homes.setdefault(claim.term if known else terms[0], []).append(claim)
    own = [
        AnnotatedValue(shown, mark_of(shower, homes.pop(term, []), f"{name}: {shown.text}"))
        for term, shown in values
    ]
    return (*own, *(_rival(shower, name, said) for said in homes.values()))


def _rival(shower: TermRenderer, name: str, claims: Sequence[ShownClaim]) -> AnnotatedValue:
    """What is claimed and is not among the facts."""
    shown = claims[0].value
    return AnnotatedValue(
        shown, mark_of(shower, claims, f"{name}: {shown.text}"), followed=claims[0].followed
    )
