"""What canonical N-Quads say of one subject, and where two such files differ, without holding a file in memory.

The lines of a canonical file (see ``lines``) are sorted, so all lines of a subject stand together: one is found
by halving the file, and two files are compared by walking through both at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import IO, NamedTuple

from pyoxigraph import NamedNode, Quad, RdfFormat, parse


class Star(NamedTuple):
    """A subject as N-Quads write it, and its lines with their line ends."""

    subject: bytes
    lines: tuple[bytes, ...]


NOTHING: tuple[bytes, ...] = ()


def star_of(file: IO[bytes], subject: NamedNode) -> list[Quad]:
    """What a canonical file says of a subject; empty when it says nothing. Reads some twenty lines of a large file."""
    return quads_of(_lines_from(file, str(subject).encode() + b" "))


def stars_under(file: IO[bytes], start: str) -> list[Quad]:
    """What a canonical file says of every subject whose IRI begins so."""
    return quads_of(_lines_from(file, f"<{start}".encode()))


def stars(lines: Iterable[bytes]) -> Iterator[Star]:
    """The subjects of a canonical file, in its order."""
    for subject, group in groupby(lines, key=_subject):
        yield Star(subject, tuple(group))


def paired_stars(before: Iterable[bytes], after: Iterable[bytes]) -> Iterator[tuple[Star, Star]]:
    """Every subject of either canonical file with its lines in both; a file that is silent on it has none."""
    left, right = stars(before), stars(after)
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one.subject < other.subject):
            assert one is not None  # noqa: S101 - the loop ends when both are spent
            yield one, Star(one.subject, NOTHING)
            one = next(left, None)
        elif one is None or other.subject < one.subject:
            yield Star(other.subject, NOTHING), other
            other = next(right, None)
        else:
            yield one, other
            one, other = next(left, None), next(right, None)


def quads_of(lines: Sequence[bytes]) -> list[Quad]:
    """The statements of some lines of a file of ours."""
    return list(parse(b"".join(lines), format=RdfFormat.N_QUADS)) if lines else []


def patch_lines(before: Star, after: Star) -> Iterator[bytes]:
    """What turns one star into the other, as lines of an RDF Patch: what goes (``D``), then what comes (``A``)."""
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
