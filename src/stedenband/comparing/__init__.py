"""Two releases on disk, compared: what a build writes of its changes, and what anybody may ask of any two.

A release keeps, beside its data:

- ``history.json``: the line of releases up to it;
- ``changes.json``: what it changed, in words; ``changes.trig`` and ``changes.rdfp``: as statements and as a patch;
- ``ldes.trig`` and ``ldes/…``: its part of the event streams.
"""

from stedenband.comparing.keeping import is_history
from stedenband.comparing.pairs import Files, files_of, looking, patch, record, statements, trig, unlike
from stedenband.comparing.streams import data_members
from stedenband.comparing.writing import (
    CHANGES,
    HISTORY,
    PATCH,
    PATCH_TYPE,
    STATEMENTS,
    read_line,
    write_changes,
)

__all__ = [
    "CHANGES",
    "HISTORY",
    "PATCH",
    "PATCH_TYPE",
    "STATEMENTS",
    "Files",
    "data_members",
    "files_of",
    "is_history",
    "looking",
    "patch",
    "read_line",
    "record",
    "statements",
    "trig",
    "unlike",
    "write_changes",
]
