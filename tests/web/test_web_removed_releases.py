"""What a server tells of releases that were removed: their history, and nothing else of them."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from line_of_releases import BASE, Line, asked, ended
from stedenband.diff import is_history_file
from stedenband.formats import N_QUADS, read
from stedenband.model import Release
from stedenband.ns import TREE
from stedenband.pipeline.retention import prune
from stedenband.releases import GRAPH, MANIFEST, ReleaseFolder, RemovedRelease, read_release
from stedenband.releases.removed import write_removed
from stedenband.store import FakeStore
from stedenband.web.http.errors import GoneError
from stedenband.web.serving.current_release import CurrentRelease
from stedenband.web.serving.release_archive import ReleaseArchive
from web_release import application, running

THING = "partnership/gent-nottingham"


@dataclass
class Both:
    """A server of all releases, and one of the same releases of which two were removed."""

    line: Line
    out: Path
    whole: httpx.Client
    pruned: httpx.Client

    @property
    def first(self) -> str:
        return self.line.made[0]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    root = tmp_path_factory.mktemp("removed")
    line = Line(root / "line")
    for number in range(4):
        line.release(
            f"1.{number}.0", ended() if number % 2 else {"questions": asked()}, day=f"2026-11-{10 + number}"
        )
    shutil.copytree(line.out, root / "pruned", symlinks=True)
    releases = ReleaseFolder(root / "pruned")
    assert prune(releases, 2).removed == tuple(line.made[:2])
    with (
        running(application(line.releases)) as one,
        running(application(releases)) as other,
        httpx.Client(base_url=one, timeout=30) as whole,
        httpx.Client(base_url=other, timeout=30) as pruned,
    ):
        yield Both(line, releases.out, whole, pruned)


def quads(client: httpx.Client, path: str) -> list[Quad]:
    answer = client.get(path, headers={"Accept": "application/trig"})
    assert answer.status_code == 200, path
    return list(parse(answer.content, format=RdfFormat.TRIG, base_iri=f"{BASE}{path.removeprefix('/')}"))


def members(client: httpx.Client, root: str) -> dict[str, set[Quad]]:
    """Every page that can be reached from the root, with what it says."""
    found: dict[str, set[Quad]] = {}
    waiting = [root]
    while waiting:
        path = waiting.pop()
        if path not in found:
            found[path] = set(quads(client, path))
            waiting += [
                "/" + quad.object.value.removeprefix(BASE)
                for quad in found[path]
                if quad.predicate == TREE.node and isinstance(quad.object, NamedNode)
            ]
    return found


@pytest.mark.parametrize("root", ["/ldes", "/ldes/catalog"])
def test_the_whole_event_stream_is_read_from_its_root(both: Both, root: str) -> None:
    found = members(both.pruned, root)
    assert any(both.first in path for path in found)
    assert found == members(both.whole, root)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_feed_and_the_page_of_changes_say_what_they_said(both: Both, language: str) -> None:
    path = f"/changes.atom?lang={language}"
    assert both.pruned.get(path).content == both.whole.get(path).content
    page = both.pruned.get("/changes", headers={"Accept": "text/html", "Accept-Language": language}).text
    for name in both.line.made[1:]:
        assert f"/changes/{name}" in page


@pytest.mark.parametrize("extension", ["json", "trig", "rdfp"])
def test_what_a_release_changed_is_still_told(both: Both, extension: str) -> None:
    """Of the removed ones, and of the one that came after a removed one."""
    first, second, third, _ = both.line.made
    for path in (f"{second}", f"{third}", f"{first}..{second}", f"{second}..{third}"):
        answers = [client.get(f"/changes/{path}.{extension}") for client in (both.whole, both.pruned)]
        assert [answer.status_code for answer in answers] == [200, 200], path
        assert answers[0].content == answers[1].content


def test_what_was_never_written_down_cannot_be_compared_any_more(both: Both) -> None:
    first, second, third, last = both.line.made
    for path in (f"{first}..{last}", f"{last}..{first}", f"{second}..{first}", f"{first}..{third}"):
        assert both.pruned.get(f"/changes/{path}.json").status_code == 410, path
        assert both.pruned.get(f"/changes/{path}.rdfp").status_code == 410, path
    assert both.pruned.get(f"/changes/{third}..9.9.9-00000000.json").status_code == 404


def test_the_list_of_releases_says_which_are_kept(both: Both) -> None:
    listed = both.pruned.get("/releases.json").json()["releases"]
    assert [one["kept"] for one in listed] == [True, True, False, False]
    assert [("manifest" in one, "counts" in one) for one in listed][2:] == [(False, True)] * 2
    page = both.pruned.get("/releases", headers={"Accept": "text/html", "Accept-Language": "nl"}).text
    assert page.count("Deze uitgave wordt niet langer bewaard.") == 2
    assert f"/download/{both.first}/report.json" not in page


def test_a_document_of_a_removed_release_is_gone(both: Both) -> None:
    assert both.pruned.get(f"/doc/{THING}/{both.first}").status_code == 410
    assert both.pruned.get(f"/doc/{THING}").status_code == 200
    assert both.first not in both.pruned.get(f"/timemap/doc/{THING}").text


def test_downloads_are_gone_or_kept_or_never_were(both: Both) -> None:
    release = read_release(both.line.out / "releases" / both.first)
    for artefact in release.artefacts:
        path = f"/download/{both.first}/{artefact.path}"
        answer, before = both.pruned.get(path), both.whole.get(path)
        if not is_history_file(artefact.path):
            assert answer.status_code == 410, path
            assert both.pruned.get(answer.json()["now"]).status_code == 200
            continue
        assert answer.status_code == 200, path
        assert hashlib.sha256(answer.content).hexdigest() == artefact.sha256
        for name in ("content-type", "repr-digest", "content-location", "cache-control"):
            assert answer.headers[name] == before.headers[name]
    assert both.pruned.get(f"/download/{both.first}/{MANIFEST}").status_code == 410
    for name in ("never.ttl", "graph.nq.gz.gz", "ldes/99.trig"):
        assert both.pruned.get(f"/download/{both.first}/{name}").status_code == 404, name
    assert both.pruned.get("/download/9.9.9-00000000/graph.nq").status_code == 404


def test_a_file_that_is_kept_for_the_history_is_given_as_it_was_or_not_at_all(both: Both) -> None:
    name = both.line.made[1]  # of which no other test downloads the changes: a good answer is remembered
    path = both.out / "removed" / name / "changes.rdfp"
    address = f"/download/{name}/changes.rdfp"
    good = path.read_bytes()
    path.write_bytes(good[:-5] + b"#" + good[-4:])
    try:
        assert both.pruned.get(address).status_code == 503
    finally:
        path.write_bytes(good)
    assert both.pruned.get(address).status_code == 200


def test_the_record_tells_of_releases_of_other_lines_too(both: Both) -> None:
    """The history of the served release knows nothing of a release under another base."""
    record = ReleaseFolder(both.out).removed()
    other = RemovedRelease(
        "0.9.0-aa", "https://other.test/", "gent", "0.9.0", "2026-01-01", "2026-12-01", ("graph.nq",)
    )
    write_removed(both.out, [*record, other])
    try:
        assert both.pruned.get("/download/0.9.0-aa/graph.nq").status_code == 410
        assert both.pruned.get("/download/0.9.0-aa/graph.ttl").status_code == 404
    finally:
        write_removed(both.out, record)


def test_the_release_that_a_server_serves_stays(tmp_path: Path) -> None:
    """A server may be behind: newer releases were made, and it has not taken them up."""
    line = Line(tmp_path)
    first = line.release("1.0.0")

    async def open_store(folder: Path, _: Release) -> FakeStore:
        return FakeStore(read((folder / GRAPH).read_bytes(), N_QUADS))

    async def served_meanwhile() -> None:
        live = CurrentRelease(line.releases, open_store, every=3600)
        async with live.running(), live.reading() as serving:
            for number in range(1, 4):
                line.release(f"1.{number}.0", ended() if number % 2 else {})
            assert prune(line.releases, 2).stay == {first.name: "held"}
            assert serving.folder == first
            assert first.is_dir()

    asyncio.run(served_meanwhile())
    assert prune(line.releases, 2).removed == (first.name,)


def test_an_earlier_release_that_is_held_open_is_gone_once_it_is_removed(tmp_path: Path) -> None:
    line = Line(tmp_path)
    for number in range(3):
        line.release(f"1.{number}.0", ended() if number % 2 else {})

    async def open_store(folder: Path, _: Release) -> FakeStore:
        return FakeStore(read((folder / GRAPH).read_bytes(), N_QUADS))

    async def asked_twice() -> None:
        past = ReleaseArchive(line.releases, open_store)
        async with past.reading(line.made[0]) as reading:
            assert prune(line.releases, 2).removed == (line.made[0],)
            assert reading.release.id == line.made[0], "whoever reads it reads on"
        with pytest.raises(GoneError):
            async with past.reading(line.made[0]):
                pass
        await past.close()

    asyncio.run(asked_twice())


def test_a_thing_that_only_removed_releases_knew_is_gone_and_not_unknown(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.release("1.0.0", {"questions": asked()}, day="2026-11-10")
    for number in range(1, 4):
        line.release(f"1.{number}.0", ended() if number == 1 else {}, day=f"2026-11-{10 + number}")
    assert len(prune(line.releases, 2).removed) == 2
    with running(application(line.releases)) as address:
        for media_type in ("application/json", "text/html"):
            headers = {"Accept": media_type, "Accept-Language": "en"}
            answer = httpx.get(f"{address}doc/question/melle-charter", headers=headers)
            assert answer.status_code == 410
            assert "1.1.0" in answer.text
            assert httpx.get(f"{address}doc/question/never-asked", headers=headers).status_code == 404
