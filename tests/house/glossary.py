"""The glossary, and what a search for a term in the sources finds first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from house.source_names import SOURCES

GLOSSARY = SOURCES.parents[1] / "docs" / "glossary.md"


@dataclass(frozen=True)
class GlossaryEntry:
    """A row of a table: a term, a sentence about it, and the module or package where it lives."""

    term: str
    meaning: str
    where: str


def entries() -> list[GlossaryEntry]:
    """Every row of the tables of the glossary."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \| `(.+?)` \|$", GLOSSARY.read_text(encoding="utf-8"), re.M)
    return [GlossaryEntry(*row) for row in rows]


def search(term: str) -> list[str]:
    """The files that a person finds who looks for the term: by file name, by definition, by content, in that order.

    A term of several words is found with any of space, hyphen and underscore between them, whatever its case, in the
    singular or in the plural; so is the name of a class (``WaitQueue``).
    """
    plain = "[ _-]?".join(re.escape(word) for word in re.split("[ -]", term.removesuffix("s")))
    whole = re.compile(
        rf"(?<![a-z])(?:{plain.removesuffix('y')}(?:{'y|ies' if term.endswith('y') else 's?'}))(?![a-z])",
        re.I,
    )
    in_name = re.compile(rf"(?:{plain.removesuffix('y')}(?:{'y|ies' if term.endswith('y') else 's?'}))", re.I)
    definition = re.compile(rf"^\s*(?:class|def|async def) \w*{in_name.pattern}\w*", re.I | re.M)
    by_name = [path for path, _ in _texts() if whole.search(path.replace("/", " "))]
    by_definition = [path for path, text in _texts() if definition.search(text)]
    by_content = [path for path, text in _texts() if whole.search(text)]
    return list(dict.fromkeys((*by_name, *by_definition, *by_content)))


def lives_in(path: str, where: str) -> bool:
    """Whether the file is that module, or a module of that package."""
    return path == where or path.startswith(f"{where}/")


@cache
def _texts() -> tuple[tuple[str, str], ...]:
    return tuple(
        (path.relative_to(SOURCES).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted(SOURCES.rglob("*.py"), key=lambda path: path.relative_to(SOURCES).as_posix())
    )
