"""Where the code and the queries name a language: in declared places only, each with its reason."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from house import declared_languages

LITERAL = re.compile(r"(?:nl|en)\Z|\w+_(?:nl|en)\Z")
IN_QUERY = re.compile(r"""@(?:nl|en)\b|["'](?:nl|en)["']|\?\w+_(?:nl|en)\b""")


def literals(path: Path) -> int:
    """How often a module names a language or a column in one, outside docstrings and comments."""
    return sum(
        isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(LITERAL.match(node.value))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


def test_no_module_names_a_language_but_the_declared_ones(project_root: Path) -> None:
    room = project_root / "src" / "stedenband"
    found = {path.relative_to(room).as_posix(): literals(path) for path in room.rglob("*.py")}
    assert {name for name, number in found.items() if number} == declared_languages.MODULES.keys()


def test_no_query_names_a_language_but_the_declared_ones(project_root: Path) -> None:
    """A query of a page gets its language from the caller: what stands in ``VALUES ?language`` is a sample."""
    found: Counter[str] = Counter()
    for path in (project_root / "queries").rglob("*.rq"):
        text = re.sub(r"(?m)^#.*$|VALUES \?language \{[^}]*\}", "", path.read_text(encoding="utf-8"))
        if IN_QUERY.search(text):
            found[path.relative_to(project_root / "queries").as_posix()] += 1
    assert set(found) == declared_languages.QUERIES.keys() | declared_languages.ANSWERS_IN_COLUMNS
