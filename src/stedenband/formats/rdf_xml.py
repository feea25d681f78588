"""RDF/XML (https://www.w3.org/TR/rdf-syntax-grammar/) that every XML parser reads.

Our own writer, because pyoxigraph's (0.5.13) writes characters that XML cannot hold, carriage returns that parsers
turn into line feeds, and empty element names for predicates that end in a digit or a slash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from stedenband.errors import FormatError
from stedenband.formats.order import Subject, SubjectDescription, Value
from stedenband.formats.turtle import PrefixedNames
from stedenband.ns import RDF, XSD

_TYPE, _STRING = RDF.type, XSD.string
_LETTER = "A-Za-z_À-ÖØ-öø-ı"
"""Letters that XML 1.0 lets a name begin with in its fourth edition, which expat keeps to, and in its fifth."""

_LOCAL_NAME = re.compile(rf"[{_LETTER}][{_LETTER}0-9.\-·]*\Z")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SYNTAX = {
    *("RDF", "Description", "ID", "about", "parseType", "resource", "nodeID", "datatype", "li"),
    *("bagID", "aboutEach", "aboutEachPrefix"),
}
"""Names of the rdf: namespace that are grammar, and so cannot stand for a predicate or a class."""


def write_xml_head(names: PrefixedNames) -> str:
    """The beginning of the document, with the namespaces of the names given so far."""
    namespaces = {"rdf": RDF.base, **names.used}
    declared = "".join(f"\n    xmlns:{prefix}={quoteattr(iri)}" for prefix, iri in sorted(namespaces.items()))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF{declared}>\n'


def write_xml_body(descriptions: Iterable[SubjectDescription], names: PrefixedNames) -> Iterator[str]:
    """All of an RDF/XML document but its head, one piece for each subject.

    Raises ``FormatError`` for a text with a character that XML 1.0 does not have (section 2.2), and for a
    predicate whose IRI does not end in an XML name.
    """
    elements = _Elements(names)
    for description in descriptions:
        yield elements.node(description)
    yield "</rdf:RDF>\n"


class _Elements:
    """Elements for subjects and statements."""

    def __init__(self, names: PrefixedNames) -> None:
        self._names = names
        self._tags: dict[NamedNode, tuple[str, str] | None] = {}

    def node(self, description: SubjectDescription) -> str:
        first, *others = description.properties.get(_TYPE, (None,))
        tag = self._tag(first) if isinstance(first, NamedNode) else None
        properties = dict(description.properties)
        if tag:
            properties[_TYPE] = tuple(others)
        name, namespace = tag or ("rdf:Description", "")
        start = f"  <{name}{namespace} {_subject(description.subject)}"
        lines = [
            self._property(predicate, value) for predicate in properties for value in properties[predicate]
        ]
        return "\n".join([start + ">", *lines, f"  </{name}>\n"]) if lines else start + "/>\n"

    def _property(self, predicate: NamedNode, value: Value) -> str:
        tag = self._tag(predicate)
        if tag is None:
            raise _nameless(predicate)
        name, namespace = tag
        if isinstance(value, NamedNode):
            return f"    <{name}{namespace} rdf:resource={_attribute(value.value)}/>"
        if isinstance(value, BlankNode):
            return f"    <{name}{namespace} rdf:nodeID={_attribute(value.value)}/>"
        return f"    <{name}{namespace}{_annotation(value)}>{_text(value.value)}</{name}>"

    def _tag(self, iri: NamedNode) -> tuple[str, str] | None:
        """The element name for an IRI and the declaration it needs, if any; ``None`` where XML has no name for it."""
        if iri not in self._tags:
            self._tags[iri] = self._find_tag(iri.value)
        return self._tags[iri]

    def _find_tag(self, iri: str) -> tuple[str, str] | None:
        parts = _split(iri)
        if parts is None:
            return None
        namespace, local = parts
        short = self._names.short(iri)
        if short and short[1] == local:
            return f"{short[0]}:{local}", ""
        return f"ns:{local}", f" xmlns:ns={_attribute(namespace)}"


def require_writable(quad: Quad) -> None:
    """Raise the ``FormatError`` that writing this statement would raise."""
    if _split(quad.predicate.value) is None:
        raise _nameless(quad.predicate)
    for term in quad:
        if isinstance(term, NamedNode | Literal):
            _checked(term.value)


def _split(iri: str) -> tuple[str, str] | None:
    """The namespace and the local name of an IRI; ``None`` where it does not end in a name that XML takes."""
    match = _LOCAL_NAME.search(iri)
    if not match or match.start() == 0:
        return None
    namespace, local = iri[: match.start()], match[0]
    return None if namespace == RDF.base and local in _SYNTAX else (namespace, local)


def _nameless(predicate: NamedNode) -> FormatError:
    return FormatError(
        f"RDF/XML cannot name the predicate <{predicate.value[:200]}>: it does not end in an XML name"
    )


def _subject(subject: Subject) -> str:
    attribute = "rdf:nodeID" if isinstance(subject, BlankNode) else "rdf:about"
    return f"{attribute}={_attribute(subject.value)}"


def _annotation(literal: Literal) -> str:
    if literal.language:
        return f" xml:lang={_attribute(literal.language)}"
    return "" if literal.datatype == _STRING else f" rdf:datatype={_attribute(literal.datatype.value)}"


def _attribute(value: str) -> str:
    return quoteattr(_checked(value))


def _text(value: str) -> str:
    # A parser reads a bare carriage return as a line feed (XML 1.0, section 2.11).
    text = escape(_checked(value))
    return text.replace("\r", "&#13;") if "\r" in text else text


def _checked(value: str) -> str:
    found = _NOT_XML.search(value)
    if found:
        raise FormatError(
            f"XML cannot hold the character U+{ord(found[0]):04X}, which stands in {value[:80]!r}; "
            "take another format, or mend the text"
        )
    return value
