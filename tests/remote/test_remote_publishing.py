"""Publishing to a real engine: whole or not at all, also when the engine or the publisher is killed on the way."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from remote_engines import NAMES, EngineProcess, running
from remote_stores import NEW, OLD, opened, rows
from stedenband.errors import EngineError, StedenbandError, SurroundingsError, UsageError
from stedenband.message import N_, LazyMessage
from stedenband.ns import GRAPHS, RDFS
from stedenband.settings import Settings
from stedenband.store import Query, publish
from stedenband.store.remote.graph_names import ReleaseNames
from stedenband.store.remote.publishing import list_published_releases
from web_release import BASE

pytestmark = pytest.mark.heavy

KILLS = int(os.environ.get("STEDENBAND_KILLS", "2"))
"""How often an engine is killed at a random moment of a publication."""

BEFORE = "0.9.0-00000000"

LABELS = f"CONSTRUCT {{ ?s {RDFS.label} ?o }} WHERE {{ ?s {RDFS.label} ?o }}"
PUBLISHED = (BEFORE, OLD, NEW, *(f"1.{number}.0-0000000{number}" for number in (2, 3)))
ALL_GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"


@pytest.fixture(scope="module", params=NAMES)
def started(request: pytest.FixtureRequest) -> Iterator[EngineProcess]:
    """An engine to publish to, and to kill."""
    with running(request.param) as engine:
        yield engine


@pytest.fixture
def fresh(started: EngineProcess, graphs: dict[str, Path]) -> EngineProcess:
    """That engine with the old release as the current one, and one before it."""
    _only_old(started, graphs)
    return started


@pytest.fixture(scope="session")
def graphs(release: Path, newer: Path) -> dict[str, Path]:
    """The files of the releases, by name."""
    return {OLD: release, NEW: newer}


def _labels(graph: Path) -> set[Triple]:
    quads = parse(path=graph, format=RdfFormat.N_QUADS)
    return {quad.triple for quad in quads if quad.predicate == RDFS.label}


def _read(engine: EngineProcess, graphs: dict[str, Path]) -> str:
    """The name of the current release, after reading all of it that differs between the two."""
    (current, *_) = list_published_releases(engine.settings(), BASE)

    async def read() -> bytes:
        store = await opened(engine, graphs[current], current)
        answer = await store.query(Query(LABELS))
        await store.close()
        return answer.body

    found = {quad.triple for quad in parse(asyncio.run(read()), format=RdfFormat.N_TRIPLES)}
    assert found == _labels(graphs[current])
    return current


def _held(engine: EngineProcess) -> set[str]:
    """The releases of which the engine holds as much as a statement, among all that these tests publish."""
    inside = {
        name: release
        for release in PUBLISHED
        for name in ReleaseNames(BASE, release).to_engine(f"{BASE}id/graph/{name}" for name in GRAPHS)
    }
    return {inside[name] for name in engine.select(ALL_GRAPHS, tuple(inside))}


def _only_old(engine: EngineProcess, graphs: dict[str, Path]) -> None:
    """Go back to the old release, with nothing of the new one left: two others push it out."""
    publish(graphs[OLD], engine.settings(), base=BASE, release=BEFORE)
    publish(graphs[OLD], engine.settings(), base=BASE, release=OLD)
    assert _held(engine) == {OLD, BEFORE}


# == Without accidents ==========================================================


def test_a_release_follows_the_one_before(fresh: EngineProcess, graphs: dict[str, Path]) -> None:
    assert _read(fresh, graphs) == OLD
    steps: list[LazyMessage] = []
    published = publish(graphs[NEW], fresh.settings(), base=BASE, release=NEW, step=steps.append)
    assert published.loaded
    assert steps == [
        N_("Loading the release into the engine"),
        N_("Comparing the engine with the release"),
        N_("Switching the engine to the release"),
    ]
    assert _read(fresh, graphs) == NEW
    assert list_published_releases(fresh.settings(), BASE) == (NEW, OLD)
    assert _held(fresh) == {NEW, OLD}


def test_going_back_loads_nothing_and_a_third_release_sweeps_the_first(
    fresh: EngineProcess, graphs: dict[str, Path]
) -> None:
    publish(graphs[NEW], fresh.settings(), base=BASE, release=NEW)
    assert not publish(graphs[NEW], fresh.settings(), base=BASE, release=NEW).loaded
    assert not publish(graphs[OLD], fresh.settings(), base=BASE, release=OLD).loaded
    assert list_published_releases(fresh.settings(), BASE) == (OLD, NEW)
    publish(graphs[NEW], fresh.settings(), base=BASE, release="1.2.0-00000002")
    assert list_published_releases(fresh.settings(), BASE) == ("1.2.0-00000002", OLD)
    assert _held(fresh) == {"1.2.0-00000002", OLD}


def test_a_reader_of_a_release_that_was_swept_gets_an_error_and_no_empty_answer(
    fresh: EngineProcess, graphs: dict[str, Path]
) -> None:
    async def read() -> None:
        store = await opened(fresh, graphs[OLD], OLD)
        assert await rows(store, "SELECT ?o WHERE { ?s ?p ?o } LIMIT 1")
        for number in (2, 3):
            await asyncio.to_thread(
                publish, graphs[NEW], fresh.settings(), base=BASE, release=f"1.{number}.0-0000000{number}"
            )
        with pytest.raises(EngineError):
            await rows(store, "SELECT ?o WHERE { ?s ?p ?o } LIMIT 1")
        assert not await store.ready()
        await store.close()

    asyncio.run(read())


def test_a_release_with_a_statement_missing_is_not_opened_and_is_mended_by_publishing(
    fresh: EngineProcess, graphs: dict[str, Path]
) -> None:
    graph, gent = f"<{BASE}releases/{OLD}/id/graph/partnerships>", f"<{BASE}id/city/gent>"
    fresh.update(f"DELETE WHERE {{ GRAPH {graph} {{ {gent} {RDFS.label} ?label }} }}")
    with pytest.raises(EngineError, match="not whole"):
        asyncio.run(opened(fresh, graphs[OLD], OLD))
    assert publish(graphs[OLD], fresh.settings(), base=BASE, release=OLD).loaded
    assert _read(fresh, graphs) == OLD


def test_without_the_graph_store_protocol_updates_will_do(
    fresh: EngineProcess, graphs: dict[str, Path]
) -> None:
    update = fresh.write_url
    publish(graphs[NEW], fresh.settings(store_write_url=update), base=BASE, release=NEW)
    assert _read(fresh, graphs) == NEW


def test_an_address_that_does_not_write_leaves_the_old_release(
    fresh: EngineProcess, graphs: dict[str, Path]
) -> None:
    wrong = fresh.settings(store_write_url=fresh.url.replace("ds/", "nothing/") + "x")
    with pytest.raises(SurroundingsError):
        publish(graphs[NEW], wrong, base=BASE, release=NEW)
    assert _read(fresh, graphs) == OLD


def test_an_engine_that_is_not_there_is_said_to_be() -> None:
    nowhere = Settings(store_url="http://127.0.0.1:9/query", store_write_url="http://127.0.0.1:9/update")
    with pytest.raises(SurroundingsError, match=r"http://127\.0\.0\.1:9/query"):
        list_published_releases(nowhere, BASE)


def test_an_unknown_engine_needs_its_address_for_writing(fresh: EngineProcess, release: Path) -> None:
    with pytest.raises(UsageError, match="STEDENBAND_STORE_WRITE_URL"):
        publish(release, fresh.settings(store_engine="other"), base=BASE, release=OLD)


# == With accidents =============================================================


def _recovered(engine: EngineProcess, graphs: dict[str, Path]) -> str:
    """Start a killed engine; readers have one release or the other, whole, and publishing again cleans up."""
    engine.start()
    current = _read(engine, graphs)
    publish(graphs[NEW], engine.settings(), base=BASE, release=NEW)
    assert _read(engine, graphs) == NEW
    assert _held(engine) == {OLD, NEW}
    return current


@pytest.mark.parametrize(
    "moment",
    [
        N_("Loading the release into the engine"),
        N_("Comparing the engine with the release"),
        N_("Switching the engine to the release"),
    ],
)
def test_an_engine_killed_between_the_steps_has_the_old_release(
    fresh: EngineProcess, graphs: dict[str, Path], moment: LazyMessage
) -> None:
    def kill(step: LazyMessage) -> None:
        if step == moment:
            fresh.kill()

    with pytest.raises(SurroundingsError):
        publish(graphs[NEW], fresh.settings(), base=BASE, release=NEW, step=kill)
    assert _recovered(fresh, graphs) == OLD


def test_an_engine_killed_at_any_moment_has_one_release_or_the_other(
    fresh: EngineProcess, graphs: dict[str, Path]
) -> None:
    started = time.monotonic()
    publish(graphs[NEW], fresh.settings(), base=BASE, release=NEW)
    took = time.monotonic() - started
    dice = random.Random(20261122)
    for _ in range(KILLS):
        _only_old(fresh, graphs)
        killer = threading.Timer(dice.uniform(0, took * 1.1), fresh.kill)
        killer.start()
        try:
            publish(graphs[NEW], fresh.settings(), base=BASE, release=NEW)
        except StedenbandError:
            pass
        finally:
            killer.join()
        assert _recovered(fresh, graphs) in (OLD, NEW)


@pytest.mark.parametrize("delay", [0.1, 0.3, 0.6, 1.0])
def test_a_publisher_killed_at_any_moment_leaves_one_release_or_the_other(
    graphs: dict[str, Path], delay: float
) -> None:
    with running("oxigraph") as engine:
        publish(graphs[OLD], engine.settings(), base=BASE, release=OLD)
        code = (
            "import sys; from pathlib import Path; from stedenband.settings import Settings; "
            "from stedenband.store import publish; "
            "print(flush=True); "
            "publish(Path(sys.argv[1]), Settings(store_url=sys.argv[2]), base=sys.argv[3], release=sys.argv[4])"
        )
        arguments = [sys.executable, "-c", code, str(graphs[NEW]), engine.url, BASE, NEW]
        publisher = subprocess.Popen(arguments, stdout=subprocess.PIPE)
        with publisher:
            assert publisher.stdout is not None
            publisher.stdout.readline()
            time.sleep(delay)
            publisher.send_signal(signal.SIGKILL)
        assert _read(engine, graphs) in (OLD, NEW)
        publish(graphs[NEW], engine.settings(), base=BASE, release=NEW)
        assert _read(engine, graphs) == NEW
        assert _held(engine) == {OLD, NEW}


def test_every_graph_of_a_release_is_known_by_name(release: Path) -> None:
    """Dropping goes by this list: a graph that is not on it would stay for ever."""
    quads = parse(path=release, format=RdfFormat.N_QUADS)
    names = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
    assert names <= {f"{BASE}id/graph/{name}" for name in GRAPHS}
