"""Files of a release: whole or in part, cached for ever under its name, and never another file."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from catalogue_release import Built, build_gent
from stedenband.releases import ReleaseFolder
from web_release import application, running

PLAIN = ("gent.ttl", "gent.jsonld", "gent.nt", "gent.rdf", "gent.nq", "gent.csv", "gent.geojson")


@pytest.fixture(scope="module")
def gent(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_gent(project_root, tmp_path_factory.mktemp("downloads"))


@pytest.fixture(scope="module")
def client(gent: Built) -> Iterator[httpx.Client]:
    with (
        running(application(ReleaseFolder(gent.folder.parent.parent))) as address,
        httpx.Client(base_url=address, timeout=30) as found,
    ):
        yield found


@pytest.mark.parametrize("name", PLAIN)
def test_every_form_is_there_plain_and_compressed(client: httpx.Client, gent: Built, name: str) -> None:
    plain = client.get(f"/download/{gent.release.id}/{name}")
    packed = client.get(f"/download/{gent.release.id}/{name}.gz")
    assert plain.status_code == packed.status_code == 200
    assert packed.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in packed.headers
    assert gzip.decompress(packed.content) == plain.content == (gent.folder / name).read_bytes()
    assert len(packed.content) < len(plain.content)


def test_a_named_release_is_kept_for_ever_and_the_latest_is_asked_for_again(
    client: httpx.Client, gent: Built
) -> None:
    named = client.get(f"/download/{gent.release.id}/gent.ttl")
    latest = client.get("/download/latest/gent.ttl")
    assert "immutable" in named.headers["cache-control"]
    assert "immutable" not in latest.headers["cache-control"]
    assert named.content == latest.content
    assert named.headers["etag"] == latest.headers["etag"]
    assert latest.headers["content-location"] == f"/download/{gent.release.id}/gent.ttl"


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("bytes=0-99", 0, 100), ("bytes=100-", 100, None), ("bytes=-50", -50, None)]
)
def test_a_part_of_a_file(client: httpx.Client, gent: Built, asked: str, start: int, end: int | None) -> None:
    whole = (gent.folder / "gent.nt").read_bytes()
    answer = client.get("/download/latest/gent.nt", headers={"Range": asked})
    assert answer.status_code == 206
    assert answer.content == whole[start:end]
    assert answer.headers["content-range"].endswith(f"/{len(whole)}")
    assert answer.headers["accept-ranges"] == "bytes"


def test_a_part_of_a_file_that_changed_meanwhile_is_the_whole(client: httpx.Client, gent: Built) -> None:
    headers = {"Range": "bytes=10-20", "If-Range": '"another"'}
    answer = client.get("/download/latest/gent.nt", headers=headers)
    assert answer.status_code == 200
    assert answer.content == (gent.folder / "gent.nt").read_bytes()
    etag = answer.headers["etag"]
    again = client.get("/download/latest/gent.nt", headers={"Range": "bytes=10-20", "If-Range": etag})
    assert again.status_code == 206


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=9-1", "lines=1-2", "bytes=x"])
def test_a_part_that_is_not_there_is_refused_or_passed_over(client: httpx.Client, asked: str) -> None:
    answer = client.get("/download/latest/gent.csv", headers={"Range": asked})
    assert answer.status_code in (200, 400, 416)


def test_head_tells_the_same_without_the_bytes(client: httpx.Client) -> None:
    head, whole = client.head("/download/latest/gent.ttl"), client.get("/download/latest/gent.ttl")
    assert head.content == b""
    for name in ("etag", "content-length", "content-type", "cache-control", "accept-ranges"):
        assert head.headers[name] == whole.headers[name]


def test_who_has_it_already_gets_304(client: httpx.Client) -> None:
    etag = client.head("/download/latest/gent.ttl").headers["etag"]
    answer = client.get("/download/latest/gent.ttl", headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert answer.content == b""


def test_the_table_leads_to_its_description_and_back(client: httpx.Client) -> None:
    table = client.get("/download/latest/gent.csv")
    link = '<gent.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
    assert link in table.headers["link"]
    described = client.get("/download/latest/gent.csv-metadata.json")
    assert described.headers["content-type"] == "application/csvm+json"
    assert described.json()["url"] == "gent.csv"


def test_files_are_streamed_whatever_their_size(client: httpx.Client, gent: Built) -> None:
    with client.stream("GET", "/download/latest/graph.nq") as answer:
        pieces = list(answer.iter_raw())
    assert len(pieces) > 1
    assert b"".join(pieces) == (gent.folder / "graph.nq").read_bytes()


@pytest.mark.parametrize(
    "path",
    ["/download/latest/nothing", "/download/latest/..%2f..%2fcurrent", "/download/nothing/gent.ttl",
     "/download/latest/", "/download/latest/manifest.json.gz", "/download/latest/gent.ttl/x"],
)  # fmt: skip
def test_nothing_else_is_a_file(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404
