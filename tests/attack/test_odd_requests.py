"""No odd value in any place of a request is a defect, holds the server up, or gets an answer in a strange form."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import pytest

from attacked import Reply, Server, serving
from odd_requests import Odd, paths, requests
from web_release import application, gent, publish

pytestmark = pytest.mark.heavy

HONEST = frozenset({503, 504, 507})
"""Statuses from 500 on that are no defect: the server says that it will not, or not now."""

SLOWEST = 6.0
"""Seconds: a query may take two here, and waits one for its turn; the rest is the machine's that the tests run on."""

SLOWEST_HEALTH = 2.0


@dataclass(slots=True)
class Line:
    """A connection that is kept while the server keeps it."""

    server: Server
    connection: socket.socket | None = None

    def ask(self, raw: bytes) -> Reply:
        """Send that and take in one answer; status 0 where there is none."""
        for _ in range(2):
            kept = self.connection is not None
            began = time.monotonic()
            try:
                return self._ask(raw, began)
            except (OSError, http.client.HTTPException):
                self.close()
                if not kept:
                    return Reply(0, {}, b"", time.monotonic() - began, whole=False)
        raise AssertionError("a new connection is not a kept one")

    def _ask(self, raw: bytes, began: float) -> Reply:
        if self.connection is None:
            self.connection = socket.create_connection((self.server.host, self.server.port), 30)
            self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with suppress(BrokenPipeError, ConnectionResetError):  # refused while it was still being sent
            self.connection.sendall(raw)
        answer = http.client.HTTPResponse(self.connection)
        answer.begin()
        body = answer.read()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        if answer.will_close:
            self.close()
        return Reply(answer.status, headers, body, time.monotonic() - began)

    def close(self) -> None:
        """Hang up."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None


@dataclass(slots=True)
class Beside:
    """``/health``, asked all the while by somebody else."""

    seconds: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)


@contextmanager
def health_beside(server: Server) -> Iterator[Beside]:
    beside, done = Beside(), Event()

    def ask() -> None:
        with closing(Line(server)) as line:
            while not done.wait(0.02):
                reply = line.ask(b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n")
                beside.seconds.append(reply.seconds)
                beside.statuses.add(reply.status)

    thread = Thread(target=ask)
    thread.start()
    try:
        yield beside
    finally:
        done.set()
        thread.join()


def fault(odd: Odd, reply: Reply) -> str | None:
    """What is wrong with an answer."""
    kind = reply.headers.get("content-type", "")
    if reply.status == 0:
        return "no answer"
    if reply.status >= 500 and reply.status not in HONEST:
        return f"{reply.status} {reply.body[:120]!r}"
    if reply.seconds > SLOWEST:
        return f"{reply.status} after {reply.seconds:.1f} s"
    if reply.status < 400:
        return None
    if kind == "application/problem+json":
        told = json.loads(reply.body)
        return (
            None if told["status"] == reply.status and told["title"] and told["detail"] else "an odd problem"
        )
    page = kind == "text/html; charset=utf-8" and b"<html" in reply.body and b"<main" in reply.body
    return None if page else f"{reply.status} as {kind}: {reply.body[:80]!r}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("odd")) as started:
        yield started


def test_no_odd_value_is_a_defect_or_holds_anybody_up(server: Server, tmp_path: Path) -> None:
    app = application(publish(tmp_path, gent()[:10]))
    with closing(Line(server)) as line:
        described = json.loads(line.ask(b"GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n").body)
        assert len(paths(app)) > 40
        asked = list(requests(app, described))
        faults: list[str] = []
        slowest = (0.0, "")
        with health_beside(server) as beside:
            for odd in asked:
                reply = line.ask(odd.raw)
                slowest = max(slowest, (reply.seconds, odd.name))
                wrong = fault(odd, reply)
                if wrong is not None:
                    faults.append(f"{odd.name}: {wrong}")
    print(
        f"{len(asked)} requests, slowest {slowest[0]:.3f} s ({slowest[1]}), "
        f"/health asked {len(beside.seconds)} times beside, slowest {max(beside.seconds):.3f} s"
    )
    assert not faults, f"{len(faults)} faults:\n" + "\n".join(faults[:60])
    assert len(asked) > 5000
    assert beside.statuses == {200}
    assert max(beside.seconds) < SLOWEST_HEALTH
    assert server.alive
