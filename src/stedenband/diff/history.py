"""The line of releases: who came after whom, and at which moment.

Each release keeps the whole line up to itself, so that what was published can be listed without opening every
release, also after the folders of early ones were removed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

FORMAT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True)
class ChangeCounts:
    """How many things a release brought, changed and took away."""

    created: int = 0
    updated: int = 0
    removed: int = 0


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One release in the line.

    ``whole`` tells that its pages of an event stream hold everything, not only what changed: the streams begin there.
    By name of the stream, ``pages`` counts those of this release, ``members`` all since the stream began.
    """

    release: str
    version: str
    modified: str
    moment: str
    whole: bool
    previous: str | None = None
    tally: ChangeCounts = field(default_factory=ChangeCounts)
    pages: Mapping[str, int] = field(default_factory=dict)
    members: Mapping[str, int] = field(default_factory=dict)

    @property
    def when(self) -> datetime:
        """The moment, in UTC."""
        return datetime.strptime(self.moment, FORMAT).replace(tzinfo=UTC)

    @property
    def after(self) -> str:
        """The second after: from then on no member of this release's pages is dated."""
        return (self.when + timedelta(seconds=1)).strftime(FORMAT)


def compute_moment(modified: str, previous: str | None) -> str:
    """The moment of a release: the beginning of the day of its ``modified``, but always after the one before.

    No clock is read. A second release on one day, or one whose day lies before that of its predecessor, comes one
    second after it: moments order releases totally, and to the second, as Memento (RFC 7089) needs.

    >>> compute_moment("2026-11-22", "2026-11-22T00:00:00Z")
    '2026-11-22T00:00:01Z'
    """
    day = datetime.combine(date.fromisoformat(modified), datetime.min.time())
    if previous is not None:
        day = max(day, datetime.strptime(previous, FORMAT) + timedelta(seconds=1))  # noqa: DTZ007 - both are UTC
    return day.strftime(FORMAT)


def serialize_history(entries: Sequence[HistoryEntry]) -> bytes:
    """The line as JSON, oldest first."""
    values = [asdict(entry) for entry in entries]
    return (json.dumps({"releases": values}, ensure_ascii=False, indent=2) + "\n").encode()


def read_history(data: bytes) -> list[HistoryEntry]:
    """The line from JSON. Raises ``ValueError`` for bytes that are not one."""
    try:
        return [_entry(values) for values in json.loads(data)["releases"]]
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a line of releases: {error!r}") from error


def _entry(values: Mapping[str, Any]) -> HistoryEntry:
    return HistoryEntry(**{**values, "tally": ChangeCounts(**values["tally"])})
