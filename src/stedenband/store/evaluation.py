"""Evaluation of one query with pyoxigraph, and serialization of its whole result; what a worker runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple
from xml.parsers import expat

import pyoxigraph as ox

SOLUTION_FORMATS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
GRAPH_FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/ld+json": ox.RdfFormat.JSON_LD,
}

_XML = ("application/sparql-results+xml", "application/rdf+xml")

_TYPE = b" <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
"""Turtle writes it ``a``, so by itself it uses no prefix."""

_UNSORTED_FACTOR = 8
"""N-Triples may be this many times as long as the answer: a Turtle answer within the limit is never refused for it."""


class LoadedData(NamedTuple):
    """A loaded store. ``union``: its default graph is empty and stands for the union of the named graphs."""

    store: ox.Store
    union: bool
    prefixes: Mapping[str, str]


class Job(NamedTuple):
    """One query as a worker gets it.

    ``default_graphs`` and ``named_graphs`` are ``None`` when the protocol names no data set; ``extract_dataset`` says
    that the query itself has a FROM. ``base`` resolves its relative IRIs.
    """

    text: str
    solutions: str
    graph: str
    default_graphs: list[str] | None
    named_graphs: list[str] | None
    own_dataset: bool
    result_bytes: int
    base: str | None = None


class EvaluatedResult(NamedTuple):
    """A whole answer: ``boolean``, ``solutions`` or ``graph``, its media type, its bytes."""

    kind: Literal["boolean", "solutions", "graph"]
    media_type: str
    body: bytes | bytearray


class EvaluationError(Exception):
    """Why there is no answer.

    ``code`` is ``syntax``, ``function``, ``outside``, ``too-large``, ``unwritable``, ``memory`` or ``engine``.
    """

    def __init__(
        self, code: str, detail: str = "", line: int | None = None, column: int | None = None
    ) -> None:
        super().__init__(code, detail)
        self.code, self.detail, self.line, self.column = code, detail, line, column

    def record(self) -> dict[str, object]:
        """What is sent to the store."""
        return {"fault": self.code, "detail": self.detail, "line": self.line, "column": self.column}


class BoundedBuffer:
    """A buffer that refuses to grow over a limit; what the serializers write into."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.held = bytearray()

    def write(self, piece: bytes) -> int:
        """Take a piece. Raises ``EvaluationError`` (too-large) instead of growing over the limit."""
        if len(self.held) + len(piece) > self._limit:
            raise EvaluationError("too-large")
        self.held += piece
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""


def evaluate(data: LoadedData, job: Job) -> EvaluatedResult:
    """The whole answer, in bytes that are the same each time for a graph. Raises ``EvaluationError``."""
    try:
        return _answer(data, job)
    except SyntaxError as error:
        raise _syntax(str(error)) from None
    except MemoryError:
        raise EvaluationError("memory") from None
    except RuntimeError as error:
        raise EvaluationError("function", str(error)) from None
    except OSError as error:
        # The store is in memory or already open: only SERVICE can have reached for the world.
        raise EvaluationError("outside", str(error)) from None


def _answer(data: LoadedData, job: Job) -> EvaluatedResult:
    results = data.store.query(job.text, base_iri=job.base, **_dataset(data, job))
    if isinstance(results, ox.QueryTriples):
        return EvaluatedResult("graph", job.graph, serialize_graph(results, job, data.prefixes))
    kind: Literal["boolean", "solutions"] = "boolean" if isinstance(results, ox.QueryBoolean) else "solutions"
    return EvaluatedResult(kind, job.solutions, serialize_solutions(results, job))


def serialize_solutions(results: ox.QueryBoolean | ox.QuerySolutions, job: Job) -> bytearray:
    """Rows, or yes and no, in the media type of the job. Raises ``EvaluationError``."""
    output = BoundedBuffer(job.result_bytes)
    results.serialize(output, SOLUTION_FORMATS[job.solutions])  # type: ignore[arg-type]
    return _checked(output.held, job.solutions, job.result_bytes)


