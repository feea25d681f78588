"""Row: the parsed cells of one row of a table, before they are a record."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from stedenband.model import Origin, PartialDate


@dataclass(slots=True)
class TableRow:
    """The values of the filled cells of one row, by column. ``bad`` are filled in, but with nothing we can use."""

    origin: Origin
    cells: dict[str, object] = field(default_factory=dict)
    bad: set[str] = field(default_factory=set)

    def given(self, name: str) -> bool:
        """Whether anything stands in the cell, good or bad."""
        return name in self.cells or name in self.bad

    def at(self, name: str) -> Origin:
        """Where a cell of this row stands."""
        return self.origin.at(name)

    def text(self, name: str) -> str | None:
        """A text, or ``None`` where the cell is empty."""
        return cast("str | None", self.cells.get(name))

    def date(self, name: str) -> PartialDate | None:
        """A date, or ``None`` where the cell is empty."""
        return cast("PartialDate | None", self.cells.get(name))

    def number(self, name: str) -> int | None:
        """A whole number, or ``None`` where the cell is empty."""
        return cast("int | None", self.cells.get(name))

    def members(self, name: str) -> tuple[str, ...]:
        """The members of a list; none where the cell is empty."""
        return cast("tuple[str, ...]", self.cells.get(name, ()))
