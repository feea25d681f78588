"""Search in a real browser: from the box in the head to a thing, within reach of all, with scripts and without."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit
from browser_page import assert_fits, breaches

PAGES = ("/search?q=gent", "/search?q=Kanasawa&type=city", "/search?q=xyzzy&country=jp")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("language", "dark", "phone"),
    [("nl", False, False), ("en", True, False), ("nl", True, True), ("en", False, True)],
)
def test_no_rule_is_broken(visit: Visit, axe: str, path: str, language: str, dark: bool, phone: bool) -> None:
    page = visit(language, dark=dark, phone=phone).open(path)
    assert breaches(page, axe) == []


@pytest.mark.parametrize("dark", [False, True])
def test_the_box_in_the_head_breaks_no_rule(visit: Visit, axe: str, dark: bool) -> None:
    page = visit("nl", dark=dark).open("/doc/city/kanazawa")
    expect(page.get_by_role("searchbox", name="Zoek een stad of partnerschap")).to_be_visible()
    assert breaches(page, axe) == []


@pytest.mark.parametrize("path", PAGES)
def test_the_page_fits_a_phone_and_a_page_enlarged_four_times(visit: Visit, path: str) -> None:
    page = visit("nl", phone=True).open(path)
    assert_fits(page)


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reader_goes_from_any_page_by_a_foreign_name_to_the_city(visit: Visit, scripts: bool) -> None:
    page = visit("nl", scripts=scripts).open("/statistics")
    box = page.get_by_role("searchbox", name="Zoek een stad of partnerschap")
    box.fill("金沢")
    box.press("Enter")
    expect(page.get_by_role("searchbox", name="Wat zoekt u?")).to_have_value("金沢")
    page.get_by_role("complementary").get_by_role("link", name="Steden").click()
    expect(page.get_by_role("heading", level=2, name="1 resultaat")).to_be_visible()
    page.get_by_role("link", name="Kanazawa").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Kanazawa")


def test_the_other_language_keeps_what_was_looked_for(visit: Visit) -> None:
    page = visit("nl").open("/search?q=Lüttich&country=be")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("searchbox", name="What are you looking for?")).to_have_value("Lüttich")
    expect(page.get_by_role("heading", level=3).first).to_have_text("Liège")
