"""Fork server: a small process with one thread that loads a release once and forks a worker on request.

It talks with the store over one socket of whole messages (``SOCK_SEQPACKET``), in JSON: the store sends ``fork`` (with
the worker's end of a socket pair) and ``kill``, the fork server reports ``ready`` or ``failed``, ``forked`` and
``exit``. When that socket closes, the store is gone, and the fork server ends with its workers. Imports only the
standard library and pyoxigraph.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import shutil
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pyoxigraph as ox

from stedenband.store import worker
from stedenband.store.evaluation import LoadedData
from stedenband.store.loading import ScanResult, build_on_disk, load_into_memory, scan_quads, verify_digest

MESSAGE = 1 << 20
"""Room for one message, in bytes."""

CRASHED = 70
"""Exit code of a worker whose own code failed."""


class ForkServer:
    """The children of this process, and the socket to the store."""

    def __init__(self, control: socket.socket, open_data: Callable[[], LoadedData]) -> None:
        self._control = control
        self._open_data = open_data
        self._children: dict[int, int] = {}
        self._wake, self._waker = socket.socketpair()
        for end in (self._wake, self._waker):
            end.setblocking(False)

    def serve(self) -> None:
        """Fork and kill as told, tell who has ended, until the store is gone."""
        signal.signal(signal.SIGCHLD, _noted)
        signal.set_wakeup_fd(self._waker.fileno(), warn_on_full_buffer=False)
        with selectors.PollSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ, self._obey)
            selector.register(self._wake, selectors.EVENT_READ, self._reap)
            while all(key.data() for key, _ in selector.select()):
                pass
        self._end()

    def tell(self, event: str, **fields: object) -> None:
        """Tell the store."""
        with contextlib.suppress(OSError):  # it is gone, as the next read will show
            self._control.send(json.dumps({"event": event, **fields}).encode("ascii"))

    def _obey(self) -> bool:
        try:
            message, descriptors, *_ = socket.recv_fds(self._control, MESSAGE, 1)
        except ConnectionResetError:  # the store ended before it had read everything
            return False
        if not message:
            return False
        order: dict[str, Any] = json.loads(message)
        if order["do"] == "fork":
            self._fork(order["id"], descriptors[0], order["nice"])
        else:
            self._kill(order["id"])
        return True

    def _fork(self, identity: int, descriptor: int, niceness: int) -> None:
        parent = os.getpid()
        try:
            pid = os.fork()
        except OSError as error:  # no room for a process: the store sees its socket close and tries again
            os.close(descriptor)
            self.tell("exit", id=identity, status=None, reason=str(error))
            return
        if pid == 0:
            _become(lambda: worker.run(descriptor, parent, self._open_data, niceness))
        os.close(descriptor)
        self._children[pid] = identity
        self.tell("forked", id=identity, pid=pid)

    def _kill(self, identity: int) -> None:
        """Kill a worker. Only this process reaps, so the pid of one that is still listed is its own."""
        for pid, known in self._children.items():
            if known == identity:
                os.kill(pid, signal.SIGKILL)

    def _reap(self) -> bool:
        with contextlib.suppress(BlockingIOError):
            self._wake.recv(MESSAGE)
        with contextlib.suppress(ChildProcessError):
            while True:
                pid, status = os.waitpid(-1, os.WNOHANG)
                if pid == 0:
                    break
                self.tell("exit", id=self._children.pop(pid), status=os.waitstatus_to_exitcode(status))
        return True

    def _end(self) -> None:
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)
        for pid in self._children:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, 0)


def main(order: dict[str, Any]) -> None:
    """Load what the order names and serve the store. The order is made by ``engine.ForkServerClient``."""
    control = socket.socket(fileno=order["control"])
    graph = Path(order["graph"])
    try:
        verify_digest(graph, order["sha256"])
        found = scan_quads(graph)
        open_data = _opener(graph, found, order)
    except (OSError, SyntaxError, ValueError, MemoryError) as error:
        control.send(json.dumps({"event": "failed", "reason": f"{graph.name}: {error}"}).encode("ascii"))
        sys.exit(1)
    # What is loaded is never garbage: left alone, its pages stay shared with the workers.
    gc.collect()
    gc.freeze()
    server = ForkServer(control, open_data)
    server.tell("ready", quads=found.quads, graphs=sorted(found.graphs))
    server.serve()
    if order["temporary"]:
        shutil.rmtree(order["temporary"], ignore_errors=True)


def _opener(graph: Path, found: ScanResult, order: dict[str, Any]) -> Callable[[], LoadedData]:
    """What gives a worker its store: the one in memory it was forked with, or the one on disk, opened by itself."""
    prefixes: dict[str, str] = order["prefixes"]
    if found.quads <= order["memory_limit_quads"]:
        data = LoadedData(load_into_memory(graph, found), found.disjoint, prefixes)
        return lambda: data
    directory = Path(order["directory"])
    _wait_for(lambda: build_on_disk(graph, found, directory))
    return lambda: LoadedData(ox.Store.read_only(str(directory)), found.disjoint, prefixes)


def _wait_for(work: Callable[[], None]) -> None:
    """Do that in a child: the engine's threads for a store on disk have no place in a process that forks."""
    pid = os.fork()
    if pid == 0:
        _become(work)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status:
        raise OSError(f"the store on disk could not be built (status {status})")


def _become(work: Callable[[], None]) -> None:
    """Be a forked child: do that, and end here whatever happens."""
    code = CRASHED
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        work()
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _noted(_number: int, _frame: FrameType | None) -> None:
    """The wake-up socket has told already; a handler must exist for it to be written."""
