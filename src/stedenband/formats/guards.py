"""What is looked at before a parser sees a document: depth, and whether it asks for something we never do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.parsers import expat

from stedenband.errors import FormatError
from stedenband.formats.context import CONTEXT_IRI, make_context

DEEPEST = 100
"""Levels of nesting that are read in JSON and XML. Data that people write has fewer than twenty."""

_JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_TURTLE_TOKEN = re.compile(
    rb'"""(?:[^"\\]|\\.|"(?!""))*+"""|'
    rb"'''(?:[^'\\]|\\.|'(?!''))*+'''|"
    rb'"(?:[^"\\\r\n]|\\.)*+"|'
    rb"'(?:[^'\\\r\n]|\\.)*+'|"
    rb"<[^<>\"{}|^`\x00-\x20]*+>|"
    rb"#[^\r\n]*+|"
    rb"\\.|"
    rb"(?P<triple><<)",
    re.DOTALL,
)


def format_error(message: str, data: bytes, position: int) -> FormatError:
    """A ``FormatError`` that says at which line and column (in characters, from 1) of UTF-8 bytes it is."""
    before = data[:position]
    line = before.count(b"\n") + 1
    column = len(before[before.rfind(b"\n") + 1 :].decode(errors="replace")) + 1
    return FormatError(f"line {line}, column {column}: {message}", line=line, column=column)


def guard_turtle(data: bytes) -> bytes:
    """The document as it is. Raises ``FormatError`` for a triple as a term (``<<``), before it can be nested."""
    if b"<<" in data:
        for token in _TURTLE_TOKEN.finditer(data):
            if token["triple"]:
                raise format_error("triples as terms (RDF 1.2) are not read", data, token.start())
    return data


def guard_xml(data: bytes) -> bytes:
    """The document as it is. Raises ``FormatError`` for XML that is not well-formed, too deep, or has a DOCTYPE.

    Without a DOCTYPE there are no entities to expand or to fetch (XML 1.0, section 2.8).
    """
    parser = expat.ParserCreate("UTF-8")
    depth = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise format_error(
                f"more than {DEEPEST} elements within each other", data, parser.CurrentByteIndex
            )

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_parts: object) -> None:
        raise format_error(
            "a DOCTYPE is not read: it can expand and fetch; take it out", data, parser.CurrentByteIndex
        )

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise format_error(expat.ErrorString(error.code), data, max(parser.ErrorByteIndex, 0)) from error
    return data


def guard_json(data: bytes) -> bytes:
    """The document, our own context filled in where it is named.

    Raises ``FormatError`` for what is not JSON, is too deep, or names any other context by its address.
    """
    _check_depth(data)
    try:
        document = json.loads(data)
    except json.JSONDecodeError as error:
        raise FormatError(str(error), line=error.lineno, column=error.colno) from error
    except ValueError as error:  # a whole number of more than 4,300 digits
        raise FormatError(f"a number is too long to be read: {error}") from error
    named = list(_named_contexts(document))
    for address in named:
        if address != CONTEXT_IRI:
            raise FormatError(
                f"the context {str(address)[:200]!r} is named by its address, and nothing is fetched; "
                "write the context into the document"
            )
    return json.dumps(_filled(document)).encode() if named else data


def _check_depth(data: bytes) -> None:
    depth = 0
    for token in _JSON_TOKEN.finditer(data):
        first = token[0][:1]
        if first in b"[{":
            depth += 1
            if depth > DEEPEST:
                raise format_error(f"more than {DEEPEST} levels within each other", data, token.start())
        elif first != b'"':
            depth -= 1


def _named_contexts(value: Any) -> Iterator[object]:
    """Contexts that are not written out: strings under ``@context``, and whatever stands under ``@import``."""
    if isinstance(value, list):
        for item in value:
            yield from _named_contexts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "@context":
                yield from (
                    part for part in (item if isinstance(item, list) else [item]) if isinstance(part, str)
                )
            elif key == "@import":
                yield f"@import of {item!r}"
            yield from _named_contexts(item)


def _filled(value: Any) -> Any:
    """The same JSON with our context in place of its address."""
    if isinstance(value, list):
        return [_filled(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {key: _contexts(item) if key == "@context" else _filled(item) for key, item in value.items()}


def _contexts(value: Any) -> Any:
    if value == CONTEXT_IRI:
        return make_context()
    return [_contexts(item) for item in value] if isinstance(value, list) else _filled(value)
