"""Tables for spreadsheets: CSV as RFC 4180 has it, safe to open.

The columns of the partnerships table are derived from the schema: the fields of a partnership that are exported, and
those of its partner cities.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from stedenband.model import PartialDate, Texts
from stedenband.ns import Iris
from stedenband.schema import City, Partnership, Register
from stedenband.schema.field_types import FieldType
from stedenband.schema.fields import RecordField, get_schema
from stedenband.schema.link_types import Refs
from stedenband.schema.text_types import Id, LocalizedText

Cell = str | int | Decimal | PartialDate | None

SEPARATOR = "|"
"""Between the items of a list in one cell."""

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def guard_cell(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula (CWE-1236).

    That is a text that begins with ``=``, ``+``, ``-``, ``@`` (or their full-width forms), a tab or a line break, and
    is not a plain number.

    >>> guard_cell("=1+1"), guard_cell("-7.383333"), guard_cell("Gent")
    ("'=1+1", '-7.383333', 'Gent')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, guard: bool = True) -> bytes:
    """A header and rows as CSV: UTF-8 without byte order mark, commas, CRLF, quotes where needed.

    ``None`` is an empty cell. With ``guard`` no cell begins as a formula does; who reads the file with a program
    rather than a spreadsheet and wants every text as it is leaves the guard out.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        cells = ("" if cell is None else str(cell) for cell in row)
        writer.writerow([guard_cell(cell) if guard else cell for cell in cells])
    return file.getvalue().encode()


# == The partnerships table ====================================================


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """One column of the partnerships table: its name, the field it comes from, and what makes its cells.

    ``stem`` is the name without the language. ``is_year`` says that it holds the year of a date, ``of_partners`` that
    it holds one item for each partner. A column without a field is made of several: see its name.
    """

    name: str
    stem: str
    value: Callable[[Partnership, _Places], Cell]
    field: RecordField | None = None
    language: str | None = None
    is_year: bool = False
    of_partners: bool = False


def export_columns(languages: Sequence[str]) -> tuple[ExportColumn, ...]:
    """The columns of the partnerships table of a data set in these languages, in their order."""
    return (
        *_identity_columns(languages),
        *_partner_columns(languages, required=True),
        *_own_columns(),
        *_partner_columns(languages, required=False),
    )


def write_partnerships_csv(
    register: Register, iris: Iris, *, city: str | None = None, guard: bool = True
) -> bytes:
    """One row for each partnership, in the order of the register.

    The ``partner_`` columns say who the other parties are: all but ``city``, the id of the city whose register this
    is, or all but the first party where none is given. Cells about several partners hold one item for each, in the
    same order, with ``|`` between them.
    """
    places = _Places(register, iris, city)
    columns = export_columns(register.languages)
    rows = ([column.value(tie, places) for column in columns] for tie in register.partnerships)
    return write_csv([column.name for column in columns], rows, guard=guard)


class _Places:
    """The cities of a register by id, and what else a cell is worked out from."""

    def __init__(self, register: Register, iris: Iris, home: str | None) -> None:
        self.cities: Mapping[str, City] = {item.id: item for item in register.cities}
        self.register, self.iris, self._home = register, iris, home

    def partners(self, partnership: Partnership) -> list[City]:
        home = self._home if self._home in partnership.parties else partnership.parties[0]
        return [self.cities[party] for party in partnership.parties if party != home]

    def of_partners(self, partnership: Partnership, value: Callable[[City], str | None]) -> str:
        """One item for each partner; nothing at all where none of them has one."""
        items = [value(city) or "" for city in self.partners(partnership)]
        return SEPARATOR.join(items) if any(items) else ""


def _identity_columns(languages: Sequence[str]) -> Iterator[ExportColumn]:
    """What a partnership is called: by id, by IRI, after its parties in each language; then who these are."""
    ids, lists = _exported_fields(Id), _exported_fields(Refs)
    yield from (ExportColumn(field.name, field.name, _value_of(field), field) for field in ids)
    yield ExportColumn("iri", "iri", lambda tie, places: places.iris.thing(f"partnership/{tie.id}").value)
    for tag in languages:
        yield ExportColumn(f"label_{tag}", "label", _name_in(tag), language=tag)
    yield from (ExportColumn(field.name, field.name, _value_of(field), field) for field in lists)


def _exported_fields(kind: type[FieldType]) -> list[RecordField]:
    return [field for field in get_schema(Partnership).fields if field.csv and isinstance(field.type, kind)]


def _own_columns() -> Iterator[ExportColumn]:
    """The other exported fields of a partnership; after its status whether it stands, after a date its year."""
    for field in get_schema(Partnership).fields:
        if field.csv and not isinstance(field.type, Id | Refs):
            yield ExportColumn(field.name, field.name, _value_of(field), field)
        if field.csv and field.year is not None:
            yield ExportColumn(
                f"{field.name}_year", f"{field.name}_year", _year_of(field), field, is_year=True
            )
        if field.tells_standing:
            yield ExportColumn("stands", "stands", lambda tie, places: places.register.standing_of(tie).value)


def _partner_columns(languages: Sequence[str], *, required: bool) -> Iterator[ExportColumn]:
    """The exported fields of the partners: those that every city has, or the others."""
    for field in get_schema(City).fields:
        if not field.partner_csv or field.required is not required:
            continue
        if isinstance(field.type, LocalizedText):
            for tag in languages:
                value = _of_partners(_text_of(field, tag))
                yield ExportColumn(f"partner_{tag}", "partner", value, field, tag, of_partners=True)
        else:
            name = f"partner_{field.name}"
            yield ExportColumn(name, name, _of_partners(_cell_of(field)), field, of_partners=True)


# == Cells =====================================================================

_Value = Callable[[Partnership, _Places], Cell]


def _name_in(tag: str) -> _Value:
    """The names of all parties in one language; empty where one has none."""

    def name(tie: Partnership, places: _Places) -> str:
        names = [places.cities[party].labels.get(tag, "") for party in tie.parties]
        return " – ".join(names) if all(names) else ""

    return name


def _value_of(field: RecordField) -> _Value:
    cell = _cell_of(field)
    return lambda tie, _: cell(tie)


def _year_of(field: RecordField) -> _Value:
    def year(tie: Partnership, _: _Places) -> int | None:
        date: PartialDate | None = getattr(tie, field.attribute)
        return date.year if date else None

    return year


def _of_partners(cell: Callable[[City], str | None]) -> _Value:
    return lambda tie, places: places.of_partners(tie, cell)


def _text_of(field: RecordField, tag: str) -> Callable[[Any], str | None]:
    def text(record: Any) -> str | None:
        words: Texts = getattr(record, field.attribute)
        return words.get(tag)

    return text


def _cell_of(field: RecordField) -> Callable[[Any], str | None]:
    def cell(record: Any) -> str | None:
        value = getattr(record, field.attribute)
        return None if value is None else field.type.export(value)

    return cell
