"""Removes a release and keeps what the history needs of it.

In this order, each step durable before the next: what is kept is put together aside and moved to ``removed/<id>`` in
one step; the record is written anew; the release is moved away in one step, and then deleted. A process that is killed
at any moment leaves the release whole and in its place, or gone and recorded.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stedenband.errors import ReleaseDamagedError
from stedenband.model import Release
from stedenband.releases.durable import sync_folder, sync_tree
from stedenband.releases.examination import verify_history
from stedenband.releases.holds import lock_unheld
from stedenband.releases.manifest import MANIFEST
from stedenband.releases.removed import RemovedRelease, read_removed, write_removed

Kept = Callable[[str], bool]
"""Whether a file of a release is kept when the release is removed."""


@dataclass(frozen=True, slots=True)
class ReleaseRemover:
    """Removes releases of a folder; made by who holds its lock."""

    out: Path
    staging: Path

    def remove(self, folder: Path, kept: Kept, day: str) -> bool:
        """Remove a release, on that day; gives whether it went: it stays while a server holds it.

        Raises ``ReleaseDamagedError`` when what the history needs of it is damaged; then nothing was done.
        """
        with lock_unheld(folder) as free:
            if free:
                release = verify_history(folder, kept)
                self._keep(folder, release, kept)
                self._record(release, day)
                self._delete(folder)
            return free

    def _keep(self, folder: Path, release: Release, kept: Kept) -> None:
        aside, removed = self.staging / release.id, self.out / "removed"
        shutil.rmtree(self.staging, ignore_errors=True)
        for name in (MANIFEST, *(one.path for one in release.artefacts if kept(one.path))):
            target = aside / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / name, target)
        if verify_history(aside, kept) != release:
            raise ReleaseDamagedError(f"{folder}: was changed while it was read")
        sync_tree(aside)
        removed.mkdir(exist_ok=True)
        shutil.rmtree(removed / release.id, ignore_errors=True)  # of a removal that was killed
        aside.rename(removed / release.id)
        sync_folder(removed)  # the name ``removed`` itself is synced with the record

    def _record(self, release: Release, day: str) -> None:
        known = {one.id: one for one in read_removed(self.out)}
        known[release.id] = RemovedRelease(
            id=release.id,
            base_iri=release.base_iri,
            dataset=release.dataset,
            version=release.version,
            modified=release.modified,
            removed=day,
            files=tuple(sorted({MANIFEST, *(artefact.path for artefact in release.artefacts)})),
        )
        write_removed(self.out, known.values())

    def _delete(self, folder: Path) -> None:
        self.staging.mkdir(exist_ok=True)
        gone = self.staging / "gone"
        folder.rename(gone)
        sync_folder(folder.parent)
        shutil.rmtree(self.staging, ignore_errors=True)
