"""How long the main job takes and what it weighs, on the data set that is packaged.

Prints medians of several runs: build, start to the first correct SPARQL answer (first and second start), resident and
proportional memory of the server with its workers, and requests a second for a look-up, a page and an RDF document.

    python bench/main_job.py [--runs 5]
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path

STEDENBAND = [sys.executable, "-m", "stedenband"]
QUESTION = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?p a <https://w3id.org/stedenband/ns#Partnership> ; "
    "<https://w3id.org/stedenband/ns#party> ?city . ?city "
    "<http://www.w3.org/2002/07/owl#sameAs> <http://www.wikidata.org/entity/Q1296> }"
)
EXPECTED = "12"


def seconds(work: Callable[[], object]) -> float:
    """Wall-clock seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def build(out: Path) -> None:
    subprocess.run([*STEDENBAND, "build", "--out", str(out)], check=True, capture_output=True)


FIGURES = "127.0.0.1:9464"
"""Where the servers that are measured tell their figures."""


class Server:
    """A running server and the address it told."""

    def __init__(self, out: Path) -> None:
        self.started = time.perf_counter()
        command = [*STEDENBAND, "serve", "--port", "0", "--out", str(out)]
        environment = {**os.environ, "STEDENBAND_METRICS_ADDRESS": FIGURES}
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
        assert self.process.stderr is not None
        for line in self.process.stderr:
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                self.address = found.group()
                break
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def first_answer(self) -> float:
        """Seconds from the start of the process to the first correct answer."""
        assert self.ask() == EXPECTED
        return time.perf_counter() - self.started

    def ask(self) -> str:
        asked = urllib.parse.urlencode({"query": QUESTION})
        return str(
            json.loads(self.get(f"/sparql?{asked}", "application/sparql-results+json"))["results"][
                "bindings"
            ][0]["n"]["value"]
        )

    def get(self, path: str, accept: str) -> bytes:
        request = urllib.request.Request(self.address + path, headers={"Accept": accept})
        with urllib.request.urlopen(request, timeout=30) as answer:
            body: bytes = answer.read()
            return body

    def memory(self) -> dict[str, tuple[float, float]]:
        """Resident and proportional MiB of the server and each process under it, by process."""
        return {
            f"{pid} {name(pid)}": (field(pid, "Rss"), field(pid, "Pss")) for pid in family(self.process.pid)
        }

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def family(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(member for child in children for member in family(int(child)))]


def name(pid: int) -> str:
    return " ".join(Path(f"/proc/{pid}/cmdline").read_text().split("\0")[1:4])


def field(pid: int, key: str) -> float:
    text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    found = re.search(rf"^{key}:\s+(\d+) kB", text, re.MULTILINE)
    return int(found.group(1)) / 1024 if found else 0.0


def rate(work: Callable[[], object], duration: float = 3.0) -> float:
    """Calls a second from one client."""
    count, start = 0, time.perf_counter()
    while time.perf_counter() - start < duration:
        work()
        count += 1
    return count / duration


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    runs = parser.parse_args().runs
    builds: list[float] = []
    firsts: list[float] = []
    seconds_: list[float] = []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder)
            builds.append(seconds(lambda out=out: build(out)))  # type: ignore[misc]
        with tempfile.TemporaryDirectory() as folder:
            for times in (firsts, seconds_):
                server = Server(Path(folder))
                times.append(server.first_answer())
                server.stop()
    print(f"build                         {statistics.median(builds):6.2f} s")
    print(f"first start to first answer   {statistics.median(firsts):6.2f} s")
    print(f"second start to first answer  {statistics.median(seconds_):6.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        server.first_answer()
        document = "/doc/partnership/gent-kanazawa"
        for what, work in (
            ("look-up over HTTP", server.ask),
            ("page of a partnership", lambda: server.get(document, "text/html")),
            ("Turtle of a partnership", lambda: server.get(document, "text/turtle")),
        ):
            print(f"{what:28}  {rate(work):6.0f} requests/s")
        memory = server.memory()
        for process, (rss, pss) in memory.items():
            print(f"  {process:40} RSS {rss:6.1f} MiB  PSS {pss:6.1f} MiB")
        rss, pss = (sum(column) for column in zip(*memory.values(), strict=True))
        print(f"memory in all                 RSS {rss:6.1f} MiB  PSS {pss:6.1f} MiB")
        server.stop()


if __name__ == "__main__":
    main()
