"""How a page is cited, and its versions across releases."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from line_of_releases import BASE, three
from stedenband.web.render.citations import Citation, add_full_stop
from stedenband.web.render.wording import Wording
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


NAMED = (
    "partnership/gent-nottingham",
    "city/gent",
    "country/jp",
    "concept/kind/twinning",
    "conceptscheme/status",
)


def _things(client: httpx.Client) -> list[str]:
    """Every thing of the sitemap, and the codes that the vocabulary defines."""
    text = client.get("/sitemap.xml").text
    return [*re.findall(rf"<loc>{BASE}doc/([^<]+)</loc>", text), *NAMED]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_citation_of_any_page_ends_a_sentence_twice(client: httpx.Client, language: str) -> None:
    """In the sentence, in BibTeX and in CSL-JSON; what the vocabulary defines names its own authors."""
    seen = 0
    for reference in sorted(set(_things(client))):
        text = client.get(f"/doc/{reference}?lang={language}", headers={"Accept": "text/html"})
        if text.status_code != 200:
            continue
        seen += 1
        cited = re.search(r'<details class="cite">.*?<bdi>(.*?)</bdi>', text.text, re.DOTALL)
        assert cited is not None
        sentence = html.unescape(cited[1])
        assert not re.search(r"[.!?\u2026][\"\u201d)]*\.(\s|$)", sentence), sentence
        item = client.get(f"/doc/{reference}.csljson?lang={language}").json()
        bibtex = client.get(f"/doc/{reference}.bib?lang={language}").text
        author = item["author"][0]["literal"]
        of_vocabulary = reference.startswith("concept")
        assert author == (VOCABULARY_AUTHORS[language] if of_vocabulary else PUBLISHER[language])
        assert author in bibtex
        assert sentence.startswith(f"{author} (2026). {add_full_stop(item['title'])} In: ")
    assert seen > 10


VOCABULARY_AUTHORS = {"nl": "De medewerkers van stedenband", "en": "The stedenband contributors"}
PUBLISHER = {"nl": "Voorbeeldstad", "en": "Example City"}

ENDS = st.sampled_from(
    ["", ".", "?", "!", "\u2026", "?\u201d", ".)", "\u3002", "\uff1f", "\u061f", '."', " (1969)"]
)


@given(st.text(st.characters(categories=["L", "N"]), min_size=1), ENDS, st.sampled_from(["nl", "en"]))
def test_a_title_that_ends_a_sentence_gets_no_stop_of_its_own(title: str, end: str, language: str) -> None:
    citation = Citation("k", title + end, "C", "P", "1", "2026-11-22", "https://example.org/a", language)
    sentence = citation.sentence(Wording(language))
    stop = "." if end in ("", " (1969)") else ""
    assert sentence.startswith(f"P (2026). {title}{end}{stop} In: C, ")
    assert json.loads(citation.csl())["title"] == " ".join((title + end).split())


def test_a_page_about_a_source_is_not_cited_as_the_source(client: httpx.Client) -> None:
    sources = [thing for thing in _things(client) if thing.startswith("source/")]
    assert sources
    for reference in sources:
        item = client.get(f"/doc/{reference}.csljson?lang=en").json()
        assert item["title"].startswith("About the source \u201c")


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
