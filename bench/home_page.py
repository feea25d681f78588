"""What the front page and the page of figures weigh and cost: Ghent's own, and with many partners.

Prints for each page its bytes, plain and gzipped, and medians: rendered for the first time in a release (cold), with
what the store and the map remember (warm), and from memory (kept). In one process, over the fake store.

    python bench/home_page.py [--many 10000] [--runs 9]
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

from pyoxigraph import Quad
from starlette.requests import Request

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from crowd import crowd
from stedenband.ns import STB
from stedenband.web.context import Site, get_site_of_app
from stedenband.web.http.caching import LruCache
from stedenband.web.http.errors import UnknownAddressError
from stedenband.web.http.responses import Representation
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.views.home import make_home_page
from stedenband.web.views.statistics import make_statistics_page
from web_release import IRIS, application, gent, publish

Make = Callable[[Site, OpenRelease, Request], Awaitable[Representation]]

PAGES: Sequence[tuple[str, str, Make]] = (
    ("/", "", make_home_page),
    ("/?page=2", "page=2", make_home_page),
    ("/statistics", "", make_statistics_page),
)


def request(path: str, query: str) -> Request:
    scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": query.encode()}
    return Request(scope)


async def milliseconds(work: Callable[[], Awaitable[object]]) -> float:
    """Processor time of one call: everything is done in this process, and others use the machine."""
    start = time.process_time()
    await work()
    return 1000 * (time.process_time() - start)


async def measure(name: str, quads: Sequence[Quad], runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = application(publish(Path(folder), quads))
        site = get_site_of_app(app)
        async with site.live.running(), site.live.reading() as serving:
            for title, query, make in PAGES:
                await _page(f"{name} {title}", site, serving, request(title.split("?")[0], query), make, runs)


async def _page(name: str, site: Site, serving: OpenRelease, asked: Request, make: Make, runs: int) -> None:
    async def fresh() -> None:
        serving.documents = LruCache()
        await make(site, serving, asked)

    try:
        cold = await milliseconds(fresh)
    except UnknownAddressError:
        return
    warm = statistics.median([await milliseconds(fresh) for _ in range(runs)])
    kept = statistics.median([await milliseconds(lambda: make(site, serving, asked)) for _ in range(runs)])
    body = (await make(site, serving, asked)).body
    sizes = f"{len(body) / 1000:6.1f} kB  gzip {len(gzip.compress(body)) / 1000:5.1f} kB"
    print(f"{name:24} {sizes}  cold {cold:7.1f} ms  warm {warm:6.1f} ms  kept {kept:6.3f} ms")


async def main() -> None:
    parser = argparse.ArgumentParser(description="Weigh and time the front page.")
    parser.add_argument("--many", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=9)
    told = parser.parse_args()
    await measure("Ghent", gent(), told.runs)
    others = [quad for quad in gent() if quad.predicate != STB.party]
    many = [*others, *crowd(told.many, IRIS, IRIS.thing("city/gent"))]
    await measure(f"{told.many} partners", many, told.runs)


if __name__ == "__main__":
    asyncio.run(main())
