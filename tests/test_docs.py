"""What the documents say is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from stedenband.cli import commands
from stedenband.settings import Settings


def test_every_setting_is_documented(project_root: Path) -> None:
    text = (project_root / "docs" / "operate.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`STEDENBAND_([A-Z_]+)`", text))
    assert named == {name.upper() for name in Settings.model_fields} | {"CONFIG"}


def test_every_command_is_in_the_readme(project_root: Path) -> None:
    text = (project_root / "README.md").read_text(encoding="utf-8")
    for name in commands("en").commands:
        assert f"stedenband {name}" in text


def test_every_link_within_the_documents_leads_somewhere(project_root: Path) -> None:
    documents = [project_root / "README.md", *(project_root / "docs").rglob("*.md")]
    broken = [
        (document.name, target)
        for document in documents
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8"))
        if not (document.parent / target).exists()
    ]
    assert broken == []


def test_no_file_names_a_machine_or_a_workplace(project_root: Path) -> None:
    """Paths of the machine that a file was written on have no business in it."""
    parts = ("src", "docs", "data", "ontology", "shapes", "queries", "tests", "bench", "requirements")
    files = [path for part in parts for path in (project_root / part).rglob("*") if path.is_file()]
    needle = "/wo" + "rk/"
    found = [
        path.name
        for path in files
        if path.suffix not in (".pyc", ".png") and needle in path.read_text(errors="replace")
    ]
    assert found == []
