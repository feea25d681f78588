"""How a term of the graph is shown to a reader: its words, their language, and where it links to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from babel import Locale, UnknownLocaleError
from pyoxigraph import Literal, NamedNode

from stedenband.i18n import SOURCE
from stedenband.message import N_, LazyMessage
from stedenband.model import Texts
from stedenband.ns import (
    EU_COUNTRY,
    EU_LANGUAGE,
    GEO,
    GEONAMES,
    ORG,
    RDF,
    SKOS,
    STB,
    WD,
    XSD,
    Iris,
    shorten_iri,
)
from stedenband.schema.register import order_terms
from stedenband.web.addresses import get_local_path, is_link
from stedenband.web.render.description import ResourceDescription, Term
from stedenband.web.render.ontology import VocabularyFile
from stedenband.web.render.property_labels import PROPERTY_LABELS
from stedenband.web.render.wording import Wording

_DATES = frozenset({XSD.gYear.value, XSD.gYearMonth.value, XSD.date.value})

ELSEWHERE = (
    (WD, "Wikidata"),
    (GEONAMES, "GeoNames"),
    (EU_COUNTRY, "EU Vocabularies"),
    (EU_LANGUAGE, "EU Vocabularies"),
)
"""Whose identifiers we link to, and the name readers know them by."""

_MADE_NAMES: dict[NamedNode, tuple[LazyMessage, tuple[NamedNode, ...]]] = {
    STB.Claim: (N_("{first}: {second}"), (RDF.predicate, RDF.subject)),
    STB.Evidence: (N_("Passage from “{first}”"), (STB.source,)),
    STB.Participation: (N_("{first} in {second}"), (ORG.member, ORG.organization)),
}
"""How a thing without a name is called: a message key, and the properties whose values stand in it."""


@dataclass(frozen=True, slots=True)
class RenderedTerm:
    """Words on a page: their language where it is not the page's, a link, a machine-readable date, a note in ours."""

    text: str
    language: str | None = None
    href: str | None = None
    external: bool = False
    moment: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class TermRenderer:
    """Shows the terms of one document to one reader."""

    description: ResourceDescription
    wording: Wording
    iris: Iris
    vocabulary: VocabularyFile
    _names: dict[NamedNode, RenderedTerm] = field(default_factory=dict, init=False, repr=False, compare=False)
    _things: dict[NamedNode, RenderedTerm] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _properties: dict[NamedNode, str] = field(default_factory=dict, init=False, repr=False, compare=False)
    """What was found before: a page calls the same things again and again."""

    def term(self, term: Term) -> RenderedTerm:
        """Any value."""
        return self.literal(term) if isinstance(term, Literal) else self.thing(term)

    def literal(self, literal: Literal) -> RenderedTerm:
        """A literal: dates and yes or no in the reader's words, the rest as it stands."""
        datatype = literal.datatype.value
        if datatype in _DATES:
            return RenderedTerm(self.wording.date(literal.value), moment=literal.value)
        if datatype == XSD.boolean.value:
            return RenderedTerm(
                self.wording.translate(N_("yes") if literal.value in ("true", "1") else N_("no"))
            )
        return RenderedTerm(literal.value, self.foreign(literal.language))

    def foreign(self, language: str | None) -> str | None:
        """The language tag, where it is not that of the page."""
        return None if language in (None, "und", self.wording.language) else language

    def thing(self, thing: NamedNode) -> RenderedTerm:
        """A thing by its name, with a link where a reader can go."""
        if thing not in self._things:
            self._things[thing] = self._thing(thing)
        return self._things[thing]

    def _thing(self, thing: NamedNode) -> RenderedTerm:
        path = get_local_path(thing.value, self.iris)
        name = self.name(thing)
        if path is not None:
            return RenderedTerm(name.text, name.language, self.wording.href(path))
        external = is_link(thing.value)
        return RenderedTerm(name.text, name.language, thing.value if external else None, external)

    def name(self, thing: NamedNode) -> RenderedTerm:
        """The thing's name in the language nearest to the reader's."""
        if thing not in self._names:
            self._names[thing] = self._name(thing)
        return self._names[thing]

    def _name(self, thing: NamedNode) -> RenderedTerm:
        names = self.description.names(thing) or self.vocabulary.label(thing)
        if names:
            return self.best(names)
        return RenderedTerm(self._described(thing) or _short_name(thing.value, self.iris))

    def _described(self, thing: NamedNode) -> str:
        """A name made of what a nameless thing is about (``Begin: Gent – Kanazawa``), empty where nothing is known."""
        for kind in self.description.things(thing, RDF.type):
            message, predicates = _MADE_NAMES.get(kind, (None, ()))
            parts = [self.description.thing(thing, predicate) for predicate in predicates]
            if message is not None and None not in parts:
                names = [self.property(part) if part else "" for part in parts]
                return self.wording.translate(message, first=names[0], second=names[-1])
        for city in self.description.subjects(GEO.hasGeometry, thing):
            return self.wording.translate("Location of {first}", first=self.name(city).text)
        return ""

    def best(self, texts: Texts) -> RenderedTerm:
        """The text in the reader's language, else English, else any, with its language."""
        for tag in (self.wording.language, SOURCE, "und", *sorted(texts)):
            if tag in texts:
                return RenderedTerm(texts[tag], self.foreign(tag))
        return RenderedTerm("")

    def property(self, predicate: NamedNode) -> str:
        """What a property is called, with a capital; a thing that is no property by its name."""
        if predicate not in self._properties:
            self._properties[predicate] = self._property(predicate)
        return self._properties[predicate]

    def _property(self, predicate: NamedNode) -> str:
        own = self.vocabulary.label(predicate)
        if own:
            name = self.best(own).text
        elif predicate in PROPERTY_LABELS:
            name = self.wording.translate(PROPERTY_LABELS[predicate])
        else:
            name = self.name(predicate).text
        return name[:1].upper() + name[1:]

    def kind(self, thing: NamedNode) -> str:
        """What sort of thing it is: the label of its first class that has one."""
        labels = (self.vocabulary.label(kind) for kind in self.description.things(thing, RDF.type))
        return next((self.best(label).text for label in labels if label), "")

    def language_name(self, tag: str) -> str:
        """A language by its name in the reader's language: ``Japans``; the tag where it has none."""
        try:
            names = Locale.parse(self.wording.language).languages
            return str(names.get(tag.replace("-", "_"), names.get(tag.split("-")[0], tag)))
        except (UnknownLocaleError, ValueError):
            return tag


