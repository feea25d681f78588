"""The JSON-LD context: one table of keys, from which both the context and every JSON-LD body are made.

A key is the local name of its property. Where one property has values of several sorts, each sort has its own key:

- dates as precise as their source: ``startDate`` to the day, ``startDateYearMonth`` to the month,
  ``startDateYear`` to the year (and ``startYear`` is always there, as a number to compare); the object of a claim
  is ``object`` when it is a thing, ``objectDate`` and so on when it is a date;
- a key that ends in ``Link`` holds an IRI where the plain key holds words (``publisher``, ``publisherLink``);
- ``sourceText`` and ``sourceLink`` are dcterms:source, because ``source`` is our own: the document that bears a claim.

Whole numbers and booleans are JSON's own. Decimals are strings: a JSON number with a point becomes a floating-point
number in RDF. Links that may be many are always lists.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Any

from pyoxigraph import NamedNode

from stedenband.ns import (
    DCAT,
    DCTERMS,
    FOAF,
    GEO,
    OWL,
    PROV,
    RDFS,
    SCHEMA,
    SKOS,
    STB,
    VANN,
    VOCABULARY,
    VOID,
    XSD,
    Vocabulary,
)
from stedenband.schema import SCHEMAS

CONTEXT_IRI = VOCABULARY + "context/v1.jsonld"
"""Address of the context. What stands there does not change; a change that breaks a reader is a ``v2``."""


class Sort(StrEnum):
    """What a key holds: a datatype's IRI, or one of the three that are not a datatype."""

    LINK = "link"
    WORDS = "words"
    TEXT = XSD.string.value
    INTEGER = XSD.integer.value
    DECIMAL = XSD.decimal.value
    BOOLEAN = XSD.boolean.value
    DATE = XSD.date.value
    YEAR_MONTH = XSD.gYearMonth.value
    YEAR = XSD.gYear.value
    WKT = GEO.wktLiteral.value
    ADDRESS = XSD.anyURI.value


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the context: the property it stands for and the sort of its values; ``many`` makes it a list."""

    name: str
    predicate: NamedNode
    sort: Sort
    many: bool = False

    @property
    def definition(self) -> dict[str, Any]:
        """The term definition of JSON-LD 1.1 (section 9.15.1)."""
        parts: dict[str, Any] = {"@id": self.predicate.value}
        if self.sort is Sort.WORDS:
            parts["@container"] = ["@language", "@set"] if self.many else "@language"
            return parts
        if self.sort is not Sort.TEXT:
            parts["@type"] = "@id" if self.sort is Sort.LINK else self.sort.value
        if self.many:
            parts["@container"] = "@set"
        return parts


_ALIASES = {"id": "@id", "type": "@type", "included": "@included", "none": "@none"}

_DATES = {Sort.DATE: "", Sort.YEAR_MONTH: "YearMonth", Sort.YEAR: "Year"}
"""How precise a date is, and what its key ends in."""


def _keys(
    vocabulary: Vocabulary, names: str, sort: Sort, *, many: bool = False, ending: str = ""
) -> Iterator[Key]:
    for name in names.split():
        yield Key(name + ending, vocabulary[name], sort, many)


def _dates(predicate: NamedNode, name: str) -> Iterator[Key]:
    for sort, ending in _DATES.items():
        yield Key(name + ending, predicate, sort)


def _local_name(term: NamedNode) -> str:
    return term.value[max(term.value.rfind("#"), term.value.rfind("/")) + 1 :]


_SORTS: Mapping[str, Sort] = {
    "link": Sort.LINK,
    "words": Sort.WORDS,
    **{_local_name(NamedNode(sort.value)): sort for sort in Sort if ":" in sort.value},
}


def _records() -> Iterator[Key]:
    """The properties of the records of all tables, from the schema."""
    for schema in SCHEMAS.values():
        for term in schema.said_terms():
            name = term.key or _local_name(term.predicate)
            if term.sort == "date":
                yield from _dates(term.predicate, name)
            else:
                yield Key(name, term.predicate, _SORTS[term.sort], term.many)


def _descriptions() -> Iterator[Key]:
    yield from _keys(DCTERMS, "source publisher", Sort.LINK, ending="Link")
    yield from _keys(SKOS, "definition scopeNote", Sort.WORDS)
    yield from _keys(SKOS, "example", Sort.WORDS, many=True)
    yield from _keys(RDFS, "comment", Sort.WORDS)


def _code_lists() -> Iterator[Key]:
    yield from _keys(STB, "stands", Sort.LINK)
    yield from _keys(SKOS, "inScheme topConceptOf broader", Sort.LINK)
    yield from _keys(SKOS, "hasTopConcept relatedMatch exactMatch closeMatch", Sort.LINK, many=True)


def _ontology() -> Iterator[Key]:
    yield from _keys(RDFS, "isDefinedBy domain range", Sort.LINK)
    yield from _keys(RDFS, "subClassOf subPropertyOf seeAlso", Sort.LINK, many=True)
    yield from _keys(OWL, "inverseOf", Sort.LINK)
    yield from _keys(OWL, "propertyDisjointWith", Sort.LINK, many=True)
    yield from _keys(OWL, "versionIRI", Sort.LINK)
    yield from _keys(OWL, "versionInfo", Sort.TEXT)
    yield from _keys(OWL, "deprecated", Sort.BOOLEAN)
    yield from _keys(DCTERMS, "license conformsTo isPartOf hasPart replaces", Sort.LINK)
    yield from _keys(DCTERMS, "created issued modified", Sort.DATE)
    yield from _keys(DCTERMS, "creator identifier", Sort.TEXT)
    yield from _keys(DCTERMS, "bibliographicCitation", Sort.WORDS)
    yield from _keys(FOAF, "name", Sort.WORDS)
    yield from _keys(FOAF, "homepage", Sort.LINK)
    yield from _keys(DCTERMS, "creator", Sort.LINK, ending="Link")
    yield from _keys(FOAF, "primaryTopic", Sort.LINK)
    yield from _keys(VOID, "inDataset", Sort.LINK)
    yield from _keys(DCAT, "version", Sort.TEXT)
    yield from _keys(PROV, "wasDerivedFrom", Sort.LINK)
    yield from _keys(VANN, "preferredNamespacePrefix preferredNamespaceUri", Sort.TEXT)


_CLASSES = (
    *(STB[name] for name in STB if name[0].isupper()),
    SCHEMA.AdministrativeArea,
    GEO.Geometry,
    FOAF.Document,
    SKOS.Concept,
    SKOS.ConceptScheme,
    OWL.Ontology,
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.FunctionalProperty,
    OWL.SymmetricProperty,
)


@cache
def list_keys() -> tuple[Key, ...]:
    """Every key, in the order in which a body has them."""
    groups = (_records, _descriptions, _code_lists, _ontology)
    found: dict[str, Key] = {}
    for key in (key for group in groups for key in group()):
        known = found.setdefault(key.name, key)
        found[key.name] = replace(known, many=known.many or key.many)
    return tuple(found.values())


@cache
def list_classes() -> Mapping[NamedNode, str]:
    """Short names of classes, for ``type``."""
    return {item: _local_name(item) for item in _CLASSES}


def make_context() -> dict[str, Any]:
    """The value of ``@context``: JSON-LD 1.1, every IRI in full."""
    return {
        "@version": 1.1,
        **_ALIASES,
        **{name: item.value for item, name in list_classes().items()},
        **{key.name: key.definition for key in list_keys()},
    }


def select_context(words: Collection[str]) -> dict[str, Any]:
    """The part of the context that explains these keys and types, in the order of the whole."""
    return {name: meaning for name, meaning in make_context().items() if name == "@version" or name in words}


def write_context() -> bytes:
    """The document that stands at ``CONTEXT_IRI``; the same bytes every time."""
    return json.dumps({"@context": make_context()}, ensure_ascii=False, indent=2).encode() + b"\n"
