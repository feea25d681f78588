"""Normalization of a remote engine's results: read to their end, corrected, and serialized by our own writers.

Rows are always asked for as JSON and graphs as N-Triples, whatever the client wants. JSON tells where it ends and CSV
does not: an engine that runs out of time in the middle appends a sentence, which would pass for a last row. So the
formats of a remote engine's answers, their order and their escapes are those of the embedded one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import IO

import pyoxigraph as ox

from stedenband.ns import XSD
from stedenband.store.evaluation import (
    BoundedBuffer,
    EvaluatedResult,
    Job,
    serialize_graph,
    serialize_solutions,
)
from stedenband.store.protocol import ResultKind
from stedenband.store.remote.engines import EngineAdapter
from stedenband.store.remote.graph_names import IriRenaming

SOLUTIONS = "application/sparql-results+json"
GRAPH = "application/n-triples"

WIRE_FACTOR = 4
"""What an engine sends may be this many times as long as the answer: JSON says in more letters what CSV says."""

_TRUTH = {"1": "true", "0": "false"}

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Check = Callable[[], object]


class BrokenResponseError(Exception):
    """What came is not what it says it is, or not the whole of it."""


class ResultNormalizer:
    """Puts right what came out of an engine: names as they are outside, booleans as words."""

    def __init__(self, engine: EngineAdapter, renaming: IriRenaming) -> None:
        self._renaming, self._truth = renaming, engine.numeric_booleans

    def term(self, term: Term) -> Term:
        """The term as it was published."""
        if isinstance(term, ox.NamedNode):
            return ox.NamedNode(self._renaming.to_public(term.value))
        if isinstance(term, ox.Literal):
            return self._literal(term)
        return self.triple(term) if isinstance(term, ox.Triple) else term

    def triple(self, triple: ox.Triple) -> ox.Triple:
        """The triple as it was published."""
        parts = (triple.subject, triple.predicate, triple.object)
        return ox.Triple(*map(self.term, parts))  # type: ignore[arg-type]

    def _literal(self, term: ox.Literal) -> ox.Literal:
        value = self._renaming.to_public(term.value)
        if term.language is not None:
            return ox.Literal(value, language=term.language)
        if self._truth and term.datatype == XSD.boolean:
            return ox.Literal(_TRUTH.get(value, value), datatype=XSD.boolean)
        if term.datatype == XSD.decimal:
            return ox.Literal(_shortest(value), datatype=XSD.decimal)
        return ox.Literal(value, datatype=ox.NamedNode(self._renaming.to_public(term.datatype.value)))


def _shortest(value: str) -> str:
    """A decimal as the embedded engine writes it: ``5`` for ``5.0``, ``0.5`` for ``.50``."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return f"{number.normalize():f}" if number.is_finite() else value


# == Rows ======================================================================


def read_solutions(
    body: IO[bytes],
    asked: ResultKind,
    job: Job,
    normalizer: ResultNormalizer,
    variables: Sequence[str],
    check: Check,
) -> tuple[EvaluatedResult, int]:
    """Rows, or yes and no as ``asked`` says, in the media type that is wanted, and how many rows came.

    ``variables`` are the columns the query has; an engine's further ones are left out. ``check`` is called now and
    then, to raise when nobody waits any more. Raises ``BrokenResponseError``, and ``EvaluationError`` as the
    serializers do.
    """
    try:
        results = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
        if asked == "boolean" and isinstance(results, ox.QuerySolutions):
            results = _yes_or_no(results)
        if isinstance(results, ox.QueryBoolean):
            return EvaluatedResult("boolean", job.solutions, serialize_solutions(results, job)), 1
        if not isinstance(results, ox.QuerySolutions):
            raise BrokenResponseError("neither rows nor a boolean came")
        rows, number = _rows(results, normalizer, variables, job.result_bytes * WIRE_FACTOR, check)
    except (SyntaxError, ValueError, OSError) as error:
        raise BrokenResponseError(str(error)) from error
    mended = ox.parse_query_results(bytes(rows), format=ox.QueryResultsFormat.JSON)
    assert isinstance(mended, ox.QuerySolutions)  # noqa: S101 - written above
    return EvaluatedResult("solutions", job.solutions, serialize_solutions(mended, job)), number


def _yes_or_no(results: ox.QuerySolutions) -> ox.QueryBoolean:
    """The answer of an ASK that came as rows: one with the number 1, or none (Virtuoso)."""
    yes = any(isinstance(row[0], ox.Literal) and row[0].value == "1" for row in results)
    told = ox.parse_query_results(
        json.dumps({"head": {}, "boolean": yes}).encode(), format=ox.QueryResultsFormat.JSON
    )
    assert isinstance(told, ox.QueryBoolean)  # noqa: S101 - written here
    return told


def _rows(
    results: ox.QuerySolutions,
    normalizer: ResultNormalizer,
    variables: Sequence[str],
    limit: int,
    check: Check,
) -> tuple[bytearray, int]:
    output, number = BoundedBuffer(limit), 0
    found = [variable.value for variable in results.variables]
    columns = [(name, found.index(name) if name in found else None) for name in variables]
    output.write(f'{{"head":{{"vars":{json.dumps(list(variables))}}},"results":{{"bindings":['.encode())
    for row in results:
        if not number % 1024:
            check()
        cells = {
            name: normalizer.term(term)
            for name, place in columns
            if place is not None and (term := row[place]) is not None
        }
        line = json.dumps({name: _cell(term) for name, term in cells.items()})
        output.write((f",{line}" if number else line).encode())
        number += 1
    output.write(b"]}}")
    return output.held, number


def _cell(term: Term) -> Mapping[str, object]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        names = ("subject", "predicate", "object")
        parts = (term.subject, term.predicate, term.object)
        return {
            "type": "triple",
            "value": {name: _cell(part) for name, part in zip(names, parts, strict=True)},
        }
    if term.language is not None:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    if term.datatype == XSD.string:
        return {"type": "literal", "value": term.value}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


# == Graphs ====================================================================


def read_graph(
    body: IO[bytes], job: Job, normalizer: ResultNormalizer, prefixes: Mapping[str, str], check: Check
) -> tuple[EvaluatedResult, int]:
    """A graph in the media type that is wanted, and how many triples came. Raises as ``solutions`` does."""
    came = _NormalizedTriples(body, normalizer, check)
    try:
        written = serialize_graph(iter(came), job, prefixes)
    except (SyntaxError, ValueError, OSError) as error:
        raise BrokenResponseError(str(error)) from error
    return EvaluatedResult("graph", job.graph, written), came.number


class _NormalizedTriples:
    """The triples of an N-Triples document, mended and counted as they go by."""

    def __init__(self, body: IO[bytes], normalizer: ResultNormalizer, check: Check) -> None:
        self._parsed = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)
        self._normalizer, self._check = normalizer, check
        self.number = 0

    def __iter__(self) -> Iterator[ox.Triple]:
        for quad in self._parsed:
            if not self.number % 1024:
                self._check()
            self.number += 1
            yield self._normalizer.triple(quad.triple)
