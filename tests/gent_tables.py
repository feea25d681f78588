"""Ghent's tables, read plainly with the csv module, for tests that must not lean on the program they test."""

from __future__ import annotations

import csv
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "data" / "gent"

Row = dict[str, str]


def rows(name: str) -> list[Row]:
    """The rows of ``data/gent/{name}.csv``, in order, every cell as it is written."""
    return read(FOLDER / f"{name}.csv")


def read(path: Path) -> list[Row]:
    """The rows of one comma-separated file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def by_id(name: str, key: str = "id") -> dict[str, Row]:
    """The rows of one table by their id."""
    return {row[key]: row for row in rows(name)}


def parts(cell: str) -> list[str]:
    """The members of a cell that holds a list."""
    return [part.strip() for part in cell.split("|") if part.strip()]
