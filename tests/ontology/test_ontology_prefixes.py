"""Every Turtle and SPARQL file of the project: prefixes as the code has them, none unused, no term of ours unknown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from stedenband.ns import PREFIXES, STB

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(
    path
    for folder in ("ontology", "queries", "shapes")
    for pattern in ("*.ttl", "*.rq")
    for path in (ROOT / folder).rglob(pattern)
)

_DECLARATION = re.compile(r"^\s*(?:@prefix|PREFIX)\s+([\w-]*):\s*<([^>]*)>", re.MULTILINE | re.IGNORECASE)
_NOT_CODE = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|\#[^\n]*''',
    re.DOTALL,
)
_PREFIXED = re.compile(r"(?<![\w?$:-])([A-Za-z][\w-]*):([A-Za-z_][\w-]*)?")


def _declared(text: str) -> list[tuple[str, str]]:
    return _DECLARATION.findall(text)


def _used(text: str) -> set[tuple[str, str]]:
    """Prefix and local name of every prefixed name that stands in the code, outside strings, IRIs and comments."""
    return set(_PREFIXED.findall(_NOT_CODE.sub(" ", _DECLARATION.sub(" ", text))))


def _id(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_are_files_to_look_at() -> None:
    assert len(FILES) >= 40


def test_the_reader_of_prefixed_names_sees_code_only() -> None:
    text = (
        "# skos:no\nstb:City skos:note \"owl:no\" , <urn:x> ; a stb:Act . ?a stb:act/skos:notation 'rdf:no'"
    )
    assert _used(text) == {
        ("stb", "City"),
        ("skos", "note"),
        ("stb", "Act"),
        ("stb", "act"),
        ("skos", "notation"),
    }


@pytest.mark.parametrize("path", FILES, ids=_id)
def test_prefixes_are_those_of_the_code(path: Path) -> None:
    declared = _declared(path.read_text(encoding="utf-8"))
    assert [(prefix, namespace) for prefix, namespace in declared if PREFIXES.get(prefix) != namespace] == []


@pytest.mark.parametrize("path", FILES, ids=_id)
def test_prefixes_are_sorted_and_stand_once(path: Path) -> None:
    prefixes = [prefix for prefix, _ in _declared(path.read_text(encoding="utf-8"))]
    assert prefixes == sorted(set(prefixes))


@pytest.mark.parametrize("path", FILES, ids=_id)
def test_no_prefix_is_unused(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert {prefix for prefix, _ in _declared(text)} - {prefix for prefix, _ in _used(text)} == set()


@pytest.mark.parametrize("path", FILES, ids=_id)
def test_every_term_of_ours_is_declared(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    names = {name for prefix, name in _used(text) if prefix == "stb"}
    names |= set(re.findall(re.escape(STB.base) + r"(\w+)", text))
    assert {name for name in names if name not in STB} - {""} == set()
