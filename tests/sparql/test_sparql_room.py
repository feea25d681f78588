"""Query texts are edited in one room: nobody else cuts a text at the offset of a token."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import stedenband
import stedenband.sparql

SOURCES = Path(stedenband.__file__).parent
ROOM = SOURCES / "sparql"

READERS = {
    "store/diagnosis.py",
    "store/inspection.py",
    "store/named_queries.py",
    "store/remote/rewriting.py",
    "store/remote/query_preparation.py",
    "store/remote/engines/virtuoso_rewriting.py",
    "web/render/pages/vocabulary_uses.py",
}
"""Modules that may look at tokens: to judge a query, to point at a mistake in it, to choose what to edit."""

OFFSETS = ("start", "end")


def cuts(source: str) -> Iterator[int]:
    """The lines that slice something at the ``start`` or ``end`` of something."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            for part in ast.walk(node.slice):
                if isinstance(part, ast.Attribute) and part.attr in OFFSETS:
                    yield node.lineno


def imports(source: str) -> Iterator[str]:
    """The modules that a source imports, wholly or names from."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def others() -> Iterator[tuple[str, str]]:
    """Every module outside of the room that uses it: its path and its source."""
    for path in sorted(SOURCES.rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if ROOM not in path.parents and any(name.startswith("stedenband.sparql") for name in imports(source)):
            yield path.relative_to(SOURCES).as_posix(), source


def test_no_text_is_cut_at_a_token_outside_of_the_room() -> None:
    found = {path: list(cuts(source)) for path, source in others()}
    assert len(found) > 8
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_tokens_are_looked_at_by_few() -> None:
    tokens = "stedenband.sparql.tokens"
    assert {path for path, source in others() if tokens in imports(source)} <= READERS


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("x = text[: token.start] + new + text[token.end :]", [1, 1]),
        ("x = text[said[0].start : said[-1].end]", [1, 1]),
        ("x = text[match.end():]", [1]),
        ("locate(text, token.start)\nx = text[1:]", []),
    ],
)
def test_a_cut_is_seen(source: str, lines: list[int]) -> None:
    assert list(cuts(source)) == lines


def test_the_room_tells_what_is_in_it() -> None:
    told = stedenband.sparql.__doc__ or ""
    for path in ROOM.glob("*.py"):
        assert path.stem == "__init__" or f"- ``{path.stem}``: " in told


def test_the_room_knows_no_other() -> None:
    for path in ROOM.glob("*.py"):
        ours = {name for name in imports(path.read_text(encoding="utf-8")) if name.startswith("stedenband")}
        assert all(name.startswith("stedenband.sparql") for name in ours), path.name
