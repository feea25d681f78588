"""Another base makes every data set a new one to portals, so that a build asks before it changes it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import stedenband
from several_cities import write_city
from stedenband.releases import ReleaseFolder

OTHER = "https://data.example.org/"


def command(root: Path, *more: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "stedenband",
        "--lang",
        "en",
        "build",
        str(root),
        "--out",
        str(root / "out"),
        *more,
    ]


def run(root: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return stedenband(*command(root, *more)[3:])


def served(root: Path) -> str:
    releases = ReleaseFolder(root / "out")
    current = releases.current()
    assert current is not None
    return releases.read(current).base_iri


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_city(tmp_path / "data", "Brugge")
    first = run(tmp_path)
    assert first.returncode == 0, first.stderr
    assert "--change-base" not in first.stderr
    return tmp_path


def test_a_pipeline_stops_and_nothing_moves(root: Path) -> None:
    kept = [path.name for path in ReleaseFolder(root / "out").folders()]
    refused = run(root, "--base-iri", OTHER)
    assert refused.returncode == 1
    assert "https://example.org/brugge/" in refused.stderr
    assert OTHER in refused.stderr
    assert "--change-base" in refused.stderr
    assert served(root) == "https://example.org/brugge/"
    assert [path.name for path in ReleaseFolder(root / "out").folders()] == kept
    assert run(root, "--base-iri", OTHER, "--out", str(root / "elsewhere")).returncode == 0
    assert run(root, "--base-iri", OTHER, "--change-base").returncode == 0
    assert served(root) == OTHER


@pytest.mark.parametrize(
    ("answer", "code", "base"), [("n", 1, "https://example.org/brugge/"), ("y", 0, OTHER)]
)
def test_a_person_is_asked(root: Path, answer: str, code: int, base: str) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command(root, "--base-iri", OTHER),
        stdin=theirs,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        os.write(ours, f"{answer}\n".encode())
        _, told = process.communicate(timeout=120)
    os.close(ours)
    os.close(theirs)
    assert "Change the base?" in told
    assert process.returncode == code, told
    assert served(root) == base


def test_a_build_says_where_the_addresses_of_the_catalogue_lead(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [line for line in run(root).stderr.splitlines() if "STEDENBAND_PUBLIC_URL" in line]
    assert len(lines) == 1
    assert "https://example.org/brugge/" in lines[0]
    monkeypatch.setenv("STEDENBAND_PUBLIC_URL", OTHER)
    assert "STEDENBAND_PUBLIC_URL" not in run(root).stderr
