"""Loading of a release's N-Quads into pyoxigraph, in memory or on disk. Imports only pyoxigraph."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

COMPLETE = "complete"
"""An empty file of this name stands beside a store on disk that was built to its end."""


class ScanResult(NamedTuple):
    """What one reading of the lines tells.

    ``disjoint``: no triple stands in two graphs, none outside of a graph, as far as the lines show it.
    """

    quads: int
    graphs: frozenset[str]
    disjoint: bool


def verify_digest(graph: Path, digest: str | None) -> None:
    """Compare a file with the SHA-256 it should have. Raises ``ValueError`` when it differs."""
    if digest is None:
        return
    with graph.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            raise ValueError("is not the file that was released (SHA-256 differs)")


def scan_quads(graph: Path) -> ScanResult:
    """Count the quads of a file of canonical N-Quads, list its graphs, and see whether the graphs are disjoint.

    Lines in order have the same triple of two graphs beside each other. Lines out of order are not wrong, but then
    ``disjoint`` is not claimed.
    """
    quads, names, disjoint = 0, set(), True
    before, triple_before = b"", b""
    with graph.open("rb") as lines:
        for line in lines:
            if not line.strip():
                continue
            quads += 1
            triple, _, name = line.rpartition(b" <")
            named = name.endswith(b"> .\n") and b'"' not in name and triple.count(b" ") > 1
            disjoint = disjoint and named and triple != triple_before and before < line
            if named:
                names.add(name[:-4])
            before, triple_before = line, triple
    return ScanResult(quads, frozenset(name.decode() for name in names), disjoint)


def load_into_memory(graph: Path, found: ScanResult) -> ox.Store:
    """The store in memory."""
    store = ox.Store()
    _fill(store, graph, found)
    return store


def build_on_disk(graph: Path, found: ScanResult, directory: Path) -> None:
    """Build the store on disk, unless it stands there whole already."""
    if (directory / COMPLETE).exists():
        return
    if directory.exists():
        shutil.rmtree(directory)
    store = ox.Store(str(directory))
    _fill(store, graph, found)
    store.flush()
    (directory / COMPLETE).touch()


def _fill(store: ox.Store, graph: Path, found: ScanResult) -> None:
    """Load the quads. Graphs that share triples are also merged into the default graph.

    The engine's own union of graphs is a concatenation: it gives a triple once for each graph it stands in, so
    counts over it would be wrong. For disjoint graphs it is right, takes half the memory, and is never slower.
    """
    store.bulk_load(path=str(graph), format=ox.RdfFormat.N_QUADS)
    if not found.disjoint:
        store.bulk_extend(merge_graphs(ox.parse(path=str(graph), format=ox.RdfFormat.N_QUADS)))


def merge_graphs(quads: Iterator[ox.Quad]) -> Iterator[ox.Quad]:
    """The same triples in the default graph."""
    for quad in quads:
        yield ox.Quad(quad.subject, quad.predicate, quad.object)
