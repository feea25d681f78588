"""The three servers of the comparison, and what one connection to each of them came to."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from threading import Thread
from typing import Any, Literal

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from framing_cases import Case
from stedenband.settings import Settings
from stedenband.web.http.connection import BoundedHttpProtocol
from stedenband.web.http.connection_limits import ConnectionLimiter
from stedenband.web.http.server import get_connection_limits
from stedenband.web.render.problems import write_raw_problem

Address = tuple[str, int]
State = Literal["kept", "closed", "held"]

_NGINX = """\
daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log crit;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/a; uwsgi_temp_path {folder}/b; scgi_temp_path {folder}/c;
  {upstream}
  server {{ listen 127.0.0.1:{port}; location / {{ {location} }} }}
  server {{ listen unix:{folder}/behind; location / {{ return 200 "$request_method $request_uri\\n"; }} }}
}}
"""
_BEHIND = "proxy_pass http://unix:{folder}/behind:;"
"""nginx in front of itself: it answers when it has read the body, as it does for a service."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back on a connection: statuses and paths of its answers, and what became of it.

    ``kept`` means that the probe behind the case was answered, ``held`` that the server waits for more. A connection
    that was ``reset`` may have lost answers.
    """

    statuses: tuple[int, ...]
    paths: tuple[str, ...]
    state: State
    reset: bool = False

    def differs(self, other: Outcome) -> bool:
        """Whether classes of answers or states are other ones."""
        if self.state != other.state:
            return True
        ours, theirs = ([status // 100 for status in each.statuses] for each in (self, other))
        return ours[: len(theirs)] != theirs if other.reset else ours != theirs


async def bare(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that reads the body and says what was asked."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    if scope["path"] == "/smuggled":
        await asyncio.sleep(
            0.1
        )  # so that its answer comes when a proxy has lent the connection to somebody else
    body = f"{scope['method']} {scope['path']}\n".encode()
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


class NothingReady:
    """No answer is known beforehand."""

    def answer(self, scope: Scope, target: bytes) -> tuple[bytes, bytes, Callable[[], None]] | None:
        """None is."""
        return None


def ours() -> uvicorn.Config:
    """Our connection in front of the bare application."""
    settings = Settings(client_connections=500, connections=500)
    connection = partial(
        BoundedHttpProtocol,
        crowd=ConnectionLimiter(get_connection_limits(settings)),
        ready=NothingReady(),
        refusal=partial(write_raw_problem, settings=settings),
    )
    return _config(connection)


def stock() -> uvicorn.Config:
    """uvicorn as it comes, on h11."""
    return _config("h11")


def _config(http: Any) -> uvicorn.Config:
    return uvicorn.Config(
        bare,
        http=http,
        ws="none",
        lifespan="off",
        log_level="critical",
        log_config=None,
        access_log=False,
    )


@contextmanager
def serving(config: uvicorn.Config) -> Iterator[Address]:
    """The address of a server in a thread of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = uvicorn.Server(config)
        config.timeout_graceful_shutdown = 1
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield listening.getsockname()
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def nginx(folder: Path, location: str = _BEHIND, upstream: str = "") -> Iterator[Address]:
    """The address of nginx with that configuration of its one location."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        if os.environ.get("STEDENBAND_ENGINES") == "required":
            pytest.fail("nginx is not installed")
        pytest.skip("nginx is not installed")
    with socket.create_server(("127.0.0.1", 0)) as free:
        address: Address = free.getsockname()
    location = location.format(folder=folder)
    written = _NGINX.format(folder=folder, port=address[1], location=location, upstream=upstream)
    (folder / "nginx.conf").write_text(written, encoding="ascii")
    command = [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command) as process:
        try:
            _wait_for(address)
            yield address
        finally:
            process.terminate()


def _wait_for(address: Address) -> None:
    until = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(address, timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def outcomes(
    address: Address, cases: Sequence[Case], *, quiet: float = 0.6, at_once: int = 40
) -> list[Outcome]:
    """What each case comes to, many of them at the same time; ``quiet`` seconds without a byte are the end."""

    async def every() -> list[Outcome]:
        places = asyncio.Semaphore(at_once)

        async def one(case: Case) -> Outcome:
            async with places:
                return await _outcome(address, case, quiet)

        return await asyncio.gather(*(one(case) for case in cases))

    return asyncio.run(every())


async def _outcome(address: Address, case: Case, quiet: float) -> Outcome:
    reader, writer = await asyncio.open_connection(*address)
    found, ended, reset = bytearray(), False, False
    try:
        for number, packet in enumerate(case.packets):
            if number:
                await asyncio.sleep(0.01)
            writer.write(packet)
            await writer.drain()
        while piece := await asyncio.wait_for(reader.read(65536), quiet):
            found += piece
        ended = True
    except TimeoutError:
        pass
    except (ConnectionResetError, BrokenPipeError):
        ended = reset = True
    finally:
        writer.transport.abort()
    return replace(outcome_of(bytes(found), ended=ended), reset=reset)


def outcome_of(found: bytes, *, ended: bool) -> Outcome:
    """What these bytes of answers say; those with 1xx are none."""
    answers = [
        (int(status), path.decode("latin-1"))
        for status, path in re.findall(
            rb"HTTP/1\.1 ([2-5]\d\d)[^\r]*\r\n(?:[^\r]+\r\n)*\r\n(?:[A-Z]+ (\S+)\n)?", found, re.IGNORECASE
        )
    ]
    probed = bool(answers) and answers[-1][1].endswith("/probe")
    counted = answers[:-1] if probed else answers
    state: State = "kept" if probed else "closed" if ended else "held"
    return Outcome(tuple(status for status, _ in counted), tuple(path for _, path in answers), state)
