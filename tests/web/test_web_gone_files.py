"""Files that were handed out once: those of a removed release, and those of a city that left."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from built_releases import build
from several_cities import project_of
from stedenband import catalogue
from stedenband.projects import find_project
from stedenband.releases import ReleaseFolder, read_release
from web_release import application, running


class History:
    """Two releases: of three cities, and of two of them."""

    def __init__(self, root: Path) -> None:
        self.out = root / "out"
        first = build(project_of(root, ("Brugge", "Gent", "Leuven")), self.out).folder
        assert first is not None
        self.first = read_release(first)
        shutil.rmtree(root / "data" / "leuven")
        second = build(find_project(root), self.out, consent=lambda _: True).folder
        assert second is not None
        self.second = read_release(second)

    @property
    def left(self) -> list[str]:
        """The files of the city that left."""
        return [artefact.path for artefact in self.first.artefacts if artefact.path.startswith("leuven.")]


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    return History(tmp_path_factory.mktemp("gone"))


@pytest.fixture(scope="module")
def client(history: History) -> Iterator[httpx.Client]:
    with running(application(ReleaseFolder(history.out))) as address, httpx.Client(base_url=address) as found:
        yield found


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_file_of_a_city_that_left_is_gone(
    client: httpx.Client, history: History, language: str
) -> None:
    assert len(history.left) == 2 * len(catalogue.FILE_FORMS) + 1
    for name in history.left:
        answer = client.get(f"/download/latest/{name}", headers={"Accept-Language": language})
        assert answer.status_code == 410, name
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["access-control-allow-origin"] == "*"
        told = answer.json()
        assert told["now"] == "/catalog"
        assert told["now"] in told["detail"]
        assert client.get(told["last"]).status_code == 200
        assert client.get(told["now"]).status_code == 200


def test_what_never_was_a_file_is_not_gone(client: httpx.Client) -> None:
    for name in ("leuven.exe", "aalst.ttl", "leuven", "leuven.ttl.gz.gz", "../leuven.ttl", "leuven>.ttl"):
        assert client.get(f"/download/latest/{name}").status_code == 404, name


def test_the_files_of_a_removed_release_are_gone_and_say_where_the_data_are(tmp_path: Path) -> None:
    history = History(tmp_path)
    shutil.rmtree(history.out / "releases" / history.first.id)
    with (
        running(application(ReleaseFolder(history.out))) as address,
        httpx.Client(base_url=address) as client,
    ):
        for artefact in history.first.artefacts:
            answer = client.get(f"/download/{history.first.id}/{artefact.path}")
            assert answer.status_code == 410
            assert answer.headers["content-type"] == "application/problem+json"
            assert client.get(answer.json()["now"]).status_code == 200
        assert (
            client.get(f"/download/{history.first.id}/brugge.ttl").json()["now"]
            == "/download/latest/brugge.ttl"
        )
        # The city that left is still known to have been there.
        assert client.get("/download/latest/leuven.ttl").status_code == 410
        assert client.get("/download/9.9.9-00000000/brugge.ttl").status_code == 404
