"""What a build writes of a release's changes: the line, the words, the statements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from stedenband import formats
from stedenband.diff.comparison import (
    ReleaseFiles,
    compare,
    find_changed_statements,
    make_patch,
    name_data_file,
    serialize_changes,
)
from stedenband.diff.event_stream import CATALOGUE, DATA, select_entries
from stedenband.diff.history import (
    ChangeCounts,
    HistoryEntry,
    compute_moment,
    read_history,
    serialize_history,
)
from stedenband.diff.record import ChangeRecord
from stedenband.diff.stream_files import find_catalogue_members, find_data_members, write_pages, write_root
from stedenband.errors import ReleaseDamagedError
from stedenband.model import Release
from stedenband.ns import Iris
from stedenband.releases import (
    GRAPH,
    ReleaseWriter,
    find_artefact,
    find_verified,
    read_artefact,
    read_release,
)

HISTORY = "history.json"
CHANGES = "changes.json"
STATEMENTS = "changes.trig"
PATCH = "changes.rdfp"

PATCH_TYPE = "application/rdf-patch"
JSON_TYPE = "application/json"

MOST_STATEMENTS = 200_000
"""Statements that ``changes.trig`` holds; more are in the patch alone, which is written as a stream."""


def write_changes(
    writer: ReleaseWriter, release: Release, previous: Path | None, *, kept: Callable[[str], bool]
) -> None:
    """Write what a release changed since the one before, and its part of the event streams.

    ``kept`` tells whether the pages of a release are still there, after its removal as well. Where one of them is
    gone, or the release before cannot be read, the streams begin anew: this release's pages then hold everything.
    """
    iris = Iris(release.base_iri)
    line = _line_before(previous) if previous else []
    before = _sound_files(previous, release.dataset) if previous else None
    after = ReleaseFiles(writer.path(name_data_file(release.dataset)), writer.path(GRAPH))
    whole = before is None or not line or not all(kept(entry.release) for entry in select_entries(line))
    old = (previous.name, before) if previous and before else None
    found = compare(old, (release.id, after))
    writer.put(CHANGES, found.to_bytes(), JSON_TYPE)
    if old is not None:
        _write_difference(writer, old, (release.id, after), found, iris)
    entry = _entry(release, line, found.tally, whole=whole)
    streams = {
        DATA: find_data_members(
            before.data if before else None, after.data, release.base_iri, release.id, whole=whole
        ),
        CATALOGUE: find_catalogue_members(writer, previous, release, whole=whole),
    }
    for feed, members in streams.items():
        entry = write_pages(writer, feed, iris, entry, members)
    line = [*line, entry]
    for feed in streams:
        write_root(writer, feed, iris, line)
    writer.put(HISTORY, serialize_history(line), JSON_TYPE)


def read_release_line(folder: Path) -> list[HistoryEntry]:
    """The line of releases up to that one, oldest first; empty for a release that keeps none.

    Raises ``ReleaseDamagedError`` when the file is not what was released.
    """
    artefact = find_artefact(read_release(folder), HISTORY)
    return read_history(read_artefact(folder, artefact)) if artefact else []


def _line_before(folder: Path) -> list[HistoryEntry]:
    """The same, empty where it cannot be had: what is released now then begins a line."""
    with suppress(ReleaseDamagedError, ValueError):
        return read_release_line(folder)
    return []


def _sound_files(folder: Path, dataset: str) -> ReleaseFiles | None:
    data, graph = find_verified(folder, name_data_file(dataset)), find_verified(folder, GRAPH)
    return ReleaseFiles(data, graph) if data and graph else None


def _entry(
    release: Release, line: Sequence[HistoryEntry], tally: ChangeCounts, *, whole: bool
) -> HistoryEntry:
    return HistoryEntry(
        release=release.id,
        version=release.version,
        modified=release.modified,
        moment=compute_moment(release.modified, line[-1].moment if line else None),
        whole=whole,
        previous=release.previous,
        tally=tally,
        members=dict(line[-1].members) if line else {},
    )


def _write_difference(
    writer: ReleaseWriter,
    before: tuple[str, ReleaseFiles],
    after: tuple[str, ReleaseFiles],
    found: ChangeRecord,
    iris: Iris,
) -> None:
    with writer.path(PATCH).open("wb") as file:
        file.writelines(make_patch(before[1].data, after[1].data))
    writer.add(PATCH, PATCH_TYPE)
    if found.added + found.removed <= MOST_STATEMENTS:
        came, went = find_changed_statements(before[1].data, after[1].data)
        writer.put(
            STATEMENTS, serialize_changes(before[0], after[0], came, went, iris), formats.TRIG.media_type
        )
