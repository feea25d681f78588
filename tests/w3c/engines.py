"""The two ways a case is run: through the store that serves the public, and on the bare engine beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pyoxigraph as ox

from stedenband.errors import QueryRefusedError, QuerySyntaxError
from stedenband.message import N_
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore, Query
from w3c.manifests import FORMATS, Case, iri_of
from w3c.results import MEDIA_TYPES, Outcome, expected, is_ordered, of_answer, of_csv, of_graph

DEFAULT = "urn:stedenband:test:default"
"""Name of the graph that stands for the default graph of a case: a release has named graphs only."""


Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
Result = TypeVar("Result")

_NAMELESS = ox.DefaultGraph()


class Engine(Protocol):
    """What answers the query of a case."""

    def ask(self, case: Case) -> tuple[str, bytes]:
        """The kind of the answer and its bytes: solutions in the type of the case's result, graphs as N-Triples."""

    def parses(self, case: Case) -> bool:
        """Whether the query is taken as one."""

    def close(self) -> None:
        """Give back what it holds."""


def passes(case: Case, engine: Engine) -> bool:
    """Whether the engine does with a case what the suite demands."""
    if case.kind != "evaluation":
        return engine.parses(case) == (case.kind == "positive")
    assert case.result is not None
    kind, body = engine.ask(case)
    ordered = is_ordered(case.text)
    if case.result.suffix == ".csv":
        return of_csv(body, ordered=ordered) == of_csv(case.result.read_bytes(), ordered=ordered)
    wanted = expected(case.result, case.base, ordered=ordered)
    return _outcome(kind, body, solutions_suffix(case), ordered=ordered) == wanted


def solutions_suffix(case: Case) -> str:
    """The suffix of the format in which solutions are asked for; expectations in RDF are compared over JSON."""
    return case.result.suffix if case.result and case.result.suffix in MEDIA_TYPES else ".srj"


def _outcome(kind: str, body: bytes, suffix: str, *, ordered: bool) -> Outcome:
    if kind == "graph":
        return of_graph(ox.parse(body, format=ox.RdfFormat.N_TRIPLES))
    return of_answer(body, suffix, ordered=ordered)


def quads_of(case: Case, folder: Path, *, default: Graph = _NAMELESS) -> Iterator[ox.Quad]:
    """The data of a case, what is in no named graph under the name ``default``."""
    for path in case.data:
        yield from _read(path, folder, default)
    for iri, path in case.graphs:
        yield from _read(path, folder, ox.NamedNode(iri))


def _read(path: Path, folder: Path, default: Graph) -> Iterator[ox.Quad]:
    for quad in ox.parse(path=path, format=FORMATS[path.suffix], base_iri=iri_of(path, folder)):
        graph = default if quad.graph_name == _NAMELESS else quad.graph_name
        yield ox.Quad(quad.subject, quad.predicate, quad.object, graph)


class Bare:
    """The engine alone, in this process."""

    def __init__(self, case: Case, folder: Path) -> None:
        self._store = ox.Store()
        self._store.extend(quads_of(case, folder))
        for iri, _ in case.graphs:
            self._store.add_graph(ox.NamedNode(iri))

    def ask(self, case: Case) -> tuple[str, bytes]:
        """The answer, written by the engine itself."""
        results = self._store.query(case.text, base_iri=case.base)
        if isinstance(results, ox.QueryTriples):
            return "graph", ox.serialize(results, format=ox.RdfFormat.N_TRIPLES) or b""
        return "solutions", results.serialize(format=_BARE_FORMATS[solutions_suffix(case)]) or b""

    def parses(self, case: Case) -> bool:
        """Whether the engine's parser takes it."""
        try:
            self._store.query(case.text, base_iri=case.base)
        except SyntaxError:
            return False
        except RuntimeError:  # a function that there is not
            return True
        return True

    def close(self) -> None:
        """Nothing to give back."""


_BARE_FORMATS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
    ".csv": ox.QueryResultsFormat.CSV,
}


class Served:
    """The store room: an ``EmbeddedStore`` over the case's data, with its checks, its workers, its wire."""

    def __init__(self, case: Case, folder: Path, loop: asyncio.AbstractEventLoop, scratch: Path) -> None:
        self._loop = loop
        release = scratch / "graph.nq"
        quads = set(quads_of(case, folder, default=ox.NamedNode(DEFAULT)))
        release.write_bytes(b"".join(sorted(f"{quad} .\n".encode() for quad in quads)))
        self._store: EmbeddedStore = self._wait(EmbeddedStore.open(release, Settings(workers=1)))
        self._named = tuple(sorted({*self._store.graphs, *(iri for iri, _ in case.graphs)} - {DEFAULT}))

    def ask(self, case: Case) -> tuple[str, bytes]:
        """The answer, as the web room gets it."""
        own = "FROM" in case.text.upper()
        query = Query(
            case.text,
            solutions=MEDIA_TYPES[solutions_suffix(case)],
            graph="application/n-triples",
            default_graphs=() if own else (DEFAULT,),
            named_graphs=() if own else self._named,
            base=case.base,
        )
        answer = self._wait(self._store.query(query))
        return answer.kind, answer.body

    def parses(self, case: Case) -> bool:
        """Whether it is taken as a query. A function that there is not is found missing after the parser is done."""
        try:
            self._wait(self._store.query(Query(case.text, default_graphs=(DEFAULT,), base=case.base)))
        except QuerySyntaxError:
            return False
        except QueryRefusedError as error:
            if error.wording != N_("A function in the query is not offered: {detail}"):
                raise
        return True

    def close(self) -> None:
        """End the workers."""
        self._wait(self._store.close())

    def _wait(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self._loop.run_until_complete(work)
