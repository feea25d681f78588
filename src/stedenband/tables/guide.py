"""The column reference of the staff's guide, generated from the schema."""

from __future__ import annotations

from collections.abc import Iterator

from stedenband.tables.columns import COLUMNS, Column
from stedenband.words import say


def column_reference(language: str) -> str:
    """All tables and their columns in Markdown: a heading and a table of name, cells and meaning for each.

    Required columns carry an asterisk. The text ends with a line break.
    """
    return "\n".join(line for table, columns in COLUMNS.items() for line in _table(table, columns, language))


def _table(table: str, columns: tuple[Column, ...], language: str) -> Iterator[str]:
    heads = (say(f"guide.{key}", language) for key in ("column", "cells", "meaning"))
    yield f"### {table}.csv"
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield "| --- | --- | --- |"
    for column in columns:
        name = f"`{column.name}`{' *' if column.required else ''}"
        yield f"| {name} | {column.type_description[language]} | {column.description[language]} |"
    yield ""
