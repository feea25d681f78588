"""One table file: its rows as records, every fault told where it stands."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from stedenband.model import Origin, Severity
from stedenband.ns import SLUG
from stedenband.schema.cells import BadCellError, parse_id
from stedenband.schema.faults import Fault
from stedenband.schema.field_types import Column
from stedenband.schema.fields import RecordSchema, Rule
from stedenband.schema.references import Known
from stedenband.schema.register import AnyRecord
from stedenband.schema.rows import TableRow
from stedenband.tables.characters import is_plain
from stedenband.tables.cleaning import Cleaner
from stedenband.tables.faults import Faults
from stedenband.tables.files import DigestingFile, UnreadableError
from stedenband.tables.header import OTHER_DELIMITER, locate_columns
from stedenband.tables.rows import RawTable, UnreadableTableError, refuse_other_formats

_SHOWN_OF_RING = 8


class _CellReader:
    """A column as it stands in one file; its own fields, for they are asked for at every cell."""

    __slots__ = ("exact", "index", "name", "required", "value")

    def __init__(self, index: int, column: Column, known: Known) -> None:
        self.index, self.name = index, column.name
        self.exact, self.required = column.type.exact, column.required
        # A cell that names a row of its own table is read as an id: that row may still come.
        self.value = parse_id if column.self_reference else column.type.make_parser(known)


class Table:
    """Reads one table file as a stream: of what has gone by, only the ids and what they name are kept."""

    def __init__(
        self,
        schema: RecordSchema,
        path: Path,
        languages: tuple[str, ...],
        known: Known,
        faults: Faults,
        *more: Rule,
    ) -> None:
        self.file, self._path = path.name, path
        self.digest: str | None = None
        self._known, self._faults = known, faults
        self._schema, self._languages = schema, languages
        self._columns = schema.columns(languages)
        self._word = schema.word
        self._ids = known.of(self._word)
        self._rules = (*schema.rules, *more)
        self._cleaner = Cleaner(path, faults)
        own = (column.name for column in self._columns if column.self_reference)
        self._links: dict[str, dict[str, tuple[str, int]]] = {name: {} for name in own}

    def records(self) -> Iterator[AnyRecord]:
        """The record of every row without a fault, in the order of the file.

        When the stream has ended ``digest`` is the SHA-256 of the file, if it could be read.
        """
        try:
            with DigestingFile(self._path) as raw:
                yield from self._records(raw)
                self.digest = raw.digest()
        except UnreadableError as error:
            self._known.unread.add(self._word)
            self._tell(Fault(error.code, Origin(self.file), values=error.values))

    def _records(self, raw: DigestingFile) -> Iterator[AnyRecord]:
        buffered = io.BufferedReader(raw)
        stream = io.TextIOWrapper(buffered, encoding="utf-8-sig", errors="surrogateescape", newline="")
        source = RawTable(self.file, stream, self._columns, self._faults)
        try:
            refuse_other_formats(buffered.peek(4)[:4], self.file, self._faults)
            yield from self._rows(source)
        except UnreadableTableError:
            self._known.unread.add(self._word)
        finally:  # leaves the file itself open: its digest is still to be taken
            stream.detach()
            buffered.detach()
        self._check_links()

    def _rows(self, source: RawTable) -> Iterator[AnyRecord]:
        rows = source.rows()
        cells = next(rows)
        header = self._cleaner.row(source.number, cells, {})
        origin = Origin(self.file, source.number)
        columns = locate_columns(header, self._columns, self._column, origin, source.delimiter, self._faults)
        # Without a required column no row is a record; its other cells are still looked at.
        whole = not any(column.required and column not in columns.values() for column in self._columns)
        if not whole:
            self._known.unread.add(self._word)
        width = 1 + max(index for index, name in enumerate(header) if name.strip())
        readers = [_CellReader(index, column, self._known) for index, column in columns.items()]
        for cells in rows:
            if not is_plain("".join(cells)):
                cells = self._cleaner.row(source.number, cells, columns)
            if len(cells) != width and self._is_ragged(source, cells, width):
                continue
            row = self._row(source.number, cells, readers)
            if row is not None and whole:
                yield self._schema.build(row)

    def _column(self, name: str) -> Column | None:
        return self._schema.column(name, self._languages)

    def _is_ragged(self, source: RawTable, cells: list[str], width: int) -> bool:
        """Whether a row has too few or too many cells; empty ones at the end do no harm."""
        if len(cells) >= width and not any(cell.strip() for cell in cells[width:]):
            return False
        at = Origin(self.file, source.number)
        if len(cells) == 1 < width and OTHER_DELIMITER[source.delimiter] in cells[0]:
            self._tell(Fault("mixed-delimiter", at, cells[0], {"delimiter": source.delimiter}))
        else:
            remedy = "too-few-cells" if len(cells) < width else "too-many-cells"
            values = {"cells": len(cells), "columns": width}
            self._tell(Fault("ragged-row", at, values=values, remedy=remedy))
        # Cells shift to the right of the mistake, so the id is mostly sound; naming it is then no second fault.
        self._ids.setdefault(cells[0].strip(), source.number)
        if not SLUG.match(cells[0].strip()):
            self._known.unread.add(self._word)
        return True

    # == A row =================================================================

    def _row(self, number: int, cells: list[str], readers: list[_CellReader]) -> TableRow | None:
        """What the cells of a row say, or ``None`` when anything in it is wrong."""
        row = TableRow(Origin(self.file, number))
        good = True
        for reads in readers:
            name = reads.name
            cell = cells[reads.index]
            plain = cell.strip()
            if plain:
                try:
                    row.cells[name] = reads.value(cell if reads.exact else plain)
                except BadCellError as bad:
                    row.bad.add(name)
                    good = self._tell_bad(row.at(name), bad)
            elif reads.required:
                good = self._tell(Fault("missing-value", row.at(name)))
        good = self._remember(row) and good
        faults = [fault for rule in self._rules for fault in rule(row, self._known)]
        for fault in faults:
            good = self._tell(fault) and good
        return row if good else None

    def _tell_bad(self, at: Origin, bad: BadCellError) -> bool:
        if at.column == self._columns[0].name:  # what names the row by this bad id is not wrong a second time
            for name in (bad.found, bad.found.lower()):
                self._ids.setdefault(name, at.row or 0)
        fault = Fault(bad.code, at, bad.found, bad.values, bad.known, bad.suggestion)
        return self._tell(fault)

    def _remember(self, row: TableRow) -> bool:
        """Note the id of a row, and what it names in its own table; tells of an id that was there before."""
        name = self._schema.name_of(row.cells)
        if name is None:
            return True
        number = row.origin.row or 0
        earlier = self._ids.setdefault(name, number)
        if earlier != number:
            column = self._columns[0].name
            return self._tell(Fault("duplicate-id", row.at(column), name, {"earlier": earlier}))
        for column, links in self._links.items():
            if named := row.text(column):
                links[name] = (named, number)
        return True

    # == Rows that name each other =============================================

    def _check_links(self) -> None:
        for column, links in self._links.items():
            for named, number in links.values():
                if not self._known.has(self._word, named):
                    at = Origin(self.file, number, column)
                    self._tell(Fault(f"unknown-{self._word}", at, named, known=self._ids))
            self._check_rings(column, links)

    def _check_rings(self, column: str, links: Mapping[str, tuple[str, int]]) -> None:
        for ring in find_loops({name: named for name, (named, _) in links.items()}):
            named, number = links[ring[0]]
            shown = (*ring, ring[0]) if len(ring) < _SHOWN_OF_RING else (*ring[:_SHOWN_OF_RING], "…")
            at = Origin(self.file, number, column)
            self._tell(Fault("ring", at, named, {"ring": " → ".join(shown)}))

    def _tell(self, fault: Fault) -> bool:
        """Add a fault; says whether the row it stands in can still be used."""
        self._faults.add(fault)
        return fault.severity is not Severity.VIOLATION


def find_loops(links: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """The rings in which things lead back to themselves, each once, from its first member in the order of ``links``.

    >>> list(find_loops({"a": "b", "b": "a", "c": "a"}))
    [('a', 'b')]
    """
    settled: set[str] = set()
    for start in links:
        path: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in settled and here not in path:
            path[here] = None
            here = links.get(here)
        if here is not None and here in path:
            members = list(path)
            yield tuple(members[members.index(here) :])
        settled.update(path)
