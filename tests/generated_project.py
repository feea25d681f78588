"""A project made from the schema alone: every column filled, every reference good, whatever the tables come to be.

Also other values for single cells, with which a cell can be changed so that the row stays good.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sample_data import CODES, DATASET
from stedenband.schema import SCHEMAS
from stedenband.schema.field_types import Column
from stedenband.schema.fields import RecordSchema
from stedenband.schema.link_types import AnyRef, Code, Ref, Refs
from stedenband.schema.register import CLAIMABLE

LANGUAGES = ("nl", "en")
ROWS = 3
Cells = dict[str, str]
Tables = dict[str, list[Cells]]


class Generator:
    """Makes the cells of one project; the same seed makes the same project."""

    def __init__(self, seed: int, tables: Tables | None = None) -> None:
        self._random = random.Random(seed)
        self.tables: Tables = tables if tables is not None else {}
        self._number = 0

    def make(self) -> Tables:
        """All tables, in reading order, so that references have something to name."""
        for table, schema in SCHEMAS.items():
            self.tables[table] = []
            for number in range(ROWS):
                row = {column.name: self._first(schema, column, number) for column in columns_of(schema)}
                self.tables[table].append({**row, **self._fitting(schema, row, number)})
        return self.tables

    def _first(self, schema: RecordSchema, column: Column, number: int) -> str:
        if column.self_reference:
            return "" if number == 0 else self._ids(schema.word)[number - 1]
        return self.value(column)

    def _fitting(self, schema: RecordSchema, row: Cells, number: int) -> Cells:
        """The cells that have to agree with others of their row."""
        match schema.table:
            case "countries":
                code = chr(ord("A") + number) * 2
                return {"code": code, "alpha3": code + code[0]}
            case "cities" if number == 0:
                return {"wikidata": "", "geonames": ""}
            case "cities":
                return {"wikidata_candidates": ""}
            case "participations":
                return {"partnership": self._ids("partnership")[number], "city": self._ids("city")[number]}
            case "changes":
                ties = self._ids("partnership")
                return {
                    "affects": ties[number],
                    "exempts": ties[number - 1],
                    "resulting": f"city/{self._ids('city')[number]}",
                }
            case "claims":
                return self._claim(number)
        return {}

    def _claim(self, number: int) -> Cells:
        name = list(CLAIMABLE)[number * 3]
        word, kind = next(iter(CLAIMABLE[name].types.items()))
        subject = f"{word}/{self._ids(word)[0]}"
        return {"subject": subject, "property": name, "value": self._typed(kind.key, kind)}

    def value(self, column: Column) -> str:
        """A good value for a cell, most likely another one each time."""
        if column.name in ("end", "valid_until"):
            return str(self._random.randint(2000, 2020))
        return self._typed(column.type.key, column.type)

    def _typed(self, key: str, kind: object) -> str:
        self._number += 1
        chosen = self._random.randint(1, 10**6)
        match kind:
            case Code(name=scheme):
                return self._random.choice(sorted(CODES[scheme]))
            case Refs(to=word):
                return "|".join(sorted(self._random.sample(self._ids(word), 2)))
            case Ref(to=word):
                name = self._random.choice(self._ids(word))
                return name.upper() if word == "country" else name
            case AnyRef(words=words):
                word = self._random.choice([word for word in words if self._ids(word)])
                return f"{word}/{self._random.choice(self._ids(word))}"
        made: Mapping[str, str] = {
            "id": f"thing-{self._number}",
            "line": f"Text {chosen}",
            "prose": f"Text of\nlines {chosen}",
            "exact": f" Words  {chosen}",
            "alt-labels": f"fr:Nom {chosen}|de:Name {chosen}",
            "language": self._random.choice(["fr", "de", "ja", "bg", "fi", "tr"]),
            "alpha2": "".join(self._random.choices("ABCDEFGHIJKLM", k=2)),
            "alpha3": "".join(self._random.choices("ABCDEFGHIJKLM", k=3)),
            "date": str(self._random.randint(1900, 1999)),
            "day": f"2026-01-{self._random.randint(10, 28)}",
            "qid": f"Q{chosen}",
            "qids": f"Q{chosen}|Q{chosen + 1}",
            "geonames": str(chosen),
            "position": str(chosen),
            "latitude": f"{self._random.randint(1, 80)}.5",
            "longitude": f"{self._random.randint(1, 170)}.5",
            "boolean": self._random.choice(["yes", "no"]),
            "iri": f"https://example.org/{chosen}",
            "digest": f"{chosen:064x}",
            "file-name": f"file-{chosen}.txt",
            "property": "startDate",
        }
        return made[key]

    def _ids(self, word: str) -> list[str]:
        [schema] = [schema for schema in SCHEMAS.values() if schema.word == word]
        rows = self.tables.get(schema.table, [])
        return ["/".join(row[name] for name in schema.id_columns).lower() for row in rows]


def columns_of(schema: RecordSchema) -> tuple[Column, ...]:
    """The columns of a table of the generated project."""
    return schema.columns(LANGUAGES)


def write_project(folder: Path, tables: Mapping[str, Sequence[Cells]], dataset: str | None = None) -> None:
    """Write tables and a description into a folder. The description names the first city where it is ours."""
    folder.mkdir(parents=True, exist_ok=True)
    text = dataset or DATASET.replace('city = "gent"', f'city = "{tables["cities"][0]["id"]}"')
    (folder / "dataset.toml").write_text(text, encoding="utf-8")
    for table, rows in tables.items():
        file = io.StringIO(newline="")
        writer = csv.DictWriter(file, list(rows[0]) if rows else ["id"])
        writer.writeheader()
        writer.writerows(rows)
        (folder / f"{table}.csv").write_bytes(file.getvalue().encode())


def read_tables(folder: Path) -> Iterator[tuple[str, list[Cells]]]:
    """The tables of a data folder as they stand."""
    for table in SCHEMAS:
        path = folder / f"{table}.csv"
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield table, list(csv.DictReader(file))
