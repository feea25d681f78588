"""A table file as rows of cells, one at a time, however big the file.

What is wrong with the file as a text (its bytes, its quotation marks, its lines) is told here; what the cells say
is not looked at.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NoReturn

from stedenband.model import Origin
from stedenband.schema.faults import Fault
from stedenband.schema.field_types import Column
from stedenband.tables.characters import CELL_CHARACTERS
from stedenband.tables.faults import Faults
from stedenband.tables.files import MIB, DigestingFile

LINE_CHARACTERS = MIB
"""Longest line that is read; a longer one is no table."""

_CHUNK = 256 * 1024
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class UnreadableTableError(Exception):
    """The rest of this file cannot be read; what is wrong with it has been told."""


@dataclass(slots=True)
class RawTable:
    """The rows of one file; ``number`` is that of the row read last, as a spreadsheet shows it."""

    file: str
    stream: io.TextIOWrapper
    columns: tuple[Column, ...]
    faults: Faults
    number: int = 0
    delimiter: str = ","

    def rows(self) -> Iterator[list[str]]:
        """Every row with anything in it, the header first. Raises ``UnreadableTableError``."""
        lines = self._lines()
        first = next(lines, None)
        if first is None:
            self._stop("empty-file", row=None)
        self.delimiter = self._choose_delimiter(first)
        started = False
        reader = csv.reader(chain((first,), lines), delimiter=self.delimiter, strict=True)
        while True:
            line = reader.line_num
            try:
                cells = next(reader)
            except StopIteration:
                break
            except csv.Error as error:
                self._complain(str(error), reader.line_num - line)
                if not started:  # without a header nothing after it can be read
                    raise UnreadableTableError from None
                continue
            self.number += 1
            if any(cells) and not "".join(cells).isspace():
                started = True
                yield cells
        if not started:
            self._stop("empty-file", row=None)

    def _lines(self) -> Iterator[str]:
        """The lines of the file from the first that says something; blank ones before it are counted."""
        started = False
        while line := self.stream.readline(LINE_CHARACTERS):
            if len(line) == LINE_CHARACTERS and line[-1] not in "\r\n":
                self._stop("line-too-long", row=self.number + 1, limit=LINE_CHARACTERS)
            if started or line.strip(" \t\r\n,;"):
                started = True
                yield line
            else:
                self.number += 1

    def _choose_delimiter(self, header: str) -> str:
        """The delimiter that finds most columns we know in the header, else most cells."""
        known = {column.name for column in self.columns}

        def fitness(delimiter: str) -> tuple[int, int]:
            cells = [cell.strip().strip('"').strip().lower() for cell in header.split(delimiter)]
            return len(known.intersection(cells)), len(cells)

        best = max(",;\t|", key=fitness)
        if best in ",;":
            return best
        if fitness(best)[0] > 1:
            self._stop("wrong-delimiter", row=self.number + 1)
        return ","

    def _complain(self, error: str, lines: int) -> None:
        """Tell of a row that cannot be taken apart; the next one is read where it can be found."""
        self.number += 1
        if "expected after" in error:
            self.faults.add(Fault("bad-quotes", Origin(self.file, self.number)))
        elif "field larger" in error and lines == 1:
            values = {"limit": CELL_CHARACTERS}
            self.faults.add(Fault("cell-too-long", Origin(self.file, self.number), values=values))
        else:  # everything after the quotation mark was swallowed
            self._stop("unclosed-quote", row=self.number)

    def _stop(self, code: str, *, row: int | None, **values: object) -> NoReturn:
        self.faults.add(Fault(code, Origin(self.file, row), values=values))
        raise UnreadableTableError


def refuse_other_formats(start: bytes, file: str, faults: Faults) -> None:
    """Refuse a spreadsheet by another name, or text in UTF-16. Raises ``UnreadableTableError`` for these."""
    if start.startswith(_SPREADSHEETS):
        faults.add(Fault("spreadsheet-file", Origin(file)))
        raise UnreadableTableError
    if start.startswith(_UTF16):
        values = {"byte": f"0x{start[0]:02X}", "offset": 0, "guess": "UTF-16"}
        faults.add(Fault("wrong-encoding", Origin(file, 1), values=values))
        raise UnreadableTableError


def find_odd_byte(path: Path) -> int:
    """How many bytes come before the first one that is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    before = 0
    with DigestingFile(path) as file:
        while block := file.read(_CHUNK):
            held = len(decoder.getstate()[0])
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return before - held + error.start
            before += len(block)
    return before - len(decoder.getstate()[0])
