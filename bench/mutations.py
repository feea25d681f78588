"""How many single-line mutations a test catches: one line of the program is changed in a copy, and the tests are run.

Prints each mutation with what became of it, and the number caught. The tests named with a mutation have to pass
without it; with ``--wide`` those that let it pass are followed by all tests of its room. Exit code 1 when one survives
or is not found any more.

    python bench/mutations.py [--jobs 2] [--only TEXT] [--wide] [--list]
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parent.parent
SOURCES = Path("src/stedenband")
PARTS = (
    "src",
    "tests",
    "ontology",
    "shapes",
    "queries",
    "data",
    "docs",
    "frontend",
    "LICENSES",
    "bench",
    "tools",
)
FILES = ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "hatch_build.py", "Makefile")
SECONDS = 900
"""Longest that the tests may take; a mutation that makes them hang is caught."""


@dataclass(frozen=True)
class Mutation:
    """One change of one line: the text is found once in its room, wherever in it that line has gone."""

    room: str
    """The folder within the package; empty for the modules beside the folders."""
    text: str
    instead: str
    tests: str
    """The tests of what the line does."""

    @property
    def name(self) -> str:
        return f"{self.room or '(top)'}: {self.text} -> {self.instead}"


def _of(room: str, first: str, *changes: tuple[str, str]) -> Iterator[Mutation]:
    return (Mutation(room, text, instead, first) for text, instead in changes)


MUTATIONS = (
    # catalogue
    *_of("catalogue", "tests/catalogue",
         ("if self.number > 1:", "if self.number > 2:"),
         ("if point or polygon:", "if point and polygon:"),
         ('if value not in (None, "", [], {}):', 'if value not in (None, "", []):')),
    # diff
    *_of("diff", "tests/diff",
         ("if before and after:", "if before or after:"),
         ("same = frozenset(map(_shape_of, old.get(thing, []))) == ", "same = frozenset(map(_shape_of, old.get(thing, []))) != "),
         ("line if len(line) <= LONGEST_TEXT else", "line if len(line) < LONGEST_TEXT - 1 else")),
    # formats
    *_of("formats", "tests/formats",
         ('end = max(iri.rfind("#"), iri.rfind("/")) + 1', 'end = min(iri.rfind("#"), iri.rfind("/")) + 1'),
         ("return number if abs(number) <= _EXACT else value.value", "return number"),
         ("if city.latitude is None or city.longitude is None:", "if city.latitude is None and city.longitude is None:"),
         ("if short and short[1] == local:", "if short:")),
    # graph
    *_of("graph", "tests/graph tests/schema tests/pipeline/test_build.py", ("found = exact or named", "found = named")),
    # schema
    *_of("schema", "tests/schema tests/tables/test_tables_faults.py tests/tables/test_tables_reading.py tests/graph tests/formats/test_formats_json_ld.py",
         ("and len(found) < least:", "and len(found) < least - 1:"),
         ("return _dated(*reversed(match.groups()))", "return _dated(*match.groups())"),
         ("if other != party:", "if other == party:"),
         ("if field.year is not None:", "if field.year is None:")),
    # tables
    *_of("tables", "tests/tables tests/pipeline/test_build.py",
         ("if start and end < start:", "if start and end > start:"),
         ("if status.st_size > limit:", "if status.st_size > limit * 100:"),
         ('"too-few-cells" if len(cells) < width', '"too-few-cells" if len(cells) > width')),
    # validation
    *_of("validation", "tests/validation",
         ("if origin and origin.column:", "if origin and not origin.column:"),
         ("is_class = len(set(shapes.objects(node, RDF.type))) > 1", "is_class = len(set(shapes.objects(node, RDF.type))) > 2"),
         ("if result.value is not None:", "if result.value is None:")),
    # search
    *_of("search", "tests/search",
         ("return 2 if len(word) >= _LONG else 1", "return 1 if len(word) >= _LONG else 1"),
         ("key=lambda one: (-one[1], one[0])", "key=lambda one: (one[1], one[0])"),
         ("skipped -= here.bit_count()", "skipped -= 0")),
    # sparql
    *_of("sparql", "tests/sparql tests/store/test_store_remote_texts.py tests/store/test_store_inspection.py tests/web/test_web_question_files.py tests/store/test_store_federation.py tests/web/test_web_home.py",
         ("        return left != right", "        return True"),
         ("name, opening = index + 1 + silent, index + 2 + silent", "name, opening = index + 1, index + 2"),
         ("depth -= mark and token.text in CLOSING", "depth -= 0"),
         ('return before.count("\\n") + 1, ', 'return before.count("\\n"), ')),
    # store
    *_of("store", "tests/store",
         ("if client in self._asking or len(self._asking) >= _AT_ONCE:", "if len(self._asking) >= _AT_ONCE:"),
         ("if size > query_bytes:", "if size > query_bytes * 2:"),
         ("ahead = (len(self._queues[lane]) + 1) / self._counts[lane]", "ahead = len(self._queues[lane]) / self._counts[lane]"),
         ("return all(busy.client != query.client", "return any(busy.client != query.client"),
         ("if worker.ended.done() or self._closed:", "if self._closed:")),
    # releases
    *_of("releases", "tests/releases",
         ("if release.id != folder.name:", "if not release.id:"),
         ("if found.size != artefact.size:", "if found.size > artefact.size:"),
         ('self.seal in ("holds", "none") and not self.faults', 'self.seal in ("holds", "none", "broken") and not self.faults')),
    # pipeline
    *_of("pipeline", "tests/pipeline/test_withdrawals.py tests/pipeline/test_several_cities.py tests/pipeline/test_standing.py tests/releases/test_retention.py",
         ("return gone * SHARE > self.partnerships", "return gone * SHARE >= self.partnerships * 2"),
         ("newest = _newest(releases, before, max(keep, FEWEST) - 1)", "newest = _newest(releases, before, max(keep, FEWEST))"),
         ('yield "|".join(sorted(record.candidates))', 'yield "|".join(record.candidates)')),
    # web: the part that knows no RDF
    *_of("web/http", "tests/web/test_web_framing.py tests/web/test_web_connection.py tests/web/test_web_response_cache.py tests/web/test_web_cache.py tests/web/test_web_listing.py tests/web/test_web_limits.py",
         ('return "*" in tags or etag in tags', "return etag in tags"),
         ("if len(lengths) + len(codings) > 1 or", "if len(lengths) + len(codings) > 2 or"),
         ('("prev", number - 1)', '("prev", number)'),
         ("return key if sum(map(len, key)) <= _LONGEST_KEY else None", "return key"),
         ("any(parsed in network for network in networks)", "all(parsed in network for network in networks)")),
    # web: views
    *_of("web/views", "tests/web/test_web_documents.py tests/web/test_web_sparql_protocol.py tests/web/test_web_graph_store.py tests/web/test_web_listing.py tests/web/test_web_memento.py tests/web/test_web_catalogue.py tests/web/test_web_api.py",
         ("if len(graphs) + default != 1:", "if len(graphs) + default > 1:"),
         ("for name, value in pairs if name == wanted and value", "for name, value in pairs if name == wanted"),
         ("return None if lowered == usual else lowered", "return lowered if lowered == usual else None"),
         ("return [quad for quad in kept if quad.subject not in named]", "return [quad for quad in kept if quad.subject in named]")),
    # web: render
    *_of("web/render", "tests/drawing tests/web/test_web_api.py tests/web/test_web_home.py tests/web/test_web_search.py tests/web/test_web_vocabulary.py tests/web/test_web_pages.py",
         ("return longitude if -180 <= longitude <= 180", "return longitude if -90 <= longitude <= 180"),
         ("scale = sqrt(2 / max(towards, 1e-9))", "scale = sqrt(1 / max(towards, 1e-9))"),
         ("abs(numbers[0]) > 180 or abs(numbers[1]) > 90", "abs(numbers[0]) > 90 or abs(numbers[1]) > 180"),
         ("quality > found[primary][0]", "quality < found[primary][0]")),
    # web: what is served
    *_of("web/serving", "tests/web/test_web_live.py tests/web/test_web_memento.py tests/web/test_web_removed_releases.py tests/web/test_web_vocabulary_versions.py tests/web/test_web_search.py",
         ("if serving.retired and not serving.readers:", "if serving.retired:"),
         ("return tuple(reversed(told))", "return tuple(told)")),
    # the modules beside the rooms
    *_of("", "tests/test_settings.py tests/test_docstring_examples.py tests/tables/test_tables_reading.py tests/tables/test_tables_faults.py tests/cli/test_cli_starting.py tests/graph tests/schema",
         ("not 1 <= self.day <= calendar.monthrange(self.year, self.month)[1]", "not 1 <= self.day <= 31"),
         ("mine = (self.year, self.month or 12, self.day or 31)", "mine = (self.year, self.month or 1, self.day or 1)"),
         ("if parts.username is not None:", "if parts.username is None:"),
         ("if _or_endless(soft) < min(wanted, _or_endless(hard)):", "if _or_endless(soft) > min(wanted, _or_endless(hard)):")),
)  # fmt: skip


class NotFoundError(Exception):
    """The text of a mutation is not in its room, or not once."""


def find(mutation: Mutation, root: Path) -> Path:
    """The file with the text of a mutation."""
    folder = root / SOURCES / mutation.room
    paths = folder.glob("*.py") if not mutation.room else folder.rglob("*.py")
    found = [(path, path.read_text(encoding="utf-8").count(mutation.text)) for path in sorted(paths)]
    there = [(path, count) for path, count in found if count]
    if len(there) != 1 or there[0][1] != 1:
        raise NotFoundError(f"found {sum(count for _, count in there)} times")
    return there[0][0]


def try_out(mutation: Mutation, copy: Path, *, wide: bool) -> str:
    """What became of a mutation in that copy, which is left as it was."""
    room = f"tests/{mutation.room.split('/')[0]}" if mutation.room else "tests/cli"
    steps = [mutation.tests, room] if wide else [mutation.tests]
    try:
        path = find(mutation, copy)
    except NotFoundError as error:
        return f"not found: {error}"
    before = path.read_text(encoding="utf-8")
    path.write_text(before.replace(mutation.text, mutation.instead), encoding="utf-8")
    try:
        return "caught" if not all(passes(tests, copy) for tests in steps) else "SURVIVED"
    finally:
        path.write_text(before, encoding="utf-8")


def passes(tests: str, copy: Path) -> bool:
    """Whether all of these tests pass there; names of tests that there are not are left out."""
    there = [name for name in tests.split() if (copy / name).exists()]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "-m",
        "not heavy",
        "-p",
        "no:cacheprovider",
        *there,
    ]
    environment = {**os.environ, "PYTHONPATH": f"{copy / 'src'}", "PYTHONPYCACHEPREFIX": str(copy / ".cache")}
    try:
        done = subprocess.run(
            command, cwd=copy, env=environment, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def copies(number: int, into: Path) -> Iterator[Path]:
    """That many copies of the checkout, as much of it as the tests need."""
    ignored = shutil.ignore_patterns("node_modules", "__pycache__")
    for count in range(number):
        copy = into / str(count)
        for part in PARTS:
            shutil.copytree(ROOT / part, copy / part, ignore=ignored)
        for name in FILES:
            shutil.copy(ROOT / name, copy / name)
        yield copy


def main() -> int:
    """The command; 0 when every mutation is caught."""
    parser = argparse.ArgumentParser(description="Count the single-line mutations that a test catches.")
    parser.add_argument("--jobs", type=int, default=2, help="copies that are tested at once")
    parser.add_argument("--only", default="", help="only the mutations whose room or text has this in it")
    parser.add_argument(
        "--wide", action="store_true", help="run all tests of the room where those named pass"
    )
    parser.add_argument("--list", action="store_true", help="only say which are not found")
    options = parser.parse_args()
    chosen = [mutation for mutation in MUTATIONS if options.only in mutation.name]
    if options.list:
        return _list(chosen)
    bases = sorted({mutation.tests for mutation in chosen})
    with tempfile.TemporaryDirectory() as folder:
        free: SimpleQueue[Path] = SimpleQueue()
        for copy in copies(options.jobs, Path(folder)):
            free.put(copy)

        def within(work: Callable[[Path], str], name: str) -> str:
            copy, began = free.get(), time.monotonic()
            try:
                what = work(copy)
            finally:
                free.put(copy)
            print(f"{what:9} {time.monotonic() - began:5.0f} s  {name}", flush=True)
            return what

        def base(tests: str) -> str:
            return within(lambda copy: "passes" if passes(tests, copy) else "FAILS", tests)

        def run(mutation: Mutation) -> str:
            return within(lambda copy: try_out(mutation, copy, wide=options.wide), mutation.name)

        with ThreadPoolExecutor(options.jobs) as pool:
            failing = {
                tests for tests, what in zip(bases, pool.map(base, bases), strict=True) if what == "FAILS"
            }
            results = list(pool.map(run, [mutation for mutation in chosen if mutation.tests not in failing]))
    results += ["not tried"] * sum(mutation.tests in failing for mutation in chosen)
    print(f"{results.count('caught')} of {len(results)} caught")
    return 0 if set(results) <= {"caught"} else 1


def _list(chosen: Sequence[Mutation]) -> int:
    lost = 0
    for mutation in chosen:
        try:
            find(mutation, ROOT)
        except NotFoundError as error:
            lost += 1
            print(f"{error}: {mutation.name}")
    print(f"{len(chosen) - lost} of {len(chosen)} found")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
