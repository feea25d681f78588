"""Statements to bytes: a document in memory, or a dump as a stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import IO

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse

from stedenband.errors import FormatError
from stedenband.formats.json_ld import write_json_ld, write_json_ld_body, write_json_ld_head
from stedenband.formats.media import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from stedenband.formats.nquads import stream_ntriples, write_nquads_lines, write_ntriples_lines
from stedenband.formats.order import (
    Statement,
    SubjectDescription,
    describe_sorted_subjects,
    describe_subjects,
)
from stedenband.formats.rdf_xml import write_xml_body, write_xml_head
from stedenband.formats.turtle import (
    GraphName,
    PrefixedNames,
    write_trig_body,
    write_turtle_body,
    write_turtle_head,
)
from stedenband.ns import Iris

Head = Callable[[PrefixedNames], str]
Body = Callable[[Iterable[SubjectDescription], PrefixedNames], Iterator[str]]

_BY_SUBJECT: Mapping[Format, tuple[Head, Body]] = {
    TURTLE: (write_turtle_head, write_turtle_body),
    RDF_XML: (write_xml_head, write_xml_body),
    JSON_LD: (lambda _: write_json_ld_head(), lambda descriptions, _: write_json_ld_body(descriptions)),
}
"""Formats that are written one subject after another. The body comes first: the head names the prefixes it used."""

_SPOOLED = 16 * 1024 * 1024
"""Bytes of the body of a dump that wait in memory for its head; more wait in a file."""

WRITABLE = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML, N_QUADS, TRIG)
"""The formats that ``write`` writes."""


def write(
    statements: Iterable[Statement],
    format: Format,  # noqa: A002 - the word everybody uses for it
    *,
    iris: Iris,
    about: NamedNode | None = None,
) -> bytes:
    """The statements in one of ``WRITABLE``: the same bytes from any order, none written twice.

    Named graphs are kept by N-Quads and TriG and merged by the others. ``about`` is the thing a JSON-LD document
    begins with; its context stands in it.
    Raises ``FormatError`` for another format, and for what a format cannot hold (a control character in RDF/XML).
    """
    if format == N_QUADS:
        return b"".join(write_nquads_lines(statements))
    if format == N_TRIPLES:
        return b"".join(write_ntriples_lines(statements))
    if format == JSON_LD:
        return write_json_ld(describe_subjects(statements), about)
    names = PrefixedNames(iris.prefixes)
    if format == TRIG:
        body = "".join(write_trig_body(_by_graph(statements), names))
        return (write_turtle_head(names) + body).encode()
    if format not in _BY_SUBJECT:
        raise FormatError(f"statements are not written as {format.name}")
    make_head, make_body = _BY_SUBJECT[format]
    body = "".join(make_body(describe_subjects(statements), names))
    return (make_head(names) + body).encode()


def write_in_order(
    groups: Iterable[Iterable[Statement]], *, iris: Iris, relative: Mapping[str, str] | None = None
) -> bytes:
    """TriG in which groups of statements follow each other as they come, each in the usual order within itself.

    ``relative`` gives the IRIs that are written relative to the address of the document: a page so written finds
    its neighbours wherever it is served.
    """
    names = PrefixedNames(iris.prefixes, relative or {})
    blocks = ["".join(write_trig_body(_by_graph(group), names)) for group in groups]
    return (write_turtle_head(names) + "\n".join(blocks)).encode()


def dump(
    source: Path,
    format: Format,  # noqa: A002
    file: IO[bytes],
    *,
    iris: Iris,
    heading: Sequence[Quad] = (),
    folder: Path | None = None,
) -> None:
    """Write a canonical N-Quads file (``write_nquads``) in another format, holding one subject at a time in memory.

    The dump begins with the statements of the ``heading``. Named graphs are merged. JSON-LD has its context within
    it, and one thing a line. The body waits for its head in a temporary file in ``folder`` (by default the system's),
    which is gone at the end.
    Raises ``FormatError`` for a format that is not one of Turtle, JSON-LD, N-Triples and RDF/XML, ``OSError`` when a
    disk is full.
    """
    if format == N_TRIPLES:
        file.writelines(write_ntriples_lines(heading))
        file.writelines(stream_ntriples(_without(heading, read_sorted_quads(source))))
    elif format in _BY_SUBJECT:
        make_head, make_body = _BY_SUBJECT[format]
        names = PrefixedNames(iris.prefixes)
        with SpooledTemporaryFile(_SPOOLED, dir=str(folder) if folder else None) as body:
            descriptions = chain(
                describe_subjects(heading),
                describe_sorted_subjects(_without(heading, read_sorted_quads(source))),
            )
            body.writelines(piece.encode() for piece in make_body(descriptions, names))
            body.seek(0)
            file.write(make_head(names).encode())
            copyfileobj(body, file)
    else:
        raise FormatError(f"a dump is not written as {format.name}")


def _without(heading: Sequence[Quad], quads: Iterator[Quad]) -> Iterator[Quad]:
    """The statements that the heading has not made already: an expert's file may say the same of the data set."""
    said = {quad.triple for quad in heading}
    subjects = {quad.subject for quad in heading}
    return (quad for quad in quads if quad.subject not in subjects or quad.triple not in said)


def read_sorted_quads(source: Path) -> Iterator[Quad]:
    """The statements of a file that ``write_nquads`` wrote, as a stream: all of one subject stand together."""
    return parse(path=source, format=RdfFormat.N_QUADS)


def _by_graph(statements: Iterable[Statement]) -> Mapping[GraphName, list[SubjectDescription]]:
    graphs: dict[GraphName, list[Statement]] = {}
    for statement in statements:
        graph = statement.graph_name if isinstance(statement, Quad) else DefaultGraph()
        graphs.setdefault(graph, []).append(statement)
    return {graph: describe_subjects(graphs[graph]) for graph in sorted(graphs, key=_graph_key)}


def _graph_key(graph: GraphName) -> tuple[bool, str]:
    """The default graph first, which has no name."""
    return not isinstance(graph, DefaultGraph), str(graph)
