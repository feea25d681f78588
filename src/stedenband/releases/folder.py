"""The folder of all releases: the release switch (a pointer to the served one), and the one writer of new ones."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path

from stedenband.errors import ReleaseDamagedError, ReleaseLockedError, SurroundingsError
from stedenband.model import Artefact, Release
from stedenband.releases.durable import sync_folder, sync_tree
from stedenband.releases.manifest import MANIFEST, read_release, serialize_manifest
from stedenband.releases.removal import ReleaseRemover
from stedenband.releases.removed import RemovedRelease, read_removed
from stedenband.releases.verification import ReleaseVerifier, is_whole


class ReleaseFolder:
    """The releases of one data set, and the pointer to the one that is served."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.verifier = ReleaseVerifier()
        """Opens the files of these releases."""
        self._releases = out / "releases"
        self._removed = out / "removed"
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

    def folders(self, *, damaged: bool = False) -> list[Path]:
        """The folders of all releases, by name; ``damaged``: those without a manifest as well."""
        return _folders(self._releases, damaged=damaged)

    def find(self, release_id: str) -> Path | None:
        """The folder of the release with that id, if it exists; the id is looked up, not joined to a path."""
        return next((folder for folder in self.folders() if folder.name == release_id), None)

    def find_kept(self, release_id: str) -> Path | None:
        """What is kept of a release for the history: its folder, or what was left of it when it was removed."""
        kept = (folder for folder in self.kept_folders() if folder.name == release_id)
        return self.find(release_id) or next(kept, None)

    def kept_folders(self, *, damaged: bool = False) -> list[Path]:
        """What the history needs of the removed releases, a folder each, as ``folders``."""
        return _folders(self._removed, damaged=damaged)

    def is_removed(self, folder: Path) -> bool:
        """Whether a folder holds what was left of a removed release."""
        return folder.parent == self._removed

    def removed(self) -> tuple[RemovedRelease, ...]:
        """The releases that were here and were removed, by id. Raises ``ReleaseDamagedError`` as ``read_removed``."""
        return read_removed(self.out)

    def is_whole(self, folder: Path) -> bool:
        """Whether every file of that release is what its manifest says."""
        try:
            self.verifier.verify(folder)
        except ReleaseDamagedError:
            return False
        return True

    def whole_before(self, folder: Path) -> Path | None:
        """The nearest whole release before that one in its line.

        Where a manifest that cannot be read breaks the line, the latest of the others follow, of the same data set.
        """
        return next((one for one in self._before(folder) if self.is_whole(one)), None)

    def _before(self, folder: Path) -> Iterator[Path]:
        known = {release.id: release for release in self._readable()}
        release, passed = known.get(folder.name), {folder.name}
        line = (release.dataset, release.base_iri) if release else None
        previous = release.previous if release else ""
        while previous in known:
            yield self._releases / previous
            passed.add(previous)
            previous = known[previous].previous
        if previous is not None:
            rest = [one for one in known.values() if one.id not in passed]
            for one in sorted(rest, key=lambda one: (one.modified, one.id), reverse=True):
                if line in (None, (one.dataset, one.base_iri)) and self._is_older(one, release):
                    yield self._releases / one.id

    @staticmethod
    def _is_older(one: Release, than: Release | None) -> bool:
        return than is None or one.modified <= than.modified

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
        taken = (
            {release.id for release in known}
            | {release.previous for release in known}
            | self._removed_names()
        )
        return next(free for free in chain((name,), (f"{name}-{n}" for n in count(2))) if free not in taken)

    def _removed_names(self) -> set[str]:
        with suppress(ReleaseDamagedError):
            return {one.id for one in self.removed()} | {folder.name for folder in self.kept_folders()}
        return {folder.name for folder in self.kept_folders()}

    def _readable(self) -> Iterator[Release]:
        for folder in self.folders():
            with suppress(ReleaseDamagedError):
                yield read_release(folder)

    @contextmanager
    def writing(self) -> Iterator[ReleaseWriter]:
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
                yield ReleaseWriter(self._staging, self._releases, self._link)
            except OSError as error:
                message = f"cannot write the release in {self.out}: {error.strerror or error}"
                raise SurroundingsError(message) from error
            finally:
                shutil.rmtree(self._staging, ignore_errors=True)

    @contextmanager
    def removing(self) -> Iterator[ReleaseRemover]:
        """The one that removes releases of this folder, under the same lock as a build. Raises as ``writing``."""
        with _locked(self.out):
            shutil.rmtree(self._staging, ignore_errors=True)
            try:
                yield ReleaseRemover(self.out, self._staging)
            except OSError as error:
                message = f"cannot remove a release in {self.out}: {error.strerror or error}"
                raise SurroundingsError(message) from error
            finally:
                shutil.rmtree(self._staging, ignore_errors=True)


def _folders(parent: Path, *, damaged: bool) -> list[Path]:
    if not parent.is_dir():
        return []
    return sorted(
        path for path in parent.iterdir() if (path / MANIFEST).is_file() or (damaged and path.is_dir())
    )


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


class ReleaseWriter:
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
        """List a file that was written to ``path(name)`` in the manifest; ``place`` syncs it to disk."""
        path = self._staging / name
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
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
            self.path(MANIFEST).write_bytes(serialize_manifest(release))
            sync_tree(self._staging)
            shutil.rmtree(target, ignore_errors=True)
            self._staging.rename(target)
            sync_folder(self._releases)
        return target

    def switch(self, folder: Path) -> None:
        """Point ``current`` at that release, in one step."""
        aside = self._link.with_name("current.new")
        aside.unlink(missing_ok=True)
        aside.symlink_to(Path("releases") / folder.name, target_is_directory=True)
        aside.replace(self._link)
        sync_folder(self._link.parent)
