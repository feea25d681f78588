"""What can go wrong in this room."""

from __future__ import annotations

from stedenband.errors import SurroundingsError


class NoFullTextError(SurroundingsError):
    """The SQLite of this Python was built without full-text search (FTS5); ``version`` is its version."""

    def __init__(self, version: str) -> None:
        super().__init__(
            f"SQLite {version} has no full-text search (FTS5); another build of Python may have it"
        )
        self.version = version
