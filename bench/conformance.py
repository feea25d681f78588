"""The W3C query suites through our store and on the bare engine, side by side, with the seconds each takes.

    PYTHONPATH=tests python bench/conformance.py

Needs the suites (STEDENBAND_SHARED names the folder that has ``w3c`` in it).
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

from stedenband.errors import QueryError
from w3c.engines import Bare, Engine, Served, passes
from w3c.manifests import Case, suites
from w3c.scope import GAPS, in_scope

Scores = Counter[str]


def run(cases: list[Case], make: Callable[[Case], Engine]) -> tuple[set[str], float]:
    """The names of the cases that do not pass, and the seconds it took."""
    failed: set[str] = set()
    start = time.perf_counter()
    for _, group in groupby(cases, key=lambda case: (case.data, case.graphs)):
        same_data = list(group)
        engine = make(same_data[0])
        failed |= {case.name for case in same_data if not passed(case, engine)}
        engine.close()
    return failed, time.perf_counter() - start


def passed(case: Case, engine: Engine) -> bool:
    """Whether a case passes; an error where an answer is wanted does not."""
    try:
        return passes(case, engine)
    except (QueryError, SyntaxError):
        return False


def part(name: str) -> str:
    """``sparql11/aggregates`` of ``sparql11/aggregates/agg01``."""
    return name.rpartition("/")[0]


def main() -> None:
    folder = suites()
    if folder is None:
        sys.exit("the W3C suites are absent: set STEDENBAND_SHARED to the folder that has w3c in it")
    cases = in_scope(folder)
    loop = asyncio.new_event_loop()
    with tempfile.TemporaryDirectory() as scratch:
        bare, bare_seconds = run(cases, lambda case: Bare(case, folder))
        ours, our_seconds = run(cases, lambda case: Served(case, folder, loop, Path(scratch)))
    print(f"{'':44} tests   bare   ours")
    for name, count in sorted(Counter(part(case.name) for case in cases).items()):
        scores = [count - sum(part(failure) == name for failure in failed) for failed in (bare, ours)]
        print(f"{name:44} {count:5}  {scores[0]:5}  {scores[1]:5}")
    for suite in ("sparql11", "sparql12"):
        of_suite = [case.name for case in cases if case.name.startswith(suite)]
        scores = [sum(name not in failed for name in of_suite) for failed in (bare, ours)]
        print(f"{suite:44} {len(of_suite):5}  {scores[0]:5}  {scores[1]:5}")
    print(f"{'seconds':50}  {bare_seconds:5.1f}  {our_seconds:5.1f}")
    for name in sorted(bare | ours):
        where = "both" if name in bare & ours else "bare" if name in bare else "ours"
        print(f"fails ({where}): {name}: {GAPS.get(name, 'not known')}")


if __name__ == "__main__":
    main()
