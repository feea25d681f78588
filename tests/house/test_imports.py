"""Who imports what from outside: one table, as strict as it is true."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import combinations
from pathlib import Path

from house.outside_packages import DISTRIBUTIONS, NOT_IMPORTED, ROOMS, UNDECLARED, Rooms
from house.source_names import SOURCES

Import = tuple[str, str]
"""A module below ``stedenband``, and the package it imports."""

STORE = "pyoxigraph.Store"


def imports_of(module: str, tree: ast.Module) -> Iterator[Import]:
    """The packages from outside that a module imports, at its top, in its functions, or for its types alone."""
    modules_named_pyoxigraph: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                yield module, one.name.split(".")[0]
                if one.name == "pyoxigraph":
                    modules_named_pyoxigraph.add(one.asname or one.name)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield module, node.module.split(".")[0]
            if node.module == "pyoxigraph" and any(one.name in ("Store", "*") for one in node.names):
                yield module, STORE
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Attribute)
            and node.attr == "Store"
            and isinstance(node.value, ast.Name)
            and node.value.id in modules_named_pyoxigraph
        ):
            yield module, STORE


@cache
def imports() -> frozenset[Import]:
    """All imports of packages from outside."""
    ours = {"stedenband", "_typeshed", *sys.stdlib_module_names}
    found: set[Import] = set()
    for path in SOURCES.rglob("*.py"):
        module = ".".join(path.relative_to(SOURCES).with_suffix("").parts).removesuffix(".__init__")
        found |= set(imports_of(module, ast.parse(path.read_text(encoding="utf-8"))))
    return frozenset((module, package) for module, package in found if package not in ours)


def is_in(module: str, room: str) -> bool:
    return module == room or module.startswith(f"{room}.")


def faults(table: Mapping[str, Rooms], found: Iterable[Import]) -> set[str]:
    """Where a table says less, or more, than the imports that were found."""
    pairs = set(found)
    used = {
        (package, room) for module, package in pairs for room in table.get(package, ()) if is_in(module, room)
    }
    unused = {f"{room} does not import {p}" for p in table for room in table[p] if (p, room) not in used}
    return unused | {
        f"{module} imports {package}"
        for module, package in pairs
        if not any(is_in(module, room) for room in table.get(package, ()))
    }


def test_the_table_says_who_imports_what() -> None:
    """Whoever imports a package is in its row, and whoever is in its row imports it."""
    assert len(imports()) > 150
    assert faults(ROOMS, imports()) == set()


def test_each_declared_dependency_is_in_the_table() -> None:
    data = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    names = {re.split(r"[^\w-]", line)[0] for line in data["project"]["dependencies"]}
    declared = {DISTRIBUTIONS.get(name, name) for name in names}
    assert declared - NOT_IMPORTED.keys() == ROOMS.keys() - UNDECLARED.keys() - {STORE}
    assert NOT_IMPORTED.keys() & ROOMS.keys() == set()
    assert set(UNDECLARED.values()) <= declared


def test_two_rows_cannot_be_swapped() -> None:
    """Any two packages whose rooms differ: the table with one in the place of the other is found to be wrong."""
    swapped = [(one, other) for one, other in combinations(ROOMS, 2) if ROOMS[one] != ROOMS[other]]
    assert len(swapped) > 100
    for one, other in swapped:
        assert faults({**ROOMS, one: ROOMS[other], other: ROOMS[one]}, imports()), (one, other)


def test_a_row_can_be_neither_longer_nor_shorter() -> None:
    for package, rooms in ROOMS.items():
        for room in rooms:
            assert faults({**ROOMS, package: rooms - {room}}, imports()), (package, room)
        assert faults({**ROOMS, package: rooms | {"errors"}}, imports()), package


def test_each_way_to_import_is_seen() -> None:
    text = """
import rdflib.plugins
import pyoxigraph as ox
if TYPE_CHECKING:
    from h11 import Connection
def late():
    from SPARQLWrapper.Wrapper import JSON
    return ox.Store()
"""
    assert set(imports_of("x", ast.parse(text))) == {
        ("x", package) for package in ("rdflib", "pyoxigraph", "h11", "SPARQLWrapper", STORE)
    }
    assert ("x", STORE) in set(imports_of("x", ast.parse("from pyoxigraph import Store")))
