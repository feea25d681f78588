"""The one door to the files of a release: what is opened here is what the manifest says, or it is not opened.

A small file is hashed each time it is read, and the bytes that were hashed are the bytes that are given. A large one
is hashed once for as long as it is the same to the file system: inode, size, time of modification and time of change.
No program can set the last of these, so that other bytes of the same size under the old date are found as well.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from stedenband.errors import ReleaseDamagedError
from stedenband.model import Artefact, Release
from stedenband.releases.manifest import read_release

SMALL = 1024 * 1024
"""Bytes up to which a file is hashed each time: it takes less than a millisecond."""

MOST_REMEMBERED = 4096
"""Large files whose digest is remembered: about a megabyte of memory."""

_SETTLED_NS = 50_000_000
"""Nanoseconds after which a change gets another time of change than the one before: a file system's clock ticks at
least each 10 ms. A file is not hashed before it is that old."""


class FileIdentity(NamedTuple):
    """A file as the file system knows it; whoever changes a byte of it changes this."""

    device: int
    inode: int
    size: int
    mtime_ns: int
    ctime_ns: int


def identify_file(file: BufferedReader) -> FileIdentity:
    """The identity of an open file."""
    found = os.fstat(file.fileno())
    return FileIdentity(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class VerifiedFile:
    """A file of a release that was verified and is still open: read it from ``file``, then ask ``check``."""

    path: Path
    file: BufferedReader
    identity: FileIdentity

    def check(self) -> None:
        """Raises ``ReleaseDamagedError`` when the file was changed since it was verified, at whatever byte."""
        if identify_file(self.file) != self.identity:
            raise ReleaseDamagedError(f"{self.path}: was changed while it was read")

    def close(self) -> None:
        """Close the file."""
        self.file.close()


class ReleaseVerifier:
    """Opens the files of releases, and remembers which large ones it has hashed. Threads may share it."""

    def __init__(self, *, small: int = SMALL, most: int = MOST_REMEMBERED) -> None:
        self._small, self._most = small, most
        self._known: OrderedDict[FileIdentity, str] = OrderedDict()
        self._lock = Lock()
        self.hashed = 0
        """How many large files were hashed."""

    def open(self, folder: Path, artefact: Artefact) -> VerifiedFile:
        """A file of a release, verified, at its beginning. Raises ``ReleaseDamagedError``."""
        path = folder / artefact.path
        try:
            file = path.open("rb")
        except OSError as error:
            raise ReleaseDamagedError(f"{path}: cannot be read: {error.strerror}") from error
        try:
            return VerifiedFile(path, file, self._verified(path, file, artefact))
        except OSError as error:
            file.close()
            raise ReleaseDamagedError(f"{path}: cannot be read: {error.strerror}") from error
        except BaseException:
            file.close()
            raise

    def open_named(self, folder: Path, name: str) -> VerifiedFile:
        """The file of that name. Raises ``ReleaseDamagedError``, for one that the manifest does not list as well."""
        return self.open(folder, _listed(read_release(folder), folder, name))

    def verify(self, folder: Path) -> Release:
        """Compare every file of a release with its manifest. Raises ``ReleaseDamagedError`` that names what differs."""
        release = read_release(folder)
        for artefact in release.artefacts:
            self.open(folder, artefact).close()
        return release

    @contextmanager
    def holding(self, folder: Path, name: str) -> Iterator[VerifiedFile]:
        """A verified file, open while the block lasts. Raises ``ReleaseDamagedError``, for a change meanwhile too."""
        opened = self.open_named(folder, name)
        try:
            yield opened
            opened.check()
        finally:
            opened.close()

    def _verified(self, path: Path, file: BufferedReader, artefact: Artefact) -> FileIdentity:
        found = identify_file(file)
        if found.size != artefact.size:
            raise ReleaseDamagedError(f"{path}: has {found.size} bytes, the manifest says {artefact.size}")
        with self._lock:
            known = self._known.get(found)
        if known is None:
            known = self._hash(path, file, found)
        if known != artefact.sha256:
            raise ReleaseDamagedError(f"{path}: {_DIFFERS}")
        return found

    def _hash(self, path: Path, file: BufferedReader, found: FileIdentity) -> str:
        _settle(found)
        digest = digest_file(file)
        file.seek(0)
        if identify_file(file) != found:
            raise ReleaseDamagedError(f"{path}: was changed while it was read")
        if found.size > self._small:
            with self._lock:
                self.hashed += 1
                self._known[found] = digest
                if len(self._known) > self._most:
                    self._known.popitem(last=False)
        return digest


def digest_file(file: BufferedReader) -> str:
    """The SHA-256 of a file from where it is read to its end, in hexadecimal; in pieces, however large it is."""
    return hashlib.file_digest(file, "sha256").hexdigest()


_DIFFERS = "is not the file that was released (SHA-256 differs)"


def _settle(found: FileIdentity) -> None:
    """Wait until a later change must have another time of change than the one that is known."""
    age = time.time_ns() - found.ctime_ns
    if 0 <= age < _SETTLED_NS:
        time.sleep((_SETTLED_NS - age) / 1e9)


def read_file(folder: Path, name: str) -> bytes:
    """The bytes of a file of a release, hashed. Raises ``ReleaseDamagedError``, for one that is not listed as well."""
    return read_artefact(folder, _listed(read_release(folder), folder, name))


def read_artefact(folder: Path, artefact: Artefact) -> bytes:
    """The bytes of a file of a release, hashed. Raises ``ReleaseDamagedError`` where they are not the released ones."""
    path = folder / artefact.path
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReleaseDamagedError(f"{path}: cannot be read: {error.strerror}") from error
    fault = None if hashlib.sha256(data).hexdigest() == artefact.sha256 else _DIFFERS
    if len(data) != artefact.size:
        fault = f"has {len(data)} bytes, the manifest says {artefact.size}"
    if fault:
        raise ReleaseDamagedError(f"{path}: {fault}")
    return data


def find_artefact(release: Release, name: str) -> Artefact | None:
    """What the manifest says of a file; ``None`` for one that it does not list."""
    return next((known for known in release.artefacts if known.path == name), None)


def _listed(release: Release, folder: Path, name: str) -> Artefact:
    artefact = find_artefact(release, name)
    if artefact is None:
        raise ReleaseDamagedError(f"{folder / name}: the manifest lists no such file")
    return artefact


def verify(folder: Path) -> Release:
    """Read a release and compare every file with its manifest: size and SHA-256.

    Raises ``ReleaseDamagedError`` that names the first file that differs.
    """
    return ReleaseVerifier().verify(folder)


def read_verified_release(folder: Path) -> Release | None:
    """The release in that folder when every file is what its manifest says, else ``None``."""
    try:
        return verify(folder)
    except ReleaseDamagedError:
        return None


def is_whole(folder: Path) -> bool:
    """Whether the folder holds a release in which every file is what its manifest says."""
    return read_verified_release(folder) is not None


def find_verified(folder: Path, name: str) -> Path | None:
    """A file of a release, when it is what the manifest says; ``None`` when it is damaged, missing or not listed."""
    try:
        ReleaseVerifier().open_named(folder, name).close()
    except ReleaseDamagedError:
        return None
    return folder / name
