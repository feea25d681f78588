"""The one door to ``ontology/ shapes/ queries/ data/``, in a checkout or in the wheel."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from stedenband.errors import UsageError

PARTS = ("ontology", "shapes", "queries", "data")


@cache
def find_packaged_root() -> Path:
    """The folder that holds the four parts: beside the code in the wheel, the repository in a checkout."""
    here = Path(__file__).resolve().parent
    inside = here / "_assets"
    return inside if inside.is_dir() else here.parent.parent


def find_folder(part: str) -> Path:
    """The packaged folder of one part.

    Raises ``ValueError`` for a part that is not one of ``PARTS``.
    """
    if part not in PARTS:
        raise ValueError(f"no such part: {part!r}; the parts are {', '.join(PARTS)}")
    return find_packaged_root() / part


def find_files(part: str, pattern: str, project: Path | None = None) -> list[Path]:
    """The files of one part that match a glob, sorted by their name in it: the packaged ones and the project's own.

    A file of the project stands for the packaged one of the same name; an empty one leaves that out.
    Raises ``UsageError`` for something of the project that has such a name and is not a file.
    """
    found = _matching(find_folder(part), pattern)
    if project is not None and project != find_packaged_root():
        own = _matching(project / part, pattern)
        for path in own.values():
            if not path.is_file():
                raise UsageError(f"{path} is not a file; the rules and queries of a project are")
        found |= own
        found = {name: path for name, path in found.items() if name not in own or path.stat().st_size}
    return [found[name] for name in sorted(found)]


def _matching(within: Path, pattern: str) -> dict[str, Path]:
    return {path.relative_to(within).as_posix(): path for path in within.glob(pattern)}
