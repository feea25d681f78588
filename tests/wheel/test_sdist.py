"""The source distribution is the checkout: its tests run where it was unpacked."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    """The folder that the source distribution of this checkout unpacks into."""
    folder = tmp_path_factory.mktemp("sdist")
    command = [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", str(folder)]
    done = subprocess.run([*command, str(project_root)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [built] = folder.glob("*.tar.gz")
    with tarfile.open(built) as archive:
        archive.extractall(folder, filter="data")
    return folder / built.name.removesuffix(".tar.gz")


def run_tests(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """What the tests in that folder say, with nothing of this checkout in their way."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "not heavy", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_it_has_every_file_of_the_checkout(unpacked: Path, project_root: Path) -> None:
    if not (project_root / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=project_root,
        capture_output=True,
        text=True,
        check=True,
    )
    names = {name for name in listed.stdout.splitlines() if (project_root / name).is_file()}
    there = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*") if path.is_file()}
    assert there - names <= {"PKG-INFO", *(name for name in there if "__pycache__" in name)}
    assert names - there == set()


def test_all_its_tests_are_found(unpacked: Path) -> None:
    done = run_tests(unpacked, "--collect-only")
    assert done.returncode == 0, done.stdout[-2000:]
    assert done.stdout.count("\n") > 5000


def test_its_own_code_is_tested_and_passes(unpacked: Path) -> None:
    rooms = ["tests/graph", "tests/search", "tests/test_docs.py", "tests/test_settings.py"]
    done = run_tests(unpacked, *rooms, "--cov=stedenband", "--cov-report=term")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "src/stedenband/graph" in done.stdout
