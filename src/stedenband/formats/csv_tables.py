"""Tables for spreadsheets: CSV as RFC 4180 has it, safe to open."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from stedenband.model import PartialDate
from stedenband.ns import WD, Iris
from stedenband.schema import City, Country, Partnership, Register

Cell = str | int | Decimal | PartialDate | None

SEPARATOR = "|"
"""Between the items of a list in one cell."""

_FORMULA = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?")


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula (CWE-1236).

    That is a text that begins with ``=``, ``+``, ``-``, ``@`` (or their full-width forms), a tab or a line break, and
    is not a plain number.

    >>> guarded("=1+1"), guarded("-7.383333"), guarded("Gent")
    ("'=1+1", '-7.383333', 'Gent')
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def table_csv(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, guard: bool = True) -> bytes:
    """A header and rows as CSV: UTF-8 without byte order mark, commas, CRLF, quotes where needed.

    ``None`` is an empty cell. With ``guard`` no cell begins as a formula does; who reads the file with a program
    rather than a spreadsheet and wants every text as it is leaves the guard out.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        cells = ("" if cell is None else str(cell) for cell in row)
        writer.writerow([guarded(cell) if guard else cell for cell in cells])
    return file.getvalue().encode()


def partnerships_csv(register: Register, iris: Iris, *, city: str | None = None, guard: bool = True) -> bytes:
    """One row for each partnership, in the order of the register.

    The ``partner_`` columns say who the other parties are: all but ``city``, the id of the city whose register this
    is, or all but the first party where none is given. Cells about several partners hold one item for each, in the
    same order, with ``|`` between them.
    """
    places = _Places(register, iris, city)
    rows = (
        [value(partnership, places) for value in _COLUMNS.values()] for partnership in register.partnerships
    )
    return table_csv(list(_COLUMNS), rows, guard=guard)


class _Places:
    """The cities and countries of a register by id, and what else a cell is worked out from."""

    def __init__(self, register: Register, iris: Iris, home: str | None) -> None:
        self.cities: Mapping[str, City] = {item.id: item for item in register.cities}
        self.countries: Mapping[str, Country] = {item.id: item for item in register.countries}
        self.register, self.iris, self._home = register, iris, home

    def labels(self, cities: Iterable[str], language: str) -> list[str]:
        return [self.cities[city].labels[language] for city in cities]

    def partners(self, partnership: Partnership) -> list[City]:
        home = self._home if self._home in partnership.parties else partnership.parties[0]
        return [self.cities[party] for party in partnership.parties if party != home]

    def of_partners(self, partnership: Partnership, value: Callable[[City], object]) -> str:
        """One item for each partner; nothing at all where none of them has one."""
        items = ["" if (item := value(city)) is None else str(item) for city in self.partners(partnership)]
        return SEPARATOR.join(items) if any(items) else ""


Column = Callable[[Partnership, _Places], Cell]


def _of_partners(value: Callable[[City, _Places], object]) -> Column:
    return lambda partnership, places: places.of_partners(partnership, lambda city: value(city, places))


def _plain(degrees: Decimal | None) -> str | None:
    """A decimal without exponent."""
    return None if degrees is None else f"{degrees:f}"


_COLUMNS: Mapping[str, Column] = {
    "id": lambda p, _: p.id,
    "iri": lambda p, places: places.iris.thing(f"partnership/{p.id}").value,
    "label_nl": lambda p, places: " – ".join(places.labels(p.parties, "nl")),
    "label_en": lambda p, places: " – ".join(places.labels(p.parties, "en")),
    "parties": lambda p, _: SEPARATOR.join(p.parties),
    "partner_id": _of_partners(lambda city, _: city.id),
    "partner_nl": _of_partners(lambda city, _: city.labels["nl"]),
    "partner_en": _of_partners(lambda city, _: city.labels["en"]),
    "partner_country": _of_partners(lambda city, places: places.countries[city.country].code),
    "kind": lambda p, _: p.kind,
    "level": lambda p, _: p.level,
    "status": lambda p, _: p.status,
    "stands": lambda p, places: places.register.standing_of(p).value,
    "start": lambda p, _: p.start,
    "start_year": lambda p, _: p.start and p.start.year,
    "end": lambda p, _: p.end,
    "end_year": lambda p, _: p.end and p.end.year,
    "phase": lambda p, _: p.phase,
    "continues": lambda p, _: p.continues,
    "partner_wikidata": _of_partners(lambda city, _: city.wikidata and WD + city.wikidata),
    "partner_latitude": _of_partners(lambda city, _: _plain(city.latitude)),
    "partner_longitude": _of_partners(lambda city, _: _plain(city.longitude)),
}
"""What each column of the partnerships table holds."""

PARTNERSHIP_COLUMNS = tuple(_COLUMNS)
