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
    read_line,
    write_changes,
)
from stedenband.diff.comparison import Files, compare, files_of, looking, patch, statements, trig, unlike
from stedenband.diff.dates import date_in_words
from stedenband.diff.difference import Difference, Kind
from stedenband.diff.event_stream import (
    CATALOGUE,
    DATA,
    PAGE,
    Feed,
    Member,
    entries_of,
    member_of,
    member_page,
    page_relatives,
    root_page,
    root_relatives,
    version_iri,
)
from stedenband.diff.history import Entry, Tally, history_bytes, moment_after, read_history
from stedenband.diff.history_files import is_history
from stedenband.diff.naming import Look, Namer
from stedenband.diff.record import Record, ThingChange, record_of
from stedenband.diff.stream_files import data_members
from stedenband.diff.telling import MOST, tell

__all__ = [
    "CATALOGUE",
    "CHANGES",
    "DATA",
    "HISTORY",
    "MOST",
    "PAGE",
    "PATCH",
    "PATCH_TYPE",
    "STATEMENTS",
    "Difference",
    "Entry",
    "Feed",
    "Files",
    "Kind",
    "Look",
    "Member",
    "Namer",
    "Record",
    "Tally",
    "ThingChange",
    "compare",
    "data_members",
    "date_in_words",
    "entries_of",
    "files_of",
    "history_bytes",
    "is_history",
    "looking",
    "member_of",
    "member_page",
    "moment_after",
    "page_relatives",
    "patch",
    "read_history",
    "read_line",
    "record_of",
    "root_page",
    "root_relatives",
    "statements",
    "tell",
    "trig",
    "unlike",
    "version_iri",
    "write_changes",
]
