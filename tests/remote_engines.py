"""Real SPARQL engines on this machine, each with its data in a folder of its own, to be killed and started again.

Where an engine is not installed its tests are skipped; with ``STEDENBAND_ENGINES=required`` they fail instead.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from stedenband.settings import Settings
from stedenband.store.remote.addresses import read_addresses, write_addresses
from stedenband.store.remote.http_transport import EngineCall
from stedenband.store.remote.sparql_client import identify_engine

NAMES = ("oxigraph", "fuseki", "virtuoso")

_START_SECONDS = 60
_PR_SET_PDEATHSIG = 1
_MEMORY = Path("/dev/shm")

_VIRTUOSO_INI = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa

[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx

[Parameters]
ServerPort = 127.0.0.1:{sql_port}
NumberOfBuffers = 4000
MaxDirtyBuffers = 2000
ServerThreads = 10
DirsAllowed = .

[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerRoot = {folder}
ServerThreads = 10

[SPARQL]
ResultSetMaxRows = 10000
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """How an engine is had and started: its command for a folder and a port, and its address for queries."""

    found: Callable[[], str | None]
    command: Callable[[str, Path, int], Sequence[str]]
    path: str


def _oxigraph(program: str, folder: Path, port: int) -> Sequence[str]:
    return program, "serve", "--location", str(folder / "data"), "--bind", f"127.0.0.1:{port}"


def _fuseki(jar: str, folder: Path, port: int) -> Sequence[str]:
    data = folder / "data"
    data.mkdir(exist_ok=True)
    options = ("--localhost", f"--port={port}", "--tdb2", f"--loc={data}", "--update", "/ds")
    return "java", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar", jar, *options


def _virtuoso(program: str, folder: Path, port: int) -> Sequence[str]:
    configuration = folder / "virtuoso.ini"
    configuration.write_text(_VIRTUOSO_INI.format(folder=folder, port=port, sql_port=free_port()))
    (folder / "virtuoso.lck").unlink(missing_ok=True)
    return program, "-f", "+configfile", str(configuration)


def fuseki_jar() -> str | None:
    """The file of Fuseki, which holds all of Jena, where it and Java are installed."""
    named = os.environ.get("STEDENBAND_FUSEKI_JAR")
    fetched = Path.home().glob(".m2/repository/org/apache/jena/jena-fuseki-server/*/jena-fuseki-server-*.jar")
    jars = [named] if named else sorted(map(str, fetched))
    return jars[-1] if jars and shutil.which("java") else None


KINDS = {
    "oxigraph": Kind(
        lambda: shutil.which("oxigraph", path=str(Path(sys.executable).parent)), _oxigraph, "query"
    ),
    "fuseki": Kind(fuseki_jar, _fuseki, "ds/sparql"),
    "virtuoso": Kind(lambda: shutil.which("virtuoso-t"), _virtuoso, "sparql"),
}


def _die_with_the_tests() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def free_port() -> int:
    """A port that nobody listens on at this moment."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


class EngineProcess:
    """An engine that runs in a folder, on a port it keeps over its lives."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name, self.folder, self.port = name, folder, free_port()
        self._kind = KINDS[name]
        program = self._kind.found()
        if program is None and os.environ.get("STEDENBAND_ENGINES") == "required":
            pytest.fail(f"{name} is not installed")
        if program is None:
            pytest.skip(f"{name} is not installed; see docs/engines.md")
        self._program = program
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def url(self) -> str:
        """The address for queries."""
        return f"http://127.0.0.1:{self.port}/{self._kind.path}"

    def settings(self, **more: object) -> Settings:
        """Settings that read from and write to it."""
        own: dict[str, object] = {"store_url": self.url, "query_seconds": 20, "workers": 1}
        if self.name == "virtuoso":
            own |= {"store_write_user": "dba", "store_write_password": "dba"}
        return Settings(**{**own, **more})  # type: ignore[arg-type]

    @property
    def write_url(self) -> str:
        """The address for updates."""
        endpoint = identify_engine(EngineCall(60), read_addresses(self.settings())[0])
        return write_addresses(self.settings(), endpoint.engine).update.url

    def select(self, text: str, named: Sequence[str]) -> list[str]:
        """The first column of a query over named graphs of the engine.

        Over all there are it would take Virtuoso seconds: it looks through every statement.
        """
        asked = urllib.parse.urlencode(
            [("query", text), *(("named-graph-uri", name) for name in named)]
        ).encode()
        request = urllib.request.Request(self.url, asked, {"Accept": "application/sparql-results+json"})
        with urllib.request.urlopen(request, timeout=60) as response:
            rows = json.load(response)["results"]["bindings"]
        return [next(iter(row.values()))["value"] for row in rows]

    def update(self, text: str) -> None:
        """Have an update done behind the store's back."""
        call = EngineCall(60)
        endpoint = identify_engine(call, read_addresses(self.settings())[0])
        with call.update(write_addresses(self.settings(), endpoint.engine).update, text) as reply:
            assert reply.status < 300, reply.text()

    def start(self) -> None:
        """Start it and wait until it answers."""
        log = (self.folder / "output.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                self._kind.command(self._program, self.folder, self.port),
                cwd=self.folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_die_with_the_tests,
            )
        until = time.monotonic() + _START_SECONDS
        while not self._answers():
            assert self._process.poll() is None, (self.folder / "output.log").read_text(errors="replace")[
                -2000:
            ]
            assert time.monotonic() < until, f"{self.name} did not start"
            time.sleep(0.1)

    def kill(self) -> None:
        """End it at once, wherever it is (SIGKILL)."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        request = urllib.request.Request(self.url, b"query=ASK%20%7B%7D", {"Accept": "*/*"})
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return bool(response.status == 200)
        except (OSError, urllib.error.HTTPError):
            return False


@contextmanager
def running(name: str) -> Iterator[EngineProcess]:
    """An engine that runs while the block lasts, with its data in a folder that goes with it.

    In memory where there is room for files: what a killed process has written stays there as it does on a disk, and
    nobody waits for the disk.
    """
    with tempfile.TemporaryDirectory(dir=_MEMORY if _MEMORY.is_dir() else None) as folder:
        engine = EngineProcess(name, Path(folder))
        engine.start()
        try:
            yield engine
        finally:
            engine.kill()
