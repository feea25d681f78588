"""Every page as it is laid out: acts and notes apart, nothing out of its place, no text on text, links that look so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from browser.conftest import Visit, Visitor
from catalogue_release import Built, build_gent
from stedenband.model import Release
from stedenband.releases import GRAPH, ReleaseFolder
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore
from stedenband.web import create_app
from web_release import running

WIDTHS = (360, 768, 1280)

OTHERS = (
    *("/", "/statistics", "/catalog", "/dataset/gent", "/queries", "/ns", "/changes", "/releases", "/ldes"),
    *("/search?q=gent", "/search?q=zzzzzz", "/nowhere", "/sparql", "/sparql?query=SELECT"),
    *("/queries/partners-of?city=gent", "/queries/partners-of?city=nowhere", "/queries/partnerships-in-year"),
    *("/doc/claim/gent-gdansk-kind", "/doc/evidence/history-en-melle", "/doc/geometry/gent"),
    *("/doc/participation/gent-melle/gent", "/doc/conceptscheme/kind", "/doc/concept/kind/twinning"),
)
"""Pages that are not in the sitemap, or of which one stands for many."""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, project_root: Path) -> Built:
    return build_gent(project_root, tmp_path_factory.mktemp("layout"))


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
def paths(site: str, built: Built) -> list[str]:
    """The pages of all things that the sitemap names, and those that stand for the rest."""
    text = httpx.get(f"{site}/sitemap.xml").text
    base = re.escape(built.release.base_iri)
    things = [f"/{path}" for path in re.findall(rf"<loc>{base}(doc/[^<]+)</loc>", text)]
    assert len(things) > 80
    return [*things, *OTHERS]


@pytest.fixture(scope="module")
def layout(project_root: Path) -> str:
    return (project_root / "tests" / "browser" / "layout.js").read_text(encoding="utf-8")


def faults_of(visitor: Visitor, paths: list[str], widths: tuple[int, ...], script: str) -> list[str]:
    """What a script finds on those pages at those widths, with everything open that can be opened."""
    page = visitor.context.new_page()
    faults: list[str] = []
    for path in paths:
        page.goto(visitor.site + path)
        page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true })")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            faults += [f"{path} at {width}: {fault}" for fault in page.evaluate(script)]
    return faults


@pytest.mark.parametrize(("language", "widths"), [("nl", WIDTHS), ("en", WIDTHS[:1])])
def test_every_page_is_laid_out_as_it_is_meant(
    visit: Visit, paths: list[str], layout: str, language: str, widths: tuple[int, ...]
) -> None:
    faults = faults_of(visit(language), paths, widths, layout)
    assert not faults, "\n".join(faults[:40])


def test_every_link_in_the_content_looks_like_one(visit: Visit, paths: list[str], project_root: Path) -> None:
    script = (project_root / "tests" / "browser" / "links.js").read_text(encoding="utf-8")
    faults = faults_of(visit("nl"), [*paths, "/search?q=gent&type=city"], (1280,), script)
    assert not faults, "\n".join(faults[:40])


def test_an_act_has_its_columns_and_its_marker(visit: Visit) -> None:
    page = visit("nl").open("/doc/partnership/gent-kanazawa")
    act = page.locator(".timeline > li").first
    columns = act.evaluate("each => getComputedStyle(each).gridTemplateColumns.split(' ').length")
    marker = act.locator("> div").nth(1).evaluate("each => getComputedStyle(each, '::before').position")
    assert (columns, marker) == (2, "absolute")


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("nl", ("Licentie", "Uitgever", "Contact", "Versie", "Eerste publicatie", "Laatste wijziging")),
        ("en", ("Licence", "Publisher", "Contact", "Version", "First published", "Last modified")),
    ],
)
def test_a_data_set_tells_whose_it_is_and_what_one_may_do(
    visit: Visit, language: str, names: tuple[str, ...]
) -> None:
    page = visit(language).open("/dataset/gent")
    for name in names:
        fact = page.locator(".facts > div").filter(has=page.locator("dt", has_text=re.compile(f"^{name}$")))
        expect(fact).to_have_count(1)
        expect(fact.locator("dd").first).to_be_visible()
    licence = page.locator(".facts > div", has_text=names[0]).get_by_role("link")
    expect(licence).to_have_attribute("href", re.compile(r"^https://creativecommons\.org/"))
