"""The public names of the sources, read from their syntax trees: what the tests of names look at."""

from __future__ import annotations

import ast
import builtins
import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from inspect import isclass
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src" / "stedenband"


@dataclass(frozen=True)
class DefinedClass:
    """A class, the module it is defined in, and the last part of the name of each base."""

    name: str
    module: str
    bases: tuple[str, ...]


@dataclass(frozen=True)
class DefinedFunction:
    """A function of a module (not a method), and the module it is defined in."""

    name: str
    module: str


@cache
def _trees() -> tuple[tuple[str, ast.Module], ...]:
    return tuple(
        (
            path.relative_to(SOURCES.parent).with_suffix("").as_posix().replace("/", "."),
            ast.parse(path.read_text(encoding="utf-8")),
        )
        for path in sorted(SOURCES.rglob("*.py"))
    )


def classes() -> list[DefinedClass]:
    """Every class at the top of a module, private ones included."""
    return [
        DefinedClass(node.name, module, tuple(_last_name(base) for base in node.bases))
        for module, tree in _trees()
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    ]


def public_functions() -> list[DefinedFunction]:
    """Every public function at the top of a module."""
    return [
        DefinedFunction(node.name, module)
        for module, tree in _trees()
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_")
    ]


def exceptions() -> list[DefinedClass]:
    """The classes that are exceptions, by their bases."""
    known = {name for name, value in vars(builtins).items() if _is_exception(value)}
    known |= {name for value in _standard_values() for name in [value.__name__] if _is_exception(value)}
    found: dict[str, DefinedClass] = {}
    while new := [
        one for one in classes() if one.name not in found and any(base in known for base in one.bases)
    ]:
        known |= {one.name for one in new}
        found |= {one.name: one for one in new}
    return list(found.values())


def standard_class_names() -> frozenset[str]:
    """The public classes of the built-ins and of the modules of the standard library that the sources import."""
    return frozenset(
        value.__name__ for value in (*_standard_values(), *vars(builtins).values()) if isclass(value)
    )


def standard_modules() -> frozenset[str]:
    """The modules of the standard library that the sources import."""
    return frozenset(
        name
        for _, tree in _trees()
        for name in _imported(tree)
        if name.split(".")[0] in sys.stdlib_module_names
    )


def _standard_values() -> list[type]:
    return [
        value
        for name in sorted(standard_modules() - {"__future__"})
        for key, value in vars(importlib.import_module(name)).items()
        if isclass(value)
        and not key.startswith("_")
        and value.__module__.split(".")[0] in sys.stdlib_module_names
    ]


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _last_name(base: ast.expr) -> str:
    value = base.value if isinstance(base, ast.Subscript) else base
    return value.attr if isinstance(value, ast.Attribute) else value.id if isinstance(value, ast.Name) else ""


def _is_exception(value: object) -> bool:
    return isclass(value) and issubclass(value, BaseException)
