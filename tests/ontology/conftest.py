"""The vocabulary, its examples and its questions, read once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store, parse

from ontology_examples import rebased


def _store(files: Iterable[Path]) -> Store:
    """The statements of some Turtle files in the default graph, as a query of a release sees them."""
    store = Store()
    for file in files:
        quads = parse(rebased(file), format=RdfFormat.TURTLE)
        store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    return store


@pytest.fixture(scope="session")
def vocabulary(project_root: Path) -> Store:
    """``stedenband.ttl`` alone."""
    return _store([project_root / "ontology/stedenband.ttl"])


@pytest.fixture(scope="session")
def alignments(project_root: Path) -> Store:
    """``alignments.ttl`` alone."""
    return _store([project_root / "ontology/alignments.ttl"])


@pytest.fixture(scope="session")
def codelists(project_root: Path) -> Store:
    """``codelists.ttl`` alone."""
    return _store([project_root / "ontology/codelists.ttl"])


@pytest.fixture(scope="session")
def examples(project_root: Path) -> Store:
    """All example files together with the code lists and the vocabulary: a small data set."""
    folder = project_root / "ontology"
    return _store([*sorted(folder.glob("*.ttl")), *sorted(folder.glob("examples/*.ttl"))])
