"""The current release: held open under running requests, replaced by a newer one, drained when the server stops."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from stedenband.errors import OverloadedError, ReleaseDamagedError, StedenbandError
from stedenband.model import Release
from stedenband.ns import Iris
from stedenband.releases import ReleaseFolder, ReleaseHold, hold_release
from stedenband.settings import MIB
from stedenband.store import QueryResult, Store
from stedenband.web.http.caching import CacheStats, LruCache, SingleFlight
from stedenband.web.http.errors import NoReleaseError, StoppingError
from stedenband.web.http.responses import Representation
from stedenband.web.render.document_origin import DocumentOrigin
from stedenband.web.serving.document_origin import read_origin


class DrainGate:
    """Counts the queries that run, and lets no new one in after ``shut``."""

    def __init__(self) -> None:
        self.running = 0
        self.is_shut = False

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Let one query through. Raises ``StoppingError`` when the gate is shut."""
        self.check()
        self.running += 1
        try:
            yield
        finally:
            self.running -= 1

    def check(self) -> None:
        """Raise ``StoppingError`` when the gate is shut."""
        if self.is_shut:
            raise StoppingError("the server is being stopped")

    def shut(self) -> None:
        """Let nobody in any more; who is in may finish."""
        self.is_shut = True


OpenStore = Callable[[Path, Release], Awaitable[Store]]

_RETRY_SECONDS = 15.0
"""How long a release that could not be opened is left alone before it is tried again."""

_log = logging.getLogger(__name__)


def _flights() -> SingleFlight[QueryResult]:
    """Too much was asked by one, not of all: the others try for themselves."""
    return SingleFlight(own=(OverloadedError,))


