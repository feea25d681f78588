"""Release registry in a remote engine: which releases it holds completely, and which one is current.

A graph of its own with one statement an entry, each a number and the name of a release::

    GRAPH <{base}releases> { <{base}releases> dcterms:identifier "000000012 1.0.0-1a2b3c4d" }

The highest number is current. Number 0 marks a release that is being loaded or dropped: one that is marked is not
whole, whatever else the registry says, and what a killed publisher leaves behind is known by name. One statement is one
step for every engine, with transactions or without: taking the mark away is the switch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from stedenband.ns import DCTERMS
from stedenband.store.remote.graph_names import ReleaseNames, name_registry_graph
from stedenband.store.remote.http_transport import EngineCall
from stedenband.store.remote.sparql_client import EngineEndpoint, Rows, select_rows

_ENTRIES = f"SELECT ?entry WHERE {{ GRAPH ?roll {{ ?roll {DCTERMS.identifier} ?entry }} }}"
_COUNTS = "SELECT ?graph (COUNT(*) AS ?count) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"
_WHOLE = "SELECT (COUNT(*) AS ?count) WHERE { ?s ?p ?o }"


@dataclass(frozen=True, slots=True, order=True)
class RegistryEntry:
    """An entry of the registry. ``number`` is 0 while the release is being loaded or dropped."""

    number: int
    release: str

    def __str__(self) -> str:
        return f"{self.number:09} {self.release}"

    @classmethod
    def parse(cls, text: str) -> RegistryEntry | None:
        """The entry of a line; ``None`` for one that is none of ours."""
        number, _, release = text.partition(" ")
        return cls(int(number), release) if number.isdecimal() and release else None

    def statement(self, base: str) -> str:
        """The entry as the data of an update."""
        roll = NamedNode(name_registry_graph(base))
        return f"GRAPH {roll} {{ {roll} {DCTERMS.identifier} {Literal(str(self))} }}"


def read_registry(call: EngineCall, endpoint: EngineEndpoint, base: str) -> tuple[RegistryEntry, ...]:
    """All entries, the current one last. Raises ``UnreachableError``, ``DeadlineExceededError`` or ``QueryError``."""
    roll = name_registry_graph(base)
    rows: Rows = select_rows(call, endpoint, _ENTRIES, (roll,), (roll,))
    entries = (RegistryEntry.parse(row["entry"]) for row in rows)
    return tuple(sorted(entry for entry in entries if entry is not None))


def list_complete_releases(entries: Sequence[RegistryEntry]) -> tuple[str, ...]:
    """The releases that are whole, the current one first, each once; none that is marked."""
    marked = {entry.release for entry in entries if not entry.number}
    numbered = (entry.release for entry in reversed(entries) if entry.number)
    return tuple(dict.fromkeys(release for release in numbered if release not in marked))


# == What a release should be ==================================================


def count_expected(graph: Path, names: ReleaseNames) -> dict[str, int]:
    """How many statements each graph of a release has, by its name in the engine, from canonical N-Quads."""
    counts: Counter[str] = Counter()
    before = None
    for quad in parse(path=graph, format=RdfFormat.N_QUADS):
        name = quad.graph_name
        if isinstance(name, NamedNode):
            counts[names.renaming.to_engine(name.value)] += 1
        # Lines in order: the same triple of two graphs stands on lines beside each other.
        counts[names.whole] += quad.triple != before
        before = quad.triple
    return dict(counts)


def count_found(
    call: EngineCall, endpoint: EngineEndpoint, names: ReleaseNames, graphs: Mapping[str, int]
) -> dict[str, int]:
    """How many statements the engine has in those graphs. Raises as ``read_registry`` does."""
    named = tuple(graph for graph in graphs if graph != names.whole)
    return dict(_counted(call, endpoint, names, named))


def _counted(
    call: EngineCall, endpoint: EngineEndpoint, names: ReleaseNames, named: tuple[str, ...]
) -> Iterator[tuple[str, int]]:
    if named:
        for row in select_rows(call, endpoint, _COUNTS, (names.whole,), named):
            yield row["graph"], int(row["count"])
    for row in select_rows(call, endpoint, _WHOLE, (names.whole,), named or (names.whole,)):
        yield names.whole, int(row["count"])
