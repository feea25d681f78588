"""The index of the release that is served: made in the background once it is taken up; searches wait for it."""

from __future__ import annotations

import asyncio
import csv
import io
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from time import monotonic

from pyoxigraph import NamedNode

from stedenband.errors import ResultTooLargeError, StedenbandError
from stedenband.formats import SPARQL_CSV
from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.ns import SCHEMA, STB
from stedenband.search import FactRow, SearchIndex, SearchQuery, SearchResult, build_things
from stedenband.settings import MIB
from stedenband.store import Budget, NamedQuery, Query
from stedenband.store.faults import make_overloaded_error
from stedenband.web.http.errors import NotIndexedError
from stedenband.web.serving.current_release import CurrentRelease, OpenRelease

CLASSES: Mapping[str, NamedNode] = {
    "city": STB.City,
    "partnership": STB.Partnership,
    "country": STB.Country,
    "place": SCHEMA.AdministrativeArea,
    "phase": STB.Phase,
    "act": STB.Act,
    "change": STB.Change,
    "source": STB.SourceDocument,
    "question": STB.OpenQuestion,
}
"""The class of each type of thing that can be found."""

MOST_ROWS = 1_000_000
"""Statements about the things of one class that are taken up; ``search-names.rq`` has the same number."""

ROOM = 128 * MIB
"""Bytes of all statements that are taken up: some 600,000 names, whose index takes about 600 MiB."""

_BUDGET = Budget(seconds=120.0, memory=1024 * MIB, result_bytes=ROOM)
"""The names are asked for once in a release, type by type, so that pages get their turn in between."""

_WAIT_SECONDS = 5.0
"""Longest that a search waits for the index."""

_RETRY_SECONDS = 15.0
"""How long an index that could not be made is left alone before it is tried again."""

_MOST_WAITING = 64
"""Searches that may wait; they go one at a time, for each has the interpreter to itself anyway."""

_KEPT = 2
"""Indexes that are kept: that of the release before serves those who still read it."""

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Making:
    """An index in the making, or made; ``failed`` is when it could not be."""

    task: asyncio.Task[SearchIndex]
    failed: float | None = None

    @property
    def usable(self) -> bool:
        return self.failed is None or monotonic() < self.failed + _RETRY_SECONDS


class NameIndex:
    """Finds things of the release that a request reads. Belongs to one event loop."""

    def __init__(self, live: CurrentRelease, query: NamedQuery, *, wait: float = _WAIT_SECONDS) -> None:
        self._live, self._query = live, query
        self.wait = wait
        """Longest that a search waits for the index, in seconds."""
        self._indexes: dict[OpenRelease, _Making] = {}
        self._lane = asyncio.Semaphore(1)
        self._waiting = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Make the index of each release that is taken up, for as long as the block lasts."""
        follower = asyncio.create_task(self._follow())
        try:
            yield
        finally:
            tasks = [follower, *(making.task for making in self._indexes.values())]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._indexes.clear()

    async def index(self, serving: OpenRelease) -> SearchIndex:
        """The index of that release. Raises ``NotIndexedError`` while it is not there, and what stopped it."""
        making = self._making(serving)
        done, _ = await asyncio.wait({making.task}, timeout=self.wait)
        if not done or making.task.cancelled():
            raise NotIndexedError("the names of this release are still being indexed")
        return making.task.result()

    async def find(self, serving: OpenRelease, wanted: SearchQuery) -> SearchResult:
        """What is found in that release. Raises as ``index`` does, and ``OverloadedError`` where too many wait."""
        index = await self.index(serving)
        if self._waiting >= _MOST_WAITING:
            raise make_overloaded_error("full", _MOST_WAITING, 1)
        self._waiting += 1
        try:
            async with self._lane:
                return await asyncio.to_thread(index.find, wanted)
        finally:
            self._waiting -= 1

    # == Making ================================================================

    async def _follow(self) -> None:
        while True:
            change = self._live.change
            if self._live.serving is not None:
                self._making(self._live.serving)
            await change.wait()

    def _making(self, serving: OpenRelease) -> _Making:
        """The index of a release as far as it is; it is begun where nobody has, or again where it failed long ago."""
        known = self._indexes.get(serving)
        if known is not None and known.usable:
            return known
        making = _Making(asyncio.create_task(self._made(serving)))
        making.task.add_done_callback(lambda task: _look(making, task))
        self._indexes[serving] = making
        for other in list(self._indexes)[:-_KEPT]:
            self._indexes.pop(other).task.cancel()
        return making

    async def _made(self, serving: OpenRelease) -> SearchIndex:
        began = monotonic()
        with serving.held():
            answers = await self._answers(serving)
        home = serving.iris.thing(f"city/{serving.release.city}").value
        index = await asyncio.to_thread(_index, answers, home)
        told = (index.names, index.things, serving.release.id, index.size / MIB, monotonic() - began)
        _log.info("indexed %d names of %d things of release %s: %.1f MiB, %.2f s", *told)
        return index

    async def _answers(self, serving: OpenRelease) -> dict[str, bytes]:
        """The statements about the things of each type. A type for which there is no room left is left out."""
        answers: dict[str, bytes] = {}
        room = ROOM
        for word, kind in CLASSES.items():
            text = self._query.bind({"class": kind.value}, serving.iris)
            budget = replace(_BUDGET, result_bytes=room)
            query = Query(text, solutions=SPARQL_CSV.media_type, lane="pages", budget=budget)
            try:
                answers[word] = (await serving.store.query(query)).body
            except ResultTooLargeError as error:
                _log.warning("things of the type %s cannot be found, for they are too many: %s", word, error)
            room -= len(answers.get(word, b""))
        return answers


def _look(making: _Making, task: asyncio.Task[SearchIndex]) -> None:
    """Remember that it failed, and log why: whoever searches is told no more than that."""
    if task.cancelled():
        return
    error = task.exception()
    if error is not None:
        making.failed = monotonic()
        _log.warning(
            "the names cannot be searched: %s", error, exc_info=not isinstance(error, StedenbandError)
        )


def _index(answers: Mapping[str, bytes], home: str) -> SearchIndex:
    rows = {word: _rows(body, word) for word, body in answers.items()}
    return SearchIndex(build_things(rows, home), INTERFACE_LANGUAGES)


def _rows(body: bytes, word: str) -> Iterator[FactRow]:
    """The rows of SPARQL 1.1 Query Results CSV."""
    told = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    next(told, None)
    yield from (FactRow(*row) for row in told)
    if told.line_num > MOST_ROWS:
        _log.warning("more than %d statements of the type %s: the rest cannot be found", MOST_ROWS, word)
