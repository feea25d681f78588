"""A server that is told to stop says so first, refuses new queries, and finishes those that run. A real process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from stedenband.web.http.errors import StoppingError
from stedenband.web.serving.current_release import DrainGate
from web_release import gent, publish

PROGRAM = """
import asyncio, sys
from pathlib import Path
from stedenband.releases import ReleaseFolder
from stedenband.settings import Settings
from stedenband.store import FakeStore
from stedenband.web import create_app, run
from web_release import gent

class Slow(FakeStore):
    async def query(self, query):
        if "slow" in query.text:
            await asyncio.sleep(3)
        return await super().query(query)

async def open_store(folder, release):
    return Slow(gent())

run(create_app(ReleaseFolder(Path(sys.argv[1])), Settings(), open_store=open_store), "127.0.0.1", 0)
"""

SLOW = {"query": "ASK {} # slow"}


class Process:
    """A running server and its address."""

    def __init__(self, folder: Path, **environment: str) -> None:
        path = os.pathsep.join(entry for entry in sys.path if entry)
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, str(folder)],
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": path, **environment},
        )
        assert self.process.stderr is not None
        self.address = next(
            line.split()[-1] for line in self.process.stderr if line.startswith("stedenband: http")
        )

    def get(self, path: str, **params: str) -> httpx.Response:
        return httpx.get(f"{self.address}{path}", params=params, timeout=20)

    def end(self) -> tuple[int, list[str]]:
        """How it ended, and what it logged."""
        _, log = self.process.communicate(timeout=20)
        return self.process.returncode, log.splitlines()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Process]:
    publish(tmp_path, gent())
    server = Process(tmp_path)
    yield server
    server.process.kill()
    server.process.wait()


def test_ready_flips_first_and_running_queries_finish(server: Process) -> None:
    assert server.get("ready").status_code == 200
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(server.get, "sparql", **SLOW)
        time.sleep(0.7)
        server.process.send_signal(signal.SIGTERM)
        time.sleep(0.4)
        told = server.get("ready")
        assert told.status_code == 503
        assert told.json()["type"].endswith("/problem/stopping")
        assert int(told.headers["retry-after"]) > 0
        assert server.get("health").status_code == 200
        assert server.get("doc/city/gent.ttl").status_code == 200
        refused = server.get("sparql", query="ASK { ?a ?b ?c }")
        assert (refused.status_code, refused.json()["title"]) == (503, "De server wordt gestopt")
        assert server.get("api/partners-of").status_code == 503
        assert running.result(20).json()["boolean"] is True
    code, log = server.end()
    assert code in (0, -signal.SIGTERM)
    lines = [json.loads(line) for line in log]
    assert not [line for line in lines if "trace" in line or line["level"] == "error"]
    assert [line["status"] for line in lines if line.get("route") == "/ready"] == [200, 503]


def test_without_running_queries_it_stops_at_once(server: Process) -> None:
    server.get("sparql", query="ASK {}")
    began = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    server.end()
    assert time.monotonic() - began < 5


def test_it_stays_for_the_time_that_a_balancer_needs(tmp_path: Path) -> None:
    publish(tmp_path, gent())
    server = Process(tmp_path, STEDENBAND_STOP_SECONDS="2")
    try:
        server.process.send_signal(signal.SIGTERM)
        time.sleep(1)
        assert server.get("ready").status_code == 503
        server.end()
    finally:
        server.process.kill()


def test_the_gate_counts_who_is_in_whatever_became_of_them() -> None:
    gate = DrainGate()
    with suppress(KeyError), gate.passing():
        assert gate.running == 1
        raise KeyError
    assert gate.running == 0
    gate.shut()
    with pytest.raises(StoppingError), gate.passing():
        pass
