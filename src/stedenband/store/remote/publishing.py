"""Publishing a release to a remote engine: loaded beside the others, compared, switched to in one step.

::

    mark     the registry says that the release is being loaded
    load     its graphs are filled, under names of their own; nobody reads those yet
    compare  every graph has as many statements as the release, and the things that are looked at say the same
    switch   the mark goes, and the entry that makes the release current counts: one statement, there or not there
    sweep    every release but this one and the one before is marked, emptied and struck off

Whatever ends this in the middle, the engine or the publisher, readers have the release they had. The next publication
drops what was left over: the registry names it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from stedenband.errors import SurroundingsError
from stedenband.message import N_, LazyMessage
from stedenband.ns import GRAPHS
from stedenband.settings import Settings
from stedenband.store import faults
from stedenband.store.protocol import Budget
from stedenband.store.remote import release_registry
from stedenband.store.remote.addresses import WriteAddresses, write_addresses
from stedenband.store.remote.engine_session import EngineSession
from stedenband.store.remote.graph_names import ReleaseNames
from stedenband.store.remote.http_transport import (
    EngineAddress,
)
from stedenband.store.remote.release_lines import read_lines, sample_things, to_normal_lines
from stedenband.store.remote.release_registry import RegistryEntry
from stedenband.store.remote.results import GRAPH, ResultNormalizer
from stedenband.store.remote.sparql_client import send_query

KEPT = 2
"""Releases that stay in the engine: the current one and the one before it."""

_GRAPH_BYTES = 4 * 1024 * 1024
_UPDATE_LINES = 500
_GRAPH_LINES = 50_000
"""How much goes in one request: Virtuoso compiles an update as it would a program, and refuses a long one."""

_LOOKED_AT = 2000
_AT_ONCE = 100
_COMPARE_BYTES = 256 * 1024 * 1024
"""So many things of a release have all they say compared, so many in one request."""

Step = Callable[[LazyMessage], None]


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publication did: the entry that is current now, and whether anything had to be loaded."""

    entry: RegistryEntry
    loaded: bool


def publish(
    graph: Path, settings: Settings, *, base: str, release: str, step: Step | None = None
) -> Publication:
    """Publish the release whose canonical N-Quads these are, and make it current.

    ``step`` is told the message key of each step as it begins. A release that is there already and whole is only made
    current. Raises ``SurroundingsError`` when the engine fails, is not what it should be, or keeps something else than
    it was given; ``UsageError`` where no address for writing is known.
    """
    publisher = _ReleasePublisher.connect(graph, settings, base, release)
    return publisher.run(step or (lambda _: None))


def list_published_releases(settings: Settings, base: str) -> tuple[str, ...]:
    """The releases that the engine holds whole, the current one first. Raises ``SurroundingsError``."""
    session = EngineSession.connect(settings)
    return release_registry.list_complete_releases(
        session.do(lambda call: release_registry.read_registry(call, session.endpoint, base))
    )


