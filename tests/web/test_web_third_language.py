"""Adding a language is adding a file: a copy of the program with one file more speaks it, as far as the file goes."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from live_server import live_server

FRENCH = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Language: fr\\n"

msgid "Facts"
msgstr "Données"

msgid "{parties} have been sister cities since {start}."
msgstr "{parties} sont villes jumelées depuis {start}."

msgid "and"
msgstr "et"
"""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Iterator[httpx.Client]:
    copy = tmp_path_factory.mktemp("french")
    shutil.copytree(
        project_root / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "bundle")
    )
    for part in ("data", "ontology", "queries", "shapes"):
        (copy / part).symlink_to(project_root / part)
    folder = copy / "src" / "stedenband" / "locales" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "stedenband.po").write_text(FRENCH, encoding="utf-8")
    path = os.pathsep.join([str(copy / "src"), *(entry for entry in sys.path if entry)])
    with (
        live_server(copy / "out", {"PYTHONPATH": path}) as address,
        httpx.Client(base_url=address, timeout=30, headers={"Accept": "text/html"}) as client,
    ):
        yield client


def test_the_file_is_what_is_said_and_english_the_rest(client: httpx.Client) -> None:
    answer = client.get("/doc/partnership/gent-kanazawa?lang=fr")
    assert answer.headers["content-language"] == "fr"
    assert '<html lang="fr">' in answer.text
    assert "Gand et Kanazawa sont villes jumelées depuis 1971." in answer.text
    assert ">Données</h2>" in answer.text
    assert "How to cite this page" in answer.text
    assert "4 octobre 1971" in answer.text


def test_every_page_offers_the_language(client: httpx.Client) -> None:
    for path in ("/", "/statistics", "/changes", "/doc/city/gent", "/nowhere"):
        text = client.get(path).text
        assert 'href="?lang=fr" lang="fr" hreflang="fr" rel="alternate">Français</a>' in text, path


def test_who_likes_it_best_gets_it(client: httpx.Client) -> None:
    answer = client.get("/doc/city/gent", headers={"Accept-Language": "fr-BE, nl;q=0.5"})
    assert answer.headers["content-language"] == "fr"
    assert '<bdi lang="nl">' in answer.text or "Gand" in answer.text


def test_no_page_fails_for_want_of_a_word(client: httpx.Client) -> None:
    paths = ("/", "/statistics", "/sparql", "/queries", "/catalog", "/dataset/gent", "/releases", "/changes")
    answers = {path: client.get(f"{path}?lang=fr").status_code for path in paths}
    assert answers == dict.fromkeys(paths, 200)
