"""Map, timeline and charts in a real browser: within reach of all, in every light, with and without the script."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit
from browser_page import assert_fits, breaches

PAGES = ("/", "/statistics")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("language", "dark", "phone"),
    [("nl", False, False), ("en", True, False), ("nl", True, True), ("en", False, True)],
)
def test_no_rule_is_broken(visit: Visit, axe: str, path: str, language: str, dark: bool, phone: bool) -> None:
    page = visit(language, dark=dark, phone=phone).open(path)
    assert breaches(page, axe) == []


@pytest.mark.parametrize("path", PAGES)
def test_the_page_fits_a_phone_and_a_page_enlarged_four_times(visit: Visit, path: str) -> None:
    page = visit("nl", phone=True).open(path)
    assert_fits(page)


def test_pointing_at_a_line_tells_about_it_and_lights_it_up_everywhere(visit: Visit) -> None:
    page = visit("nl").open("/")
    card = page.get_by_role("tooltip")
    expect(card).to_be_hidden()
    page.locator('.tie[href$="gent-burgas"] .touch').scroll_into_view_if_needed()
    page.locator('.tie[href$="gent-burgas"] .touch').hover()
    expect(card).to_contain_text(
        "Gent en Burgas sloten in 2009 een samenwerkingsakkoord; het partnerschap bestaat niet meer."
    )
    expect(page.locator('.lane.lit a[href$="gent-burgas"]')).to_have_count(1)
    expect(page.locator('tr.lit a[href$="gent-burgas"]')).to_have_count(1)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(page.locator(".lit")).to_have_count(0)


def test_what_is_told_stays_while_it_is_pointed_at(visit: Visit) -> None:
    """WCAG 2.2, 1.4.13: dismissible, hoverable, persistent."""
    page = visit("nl").open("/")
    mark = page.locator('.tie[href$="gent-tallinn"] .touch')
    mark.scroll_into_view_if_needed()
    mark.hover()
    card = page.get_by_role("tooltip")
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 4)
    page.wait_for_timeout(400)
    expect(card).to_be_visible()
    page.mouse.move(2, 2)
    expect(card).to_be_hidden()


def test_the_map_works_by_keyboard_alone(visit: Visit) -> None:
    page = visit("nl").open("/")
    page.locator('a[href="#partnerships"]').first.focus()
    names = []
    for _ in range(11):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.getAttribute('href')"))
    assert len(set(names)) == 11
    assert all(name.startswith("/id/partnership/") for name in names)
    expect(page.get_by_role("tooltip")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/doc/partnership/**")


def test_a_link_of_the_map_has_a_name_for_those_who_listen(visit: Visit) -> None:
    page = visit("en").open("/")
    expect(
        page.get_by_role("link", name="Kanazawa, Japan. Ghent and Kanazawa have been sister cities")
    ).to_have_count(1)


@pytest.mark.parametrize("path", PAGES)
def test_without_scripts_nothing_is_missing(visit: Visit, path: str) -> None:
    page = visit("en", scripts=False).open(path)
    assert page.locator("svg title").count() > 5
    expect(page.locator("main table").first).to_be_visible()
    assert page.locator("main h2").count() >= 4


def test_names_on_the_map_do_not_overlap(visit: Visit) -> None:
    for phone in (False, True):
        page = visit("nl", phone=phone).open("/")
        overlaps = page.evaluate(
            """() => {
              const found = []
              for (const panel of document.querySelectorAll(".panel")) {
                const texts = [...panel.querySelectorAll("text")]
                const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()])
                for (const [i, [one, a]] of boxes.entries())
                  for (const [other, b] of boxes.slice(i + 1))
                    if (a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 6 && b.top < a.bottom - 6)
                      found.push(`${one} ${other}`)
              }
              return found
            }"""
        )
        assert overlaps == []


def test_the_page_prints_with_its_drawings(visit: Visit) -> None:
    page = visit("nl").open("/")
    page.emulate_media(media="print")
    expect(page.locator(".panel-world")).to_be_visible()
    expect(page.locator(".lane-tie").first).to_be_visible()
    assert len(page.pdf(format="A4")) > 40_000
