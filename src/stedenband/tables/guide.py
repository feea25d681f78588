"""The column reference of the staff's guide, generated from the schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stedenband.i18n import translate
from stedenband.schema.field_types import Column
from stedenband.schema.fields import RecordSchema
from stedenband.schema.languages import name_language
from stedenband.schema.register import SCHEMAS
from stedenband.schema.text_types import LocalizedText
from stedenband.tables.messages.columns import CELL_TYPES, COLUMN_MEANINGS, GUIDE_HEADS


def describe_columns(language: str, languages: Sequence[str]) -> str:
    """All tables and their columns in Markdown: a heading and a table of name, cells and meaning for each.

    ``language`` is that of the text, ``languages`` those of the project. Required columns carry an asterisk. The text
    ends with a line break.
    """
    return "\n".join(
        line for schema in SCHEMAS.values() for line in _describe_table(schema, language, languages)
    )


def _describe_table(schema: RecordSchema, language: str, languages: Sequence[str]) -> Iterator[str]:
    heads = (translate(GUIDE_HEADS[key], language) for key in ("column", "cells", "meaning"))
    yield f"### {schema.file}"
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield "| --- | --- | --- |"
    for column in schema.columns(languages):
        name = f"`{column.name}`{' *' if column.required else ''}"
        yield f"| {name} | {describe_cells(column, language)} | {describe_column(column, language)} |"
    for field in schema.fields:
        if isinstance(field.type, LocalizedText) and field.type.any_language:
            cells, meaning = (
                translate(CELL_TYPES[field.type.key], language),
                translate(
                    "Name in another language, with the tag of that language in the heading: "
                    "`label_fr`, `label_de`.",
                    language,
                ),
            )
            yield f"| `{field.name}_…` | {cells} | {meaning} |"
    yield ""


def describe_column(column: Column, language: str) -> str:
    """What a column is for, in a language of the interface. Raises ``KeyError`` for a column without words."""
    own = COLUMN_MEANINGS.get(f"{column.table}.{column.stem}")
    return translate(
        own or COLUMN_MEANINGS[column.stem],
        language,
        in_language=name_language(column.language or "", language),
    )


def describe_cells(column: Column, language: str) -> str:
    """What the cells of a column look like, in a language of the interface."""
    return translate(CELL_TYPES[column.type.key], language, scheme=column.type.scheme)
