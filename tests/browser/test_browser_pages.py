"""Every kind of page in a real browser: within reach of all, in every light, on a phone, enlarged, on paper."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visit
from browser_page import breaches
from catalogue_release import Built, build_gent
from stedenband import assets
from stedenband.model import Release
from stedenband.releases import GRAPH, ReleaseFolder
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore
from stedenband.web import create_app
from web_release import running

KINDS = {
    "home": "/",
    "partnership": "/doc/partnership/gent-kanazawa",
    "partnership-disputed": "/doc/partnership/gent-gdansk",
    "city": "/doc/city/gent",
    "city-unresolved": "/doc/city/taizhou",
    "city-arabic": "/doc/city/mohammedia",
    "country": "/doc/country/jp",
    "place": "/doc/place/england",
    "act": "/doc/act/gent-kanazawa-1971",
    "change": "/doc/change/reorientation",
    "phase": "/doc/phase/agreements",
    "participation": "/doc/participation/gent-melle/gent",
    "source": "/doc/source/history-nl",
    "source-japanese": "/doc/source/kanazawa-city",
    "claim": "/doc/claim/gent-gdansk-kind",
    "evidence": "/doc/evidence/history-en-melle",
    "question": "/doc/question/taizhou-which-city",
    "geometry": "/doc/geometry/gent",
    "concept": "/doc/concept/kind/twinning",
    "concept-of-claims": "/doc/concept/mode/derived",
    "code-list": "/doc/conceptscheme/kind",
    "memento": "/doc/partnership/gent-kanazawa/{release}",
    "dataset": "/dataset/gent",
    "catalogue": "/catalog",
    "releases": "/releases",
    "release": "/releases/{release}",
    "changes": "/changes",
    "difference": "/changes/{release}",
    "stream": "/ldes",
    "statistics": "/statistics",
    "queries": "/queries",
    "query": "/queries/partners-of?city=gent",
    "sparql": "/sparql",
    "vocabulary": "/ns",
    "search": "/search?q=gent",
    "not-found": "/nowhere",
    "bad-request": "/sparql?query=SELECT",
}
"""One of each kind of page, by a name for its picture."""

LOOKS = [("nl", False, False), ("en", True, False), ("nl", True, True), ("en", False, True)]
"""Language, dark, phone: each with each at least once."""

NARROW = (320, 640)
"""Widths in CSS pixels: the least that WCAG 2.2 asks for (1.4.10), and a window of 1280 enlarged twice (1.4.4)."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Built:
    return build_gent(project_root, tmp_path_factory.mktemp("pages"))


@pytest.fixture(scope="module")
def site(built: Built) -> Iterator[str]:
    """A server of a whole release, with its catalogue and its history."""
    settings = Settings(query_seconds=20)

    async def open_store(folder: Path, _: Release) -> EmbeddedStore:
        return await EmbeddedStore.open(folder / GRAPH, settings)

    releases = ReleaseFolder(built.folder.parent.parent)
    with running(create_app(releases, settings, open_store=open_store)) as address:
        yield address.rstrip("/")


@pytest.fixture(scope="module")
def pictures(project_root: Path) -> Path:
    folder = project_root / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def picture(page: Page, path: Path) -> None:
    """A picture of the page, of long ones of the upper part: some are twenty screens."""
    width, height = page.evaluate("[innerWidth, Math.min(document.documentElement.scrollHeight, 4000)]")
    page.screenshot(path=path, full_page=True, clip={"x": 0, "y": 0, "width": width, "height": height})


def opened(page: Page) -> None:
    """Open whatever can be opened, so that nothing escapes the checks."""
    page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true })")


def faults_of(page: Page, axe: str) -> list[str]:
    """What breaks a rule, what sticks out at the side, and what the page's own policy forbade."""
    found = breaches(page, axe)
    found += page.evaluate("window.violations")
    wide = page.viewport_size
    assert wide is not None
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 800})
        reach = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{reach} pixels wide at {width}"] if reach > width else []
    page.set_viewport_size(wide)
    return found


@pytest.mark.parametrize(("language", "dark", "phone"), LOOKS)
def test_every_kind_of_page_is_within_reach_of_all(
    visit: Visit, axe: str, built: Built, pictures: Path, language: str, dark: bool, phone: bool
) -> None:
    visitor = visit(language, dark=dark, phone=phone)
    page = visitor.context.new_page()
    faults: list[str] = []
    look = f"{language}-{'phone' if phone else 'desktop'}-{'dark' if dark else 'light'}"
    for name, path in KINDS.items():
        page.goto(visitor.site + path.format(release=built.release.id))
        assert page.locator("h1").count() == 1, path
        picture(page, pictures / f"{name}-{look}.png")
        opened(page)
        faults += [f"{path}: {fault}" for fault in faults_of(page, axe)]
    assert not faults, "\n".join(faults)


