"""What a remote engine costs beside the embedded one: publishing, opening, and small queries one after the other.

Starts each engine that is installed, publishes the packaged data to it twice, and asks a few queries many times.
Prints medians in milliseconds, and how many times the embedded engine's they are.

    python bench/beside_engines.py [--times 200]
"""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from remote_engines import KINDS, EngineProcess, running
from stedenband import pipeline
from stedenband.ns import Iris
from stedenband.projects import find_project
from stedenband.releases import GRAPH
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore, Query, RemoteStore, Store, load_queries, publish

ROOT = Path(__file__).resolve().parents[1]
QUERIES = ("partners-of", "who-says-so", "partners-per-country")


async def asked(store: Store, texts: dict[str, str], times: int) -> dict[str, float]:
    """The median milliseconds of each query."""
    found = {}
    for name, text in texts.items():
        seconds = []
        for _ in range(times):
            started = time.perf_counter()
            await store.query(Query(text))
            seconds.append(time.perf_counter() - started)
        found[name] = median(seconds) * 1000
    await store.close()
    return found


async def embedded(graph: Path, texts: dict[str, str], times: int) -> dict[str, float]:
    return await asked(await EmbeddedStore.open(graph, Settings()), texts, times)


async def remote(
    engine: EngineProcess, graph: Path, base: str, texts: dict[str, str], times: int
) -> dict[str, float]:
    started = time.perf_counter()
    store = await RemoteStore.open(graph, engine.settings(), base=base, release="2")
    opening = (time.perf_counter() - started) * 1000
    return {"open": opening, **await asked(store, texts, times)}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("--times", type=int, default=200)
    times = arguments.parse_args().times
    folder = Path(tempfile.mkdtemp())
    built = pipeline.build(find_project(ROOT), folder)
    assert built.folder is not None
    assert built.release is not None
    graph, base = built.folder / GRAPH, built.release.base_iri
    known = load_queries((ROOT / "queries/questions").glob("*.rq"))
    texts = {name: known[name].bind({}, Iris(base)) for name in QUERIES}
    own = asyncio.run(embedded(graph, texts, times))
    print("embedded ", *(f"{name} {own[name]:.2f}" for name in QUERIES))
    for name, kind in KINDS.items():
        if kind.found() is None:
            print(name, "is not installed")
            continue
        with running(name) as engine:
            publishing = []
            for release in ("1", "2"):
                started = time.perf_counter()
                publish(graph, engine.settings(), base=base, release=release)
                publishing.append((time.perf_counter() - started) * 1000)
            found = asyncio.run(remote(engine, graph, base, texts, times))
        ratios = (f"{query} {found[query]:.2f} ({found[query] / own[query]:.1f}x)" for query in QUERIES)
        print(f"{name:9}", f"publish {publishing[-1]:.0f}  open {found['open']:.0f} ", *ratios)
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