@dataclass(slots=True, eq=False)
class OpenRelease:
    """One release with its open store, and how many requests read it at this moment."""

    folder: Path
    release: Release
    store: Store
    iris: Iris
    answers: LruCache[QueryResult] = field(default_factory=LruCache)
    documents: LruCache[Representation] = field(default_factory=LruCache)
    flights: SingleFlight[QueryResult] = field(default_factory=_flights)
    gate: DrainGate = field(default_factory=DrainGate)
    readers: int = 0
    retired: bool = False
    unread: asyncio.Event = field(default_factory=asyncio.Event)
    hold: ReleaseHold | None = None
    """What keeps the release from being removed while it is served."""

    @property
    def origin(self) -> DocumentOrigin:
        """What a document of this release says of itself."""
        return read_origin(self.release, self.folder)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the store open while the block lasts."""
        self.readers += 1
        try:
            yield
        finally:
            self.readers -= 1
            if self.retired and not self.readers:
                self.unread.set()


class CurrentRelease:
    """Follows the pointer of a release folder.

    The new release's store is opened beside the old one; then requests get the new one, and the old store is
    closed when its last reader has left. A release that cannot be opened, or is not what its manifest says, is logged,
    and the old one stays; a server that starts with a damaged one serves the nearest whole one before it.
    """

    def __init__(
        self,
        releases: ReleaseFolder,
        open_store: OpenStore,
        *,
        every: float = 0.5,
        cache_bytes: int = 64 * MIB,
    ) -> None:
        self.releases = releases
        self._open_store = open_store
        self._every = every
        self._cache_bytes = cache_bytes
        self.gate = DrainGate()
        self.answers, self.documents, self.responses = CacheStats(), CacheStats(), CacheStats()
        """How the memories of all releases so far have served."""
        self._shared_before = 0
        self.taken_up = 0
        self.refused = 0
        """How many releases were taken up, and how often one could not be opened."""
        self.damaged = 0
        """How often a release was refused because it is not what its manifest says."""
        self.damaged_files = 0
        """How often a file was refused for that reason."""
        self._now: OpenRelease | None = None
        self.change = asyncio.Event()
        """Set when the next release is taken up; for the one after it there is a new event."""
        self._failed: tuple[Path, float] | None = None
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def release(self) -> Release | None:
        """What is served now, for a page's heading."""
        return self._now.release if self._now else None

    @property
    def behind(self) -> bool:
        """Whether another release is served than the one that the pointer names."""
        return self._now is not None and self._now.folder != self.releases.current()

    @property
    def shared(self) -> int:
        """How many queries were answered together with an identical one."""
        return self._shared_before + (self._now.flights.joined if self._now else 0)

    @property
    def serving(self) -> OpenRelease | None:
        """What is served now, for a look; ``reading`` is for work, since it holds the store open."""
        return self._now

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve the current release and follow the pointer for as long as the block lasts."""
        await self.look()
        follower = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            follower.cancel()
            with suppress(asyncio.CancelledError):
                await follower
            await self._close_all()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[OpenRelease]:
        """The served release, kept open while the block lasts. Raises ``NoReleaseError`` before the first."""
        serving = self._now
        if serving is None:
            raise NoReleaseError("no release has been built yet")
        with serving.held():
            yield serving

    async def look(self) -> None:
        """Take up the release that the pointer names, where it is not the one that is served."""
        folder = self.releases.current()
        if folder is None or (self._now and folder == self._now.folder) or self._failed_lately(folder):
            return
        fresh = await self._tried(folder)
        if fresh is None:
            self._failed = (folder, monotonic() + _RETRY_SECONDS)
            if self._now is None:
                await self._look_back(folder)
            return
        self._failed = None
        self._take_up(fresh)

    async def _tried(self, folder: Path) -> OpenRelease | None:
        """The release, opened; ``None`` for one that cannot be, which is logged and counted."""
        try:
            return await self._open(folder)
        except ReleaseDamagedError as error:
            self.damaged += 1
            _log.error("release %s is damaged and is not served: %s", folder.name, error)
        except (StedenbandError, OSError, ValueError):
            _log.exception("release %s cannot be served; the one before stays", folder.name)
        self.refused += 1
        return None

    async def _look_back(self, damaged: Path) -> None:
        """Serve the nearest whole release before a damaged one. One that the store cannot open leads nowhere else."""
        if await asyncio.to_thread(self.releases.is_whole, damaged):
            return
        folder = await asyncio.to_thread(self.releases.whole_before, damaged)
        fresh = await self._tried(folder) if folder else None
        if fresh is not None:
            _log.error("serving the EARLIER release %s in place of %s", fresh.release.id, damaged.name)
            self._take_up(fresh)

    def _take_up(self, fresh: OpenRelease) -> None:
        before, self._now = self._now, fresh
        self.taken_up += 1
        self.change.set()
        self.change = asyncio.Event()
        _log.info("serving release %s", fresh.release.id)
        if before is not None:
            self._retire(before)

    def _failed_lately(self, folder: Path) -> bool:
        return self._failed is not None and self._failed[0] == folder and monotonic() < self._failed[1]

    async def _open(self, folder: Path) -> OpenRelease:
        held = hold_release(folder)
        try:
            return await self._opened(folder, held)
        except BaseException:
            held.release()
            raise

    async def _opened(self, folder: Path, held: ReleaseHold) -> OpenRelease:
        release = await asyncio.to_thread(self.releases.verifier.verify, folder)
        await asyncio.to_thread(read_origin, release, folder)  # read once, and not while somebody waits
        store, half = await self._open_store(folder, release), self._cache_bytes // 2
        return OpenRelease(
            folder,
            release,
            store,
            Iris(release.base_iri),
            answers=LruCache(half, self.answers),
            documents=LruCache(half, self.documents),
            gate=self.gate,
            hold=held,
        )

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            await self.look()

    def _retire(self, serving: OpenRelease) -> None:
        self._shared_before += serving.flights.joined
        task = asyncio.create_task(_close(serving))
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _close_all(self) -> None:
        if self._now is not None:
            self._retire(self._now)
            self._now = None
        await asyncio.gather(*self._closing, return_exceptions=True)


async def _close(serving: OpenRelease) -> None:
    serving.retired = True
    if serving.readers:
        await serving.unread.wait()
    try:
        await serving.store.close()
    finally:
        if serving.hold is not None:
            serving.hold.release()
