"""One order for every format, so that the same statements give the same bytes whatever order they come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from stedenband.errors import FormatError
from stedenband.ns import DCTERMS, RDF, RDFS, SKOS

Statement = Triple | Quad
Subject = NamedNode | BlankNode
Value = NamedNode | BlankNode | Literal

_FIRST = {RDF.type: 0, RDFS.label: 1, SKOS.prefLabel: 2, SKOS.altLabel: 3, DCTERMS.title: 4}
_REST = 5
_LAST = {DCTERMS.description: 6, SKOS.definition: 7, SKOS.scopeNote: 8, SKOS.note: 9, RDFS.comment: 10}
_RANKS = {**_FIRST, **_LAST}


@dataclass(frozen=True, slots=True)
class SubjectDescription:
    """All that is said of one subject: its predicates in reading order, the values of each sorted, none twice."""

    subject: Subject
    properties: Mapping[NamedNode, tuple[Value, ...]]


def describe_subjects(statements: Iterable[Statement]) -> list[SubjectDescription]:
    """One description for each subject, sorted by subject; named graphs are merged.

    Raises ``FormatError`` for what RDF 1.1 does not have: a triple as a term, a text with a direction.
    """
    subjects: dict[Subject, dict[NamedNode, set[Value]]] = {}
    for statement in statements:
        subject, value = statement.subject, statement.object
        if isinstance(subject, Triple) or isinstance(value, Triple):
            raise FormatError(f"a triple as a term (RDF 1.2) is not written: {statement}")
        properties = subjects.get(subject)
        if properties is None:
            properties = subjects[subject] = {}
        values = properties.get(statement.predicate)
        if values is None:
            values = properties[statement.predicate] = set()
        values.add(value)
    return [_description(subject, subjects[subject]) for subject in sorted(subjects, key=str)]


def describe_sorted_subjects(statements: Iterable[Statement]) -> Iterator[SubjectDescription]:
    """The same as a stream, of statements that come sorted by subject: holds one subject at a time."""
    for _, group in groupby(statements, key=lambda statement: statement.subject):
        yield from describe_subjects(group)


def _description(subject: Subject, properties: Mapping[NamedNode, set[Value]]) -> SubjectDescription:
    in_order = sorted(properties, key=_predicate_key)
    return SubjectDescription(
        subject, {predicate: _in_order(properties[predicate]) for predicate in in_order}
    )


@lru_cache(maxsize=1024)
def _predicate_key(predicate: NamedNode) -> tuple[int, str]:
    return _RANKS.get(predicate, _REST), predicate.value


def _in_order(values: set[Value]) -> tuple[Value, ...]:
    for value in values:
        if isinstance(value, Literal) and value.direction is not None:
            raise FormatError(f"a text with a direction (RDF 1.2) is not written: {value}")
    return tuple(values) if len(values) == 1 else tuple(sorted(values, key=_value_key))


def _value_key(value: Value) -> tuple[bool, str, str, str]:
    """Things before texts, texts by language so that versions of a name stand in a fixed order."""
    if isinstance(value, Literal):
        return True, value.language or "", value.value, value.datatype.value
    return False, "", str(value), ""
