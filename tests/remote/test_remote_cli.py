"""The commands with a remote engine: build publishes, query and serve read."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from remote_engines import EngineProcess, running
from stedenband import assets
from stedenband.store.remote.publishing import list_published_releases
from web_release import BASE

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def engine() -> Iterator[EngineProcess]:
    """An engine with nothing in it."""
    with running("oxigraph") as engine:
        yield engine


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Ghent's tables, to be changed."""
    shutil.copytree(assets.find_folder("data") / "gent", tmp_path / "project/data/gent")
    return tmp_path / "project"


def _run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stedenband", "--lang", "en", *map(str, arguments)]
    own = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), **environment}
    return subprocess.run(command, capture_output=True, text=True, env=own, timeout=120)


def test_build_publishes_and_query_reads(engine: EngineProcess, project: Path) -> None:
    built = _run("build", project, "--store", engine.url)
    assert built.returncode == 0, built.stderr
    assert "is published at" in built.stderr
    asked = _run("query", project, "first-year", "--format", "csv", "--store", engine.url)
    here = _run("query", project, "first-year", "--format", "csv")
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout == here.stdout != ""


def test_what_cannot_be_published_is_not_switched_to(engine: EngineProcess, project: Path) -> None:
    assert _run("build", project, "--store", engine.url).returncode == 0
    current = (project / "build/current").readlink()
    questions = project / "data/gent/questions.csv"
    questions.write_text(questions.read_text(encoding="utf-8").replace("?", "??"), encoding="utf-8")
    failed = _run("build", project, "--store", "http://127.0.0.1:9/query")
    assert failed.returncode == 3
    assert "Readers keep the release they had" in failed.stderr
    assert (project / "build/current").readlink() == current
    assert _run("build", project, "--store", engine.url).returncode == 0
    assert (project / "build/current").readlink() != current
    assert list_published_releases(engine.settings(), BASE)[:2] == (
        (project / "build/current").readlink().name,
        current.name,
    )


def test_a_server_reads_from_the_engine_and_publishes_when_it_may(
    engine: EngineProcess, project: Path
) -> None:
    own = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "STEDENBAND_STORE_URL": engine.url,
        "STEDENBAND_STORE_WRITE_URL": engine.write_url,
    }
    command = [sys.executable, "-m", "stedenband", "--lang", "en", "serve", str(project), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=own) as server:
        assert server.stderr is not None
        lines = iter(server.stderr.readline, "")
        address = next(
            line.split()[-1] for line in lines if "http://127.0.0.1" in line and "stedenband: " in line
        )
        try:
            page = httpx.get(f"{address}doc/city/gent", headers={"Accept": "text/html"})
            rows = httpx.get(
                f"{address}sparql", params={"query": "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"}
            )
            assert httpx.get(f"{address}ready").status_code == 200
            assert page.status_code == rows.status_code == 200
            assert "Wiesbaden" in page.text
            engine.kill()
            gone = httpx.get(f"{address}sparql", params={"query": "ASK { ?x ?y 1234 }"})
            assert gone.status_code == 503
            assert gone.headers["Content-Type"].startswith("application/problem+json")
        finally:
            server.send_signal(signal.SIGINT)
            server.stderr.read()
            engine.start()
