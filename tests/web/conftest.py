"""A server of Ghent's data: real uvicorn in a thread, a fake store behind it."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from stedenband.store import FakeStore
from web_release import Served, application, gent, publish, running


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    releases = publish(tmp_path_factory.mktemp("web"), gent())
    stores: list[FakeStore] = []
    with running(application(releases, opened=stores.append)) as address:
        yield Served(address, stores[0], releases)


@pytest.fixture(scope="session")
def connection(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.address, headers={"Accept-Language": "nl"}, timeout=30) as connection:
        yield connection


@pytest.fixture
def client(served: Served, connection: httpx.Client) -> Iterator[httpx.Client]:
    """A client of Ghent's data; whatever a test told the store to fail with is taken back."""
    yield connection
    served.store.failing = None
