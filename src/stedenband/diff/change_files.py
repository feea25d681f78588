"""What a build writes of a release's changes: the line, the words, the statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from stedenband import formats
from stedenband.diff.comparison import Files, compare, data_file, patch, statements, trig
from stedenband.diff.event_stream import CATALOGUE, DATA, entries_of
from stedenband.diff.history import Entry, Tally, history_bytes, moment_after, read_history
from stedenband.diff.record import Record
from stedenband.diff.stream_files import catalogue_members, data_members, write_pages, write_root
from stedenband.errors import ReleaseDamagedError
from stedenband.model import Release
from stedenband.ns import Iris
from stedenband.releases import GRAPH, Writer, lists, read_artefact, read_release, sound

HISTORY = "history.json"
CHANGES = "changes.json"
STATEMENTS = "changes.trig"
PATCH = "changes.rdfp"

PATCH_TYPE = "application/rdf-patch"
JSON_TYPE = "application/json"

MOST_STATEMENTS = 200_000
"""Statements that ``changes.trig`` holds; more are in the patch alone, which is written as a stream."""


def write_changes(
    writer: Writer, release: Release, previous: Path | None, *, kept: Callable[[str], bool]
) -> None:
    """Write what a release changed since the one before, and its part of the event streams.

    ``kept`` tells whether the pages of a release are still there, after its removal as well. Where one of them is
    gone, or the release before cannot be read, the streams begin anew: this release's pages then hold everything.
    """
    iris = Iris(release.base_iri)
    line = _line_before(previous) if previous else []
    before = _sound_files(previous, release.dataset) if previous else None
    after = Files(writer.path(data_file(release.dataset)), writer.path(GRAPH))
    whole = before is None or not line or not all(kept(entry.release) for entry in entries_of(line))
    old = (previous.name, before) if previous and before else None
    found = compare(old, (release.id, after))
    writer.put(CHANGES, found.to_bytes(), JSON_TYPE)
    if old is not None:
        _write_difference(writer, old, (release.id, after), found, iris)
    entry = _entry(release, line, found.tally, whole=whole)
    streams = {
        DATA: data_members(
            before.data if before else None, after.data, release.base_iri, release.id, whole=whole
        ),
        CATALOGUE: catalogue_members(writer, previous, release, whole=whole),
    }
    for feed, members in streams.items():
        entry = write_pages(writer, feed, iris, entry, members)
    line = [*line, entry]
    for feed in streams:
        write_root(writer, feed, iris, line)
    writer.put(HISTORY, history_bytes(line), JSON_TYPE)


def read_line(folder: Path) -> list[Entry]:
    """The line of releases up to that one, oldest first; empty for a release that keeps none.

    Raises ``ReleaseDamagedError`` when the file is not what was released.
    """
    artefact = lists(read_release(folder), HISTORY)
    return read_history(read_artefact(folder, artefact)) if artefact else []


def _line_before(folder: Path) -> list[Entry]:
    """The same, empty where it cannot be had: what is released now then begins a line."""
    with suppress(ReleaseDamagedError, ValueError):
        return read_line(folder)
    return []


def _sound_files(folder: Path, dataset: str) -> Files | None:
    data, graph = sound(folder, data_file(dataset)), sound(folder, GRAPH)
    return Files(data, graph) if data and graph else None


def _entry(release: Release, line: Sequence[Entry], tally: Tally, *, whole: bool) -> Entry:
    return Entry(
        release=release.id,
        version=release.version,
        modified=release.modified,
        moment=moment_after(release.modified, line[-1].moment if line else None),
        whole=whole,
        previous=release.previous,
        tally=tally,
        members=dict(line[-1].members) if line else {},
    )


def _write_difference(
    writer: Writer, before: tuple[str, Files], after: tuple[str, Files], found: Record, iris: Iris
) -> None:
    with writer.path(PATCH).open("wb") as file:
        file.writelines(patch(before[1].data, after[1].data))
    writer.add(PATCH, PATCH_TYPE)
    if found.added + found.removed <= MOST_STATEMENTS:
        came, went = statements(before[1].data, after[1].data)
        writer.put(STATEMENTS, trig(before[0], after[0], came, went, iris), formats.TRIG.media_type)
