"""What a form does with what it cannot take: it stays, keeps what was typed, and says the fault where it is."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visit
from browser_page import breaches

FAULTY = ("nowhere", "x" * 201, "-1", 'a"b<c>', "19 69")
"""Values of which a field may take some; for those that it refuses its form has to stay."""

FORMS = """[...document.querySelectorAll("main form")].map((form) => ({
  action: form.getAttribute("action"),
  fields: [...form.elements].filter((each) => each.name && each.type !== "hidden").map((each) => each.name),
}))"""

STATE = """async ([action, name]) => {
  // A browser focuses after its next frame; one that never does is told by the state.
  const until = performance.now() + 2000
  while (document.activeElement === document.body && performance.now() < until) await new Promise(requestAnimationFrame)
  const form = document.querySelector(`main form[action="${action}"]`)
  const field = form?.elements.namedItem(name)
  const described = (field?.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean)
  return {
    form: Boolean(form && form.checkVisibility()),
    value: field?.value ?? null,
    invalid: field?.getAttribute("aria-invalid") === "true",
    focused: document.activeElement === field,
    told: described.map((id) => document.getElementById(id)?.innerText ?? "").join(" "),
    lead: document.querySelector("#fault")?.innerText ?? "",
    others: [...(form?.elements ?? [])].filter((each) => each.name).map((each) => each.name),
  }
}"""


def forms_of(page: Page, site: str) -> list[tuple[str, str]]:
    """The forms in the content of the site, each with one field: the search and every question with parameters."""
    page.goto(f"{site}/queries")
    links = "[...document.querySelectorAll('main a[href^=\"/queries/\"]')].map((a) => a.getAttribute('href'))"
    paths = sorted({*page.evaluate(links), "/search"})
    found = []
    for path in paths:
        page.goto(site + path)
        for form in page.evaluate(FORMS):
            found += [(form["action"], name) for name in form["fields"]]
    return sorted(set(found))


@pytest.fixture
def page(visit: Visit) -> Page:
    return visit("nl").context.new_page()


def test_every_form_stays_when_it_cannot_take_a_value(page: Page, site: str) -> None:
    forms = forms_of(page, site)
    assert len(forms) > 15
    refused, faults = 0, []
    for action, name in forms:
        for value in FAULTY:
            answer = page.goto(f"{site}{action}?{name}={quote(value)}")
            assert answer is not None
            if answer.status == 200:
                continue
            refused += 1
            state: dict[str, Any] = page.evaluate(STATE, [action, name])
            kept = state["form"] and state["value"] == value
            told = state["lead"] and state["lead"] in state["told"]
            if answer.status != 400 or not (kept and told and state["invalid"] and state["focused"]):
                faults.append(f"{action} {name}={value[:20]!r}: {answer.status} {state}")
    assert not faults, "\n".join(faults[:20])
    assert refused > 40


@pytest.mark.parametrize(
    ("path", "action", "name", "value"),
    [
        ("/search?q=gent&page=x", "/search", "q", "gent"),
        ("/search?q=gent&per_page=0", "/search", "q", "gent"),
        ("/search?q=gent&q=melle", "/search", "q", "melle"),
        ("/search?q=gent&page=9999", "/search", "q", "gent"),
        ("/queries/partners-of?city=kanazawa&page=0", "/queries/partners-of", "city", "kanazawa"),
        ("/queries/partners-of?city=kanazawa&stad=gent", "/queries/partners-of", "city", "kanazawa"),
        ("/queries/partners-of?city=gent&city=kanazawa", "/queries/partners-of", "city", "kanazawa"),
        ("/sparql?query=SELECT&format=csv", "/sparql", "query", "SELECT"),
        ("/sparql?query=ASK%20%7B%7D&timeout=x", "/sparql", "query", "ASK {}"),
        ("/sparql?query=ASK%20%7B%7D&query=SELECT", "/sparql", "query", "SELECT"),
    ],
)
def test_a_parameter_without_a_field_leaves_the_form_as_it_was_filled_in(
    visit: Visit, path: str, action: str, name: str, value: str
) -> None:
    visitor = visit("en", scripts=False)
    page = visitor.context.new_page()
    answer = page.goto(visitor.site + path)
    assert answer is not None
    assert answer.status == (404 if "page=9999" in path else 400)
    expect(page.locator(f'main form[action="{action}"] [name="{name}"]')).to_have_value(value)
    expect(page.locator("#fault")).not_to_be_empty()
    expect(page.get_by_role("link", name="Nederlands")).to_have_attribute(
        "href", f"?lang=nl&{path.split('?')[1]}"
    )


def test_the_page_of_a_fault_keeps_the_rules_of_access(page: Page, site: str, axe: str) -> None:
    for path in ("/queries/partners-of?city=nowhere", f"/search?q={'x' * 201}", "/sparql?query=SELECT"):
        page.goto(site + path)
        assert breaches(page, axe) == []


def test_a_mended_value_is_answered(page: Page, site: str) -> None:
    page.goto(f"{site}/queries/partners-of?city=nowhere")
    page.get_by_label("Stad", exact=True).fill("kanazawa")
    page.get_by_role("button", name="Toon het antwoord").click()
    expect(page.get_by_role("heading", level=2, name="Antwoord", exact=True)).to_be_visible()
