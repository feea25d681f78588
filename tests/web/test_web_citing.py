"""How a page is cited, and its versions across releases."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from line_of_releases import BASE, three
from stedenband.web.pages.citing import Citation
from web_release import application, running


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    line = three(tmp_path_factory.mktemp("citing"))
    with (
        running(application(line.releases)) as address,
        httpx.Client(base_url=address, timeout=30, headers={"Accept-Language": "en"}) as client,
    ):
        yield client


THING = "partnership/gent-nottingham"


def test_a_citation_names_who_published_what_when_and_where(client: httpx.Client) -> None:
    text = client.get(f"/doc/{THING}", headers={"Accept": "text/html"}).text
    said = "Example City (2026). Ghent – Nottingham. In: City partnerships, an example, "
    said += "version 1.4.0 of 22 November 2026."
    assert f"<bdi>{said} {BASE}id/{THING}</bdi>" in text


@pytest.mark.parametrize(
    ("accept", "path", "media_type"),
    [
        ("application/x-bibtex", f"/doc/{THING}", "application/x-bibtex; charset=utf-8"),
        ("*/*", f"/doc/{THING}.bib", "application/x-bibtex; charset=utf-8"),
        (
            "application/vnd.citationstyles.csl+json",
            f"/doc/{THING}",
            "application/vnd.citationstyles.csl+json",
        ),
        ("*/*", f"/doc/{THING}.csljson", "application/vnd.citationstyles.csl+json"),
    ],
)
def test_a_reference_manager_gets_what_it_reads(
    client: httpx.Client, accept: str, path: str, media_type: str
) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert f"{BASE}id/{THING}" in answer.text
    assert "Example City" in answer.text


def test_csl_json_has_what_styles_ask_for(client: httpx.Client) -> None:
    item = client.get(f"/doc/{THING}.csljson").json()
    assert item["type"] == "webpage"
    assert item["author"] == [{"literal": "Example City"}]
    assert item["issued"] == {"date-parts": [[2026, 11, 22]]}
    assert (item["title"], item["container-title"]) == ("Ghent – Nottingham", "City partnerships, an example")
    assert item["version"] == "1.4.0"


def test_bibtex_takes_no_character_for_a_command() -> None:
    citation = Citation(
        "k",
        "50 % {a_b \\x $y$ #1 ~ ^\u202e",
        "c & d",
        "P",
        "1",
        "2026-11-22",
        "https://example.org/a_b",
        "en",
    )
    text = citation.bibtex()
    assert (
        r"title = {{50 \% \textbraceleft{}a\_b \textbackslash{}x \$y\$ \#1 \textasciitilde{} \textasciicircum{}}},"
        in text
    )
    assert "url = {https://example.org/a_b}," in text
    assert "howpublished = {c \\& d}," in text


def test_a_page_tells_its_versions_and_which_changed_it(client: httpx.Client) -> None:
    text = client.get(f"/doc/{THING}", headers={"Accept": "text/html"}).text
    section = text.split('id="versions"')[1].split("</section>")[0]
    items = re.findall(r"<li>(.*?)</li>", section)
    assert [re.sub("<[^>]+>", "", item) for item in items] == [
        "Version 1.4.0, 22 November 2026 – what changed",
        "Version 1.3.0, 22 November 2026 – what changed",
        "Version 1.2.0, 20 November 2026",
    ]
    targets = re.findall(r'href="([^"]+)"', section)
    assert all(client.get(target).status_code == 200 for target in targets)


def test_what_did_not_change_is_told_too(client: httpx.Client) -> None:
    text = client.get("/doc/country/jp", headers={"Accept": "text/html"}).text
    section = text.split('id="versions"')[1].split("</section>")[0]
    assert section.count("unchanged") == 2


def test_an_earlier_version_is_cited_by_its_own_address(client: httpx.Client) -> None:
    release = client.get("/releases.json").json()["releases"][-1]["id"]
    text = client.get(f"/doc/{THING}/{release}", headers={"Accept": "text/html"}).text
    assert f"version 1.2.0 of 20 November 2026. {BASE}doc/{THING}/{release}" in text
