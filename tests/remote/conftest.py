"""Each real engine once, with Ghent's release published to it; and the files of two releases of Ghent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, Quad

from remote_engines import NAMES, EngineProcess, running
from remote_stores import OLD, Asker
from stedenband.formats import N_QUADS, write
from stedenband.ns import RDFS
from stedenband.store import publish
from web_release import BASE, IRIS, gent


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ghent's release as canonical N-Quads."""
    path = tmp_path_factory.mktemp("old") / "graph.nq"
    path.write_bytes(write(gent(), N_QUADS, iris=IRIS))
    return path


@pytest.fixture(scope="session")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next release: every label of it has a word more, so that a mixture of the two would show."""
    path = tmp_path_factory.mktemp("new") / "graph.nq"
    path.write_bytes(write(map(_newer, gent()), N_QUADS, iris=IRIS))
    return path


def _newer(quad: Quad) -> Quad:
    if quad.predicate != RDFS.label or not isinstance(quad.object, Literal):
        return quad
    label = Literal(f"{quad.object.value} (2)", language=quad.object.language or "nl")
    return Quad(quad.subject, quad.predicate, label, quad.graph_name)


@pytest.fixture(scope="session", params=NAMES)
def engine(request: pytest.FixtureRequest, release: Path) -> Iterator[EngineProcess]:
    """A running engine with the release, and with a graph that is somebody else's."""
    with running(request.param) as engine:
        publish(release, engine.settings(), base=BASE, release=OLD)
        yield engine


@pytest.fixture(scope="session")
def foreign(engine: EngineProcess) -> str:
    """The name of a graph in the engine that is none of ours."""
    engine.update("INSERT DATA { GRAPH <urn:foreign> { <urn:theirs> <urn:say> 'nothing to you' } }")
    return "urn:foreign"


@pytest.fixture(scope="session")
def asker(engine: EngineProcess, release: Path) -> Iterator[Asker]:
    """A store of the release in the engine."""
    asker = Asker(engine, release)
    yield asker
    asker.close()