# == The walk of a visitor =====================================================


def test_from_home_to_the_words_of_a_source_and_out_with_the_data(visit: Visit, pictures: Path) -> None:
    page = visit("nl").open("/")
    page.get_by_role("row", name="Kanazawa").get_by_role("link", name="Kanazawa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gent – Kanazawa")
    expect(page.locator(".lead")).to_have_text("Gent en Kanazawa zijn zustersteden sinds 1971.")

    start = page.locator(".facts > div", has_text="Begindatum")
    expect(start.get_by_text("Kanazawa (Japan) sinds 1971")).to_be_hidden()
    start.locator("summary").click()
    expect(start.get_by_text("Kanazawa (Japan) sinds 1971")).to_be_visible()
    expect(start.locator("blockquote[lang=en]")).to_contain_text("since 1971")
    assert (
        start.locator(".iri code").first.inner_text().startswith("https://w3id.org/stedenband/gent/id/claim/")
    )
    page.screenshot(path=pictures / "walk-words.png")

    start.get_by_role("link", name="Geschiedenis van de Gentse").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Geschiedenis van de Gentse bilaterale")
    quotes = page.locator("main blockquote").all_inner_texts()
    assert len(quotes) > 10
    expect(page.get_by_role("heading", name="Wat geen enkele bron zegt")).to_be_visible()

    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("link", name="Ghent – Kanazawa").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "lang=en" in page.url
    page.get_by_role("link", name="Ghent – Kanazawa").first.click()
    expect(page.locator(".lead")).to_have_text("Ghent and Kanazawa have been sister cities since 1971.")

    with page.expect_navigation(url=re.compile(r"gent-kanazawa\.ttl")) as answer:
        page.get_by_role("link", name="Turtle").click()
    assert answer.value.headers["content-type"].startswith("text/turtle")
    assert "stb:Partnership" in answer.value.text()


def test_on_paper_the_words_of_the_sources_stand_beside_the_facts(visit: Visit) -> None:
    page = visit("nl").open("/doc/partnership/gent-kanazawa")
    folded = len(page.pdf(format="A4"))
    page.emulate_media(media="print")
    expect(page.locator(".facts blockquote").first).to_be_visible()
    expect(page.get_by_role("navigation").first).to_be_hidden()
    assert folded > 20_000


def test_with_the_keyboard_alone(visit: Visit) -> None:
    page = visit("nl").open("/doc/partnership/gent-kanazawa")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Naar de inhoud")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "summary":
            break
    page.keyboard.press("Enter")
    expect(page.locator("details.mark[open] blockquote").first).to_be_visible()
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"
    page.keyboard.press("Space")
    expect(page.locator("details.mark[open]")).to_have_count(0)


def test_nothing_moves_for_those_who_want_rest(visit: Visit) -> None:
    page = visit("nl").open("/doc/partnership/gent-kanazawa")
    moving = page.evaluate(
        """[...document.querySelectorAll("*")].filter((each) => {
          const { animationName, transitionDuration } = getComputedStyle(each)
          return animationName !== "none" || parseFloat(transitionDuration) > 0
        }).length"""
    )
    assert moving == 0


def test_marks_open_without_scripts(visit: Visit) -> None:
    page = visit("en", scripts=False).open("/doc/partnership/gent-gdansk")
    kind = page.locator(".facts > div.differ")
    expect(kind.first).to_contain_text("The sources differ")
    kind.first.locator(".rival summary").click()
    expect(kind.first.locator(".rival .claim")).to_contain_text("magazine")


def test_a_page_can_be_cited(visit: Visit) -> None:
    visitor = visit("en")
    page = visitor.open("/doc/partnership/gent-kanazawa")
    page.get_by_text("How to cite this page").click()
    described = tomllib.loads(
        (assets.find_folder("data") / "gent" / "dataset.toml").read_text(encoding="utf-8")
    )
    year, _, day = described["modified"].split("-")
    expect(page.locator(".cite")).to_contain_text(
        re.compile(rf"version {described['version']} of {int(day)} \w+ {year}")
    )
    answer = page.request.get(page.url, headers={"Accept": "application/vnd.citationstyles.csl+json"})
    assert answer.json()["URL"] == "https://w3id.org/stedenband/gent/id/partnership/gent-kanazawa"
