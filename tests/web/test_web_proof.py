"""No byte that differs from what was released is sent as if it were: each file, damaged in each way, at each moment."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import re
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI
from starlette.types import Message, Scope

from catalogue_release import build_gent
from damaged_files import DAMAGES, Damage, damaged, flip, truncate
from line_of_releases import three
from stedenband.errors import ReleaseDamagedError
from stedenband.model import Release
from stedenband.releases import GRAPH, MANIFEST, ReleaseFolder, read_release
from stedenband.store import FakeStore
from stedenband.web.context import get_site_of_app
from stedenband.web.http.file_responses import OpenedFileResponse
from stedenband.web.serving.current_release import CurrentRelease
from web_release import application, running


@pytest.fixture(scope="module")
def folder(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_gent(project_root, tmp_path_factory.mktemp("proof")).folder


@pytest.fixture(scope="module")
def out(folder: Path) -> Path:
    return folder.parent.parent


@pytest.fixture(scope="module")
def app(out: Path) -> FastAPI:
    return application(ReleaseFolder(out))


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Iterator[httpx.Client]:
    with (
        running(app) as address,
        httpx.Client(base_url=address, timeout=30) as found,
    ):
        yield found


def files_of(folder: Path) -> list[str]:
    """Every file of the release that is on disk."""
    names = sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
    assert set(names) == {MANIFEST, *(artefact.path for artefact in read_release(folder).artefacts)}
    assert len(names) > 30
    return names


async def _nothing(_folder: Path, _release: Release) -> FakeStore:
    return FakeStore([])


def test_a_release_with_any_damaged_file_is_not_taken_up(out: Path, folder: Path) -> None:
    tried = 0
    for name in files_of(folder):
        for damage in DAMAGES.values():
            live = CurrentRelease(ReleaseFolder(out), _nothing)
            with damaged(folder / name, damage):
                asyncio.run(live.look())
            assert (live.release, live.damaged) == (None, 1), (name, damage.__name__)
            tried += 1
    assert tried == len(files_of(folder)) * len(DAMAGES)
    whole = CurrentRelease(ReleaseFolder(out), _nothing)
    asyncio.run(whole.look())
    assert whole.release is not None


def test_no_file_that_was_damaged_while_serving_is_sent(
    app: FastAPI, client: httpx.Client, folder: Path
) -> None:
    tried = 0
    for name in files_of(folder):
        good = (folder / name).read_bytes()
        for damage in DAMAGES.values():
            with damaged(folder / name, damage):
                # The query keeps the memory of responses out of it.
                answers = [
                    client.get(f"/download/{folder.name}/{name}?{damage.__name__}"),
                    client.get(f"/download/latest/{name}", headers={"Range": "bytes=0-"}),
                    client.head(f"/download/latest/{name}", headers={"Range": "bytes=0-"}),
                ]
            for answer in answers:
                if answer.request.method == "GET" and answer.status_code in (200, 206):
                    assert answer.content == good, (name, damage.__name__)
                else:
                    assert answer.status_code in (200, 503), (name, damage.__name__, answer.status_code)
            assert name == MANIFEST or answers[1].status_code == 503, (name, damage.__name__)
            tried += 1
    assert tried == len(files_of(folder)) * len(DAMAGES)
    assert re.search(
        r'stedenband_damaged_total\{what="file"\} [1-9]', get_site_of_app(app).metrics.text().decode()
    )


def test_a_file_that_is_damaged_while_it_is_sent_is_not_sent_to_its_end(folder: Path) -> None:
    release, verifier, tried = read_release(folder), ReleaseFolder(folder.parent.parent).verifier, 0
    for artefact in release.artefacts:
        path = folder / artefact.path
        good = path.read_bytes()
        for damage in DAMAGES.values():
            sending = _Sending(path, damage)
            response = OpenedFileResponse(verifier.open(folder, artefact), {})
            with pytest.raises(ReleaseDamagedError):
                asyncio.run(response(_GET, sending.receive, sending.send))
            path.write_bytes(good)
            assert sending.sent == [], (artefact.path, damage.__name__)
            tried += 1
    assert tried == len(release.artefacts) * len(DAMAGES)


_GET: Scope = {"type": "http", "method": "GET", "headers": [], "asgi": {"spec_version": "2.4"}}


class _Sending:
    """The server's side of a response; the file is damaged when its head is sent."""

    def __init__(self, path: Path, damage: Damage) -> None:
        self._path, self._damage = path, damage
        self.sent: list[bytes] = []

    async def receive(self) -> Message:
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._damage(self._path)
        else:
            self.sent.append(message["body"])


