"""Files of RDF that a project brings: the vocabulary and code lists, and what experts put beside the tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from stedenband import formats
from stedenband.errors import FormatError, UsageError
from stedenband.i18n import INTERFACE_LANGUAGES, translate_all
from stedenband.model import Finding, Origin, Severity
from stedenband.pipeline.merging import DataSet
from stedenband.tables.faults import shorten_text
from stedenband.tables.messages.faults import FAULTS
from stedenband.tables.messages.remedies import REMEDIES

LITERAL_CHARACTERS = 1024 * 1024
"""Longest text or IRI that is taken: a coastline fits, and no reader of ours or of others runs out of memory."""


def read_all(paths: Iterable[Path]) -> list[Quad]:
    """The statements of files that must be good. Raises ``FormatError`` that names the file."""
    found: list[Quad] = []
    for path in paths:
        try:
            found += read_rdf(path)
        except FormatError as error:
            raise FormatError(f"{path.name}: {error}", line=error.line, column=error.column) from error
    return found


def read_rdf(path: Path) -> list[Quad]:
    """The statements of one file, each of which can be written in every form of a release.

    Raises ``FormatError`` for what cannot, with the line where it is known.
    """
    found = formats.find_by_extension(path.suffix.lstrip(".").lower())
    if found is None:
        raise UsageError(f"{path.name}: not a format we read")
    octets = path.read_bytes()
    quads = formats.read(octets, found)
    for quad in quads:
        try:
            _refuse(quad)
        except FormatError as error:
            raise FormatError(str(error), line=_line_of(quad, octets)) from None
    return quads


def _refuse(quad: Quad) -> None:
    for term in quad:
        if isinstance(term, NamedNode | Literal) and len(term.value) > LITERAL_CHARACTERS:
            raise FormatError(
                f"{term.value[:40]!r}... has {len(term.value):,} characters; "
                f"at most {LITERAL_CHARACTERS:,} are read"
            )
    formats.require_writable(quad)


def _line_of(quad: Quad, octets: bytes) -> int | None:
    """The line on which the object of a statement begins, where the file writes it as it is."""
    if not isinstance(quad.object, NamedNode | Literal) or not quad.object.value:
        return None
    place = octets.find(quad.object.value.encode())
    return octets.count(b"\n", 0, place) + 1 if place >= 0 else None


def read_expert(paths: Sequence[Path], data: DataSet) -> tuple[list[Quad], tuple[Finding, ...]]:
    """The quads of the RDF files beside the tables, and what is wrong with those files."""
    quads: list[Quad] = []
    faults: list[Finding] = []
    for path in paths:
        at = data.origin(Origin(path.name))
        try:
            found = read_rdf(path)
        except FormatError as error:
            faults.append(_fault("expert-unreadable", replace(at, row=error.line), shorten_text(str(error))))
            continue
        faults += _blank_faults(found, at)
        quads += found
    return quads, tuple(faults)


def _blank_faults(quads: Iterable[Quad], at: Origin) -> list[Finding]:
    """One finding for a file with blank nodes: they cannot be linked to, and change from run to run."""
    nodes = {
        str(term)
        for quad in quads
        for term in (quad.subject, quad.object)
        if not isinstance(term, NamedNode | Literal)
    }
    return [_fault("expert-blank-node", at, f"{len(nodes)}")] if nodes else []


def _fault(code: str, origin: Origin, found: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.VIOLATION,
        message=translate_all(FAULTS[code], INTERFACE_LANGUAGES, found=found),
        remedy=translate_all(REMEDIES[code], INTERFACE_LANGUAGES),
        origin=origin,
        found=found,
    )
