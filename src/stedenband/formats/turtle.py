"""Turtle serializer: Turtle and TriG as a person would write them (https://www.w3.org/TR/turtle/).

A blank line between subjects, ``a`` first, then names, then the rest, notes last; the closing dot on its own line,
so that one more statement changes one line. pyoxigraph's writer keeps the order it is given and has no such layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from stedenband.formats.order import Subject, SubjectDescription, Value
from stedenband.ns import RDF, XSD

GraphName = NamedNode | BlankNode | DefaultGraph

LINE = 100
"""A list of values that is longer, in characters, is written one value to a line."""

_REMEMBERED = 100_000
"""Short names kept for the next time; a large dump has millions, each used once or twice."""

_TYPE, _STRING = RDF.type, XSD.string
_LOCAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*")
_BARE = {
    XSD.integer: re.compile(r"[+-]?[0-9]+"),
    XSD.decimal: re.compile(r"[+-]?[0-9]*\.[0-9]+"),
    XSD.boolean: re.compile(r"true|false"),
}


class PrefixedNames:
    """Short names for terms under a table of prefixes; it remembers which prefixes were used.

    A local name that Turtle would want escaped (``/``, ``.``) is not shortened: the IRI in full reads better.
    ``relative`` gives the IRIs that are written relative to the address of the document, and how.
    """

    def __init__(
        self, prefixes: Mapping[str, str], relative: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._prefixes = prefixes
        self._by_namespace = {space: prefix for prefix, space in sorted(prefixes.items(), reverse=True)}
        self._names = {iri: f"<{reference}>" for iri, reference in relative.items()}
        self._used: set[str] = set()

    def iri(self, iri: str) -> str:
        """``stb:City`` or ``<https://…>``."""
        return self._names.get(iri) or self._named(iri)

    def short(self, iri: str) -> tuple[str, str] | None:
        """Prefix and local name, or ``None`` for an IRI that is written in full."""
        end = max(iri.rfind("#"), iri.rfind("/")) + 1
        prefix = self._by_namespace.get(iri[:end])
        if prefix is None or not _LOCAL.fullmatch(iri, end):
            return None
        self._used.add(prefix)
        return prefix, iri[end:]

    def term(self, term: Subject | Value) -> str:
        """A term as Turtle writes it."""
        if isinstance(term, NamedNode):
            return self.iri(term.value)
        if isinstance(term, BlankNode) or term.language:
            return str(term)
        datatype = term.datatype
        if datatype == _STRING:
            return str(term)
        bare = _BARE.get(datatype)
        if bare and bare.fullmatch(term.value):
            return term.value
        return f"{Literal(term.value)}^^{self.iri(datatype.value)}"

    @property
    def used(self) -> dict[str, str]:
        """The prefixes of all names given so far, sorted."""
        return {prefix: self._prefixes[prefix] for prefix in sorted(self._used)}

    def _named(self, iri: str) -> str:
        parts = self.short(iri)
        name = f"{parts[0]}:{parts[1]}" if parts else f"<{iri}>"
        if len(self._names) < _REMEMBERED:
            self._names[iri] = name
        return name


def write_turtle_head(names: PrefixedNames) -> str:
    """The ``@prefix`` lines for the names given so far, and the blank line after them."""
    lines = [f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in names.used.items()]
    return "".join([*lines, "\n"] if lines else [])


def write_turtle_body(descriptions: Iterable[SubjectDescription], names: PrefixedNames) -> Iterator[str]:
    """All of a Turtle document but its head: one piece for each subject."""
    between = ""
    for description in descriptions:
        yield between + write_block(description, names)
        between = "\n"


def write_trig_body(
    graphs: Mapping[GraphName, Iterable[SubjectDescription]], names: PrefixedNames
) -> Iterator[str]:
    """All of a TriG document but its head, which is that of Turtle: one piece for each graph."""
    between = ""
    for graph, descriptions in graphs.items():
        if isinstance(graph, DefaultGraph):
            yield between + "".join(write_turtle_body(descriptions, names))
        else:
            blocks = "\n".join(write_block(item, names, "    ") for item in descriptions)
            yield f"{between}{names.term(graph)} {{\n{blocks}}}\n"
        between = "\n"


def write_block(description: SubjectDescription, names: PrefixedNames, indent: str = "") -> str:
    """One subject with all that is said of it, ending in a dot on a line of its own."""
    lines = [indent + names.term(description.subject)]
    lines += [
        f"{indent}    {_property(predicate, values, names, indent)} ;"
        for predicate, values in description.properties.items()
    ]
    return "\n".join([*lines, indent + ".\n"])


def _property(predicate: NamedNode, values: Iterable[Value], names: PrefixedNames, indent: str) -> str:
    verb = "a" if predicate == _TYPE else names.iri(predicate.value)
    written = [names.term(value) for value in values]
    line = f"{verb} {' , '.join(written)}"
    if len(written) == 1 or len(line) <= LINE:
        return line
    return f"{verb}\n{indent}        " + f" ,\n{indent}        ".join(written)
