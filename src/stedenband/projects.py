"""Where a data set and its rules stand: in a project folder, or in the package."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stedenband import assets
from stedenband.errors import UsageError


@dataclass(frozen=True, slots=True)
class Project:
    """Where a data set and its rules stand. ``root`` is ``None`` for the packaged one."""

    root: Path | None
    data: Path

    def files(self, part: str, pattern: str) -> list[Path]:
        """The project's own files of one part, or the packaged ones."""
        return assets.files(part, pattern, self.root)


def find_project(directory: Path | None) -> Project:
    """The project in that folder; without one, the current folder if it is a project, else the packaged data.

    A project is a folder with ``data/<slug>/`` in which tables stand; a folder of tables itself will do.
    Raises ``UsageError`` when there is none, or several to choose from.
    """
    if directory is None:
        here = Path.cwd()
        root = here if _data_folders(here) else assets.packaged_root()
        return Project(root if root == here else None, _only(_data_folders(root), root))
    if not directory.is_dir():
        raise UsageError(f"{directory} is not a folder")
    folders = _data_folders(directory)
    if not folders and _holds_tables(directory):
        return Project(_root_of(directory), directory)
    return Project(directory, _only(folders, directory))


def _root_of(data: Path) -> Path:
    """The project a data folder stands in: two levels up when it lies in a folder called ``data``."""
    absolute = data.resolve()
    return absolute.parent.parent if absolute.parent.name == "data" else absolute


def _data_folders(root: Path) -> list[Path]:
    return sorted(path for path in (root / "data").glob("*") if path.is_dir() and _holds_tables(path))


def _holds_tables(folder: Path) -> bool:
    """Whether someone keeps tables there; one without its ``dataset.toml`` is told so when it is read."""
    return (folder / "dataset.toml").exists() or any(folder.glob("*.csv"))


def _only(folders: Sequence[Path], root: Path) -> Path:
    match folders:
        case [folder]:
            return folder
        case []:
            raise UsageError(f"{root} is not a project: it has no folder data/<name> with tables")
        case _:
            names = ", ".join(str(folder) for folder in folders)
            raise UsageError(f"{root} has several data sets; name one of these folders: {names}")
