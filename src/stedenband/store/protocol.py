"""``Store`` protocol, and the values that go in and come out: ``Query``, ``Budget``, ``QueryResult``, ``Stats``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from stedenband.settings import MIB

ResultKind = Literal["boolean", "solutions", "graph"]

Lane = Literal["public", "pages"]
"""``public``: a client's query. ``pages``: one of our own pages, which never waits behind those."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one query may cost: wall-clock seconds, bytes of memory, bytes of serialized answer."""

    seconds: float = 30.0
    memory: int = 512 * MIB
    result_bytes: int = 64 * MIB


@dataclass(frozen=True, slots=True)
class Query:
    """A SPARQL query and the media types its answer should have, one for each kind of answer.

    ``default_graphs`` and ``named_graphs`` are the protocol's data set (SPARQL 1.1 Protocol, section 2.1.4): IRIs
    of graphs, never fetched: one that the release does not have is empty. Without them and without FROM the default
    graph is the union of all. ``base`` is what relative IRIs of a text without a BASE are resolved against.
    ``client`` is who asks, as far as is known: where queries have to wait, one client does not hold up another.
    """

    text: str
    solutions: str = "application/sparql-results+json"
    graph: str = "application/n-triples"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    budget: Budget | None = None
    lane: Lane = "public"
    base: str | None = None
    client: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class QueryResult:
    """A whole answer: its kind, the media type really used, the bytes, and the seconds it took."""

    kind: ResultKind
    media_type: str
    body: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Stats:
    """What a store is doing at this moment; ``restarts`` counts since it was opened. Empty where it has none of it.

    ``workers``, ``busy`` and ``waiting`` are by lane, ``restarts`` by reason, ``processes`` (their pids) by what they
    are.
    """

    workers: Mapping[str, int] = field(default_factory=dict)
    busy: Mapping[str, int] = field(default_factory=dict)
    waiting: Mapping[str, int] = field(default_factory=dict)
    restarts: Mapping[str, int] = field(default_factory=dict)
    processes: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


class Store(Protocol):
    """The queryable graph of one release."""

    async def query(self, query: Query) -> QueryResult:
        """The whole answer, never a part of it. Cancelling the task frees the engine at once.

        Raises the ``QueryError`` that says what happened: syntax, refused, too big, time, memory, size,
        overload, engine.
        """

    async def ready(self) -> bool:
        """Whether a query would be answered now: asks the engine a trivial one."""

    def stats(self) -> Stats:
        """Figures for whoever runs the server; costs nothing."""

    async def close(self) -> None:
        """Give everything back: processes, files, connections. Running queries end with ``EngineError``."""