def show_iri(iri: str, iris: Iris, address: Callable[[str], str]) -> RenderedTerm:
    """An IRI by itself, short, with a link where a reader can go; ``address`` makes that of a path of ours."""
    path = get_local_path(iri, iris)
    if path is not None:
        return RenderedTerm(_short_name(iri, iris), href=address(path))
    return RenderedTerm(_short_name(iri, iris), href=iri if is_link(iri) else None, external=is_link(iri))


def _short_name(iri: str, iris: Iris) -> str:
    """A readable stand-in for a thing without a label: ``Wikidata Q1296``, ``org:member``, the bare address."""
    for start, name in ELSEWHERE:
        if iri.startswith(start):
            return f"{name} {iri.removeprefix(start).strip('/')}"
    if iri.startswith(f"{iris.base}id/"):
        return iri.removeprefix(f"{iris.base}id/")
    return shorten_iri(iri)


_OF_CODES = (SKOS.definition, SKOS.scopeNote, SKOS.inScheme)
"""Properties that codes have and records have not."""


def _order_facts() -> tuple[NamedNode, ...]:
    order = order_terms()
    status = order.index(STB.status) + 1
    return (*order[:status], STB.stands, *order[status:], *_OF_CODES)


FACT_ORDER = _order_facts()
"""The order of facts on pages: that of the fields of the tables; what is not in it follows, by its IRI."""
