"""Holds a release that is served, so that it is not removed meanwhile: a lock (flock) on its folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from stedenband.errors import ReleaseDamagedError


@dataclass(slots=True)
class ReleaseHold:
    """A release that is held until ``release`` is called, or the process ends."""

    handle: int | None

    def release(self) -> None:
        """Let it go; a second time does nothing."""
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None


def hold_release(folder: Path) -> ReleaseHold:
    """Hold a release; any number of servers may. Raises ``ReleaseDamagedError`` for one that is gone or about to go."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise ReleaseDamagedError(f"{folder}: cannot be read: {error.strerror}") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise ReleaseDamagedError(f"{folder}: is being removed") from None
    except OSError:  # a file system without locks: nobody can remove it by one either
        os.close(handle)
        return ReleaseHold(None)
    return ReleaseHold(handle)


@contextmanager
def lock_unheld(folder: Path) -> Iterator[bool]:
    """Whether nobody holds a release; if so, nobody can hold it while the block lasts."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        free = False
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            free = True
        yield free
    finally:
        os.close(handle)
