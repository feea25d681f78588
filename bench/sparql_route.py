"""CPU of one request to ``/sparql`` through a plain Starlette route and through FastAPI routes.

All are in one application, behind all of its middleware, and call the same function; each text is new, so that no
cache answers. The store answers at once: what is measured is the way there and back. They take turns, in rounds,
so that a busy machine slows both alike; the medians are printed, with what FastAPI's resolving of parameters and
dependencies takes more.

    python bench/sparql_route.py [--requests 2000] [--rounds 9]
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Scope

from stedenband.web.context import TheRelease, TheSite
from stedenband.web.views.sparql import PlainRoute, handle_request, serve_sparql
from web_release import application, gent, publish

PLAIN, BY_REQUEST, BY_DEPENDENCY = "/sparql", "/by-request", "/by-dependency"


def scope_of(path: str, number: int) -> Scope:
    """A request for a text that nobody has asked before."""
    query = f"query={quote('SELECT ?s { ?s ?p ?o } LIMIT 1')}%23{number}&format=json".encode()
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": query,
        "headers": [(b"host", b"localhost"), (b"accept", b"*/*")],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }


async def request_once(app: FastAPI, path: str, number: int) -> None:
    """Send one request; raises ``RuntimeError`` unless the status is 200."""
    statuses: list[int] = []

    async def receive() -> Message:
        await asyncio.Event().wait()  # nobody hangs up
        raise AssertionError

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope_of(path, number), receive, send)
    if statuses != [200]:
        raise RuntimeError(f"{path}: {statuses}")


async def measure(app: FastAPI, requests: int, rounds: int) -> dict[str, float]:
    """Median microseconds of CPU of a request, by path."""
    spent: dict[str, list[float]] = {PLAIN: [], BY_REQUEST: [], BY_DEPENDENCY: []}
    number = 0
    async with app.router.lifespan_context(app):
        for _ in range(rounds):
            for path, times in spent.items():
                began = time.process_time()
                for _ in range(requests):
                    number += 1
                    await request_once(app, path, number)
                times.append(1e6 * (time.process_time() - began) / requests)
    return {path: statistics.median(times) for path, times in spent.items()}


def main() -> None:
    """Print the medians and what they are above the plain route."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--requests", type=int, default=2000)
    arguments.add_argument("--rounds", type=int, default=9)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = application(publish(Path(folder), gent()[:200]))

        @app.get(BY_DEPENDENCY)
        async def by_dependency(request: Request, site: TheSite, serving: TheRelease) -> Response:
            return await handle_request(request, site, serving, None)

        @app.get(BY_REQUEST)
        async def by_request(request: Request) -> Response:
            return await serve_sparql(request)

        app.router.routes.insert(0, PlainRoute(PLAIN, serve_sparql, methods=["GET"]))
        found = asyncio.run(measure(app, chosen.requests, chosen.rounds))
    for path, microseconds in found.items():
        more = microseconds - found[PLAIN]
        print(
            f"{path:16} {microseconds:7.1f} µs of CPU a request, {more:6.1f} more ({more / found[PLAIN]:.0%})"
        )


if __name__ == "__main__":
    main()
