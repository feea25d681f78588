"""What changed from release to release, for the pages, the feed and the data of ``/releases`` and ``/changes``."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from stedenband import diff
from stedenband.diff import ChangeCounts, ChangeRecord, HistoryEntry, read_record
from stedenband.errors import ReleaseDamagedError
from stedenband.message import N_
from stedenband.model import Release
from stedenband.ns import Iris
from stedenband.releases import read_release
from stedenband.web.context import Site
from stedenband.web.http.errors import GoneError, ParameterError, UnknownAddressError
from stedenband.web.render.atom_feed import Chapter
from stedenband.web.serving.current_release import OpenRelease

LARGEST = 256 * 1024 * 1024
"""Bytes of two releases that are compared on request; larger ones are compared on the command line."""

SHOWN = 100
"""Things of one release that a page tells of; its own page and its data have all."""

_comparing = asyncio.Lock()

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two releases to compare; ``before`` is ``None`` for what the first release brought."""

    before: str | None
    after: str

    @property
    def address(self) -> str:
        """Where the comparison stands."""
        return f"/changes/{self.before}..{self.after}"


async def load_history(site: Site, serving: OpenRelease) -> list[Chapter]:
    """The history up to the served release, newest first."""
    line = await site.past.line(serving)
    return await asyncio.to_thread(lambda: [_chapter(site, entry) for entry in line[::-1]])


async def load_chapters(site: Site, serving: OpenRelease, most: int) -> list[Chapter]:
    """The same of the releases that changed something, at most so many.

    A new version of the program makes a new release of the same data: nobody who follows the data need hear of it.
    """
    line = [entry for entry in await site.past.line(serving) if entry.tally != ChangeCounts()]
    return await asyncio.to_thread(lambda: [_chapter(site, entry) for entry in line[::-1][:most]])


def _chapter(site: Site, entry: HistoryEntry) -> Chapter:
    folder = site.past.kept_folder(entry.release)
    if folder is None:
        return Chapter(entry, None, None, kept=False)
    release = _manifest(folder)
    kept = release is not None and not site.past.is_removed(folder)
    return Chapter(entry, release, _record(site, entry.release), kept)


def _manifest(folder: Path) -> Release | None:
    try:
        return read_release(folder)
    except ReleaseDamagedError:
        return None


def _record(site: Site, release_id: str) -> ChangeRecord | None:
    try:
        data = site.past.read_kept(release_id, diff.CHANGES)
        return None if data is None else read_record(data)
    except (ReleaseDamagedError, ValueError) as error:
        _log.warning("no record of the changes of a release: %s", error)
        return None


async def find_removal(site: Site, serving: OpenRelease, thing: NamedNode) -> HistoryEntry | None:
    """The last release of which the record tells that it removed a thing."""
    line = await site.past.line(serving)
    return await asyncio.to_thread(
        lambda: next((entry for entry in reversed(line) if _tells_removal(site, entry, thing)), None)
    )


def _tells_removal(site: Site, entry: HistoryEntry, thing: NamedNode) -> bool:
    record = _record(site, entry.release)
    return record is not None and any(change.thing == thing.value for change in record.told("removed"))


async def find_folder(site: Site, serving: OpenRelease, release_id: str) -> Path:
    """What is kept of a release. Raises ``GoneError`` where that is nothing any more, else ``UnknownAddressError``."""
    folder = await asyncio.to_thread(site.past.kept_folder, release_id)
    if folder is not None:
        return folder
    if any(entry.release == release_id for entry in await site.past.line(serving)):
        raise GoneError("release", release=release_id)
    raise UnknownAddressError(release_id)


async def load_record_between(site: Site, serving: OpenRelease, pair: Pair) -> ChangeRecord:
    """What differs between two releases; what a release itself has kept is read, anything else compared now."""
    after = await find_folder(site, serving, pair.after)
    kept = await asyncio.to_thread(_record, site, pair.after)
    if kept is not None and kept.before == pair.before:
        return kept
    if pair.before is None:
        raise UnknownAddressError(pair.after)
    old, new = await _files(site, serving, pair.before, after)
    async with _comparing:
        return await asyncio.to_thread(_record_between, site, (pair.before, old), (pair.after, new))


async def load_statements_between(site: Site, serving: OpenRelease, pair: Pair, *, patch: bool) -> bytes:
    """What came and what went between two releases, as two graphs in TriG or as an RDF Patch.

    What a release itself has kept is read, anything else compared now.
    """
    if pair.before is None:
        raise UnknownAddressError(pair.after)
    after = await find_folder(site, serving, pair.after)
    if pair.before == await asyncio.to_thread(_previous, after):
        name = diff.PATCH if patch else diff.STATEMENTS
        kept = await asyncio.to_thread(site.past.read_kept, pair.after, name)
        if kept is not None:
            return kept
    old, new = await _files(site, serving, pair.before, after)
    async with _comparing:
        if patch:
            return await asyncio.to_thread(_patch, site, old, new)
        return await asyncio.to_thread(_trig, site, pair, old, new, serving.iris)


def _previous(folder: Path) -> str | None:
    found = _manifest(folder)
    return found.previous if found else None


def _record_between(
    site: Site, before: tuple[str, diff.ReleaseFiles], after: tuple[str, diff.ReleaseFiles]
) -> ChangeRecord:
    with _verified(site, before[1], after[1]):
        return diff.compare(before, after)


def _patch(site: Site, old: diff.ReleaseFiles, new: diff.ReleaseFiles) -> bytes:
    with _verified(site, old, new):
        return b"".join(diff.make_patch(old.data, new.data))


def _trig(site: Site, pair: Pair, old: diff.ReleaseFiles, new: diff.ReleaseFiles, iris: Iris) -> bytes:
    with _verified(site, old, new):
        came, went = diff.find_changed_statements(old.data, new.data)
    return diff.serialize_changes(pair.before or "", pair.after, came, went, iris)


@contextmanager
def _verified(site: Site, *several: diff.ReleaseFiles) -> Iterator[None]:
    """Raises ``ReleaseDamagedError`` where the files are not what was released, before the block or after it."""
    with ExitStack() as stack:
        for files in several:
            for path in (files.data, files.graph):
                stack.enter_context(site.past.verifier.holding(path.parent, path.name))
        yield


async def _files(
    site: Site, serving: OpenRelease, before: str, after: Path
) -> tuple[diff.ReleaseFiles, diff.ReleaseFiles]:
    """The files to compare.

    Raises ``ParameterError`` when they are too large to be compared on request, ``GoneError`` where one was removed.
    """
    for name in (before, after.name):
        if site.past.is_removed(await find_folder(site, serving, name)):
            raise GoneError("release", release=name)
    folder, dataset = await find_folder(site, serving, before), serving.release.dataset
    old, new = diff.find_files(folder, dataset), diff.find_files(after, dataset)
    try:
        size = old.data.stat().st_size + new.data.stat().st_size
    except OSError:
        raise UnknownAddressError(before) from None
    if size > LARGEST:
        raise ParameterError(
            N_(
                "Releases {before} and {after} are too large to be compared here. Use the command "
                "line: stedenband diff {before} {after}."
            ),
            before=before,
            after=after.name,
        )
    return old, new
