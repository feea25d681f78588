"""The example files of the vocabulary, read under the base of Ghent's data."""

from __future__ import annotations

from pathlib import Path

EXAMPLES = "https://example.org/stedenband/gent/"
"""The base of the example files."""

BASE = "https://w3id.org/stedenband/gent/"
"""The base that the questions take their sample values from."""


def rebased(file: Path) -> str:
    """A Turtle file as it would be under the base of Ghent's data: an example holds under any."""
    return file.read_text(encoding="utf-8").replace(EXAMPLES, BASE)
