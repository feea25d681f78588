"""Bytes to statements, for input that nobody vouches for.

Every guard stands here because a parser was seen to fail without it (pyoxigraph 0.5.13): 10,000 levels of JSON-LD and
30,000 of triple terms end the process, nested XML elements take time by their square, nine levels of XML entities
end in an abort. Nothing that a document names is ever fetched: no context, no entity, no file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from stedenband.errors import FormatError
from stedenband.formats.guards import format_error, guard_json, guard_turtle, guard_xml
from stedenband.formats.media import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from stedenband.ns import find_base_fault

LARGEST = 64 * 1024 * 1024
"""Bytes that ``read`` takes; a larger file is not one that people write."""

PARSER_BUFFER = 16 * 1024 * 1024
"""Bytes in which the parser has to hold a term whole."""

READABLE = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML, N_QUADS, TRIG)
"""The formats that ``read`` reads."""

_PARSERS = {
    TURTLE: RdfFormat.TURTLE,
    JSON_LD: RdfFormat.JSON_LD,
    N_TRIPLES: RdfFormat.N_TRIPLES,
    RDF_XML: RdfFormat.RDF_XML,
    N_QUADS: RdfFormat.N_QUADS,
    TRIG: RdfFormat.TRIG,
}
_GUARDS: Mapping[Format, Callable[[bytes], bytes]] = {
    TURTLE: guard_turtle,
    TRIG: guard_turtle,
    N_TRIPLES: guard_turtle,
    N_QUADS: guard_turtle,
    JSON_LD: guard_json,
    RDF_XML: guard_xml,
}


def read(data: bytes, format: Format, *, base: str | None = None, largest: int = LARGEST) -> list[Quad]:  # noqa: A002
    """The statements of a document in one of ``READABLE``, in its order; triples stand in the default graph.

    Relative IRIs are resolved against ``base``, which is http(s); without it they are an error. Raises
    ``FormatError``, with line and column where they are known, for bytes that are not UTF-8 or not the format, for
    more than ``largest`` bytes, and for what we never take: contexts elsewhere, XML entities, ``file:`` IRIs,
    the character NUL, triples as terms and texts with a direction (RDF 1.2).
    """
    parser, guard = _PARSERS.get(format), _GUARDS.get(format)
    if parser is None or guard is None:
        raise FormatError(f"statements are not read from {format.name}")
    if len(data) > largest:
        raise FormatError(f"the document has {len(data):,} bytes; at most {largest:,} are read")
    if base is not None and not _is_http(base):
        raise FormatError(f"relative IRIs are resolved against an http(s) address, not {base[:200]!r}")
    text = _utf8(data)
    guarded = guard(text)
    try:
        return [_checked(quad) for quad in parse(guarded, format=parser, base_iri=base)]
    except SyntaxError as error:
        raise _syntax_fault(error, positions=guarded is text) from error
    except MemoryError as error:  # the parser's word for a term longer than its buffer
        raise FormatError(f"a single term of more than {PARSER_BUFFER:,} bytes") from error


def _is_http(base: str) -> bool:
    """Whether this is the address of a document on the web; it may end in a file name, a data set's base may not."""
    return find_base_fault(base.rstrip("/") + "/") is None


def _utf8(data: bytes) -> bytes:
    """The bytes without a byte order mark. Raises ``FormatError`` when they are not UTF-8 or hold a NUL."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise format_error("the bytes are not UTF-8; save the file as UTF-8", data, error.start) from error
    if b"\0" in data:
        raise format_error("the character NUL, which no text holds", data, data.index(b"\0"))
    return data


def _syntax_fault(error: SyntaxError, *, positions: bool) -> FormatError:
    """What the parser says, with its line and column where they are those of the author's file."""
    message = error.msg.removeprefix("Parser error at ")
    if not positions:
        return FormatError(message.partition(": ")[2] or message)
    return FormatError(message, line=error.lineno, column=error.offset)


def _checked(quad: Quad) -> Quad:
    for term in _terms(quad):
        if isinstance(term, NamedNode) and term.value[:5].lower() == "file:":
            raise FormatError(f"<{term.value}> names a file of one machine; published IRIs begin with http")
        if isinstance(term, Literal) and "\0" in term.value:
            raise FormatError(f"a NUL character in a value of <{quad.predicate.value}>")
        if isinstance(term, Triple) or (isinstance(term, Literal) and term.direction is not None):
            raise FormatError(f"RDF 1.2 is not read, and this is part of it: {str(term)[:200]}")
    return quad


def _terms(quad: Quad) -> Iterator[object]:
    yield from quad
    if isinstance(quad.object, Literal):
        yield quad.object.datatype
