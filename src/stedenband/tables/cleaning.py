"""Telling of odd characters in the cells of one file, and taking them out so that the rest can be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from stedenband.model import Origin, Severity
from stedenband.schema.faults import Fault
from stedenband.schema.field_types import Column
from stedenband.tables.characters import OddText, as_windows_1252, clean_text, find_non_utf8
from stedenband.tables.faults import Faults
from stedenband.tables.rows import find_odd_byte


class Cleaner:
    """Cleans the rows of one file that are not plain."""

    def __init__(self, path: Path, faults: Faults) -> None:
        self._path, self._faults = path, faults
        self._encoding_told = False

    def row(self, number: int, cells: Sequence[str], columns: Mapping[int, Column]) -> list[str]:
        """The cells of a row as they are read on. ``columns`` goes by their place in the row."""
        return [self._cell(number, columns.get(index), cell) for index, cell in enumerate(cells)]

    def _cell(self, number: int, column: Column | None, cell: str) -> str:
        origin = Origin(self._path.name, number, column.name if column else None)
        byte = find_non_utf8(cell)
        if byte is not None:
            self._tell_encoding(origin, byte, cell)
            cell = as_windows_1252(cell)
        text, odd = clean_text(cell, exact=column is not None and column.type.exact)
        for what in odd:
            self._faults.add(_fault(what, origin))
        return text

    def _tell_encoding(self, origin: Origin, byte: int, cell: str) -> None:
        """Tell once for a file that it is not UTF-8: every accented letter in it will be wrong."""
        if self._encoding_told:
            return
        self._encoding_told = True
        values = {
            "byte": f"0x{byte:02X}",
            "offset": find_odd_byte(self._path),
            "guess": as_windows_1252(cell).strip(),
        }
        self._faults.add(Fault("wrong-encoding", origin, values=values))


def _fault(odd: OddText, origin: Origin) -> Fault:
    severity = Severity.WARNING if odd.code == "mojibake" else Severity.VIOLATION
    return Fault(odd.code, origin, odd.found, odd.values, suggestion=odd.suggestion, severity=severity)
