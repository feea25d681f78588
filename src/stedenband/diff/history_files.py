"""What the history needs of a release after its folder was removed: its part of the event streams, and its changes."""

from __future__ import annotations

from stedenband.diff.change_files import CHANGES, PATCH, STATEMENTS

STREAMS = "ldes/"
"""The folder of a release's pages of the event streams; the roots are only read of the served release."""


def is_history(name: str) -> bool:
    """Whether a file of a release is kept when the release is removed.

    >>> is_history("ldes/catalog/1.0.0-aa/1.trig"), is_history("changes.json"), is_history("graph.nq")
    (True, True, False)
    """
    return name in (CHANGES, PATCH, STATEMENTS) or name.startswith(STREAMS)
