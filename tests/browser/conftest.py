"""A visitor: Debian's Chromium on a real server of Ghent's data, watched for what pages of ours never do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from stedenband.model import Release
from stedenband.releases import GRAPH
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore
from stedenband.web import create_app
from stedenband.web.http.file_responses import read_static
from web_release import gent, publish, running

QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
"""The browser asks nobody for anything by itself."""

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}

WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
});
"""

EXPECTED = "Failed to load resource: the server responded with a status of 4"
"""Chromium reports an answer of 400 in its console, however it is dealt with."""


def missing(what: str) -> NoReturn:
    """Skip; with ``STEDENBAND_BROWSER=required`` fail instead."""
    if os.environ.get("STEDENBAND_BROWSER") == "required":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def settings() -> Settings:
    return Settings(query_seconds=20)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Iterator[str]:
    """The address of a server of Ghent's data with a store in processes of its own, as in earnest."""
    releases = publish(tmp_path_factory.mktemp("browser"), gent())

    async def open_store(folder: Path, _: Release) -> EmbeddedStore:
        return await EmbeddedStore.open(folder / GRAPH, settings)

    with running(create_app(releases, settings, open_store=open_store)) as address:
        yield address.rstrip("/")


@pytest.fixture(scope="session")
def bundle() -> None:
    """The script of the editor has been built."""
    if "editor.js" not in read_static().addresses:
        missing("the front end is not built (python hatch_build.py)")


# Not for the whole session: while it is open, the main thread has a running event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium")
    if program is None:
        missing("chromium is absent (apt-get install chromium)")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield launched
        launched.close()


@dataclass
class Visitor:
    """One reader: their pages, and everything the pages did that they should not have done."""

    site: str
    context: BrowserContext
    faults: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.add_init_script(WATCH)
        self.context.on("request", lambda request: self._asked(request.url))
        self.context.on("console", self._said)
        self.context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))

    def open(self, path: str) -> Page:
        """A new page at that path of the site."""
        page = self.context.new_page()
        page.goto(f"{self.site}{path}")
        return page

    def check(self) -> None:
        """Nothing left the site, no policy was violated, no script failed."""
        for page in self.context.pages:
            if page.url.startswith(self.site):
                self.faults += page.evaluate("window.violations ?? []")
        assert self.faults == []

    def _asked(self, url: str) -> None:
        self.asked.append(url)
        if not url.startswith((f"{self.site}/", "blob:", "data:")) and urlsplit(url).scheme != "about":
            self.faults.append(f"left the site: {url}")

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(EXPECTED):
            self.faults.append(f"console: {message.text}")


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(site: str, browser: Browser) -> Iterator[Visit]:
    """Make a visitor: ``visit("nl", dark=True, width="phone", scripts=False)``; checked when the test has ended."""
    visitors: list[Visitor] = []

    def made(
        language: str = "nl", *, dark: bool = False, phone: bool = False, scripts: bool = True
    ) -> Visitor:
        wishes: dict[str, Any] = {
            "locale": {"nl": "nl-BE", "en": "en-GB"}[language],
            "color_scheme": "dark" if dark else "light",
            "viewport": PHONE if phone else DESKTOP,
            "java_script_enabled": scripts,
            "reduced_motion": "reduce",
            "accept_downloads": True,
        }
        visitors.append(Visitor(site, browser.new_context(**wishes)))
        return visitors[-1]

    yield made
    for visitor in visitors:
        visitor.check()
        visitor.context.close()


@pytest.fixture(scope="session")
def axe(project_root: Path) -> str:
    """The accessibility checker's script."""
    script = project_root / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        missing("axe-core is not installed (python hatch_build.py --dev)")
    return script.read_text(encoding="utf-8")
