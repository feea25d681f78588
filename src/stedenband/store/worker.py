"""Query worker: a forked process that answers one query after another and can do nothing else.

It has no file and no socket but its own and no room for another (its table of descriptors is full), a bounded address
space, bounded processor time, and it dies with the process that forked it. Standard library and pyoxigraph only.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

from stedenband.store import framing
from stedenband.store.evaluation import EvaluationError, Job, LoadedData, evaluate

CHANNEL = 3
"""The descriptor of a worker's socket; 0, 1 and 2 are ``/dev/null``."""

_PAGE = resource.getpagesize()
_PR_SET_PDEATHSIG = 1
_CPU_GRACE = 2
"""Seconds of processor time beyond the wall-clock limit: the store kills first, this is the second limit."""


def run(descriptor: int, parent: int, open_data: Callable[[], LoadedData], niceness: int) -> None:
    """Be a worker on that socket until the store closes it."""
    _die_with(parent)
    _keep_only(descriptor)
    _lower_priority(niceness)
    data = open_data()
    statm = os.open("/proc/self/statm", os.O_RDONLY)
    _forbid_descriptors()
    channel = socket.socket(fileno=CHANNEL)
    framing.send(channel, {"pid": os.getpid(), "rss": _memory(statm)[1]})
    while (head := framing.receive(channel)) is not None:
        began = time.process_time()
        _limit(head["seconds"], head["memory"], _memory(statm)[0])
        _try_for(head["quick"])
        record, body = run_job(data, head)
        _try_for(0)
        _lift()
        used = time.process_time() - began
        framing.send(channel, {**record, "rss": _memory(statm)[1], "cpu": used}, body)


def run_job(data: LoadedData, head: framing.Head) -> tuple[framing.Head, bytes | bytearray]:
    """The record of an answer or of a fault, and the body."""
    try:
        result = evaluate(data, Job(**{name: head[name] for name in Job._fields}))
    except EvaluationError as fault:
        return fault.record(), b""
    return {"kind": result.kind, "media_type": result.media_type}, result.body


# == Isolation =====================================================================


def _die_with(parent: int) -> None:
    """End when the fork server ends, in the middle of a query too (it has one thread, so this is about the process)."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(0)


def _keep_only(descriptor: int) -> None:
    """Of all descriptors keep this one, as ``CHANNEL``; the standard ones lead nowhere."""
    os.dup2(descriptor, CHANNEL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.closerange(CHANNEL + 1, os.sysconf("SC_OPEN_MAX"))


def _lower_priority(niceness: int) -> None:
    """Leave the processor to others, leave no core, and be what the kernel ends first when memory runs out."""
    os.nice(niceness)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    except OSError:  # a sandbox without it
        return


def _forbid_descriptors() -> None:
    """Allow no more descriptors than are open now: SERVICE finds no socket, LOAD no file.

    The limit is on the number of a descriptor, so the free numbers below the highest are filled first.
    """
    highest = max(int(entry.name) for entry in Path("/proc/self/fd").iterdir())
    while (filler := os.open(os.devnull, os.O_RDONLY)) < highest:
        pass
    os.close(filler)
    resource.setrlimit(resource.RLIMIT_NOFILE, (filler, filler))


def _limit(seconds: float, memory: int, size: int) -> None:
    """Set what the next query may use: seconds of processor time, and bytes beyond the size that there is."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = int(used.ru_utime + used.ru_stime + seconds) + _CPU_GRACE
    for limit, value in ((resource.RLIMIT_CPU, cpu), (resource.RLIMIT_AS, size + memory)):
        hard = resource.getrlimit(limit)[1]
        resource.setrlimit(limit, (value if hard == resource.RLIM_INFINITY else min(value, hard), hard))


def _try_for(seconds: float) -> None:
    """Be ended by ``SIGPROF`` after so many seconds of processor time; 0 is for no such end.

    The kernel counts and ends, in the middle of the engine's code; a busy machine makes no light query heavy.
    """
    signal.setitimer(signal.ITIMER_PROF, seconds)


def _lift() -> None:
    """Between queries there is room: what one of them has kept must not fail the next while it comes in."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


def _memory(statm: int) -> tuple[int, int]:
    """Bytes of address space and bytes resident, read through a descriptor that was opened in time."""
    size, resident, *_ = os.pread(statm, 128, 0).split()
    return int(size) * _PAGE, int(resident) * _PAGE