@dataclass(frozen=True, slots=True)
class _ReleasePublisher:
    graph: Path
    session: EngineSession
    writing: WriteAddresses
    names: ReleaseNames
    counts: Mapping[str, int]

    @classmethod
    def connect(cls, graph: Path, settings: Settings, base: str, release: str) -> _ReleasePublisher:
        session = EngineSession.connect(settings)
        engine = session.endpoint.engine
        names = ReleaseNames(base, release, engine.private_names)
        return cls(
            graph,
            session,
            write_addresses(settings, engine),
            names,
            release_registry.count_expected(graph, names),
        )

    def run(self, step: Step) -> Publication:
        entries = self._entries()
        loaded = (
            self.names.release not in release_registry.list_complete_releases(entries)
            or self._found() != self.counts
        )
        if loaded:
            step(N_("Loading the release into the engine"))
            self._mark(self.names.release, entries)
            self._drop(self.names.release)
            self._load()
            step(N_("Comparing the engine with the release"))
            self._compare()
        step(N_("Switching the engine to the release"))
        entry = self._switch()
        self._sweep()
        return Publication(entry, loaded)

    # -- The registry ----------------------------------------------------------------

    def _entries(self) -> tuple[RegistryEntry, ...]:
        return self.session.do(
            lambda call: release_registry.read_registry(call, self.session.endpoint, self.names.base)
        )

    def _mark(self, release: str, entries: Sequence[RegistryEntry]) -> None:
        """Say that the release is not whole, or soon will not be; only then may its graphs be touched."""
        self._enter(RegistryEntry(0, release))
        self._strike(entry for entry in entries if entry.release == release and entry.number)

    def _switch(self) -> RegistryEntry:
        """Make the release current, unless it is."""
        release = self.names.release
        entries = self._entries()
        last = max((entry for entry in entries if entry.number), default=RegistryEntry(0, ""))
        entry = last if last.release == release else RegistryEntry(last.number + 1, release)
        self._enter(entry)
        self._strike([RegistryEntry(0, release)])  # this is the moment
        return entry

    def _sweep(self) -> None:
        """Drop every release but the kept ones, and old entries of those."""
        entries = self._entries()
        kept = release_registry.list_complete_releases(entries)[:KEPT]
        newest = {entry.release: entry for entry in entries}
        for release in dict.fromkeys(entry.release for entry in entries):
            if release not in kept:
                self._mark(release, entries)
                self._drop(release)
                self._strike([RegistryEntry(0, release)])
        self._strike(entry for entry in entries if entry.release in kept and entry != newest[entry.release])

    def _enter(self, entry: RegistryEntry) -> None:
        self._update([f"INSERT DATA {{ {entry.statement(self.names.base)} }}"])

    def _strike(self, entries: Iterable[RegistryEntry]) -> None:
        self._update([f"DELETE DATA {{ {entry.statement(self.names.base)} }}" for entry in entries])

    # -- The graphs ----------------------------------------------------------------

    def _drop(self, release: str) -> None:
        """Empty every graph that the release has or may have been given."""
        names = replace(self.names, release=release)
        public = {f"{names.base}id/graph/{name}" for name in GRAPHS}
        own = self.counts if release == self.names.release else ()
        all_names = sorted({names.whole, *names.to_engine(public), *own})
        self._update([f"DROP SILENT GRAPH {ox.NamedNode(name)}" for name in all_names])

    def _load(self) -> None:
        for name, lines in self._pieces():
            if self.writing.graphs is None:
                data = b"".join(lines).decode()
                self._update([f"INSERT DATA {{ GRAPH {ox.NamedNode(name)} {{\n{data}}} }}"])
            else:
                self._post(self.writing.graphs, name, b"".join(lines))

    def _pieces(self) -> Iterator[tuple[str, list[bytes]]]:
        """The statements of the release as N-Triples, a piece for one graph at a time, each graph in several."""
        most = _UPDATE_LINES if self.writing.graphs is None else _GRAPH_LINES
        held: dict[str, list[bytes]] = {}
        sizes: dict[str, int] = {}
        before = None
        for name, line in read_lines(self.graph, self.names):
            targets = (name,) if line == before else (name, self.names.whole)
            before = line
            for target in targets:
                held.setdefault(target, []).append(line)
                sizes[target] = sizes.get(target, 0) + len(line)
                if len(held[target]) >= most or sizes[target] >= _GRAPH_BYTES:
                    yield target, held.pop(target)
                    sizes[target] = 0
        yield from held.items()

    def _post(self, graphs: EngineAddress, name: str, data: bytes) -> None:
        """Add triples to a graph (SPARQL 1.1 Graph Store HTTP Protocol, section 5.5)."""
        mark = "&" if "?" in graphs.url else "?"
        parameter = self.session.endpoint.engine.graph_parameter
        address = replace(graphs, url=f"{graphs.url}{mark}{parameter}={quote(name, safe='')}")
        self.session.write(lambda call: call.put(address, "POST", data, GRAPH))

    def _update(self, operations: Sequence[str]) -> None:
        """Have operations done one after the other; nothing hangs on their being done together."""
        if operations:
            text = " ;\n".join(operations)
            self.session.write(lambda call: call.update(self.writing.update, text))

    # -- Whether it is what it should be ---------------------------------------------

    def _found(self) -> Mapping[str, int]:
        return self.session.do(
            lambda call: release_registry.count_found(call, self.session.endpoint, self.names, self.counts)
        )

    def _compare(self) -> None:
        """Raise ``SurroundingsError`` when the engine holds something else than the release."""
        found = self._found()
        for graph, count in self.counts.items():
            if found.get(graph, 0) != count:
                public = self.names.renaming.to_public(graph)
                values = {"graph": public, "found": found.get(graph, 0), "wanted": count}
                raise faults.make_error(
                    SurroundingsError,
                    N_(
                        "The engine holds {found} statements of graph {graph} where the release has "
                        "{wanted}. It was not switched to; readers keep the release they had."
                    ),
                    **values,
                )
        things = sample_things(self.graph, _LOOKED_AT)
        for some in iter(lambda: dict(islice(things, _AT_ONCE)), {}):
            self._compare_things(some)

    def _compare_things(self, things: Mapping[ox.NamedNode, list[ox.Triple]]) -> None:
        subjects = " ".join(self.names.renaming.to_engine(str(thing)) for thing in things)
        text = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?s {{ {subjects} }} ?s ?p ?o }}"
        whole = (self.names.whole,)
        reply = self.session.do(
            lambda call: send_query(
                call, self.session.endpoint, text, GRAPH, whole, whole, Budget(), _COMPARE_BYTES
            )
        )
        normalizer = ResultNormalizer(self.session.endpoint.engine, self.names.renaming)
        with reply:
            try:
                parsed = ox.parse(reply.body, format=ox.RdfFormat.N_TRIPLES)
                got = to_normal_lines(normalizer.triple(quad.triple) for quad in parsed)
            except (SyntaxError, ValueError) as error:
                values = {"thing": next(iter(things)).value}
                raise faults.make_error(
                    SurroundingsError,
                    N_(
                        "The engine gives back something else about {thing} than it was given. The release "
                        "was not switched to; readers keep the one they had."
                    ),
                    **values,
                ) from error
        missing = sorted(to_normal_lines(triple for said in things.values() for triple in said) - got)
        if missing:
            thing = missing[0].partition(b" ")[0].decode().strip("<>")
            raise faults.make_error(
                SurroundingsError,
                N_(
                    "The engine gives back something else about {thing} than it was given. The release "
                    "was not switched to; readers keep the one they had."
                ),
                thing=thing,
            )
