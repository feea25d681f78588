"""The triples of one document, looked up by subject and predicate, always in the same order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad, Triple

from stedenband.model import Texts
from stedenband.ns import DCTERMS, RDF, RDFS, SKOS

Row = Mapping[str, str]
"""The values of one solution by variable: IRIs and literals as their text."""

Term = NamedNode | Literal

_NAMING = (RDFS.label, SKOS.prefLabel, DCTERMS.title)


class ResourceDescription:
    """What a document says, of its own thing and of those around it."""

    def __init__(self, statements: Iterable[Quad | Triple]) -> None:
        self._forward: dict[NamedNode, dict[NamedNode, list[Term]]] = {}
        self._backward: dict[NamedNode, dict[NamedNode, list[NamedNode]]] = {}
        self._names: dict[NamedNode, Texts] = {}
        told = {_order(statement): statement for statement in _plain(statements)}
        for key in sorted(told):
            subject, predicate, value = told[key]
            self._forward.setdefault(subject, {}).setdefault(predicate, []).append(value)
            if isinstance(value, NamedNode):
                self._backward.setdefault(value, {}).setdefault(predicate, []).append(subject)

    def describes(self, thing: NamedNode) -> bool:
        """Whether anything is said of the thing itself."""
        return thing in self._forward

    def described(self) -> list[NamedNode]:
        """Everything that something is said of."""
        return list(self._forward)

    def predicates(self, subject: NamedNode) -> list[NamedNode]:
        """The predicates of a subject."""
        return list(self._forward.get(subject, {}))

    def values(self, subject: NamedNode, predicate: NamedNode) -> list[Term]:
        """All objects of a subject and predicate."""
        return self._forward.get(subject, {}).get(predicate, [])

    def things(self, subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
        """The objects that are IRIs."""
        return [value for value in self.values(subject, predicate) if isinstance(value, NamedNode)]

    def thing(self, subject: NamedNode, predicate: NamedNode) -> NamedNode | None:
        """The first object that is an IRI."""
        return next(iter(self.things(subject, predicate)), None)

    def literal(self, subject: NamedNode, predicate: NamedNode) -> Literal | None:
        """The first object that is a literal."""
        values = self.values(subject, predicate)
        return next((value for value in values if isinstance(value, Literal)), None)

    def text(self, subject: NamedNode, predicate: NamedNode) -> str:
        """The first literal's text, empty when there is none; to sort by."""
        literal = self.literal(subject, predicate)
        return literal.value if literal else ""

    def texts(self, subject: NamedNode, predicate: NamedNode) -> Texts:
        """One text for each language; ``und`` for one without a tag."""
        values = (value for value in self.values(subject, predicate) if isinstance(value, Literal))
        return {value.language or "und": value.value for value in values}

    def subjects(self, predicate: NamedNode, value: NamedNode) -> list[NamedNode]:
        """Who says that predicate of that thing."""
        return self._backward.get(value, {}).get(predicate, [])

    def of_class(self, kind: NamedNode) -> list[NamedNode]:
        """Every thing of a class."""
        return self.subjects(RDF.type, kind)

    def links(self, subject: NamedNode, value: NamedNode) -> list[NamedNode]:
        """The predicates that lead from one thing to another."""
        return [
            predicate for predicate in self.predicates(subject) if value in self.values(subject, predicate)
        ]

    def names(self, thing: NamedNode) -> Texts:
        """The thing's label in every language there is."""
        known = self._names.get(thing)
        if known is None:
            found = (self.texts(thing, predicate) for predicate in _NAMING)
            known = self._names[thing] = next((texts for texts in found if texts), {})
        return known


def _plain(statements: Iterable[Quad | Triple]) -> Iterator[tuple[NamedNode, NamedNode, Term]]:
    """Subject, predicate, object of what our pages can show: no blank nodes, no quoted triples."""
    for statement in statements:
        subject, value = statement.subject, statement.object
        if isinstance(subject, NamedNode) and isinstance(value, NamedNode | Literal):
            yield subject, statement.predicate, value


def _order(statement: tuple[NamedNode, NamedNode, Term]) -> tuple[str, str, str]:
    subject, predicate, value = statement
    return subject.value, predicate.value, str(value)
