"""The page of the vocabulary in a real browser: within reach of all, in every light, on every width."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from browser.conftest import Visit
from browser_page import assert_fits, breaches


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("phone", [False, True])
def test_no_rule_is_broken(visit: Visit, axe: str, language: str, dark: bool, phone: bool) -> None:
    page = visit(language, dark=dark, phone=phone).open("/ns")
    for part in page.locator("details").all():
        part.evaluate("part => part.open = true")
    assert breaches(page, axe) == []


def test_the_page_fits_a_phone_and_a_page_enlarged_four_times(visit: Visit) -> None:
    page = visit("nl", phone=True).open("/ns")
    for part in page.locator("details").all():
        part.evaluate("part => part.open = true")
    assert_fits(page)


def test_on_a_phone_the_diagram_scrolls_in_its_own_pane_by_keyboard(visit: Visit) -> None:
    page = visit("en", phone=True).open("/ns")
    pane = page.get_by_role("region", name="Drawing of the classes")
    assert pane.evaluate("pane => pane.scrollWidth > pane.clientWidth")
    pane.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("pane => pane.scrollLeft > 0", arg=pane.element_handle())


def test_no_words_of_the_diagram_lie_over_others_or_outside_their_box(visit: Visit) -> None:
    for language in ("nl", "en"):
        page = visit(language).open("/ns")
        overlaps = page.evaluate(
            """() => {
              const texts = [...document.querySelectorAll(".diagram text")]
              const boxes = texts.map((text) => [text.textContent, text.getBoundingClientRect()])
              const found = []
              for (const [i, [one, a]] of boxes.entries())
                for (const [other, b] of boxes.slice(i + 1))
                  if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 4 && b.top < a.bottom - 4)
                    found.push(`${one} ${other}`)
              for (const box of document.querySelectorAll(".diagram .box")) {
                const edge = box.querySelector("rect").getBoundingClientRect()
                for (const text of box.querySelectorAll("text"))
                  if (text.getBoundingClientRect().right > edge.right) found.push(text.textContent)
              }
              return found
            }"""
        )
        assert overlaps == []


def test_a_class_of_the_diagram_leads_to_its_place_on_the_page(visit: Visit) -> None:
    page = visit("nl").open("/ns")
    page.get_by_role("link", name="Partnerschap stb:Partnership").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/ns#Partnership")
    expect(page.locator("#Partnership")).to_be_in_viewport()
    page.get_by_role("link", name="Vaste link naar stb:Partnership").click()
    assert page.url.endswith("/ns#Partnership")


def test_the_iri_of_a_term_lands_on_it(visit: Visit) -> None:
    page = visit("en").open("/ns#candidate")
    expect(page.locator("#candidate h3")).to_be_in_viewport()
    expect(page.locator("#candidate h3")).to_contain_text("stb:candidate")


def test_the_diagram_has_a_name_and_a_text_that_says_the_same(visit: Visit) -> None:
    page = visit("en").open("/ns")
    drawing = page.get_by_role(
        "group", name="The classes of the vocabulary and the properties that connect them"
    )
    expect(drawing).to_have_count(1)
    page.get_by_text("The diagram as a table").click()
    expect(page.get_by_role("row", name="partnership Party city 2 or more")).to_be_visible()


def test_the_page_prints_with_its_diagram(visit: Visit) -> None:
    page = visit("nl").open("/ns")
    page.emulate_media(media="print")
    expect(page.locator(".diagram svg")).to_be_visible()
    assert page.locator(".diagram svg").evaluate("svg => svg.getBoundingClientRect().width") <= 1280
    expect(page.locator(".contents")).to_be_hidden()
