"""How long it takes to compare two releases, to write their part of the event stream, and to look a thing up.

    python bench/changes.py [THINGS]

Makes two canonical files of so many things (ten statements each), of which one in a hundred differs, and prints
medians of three runs.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median

from pyoxigraph import Literal, Quad

from stedenband import diff
from stedenband.diff import DATA, HistoryEntry
from stedenband.formats import read_subject, write_in_order, write_nquads
from stedenband.ns import RDF, RDFS, STB, Iris, mint_concept

BASE = "https://example.org/bench/"
IRIS = Iris(BASE)
RUNS = 3


def quads(things: int, changed: bool) -> Iterator[Quad]:
    graph = IRIS.graph("partnerships")
    for number in range(things):
        thing = IRIS.thing(f"partnership/p-{number}")
        status = "ended" if changed and number % 100 == 0 else "active"
        yield Quad(thing, RDF.type, STB.Partnership, graph)
        yield Quad(thing, RDFS.label, Literal(f"Partnership {number}", language="en"), graph)
        yield Quad(thing, STB.status, mint_concept("status", status), graph)
        for place in range(7):
            yield Quad(thing, STB.party, IRIS.thing(f"city/c-{(number + place) % things}"), graph)


def files(folder: Path, things: int, changed: bool) -> diff.ReleaseFiles:
    folder.mkdir()
    path = folder / "bench.nq"
    with path.open("wb") as file:
        write_nquads(quads(things, changed), file)
    return diff.ReleaseFiles(path, path)


def pages(before: Path | None, after: Path, things: int) -> int:
    entry = HistoryEntry("1.0.0-00000000", "1.0.0", "2026-01-01", "2026-01-01T00:00:00Z", whole=True)
    written = 0
    members = diff.find_data_members(before, after, BASE, entry.release, whole=before is None)
    while page := [member for member, _ in zip(members, range(diff.PAGE_SIZE), strict=False)]:
        groups = diff.make_page(DATA, BASE, entry, 1, page, 1)
        written += len(write_in_order(groups, iris=IRIS))
    return written


def timed(name: str, work: Callable[[], object]) -> None:
    took = []
    for _ in range(RUNS):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    print(f"{name:<44} {median(took):9.3f} s")


def main(things: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        old, new = files(Path(name) / "old", things, False), files(Path(name) / "new", things, True)
        size = new.data.stat().st_size / 1e6
        print(f"{things} things, {things * 10} statements, {size:.0f} MB; one thing in a hundred differs")
        timed("compare and tell in words", lambda: diff.compare(("a", old), ("b", new)))
        timed("patch", lambda: sum(map(len, diff.make_patch(old.data, new.data))))
        timed("pages of what changed", lambda: pages(old.data, new.data, things))
        timed("pages of everything (a first release)", lambda: pages(None, new.data, things))
        wanted = [
            IRIS.thing(f"partnership/p-{number}") for number in range(0, things, max(1, things // 1000))
        ]
        with new.data.open("rb") as file:
            timed(f"look {len(wanted)} things up", lambda: [read_subject(file, thing) for thing in wanted])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'peak memory':<44} {peak:9.0f} MiB")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
