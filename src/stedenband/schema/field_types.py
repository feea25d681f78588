"""The base of the types of fields, and the columns and RDF terms that a type makes of a field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from stedenband.model import Origin
from stedenband.schema.cells import Parser
from stedenband.schema.references import Known
from stedenband.schema.terms import Term

if TYPE_CHECKING:
    from stedenband.schema.fields import RecordField
    from stedenband.schema.lookup import Lookup

Cells = Mapping[str, object]
"""The parsed values of the filled cells of one row, by column."""


class Record(Protocol):
    """What all records have: an id, and the row they came from, which takes no part in comparison."""

    @property
    def id(self) -> str: ...

    @property
    def origin(self) -> Origin: ...


class Part(NamedTuple):
    """One value of a field in RDF, with the columns of its row and the cells of other rows that it rests on."""

    term: Term
    columns: tuple[str, ...]
    others: tuple[Origin, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one table. A required column must be there, and every row must fill it in.

    ``stem`` is the name without the language tag; ``language`` is that tag, or ``None``.
    """

    table: str
    name: str
    type: FieldType
    required: bool
    stem: str
    language: str | None = None
    self_reference: bool = False
    """Whether its cells name other rows of the same table."""


@dataclass(frozen=True, slots=True)
class FieldType:
    """Base of the types of fields: how cells are parsed, and how a value is written in RDF and in a cell.

    ``key`` names the words that describe the cells to staff (``type.date``). ``sort`` is what the value is in
    JSON-LD: the local name of a datatype, ``link`` or ``words``.
    """

    @property
    def key(self) -> str:
        raise NotImplementedError

    @property
    def sort(self) -> str:
        return "string"

    @property
    def exact(self) -> bool:
        """Whether cells are kept byte for byte: neither stripped nor normalized, for they quote a source."""
        return False

    @property
    def many(self) -> bool:
        """Whether one cell holds several values."""
        return False

    @property
    def scheme(self) -> str | None:
        """The code list that the cells come from."""
        return None

    @property
    def word(self) -> str | None:
        """What the cells refer to: the word of another table's records."""
        return None

    @property
    def item(self) -> FieldType:
        """The type of one value, where a cell holds several."""
        return self

    def parse(self, text: str) -> Any:
        """The value of a cell, as far as it can be told without other tables. Raises ``BadCellError``."""
        return text

    def make_parser(self, known: Known) -> Parser:
        """The parser of cells that also checks references against what is known by now."""
        return self.parse

    def make_columns(self, table: str, field: RecordField, languages: Sequence[str]) -> Iterator[Column]:
        """The columns of a field, for a project with these languages."""
        yield Column(table, field.name, self, field.required, field.name)

    def make_column(self, table: str, field: RecordField, name: str, *, any_language: bool) -> Column | None:
        """The column of that name beside the listed ones: where the field, or the caller, takes any language."""
        return None

    def collect(self, cells: Cells, name: str) -> object | None:
        """The value of a field from the cells of its row; ``None`` where they are empty."""
        return cells.get(name)

    def format(self, value: Any) -> str:
        """The value as the text of a cell."""
        return str(value)

    def export(self, value: Any) -> str:
        """The value as text in a table for readers elsewhere."""
        return self.format(value)

    def make_term(self, value: Any, lookup: Lookup) -> Term:
        """One value in RDF."""
        raise NotImplementedError

    def make_parts(self, field: RecordField, value: Any, record: Record, lookup: Lookup) -> Iterator[Part]:
        """Every value of the field in RDF, with the cells it rests on."""
        yield Part(self.make_term(value, lookup), (field.name,))

    def merge(self, one: Any, other: Any) -> Any:
        """The value that two records of one thing have together, where they do not contradict each other."""
        return other if one is None else one

    def compare(self, name: str, one: Any, other: Any) -> Iterator[tuple[str, str, str]]:
        """Column and both cell texts, wherever two records of one thing contradict each other."""
        if one is not None and other is not None and one != other:
            yield name, self.format(one), self.format(other)
