"""The proof of the schema: each statement leads back to the cells it rests on, and a cell makes just those.

A cell is changed, the project read again, and what differs is held against what the schema says of the cell.
"""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from generated_project import Cells, Generator, Tables, columns_of, read_tables, write_project
from sample_data import CODES, write_sample
from stedenband import assets, tables
from stedenband.model import Origin, Standing
from stedenband.ns import STB, Iris
from stedenband.pipeline.checking import read_codes
from stedenband.pipeline.rdf_files import read_all
from stedenband.schema import SCHEMAS, Register
from stedenband.schema.fields import column, get_schema, make_origin, record
from stedenband.schema.register import CLAIMABLE, make_lookup
from stedenband.schema.terms import Term
from stedenband.schema.text_types import Id, Line

IRIS = Iris("https://example.org/voorbeeld/")
STANDINGS = {
    "active": Standing.YES,
    "maintained": Standing.YES,
    "ended": Standing.NO,
    "reoriented": Standing.NO,
}
SAMPLE = 1
"""Rows of a table in which each column is changed, in a project that is not generated."""

Triple = tuple[str, NamedNode, Term]
Statements = dict[Triple, set[Origin]]


@dataclasses.dataclass(frozen=True)
class Project:
    """The tables of a project as text, and what they say in RDF with the cells it rests on."""

    tables: Tables
    dataset: str
    own: Statements
    """What rests on cells of the row that says it."""
    others: Statements
    """What rests on cells of other rows."""

    def cells(self, said: Triple) -> set[Origin]:
        """All cells that a statement rests on."""
        return self.own[said] | self.others[said]

    @property
    def statements(self) -> set[Triple]:
        return {*self.own, *self.others}


def read_project(folder: Path) -> Project | None:
    """The project in a folder; ``None`` where it does not conform."""
    reading = tables.read(folder, codes=codes())
    if reading.register is None:
        return None
    own: Statements = {}
    others: Statements = {}
    register = dataclasses.replace(reading.register, standings=STANDINGS)
    for _, origin, said in register.make_statements(IRIS):
        triple = (said.subject, said.predicate, said.object)
        own.setdefault(triple, set()).update(origin.at(name) for name in said.columns)
        others.setdefault(triple, set()).update(said.others)
    dataset = (folder / "dataset.toml").read_text(encoding="utf-8")
    return Project(dict(read_tables(folder)), dataset, own, others)


@cache
def codes() -> dict[str, frozenset[str]]:
    known = read_codes(read_all([assets.find_folder("ontology") / "codelists.ttl"]))
    return {name: known.get(name, frozenset()) | CODES.get(name, frozenset()) for name in known}


