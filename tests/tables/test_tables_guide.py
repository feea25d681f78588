"""The staff's guide says what the reader does."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest

from sample_data import CODES
from stedenband.schema import SCHEMAS
from stedenband.schema.register import CLAIMABLE
from stedenband.tables.guide import describe_cells, describe_column, describe_columns
from stedenband.tables.messages.columns import CELL_TYPES, COLUMN_MEANINGS

GUIDES = {"en": "tables.md", "nl": "tabellen.md"}
INTERFACE_LANGUAGES = ("nl", "en")
COLUMNS = [column for schema in SCHEMAS.values() for column in schema.columns(INTERFACE_LANGUAGES)]
BEGIN, END = "<!-- columns: generated -->\n\n", "\n<!-- end of columns -->"


@pytest.mark.parametrize("language", GUIDES)
def test_the_column_reference_is_the_generated_one(project_root: Path, language: str) -> None:
    text = (project_root / "docs" / GUIDES[language]).read_text(encoding="utf-8")
    _, found, rest = text.partition(BEGIN)
    assert found
    assert rest.partition(END)[0] == describe_columns(language, INTERFACE_LANGUAGES)


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_names_every_code_of_every_list(project_root: Path, language: str) -> None:
    text = (project_root / "docs" / GUIDES[language]).read_text(encoding="utf-8")
    lists = dict(re.findall(r"^\| `([a-z]+)` \| (.*) \|$", text, re.MULTILINE))
    named = {scheme: set(re.findall(r"`([a-z-]+)`", lists[scheme])) for scheme in CODES}
    assert named == CODES


def test_every_column_and_type_has_words() -> None:
    for column in COLUMNS:
        assert describe_column(column, "nl") != describe_column(column, "en")
        assert describe_cells(column, "nl")


def test_no_words_are_left_over() -> None:
    """A description that no column uses is of a column that is gone."""
    used = set()
    for column in COLUMNS:
        own = f"{column.table}.{column.stem}"
        used.add(own if own in COLUMN_MEANINGS else column.stem)
    assert set(COLUMN_MEANINGS) - used == {"label_other"}
    assert set(CELL_TYPES) == {column.type.key for column in COLUMNS}


@pytest.mark.parametrize(
    "name",
    ["tables.faults", "tables.characters", "tables.table", "schema.cells", "schema.languages"],
)
def test_examples_in_docstrings_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"stedenband.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_says_what_each_property_can_be_about(project_root: Path, language: str) -> None:
    text = (project_root / "docs" / GUIDES[language]).read_text(encoding="utf-8")
    told = {
        name: set(subjects.split(", "))
        for names, subjects in re.findall(r"^\| ([A-Za-z, ]+) \| ([a-z, ]+) \| [^|]+ \|$", text, re.MULTILINE)
        for name in names.split(", ")
        if name in CLAIMABLE
    }
    assert told == {name: set(claimable.types) for name, claimable in CLAIMABLE.items()}
