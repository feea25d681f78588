"""A server under attack: the real command in its own process, hostile clients, and a good one that keeps asking."""

from __future__ import annotations

import http.client
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from hostile_requests import JSON, Hostile

STB = "https://w3id.org/stedenband/ns#"

LIMITS = {
    "QUERY_SECONDS": "2",
    "QUEUE_SECONDS": "1",
    "QUERY_MEMORY": str(128 * 1024 * 1024),
    "RESULT_BYTES": str(2 * 1024 * 1024),
    "HEAD_SECONDS": "2",
    "BODY_SECONDS": "2",
    "IDLE_SECONDS": "3",
}
"""Limits that make an attack a short one; everything else is as it comes."""

LONGEST = 2.0
"""The longest of the limits in seconds: of a query with its wait, of a head, of a body."""

GOOD = "127.0.0.99"
"""The address of the good client: all of 127.0.0.0/8 is this machine."""


# == The server ================================================================


@dataclass(slots=True)
class Server:
    """A running server: its process, its address, and what it has logged."""

    process: subprocess.Popen[str]
    host: str
    port: int
    figures: int
    """The port where it tells its figures."""
    log: list[str] = field(default_factory=list)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def children(self) -> list[int]:
        """The pids of the fork server and its workers."""
        return [pid for pid in _family(self.process.pid) if pid != self.process.pid]

    def descriptors(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def threads(self) -> int:
        return len(list(Path(f"/proc/{self.process.pid}/task").iterdir()))

    def resident(self) -> int:
        """Bytes of memory of the web process."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(member for child in children for member in _family(int(child)))]


@contextmanager
def serving(out: Path, limits: Mapping[str, str] = LIMITS) -> Iterator[Server]:
    """A server of the packaged data with these limits, for as long as the block lasts."""
    path = os.pathsep.join(entry for entry in sys.path if entry)
    environment = {f"STEDENBAND_{name}": value for name, value in limits.items()}
    with socket.create_server(("127.0.0.1", 0)) as free:
        figures = free.getsockname()[1]
    environment["STEDENBAND_METRICS_ADDRESS"] = f"127.0.0.1:{figures}"
    command = [sys.executable, "-m", "stedenband", "serve", "--port", "0", "--out", str(out)]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": path, **environment}
    ) as process:
        try:
            server = _started(process, figures)
            reader = threading.Thread(target=server.log.extend, args=(process.stderr,), daemon=True)
            reader.start()
            yield server
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()


def _started(process: subprocess.Popen[str], figures: int) -> Server:
    """The server, once it has told its address."""
    assert process.stderr is not None
    log = []
    for line in process.stderr:
        log.append(line)
        if found := re.search(r"http://([\d.]+):(\d+)/(?!metrics)", line):
            return Server(process, found[1], int(found[2]), figures, log)
    raise AssertionError("".join(log))


# == One request ================================================================


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: status (0 for a closed connection), body, seconds; ``whole`` is whether all of it came."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float
    whole: bool = True


def ask(server: Server, hostile: Hostile, source: str, *, canary: str = "", patience: float = 30.0) -> Reply:
    """Send a request from an address of this machine and take in the answer."""
    began = time.monotonic()
    if hostile.raw is not None:
        return _raw(server, hostile.raw, source, patience)
    connection = http.client.HTTPConnection(server.host, server.port, patience, source_address=(source, 0))
    body = hostile.body and hostile.body.replace(b"{canary}", canary.encode())
    path = hostile.path.replace("{canary}", canary).replace("%7Bcanary%7D", canary)
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # refused while it was still being sent
            connection.request(hostile.method, path, body, hostile.headers)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        try:
            return Reply(answer.status, headers, answer.read(), time.monotonic() - began)
        except http.client.IncompleteRead as error:
            return Reply(answer.status, headers, error.partial, time.monotonic() - began, whole=False)
    except (OSError, http.client.HTTPException):
        return Reply(0, {}, b"", time.monotonic() - began, whole=False)
    finally:
        connection.close()


def ask_again(server: Server, hostile: Hostile, source: str, *, canary: str = "", times: int = 5) -> Reply:
    """Send a request, and where the server is too busy come back when it says so, a few times."""
    for _ in range(times):
        reply = ask(server, hostile, source, canary=canary)
        if reply.status != 503:
            break
        time.sleep(float(reply.headers.get("retry-after", "1")))
    return reply


def _raw(server: Server, request: bytes, source: str, patience: float) -> Reply:
    began = time.monotonic()
    found = b""
    with socket.create_connection(
        (server.host, server.port), patience, source_address=(source, 0)
    ) as connection:
        with suppress(OSError):
            connection.sendall(request)
        with suppress(OSError):
            while piece := connection.recv(65536):
                found += piece
    head, _, body = found.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    status = int(lines[0].split()[1]) if lines[0].startswith("HTTP/1.1 ") else 0
    # One answer: of requests that stand one behind the other only the first was meant.
    length = int(headers.get("content-length", len(body)))
    return Reply(status, headers, body[:length], time.monotonic() - began, whole=len(body) >= length)


def query(text: str, **parameters: str) -> Hostile:
    """A query as a plain request."""
    asked = urlencode({"query": text, **parameters})
    return Hostile(text[:40], frozenset({200}), path=f"/sparql?{asked}", headers={"Accept": JSON})


# == The good client =============================================================


class GoodClient:
    """Asks good questions one after the other from an address of its own, until told to stop.

    Every query is a new text, so none of its answers comes from memory. ``wrong`` lists what was not answered as it
    should be.
    """

    def __init__(self, server: Server, source: str = GOOD, pause: float = 0.02) -> None:
        self._server, self._source, self._pause = server, source, pause
        self.seconds: list[float] = []
        self.wrong: list[str] = []
        self._stop = threading.Event()
        self._number = 0
        self._questions: tuple[Callable[[], str], ...] = (
            self._starts,
            self._names,
            lambda: self._page("/health", b'"ok"'),
            self._count,
            lambda: self._page("/doc/partnership/gent-kanazawa.ttl", b"Kanazawa"),
            lambda: self._page("/ready", b"ready"),
            lambda: self._page("/", b"Kanazawa"),
        )

    def __enter__(self) -> GoodClient:
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def percentile(self, part: float) -> float:
        """The seconds within which that part of the questions was answered."""
        ordered = sorted(self.seconds)
        return ordered[min(int(part * len(ordered)), len(ordered) - 1)]

    def _run(self) -> None:
        while not self._stop.is_set():
            for question in self._questions:
                began = time.monotonic()
                fault = question()
                self.seconds.append(time.monotonic() - began)
                if fault:
                    self.wrong.append(fault)
                self._stop.wait(self._pause)

    def _page(self, path: str, needed: bytes) -> str:
        reply = ask(self._server, Hostile(path, frozenset({200}), path=path), self._source)
        return "" if reply.status == 200 and needed in reply.body else f"{path}: {reply.status}"

    def _starts(self) -> str:
        self._number += 1
        text = (
            f"SELECT ?p ?y {{ ?p <{STB}startYear> ?y ; a <{STB}Partnership> "
            f"FILTER(?y > {1000 + self._number % 900}) }} # {self._number}"
        )
        return self._rows(text, at_least=10)

    def _names(self) -> str:
        self._number += 1
        text = (
            "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "
            f"SELECT ?name{self._number} {{ <https://w3id.org/stedenband/gent/id/city/kanazawa> "
            f"rdfs:label ?name{self._number} }}"
        )
        return self._rows(text, at_least=3)

    def _count(self) -> str:
        self._number += 1
        text = f"SELECT (COUNT(?p) AS ?n{self._number}) {{ ?p <{STB}kind> ?k }} GROUP BY ?k"
        return self._rows(text, at_least=2)

    def _rows(self, text: str, at_least: int) -> str:
        reply = ask(self._server, query(text), self._source)
        if reply.status != 200:
            return f"{reply.status} after {reply.seconds:.1f} s: {reply.body[:300]!r}"
        rows = len(json.loads(reply.body)["results"]["bindings"])
        return "" if rows >= at_least else f"{rows} rows: {text}"


# == The hostile ones ===========================================================


def swarm(server: Server, clients: int, seconds: float) -> list[Reply]:
    """What came back to so many addresses that each ask heavy queries, one after the other, for so many seconds."""
    until = time.monotonic() + seconds

    def one(number: int) -> list[Reply]:
        replies: list[Reply] = []
        while time.monotonic() < until:
            text = f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} # {number} {len(replies)}"
            replies.append(ask(server, query(text), f"127.0.3.{number}"))
            time.sleep(0.05)
        return replies

    with ThreadPoolExecutor(clients) as pool:
        return [reply for replies in pool.map(one, range(clients)) for reply in replies]


def leave(server: Server, count: int, source: str) -> None:
    """Ask so many heavy queries, and hang up before any is answered."""
    for number in range(count):
        asked = urlencode(
            {"query": f"SELECT (COUNT(*) AS ?n) {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }} # left {number}"}
        )
        request = f"GET /sparql?{asked} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
        with socket.create_connection(
            (server.host, server.port), 10, source_address=(source, 0)
        ) as connection:
            connection.sendall(request)
            time.sleep(0.02 * (number % 4))


def drip(server: Server, first: bytes, piece: bytes, source: str, longest: float = 20.0) -> float:
    """Send a request a piece at a time; the seconds until the server has had enough."""
    began = time.monotonic()
    with socket.create_connection((server.host, server.port), 10, source_address=(source, 0)) as connection:
        connection.sendall(first)
        connection.settimeout(0.2)
        while time.monotonic() - began < longest:
            try:
                if not connection.recv(65536):
                    break
            except TimeoutError:
                with suppress(OSError):
                    connection.sendall(piece)
            except OSError:
                break
    return time.monotonic() - began


def flood(server: Server, source: str, most: int = 64 * 1024 * 1024) -> tuple[int, int]:
    """Send an endless body; the status of the answer, and how many bytes were taken before it."""
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    sent, found = 0, b""
    with socket.create_connection((server.host, server.port), 10, source_address=(source, 0)) as connection:
        connection.sendall(head + b"Transfer-Encoding: chunked\r\n\r\n")
        connection.setblocking(False)
        until = time.monotonic() + 10
        while b"\r\n" not in found and sent < most and time.monotonic() < until:
            with suppress(BlockingIOError):
                sent += connection.send(b"10000\r\n" + b" " * 65536 + b"\r\n")
            with suppress(BlockingIOError):
                found += connection.recv(65536)
    return int(found.split()[1]) if found else 0, sent
