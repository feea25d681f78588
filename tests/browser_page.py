"""What a reader does on the page with the editor, and how the page is held against the accessibility rules."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def asking(query: str, **more: str) -> str:
    """The path that asks a query."""
    extra = "".join(f"&{name}={quote(value)}" for name, value in more.items())
    return f"/sparql?query={quote(query)}{extra}"


def field(page: Page) -> Locator:
    """What is typed into; Playwright looks through open shadow roots."""
    return page.locator(".cm-content")


def field_text(page: Page) -> str:
    """The query as it stands in the field."""
    return "\n".join(field(page).locator(".cm-line").all_inner_texts()).replace("\n\n", "\n")


def write(page: Page, query: str) -> None:
    """Put a query in the place of what is there, as one who pastes."""
    field(page).press("Control+a")
    page.keyboard.insert_text(query)


def run(page: Page, query: str | None = None) -> Locator:
    """Ask, and wait for the answer."""
    if query is not None:
        write(page, query)
    page.get_by_role("button", name="Vraag stellen").click()
    return answered(page)


def answered(page: Page) -> Locator:
    """The section of the answer that the script has shown."""
    expect(page.locator("#answer[aria-busy=false]")).to_have_count(1, timeout=15_000)
    section = page.locator("section.answer:has(.files)")
    expect(section).to_be_visible()
    return section


def tab(page: Page, name: str) -> None:
    """Choose a view of the answer."""
    page.locator("section.answer").get_by_role("tab", name=name).click()


def assert_fits(page: Page) -> None:
    """Nothing sticks out on a phone, nor at 320 pixels, which a window of 1280 has when it is enlarged four times."""
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def breaches(page: Page, axe: str) -> list[str]:
    """What breaks an accessibility rule, and where. The checker runs outside the page's own policy."""
    page.evaluate(axe + "\n;0")
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = page.evaluate(
        f"axe.run(document, {json.dumps(options)}).then(r => r.violations)"
    )
    return [
        f"{one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
        if not _scrolled_by_its_field(one["id"], node)
    ]


def _scrolled_by_its_field(rule: str, node: dict[str, Any]) -> bool:
    """The list of suggestions: the field keeps the focus and its arrow keys scroll the list (aria-activedescendant).

    The checker knows that of comboboxes, which have one line; the field has many.
    """
    return rule == "scrollable-region-focusable" and 'role="listbox"' in node["html"]