@pytest.fixture(params=["gent", "sample", "generated-1"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    kind = str(request.param)
    if kind == "gent":
        return assets.find_folder("data") / "gent"
    folder = tmp_path / kind
    if kind == "sample":
        write_sample(folder)
    else:
        write_project(folder, Generator(int(kind[-1])).make())
    return folder


def cells_of(project: Project, every: bool) -> Iterator[tuple[str, int, str]]:
    """Table, row and column of the cells to change: all filled ones that name no row, or a sample of them."""
    for table, rows in project.tables.items():
        schema = SCHEMAS[table]
        for name in rows[0] if rows else ():
            if name in schema.id_columns:
                continue
            filled = [number for number, row in enumerate(rows) if row[name]]
            chosen = filled if every else random.Random(name).sample(filled, min(SAMPLE, len(filled)))
            for number in chosen:
                yield table, number, name


def change(project: Project, table: str, number: int, name: str, seed: int) -> Tables | None:
    """The tables with another value in one cell; ``None`` where the generator finds none."""
    column = SCHEMAS[table].column(name, ("nl", "en"))
    assert column is not None
    rows = project.tables[table]
    generator = Generator(seed, project.tables)
    if table == "claims" and name == "value":
        word = rows[number]["subject"].partition("/")[0]
        column = dataclasses.replace(column, type=CLAIMABLE[rows[number]["property"]].types[word])
    value = next((value for _ in range(30) if (value := generator.value(column)) != rows[number][name]), None)
    if value is None:
        return None
    changed: list[Cells] = [*rows[:number], {**rows[number], name: value}, *rows[number + 1 :]]
    return {**project.tables, table: changed}


def test_a_cell_makes_just_the_statements_that_lead_back_to_it(folder: Path, tmp_path: Path) -> None:
    before = read_project(folder)
    assert before is not None, [str(finding) for finding in tables.read(folder, codes=codes()).findings[:3]]
    tried: Counter[tuple[str, str]] = Counter()
    every = folder.name.startswith("generated")
    for table, number, name in cells_of(before, every):
        for seed in range(3):
            changed = change(before, table, number, name, seed)
            if changed is None:
                continue
            write_project(tmp_path / "changed", changed, before.dataset)
            after = read_project(tmp_path / "changed")
            if after is None:
                continue
            tried[table, name] += 1
            assert_inverse(before, after, Origin(f"{table}.csv", number + 2, name))
            break
    assert len(tried) >= (90 if every else 60)


def assert_inverse(before: Project, after: Project, cell: Origin) -> None:
    assert (before.statements == after.statements) is is_unpublished(cell), cell
    for one, other in ((before, after), (after, before)):
        differing = one.statements - other.statements
        strays = {
            said
            for said in differing
            if cell not in one.cells(said) and not took_over(said, one, other, cell)
        }
        assert not strays, (cell, strays)
        resting = {said for said, cells in one.own.items() if cell in cells}
        # A member that stays in a list keeps its statement.
        assert is_list(cell) or resting <= differing, (cell, resting - differing)


def took_over(said: Triple, one: Project, other: Project, cell: Origin) -> bool:
    """Whether a derived statement is there because another about the same thing, that rests on the cell, is not."""
    if one.own[said]:
        return False
    return any(
        gone[0] == said[0] and cell in other.others[gone] for gone in other.statements - one.statements
    )


def is_unpublished(cell: Origin) -> bool:
    fields = SCHEMAS[cell.file.removesuffix(".csv")].fields
    return any(field.unpublished and field.name == cell.column for field in fields)


def is_list(cell: Origin) -> bool:
    column = SCHEMAS[cell.file.removesuffix(".csv")].column(str(cell.column), ("nl", "en"))
    return column is not None and column.type.many


def test_every_statement_leads_back_to_a_cell(folder: Path) -> None:
    project = read_project(folder)
    assert project is not None
    assert not [said for said in project.statements if not project.own[said] | project.others[said]]


def test_every_cell_that_is_filled_in_is_one_of_the_table(folder: Path) -> None:
    project = read_project(folder)
    assert project is not None
    for cells in (*project.own.values(), *project.others.values()):
        for cell in cells:
            rows = project.tables[cell.file.removesuffix(".csv")]
            assert cell.column in rows[(cell.row or 0) - 2], cell


def unreached(project: Project) -> set[str]:
    """The fields of the schema on which no statement rests, and that do not say why."""
    reached = {(cell.file, cell.column) for cells in project.own.values() for cell in cells}
    return {
        f"{schema.table}.{field.name}"
        for schema in SCHEMAS.values()
        for field in schema.fields
        if not field.unpublished
        and not any(
            (schema.file, column.name) in reached
            for column in columns_of(schema)
            if column.stem == field.name
        )
    }


def test_every_declared_field_reaches_an_output(tmp_path: Path) -> None:
    write_project(tmp_path, Generator(1).make())
    project = read_project(tmp_path)
    assert project is not None
    assert unreached(project) == set()


@record(table="dead", word="dead", cls=STB.Phase)
class _Dead:
    """A record one of whose fields says nothing."""

    id: str = column(Id())
    said: str = column(Line(), STB.reason)
    silent: str = column(Line())
    origin: Origin = dataclasses.field(default_factory=make_origin, compare=False)


def test_a_field_that_reaches_no_output_is_seen() -> None:
    schema = get_schema(_Dead)
    lookup = make_lookup(Register(), IRIS)
    statements = schema.make_statements(_Dead(id="a", said="b", silent="c"), lookup)
    assert {name for said in statements for name in said.columns} == {"id", "said"}
