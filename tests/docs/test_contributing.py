"""CONTRIBUTING.md is true: its picture is that of the import contracts, and the files that it names are there."""

from __future__ import annotations

import re
import runpy
from pathlib import Path


def test_the_picture_and_the_table_are_those_of_the_import_contracts(project_root: Path) -> None:
    """If not: ``python docs/tools/house_picture.py``."""
    tool = runpy.run_path(str(project_root / "docs" / "tools" / "house_picture.py"))
    contracts = tool["read_contracts"]((project_root / "pyproject.toml").read_text(encoding="utf-8"))
    document = (project_root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert tool["replace_table"](document, contracts) == document
    picture = (project_root / "docs" / "house.svg").read_text(encoding="utf-8")
    assert tool["draw_picture"](contracts) == picture


def test_every_path_is_there(project_root: Path) -> None:
    """Written from the root of the project, or from the package or its web."""
    text = (project_root / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("<!--")
    named = re.findall(r"`([\w.-]+/[\w./-]*)`", text[0] + text[2].partition("ends here. -->")[2])
    roots = (project_root, project_root / "src/stedenband", project_root / "src/stedenband/web")
    assert len(named) > 20
    assert [path for path in named if not any((root / path).exists() for root in roots)] == []


def test_every_command_of_make_is_there(project_root: Path) -> None:
    text = (project_root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    targets = set(
        re.findall(r"^([a-z-]+):", (project_root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )
    named = {word for command in re.findall(r"`make ([a-z -]+)`", text) for word in command.split()}
    assert named <= targets
    assert "test-fast" in named
