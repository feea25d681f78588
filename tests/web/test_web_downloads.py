"""Files of a release: whole or in part, cached for ever under its name, and never another file."""

from __future__ import annotations

import gzip
import shutil
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


@pytest.mark.parametrize(
    "asked",
    ["lines=1-2", "bytes=x", "bytes=9-1", "bytes", "bytes=", "=0-1", "bytes=-", "bytes=0-" + "9" * 4400],
)
def test_a_range_that_is_none_is_passed_over(client: httpx.Client, gent: Built, asked: str) -> None:
    """Another unit than bytes, or no range at all: the whole file (RFC 9110, section 14.2)."""
    answer = client.get("/download/latest/gent.csv", headers={"Range": asked})
    assert answer.status_code == 200
    assert answer.content == (gent.folder / "gent.csv").read_bytes()


@pytest.mark.parametrize("asked", ["bytes=999999999-", "bytes=0-1, 999999999-", "bytes=-0"])
@pytest.mark.parametrize("accept", ["*/*", "text/html"])
def test_a_part_that_is_not_there_is_a_problem_that_says_how_long_the_file_is(
    client: httpx.Client, gent: Built, asked: str, accept: str
) -> None:
    size = (gent.folder / "gent.csv").stat().st_size
    headers = {"Range": asked, "Accept": accept}
    answer = client.get("/download/latest/gent.csv", headers=headers)
    assert answer.status_code == 416
    assert answer.headers["content-range"] == f"bytes */{size}"
    if accept == "text/html":
        assert answer.headers["content-type"].startswith("text/html")
    else:
        assert answer.headers["content-type"] == "application/problem+json"
        assert (answer.json()["status"], str(size) in answer.json()["detail"]) == (416, True)


@pytest.mark.parametrize(
    "path",
    [
        "/download/latest/gent.ttl",
        "/download/latest/graph.nq",
        "/doc/city/gent.ttl",
        "/catalog.ttl",
        "/ns.ttl",
    ],
)
def test_if_match_holds_what_is_sent_to_one_version(client: httpx.Client, path: str) -> None:
    etag = client.get(path).headers["etag"]
    for named in (etag, "*", f'"another", {etag}'):
        assert client.get(path, headers={"If-Match": named}).status_code == 200, named
    for named in ('"another"', f"W/{etag}", ""):
        answer = client.get(path, headers={"If-Match": named, "Range": "bytes=0-1"})
        assert answer.status_code == 412, named
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == 412


def test_a_file_that_is_gone_from_the_disk_is_a_problem_of_the_surroundings(
    gent: Built, tmp_path: Path
) -> None:
    """Small ones and large ones, whole and in part, the manifest, and what pages read: 503, and no defect."""
    out = tmp_path / "out"
    shutil.copytree(gent.folder.parent.parent, out, symlinks=True)
    with (
        running(application(ReleaseFolder(out))) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        folder = ReleaseFolder(out).current()
        assert folder is not None
        for file in folder.rglob("*"):
            if file.is_file():
                file.unlink()
        for path in ("gent.csv", "graph.nq", "manifest.json"):
            answer = client.get(f"/download/latest/{path}")
            part = client.get(f"/download/latest/{path}", headers={"Range": "bytes=0-1"})
            assert (answer.status_code, part.status_code) == (503, 503), path
            assert answer.headers["content-type"] == "application/problem+json"
        for path in ("/sitemap.xml", "/catalog.ttl", "/.well-known/void", "/dataset/gent"):
            assert client.get(path).status_code in (404, 503), path


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
