"""N-Triples and N-Quads in canonical form: one line for a statement, lines sorted by code point, none twice.

Without blank nodes, sorted canonical lines are the canonical form of a data set (RDFC-1.0): two files
hold the same statements exactly when they hold the same bytes. The lines themselves are pyoxigraph's.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from pyoxigraph import Quad, RdfFormat, Triple, serialize

from stedenband.formats.order import Statement

RUN = 200_000
"""Statements that are sorted in memory at a time: about 140 MiB."""

_MERGED = 64
"""Files that are merged at a time, well under the usual limit of 1,024 open ones."""


def write_ntriples_lines(statements: Iterable[Statement]) -> list[bytes]:
    """The lines of an N-Triples document with their line ends; named graphs are merged."""
    return _sorted_lines(serialize(map(_triple, statements), format=RdfFormat.N_TRIPLES))


def write_nquads_lines(statements: Iterable[Statement]) -> list[bytes]:
    """The lines of an N-Quads document with their line ends; a triple stands in the default graph."""
    return _sorted_lines(serialize(map(_quad, statements), format=RdfFormat.N_QUADS))


def write_nquads(
    quads: Iterable[Quad], file: IO[bytes], *, run: int = RUN, folder: Path | None = None
) -> int:
    """Write quads as canonical N-Quads, sorted outside memory where they are many; gives the number of lines.

    Up to ``run`` quads are sorted in memory, more in temporary files in ``folder`` (by default the system's), which
    take as much room again as the result and are gone at the end. The same set of quads gives the same bytes.
    Raises ``OSError`` when a disk is full.
    """
    rest = iter(quads)
    sorted_runs = iter(lambda: write_nquads_lines(islice(rest, run)), [])
    with ExitStack() as stack:
        spilled: list[IO[bytes]] = []
        held = next(sorted_runs, [])  # the last run stays in memory
        for lines in sorted_runs:
            spilled.append(_spilled(held, stack, folder))
            held = lines
            if len(spilled) == _MERGED:
                spilled = [_merged(spilled, stack, folder)]
        return _put(_distinct(heapq.merge(held, *spilled)), file)


def stream_ntriples(quads: Iterable[Quad], *, run: int = RUN) -> Iterator[bytes]:
    """N-Triples lines of quads that come in canonical order, a run at a time; the order stays when graphs go."""
    rest = iter(quads)
    runs = iter(lambda: write_ntriples_lines(islice(rest, run)), [])
    yield from _distinct(chain.from_iterable(runs))


def _sorted_lines(written: bytes | None) -> list[bytes]:
    # Line feeds and carriage returns in texts are escaped, so every break is the end of a statement.
    return sorted(set((written or b"").splitlines(keepends=True)))


def _triple(statement: Statement) -> Triple:
    return statement.triple if isinstance(statement, Quad) else statement


def _quad(statement: Statement) -> Quad:
    return statement if isinstance(statement, Quad) else Quad(*statement)


def _distinct(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Sorted lines without the ones that stand twice."""
    last = b""
    for line in lines:
        if line != last:
            yield line
            last = line


def _spilled(lines: Iterable[bytes], stack: ExitStack, folder: Path | None) -> IO[bytes]:
    file = stack.enter_context(TemporaryFile(dir=folder))  # noqa: SIM115 - the stack closes it
    _put(lines, file)
    file.seek(0)
    return file


def _merged(runs: list[IO[bytes]], stack: ExitStack, folder: Path | None) -> IO[bytes]:
    """One run out of many, which give their room back."""
    merged = _spilled(_distinct(heapq.merge(*runs)), stack, folder)
    for run in runs:
        run.close()
    return merged


def _put(lines: Iterable[bytes], file: IO[bytes]) -> int:
    count = 0
    for line in lines:
        file.write(line)
        count += 1
    return count
