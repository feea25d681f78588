"""Releases on disk: written aside, made durable, switched to in one step, never changed again.

The layout of a release folder's parent::

    out/
      current -> releases/1.0.0-1a2b3c4d     the served release: one symbolic link, replaced by rename(2)
      releases/1.0.0-1a2b3c4d/               immutable, with manifest.json
      staging/                               a build that is not done yet; swept by the next one
      lock                                   held (flock) by the one build that runs

A process killed at any moment leaves either the old link or the new one, and a folder under ``releases`` is
complete because it was renamed there only after everything in it was on disk.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict
from itertools import chain, count
from pathlib import Path

from stedenband.errors import ReleaseDamagedError, ReleaseLockedError, SurroundingsError
from stedenband.model import Artefact, Release

MANIFEST = "manifest.json"
GRAPH = "graph.nq"


class ReleaseFolder:
    """The releases of one data set, and the pointer to the one that is served."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self._releases = out / "releases"
        self._staging = out / "staging"
        self._link = out / "current"

    def current(self) -> Path | None:
        """The folder of the served release, or ``None`` before the first. Costs one readlink."""
        try:
            return self._releases / self._link.readlink().name
        except OSError:
            return None

    def read(self, folder: Path) -> Release:
        """What the manifest of that release says. Raises ``ReleaseDamagedError`` when it cannot be read."""
        return read_release(folder)

    def folders(self) -> list[Path]:
        """The folders of all releases, by name."""
        if not self._releases.is_dir():
            return []
        return sorted(path for path in self._releases.iterdir() if (path / MANIFEST).is_file())

    def find(self, release_id: str) -> Path | None:
        """The folder of the release with that id, if it exists; the id is looked up, not joined to a path."""
        return next((folder for folder in self.folders() if folder.name == release_id), None)

    def newest(self, dataset: str, base_iri: str) -> Release | None:
        """The last release in the line of a data set under a base: the one that no other came after.

        Where lines part it is the served one. Releases whose manifest cannot be read are passed over.
        """
        known = [
            release
            for release in self._readable()
            if (release.dataset, release.base_iri) == (dataset, base_iri)
        ]
        followed = {release.previous for release in known}
        last = [release for release in known if release.id not in followed]
        current = self.current()
        served = [release for release in last if current is not None and release.id == current.name]
        return max(served or last, key=lambda release: (release.modified, release.id), default=None)

    def free_name(self, name: str) -> str:
        """The name, or where a release bears or bore it the name with the first free number after it: ``…-2``."""
        known = list(self._readable())
        taken = {release.id for release in known} | {release.previous for release in known}
        return next(free for free in chain((name,), (f"{name}-{n}" for n in count(2))) if free not in taken)

    def _readable(self) -> Iterator[Release]:
        for folder in self.folders():
            with suppress(ReleaseDamagedError):
                yield read_release(folder)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """The one writer of this folder; leftovers of a killed build are swept first.

        Raises ``ReleaseLockedError`` when another build holds the lock (the kernel lets it go with its process),
        ``SurroundingsError`` when the folder cannot be written.
        """
        try:
            self._releases.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SurroundingsError(f"cannot write releases in {self.out}: {error.strerror}") from error
        with _locked(self.out):
            # Only who holds the lock may sweep: the staging folder of another build is not a leftover.
            shutil.rmtree(self._staging, ignore_errors=True)
            try:
                yield Writer(self._staging, self._releases, self._link)
            except OSError as error:
                message = f"cannot write the release in {self.out}: {error.strerror or error}"
                raise SurroundingsError(message) from error
            finally:
                shutil.rmtree(self._staging, ignore_errors=True)


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """The lock of a release folder, held while the block lasts."""
    try:
        lock = os.open(out / "lock", os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise SurroundingsError(f"cannot write releases in {out}: {error.strerror}") from error
    try:
        _take(lock, out)
        yield
    finally:
        os.close(lock)


def _take(lock: int, out: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise ReleaseLockedError(f"another build is writing in {out}; wait until it is done") from error


class Writer:
    """Writes one release aside, then makes it part of the releases and switches to it."""

    def __init__(self, staging: Path, releases: Path, link: Path) -> None:
        self._staging, self._releases, self._link = staging, releases, link
        self._artefacts: dict[str, Artefact] = {}

    def path(self, name: str) -> Path:
        """Where to write the file of that name; tell ``add`` when it is whole."""
        target = self._staging / name
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def put(self, name: str, data: bytes, media_type: str) -> Artefact:
        """Write one file whole."""
        self.path(name).write_bytes(data)
        return self.add(name, media_type)

    def add(self, name: str, media_type: str) -> Artefact:
        """Take a file that was written to ``path(name)`` into the manifest, and make it durable."""
        path = self._staging / name
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        artefact = Artefact(name, media_type, path.stat().st_size, digest)
        self._artefacts[name] = artefact
        return artefact

    @property
    def artefacts(self) -> tuple[Artefact, ...]:
        """What has been written so far, by name."""
        return tuple(self._artefacts[name] for name in sorted(self._artefacts))

    def publish(self, release: Release) -> Path:
        """Write the manifest, move the release in place and switch to it; gives the release's folder."""
        target = self.place(release)
        self.switch(target)
        return target

    def place(self, release: Release) -> Path:
        """Write the manifest and move the release in place; what is served stays. Gives the release's folder.

        A release of that id that is there already was made from the same input: it is kept when it is whole,
        and replaced when something damaged it.
        """
        target = self._releases / release.id
        if not is_whole(target):
            self.path(MANIFEST).write_bytes(manifest_bytes(release))
            _sync_tree(self._staging)
            shutil.rmtree(target, ignore_errors=True)
            self._staging.rename(target)
            _sync_folder(self._releases)
        return target

    def switch(self, folder: Path) -> None:
        """Point ``current`` at that release, in one step."""
        aside = self._link.with_name("current.new")
        aside.unlink(missing_ok=True)
        aside.symlink_to(Path("releases") / folder.name, target_is_directory=True)
        aside.replace(self._link)
        _sync_folder(self._link.parent)


def _sync_tree(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        else:
            _sync_folder(path)
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# == The manifest ==============================================================


def manifest_bytes(release: Release) -> bytes:
    """The manifest as JSON: keys in the order of ``Release``, mappings sorted, one line feed at the end."""
    values = asdict(release)
    for key, value in values.items():
        if isinstance(value, Mapping):
            values[key] = dict(sorted(value.items()))
    return (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()


def read_release(folder: Path) -> Release:
    """What the manifest of a release says. Raises ``ReleaseDamagedError`` when it cannot be read."""
    try:
        values = json.loads((folder / MANIFEST).read_bytes())
        artefacts = tuple(Artefact(**artefact) for artefact in values.pop("artefacts"))
        return Release(**values, artefacts=artefacts)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseDamagedError(f"the manifest of {folder} cannot be read: {error}") from error


def verify(folder: Path) -> Release:
    """Read a release and compare every file with its manifest: size and SHA-256.

    Raises ``ReleaseDamagedError`` that names the first file that differs.
    """
    release = read_release(folder)
    for artefact in release.artefacts:
        fault = _fault(folder / artefact.path, artefact)
        if fault:
            raise ReleaseDamagedError(f"{folder / artefact.path}: {fault}")
    return release


def whole(folder: Path) -> Release | None:
    """The release in that folder when every file is what its manifest says, else ``None``."""
    try:
        return verify(folder)
    except ReleaseDamagedError:
        return None


def is_whole(folder: Path) -> bool:
    """Whether the folder holds a release in which every file is what its manifest says."""
    return whole(folder) is not None


def sound(folder: Path, name: str) -> Path | None:
    """A file of a release, when it is what the manifest says; ``None`` when it is damaged, missing or not listed."""
    try:
        artefacts = read_release(folder).artefacts
    except ReleaseDamagedError:
        return None
    artefact = next((known for known in artefacts if known.path == name), None)
    if artefact is None or _fault(folder / name, artefact):
        return None
    return folder / name


def _fault(path: Path, artefact: Artefact) -> str | None:
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = path.stat().st_size
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    if size != artefact.size:
        return f"has {size} bytes, the manifest says {artefact.size}"
    return None if digest == artefact.sha256 else "is not the file that was released (SHA-256 differs)"
