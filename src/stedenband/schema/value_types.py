"""Types of fields that hold a date, a number or a truth value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from stedenband.model import PartialDate
from stedenband.schema import cells, terms
from stedenband.schema.field_types import FieldType
from stedenband.schema.terms import Term
from stedenband.schema.text_types import Line

if TYPE_CHECKING:
    from stedenband.schema.lookup import Lookup


@dataclass(frozen=True, slots=True)
class Date(FieldType):
    """A year, a month or a day, as precise as its source."""

    @property
    def key(self) -> str:
        return "date"

    @property
    def sort(self) -> str:
        return "date"

    def parse(self, text: str) -> PartialDate:
        return cells.parse_date(text)

    def make_term(self, value: PartialDate, lookup: Lookup) -> Term:
        return terms.make_partial_date(value)


@dataclass(frozen=True, slots=True)
class Day(Line):
    """A whole day, as text."""

    @property
    def key(self) -> str:
        return "day"

    def parse(self, text: str) -> str:
        return cells.parse_day(text)


@dataclass(frozen=True, slots=True)
class Count(FieldType):
    """A number of characters, from 0."""

    @property
    def key(self) -> str:
        return "position"

    @property
    def sort(self) -> str:
        return "integer"

    def parse(self, text: str) -> int:
        return cells.parse_count(text)

    def make_term(self, value: int, lookup: Lookup) -> Term:
        return terms.make_integer(value)


@dataclass(frozen=True, slots=True)
class Degrees(FieldType):
    """Decimal degrees between plus and minus ``limit``."""

    name: str
    limit: int

    @property
    def key(self) -> str:
        return self.name

    @property
    def sort(self) -> str:
        return "decimal"

    def parse(self, text: str) -> Decimal:
        return cells.parse_degrees(text, limit=self.limit)

    def format(self, value: Decimal) -> str:
        return f"{value:f}"  # without exponent

    def make_term(self, value: Decimal, lookup: Lookup) -> Term:
        return terms.make_decimal(value)


@dataclass(frozen=True, slots=True)
class Boolean(FieldType):
    """Yes or no."""

    @property
    def key(self) -> str:
        return "boolean"

    @property
    def sort(self) -> str:
        return "boolean"

    def parse(self, text: str) -> bool:
        return cells.parse_boolean(text)

    def make_term(self, value: bool, lookup: Lookup) -> Term:
        return terms.make_boolean(value)
