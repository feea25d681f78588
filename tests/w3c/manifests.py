"""The W3C test manifests as lists of cases: what is asked, over which data, and what has to come out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Store, Triple

ROOT_IRI = "https://w3c.github.io/rdf-tests/sparql/"
"""The IRI that stands for the folder of the suites: relative IRIs in its files are resolved under it."""

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"

FORMATS = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".rdf": RdfFormat.RDF_XML, ".nq": RdfFormat.N_QUADS,
           ".trig": RdfFormat.TRIG}  # fmt: skip

Node = NamedNode | BlankNode | Literal | Triple
Subject = NamedNode | BlankNode


def suites() -> Path | None:
    """The folder with ``sparql11`` and ``sparql12``, ``None`` where it is absent."""
    checkout = Path(__file__).resolve().parents[2]
    shared = Path(os.environ.get("STEDENBAND_SHARED") or checkout.parent / "shared")
    folder = shared / "w3c" / "rdf-tests" / "sparql"
    return folder if folder.is_dir() else None


def iri_of(path: Path, folder: Path) -> str:
    """The IRI of a file of the suites."""
    return ROOT_IRI + path.relative_to(folder).as_posix()


class Manifest:
    """One manifest, to be walked from node to node."""

    def __init__(self, path: Path, folder: Path) -> None:
        self.folder = folder
        self.base = iri_of(path, folder)
        self._graph = Store()
        self._graph.load(path=path, format=FORMATS[path.suffix], base_iri=self.base)

    def values(self, subject: Node, predicate: str) -> list[Node]:
        """The objects of a subject and predicate."""
        if isinstance(subject, Literal | Triple):
            return []
        return [
            quad.object for quad in self._graph.quads_for_pattern(subject, NamedNode(predicate), None, None)
        ]

    def value(self, subject: Node, predicate: str) -> Node | None:
        """The only object of a subject and predicate, or ``None``."""
        return next(iter(self.values(subject, predicate)), None)

    def text(self, subject: Node, predicate: str) -> str:
        """The value of the only object, empty where there is none."""
        value = self.value(subject, predicate)
        return value.value if isinstance(value, Literal | NamedNode) else ""

    def path(self, node: Node | None) -> Path | None:
        """The file that an IRI of the suites names."""
        if not isinstance(node, NamedNode):
            return None
        assert node.value.startswith(ROOT_IRI), node
        return self.folder / node.value.removeprefix(ROOT_IRI)

    def items(self, head: Node | None) -> Iterator[Node]:
        """The members of an RDF list."""
        while isinstance(head, BlankNode):
            first = self.value(head, RDF + "first")
            assert first is not None
            yield first
            head = self.value(head, RDF + "rest")

    def entries(self) -> Iterator[Node]:
        """The tests, in order."""
        for quad in list(self._graph.quads_for_pattern(None, NamedNode(MF + "entries"), None, None)):
            yield from self.items(quad.object)


@dataclass(frozen=True, slots=True)
class Case:
    """One query test.

    ``kind`` is ``evaluation``, ``positive`` or ``negative`` (syntax); ``data`` is the default graph, ``graphs`` the
    named ones by their IRI; ``result`` the file that says what comes out of an evaluation.
    """

    name: str
    kind: str
    query: Path
    base: str
    data: tuple[Path, ...] = ()
    graphs: tuple[tuple[str, Path], ...] = ()
    result: Path | None = None
    federated: bool = False

    @property
    def text(self) -> str:
        """The query."""
        return self.query.read_text(encoding="utf-8")


_KINDS = {
    "QueryEvaluationTest": "evaluation",
    "CSVResultFormatTest": "evaluation",
    "PositiveSyntaxTest11": "positive",
    "PositiveSyntaxTest": "positive",
    "NegativeSyntaxTest11": "negative",
    "NegativeSyntaxTest": "negative",
}
"""Types of query tests; every other type is a test of something else."""


@cache
def query_cases(folder: Path, *parts: str) -> tuple[Case, ...]:
    """The query tests of these parts of the suites (``sparql11/aggregates``), in the order of the manifests."""
    return tuple(
        case for part in parts for case in _cases(part, Manifest(folder / part / "manifest.ttl", folder))
    )


def _cases(part: str, manifest: Manifest) -> Iterator[Case]:
    for entry in manifest.entries():
        kind = _KINDS.get(manifest.text(entry, RDF + "type").removeprefix(MF))
        if kind is not None:
            assert isinstance(entry, NamedNode)
            yield _case(f"{part}/{entry.value.rpartition('#')[2]}", kind, entry, manifest)


def _case(name: str, kind: str, entry: Node, manifest: Manifest) -> Case:
    action = manifest.value(entry, MF + "action")
    assert action is not None, name
    query = manifest.path(manifest.value(action, QT + "query") or action)
    assert query is not None, name
    return Case(
        name=name,
        kind=kind,
        query=query,
        base=iri_of(query, manifest.folder),
        data=tuple(path for path in map(manifest.path, manifest.values(action, QT + "data")) if path),
        graphs=tuple(sorted(_graph(manifest, node) for node in manifest.values(action, QT + "graphData"))),
        result=manifest.path(manifest.value(entry, MF + "result")),
        federated=bool(manifest.values(action, QT + "serviceData")),
    )


def _graph(manifest: Manifest, node: Node) -> tuple[str, Path]:
    """A named graph: its IRI is that of its file, or the label that stands beside the file."""
    path = manifest.path(node) or manifest.path(manifest.value(node, QT + "graph"))
    assert path is not None, node
    return manifest.text(node, RDFS + "label") or iri_of(path, manifest.folder), path
