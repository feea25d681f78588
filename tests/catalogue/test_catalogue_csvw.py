"""CSV on the Web, read by a library that nobody here wrote: the table is what its description says."""

from __future__ import annotations

import csv
import json
import shutil
import warnings
from pathlib import Path
from typing import Any

import pytest

from catalogue_release import Built

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import csvw

TABLE, METADATA = "gent.csv", "gent.csv-metadata.json"


@pytest.fixture
def folder(gent: Built, tmp_path: Path) -> Path:
    """The table and its description, which a test may spoil."""
    for name in (TABLE, METADATA):
        shutil.copy(gent.folder / name, tmp_path)
    return tmp_path


def rows(folder: Path) -> list[dict[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return list(csvw.Table.from_file(folder / METADATA).iterdicts(strict=True))


def test_the_validator_accepts_the_table(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        read = csvw.CSVW(str(folder / METADATA), validate=True)
        assert read.is_valid, [str(warning.message) for warning in read.warnings]


def test_every_cell_comes_back_with_its_type(folder: Path) -> None:
    found = {row["id"]: row for row in rows(folder)}
    with (folder / TABLE).open(encoding="utf-8", newline="") as file:
        plain = {row["id"]: row for row in csv.DictReader(file)}
    assert found.keys() == plain.keys()
    assert len(found) == 13
    kanazawa = found["gent-kanazawa"]
    assert kanazawa["start_year"] == int(plain["gent-kanazawa"]["start_year"])
    assert kanazawa["parties"] == plain["gent-kanazawa"]["parties"].split("|")
    assert kanazawa["partner_country"] == ["JP"]
    assert float(kanazawa["partner_latitude"][0]) == float(plain["gent-kanazawa"]["partner_latitude"])


def test_the_columns_are_those_of_the_table_and_explained_in_both_languages(folder: Path) -> None:
    with (folder / TABLE).open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    columns = json.loads((folder / METADATA).read_bytes())["tableSchema"]["columns"]
    assert [column["name"] for column in columns if not column.get("virtual")] == header
    for column in columns:
        if not column.get("virtual"):
            assert {text["@language"] for text in column["dc:description"]} == {"nl", "en"}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", "Not A Slug"),
        ("start_year", "abc"),
        ("start_year", "12"),
        ("start", "soon"),
        ("partner_latitude", "99"),
    ],
)
def test_the_validator_refuses_a_spoiled_table(folder: Path, column: str, value: str) -> None:
    with (folder / TABLE).open(encoding="utf-8", newline="") as file:
        table = list(csv.DictReader(file))
    table[0][column] = value
    with (folder / TABLE).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(table[0]))
        writer.writeheader()
        writer.writerows(table)
    with pytest.raises(ValueError):
        rows(folder)


def test_the_graph_it_makes_is_in_our_vocabulary(folder: Path) -> None:
    """CSVW's own way from table to graph gives partnerships with the parties and codes of our data."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = csvw.CSVW(str(folder / METADATA)).to_json(minimal=True)
    base = "https://w3id.org/stedenband/"
    kanazawa = next(row for row in made if str(row["@id"]).endswith("/id/partnership/gent-kanazawa"))
    assert kanazawa["rdf:type"] == f"{base}ns#Partnership"
    assert kanazawa[f"{base}ns#kind"] == f"{base}id/concept/kind/twinning"
    assert kanazawa[f"{base}ns#startYear"] == 1971
    assert sorted(kanazawa["rdfs:label"]) == ["Gent – Kanazawa", "Ghent – Kanazawa"]
