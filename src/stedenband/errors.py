"""The tree of what can go wrong.

::

    StedenbandError
    ├── UsageError               asked for something that does not exist     exit 2
    │   └── NoProjectError       a folder without tables
    ├── NotConformingError       the data does not meet the rules            exit 1
    ├── BaseChangedError         the build has another base, unasked for     exit 1
    ├── SurroundingsError        disk, lock, permission, engine              exit 3
    │   ├── ReleaseLockedError   another build is running
    │   ├── ReleaseDamagedError  a release on disk is not what its manifest says
    │   └── NoFullTextError      this Python's SQLite has no full-text search
    ├── FormatError              bytes that are not what they say they are
    └── QueryError               a SPARQL query that got no answer
        ├── QuerySyntaxError     it does not parse
        ├── QueryRefusedError    it asks for what is not offered (SERVICE, update, unknown graph)
        ├── QueryTooBigError     the query text is over the limits before it is run
        ├── QueryTimeoutError    over the wall-clock limit
        ├── QueryMemoryError     over the memory limit
        ├── ResultTooLargeError  over the result-size limit
        ├── OverloadedError      too many queries are waiting
        │   └── TooManyQueriesError  too many of them are this client's own
        ├── ServiceError         an endpoint that it asks with SERVICE does not answer
        └── EngineError          the engine died or cannot be reached

Every error carries fields as well as a sentence. ``exit_code`` is what the command line gives back.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from stedenband.message import N_, LazyMessage


class StedenbandError(Exception):
    """Whatever this program says is wrong; the message is a sentence for the person who can mend it.

    Where ``wording`` is set, ``i18n.translate(error.wording, language, **error.values)`` is that sentence in any
    language.
    """

    exit_code = 3
    wording: LazyMessage | None = None
    values: Mapping[str, object] = MappingProxyType({})


class UsageError(StedenbandError):
    """The command, an option or a name is not one that exists."""

    exit_code = 2


class NoProjectError(UsageError):
    """There are no tables where a project was looked for."""

    wording = N_(
        "{folder} holds no tables: there is no dataset.toml or *.csv in it, and none in a "
        "folder of {data}. Name the folder of your tables, or give --demo for the data of "
        "Ghent that comes with the program."
    )

    def __init__(self, folder: Path) -> None:
        looked = folder.resolve()
        super().__init__(
            f"{looked} is not a project: neither it nor a folder {looked / 'data'}/<name> holds tables (*.csv) "
            "or dataset.toml. Name the folder of your tables, or give --demo for the data of Ghent that comes "
            "with the program"
        )
        self.values = {"folder": str(looked), "data": str(looked / "data")}


class NotConformingError(StedenbandError):
    """The data does not meet the rules; the findings say where and what would do."""

    exit_code = 1


class BaseChangedError(StedenbandError):
    """A build would change the base of all IRIs, and nobody said that it may."""

    exit_code = 1


class SurroundingsError(StedenbandError):
    """Something around the program failed: disk, permission, network, engine."""


class ReleaseLockedError(SurroundingsError):
    """Another build holds the lock of this release folder."""


class ReleaseDamagedError(SurroundingsError):
    """A release on disk is not what its manifest says."""


class FormatError(StedenbandError):
    """Bytes that are not what they say they are, or ask for something we never do (fetch, expand)."""

    exit_code = 1

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class QueryError(StedenbandError):
    """A SPARQL query that got no answer."""


class QuerySyntaxError(QueryError):
    """The query does not parse; ``line`` and ``column`` (from 1) where the parser tells."""

    exit_code = 2

    def __init__(self, message: str, *, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line, self.column = line, column


class QueryRefusedError(QueryError):
    """The query asks for what is not offered: SERVICE, an update, a graph that is not ours."""

    exit_code = 2


class QueryTooBigError(QueryError):
    """The text of the query is over a limit that is checked before it is run."""

    exit_code = 2

    def __init__(self, message: str, *, limit: str, allowed: int, found: int) -> None:
        super().__init__(message)
        self.limit, self.allowed, self.found = limit, allowed, found


class QueryTimeoutError(QueryError):
    """The query ran into the wall-clock limit, in seconds."""

    def __init__(self, message: str, *, seconds: float) -> None:
        super().__init__(message)
        self.seconds = seconds


class QueryMemoryError(QueryError):
    """The query asked for more memory than the limit, in bytes."""

    def __init__(self, message: str, *, allowed: int) -> None:
        super().__init__(message)
        self.allowed = allowed


class ResultTooLargeError(QueryError):
    """The answer is over the limit, in bytes of its serialization or in rows; nothing of it was sent."""

    def __init__(self, message: str, *, allowed: int, unit: Literal["bytes", "rows"] = "bytes") -> None:
        super().__init__(message)
        self.allowed = allowed
        self.unit = unit


class OverloadedError(QueryError):
    """Too many queries are waiting; come back after ``retry_after`` seconds.

    ``limit`` is ``full`` (places for those who wait), ``client`` (places of one client), ``waited`` (seconds of
    waiting), ``behind`` (the same, behind others of this client) or ``sending`` (bytes of large answers on their
    way); ``allowed`` is how much that is.
    """

    def __init__(
        self, message: str, *, retry_after: int, limit: str = "full", allowed: float | None = None
    ) -> None:
        super().__init__(message)
        self.retry_after, self.limit, self.allowed = retry_after, limit, allowed


class TooManyQueriesError(OverloadedError):
    """One client has as many queries waiting as it may."""


class ServiceError(QueryError):
    """Another endpoint, that the query asks with SERVICE and that is on the allow-list, gave no answer we can use."""


class EngineError(QueryError):
    """The query engine died or cannot be reached."""


class NoFullTextError(SurroundingsError):
    """The SQLite of this Python was built without full-text search (FTS5); ``version`` is its version."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"SQLite {version} has no full-text search (FTS5); another build of Python may have it"
        )
        self.version = version
