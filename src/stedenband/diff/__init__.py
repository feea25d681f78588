"""Differences between releases: in words, as a patch, as statements, and as pages of an event stream.

A release keeps, beside its data:

- ``history.json``: the line of releases up to it;
- ``changes.json``: what it changed, in words; ``changes.trig`` and ``changes.rdfp``: as statements and as a patch;
- ``ldes.trig`` and ``ldes/…``: its part of the event streams.
"""

from stedenband.diff.change_files import (
    CHANGES,
    HISTORY,
    PATCH,
    PATCH_TYPE,
    STATEMENTS,
    read_release_line,
    write_changes,
)
from stedenband.diff.comparison import (
    ReleaseFiles,
    compare,
    find_changed_statements,
    find_changed_subjects,
    find_files,
    make_patch,
    open_lookup,
    serialize_changes,
)
from stedenband.diff.dates import format_date_text
from stedenband.diff.difference import ChangeKind, Difference
from stedenband.diff.event_stream import (
    CATALOGUE,
    DATA,
    PAGE_SIZE,
    EventStream,
    StreamMember,
    make_member,
    make_page,
    make_root,
    map_page_relatives,
    map_root_relatives,
    mint_version_iri,
    select_entries,
)
from stedenband.diff.history import (
    ChangeCounts,
    HistoryEntry,
    compute_moment,
    read_history,
    serialize_history,
)
from stedenband.diff.history_files import is_history_file
from stedenband.diff.labels import Labeller, Lookup
from stedenband.diff.record import ChangeRecord, ThingChange, read_record
from stedenband.diff.sentences import MOST_DESCRIBED, describe_changes
from stedenband.diff.stream_files import find_data_members

__all__ = [
    "CATALOGUE",
    "CHANGES",
    "DATA",
    "HISTORY",
    "MOST_DESCRIBED",
    "PAGE_SIZE",
    "PATCH",
    "PATCH_TYPE",
    "STATEMENTS",
    "ChangeCounts",
    "ChangeKind",
    "ChangeRecord",
    "Difference",
    "EventStream",
    "HistoryEntry",
    "Labeller",
    "Lookup",
    "ReleaseFiles",
    "StreamMember",
    "ThingChange",
    "compare",
    "compute_moment",
    "describe_changes",
    "find_changed_statements",
    "find_changed_subjects",
    "find_data_members",
    "find_files",
    "format_date_text",
    "is_history_file",
    "make_member",
    "make_page",
    "make_patch",
    "make_root",
    "map_page_relatives",
    "map_root_relatives",
    "mint_version_iri",
    "open_lookup",
    "read_history",
    "read_record",
    "read_release_line",
    "select_entries",
    "serialize_changes",
    "serialize_history",
    "write_changes",
]
