"""Literals of the data: how numbers, booleans and dates are written in RDF."""

from __future__ import annotations

from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from stedenband.model import PartialDate
from stedenband.ns import XSD

Term = NamedNode | Literal
"""What may be the object of a statement: there are no blank nodes in the data."""


def make_integer(number: int) -> Literal:
    """An ``xsd:integer``."""
    return Literal(str(number), datatype=XSD.integer)


def make_decimal(number: Decimal) -> Literal:
    """An ``xsd:decimal`` in canonical form: no exponent, no trailing zeros, at least one digit after the point.

    >>> make_decimal(Decimal("4")).value, make_decimal(Decimal("-7.620000")).value
    ('4.0', '-7.62')
    """
    text = f"{number + 0:f}"  # adding nought drops the sign of -0
    whole, _, fraction = text.partition(".")
    return Literal(f"{whole}.{fraction.rstrip('0') or '0'}", datatype=XSD.decimal)


def make_boolean(value: bool) -> Literal:
    """An ``xsd:boolean``."""
    return Literal("true" if value else "false", datatype=XSD.boolean)


def make_partial_date(date: PartialDate) -> Literal:
    """``xsd:gYear``, ``xsd:gYearMonth`` or ``xsd:date``: exactly as precise as the source."""
    return Literal(str(date), datatype=XSD[date.datatype])
