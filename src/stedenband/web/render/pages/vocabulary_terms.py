"""The terms of the vocabulary, told to one reader: definition, hierarchy, what is asked of them, and their kin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.ns import DCTERMS, OWL, RDF, RDFS, SCHEMES, SKOS, Iris, mint_scheme, shorten_iri
from stedenband.store import NamedQuery
from stedenband.web.messages.vocabulary import TERM_FACTS, TERM_NOTES, TERM_RELATIONS, TERM_TRAITS
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.ontology import RELATIONS, Cardinality, PropertyConstraint, VocabularyFile
from stedenband.web.render.pages.vocabulary_uses import Use, get_local_name, is_term
from stedenband.web.render.terms import RenderedTerm, TermRenderer, show_iri
from stedenband.web.render.wording import Wording

GROUPS = (
    ("classes", OWL.Class),
    ("object-properties", OWL.ObjectProperty),
    ("datatype-properties", OWL.DatatypeProperty),
)
"""The groups in which the terms are listed: the id of the section, and what the terms in it are."""

TRAITS = {
    OWL.FunctionalProperty: "functional",
    OWL.InverseFunctionalProperty: "inverse-functional",
    OWL.SymmetricProperty: "symmetric",
    OWL.AsymmetricProperty: "asymmetric",
    OWL.TransitiveProperty: "transitive",
    OWL.IrreflexiveProperty: "irreflexive",
}
"""What may be said of a property as such, with the last part of a message key."""

_LISTS = {mint_scheme(name): f"list-{name}" for name in SCHEMES}
"""Where the code lists stand on the page."""

_NOTES = ((SKOS.example, "example"), (SKOS.scopeNote, "note"))


@dataclass(frozen=True, slots=True)
class TermText:
    """A name and a definition in one language; ``language`` is its tag where it is not that of the page."""

    label: str
    definition: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class UseRow:
    """A property of a class as a table shows it."""

    name: RenderedTerm
    code: str
    values: tuple[RenderedTerm, ...]
    count: str
    advised: bool
    required: bool


@dataclass(frozen=True, slots=True)
class DemandRow:
    """What a shape asks, and of what: of the things of some classes, or wherever some properties stand."""

    on: tuple[RenderedTerm, ...]
    when_present: bool
    count: str
    required: bool
    message: RenderedTerm


@dataclass(frozen=True, slots=True)
class Alignment:
    """How a term of ours relates to one of somebody else's, in words and by the property that says it."""

    term: RenderedTerm
    relation: str
    code: str
    other: RenderedTerm


