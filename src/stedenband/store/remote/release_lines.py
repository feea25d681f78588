"""The statements of a release as its canonical N-Quads have them, line by line and thing by thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path

import pyoxigraph as ox

from stedenband.store.remote.graph_names import ReleaseNames


def read_lines(graph: Path, names: ReleaseNames) -> Iterator[tuple[str, bytes]]:
    """Each statement as a line of N-Triples with the graph it is in, both in the engine's names."""
    with graph.open("rb") as lines:
        for line in lines:
            triple, _, name = names.renaming.to_engine(line.decode()).rpartition(" <")
            if name.endswith("> .\n"):
                yield name[:-4], f"{triple} .\n".encode()


def sample_things(graph: Path, most: int) -> Iterator[tuple[ox.NamedNode, list[ox.Triple]]]:
    """Up to so many things of a release, evenly spread, each with all that is said of it, as published."""
    every = -(-sum(1 for _ in _things(graph)) // most)
    return islice(_things(graph), 0, None, max(every, 1))


def _things(graph: Path) -> Iterator[tuple[ox.NamedNode, list[ox.Triple]]]:
    """The things of canonical N-Quads: their lines stand together."""
    for thing, quads in groupby(ox.parse(path=graph, format=ox.RdfFormat.N_QUADS), lambda quad: quad.subject):
        if isinstance(thing, ox.NamedNode):
            yield thing, [quad.triple for quad in quads]


def to_normal_lines(triples: Iterable[ox.Triple]) -> set[bytes]:
    """The triples as lines, numbers and language tags in the one way in which our own engine writes them."""
    store = ox.Store()
    store.extend(ox.Quad(triple.subject, triple.predicate, triple.object) for triple in triples)
    written = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    return set((written or b"").splitlines())
