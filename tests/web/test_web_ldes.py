"""The addresses of the event streams answer as level 1 of LDES asks."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from line_of_releases import Line, asked, ended, three
from web_release import application, running


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return three(tmp_path_factory.mktemp("web-ldes"))


@pytest.fixture(scope="module")
def client(line: Line) -> Iterator[httpx.Client]:
    with (
        running(application(line.releases)) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield client


@pytest.mark.parametrize("path", ["/ldes", "/ldes/catalog"])
@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/trig", "application/trig"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("text/html", "text/html; charset=utf-8"),
        ("application/n-quads,application/trig;q=0.95,text/turtle;q=0.6,text/html;q=0.2", "application/trig"),
    ],
)
def test_a_root_is_negotiated(client: httpx.Client, path: str, accept: str, content_type: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == content_type
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("path", ["/ldes", "/ldes/catalog"])
def test_a_root_is_the_same_in_trig_and_in_turtle(client: httpx.Client, path: str) -> None:
    found = {}
    for media_type, form in (("application/trig", RdfFormat.TRIG), ("text/turtle", RdfFormat.TURTLE)):
        body = client.get(path, headers={"Accept": media_type}).content
        found[media_type] = {
            quad.triple for quad in parse(body, format=form, base_iri=f"http://x.test{path}")
        }
    assert found["application/trig"] == found["text/turtle"]
    assert client.get(f"{path}.trig").status_code == 200


def test_a_root_may_change_and_a_page_may_not(client: httpx.Client, line: Line) -> None:
    root = client.get("/ldes", headers={"Accept": "application/trig"})
    assert "immutable" not in root.headers["cache-control"]
    page = client.get(f"/ldes/{line.made[0]}/1.trig")
    assert "immutable" in page.headers["cache-control"]
    assert page.headers["content-type"] == 'application/trig; profile="https://w3id.org/tree/profile"'
    for answer in (root, page):
        again = client.get(
            answer.request.url.path,
            headers={"Accept": "application/trig", "If-None-Match": answer.headers["etag"]},
        )
        assert again.status_code == 304


def test_a_page_is_the_file_that_the_build_wrote(client: httpx.Client, line: Line) -> None:
    for name in line.made:
        for path in (line.out / "releases" / name / "ldes").rglob("*.trig"):
            if path.name == "catalog.trig":
                continue
            inside = path.parent.name == "catalog"
            address = f"/ldes/{'catalog/' if inside else ''}{name}/{path.name}"
            assert client.get(address).content == path.read_bytes()


@pytest.mark.parametrize(
    "path", ["/ldes/9.9.9-00000000/1.trig", "/ldes/{first}/0.trig", "/ldes/{first}/2.trig"]
)
def test_a_page_that_never_was_is_not_found(client: httpx.Client, line: Line, path: str) -> None:
    assert client.get(path.format(first=line.made[0])).status_code == 404


def test_a_page_of_a_release_that_was_removed_is_gone(tmp_path: Path) -> None:
    line = Line(tmp_path)
    first = line.release("1.0.0", {"questions": asked()})
    line.release("1.1.0", ended())
    shutil.rmtree(first)
    with running(application(line.releases)) as address:
        answer = httpx.get(f"{address}ldes/{first.name}/1.trig")
    assert answer.status_code == 410
    assert answer.json()["release"] == first.name


def test_people_see_which_pages_there_are(client: httpx.Client, line: Line) -> None:
    page = client.get("/ldes", headers={"Accept": "text/html", "Accept-Language": "nl"}).text
    for name in line.made:
        assert f"/ldes/{name}/1.trig" in page


def test_a_release_without_streams_says_so(tmp_path: Path) -> None:
    from web_release import gent, publish

    with running(application(publish(tmp_path, gent()))) as address:
        assert httpx.get(f"{address}ldes", headers={"Accept": "text/turtle"}).status_code == 404
        assert httpx.get(f"{address}changes", headers={"Accept": "text/html"}).status_code == 200
