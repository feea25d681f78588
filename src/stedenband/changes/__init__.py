"""Two releases -> what changed between them: in words, as statements, and as pages of an event stream."""

from stedenband.changes.difference import Difference, Kind
from stedenband.changes.history import Entry, Tally, history_bytes, moment_after, read_history
from stedenband.changes.naming import Look, Namer
from stedenband.changes.record import Record, ThingChange, record_of
from stedenband.changes.stream import (
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
from stedenband.changes.telling import MOST, tell

__all__ = [
    "CATALOGUE",
    "DATA",
    "MOST",
    "PAGE",
    "Difference",
    "Entry",
    "Feed",
    "Kind",
    "Look",
    "Member",
    "Namer",
    "Record",
    "Tally",
    "ThingChange",
    "entries_of",
    "history_bytes",
    "member_of",
    "member_page",
    "moment_after",
    "page_relatives",
    "read_history",
    "record_of",
    "root_page",
    "root_relatives",
    "tell",
    "version_iri",
]