def _dataset(data: LoadedData, job: Job) -> dict[str, Any]:
    """The data set: the protocol's when it names one, else that of FROM, else the union of all graphs.

    The protocol's data set replaces the query's altogether (SPARQL 1.1 Protocol, section 2.1.4), so both halves are
    given, be they empty. The engine's union switch would win over FROM, so it is thrown only without one.
    """
    if job.default_graphs is not None or job.named_graphs is not None:
        return {
            "default_graph": [ox.NamedNode(iri) for iri in job.default_graphs or ()],
            "named_graphs": [ox.NamedNode(iri) for iri in job.named_graphs or ()],
        }
    return {"use_default_graph_as_union": True} if data.union and not job.own_dataset else {}


# == Graphs ====================================================================


def serialize_graph(triples: Iterable[ox.Triple], job: Job, prefixes: Mapping[str, str]) -> bytearray:
    """A graph in the media type of the job, the same bytes from any order. Raises ``EvaluationError``."""
    unsorted = BoundedBuffer(job.result_bytes * _UNSORTED_FACTOR)
    if isinstance(triples, ox.QueryTriples):
        triples.serialize(unsorted, ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]  # never an object for each triple
    else:
        ox.serialize(triples, unsorted, ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
    lines = sorted({line + b"\n" for line in bytes(unsorted.held).split(b"\n") if line})
    return _write(_steady(b"".join(lines)), job, prefixes)


def _steady(source: bytes) -> bytes:
    """The same lines with blank nodes named by the graph's form (RDFC-1.0): the engine names them anew each time."""
    if b"_:" not in source:
        return source
    dataset = ox.Dataset(_parse(source))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return b"".join(sorted(f"{quad.triple} .\n".encode() for quad in dataset))


def _write(source: bytes, job: Job, prefixes: Mapping[str, str]) -> bytearray:
    output = BoundedBuffer(job.result_bytes)
    if job.graph == "application/n-triples":
        output.write(source)
        return output.held
    abbreviable = source.replace(_TYPE, b"")
    used = {name: iri for name, iri in prefixes.items() if b"<" + iri.encode() in abbreviable}
    triples = (quad.triple for quad in _parse(source))
    try:
        ox.serialize(triples, output, GRAPH_FORMATS[job.graph], prefixes=used)  # type: ignore[arg-type]
    except OSError as error:
        raise EvaluationError("unwritable", str(error)) from None
    body = _checked(output.held, job.graph, job.result_bytes)
    if job.graph == "application/rdf+xml":
        _read_back(body, source)
    return body


def _parse(source: bytes) -> ox.QuadParser:
    return ox.parse(source, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=False, lenient=True)


# == XML =======================================================================


def _checked(body: bytearray, media_type: str, limit: int) -> bytearray:
    """The body, in XML with carriage returns escaped. Raises ``EvaluationError`` for what XML 1.0 cannot hold.

    The engine writes control characters as they are, and element names for IRIs that have none; a reader of XML
    turns a bare carriage return into a line feed.
    """
    if media_type not in _XML:
        return body
    if b"\r" in body:
        body = body.replace(b"\r", b"&#13;")
        if len(body) > limit:
            raise EvaluationError("too-large")
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(body, True)
    except expat.ExpatError as error:
        raise EvaluationError("unwritable", str(error)) from None
    return body


def _read_back(body: bytearray, source: bytes) -> None:
    """Raise ``EvaluationError`` unless RDF/XML holds exactly the source triples: some predicates do not fit."""
    try:
        parsed = ox.parse(bytes(body), format=ox.RdfFormat.RDF_XML, rename_blank_nodes=False)
        said = {f"{quad.triple} .".encode() for quad in parsed}
    except SyntaxError as error:
        raise EvaluationError("unwritable", str(error)) from None
    if said != {f"{quad.triple} .".encode() for quad in _parse(source)}:
        raise EvaluationError("unwritable", "not every triple can be written in RDF/XML")


# == Faults ====================================================================

_PLACE = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)


def _syntax(message: str) -> EvaluationError:
    match = _PLACE.match(message)
    if match is None:
        return EvaluationError("syntax", message)
    return EvaluationError("syntax", match[3], int(match[1]), int(match[2]))
