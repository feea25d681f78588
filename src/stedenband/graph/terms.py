"""The small terms that statements are made of."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from stedenband.model import PartialDate, Texts
from stedenband.ns import STB, XSD

Pair = tuple[NamedNode, NamedNode | Literal]
"""Predicate and object of a statement whose subject is known."""


def integer(number: int) -> Literal:
    """An ``xsd:integer``."""
    return Literal(str(number), datatype=XSD.integer)


def decimal(number: Decimal) -> Literal:
    """An ``xsd:decimal`` in canonical form: no exponent, no trailing zeros, at least one digit after the point.

    >>> decimal(Decimal("4")).value, decimal(Decimal("-7.620000")).value
    ('4.0', '-7.62')
    """
    text = f"{number + 0:f}"  # adding nought drops the sign of -0
    whole, _, fraction = text.partition(".")
    return Literal(f"{whole}.{fraction.rstrip('0') or '0'}", datatype=XSD.decimal)


def boolean(value: bool) -> Literal:
    """An ``xsd:boolean``."""
    return Literal("true" if value else "false", datatype=XSD.boolean)


def partial_date(date: PartialDate) -> Literal:
    """``xsd:gYear``, ``xsd:gYearMonth`` or ``xsd:date``: exactly as precise as the source."""
    return Literal(str(date), datatype=XSD[date.datatype])


def texts(predicate: NamedNode, words: Texts) -> Iterator[Pair]:
    """One statement for each language, in the order of the tags."""
    for tag in sorted(words):
        yield predicate, Literal(words[tag], language=tag)


def dated(date: PartialDate | None) -> Iterator[Pair]:
    """``stb:date`` and the year that every engine can compare."""
    if date is not None:
        yield STB.date, partial_date(date)
        yield STB.year, integer(date.year)


def spanning(start: PartialDate | None, end: PartialDate | None) -> Iterator[Pair]:
    """``stb:startDate`` and ``stb:endDate``, each with its year that every engine can compare."""
    if start is not None:
        yield STB.startDate, partial_date(start)
        yield STB.startYear, integer(start.year)
    if end is not None:
        yield STB.endDate, partial_date(end)
        yield STB.endYear, integer(end.year)
