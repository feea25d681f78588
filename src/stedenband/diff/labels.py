"""What things, properties and values are called, in every language of the interface."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from babel import Locale, UnknownLocaleError
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from stedenband.diff.dates import format_date_text
from stedenband.diff.difference import Pair, Value, collect_pairs
from stedenband.diff.messages import KIND_NAMES, MADE_NAMES, PROPERTY_NAMES
from stedenband.i18n import DATA_LANGUAGES, choose_text, translate, translate_all
from stedenband.message import N_
from stedenband.model import Texts
from stedenband.ns import (
    DCTERMS,
    FOAF,
    GEO,
    OWL,
    PROV,
    RDF,
    RDFS,
    SCHEMA,
    SKOS,
    STB,
    XSD,
    shorten_iri,
)
from stedenband.ns import ORG as W3C_ORG

Lookup = Callable[[NamedNode], Sequence[Quad]]
"""What the releases say of a thing: the later one, or the earlier one where the later is silent."""

LONGEST_TEXT = 160
"""Characters of a text that are repeated in a sentence."""

_DATES = frozenset({XSD.gYear, XSD.gYearMonth, XSD.date})

_FOREIGN: Mapping[NamedNode, str] = {
    DCTERMS.description: "description",
    DCTERMS.language: "language",
    DCTERMS.publisher: "publisher",
    DCTERMS.source: "source",
    DCTERMS.title: "title",
    FOAF.page: "page",
    GEO.asWKT: "wkt",
    GEO.hasGeometry: "geometry",
    OWL.sameAs: "same-as",
    PROV.wasAssociatedWith: "decided-by",
    RDF.object: "object",
    RDF.predicate: "predicate",
    RDF.subject: "subject",
    RDF.type: "type",
    RDFS.label: "label",
    RDFS.seeAlso: "see-also",
    SCHEMA.containedInPlace: "contained-in",
    SCHEMA.latitude: "latitude",
    SCHEMA.location: "location",
    SCHEMA.longitude: "longitude",
    SCHEMA.sha256: "sha256",
    SKOS.altLabel: "alt-label",
    SKOS.definition: "definition",
    SKOS.example: "example",
    SKOS.notation: "notation",
    SKOS.note: "note",
    SKOS.prefLabel: "label",
    SKOS.scopeNote: "scope-note",
    W3C_ORG.member: "member",
    W3C_ORG.organization: "organization",
    W3C_ORG.originalOrganization: "original",
    W3C_ORG.resultingOrganization: "resulting",
    W3C_ORG.role: "role",
}
"""Properties of other vocabularies, and the last part of the message keys of their words (``change.property.*``)."""

_NAMES = (RDFS.label, SKOS.prefLabel, DCTERMS.title)

_CLASSES: Mapping[NamedNode, str] = {
    GEO.Geometry: "geometry",
    SCHEMA.AdministrativeArea: "place",
    SKOS.Concept: "concept",
    SKOS.ConceptScheme: "conceptscheme",
}
"""Classes of other vocabularies, and the last part of the message keys of their words (``change.kind.*``)."""


class Labeller:
    """Names things by what the releases say of them; remembers the names it gave."""

    def __init__(self, look: Lookup) -> None:
        self._look = look
        self._known: dict[NamedNode, Texts] = {}

    def thing(self, thing: NamedNode) -> Texts:
        """The name of a thing: its label, one made of what it is about, or its IRI cut short."""
        if thing not in self._known:
            said = collect_pairs(self._look(thing))
            self._known[thing] = (
                _label(said) or self._made(thing, said) or _everywhere(shorten_iri(thing.value))
            )
        return self._known[thing]

    def property(self, predicate: NamedNode) -> Texts:
        """What a property is called."""
        key = _FOREIGN.get(predicate)
        return translate_all(PROPERTY_NAMES[key]) if key else self.thing(predicate)

    def kind(self, said: Iterable[Pair]) -> Texts:
        """What sort of thing is told of, with a capital: the first class that has a name."""
        classes = find_values(said, RDF.type)
        known = (_CLASSES.get(one) for one in classes)
        foreign = next((key for key in known if key), None)
        own = next((one for one in classes if one.value.startswith(STB.base)), None)
        texts = self.thing(own) if own else translate_all(KIND_NAMES[foreign or "thing"])
        return {language: make_capitalized(text) for language, text in texts.items()}

    def value(self, value: Value) -> Texts:
        """A value in a sentence: a thing by its name, a date and yes or no in words, a long text cut short."""
        if isinstance(value, BlankNode):
            return _everywhere(str(value))
        if isinstance(value, NamedNode):
            return self.thing(value)
        if value.datatype in _DATES:
            return {language: format_date_text(value.value, language) for language in DATA_LANGUAGES}
        if value.datatype == XSD.boolean:
            return translate_all(N_("yes") if value.value in ("true", "1") else N_("no"))
        return _everywhere(shorten(value.value))

    def passage(self, claim: Iterable[Pair]) -> tuple[Texts, Texts] | None:
        """The words a claim rests on and the title of their source, in each language its own where it has one."""
        found: dict[str, tuple[str, str]] = {}
        for evidence in find_values(claim, STB.evidence):
            said = collect_pairs(self._look(evidence))
            for quote in (value for predicate, value in said if predicate == STB.quote):
                source = find_values(said, STB.source)
                if isinstance(quote, Literal) and source:
                    language = quote.language or "und"
                    found.setdefault(
                        language, (shorten(quote.value), choose_text(self.thing(source[0]), language))
                    )
        if not found:
            return None
        chosen = {language: found.get(language) or found[min(found)] for language in DATA_LANGUAGES}
        return {lang: words for lang, (words, _) in chosen.items()}, {
            lang: source for lang, (_, source) in chosen.items()
        }

    def _made(self, thing: NamedNode, said: Collection[Pair]) -> Texts:
        """A name for what has none of its own: a claim, a passage, a participation, a position on the map."""
        classes = find_values(said, RDF.type)
        if STB.Claim in classes:
            return self._joined("claim", find_values(said, RDF.predicate), find_values(said, RDF.subject))
        if STB.Participation in classes:
            return self._joined(
                "participation", find_values(said, W3C_ORG.member), find_values(said, W3C_ORG.organization)
            )
        if STB.Evidence in classes:
            sources = find_values(said, STB.source)
            return self._joined("evidence", sources, sources)
        if GEO.Geometry in classes:
            cities = [NamedNode(thing.value.replace("/id/geometry/", "/id/city/"))]
            return self._joined("geometry", cities, cities)
        return {}

    def _joined(self, key: str, first: Sequence[NamedNode], second: Sequence[NamedNode]) -> Texts:
        if not first or not second:
            return {}
        one, other = self.property(first[0]), self.thing(second[0])
        return {
            language: translate(
                MADE_NAMES[key],
                language,
                first=make_capitalized(choose_text(one, language)),
                second=choose_text(other, language),
            )
            for language in DATA_LANGUAGES
        }


def find_values(said: Iterable[Pair], predicate: NamedNode) -> list[NamedNode]:
    """The things that a property names, sorted."""
    found = {value for name, value in said if name == predicate and isinstance(value, NamedNode)}
    return sorted(found, key=lambda thing: thing.value)


def _label(said: Collection[Pair]) -> Texts:
    for predicate in _NAMES:
        texts = {
            value.language or "und": value.value
            for name, value in sorted(said, key=str)
            if name == predicate and isinstance(value, Literal)
        }
        if texts:
            return {language: choose_text(texts, language) for language in DATA_LANGUAGES}
    return {}


def _everywhere(text: str) -> Texts:
    return dict.fromkeys(DATA_LANGUAGES, text)


def shorten(text: str) -> str:
    """A text on one line, of at most ``LONGEST_TEXT`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_TEXT else line[: LONGEST_TEXT - 1].rstrip() + "…"


def make_capitalized(text: str) -> str:
    """A text with a capital in front."""
    return text[:1].upper() + text[1:]


def name_language(tag: str, language: str) -> str:
    """A language by its name: ``Japans``; the tag where it has none."""
    try:
        names = Locale.parse(language).languages
        return str(names.get(tag.replace("-", "_"), names.get(tag.split("-")[0], tag)))
    except (UnknownLocaleError, ValueError):
        return tag
