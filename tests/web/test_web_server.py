"""The process: it tells its address when it answers, says nothing of its software, and stops in order."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from web_release import Served, gent, publish

PROGRAM = """
import sys
from pathlib import Path
from stedenband.releases import ReleaseFolder
from stedenband.web import run
from web_release import application
run(application(ReleaseFolder(Path(sys.argv[1]))), "127.0.0.1", 0)
"""


@pytest.fixture
def process(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    publish(tmp_path, gent())
    path = os.pathsep.join(entry for entry in sys.path if entry)
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": path},
    ) as running:
        assert running.stderr is not None
        try:
            address = next(line.split()[-1] for line in running.stderr if line.startswith("stedenband: http"))
            yield running, address
        finally:
            running.kill()


def test_the_announced_address_answers_and_a_signal_stops_it(
    process: tuple[subprocess.Popen[str], str],
) -> None:
    running, address = process
    answer = httpx.get(f"{address}doc/city/gent.ttl?secret=1")
    assert answer.status_code == 200
    assert "server" not in answer.headers
    running.send_signal(signal.SIGTERM)
    _, log = running.communicate(timeout=20)
    assert running.returncode in (0, -signal.SIGTERM)
    assert "GET /doc/city/gent.ttl 200" in log
    assert "secret" not in log
    assert "Traceback" not in log


def raw(address: str, request: bytes) -> bytes:
    """Bytes as no client library would send them, and what comes back."""
    host, port = httpx.URL(address).host, httpx.URL(address).port
    with socket.create_connection((host, port or 80), timeout=10) as connection:
        connection.sendall(request)
        found = b""
        while piece := connection.recv(65536):
            found += piece
    return found


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"GET //evil.example/%2e%2e HTTP/1.1", b"404"),
        (b"GET /doc/%ff%fe HTTP/1.1", b"404"),
        (b"GET /id/city/gent%0d%0aSet-Cookie:%20x=1 HTTP/1.1", b"404"),
        (b"GET /doc/../../etc/passwd HTTP/1.1", b"404"),
        (b"GET /sparql?query=%ED%A0%80 HTTP/1.1", b"400"),
        (b"GET /?lang=%ff HTTP/1.1", b"200"),
        (b"TRACE / HTTP/1.1", b"405"),
        (b"FOO /doc/city/gent HTTP/1.1", b"405"),
    ],
)
def test_strange_requests_get_plain_answers(served: Served, request_line: bytes, status: bytes) -> None:
    for accept in (b"text/html", b"*/*"):
        rest = b"\r\nHost: x\r\nConnection: close\r\nAccept: " + accept + b"\r\n\r\n"
        head, _, body = raw(served.address, request_line + rest).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 " + status), head
        assert b"access-control-allow-origin: *" in head.lower()
        assert b"set-cookie" not in head.lower()
        assert b'href="//' not in body
