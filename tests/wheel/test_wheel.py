"""The wheel alone, in an empty environment and an empty folder, serves Ghent's data."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

QUESTION = """
PREFIX stb: <https://w3id.org/stedenband/ns#>
SELECT (COUNT(DISTINCT ?partnership) AS ?count) WHERE {
  ?partnership a stb:Partnership ; stb:party <https://w3id.org/stedenband/gent/id/city/gent> .
}
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(project_root),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the commands of an environment in which nothing but the wheel was asked for."""
    home = tmp_path_factory.mktemp("env")
    venv.create(home, with_pip=True)
    command = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", str(wheel)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return home / "bin"


def environment(tmp_path: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("STEDENBAND_", "PYTHON"))
    }
    return {**kept, "XDG_STATE_HOME": str(tmp_path / "state"), "HOME": str(tmp_path)}


def test_the_wheel_holds_what_it_needs_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for part in ("ontology/stedenband.ttl", "shapes/must.ttl", "queries/questions/partners-of.rq"):
        assert f"stedenband/_assets/{part}" in names
    assert "stedenband/_assets/data/gent/dataset.toml" in names
    tops = {name.split("/")[0] for name in names}
    assert tops == {"stedenband", next(top for top in tops if top.endswith(".dist-info"))}
    assert not [name for name in names if "__pycache__" in name or name.endswith((".orig", "~"))]


@contextmanager
def served(command: list[str], cwd: Path, env: dict[str, str]) -> Iterator[str]:
    """The address of a running server; it is stopped gracefully, and has to end with exit code 0."""
    process = subprocess.Popen(command, cwd=cwd, env=env, stderr=subprocess.PIPE, text=True)
    try:
        yield _address(process)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert process.returncode == 0


def _address(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    heard = []
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        line = process.stderr.readline()
        heard.append(line)
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        if found:
            return found.group()
        if process.poll() is not None:
            break
    raise AssertionError("no address: " + "".join(heard))


def test_the_installed_wheel_serves_ghent_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    command = [str(installed / "stedenband"), "serve", "--demo", "--port", "0"]
    with served(command, empty, environment(tmp_path)) as address:
        asked = urllib.parse.urlencode({"query": QUESTION})
        request = urllib.request.Request(f"{address}/sparql?{asked}", headers={"Accept": "application/json"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            [row] = json.load(answer)["results"]["bindings"]
        assert row["count"]["value"] == "12"
        with urllib.request.urlopen(f"{address}/doc/city/gent.ttl", timeout=30) as answer:
            assert b"stb:City" in answer.read()
    assert list(empty.iterdir()) == []


def test_the_installed_wheel_checks_and_queries(installed: Path, tmp_path: Path) -> None:
    env = environment(tmp_path)
    stedenband = str(installed / "stedenband")
    checked = subprocess.run(
        [stedenband, "check", "--demo"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    asked = subprocess.run(
        [stedenband, "query", "--demo", "partners-of", "--param", "city=gent"],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert asked.returncode == 0, asked.stderr
    assert "Kanazawa" in asked.stdout
