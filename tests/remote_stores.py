"""Stores over engines for tests: one on a loop in the background, and others for as long as it takes."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Thread
from typing import TypeVar

from remote_engines import EngineProcess
from stedenband.settings import Settings
from stedenband.store import Query, RemoteStore, Store
from web_release import BASE

OLD, NEW = "1.0.0-00000001", "1.1.0-00000002"

Result = TypeVar("Result")


async def opened(
    engine: EngineProcess, graph: Path, release: str = OLD, settings: Settings | None = None
) -> RemoteStore:
    """The store of a release in an engine."""
    return await RemoteStore.open(graph, settings or engine.settings(), base=BASE, release=release)


def with_store(
    engine: EngineProcess, graph: Path, work: Callable[[RemoteStore], Awaitable[Result]], **settings: object
) -> Result:
    """What the work gives, on a store that is opened for it and closed after it."""

    async def run() -> Result:
        store = await opened(engine, graph, settings=engine.settings(**settings))
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(run())


async def rows(store: Store, text: str, **more: object) -> list[dict[str, str]]:
    """The rows of a SELECT, each as the values of its variables."""
    answer = await store.query(Query(text, **more))  # type: ignore[arg-type]
    bindings = json.loads(answer.body)["results"]["bindings"]
    return [{name: cell["value"] for name, cell in row.items()} for row in bindings]


class Asker:
    """One store, on a loop of its own in a thread, for tests that only ask."""

    def __init__(self, engine: EngineProcess, graph: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever)
        self._thread.start()
        self.store = self.run(opened(engine, graph))

    def run(self, work: Awaitable[Result]) -> Result:
        """What the work gives."""

        async def awaited() -> Result:
            return await work

        return asyncio.run_coroutine_threadsafe(awaited(), self._loop).result()

    def rows(self, text: str, **more: object) -> list[dict[str, str]]:
        """The rows of a SELECT."""
        return self.run(rows(self.store, text, **more))

    def close(self) -> None:
        """Close the store and end the thread."""
        self.run(self.store.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
