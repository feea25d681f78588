"""What the memory of answers is worth: a query that is evaluated, found in memory, and answered with 304.

Prints medians of many requests over one kept connection, how many evaluations a crowd with one question costs, and
what a look at the figures and the REST interface take.

    python bench/caching.py [--requests 200]
"""

from __future__ import annotations

import argparse
import http.client
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

from main_job import FIGURES, Server, build

from stedenband import assets

LOOK_UP = (
    "SELECT ?city ?name WHERE { ?city <http://www.w3.org/2002/07/owl#sameAs> "
    "<http://www.wikidata.org/entity/Q1296> ; <http://www.w3.org/2000/01/rdf-schema#label> ?name }"
)
GROUPED = (assets.find_folder("queries") / "questions" / "partners-per-country-and-decade.rq").read_text()
CROSSED = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?c }"


class Line:
    """One kept connection."""

    def __init__(self, address: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and entity tag."""
        self._connection.request("GET", path, headers=headers)
        answer = self._connection.getresponse()
        answer.read()
        return answer.status, answer.getheader("ETag") or ""


def asked(query: str) -> str:
    return f"/sparql?format=json&query={quote(query)}"


def median(work: Callable[[], tuple[int, str]], requests: int, status: int) -> float:
    """Median milliseconds of one request."""
    taken = []
    for _ in range(requests):
        began = time.perf_counter()
        found = work()
        taken.append(1000 * (time.perf_counter() - began))
        assert found[0] == status, found
    return statistics.median(taken)


def fresh(query: str) -> Iterator[str]:
    """The query over and over, each time with other letters, so that it is in no memory."""
    return (asked(f"{query} # {number}") for number in count())


def compare(line: Line, name: str, query: str, requests: int) -> None:
    others = fresh(query)
    evaluated = median(lambda: line.get(next(others)), requests, 200)
    _, etag = line.get(asked(query))
    known = median(lambda: line.get(asked(query)), requests, 200)
    unchanged = median(lambda: line.get(asked(query), **{"If-None-Match": etag}), requests, 304)
    print(
        f"{name:28} evaluated {evaluated:7.2f} ms   from memory {known:6.2f} ms ({evaluated / known:5.1f} times)"
        f"   304 {unchanged:6.2f} ms"
    )


def evaluations() -> float:
    """How many of the public's queries have reached the store."""
    with urlopen(f"http://{FIGURES}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return sum(
        float(line.split()[-1])
        for line in lines
        if line.startswith("stedenband_queries_total") and 'lane="public"' in line
    )


def crowd(address: str, size: int) -> None:
    """Many who ask the same at once."""
    before = evaluations()
    began = time.perf_counter()
    with ThreadPoolExecutor(size) as pool:
        answers = set(pool.map(lambda _: Line(address).get(asked(CROSSED)), range(size)))
    seconds = time.perf_counter() - began
    assert {status for status, _ in answers} == {200}, answers
    print(f"{size} clients, one question: {evaluations() - before:.0f} evaluation(s), {seconds:.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=200)
    requests = parser.parse_args().requests
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        build(out)
        server = Server(out)
        try:
            line = Line(server.address)
            compare(line, "look-up", LOOK_UP, requests)
            compare(line, "per country and decade", GROUPED, requests)
            crowd(server.address, 20)
            for path in (
                "/api/partners-of",
                "/api/partners-of.csv",
                "/queries/partners-of",
                "/openapi.json",
            ):
                print(f"{path:28} {median(lambda path=path: line.get(path), requests, 200):7.2f} ms")  # type: ignore[misc]
        finally:
            server.stop()


if __name__ == "__main__":
    main()
