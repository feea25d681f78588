"""What of a release on disk is not what its manifest says, file by file, for whoever has to mend it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from stedenband.errors import ReleaseDamagedError
from stedenband.model import Artefact, Release
from stedenband.releases.manifest import MANIFEST, is_sealed, parse_manifest
from stedenband.releases.verification import digest_file

Seal = Literal["holds", "none", "broken", "missing"]
"""Of a manifest: ``none`` is one without a seal, as earlier programs wrote it; ``missing`` is no manifest at all."""


@dataclass(frozen=True, slots=True)
class FileFault:
    """A file that differs; ``id`` is a manifest of another release than the name of its folder."""

    path: str
    what: Literal["missing", "size", "sha256", "extra", "id", "unreadable"]
    expected: str | int | None = None
    found: str | int | None = None


@dataclass(frozen=True, slots=True)
class ReleaseExamination:
    """One folder of a release, compared with its manifest. ``removed``: only what the history needs is kept of it."""

    id: str
    seal: Seal
    files: int
    faults: tuple[FileFault, ...]
    removed: bool = False
    reason: str = ""
    """Why the manifest could not be used, where it could not."""

    @property
    def whole(self) -> bool:
        """Whether nothing differs."""
        return self.seal in ("holds", "none") and not self.faults

    @property
    def unreadable(self) -> bool:
        """Whether something could not be read, so that nobody knows whether it differs."""
        return any(fault.what == "unreadable" for fault in self.faults)


def examine(folder: Path, kept: Callable[[str], bool] | None = None) -> ReleaseExamination:
    """Compare a release with its manifest, with nothing remembered: each file is read to its end, in pieces.

    With ``kept`` only the files that it tells of should be there: those of a removed release.
    """
    removed = kept is not None
    try:
        data = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        return ReleaseExamination(folder.name, "missing", 0, (), removed)
    except OSError as error:
        fault = FileFault(MANIFEST, "unreadable", found=error.strerror)
        return ReleaseExamination(folder.name, "missing", 0, (fault,), removed)
    try:
        release = parse_manifest(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return ReleaseExamination(folder.name, "broken", 0, (), removed, reason=str(error))
    wanted = [artefact for artefact in release.artefacts if kept is None or kept(artefact.path)]
    faults = (*_differing(folder, wanted), *_extra(folder, wanted))
    if release.id != folder.name:
        faults = (FileFault(MANIFEST, "id", expected=folder.name, found=release.id), *faults)
    return ReleaseExamination(
        folder.name, "holds" if is_sealed(data) else "none", len(wanted), faults, removed
    )


def verify_history(folder: Path, kept: Callable[[str], bool]) -> Release:
    """The release, when the files that ``kept`` tells of are what its manifest says. Raises ``ReleaseDamagedError``."""
    examined = examine(folder, kept)
    wrong = [fault.path for fault in examined.faults if fault.what != "extra"]
    if examined.seal in ("broken", "missing") or wrong:
        raise ReleaseDamagedError(f"{folder}: {', '.join(wrong) or examined.reason or MANIFEST} is damaged")
    return parse_manifest((folder / MANIFEST).read_bytes())


def _differing(folder: Path, wanted: list[Artefact]) -> Iterator[FileFault]:
    for artefact in wanted:
        fault = _fault_of(folder / artefact.path, artefact)
        if fault:
            yield fault


def _fault_of(path: Path, artefact: Artefact) -> FileFault | None:
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size != artefact.size:
                return FileFault(artefact.path, "size", artefact.size, size)
            digest = digest_file(file)
    except (FileNotFoundError, NotADirectoryError):
        return FileFault(artefact.path, "missing")
    except OSError as error:
        return FileFault(artefact.path, "unreadable", found=error.strerror)
    return None if digest == artefact.sha256 else FileFault(artefact.path, "sha256", artefact.sha256, digest)


def _extra(folder: Path, wanted: list[Artefact]) -> Iterator[FileFault]:
    known = {MANIFEST, *(artefact.path for artefact in wanted)}
    unread: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=unread.append):
        links = [name for name in folders if (Path(root) / name).is_symlink()]
        for name in sorted([*names, *links]):
            path = (Path(root) / name).relative_to(folder).as_posix()
            if path not in known:
                yield FileFault(path, "extra")
    for error in unread:
        yield FileFault(
            Path(error.filename).relative_to(folder).as_posix(), "unreadable", found=error.strerror
        )
