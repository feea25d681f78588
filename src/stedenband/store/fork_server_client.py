"""Client of the fork server: starts it, orders workers from it, and is told which have ended."""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyoxigraph

from stedenband.store import faults, framing

_BOOT = """
import json, sys
order = json.loads(sys.argv[1])
sys.path.extend(order["path"])
from stedenband.store.fork_server import main
main(order)
"""
"""The fork server's first lines. Python runs isolated (-I) and without site (-S): no user code, no start-up hooks."""

_MESSAGE = 1 << 20
_PIECE = 1 << 18
_END_SECONDS = 10.0

WorkerLane = Literal["pages", "quick", "heavy"]
"""What a worker is for: queries of our own pages, the first try of a client's query, and what needs longer."""

_NICENESS: dict[WorkerLane, int] = {"pages": 0, "quick": 5, "heavy": 15}


@dataclass(slots=True, eq=False)
class Worker:
    """One worker process: its number, its lane, its socket, and how it ended once it has."""

    identity: int
    lane: WorkerLane
    channel: socket.socket
    fork_server: ForkServerClient
    ended: asyncio.Future[int | None]
    pid: int | None = None
    served: int = 0
    rss: int = 0
    rss_at_start: int = 0

    async def hello(self) -> None:
        """Wait until it can take a query. Raises ``EOFError`` when it ends instead."""
        head, _ = await self._receive(0)
        self.pid, self.rss, self.rss_at_start = head["pid"], head["rss"], head["rss"]

    async def ask(self, job: Mapping[str, object], limit: int) -> tuple[framing.Head, bytes]:
        """Send a job, get the record and the body, at most ``limit`` bytes of it. Raises ``EOFError`` when it dies."""
        loop = asyncio.get_running_loop()
        await loop.sock_sendall(self.channel, framing.pack(job))
        head, body = await self._receive(limit)
        self.served += 1
        self.rss = head["rss"]
        return head, body

    async def _receive(self, limit: int) -> tuple[framing.Head, bytes]:
        held = bytearray()
        await self._fill(held, framing.LENGTHS.size)
        head_length, body_length = framing.LENGTHS.unpack_from(held)
        if head_length > framing.HEAD_LIMIT or body_length > limit:
            raise EOFError("not a frame of a worker of ours")
        start = framing.LENGTHS.size + head_length
        await self._fill(held, start + body_length)
        head: framing.Head = json.loads(held[framing.LENGTHS.size : start])
        return head, bytes(memoryview(held)[start:])

    async def _fill(self, held: bytearray, size: int) -> None:
        """Receive until so many bytes are held; the worker never sends more than one frame, so none are too many."""
        loop = asyncio.get_running_loop()
        while len(held) < size:
            piece = await loop.sock_recv(self.channel, _PIECE)
            if not piece:
                raise EOFError("the worker has ended")
            held += piece


@dataclass(slots=True, eq=False)
class ForkServerClient:
    """A running fork server. ``gone`` is done once its socket has closed, whoever closed it."""

    process: subprocess.Popen[bytes]
    control: socket.socket
    on_exit: Callable[[Worker], None]
    ready: asyncio.Future[dict[str, Any]]
    gone: asyncio.Future[None]
    workers: dict[int, Worker] = field(default_factory=dict)
    _last: int = 0

    @classmethod
    async def start(cls, order: Mapping[str, object], on_exit: Callable[[Worker], None]) -> ForkServerClient:
        """Start a fork server and wait until it has loaded its graph. Raises ``EngineError`` when it cannot."""
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        try:
            with theirs:
                process = _spawn(
                    {**order, "control": theirs.fileno(), "path": _search_path()}, theirs.fileno()
                )
        except OSError as error:
            ours.close()
            raise faults.make_engine_error(f"it cannot be started: {error}") from error
        fork_server = cls(process, ours, on_exit, loop.create_future(), loop.create_future())
        loop.add_reader(ours.fileno(), fork_server._hear)
        try:
            await asyncio.wait((fork_server.ready, fork_server.gone), return_when=asyncio.FIRST_COMPLETED)
            if not fork_server.ready.done():
                raise faults.make_engine_error("the engine ended while it was loading the data")
            fork_server.ready.result()
        except BaseException:
            process.kill()
            await fork_server.close()
            raise
        return fork_server

    @property
    def graphs(self) -> frozenset[str]:
        """The IRIs of the graphs that were loaded."""
        return frozenset(self.ready.result()["graphs"])

    def fork(self, lane: WorkerLane) -> Worker:
        """Order a worker, usable after its ``hello``. Raises ``OSError`` when the fork server does not listen."""
        ours, theirs = socket.socketpair()
        self._last += 1
        order = {"do": "fork", "id": self._last, "nice": _NICENESS[lane]}
        try:
            with theirs:
                socket.send_fds(self.control, [json.dumps(order).encode("ascii")], [theirs.fileno()])
        except OSError:
            ours.close()
            raise
        ours.setblocking(False)
        ended: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        worker = self.workers[self._last] = Worker(self._last, lane, ours, self, ended)
        return worker

    def kill(self, worker: Worker) -> None:
        """Have a worker killed. The fork server does it: only it knows that the pid is still the worker's."""
        with contextlib.suppress(OSError):  # gone, and its workers with it
            self.control.send(json.dumps({"do": "kill", "id": worker.identity}).encode("ascii"))

    async def close(self) -> None:
        """End the fork server and its workers, and wait until they have ended."""
        self._hang_up()
        try:
            await asyncio.to_thread(self.process.wait, _END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            await asyncio.to_thread(self.process.wait)

    def _hear(self) -> None:
        """Take in everything the fork server has told so far."""
        try:
            while message := self.control.recv(_MESSAGE):
                self._note(json.loads(message))
        except BlockingIOError:
            return
        except OSError:
            pass
        self._hang_up()

    def _note(self, event: dict[str, Any]) -> None:
        if event["event"] == "ready":
            self.ready.set_result(event)
        elif event["event"] == "failed":
            self.ready.set_exception(faults.make_engine_error(event["reason"]))
        elif event["event"] == "exit" and (worker := self.workers.pop(event["id"], None)):
            worker.ended.set_result(event["status"])
            self.on_exit(worker)

    def _hang_up(self) -> None:
        if self.gone.done():
            return
        asyncio.get_running_loop().remove_reader(self.control.fileno())
        self.control.close()
        self.gone.set_result(None)
        for worker in self.workers.values():
            worker.ended.set_result(None)
        self.workers.clear()


def _spawn(order: Mapping[str, object], descriptor: int) -> subprocess.Popen[bytes]:
    """A session of its own: Ctrl-C in a terminal is for the server, which then closes its store."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter, our own lines
        [sys.executable, "-I", "-S", "-c", _BOOT, json.dumps(order)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=(descriptor,),
        start_new_session=True,
        cwd="/",
    )


def _search_path() -> list[str]:
    """Where the fork server finds this package and pyoxigraph, and nothing more than stands beside them."""
    package = Path(__file__).resolve().parents[2]
    engine = Path(str(pyoxigraph.__file__)).resolve().parents[1]
    return [str(package), str(engine)]
