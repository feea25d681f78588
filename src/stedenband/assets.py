"""The one door to ``ontology/ shapes/ queries/ data/``, in a checkout or in the wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PARTS = ("ontology", "shapes", "queries", "data")


@cache
def packaged_root() -> Path:
    """The folder that holds the four parts: beside the code in the wheel, the repository in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "_assets"
    return inside if inside.is_dir() else here.parent.parent


def folder(part: str, project: Path | None = None) -> Path:
    """The folder of one part: the project's own where it has one, else the packaged one.

    Raises ``ValueError`` for a part that is not one of ``PARTS``.
    """
    if part not in PARTS:
        raise ValueError(f"no such part: {part!r}; the parts are {', '.join(PARTS)}")
    if project is not None and (project / part).is_dir():
        return project / part
    return packaged_root() / part


def files(part: str, pattern: str, project: Path | None = None) -> list[Path]:
    """The files of one part that match a glob, sorted by path."""
    return sorted(folder(part, project).glob(pattern))