def _release() -> Release:
    return Release(
        id="1.0.0-aaaaaaaa", version="1.0.0", base_iri="https://data.example.org/", dataset="a", city="a",
        title={"en": "A"}, modified="2026-11-22", inputs_digest="aaaaaaaa", generator="stedenband", previous=None,
        counts={}, sources={}, artefacts=(), conforms=True, findings={},
    )  # fmt: skip


LARGE = 48 * 1024 * 1024


def test_a_download_breaks_off_where_the_file_changes(tmp_path: Path) -> None:
    """Over a real connection: fewer bytes come than were announced, so that no client takes them for the whole."""
    with ReleaseFolder(tmp_path).writing() as writer:
        writer.put(GRAPH, b"", "application/n-quads")
        writer.put("large.bin", b"\0" * LARGE, "application/octet-stream")
        release = replace(_release(), artefacts=writer.artefacts)
        folder = writer.publish(release)
    with running(application(ReleaseFolder(tmp_path))) as address:
        target = urlsplit(address)
        with socket.create_connection((target.hostname or "", target.port or 0), timeout=30) as connection:
            connection.sendall(b"GET /download/latest/large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
            received = connection.recv(65536)
            assert received.startswith(b"HTTP/1.1 200")
            flip(folder / "large.bin")
            count = len(received)
            while piece := connection.recv(1 << 20):
                count += len(piece)
                assert not piece.strip(b"\0")
        assert count < LARGE
        assert httpx.get(f"{address}download/latest/large.bin").status_code == 503


def test_downloads_tell_the_digest_of_the_whole_representation(client: httpx.Client, folder: Path) -> None:
    for name in files_of(folder):
        digest = hashlib.sha256((folder / name).read_bytes()).digest()
        expected = f"sha-256=:{base64.b64encode(digest).decode()}:"
        address = f"/download/{folder.name}/{name}"
        answers = [client.get(address), client.head(address)]
        if name != MANIFEST:
            answers.append(client.get(address, headers={"Range": "bytes=0-9"}))
            assert answers[-1].status_code == 206
        assert {answer.headers["repr-digest"] for answer in answers} == {expected}, name


def test_a_server_that_starts_with_a_damaged_release_serves_the_one_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    line = three(tmp_path)
    first, second, third = (line.out / "releases" / name for name in line.made)
    flip(third / GRAPH)
    live = CurrentRelease(line.releases, _nothing)
    asyncio.run(live.look())
    assert live.release is not None
    assert (live.release.id, live.behind) == (second.name, True)
    assert "EARLIER" in caplog.text
    (second / MANIFEST).write_bytes(b"{}")
    live = CurrentRelease(ReleaseFolder(line.out), _nothing)
    asyncio.run(live.look())
    assert live.release is not None
    assert live.release.id == first.name
    truncate(first / "voorbeeld.ttl")
    live = CurrentRelease(ReleaseFolder(line.out), _nothing)
    asyncio.run(live.look())
    assert live.release is None


def test_a_damaged_release_is_not_taken_up_and_the_old_one_stays(tmp_path: Path) -> None:
    line = three(tmp_path)
    newest = line.out / "releases" / line.made[-1]
    live = CurrentRelease(line.releases, _nothing)
    with line.releases.writing() as writer:
        writer.switch(line.out / "releases" / line.made[0])
    asyncio.run(live.look())
    flip(newest / "catalog.ttl")
    with line.releases.writing() as writer:
        writer.switch(newest)
    asyncio.run(live.look())
    assert live.release is not None
    assert (live.release.id, live.behind, live.damaged) == (line.made[0], True, 1)
