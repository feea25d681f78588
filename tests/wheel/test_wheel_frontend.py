"""The wheel brings the query editor; where npm cannot be reached it is built all the same, without it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

PARTS = (
    *("src", "frontend", "ontology", "shapes", "queries", "data", "LICENSES"),
    *("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "CHANGELOG.md"),
)
BUNDLE = "stedenband/web/static/bundle/"
NOWHERE = "http://127.0.0.1:9/"
"""An address at which nobody listens."""


@pytest.fixture
def copy(project_root: Path, tmp_path: Path) -> Path:
    """The project as it is checked out: nothing built, nothing installed."""
    ignored = shutil.ignore_patterns("node_modules", "bundle", "__pycache__")
    for part in PARTS:
        source = project_root / part
        if source.is_dir():
            shutil.copytree(source, tmp_path / "copy" / part, ignore=ignored)
        else:
            shutil.copy(source, tmp_path / "copy" / part)
    return tmp_path / "copy"


def built(folder: Path, out: Path, **environment: str) -> tuple[set[str], str]:
    """The names in the wheel that is built, and what was said meanwhile."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(folder)]
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    [wheel] = out.glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist()), done.stdout + done.stderr


def test_without_npm_the_wheel_is_built_and_the_builder_is_told(copy: Path, tmp_path: Path) -> None:
    cache = str(tmp_path / "cache")
    names, said = built(copy, tmp_path / "dist", npm_config_registry=NOWHERE, npm_config_cache=cache)
    assert not [name for name in names if name.startswith(BUNDLE)]
    assert "stedenband/web/render/pages/sparql.html" in names
    assert "The wheel has no query editor, only the plain form" in said


def test_the_wheel_brings_the_editor_and_the_licences_of_what_is_in_it(
    project_root: Path, tmp_path: Path
) -> None:
    names, said = built(project_root, tmp_path / "dist")
    if "no query editor" in said and not os.environ.get("CI"):
        pytest.skip("npm cannot be reached")
    assert {
        f"{BUNDLE}{name}" for name in ("editor.js", "world-110m.json", "THIRD_PARTY_LICENSES.txt")
    } <= names
    assert not [name for name in names if "node_modules" in name or name.endswith(".ts")]
