"""What a test expects and what came out, in one form that can be compared: sets of triples without names for blanks.

A table of solutions becomes a graph with a node for each row, so that one comparison, that of graphs, serves both. The
order of rows is part of it where the query has an ORDER BY. Numbers and booleans are compared by datatype and value,
language tags without regard to case (RDF 1.1 Concepts, section 3.3); everything else letter by letter. So ``1`` and
``1.0`` of one datatype are the same, an ``xsd:integer`` and an ``xsd:negativeInteger`` are not.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

from w3c.manifests import FORMATS, Node

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"

RESULT_FORMATS = {
    ".srx": ox.QueryResultsFormat.XML,
    ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}
MEDIA_TYPES = {
    ".srx": "application/sparql-results+xml",
    ".srj": "application/sparql-results+json",
    ".tsv": "text/tab-separated-values",
    ".csv": "text/csv",
}
"""The format in which an answer is asked for is the one the expectation is written in, so each writer is tested."""

_EXACT = re.compile(
    "(integer|decimal|int|long|short|byte)|(non)?(Negative|Positive|negative|positive)Integer|unsigned.*"
)

Row = dict[str, Node]


@dataclass(frozen=True, slots=True)
class Outcome:
    """``boolean``, or the columns and the triples that stand for rows or a graph."""

    boolean: bool | None = None
    columns: frozenset[str] = frozenset()
    triples: frozenset[ox.Quad] = frozenset()


def of_graph(quads: Iterable[ox.Quad]) -> Outcome:
    """The outcome that a graph is."""
    return Outcome(triples=_nameless(ox.Quad(q.subject, q.predicate, _plain(q.object)) for q in quads))


def of_rows(columns: Iterable[str], rows: Sequence[Row], *, ordered: bool) -> Outcome:
    """The outcome that a table of solutions is."""
    return Outcome(columns=frozenset(columns), triples=_nameless(_row_triples(rows, ordered=ordered)))


def _row_triples(rows: Sequence[Row], *, ordered: bool) -> Iterator[ox.Quad]:
    """Equal rows without blank nodes are counted instead of repeated: a hundred alike have no telling order."""
    seen: dict[tuple[object, ...], int] = {}
    for number, row in enumerate(rows):
        cells = {column: _plain(value) for column, value in row.items()}
        key = tuple(sorted((column, str(value)) for column, value in cells.items()))
        seen[key] = seen.get(key, 0) + 1
        place = number if ordered else seen[key]
        node = ox.BlankNode()
        yield ox.Quad(node, ox.NamedNode(RS + "index"), ox.Literal(place))
        for column, value in cells.items():
            yield ox.Quad(node, ox.NamedNode(f"urn:column:{column}"), value)


def _nameless(quads: Iterable[ox.Quad]) -> frozenset[ox.Quad]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return frozenset(dataset)


def _plain(term: Node) -> Node:
    if isinstance(term, ox.Triple):
        return ox.Triple(term.subject, term.predicate, _plain(term.object))
    if not isinstance(term, ox.Literal):
        return term
    if term.language is not None:
        return ox.Literal(term.value, language=term.language.lower(), direction=term.direction)
    datatype = term.datatype.value
    if not datatype.startswith(XSD):
        return term
    try:
        return ox.Literal(_number(term.value, datatype.removeprefix(XSD)), datatype=term.datatype)
    except ArithmeticError:
        return term
    except ValueError:
        return term


def _number(text: str, kind: str) -> str:
    """One way to write a number of that datatype; anything else as it is."""
    if _EXACT.fullmatch(kind):
        return format(Decimal(text).normalize(), "f")
    if kind in ("double", "float"):
        return repr(float(text))
    return {"1": "true", "0": "false"}.get(text, text) if kind == "boolean" else text


# == Read ======================================================================


def expected(path: Path, base: str, *, ordered: bool) -> Outcome:
    """What a result file of the suites says."""
    if path.suffix in RESULT_FORMATS:
        return of_answer(path.read_bytes(), path.suffix, ordered=ordered)
    quads = list(ox.parse(path=path, format=FORMATS[path.suffix], base_iri=base))
    sets = [quad.subject for quad in quads if quad.object == ox.NamedNode(RS + "ResultSet")]
    return _result_set(sets[0], quads) if sets else of_graph(quads)


def of_answer(body: bytes, suffix: str, *, ordered: bool) -> Outcome:
    """The outcome that serialized solutions, or a boolean, are."""
    results = ox.parse_query_results(body, RESULT_FORMATS[suffix])
    if isinstance(results, ox.QueryBoolean):
        return Outcome(boolean=bool(results))
    columns = [variable.value for variable in results.variables]
    return of_rows(columns, [_row(columns, solution) for solution in results], ordered=ordered)


def _row(columns: Sequence[str], solution: ox.QuerySolution) -> Row:
    return {column: value for column in columns if (value := solution[column]) is not None}


def _result_set(head: Node, quads: Sequence[ox.Quad]) -> Outcome:
    """A result in the vocabulary of result sets; with indexes where the order counts."""

    def values(subject: Node, name: str) -> list[Node]:
        return [q.object for q in quads if q.subject == subject and q.predicate == ox.NamedNode(RS + name)]

    for boolean in values(head, "boolean"):
        return Outcome(boolean=boolean.value == "true")  # type: ignore[union-attr]
    solutions = values(head, "solution")
    indexed = all(values(solution, "index") for solution in solutions) and bool(solutions)
    if indexed:
        solutions.sort(key=lambda solution: int(values(solution, "index")[0].value))  # type: ignore[union-attr]
    columns = [value.value for value in values(head, "resultVariable")]  # type: ignore[union-attr]
    rows = [
        {values(pair, "variable")[0].value: values(pair, "value")[0] for pair in values(solution, "binding")}  # type: ignore[union-attr]
        for solution in solutions
    ]
    return of_rows(columns, rows, ordered=indexed)


def of_csv(body: bytes, *, ordered: bool) -> Outcome:
    """The outcome of CSV results: texts without types, blank nodes by their ``_:`` alone."""
    header, *lines = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
    rows = [{column: _cell(cell) for column, cell in zip(header, line, strict=True)} for line in lines]
    return of_rows(header, rows, ordered=ordered)


def _cell(text: str) -> Node:
    """CSV keeps no datatypes: what looks like a number is compared as one."""
    if re.fullmatch(r"_:\w+", text):
        return ox.BlankNode(text[2:])
    number = re.fullmatch(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", text) is not None
    return ox.Literal(float(text)) if number else ox.Literal(text)


def is_ordered(text: str) -> bool:
    """Whether the order of the solutions counts: the query, not a part of it, has an ORDER BY."""
    outside, depth = [], 0
    for piece in re.split(r"([{}])", re.sub(r"#[^\n]*", "", text)):
        depth += {"{": 1, "}": -1}.get(piece, 0)
        outside.append(piece if depth == 0 else "")
    return re.search(r"ORDER\s+BY", "".join(outside), re.IGNORECASE) is not None
