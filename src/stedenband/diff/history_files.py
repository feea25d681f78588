"""What the history needs of a release after its folder was removed: its part of the event streams, and its changes."""

from __future__ import annotations

from stedenband.diff.change_files import CHANGES, PATCH, STATEMENTS

STREAMS = "ldes/"
"""The folder of a release's pages of the event streams; the roots are only read of the served release."""


def is_history_file(name: str) -> bool:
    """Whether a file of a release is kept when the release is removed.

    >>> is_history_file("ldes/catalog/1.0.0-aa/1.trig"), is_history_file("changes.json"), is_history_file("graph.nq")
    (True, True, False)
    """
    return name in (CHANGES, PATCH, STATEMENTS) or name.startswith(STREAMS)
