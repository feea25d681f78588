"""A field stands in one module: its name is found there, and nowhere else as the name of a column."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from stedenband.schema import SCHEMAS

ORDINARY_WORDS = frozenset(
    (
        *("about", "city", "code", "country", "date", "description", "end", "evidence"),
        *("file", "id", "kind", "label", "language", "latitude", "level", "longitude"),
        *("mode", "note", "original", "partnership", "phase", "place", "position"),
        *("property", "publisher", "question", "reason", "resulting", "role", "rule", "sha256"),
        *("source", "start", "status", "subject", "title", "url", "value"),
    )
)
"""Names that are also words for other things: keys of JSON, names of concepts, parameters, variables of queries."""

WITH_THE_TEXTS = {"quote", "position", "file", "sha256", "source"}
"""Columns that are checked against the source texts, which the schema does not read: ``tables/quotes.py``."""

SAME_IDENTIFIERS = {"wikidata", "geonames"}
"""Columns by which the catalogue finds the places that ``spatial`` names."""


def constants(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def field_names() -> set[str]:
    return {
        name
        for schema in SCHEMAS.values()
        for field in schema.fields
        for name in (
            field.name,
            field.attribute,
            *(column.name for column in field.type.make_columns(schema.table, field, ("nl", "en"))),
        )
    }


def found_outside(project_root: Path) -> dict[str, set[str]]:
    source = project_root / "src" / "stedenband"
    found: dict[str, set[str]] = {}
    for path in source.rglob("*.py"):
        room = path.relative_to(source).as_posix()
        if not room.startswith("schema/") and "messages" not in room:  # a column's words are beside the words
            for name in field_names().intersection(constants(path)):
                found.setdefault(name, set()).add(room)
    return found


def test_no_field_is_named_outside_the_schema(project_root: Path) -> None:
    found = found_outside(project_root)
    for name in WITH_THE_TEXTS:
        found.get(name, set()).discard("tables/quotes.py")
    for name in SAME_IDENTIFIERS:
        found.get(name, set()).discard("catalogue/dataset_statistics.py")
    assert {name: rooms for name, rooms in found.items() if rooms and name not in ORDINARY_WORDS} == {}


def test_every_exception_is_one(project_root: Path) -> None:
    assert set(found_outside(project_root)) >= ORDINARY_WORDS | WITH_THE_TEXTS | SAME_IDENTIFIERS
