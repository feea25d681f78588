"""Blocks of lines with one subject in canonical N-Quads: look one up, pair those of two files, without loading a file.

The lines of a canonical file (see ``nquads``) are sorted, so those of a subject are adjacent: one block is found by
binary search, and two files are compared by merging them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import IO, NamedTuple

from pyoxigraph import NamedNode, Quad, RdfFormat, parse


class SubjectBlock(NamedTuple):
    """A subject in N-Quads syntax, and its lines with their line ends."""

    subject: bytes
    lines: tuple[bytes, ...]


NOTHING: tuple[bytes, ...] = ()


def read_subject(file: IO[bytes], subject: NamedNode) -> list[Quad]:
    """Read the statements about a subject from a canonical file; reads some twenty lines of a large file."""
    return parse_lines(_lines_from(file, str(subject).encode() + b" "))


def read_subjects_under(file: IO[bytes], start: str) -> list[Quad]:
    """Read the statements about every subject whose IRI begins with ``start`` from a canonical file."""
    return parse_lines(_lines_from(file, f"<{start}".encode()))


def group_by_subject(lines: Iterable[bytes]) -> Iterator[SubjectBlock]:
    """Group the lines of a canonical file by subject, in its order."""
    for subject, group in groupby(lines, key=_subject):
        yield SubjectBlock(subject, tuple(group))


def pair_blocks(
    before: Iterable[bytes], after: Iterable[bytes]
) -> Iterator[tuple[SubjectBlock, SubjectBlock]]:
    """Pair the blocks of two canonical files by subject; a file without that subject gives an empty block."""
    left, right = group_by_subject(before), group_by_subject(after)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.subject < other.subject):
            assert one is not None  # noqa: S101 - the loop ends when both are spent
            yield one, SubjectBlock(one.subject, NOTHING)
            one = next(left, None)
        elif one is None or other.subject < one.subject:
            yield SubjectBlock(other.subject, NOTHING), other
            other = next(right, None)
        else:
            yield one, other
            one, other = next(left, None), next(right, None)


def parse_lines(lines: Sequence[bytes]) -> list[Quad]:
    """Parse lines of canonical N-Quads."""
    return list(parse(b"".join(lines), format=RdfFormat.N_QUADS)) if lines else []


def patch_lines(before: SubjectBlock, after: SubjectBlock) -> Iterator[bytes]:
    """Lines of an RDF Patch that turns one block into the other: deletions (``D``), then additions (``A``)."""
    old, new = set(before.lines), set(after.lines)
    yield from (b"D " + line for line in before.lines if line not in new)
    yield from (b"A " + line for line in after.lines if line not in old)


def _subject(line: bytes) -> bytes:
    return line[: line.index(b" ")]


def _lines_from(file: IO[bytes], start: bytes) -> list[bytes]:
    file.seek(_first_from(file, start))
    found = []
    while (line := file.readline()).startswith(start):
        found.append(line)
    return found


def _first_from(file: IO[bytes], start: bytes) -> int:
    """Where the first line stands that does not sort before ``start``."""
    low, high = 0, file.seek(0, os.SEEK_END)
    while low < high:
        middle = (low + high) // 2
        begin = _line_begin(file, middle)
        line = file.readline()
        if line and line < start:
            low = begin + len(line)
        else:
            high = middle
    return _line_begin(file, low)


def _line_begin(file: IO[bytes], offset: int) -> int:
    """Where the first line begins that begins at an offset or after it; the file is left there."""
    if offset == 0:
        return file.seek(0)
    file.seek(offset - 1)
    file.readline()
    return file.tell()
