"""Earlier releases for those who ask after them: the line, what each knew, and its store while somebody reads it."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from pyoxigraph import NamedNode, Quad

from stedenband import diff
from stedenband.diff import HistoryEntry
from stedenband.errors import ReleaseDamagedError, StedenbandError
from stedenband.formats import read_subject
from stedenband.ns import Iris
from stedenband.releases import (
    GRAPH,
    ReleaseFolder,
    ReleaseVerifier,
    find_artefact,
    read_artefact,
    read_release,
)
from stedenband.web.http.errors import GoneError
from stedenband.web.serving.current_release import OpenRelease, OpenStore

MOST_OPEN = 2
"""Earlier releases that are held open at a time: each is a store with processes of its own."""

IDLE_SECONDS = 600.0
"""An earlier release that nobody has read for so long is closed."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ArchivedVersion:
    """A thing as one release has it; ``changed``: whether the release before said something else of it, or nothing."""

    entry: HistoryEntry
    changed: bool


class ReleaseArchive:
    """The releases before the one that is served.

    A store is opened when a document of its release is asked for, and kept for the next; the least recently read
    goes first. One is opened at a time, so that nobody can have a whole history loaded at once.
    """

    def __init__(
        self,
        releases: ReleaseFolder,
        open_store: OpenStore,
        *,
        most: int = MOST_OPEN,
        idle: float = IDLE_SECONDS,
    ) -> None:
        self._releases, self._open_store = releases, open_store
        self._most, self._idle = most, idle
        self._open: OrderedDict[str, OpenRelease] = OrderedDict()
        self._read_at: dict[str, float] = {}
        self._opening = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()
        self._line: tuple[Path, tuple[HistoryEntry, ...]] | None = None

    @property
    def open(self) -> tuple[str, ...]:
        """The releases that are held open at this moment."""
        return tuple(self._open)

    async def line(self, serving: OpenRelease) -> tuple[HistoryEntry, ...]:
        """The line of releases up to the served one, oldest first. Read once for each release that is served."""
        if self._line is None or self._line[0] != serving.folder:
            entries = await asyncio.to_thread(diff.read_release_line, serving.folder)
            self._line = (serving.folder, tuple(entries))
        return self._line[1]

    async def known_in(self, thing: NamedNode, entries: Sequence[HistoryEntry]) -> list[HistoryEntry]:
        """Those of the releases, as far as they are kept, that say something of a thing."""
        return await asyncio.to_thread(self._known_in, thing, entries)

    async def last_known_in(self, thing: NamedNode, entries: Sequence[HistoryEntry]) -> HistoryEntry | None:
        """The last of the releases, as far as they are kept, that says something of a thing."""
        newest_first = list(reversed(entries))
        return await asyncio.to_thread(lambda: next(self._knowing(thing, newest_first), None))

    async def versions(self, thing: NamedNode, entries: Sequence[HistoryEntry]) -> list[ArchivedVersion]:
        """Those of the releases, as far as they are kept, that say something of a thing, and which said it first."""
        return await asyncio.to_thread(lambda: list(self._versions(thing, entries)))

    def _versions(self, thing: NamedNode, entries: Sequence[HistoryEntry]) -> Iterator[ArchivedVersion]:
        folders = {folder.name: folder for folder in self._releases.folders()}
        before: list[Quad] | None = None
        for entry in entries:
            folder = folders.get(entry.release)
            said = self._star(folder, thing) if folder is not None else []
            if said:
                yield ArchivedVersion(entry, said != before)
            before = said

    def _known_in(self, thing: NamedNode, entries: Sequence[HistoryEntry]) -> list[HistoryEntry]:
        return list(self._knowing(thing, entries))

    def _knowing(self, thing: NamedNode, entries: Sequence[HistoryEntry]) -> Iterator[HistoryEntry]:
        folders = {folder.name: folder for folder in self._releases.folders()}
        for entry in entries:
            folder = folders.get(entry.release)
            if folder is not None and self._star(folder, thing):
                yield entry

    def _star(self, folder: Path, thing: NamedNode) -> list[Quad]:
        """What a kept release says of a thing; a damaged one is as if it were not kept, and the log tells."""
        try:
            with self.verifier.holding(folder, GRAPH) as graph:
                return read_subject(graph.file, thing)
        except ReleaseDamagedError as error:
            if folder.is_dir():  # it was not removed meanwhile
                _log.error("an earlier release is damaged and left out of the history: %s", error)
            return []

    @property
    def verifier(self) -> ReleaseVerifier:
        """What opens the files of the releases."""
        return self._releases.verifier

    def folder(self, release_id: str) -> Path | None:
        """The folder of a release that is kept."""
        return self._releases.find(release_id)

    def kept_folder(self, release_id: str) -> Path | None:
        """The folder of a release, or what the history needs of one that was removed."""
        return self._releases.find_kept(release_id)

    def is_removed(self, folder: Path) -> bool:
        """Whether that is what is left of a removed release."""
        return self._releases.is_removed(folder)

    def read_kept(self, release_id: str, name: str) -> bytes | None:
        """A file of a release that is kept, or kept for the history; ``None`` where there is none.

        Raises ``ReleaseDamagedError``.
        """
        for _ in range(2):  # it may be removed between looking for it and reading it
            folder = self._releases.find_kept(release_id)
            if folder is None:
                return None
            try:
                artefact = find_artefact(read_release(folder), name)
                if artefact is None or not (self._keeps(folder, name)):
                    return None
                return read_artefact(folder, artefact)
            except ReleaseDamagedError:
                if folder.is_dir():
                    raise
        return None

    def _keeps(self, folder: Path, name: str) -> bool:
        return diff.is_history_file(name) or not self.is_removed(folder)

    @asynccontextmanager
    async def reading(self, release_id: str) -> AsyncIterator[OpenRelease]:
        """An earlier release, held open while the block lasts. Raises ``GoneError`` when its folder was removed."""
        serving = await self._opened(release_id)
        serving.readers += 1
        try:
            yield serving
        finally:
            serving.readers -= 1
            if serving.retired and not serving.readers:
                serving.unread.set()
            self._note(release_id)

    async def close(self) -> None:
        """Close all stores, each when its last reader has left."""
        while self._open:
            self._retire(next(iter(self._open)))
        await asyncio.gather(*self._closing, return_exceptions=True)

    async def _opened(self, release_id: str) -> OpenRelease:
        async with self._opening:
            known = self._open.get(release_id)
            if known is not None and not await asyncio.to_thread(known.folder.is_dir):
                self._retire(release_id)  # it was removed
            if release_id not in self._open:
                self._open[release_id] = await self._load(release_id)
            self._open.move_to_end(release_id)
            while len(self._open) > self._most:
                self._retire(next(iter(self._open)))
            return self._open[release_id]

    async def _load(self, release_id: str) -> OpenRelease:
        folder = await asyncio.to_thread(self._releases.find, release_id)
        if folder is None:
            raise GoneError("release", release=release_id)
        try:
            release = await asyncio.to_thread(self.verifier.verify, folder)
            store = await self._open_store(folder, release)
        except (StedenbandError, OSError):
            if not folder.is_dir():
                raise GoneError("release", release=release_id) from None
            raise
        return OpenRelease(folder, release, store, Iris(release.base_iri))

    def _note(self, release_id: str) -> None:
        """Remember the use, and look again when it is so long ago that the store may go."""
        self._read_at[release_id] = monotonic()
        asyncio.get_running_loop().call_later(self._idle, self._expire, release_id)

    def _expire(self, release_id: str) -> None:
        if release_id in self._open and monotonic() - self._read_at[release_id] >= self._idle:
            self._retire(release_id)

    def _retire(self, release_id: str) -> None:
        serving = self._open.pop(release_id)
        task = asyncio.create_task(_close(serving))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)


async def _close(serving: OpenRelease) -> None:
    serving.retired = True
    if serving.readers:
        await serving.unread.wait()
    await serving.store.close()
