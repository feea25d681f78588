"""The document for analysts does what it says: every example in it is run against a real server."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import httpx
import pytest

from live_server import live_server
from stedenband import assets
from stedenband.ns import GRAPHS
from stedenband.settings import MIB, Settings
from stedenband.web.views.sparql_documents import list_limits
from stedenband.web.views.sparql_protocol import VERSIONS
from stedenband.web.views.sparql_query import EXTENSIONS
from w3c.scope import GAPS

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "sparql.md").read_text(encoding="utf-8")
LOCAL = "http://127.0.0.1:8000/"

pytestmark = pytest.mark.skipif(
    assets.find_folder("queries") != ROOT / "queries", reason="the examples are run in a checkout"
)


def blocks(language: str) -> list[str]:
    """The code of that language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with live_server(tmp_path_factory.mktemp("docs")) as found:
        yield found


def answer_of(address: str, query: str) -> list[dict[str, str]]:
    answer = httpx.get(f"{address}sparql.csv", params={"query": query})
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def test_every_query_answers_something(address: str) -> None:
    queries = blocks("sparql")
    assert len(queries) == 4
    for query in queries:
        assert answer_of(address, query), query


def test_the_first_question_is_answered_for_every_partner(address: str) -> None:
    """Which partnerships has Ghent, since when, of which kind, and who says so."""
    rows = answer_of(address, blocks("sparql")[0])
    assert len(rows) == 12
    assert rows[0]["partner"] == "Saint-Raphaël"
    assert [int(row["since"]) for row in rows] == sorted(int(row["since"]) for row in rows)
    assert {row["kind"] for row in rows} == {"twinning", "cooperation-agreement"}
    assert all("City of Ghent" in row["says"] or "Stad Gent" in row["says"] for row in rows)


def test_geosparql_measures_and_compares(address: str) -> None:
    rows = {row["name"]: row for row in answer_of(address, blocks("sparql")[3])}
    assert float(rows["Kanazawa"]["kilometres"]) == pytest.approx(9245, abs=15)
    assert rows["Wiesbaden"]["central"] == "true"
    assert rows["Kanazawa"]["central"] == "false"


def test_every_command_line_runs(address: str) -> None:
    if shutil.which("curl") is None:
        pytest.skip("curl is absent")
    for block in blocks("sh"):
        for command in block.replace("\\\n", " ").strip().replace("\ncurl", "\0curl").split("\0"):
            done = subprocess.run(
                ["bash", "-c", command.replace(LOCAL, address)],
                capture_output=True,
                cwd=ROOT,
                timeout=60,
                check=True,
            )
            assert done.stdout, command
            assert b'"status": 5' not in done.stdout


def test_the_error_is_the_one_that_is_shown(address: str) -> None:
    shown = json.loads(blocks("json")[0])
    query = "SELECT ?p WHERE {\n  ?p stb:party ?city\n}"
    said = httpx.post(f"{address}sparql", data={"query": query}, headers={"Accept-Language": "en"}).json()
    assert {key: said[key] for key in shown} == shown


def _with_output() -> list[tuple[str, str]]:
    """Python examples that are followed by what they print."""
    return re.findall(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)


def test_python_prints_what_is_shown(address: str) -> None:
    examples = _with_output()
    assert len(examples) == 2
    for code, shown in examples:
        assert _run(code.replace(LOCAL, address)) == shown


def test_pandas_reads_a_table(address: str) -> None:
    pytest.importorskip("pandas")
    code = next(code for code in blocks("python") if "pandas" in code)
    assert re.search(r"twinning +\d", _run(code.replace(LOCAL, address)))


def _run(code: str) -> str:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONPATH": path},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("language", ["python", "r", "js"])
def test_who_cannot_send_accept_gets_what_the_address_says(address: str, language: str) -> None:
    """pandas and R only open an address; what they open is opened here, by the same means as pandas has."""
    found = [match for code in blocks(language) for match in re.findall(r"/sparql\.(\w+)\?", code)]
    assert found
    query = (ROOT / "queries" / "questions" / "who-says-so.rq").read_text(encoding="utf-8")
    for extension in found:
        encoded = httpx.QueryParams({"query": query})
        with urlopen(f"{address}sparql.{extension}?{encoded}", timeout=30) as answer:
            body = answer.read().decode(answer.headers.get_content_charset() or "utf-8")
        if extension == "csv":
            rows = list(csv.DictReader(io.StringIO(body, newline="")))
            assert len({row["partnership"] for row in rows}) == 12
            assert {row["kind"] for row in rows} == {"twinning", "cooperation-agreement"}
        else:
            assert json.loads(body)["results"]["bindings"]


def test_every_fact_of_the_endpoint_is_told() -> None:
    for word in (*EXTENSIONS, *VERSIONS, *(f"id/graph/{name}" for name in GRAPHS)):
        assert f"`{word}`" in TEXT, word
    for limit in list_limits(Settings()):
        row = re.search(rf"^\| `{limit.name}` \|.*\| (\d+)(?: (\w+))? \|$", TEXT, re.MULTILINE)
        assert row is not None, limit.name
        assert int(row[1]) * {"MiB": MIB, "KiB": 1024}.get(row[2], 1) == limit.most


def test_the_gaps_that_are_told_are_those_of_the_suites() -> None:
    words = {"one": 1, "two": 2, "three": 3, "four": 4}
    told = re.findall(r"\((one|two|three|four)(?: tests)?\)[;.]$", TEXT, re.MULTILINE)
    assert sum(words[word] for word in told) == len(GAPS) == 16
