"""What the pages about things weigh and cost: Ghent's own, hubs of many things, and what a browser makes of them.

Prints for each kind of page its bytes, plain and gzipped, and medians of rendering it: for the first time in a release
(cold), with what the store remembers (warm), and from memory (kept). In one process, over the fake store. With
``--browser`` also what Chromium asks for and when it first paints, from a server of its own.

    python bench/pages.py [--many 40000] [--runs 9] [--browser]
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import gzip
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

from pyoxigraph import Quad
from starlette.requests import Request

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from crowd import crowd
from stedenband.formats import HTML
from stedenband.model import Release
from stedenband.ns import STB
from stedenband.settings import Settings
from stedenband.store import FakeStore
from stedenband.web import create_app
from stedenband.web.addresses import RequestedDocument, identify_document
from stedenband.web.context import Site, get_site_of_app
from stedenband.web.http.caching import LruCache
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.views.thing_documents import make_document
from web_release import IRIS, application, gent, publish, running

PAGES = (
    "partnership/gent-kanazawa", "city/gent", "city/taizhou", "country/jp", "place/england", "act/gent-kanazawa-1971",
    "change/reorientation", "phase/twin-cities", "source/history-en", "claim/gent-gdansk-kind",
    "evidence/history-en-melle", "concept/kind/twinning", "concept/mode/stated", "conceptscheme/kind",
    "question/taizhou-which-city", "participation/gent-melle/gent",
)  # fmt: skip

HUBS = ("country/c0", "city/gent", "change/everything", "concept/status/active", "act/gent-p0")

TOP = 800  # The last page of the longest list that is asked for.


def request(asked: RequestedDocument, page: int) -> Request:
    query = f"page={page}&lang=nl".encode()
    scope = {"type": "http", "method": "GET", "path": asked.document, "headers": [], "query_string": query}
    return Request(scope)


def crowded(number: int) -> Iterator[Quad]:
    """A city with so many partners, all of one country."""
    one = IRIS.thing("country/c0")
    for quad in crowd(number, IRIS, IRIS.thing("city/gent")):
        yield replace_object(quad, one) if quad.predicate == STB.country else quad


def replace_object(quad: Quad, value: object) -> Quad:
    return Quad(quad.subject, quad.predicate, value, quad.graph_name)  # type: ignore[arg-type]


async def milliseconds(work: Callable[[], Awaitable[object]]) -> float:
    """Processor time of one call: everything is done in this process, and others use the machine."""
    start = time.process_time()
    await work()
    return 1000 * (time.process_time() - start)


async def measure(quads: Sequence[Quad], pages: Sequence[tuple[str, int]], runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        # The store is given its quads: what a fake one reads from a file may not be so large.
        store = FakeStore(quads)

        async def opened(_: Path, __: Release) -> FakeStore:
            return store

        app = create_app(publish(Path(folder), gent()), Settings(), open_store=opened)
        site = get_site_of_app(app)
        # A store keeps its statements in processes of its own: no collection of garbage goes through them.
        gc.collect()
        gc.freeze()
        async with site.live.running(), site.live.reading() as serving:
            for path, number in pages:
                await _page(site, serving, path, number, runs)


async def _page(site: Site, serving: OpenRelease, path: str, number: int, runs: int) -> None:
    asked = identify_document(path, IRIS)
    assert asked is not None
    wanted = request(asked, number)

    async def fresh() -> None:
        serving.documents = LruCache()
        await make_document(site, serving, wanted, asked, HTML)

    cold = await milliseconds(fresh)
    warm = statistics.median([await milliseconds(fresh) for _ in range(runs)])
    kept = statistics.median(
        [await milliseconds(lambda: make_document(site, serving, wanted, asked, HTML)) for _ in range(runs)]
    )
    body = (await make_document(site, serving, wanted, asked, HTML)).body
    sizes = f"{len(body) / 1000:6.1f} kB  gzip {len(gzip.compress(body)) / 1000:5.1f} kB"
    name = f"{path} {f'p. {number}' if number > 1 else ''}"
    print(f"{name:38} {sizes}  cold {cold:7.1f} ms  warm {warm:6.1f} ms  kept {kept:6.3f} ms")


def in_browser(paths: Sequence[str]) -> None:
    """Requests, bytes over the wire and first paint of each page, the browser's memory empty each time."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        running(application(publish(Path(folder), gent()))) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for path in paths:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{address.rstrip('/')}{path}", wait_until="networkidle")
            told = page.evaluate(
                """() => ({
                  paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN,
                  files: [...performance.getEntriesByType("resource"), ...performance.getEntriesByType("navigation")]
                    .map((each) => each.encodedBodySize),
                })"""
            )
            files = told["files"]
            print(
                f"{path:38} {len(files)} requests  {sum(files) / 1000:6.1f} kB  paint {told['paint']:6.0f} ms"
            )
            context.close()
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Weigh and time the pages about things.")
    parser.add_argument("--many", type=int, default=40_000)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--browser", action="store_true")
    told = parser.parse_args()
    asyncio.run(measure(gent(), [(path, 1) for path in PAGES], told.runs))
    if told.many:
        hubs = [(path, page) for path in HUBS for page in ((1, TOP // 5) if path != "act/gent-p0" else (1,))]
        asyncio.run(measure([*gent(), *crowded(told.many)], hubs, told.runs))
    if told.browser:
        in_browser(["/", *(f"/doc/{path}" for path in PAGES)])


if __name__ == "__main__":
    main()
