"""The page with the editor breaks no accessibility rule that a program can check, in any of its states."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visit
from browser_page import answered, asking, assert_fits, breaches, field, write

pytestmark = pytest.mark.usefixtures("bundle")

PLACES = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX schema: <https://schema.org/>
SELECT ?city ?name ?lat ?long ?n WHERE {
  ?city schema:latitude ?lat ;
    schema:longitude ?long ;
    rdfs:label ?name .
  FILTER(LANG(?name) = "nl")
  BIND(STRLEN(?name) AS ?n)
}"""


def fresh(page: Page) -> None:
    expect(field(page)).to_be_visible()


def with_examples(page: Page) -> None:
    page.locator("#examples summary").click()


def with_suggestions(page: Page) -> None:
    write(page, "SELECT * WHERE { ?p a par")
    page.keyboard.type("t")
    expect(page.get_by_role("listbox")).to_be_visible()


def with_mistake(page: Page) -> None:
    write(page, "SELECT * WHERE { ?s ?p )")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert").locator("button")).to_be_visible()


def with_view(index: int) -> Callable[[Page], None]:
    def choose(page: Page) -> None:
        page.goto(page.url.split("/sparql")[0] + asking(PLACES))
        answered(page).get_by_role("tab").nth(index).click()
        page.locator("details.program summary").click()
        expect(page.locator("section.answer .view > *")).to_be_visible()

    return choose


STATES: dict[str, Callable[[Page], None]] = {
    "fresh": fresh,
    "examples": with_examples,
    "suggestions": with_suggestions,
    "mistake": with_mistake,
    "table": with_view(0),
    "map": with_view(1),
    "chart": with_view(2),
    "raw": with_view(3),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize(
    ("language", "dark", "phone"), [("nl", False, False), ("en", True, False), ("nl", True, True)]
)
def test_no_rule_is_broken(
    visit: Visit, axe: str, state: str, language: str, dark: bool, phone: bool
) -> None:
    page = visit(language, dark=dark, phone=phone).open("/sparql")
    STATES[state](page)
    assert breaches(page, axe) == []


def test_the_page_fits_a_phone_and_a_page_twice_as_large(visit: Visit) -> None:
    page = visit("nl", phone=True).open(asking(PLACES))
    answered(page)
    assert_fits(page)


def test_the_plain_form_breaks_no_rule_either(visit: Visit, axe: str) -> None:
    visitor = visit("nl")
    visitor.context.route("**/editor.*.js", lambda route: route.abort())
    page = visitor.open(asking(PLACES))
    expect(page.locator("#query")).to_be_visible()
    assert page.locator("#answer tbody tr").count() > 5
    visitor.faults.clear()  # Chromium reports the script that was cut.
    page.locator("#examples summary").click()
    assert breaches(page, axe) == []
