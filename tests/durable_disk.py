"""A disk that forgets at power loss whatever was not synced: kept beside the real one, from the calls that reach it.

The file system is real; ``os.fsync``, ``os.rename`` and ``os.replace`` are watched. What a file held and which names a
folder had when it was last synced is what survives; a name that is moved has to stand for something that survives.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

Tree = dict[str, bytes | str]
"""What stands in a folder by relative path: the contents of files, the targets of links."""


class DurableDisk:
    """What would be left of a folder after a loss of power at this moment.

    ``forgets`` tells of which paths a sync is lost, as by a program that does not ask for it.
    """

    def __init__(
        self, patch: pytest.MonkeyPatch, forgets: Callable[[Path], bool] = lambda path: False
    ) -> None:
        self._files: dict[int, bytes] = {}
        self._folders: dict[int, dict[str, int | str]] = {}
        self._forgets = forgets
        self.moved_too_early: list[str] = []
        """Names that were given to what would not have survived."""
        self.before_move: Callable[[Path], None] = lambda source: None
        """Called before a path gets another name."""
        self._fsync = os.fsync
        patch.setattr(os, "fsync", self._sync)
        for name in ("rename", "replace"):
            patch.setattr(os, name, self._watched(getattr(os, name)))

    def surviving(self, folder: Path) -> Tree:
        """What would be left in a folder."""
        return dict(self._below(folder.stat().st_ino, ""))

    def _sync(self, handle: int) -> None:
        self._fsync(handle)
        path = Path(f"/proc/self/fd/{handle}").readlink()
        if self._forgets(path):
            return
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            self._folders[found.st_ino] = {one.name: _entry(one) for one in path.iterdir()}
        else:
            self._files[found.st_ino] = path.read_bytes()

    def _watched(self, move: Callable[..., None]) -> Callable[..., None]:
        def watch(source: str | Path, target: str | Path) -> None:
            path = Path(source)
            self.before_move(path)
            if self._would_be_lost(path):
                self.moved_too_early.append(str(target))
            move(source, target)

        return watch

    def _would_be_lost(self, path: Path) -> bool:
        if path.is_symlink():
            target = path.parent / path.readlink()
            known = self._folders.get(target.parent.stat().st_ino, {})
            return target.name not in known or self._would_be_lost(target)
        if path.is_dir():
            return path.stat().st_ino not in self._folders or self.surviving(path) != standing(path)
        return self._files.get(path.stat().st_ino) != path.read_bytes()

    def _below(self, folder: int, above: str) -> Tree:
        found: Tree = {}
        for name, entry in self._folders.get(folder, {}).items():
            path = f"{above}{name}"
            if isinstance(entry, str):
                found[path] = entry
            elif entry in self._folders:
                found |= self._below(entry, f"{path}/")
            elif entry in self._files:
                found[path] = self._files[entry]
        return found


def standing(folder: Path) -> Tree:
    """What stands in a folder now."""
    return {
        path.relative_to(folder).as_posix(): str(path.readlink()) if path.is_symlink() else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def _entry(path: Path) -> int | str:
    return str(path.readlink()) if path.is_symlink() else path.stat().st_ino
