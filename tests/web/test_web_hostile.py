"""What strangers write into tables is shown as text, on every kind of page of a release that was built of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from xml.etree import ElementTree

import httpx
import pytest
from pyoxigraph import Literal

from line_of_releases import BASE, Line
from sample_data import rows
from stedenband.formats import N_TRIPLES, read
from web_release import application, running

MARKUP = "<hostile onclick=x>\"'</title></script><script>hostile()</script>{{ 7*7 }}&amp;"
TURNING = "\u202egnitsoh\u2066 \u2069\u2069 \u202b"
LONG = "lang " * 1000 + "x" * 4800

HOSTILE = {
    "markup": MARKUP,
    "turning": "עברית (1)",
    "long": LONG,
    "formula": '=HYPERLINK("https://example.org/")',
}

EXPERT = f"""
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{BASE}id/city/kanazawa> skos:altLabel "a{TURNING}b"@nl , "a{TURNING}b"@en .
<{BASE}id/partnership/gent-kanazawa> <https://example.org/remark> "a{TURNING}b" .
"""

TEXTS = {
    "cities": ("label_nl", "label_en", "note_nl", "note_en"),
    "countries": ("label_nl", "label_en"),
    "phases": ("label_nl", "label_en", "description_nl", "description_en"),
    "partnerships": ("note_nl", "note_en"),
    "acts": ("label_nl", "label_en", "note_nl", "note_en"),
    "changes": ("label_nl", "label_en", "note_nl", "note_en"),
    "sources": ("title", "publisher", "note_nl", "note_en"),
    "claims": ("reason_nl", "reason_en"),
    "questions": ("question_nl", "question_en"),
}
"""The cells of the sample that hold words."""

PATHS = (
    "/", "/statistics", "/sparql", "/queries", "/queries/partners-of?city=gent", "/catalog", "/dataset/voorbeeld",
    "/releases", "/changes", "/ldes", "/search?q=kanazawa", "/ns",
    "/doc/city/kanazawa", "/doc/city/gent", "/doc/city/taizhou", "/doc/country/jp", "/doc/place/england",
    "/doc/partnership/gent-kanazawa", "/doc/partnership/gent-melle", "/doc/phase/twin-cities",
    "/doc/source/text-nl", "/doc/source/press", "/doc/evidence/kanazawa-nl", "/doc/concept/kind/twinning",
    "/doc/concept/mode/stated",
)  # fmt: skip


class Page(HTMLParser):
    """The elements and the text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def spoiled(text: str) -> dict[str, list[dict[str, str]]]:
    """The tables of the sample with this behind every word in them."""
    tables = {}
    for table, columns in TEXTS.items():
        tables[table] = rows(table)
        for row in tables[table]:
            row.update({name: f"{row[name]} {text}" for name in columns if row.get(name)})
    return tables


@pytest.fixture(scope="module", params=HOSTILE)
def hostile(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, httpx.Client]]:
    name = str(request.param)
    line = Line(tmp_path_factory.mktemp(name))
    first = line.release("1.2.0", day="2026-11-21")
    assert first.is_dir()
    if name == "turning":
        # The tables take no characters that turn text; a file of an expert may hold anything.
        folder = line.root / "project" / "data" / "voorbeeld"
        (folder / "expert.ttl").write_text(EXPERT, encoding="utf-8")
    line.release("1.3.0", spoiled(HOSTILE[name]))
    with (
        running(application(line.releases)) as address,
        httpx.Client(
            base_url=address, timeout=60, headers={"Accept": "text/html", "Accept-Language": "nl"}
        ) as client,
    ):
        yield name, client


def pages(client: httpx.Client) -> Iterator[tuple[str, str]]:
    """Every page, in both languages."""
    release = client.get("/releases.json").json()["current"]
    for path in (*PATHS, f"/changes/{release}", f"/doc/city/kanazawa/{release}"):
        for language in ("nl", "en"):
            answer = client.get(path, headers={"Accept-Language": language})
            assert answer.status_code == 200, (path, answer.text[:500])
            yield path, answer.text


def test_no_text_becomes_part_of_a_page(hostile: tuple[str, httpx.Client]) -> None:
    name, client = hostile
    shown = 0
    for path, text in pages(client):
        page = Page(text)
        names = {tag for tag, _ in page.tags}
        assert "hostile" not in names, path
        for tag, attributes in page.tags:
            assert not any(key.startswith("on") or key == "style" for key in attributes), path
            if tag == "script" and not attributes.get("src"):
                assert attributes.get("type") in ("application/json", "application/ld+json"), path
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text), path
        assert name != "turning" or path != "/doc/city/kanazawa" or "agnitsoh" in page.text
        shown += {"markup": MARKUP, "turning": "עברית (1)", "long": LONG.strip(), "formula": "=HYPERLINK"}[
            name
        ] in page.text
    assert shown >= 20, f"the text itself is shown on {shown} pages only"


def test_data_in_a_page_stay_json(hostile: tuple[str, httpx.Client]) -> None:
    _, client = hostile
    for path in ("/dataset/voorbeeld", "/sparql"):
        text = client.get(path).text
        for body in re.findall(
            r'<script type="application/(?:ld\+)?json"[^>]*>(.*?)</script>', text, re.DOTALL
        ):
            assert json.loads(body)


def test_feed_and_data_hold_the_text_whole(hostile: tuple[str, httpx.Client]) -> None:
    name, client = hostile
    feed = ElementTree.fromstring(client.get("/changes.atom").content)
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert not [each for each in feed.iter() if "hostile" in each.tag]
    told = read(client.get("/doc/city/kanazawa.nt").content, N_TRIPLES)
    values = [quad.object.value for quad in told if isinstance(quad.object, Literal)]
    assert [value for value in values if HOSTILE[name].strip() in value]
    assert name != "turning" or f"a{TURNING}b" in values


def test_a_citation_ends_where_it_should(hostile: tuple[str, httpx.Client]) -> None:
    name, client = hostile
    bibtex = client.get("/doc/city/kanazawa.bib").text
    assert bibtex.count("{") == bibtex.count("}")
    assert bibtex.startswith("@misc{")
    assert bibtex.endswith("\n}\n")
    csl = client.get("/doc/city/kanazawa.csljson").json()
    assert csl["URL"] == f"{BASE}id/city/kanazawa"
    assert name != "markup" or MARKUP in csl["title"]


def test_a_table_for_spreadsheets_holds_no_formula(hostile: tuple[str, httpx.Client]) -> None:
    _, client = hostile
    release = client.get("/releases.json").json()["current"]
    answer = client.get(f"/download/{release}/voorbeeld.csv", headers={"Accept": "*/*"})
    assert answer.status_code == 200
    assert not re.search(r"(^|,)\"?[=+@]", answer.text, re.MULTILINE)
