"""The small pieces that the catalogue's statements are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from stedenband.i18n import translate_all
from stedenband.message import LazyMessage
from stedenband.model import Texts
from stedenband.ns import DCTERMS, RDF, XSD

Value = NamedNode | BlankNode | Literal

Pair = tuple[NamedNode, Value]
"""Predicate and object of a statement whose subject is known."""


def about(subject: NamedNode | BlankNode, *parts: Iterable[Pair]) -> Iterator[Quad]:
    """What the parts say, said of that subject."""
    for part in parts:
        for predicate, value in part:
            yield Quad(subject, predicate, value)


def a(*classes: NamedNode) -> Iterator[Pair]:
    """Of these classes; all of them are named, because harvesters do not infer one from another."""
    for kind in classes:
        yield RDF.type, kind


def link(predicate: NamedNode, *targets: NamedNode | BlankNode | str | None) -> Iterator[Pair]:
    """One statement for each target that there is."""
    for target in targets:
        if target is not None:
            yield predicate, NamedNode(target) if isinstance(target, str) else target


def texts(predicate: NamedNode, words: Texts) -> Iterator[Pair]:
    """One statement for each language."""
    for tag in sorted(words):
        yield predicate, Literal(words[tag], language=tag)


def said(predicate: NamedNode, message: LazyMessage, **values: object) -> Iterator[Pair]:
    """A sentence of ours, in every language of the data that has it."""
    return texts(predicate, translate_all(message, **values))


def text(predicate: NamedNode, value: str | None) -> Iterator[Pair]:
    """A plain string, where there is one."""
    if value is not None:
        yield predicate, Literal(value)


def typed(predicate: NamedNode, value: str | int, datatype: NamedNode) -> Iterator[Pair]:
    """A value of that datatype."""
    yield predicate, Literal(str(value), datatype=datatype)


def day(predicate: NamedNode, iso_day: str | None) -> Iterator[Pair]:
    """An ``xsd:date``, where there is one."""
    if iso_day is not None:
        yield from typed(predicate, iso_day, XSD.date)


def moment(predicate: NamedNode, iso_day: str) -> Iterator[Pair]:
    """An ``xsd:dateTime`` with its zone: the beginning of that day, for what must not be a plain date."""
    return typed(predicate, f"{iso_day}T00:00:00Z", XSD.dateTime)


def identified(subject: NamedNode) -> Iterator[Pair]:
    """``dct:identifier``: the IRI itself, as a string.

    Harvesters take one or the other for the name of a record, so that they must be the same.
    """
    return text(DCTERMS.identifier, subject.value)
