"""The endpoint as programs in Java ask it: the JDK's own client, Jena, RDF4J. Each offers another protocol or none.

Where Java, Maven or the libraries are not there the tests are skipped; with ``STEDENBAND_ENGINES=required`` they fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import httpx
import pytest

from live_server import live_server
from stedenband.ns import STB

PROGRAM = Path(__file__).parents[1] / "java"
QUERY = f"SELECT ?p WHERE {{ ?p a {STB.Partnership} }}"

pytestmark = pytest.mark.heavy


def _missing(reason: str) -> None:
    if os.environ.get("STEDENBAND_ENGINES") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the jars, from Maven's own store: nothing is fetched here."""
    for program in ("javac", "mvn"):
        if shutil.which(program) is None:
            _missing(f"{program} is not installed")
    folder = tmp_path_factory.mktemp("jars")
    shutil.copy(PROGRAM / "pom.xml", folder)
    command = ["mvn", "-q", "-B", "-o", "dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode:
        _missing(f"the libraries are not in Maven's store: {done.stdout[-500:]}")
    return folder


@pytest.fixture(scope="module")
def said(libraries: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Counter[str], int]:
    """What the program says of its questions, and how many partnerships there are."""
    path = f"{libraries}/*"
    compiled = ["javac", "-cp", path, "-d", str(libraries), str(PROGRAM / "Clients.java")]
    subprocess.run(compiled, check=True, timeout=120)
    with live_server(tmp_path_factory.mktemp("java")) as address:
        known = httpx.get(f"{address}sparql", params={"query": QUERY}, headers={"Accept": "text/csv"})
        count = len(known.text.splitlines()) - 1
        ran = ["java", "-cp", f"{libraries}:{path}", "Clients", f"{address}sparql", QUERY]
        done = subprocess.run(ran, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return Counter(done.stdout.splitlines()), count


@pytest.mark.parametrize("size", [10, 3_000, 200_000])
def test_the_client_of_the_jdk_gets_its_own_answer_to_each_body(
    said: tuple[Counter[str], int], size: int
) -> None:
    lines, _ = said
    answers = Counter({line: times for line, times in lines.items() if line.startswith(f"jdk {size} ")})
    assert answers == {f"jdk {size} 200 true": 3}


@pytest.mark.parametrize("client", ["jena", "rdf4j"])
@pytest.mark.parametrize("size", [10, 3_000, 200_000])
def test_a_library_reads_all_rows_whatever_the_size_of_the_query(
    said: tuple[Counter[str], int], client: str, size: int
) -> None:
    lines, count = said
    assert count > 10
    assert lines[f"{client} {size} {count}"] == 1