@dataclass(frozen=True, slots=True)
class TermEntry:
    """One term as the page shows it."""

    name: str
    own: TermText
    others: tuple[TermText, ...]
    deprecated: bool
    notes: tuple[tuple[str, RenderedTerm], ...]
    facts: tuple[tuple[str, tuple[RenderedTerm, ...]], ...]
    traits: tuple[str, ...]
    properties: tuple[UseRow, ...]
    demands: tuple[DemandRow, ...]
    alignments: tuple[Alignment, ...]
    questions: tuple[RenderedTerm, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of the vocabulary, told to one reader.

    ``demands``, ``uses`` and ``questions`` are those of the program; an earlier version has none.
    """

    file: VocabularyFile
    wording: Wording
    iris: Iris
    demands: Sequence[PropertyConstraint] = ()
    uses: Sequence[Use] = ()
    questions: Mapping[str, Sequence[NamedQuery]] | None = None

    @property
    def description(self) -> ResourceDescription:
        """What the vocabulary says of itself."""
        return self.file.description

    @property
    def shower(self) -> TermRenderer:
        """Shows single values to the reader."""
        return TermRenderer(self.file.everything, self.wording, self.iris, self.file)

    def of_kind(self, kind: NamedNode) -> list[TermEntry]:
        """The terms of a group by name; a class stands below what it is a kind of."""
        mine = sorted(filter(is_term, self.description.of_class(kind)), key=lambda term: term.value)
        return [self.entry(term) for term in _descending(mine, self.description)]

    def entry(self, term: NamedNode) -> TermEntry:
        """All there is to tell of one term."""
        own, *others = self.told(term, SKOS.definition)
        return TermEntry(
            name=get_local_name(term),
            own=own,
            others=tuple(others),
            deprecated=self.description.text(term, OWL.deprecated) == "true",
            notes=tuple(self._notes(term)),
            facts=tuple(self._facts(term)),
            traits=tuple(self._traits(term)),
            properties=tuple(self.use_row(use) for use in self.uses if use.on == term),
            demands=tuple(self._demand(each) for each in self.demands if each.path == term),
            alignments=tuple(self.alignments(term)),
            questions=self._questions(term),
        )

    def told(self, thing: NamedNode, defining: NamedNode) -> list[TermText]:
        """Name and definition in the reader's language, then in the other languages of the interface."""
        names, definitions = self.file.everything.names(thing), self.file.everything.texts(thing, defining)
        name, ours = self.shower.best(names), self.wording.language
        own = TermText(name.text, self.shower.best(definitions).text, name.language)
        others = (tag for tag in INTERFACE_LANGUAGES if tag in names and tag not in (ours, name.language))
        return [own, *(TermText(names[tag], definitions.get(tag, ""), tag) for tag in others)]

    def show(self, term: NamedNode) -> RenderedTerm:
        """A term by its name: one of ours leads to its place on the page, another to where it is at home."""
        if is_term(term):
            return self._here(term, get_local_name(term))
        if term in _LISTS:
            return self._here(term, _LISTS[term])
        return show_iri(term.value, self.iris, self.wording.address)

    def use_row(self, use: Use) -> UseRow:
        """A property of a class."""
        name, place = self.shower.property(use.path), self.show(use.path)
        return UseRow(
            RenderedTerm(name, href=place.href, external=place.external),
            shorten_iri(use.path.value),
            tuple(self.show(value) for value in use.values),
            count_in_words(use.count, self.wording),
            use.count.advised,
            use.count.least > 0,
        )

    def alignments(self, term: NamedNode) -> Iterator[Alignment]:
        """How a term relates to those of others, the nearest relation first."""
        told = ResourceDescription(quad for quad in self.file.alignments if quad.subject == term)
        for predicate, key in RELATIONS.items():
            for other in told.things(term, predicate):
                relation = self.wording.translate(TERM_RELATIONS[key])
                code = shorten_iri(predicate.value)
                yield Alignment(
                    self.show(term), relation, code, show_iri(other.value, self.iris, self.wording.address)
                )

    def _here(self, term: NamedNode, anchor: str) -> RenderedTerm:
        name = self.shower.best(self.file.everything.names(term))
        return RenderedTerm(name.text, name.language, f"#{anchor}")

    def _notes(self, term: NamedNode) -> Iterator[tuple[str, RenderedTerm]]:
        for predicate, key in _NOTES:
            texts = self.description.texts(term, predicate)
            if texts:
                yield self.wording.translate(TERM_NOTES[key]), self.shower.best(texts)

    def _facts(self, term: NamedNode) -> Iterator[tuple[str, tuple[RenderedTerm, ...]]]:
        """Where the term stands among the others."""
        of, to = self.description.things, self.description.subjects
        for key, found in (
            ("super-class", of(term, RDFS.subClassOf)),
            ("sub-class", to(RDFS.subClassOf, term)),
            ("super-property", of(term, RDFS.subPropertyOf)),
            ("sub-property", to(RDFS.subPropertyOf, term)),
            ("disjoint", [*of(term, OWL.disjointWith), *to(OWL.disjointWith, term)]),
            ("disjoint", [*of(term, OWL.propertyDisjointWith), *to(OWL.propertyDisjointWith, term)]),
            ("domain", of(term, RDFS.domain)),
            ("range", of(term, RDFS.range)),
            ("inverse", [*of(term, OWL.inverseOf), *to(OWL.inverseOf, term)]),
            ("lists", of(term, RDFS.seeAlso)),
            ("replaced", of(term, DCTERMS.isReplacedBy)),
        ):
            if found:
                yield self.wording.translate(TERM_FACTS[key]), tuple(self.show(each) for each in found)

    def _traits(self, term: NamedNode) -> Iterator[str]:
        kinds = self.description.things(term, RDF.type)
        return (self.wording.translate(TERM_TRAITS[key]) for kind, key in TRAITS.items() if kind in kinds)

    def _demand(self, demand: PropertyConstraint) -> DemandRow:
        return DemandRow(
            tuple(self.show(each) for each in demand.classes or demand.having),
            not demand.classes,
            count_in_words(Cardinality(demand.least, demand.most, advised=False), self.wording),
            demand.required,
            self.shower.best(demand.message),
        )

    def _questions(self, term: NamedNode) -> tuple[RenderedTerm, ...]:
        asked = (self.questions or {}).get(get_local_name(term), ())
        return tuple(
            RenderedTerm(
                self.wording.choose_text(each.title), href=self.wording.href(f"/queries/{each.name}")
            )
            for each in asked
        )


def count_in_words(count: Cardinality, wording: Wording) -> str:
    """How many: ``precies één``, ``2 of meer``; empty where nothing is said."""
    match count.least, count.most:
        case 0, None:
            return ""
        case 1, 1:
            return wording.translate("exactly one")
        case 0, 1:
            return wording.translate("at most one")
        case least, None:
            return wording.translate("{least} or more", least=least)
        case least, most:
            return wording.translate("{least} to {most}", least=least, most=most)


def count_in_signs(count: Cardinality) -> str:
    """How many, as diagrams of classes write it.

    >>> [count_in_signs(Cardinality(*each, False)) for each in ((1, 1), (0, 1), (2, None), (0, None))]
    ['1', '0..1', '2..*', '*']
    """
    if count.least == count.most:
        return str(count.least)
    most = "*" if count.most is None else count.most
    return f"{count.least}..{most}" if count.least or count.most else "*"


def _descending(terms: Iterable[NamedNode], description: ResourceDescription) -> Iterator[NamedNode]:
    """The terms, each followed by its sub-classes."""
    known = list(terms)
    below = {
        term: [sub for sub in description.subjects(RDFS.subClassOf, term) if sub in known] for term in known
    }
    roots = [term for term in known if not any(term in subs for subs in below.values())]
    seen: set[NamedNode] = set()

    def walk(term: NamedNode) -> Iterator[NamedNode]:
        if term not in seen:
            seen.add(term)
            yield term
            for sub in below[term]:
                yield from walk(sub)

    for term in [*roots, *known]:
        yield from walk(term)
