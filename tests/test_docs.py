"""What the documents say is what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from stedenband.cli import make_commands
from stedenband.settings import Settings


def test_every_setting_is_documented(project_root: Path) -> None:
    text = (project_root / "docs" / "operate.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`STEDENBAND_([A-Z_]+)`", text))
    assert named == {name.upper() for name in Settings.model_fields} | {"CONFIG"}


def test_every_command_is_in_the_readme(project_root: Path) -> None:
    text = (project_root / "README.md").read_text(encoding="utf-8")
    for name in make_commands("en").commands:
        assert f"stedenband {name}" in text


def documents(root: Path) -> list[Path]:
    """Every page of Markdown that people read."""
    return [*root.glob("*.md"), *(root / "docs").rglob("*.md"), *(root / ".github").rglob("*.md")]


def links(document: Path) -> list[tuple[str, str]]:
    """The links of a page to files, or to places in them: the path and the anchor, either of which may be empty."""
    return re.findall(r"\]\(([^)#:\s]*)(?:#([^)\s]*))?\)", document.read_text(encoding="utf-8"))


def anchors(document: Path) -> set[str]:
    """The anchors that a page has by its headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_link_within_the_documents_leads_somewhere(project_root: Path) -> None:
    found = [(page, path, anchor) for page in documents(project_root) for path, anchor in links(page)]
    broken = [(page.name, path) for page, path, _ in found if path and not (page.parent / path).exists()]
    astray = [
        (page.name, path, anchor)
        for page, path, anchor in found
        if anchor
        and path.endswith((".md", ""))
        and anchor not in anchors(page.parent / path if path else page)
    ]
    assert (broken, astray) == ([], [])
    assert len(found) > 50


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
