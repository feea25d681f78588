"""Which releases are old enough to be removed, and their removal.

Kept are the newest of the line up to the served release, as many as asked for, the served one among them; whatever
is newer than the served one, or of another line (another base, another data set); and the last release that holds a
version of the vocabulary, since ``/ns/<version>`` is read from it. At least the served one and the whole one before it
stay: the next build compares with it, and a server that starts over a damaged release serves it.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal

from stedenband import diff
from stedenband.errors import ReleaseDamagedError
from stedenband.formats import read_subject
from stedenband.ns import ONTOLOGY, OWL
from stedenband.releases import GRAPH, ReleaseFolder, lock_unheld

FEWEST = 2
"""Releases that are always kept: the served one, and the one before it."""


@dataclass(frozen=True, slots=True)
class PruneResult:
    """What was removed, or would be, and what stays although it is old, with the reason.

    The reasons: ``vocabulary`` (no later release holds its version), ``held`` (a server serves it), ``damaged`` (what
    the history needs of it is not whole).
    """

    removed: tuple[str, ...] = ()
    stay: Mapping[str, str] = field(default_factory=dict)


def prune(
    releases: ReleaseFolder, keep: int, *, dry_run: bool = False, today: datetime.date | None = None
) -> PruneResult:
    """Remove the releases of a folder but the newest ``keep``; in a dry run only tell which those are.

    Raises ``ReleaseDamagedError`` when the served release is not whole, ``ReleaseLockedError`` while a build runs.
    """
    if dry_run:
        old, stay = _old(releases, keep)
        for folder in old:
            with lock_unheld(folder) as free:
                stay |= {} if free else {folder.name: "held"}
        return _pruned(old, stay)
    with releases.removing() as remover:
        old, stay = _old(releases, keep)
        day = (today or datetime.datetime.now(datetime.UTC).date()).isoformat()
        for folder in reversed(old):  # the oldest first, so that what a kill leaves is a line without holes
            try:
                stay |= {} if remover.remove(folder, diff.is_history_file, day) else {folder.name: "held"}
            except ReleaseDamagedError:
                stay[folder.name] = "damaged"
        return _pruned(old, stay)


def _pruned(old: Sequence[Path], stay: Mapping[str, str]) -> PruneResult:
    return PruneResult(tuple(folder.name for folder in reversed(old) if folder.name not in stay), stay)


def _old(releases: ReleaseFolder, keep: int) -> tuple[list[Path], dict[str, str]]:
    """The releases that may go, newest first, and those that are as old and stay."""
    current = releases.current()
    if current is None:
        return [], {}
    releases.verifier.verify(current)
    folders = {folder.name: folder for folder in releases.folders()}
    line = [entry.release for entry in diff.read_release_line(current)]
    before = [folders[name] for name in reversed(line) if name in folders and name != current.name]
    newest = _newest(releases, before, max(keep, FEWEST) - 1)
    candidates = before[len(newest) :]
    others = [folder for folder in folders.values() if folder not in candidates]
    return _without_vocabularies(releases, candidates, others)


def _newest(releases: ReleaseFolder, newest_first: Sequence[Path], count: int) -> list[Path]:
    """The newest so many whole ones, with the damaged ones between them."""
    found: list[Path] = []
    whole = 0
    for folder in newest_first:
        if whole == count:
            break
        found.append(folder)
        whole += releases.is_whole(folder)
    return found


def _without_vocabularies(
    releases: ReleaseFolder, newest_first: Sequence[Path], others: Sequence[Path]
) -> tuple[list[Path], dict[str, str]]:
    known = {_vocabulary(releases, folder) for folder in others} | {""}
    old: list[Path] = []
    stay: dict[str, str] = {}
    for folder in newest_first:
        number = _vocabulary(releases, folder)
        if number in known:
            old.append(folder)
        else:
            stay[folder.name] = "vocabulary"
            known.add(number)
    return old, stay


def _vocabulary(releases: ReleaseFolder, folder: Path) -> str:
    """The version of the vocabulary that a release holds; empty where it holds none that can be read."""
    try:
        with releases.verifier.holding(folder, GRAPH) as graph:
            said = read_subject(graph.file, ONTOLOGY)
    except (ReleaseDamagedError, ValueError):
        return ""
    numbers = (quad.object for quad in said if quad.predicate == OWL.versionInfo)
    return next((number.value for number in numbers if isinstance(number, Literal)), "")
