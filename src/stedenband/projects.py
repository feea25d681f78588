"""Where a data set and its rules stand: in a project folder, or in the package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
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


# == What a release is made of =================================================

_RULES = (("ontology", "*.ttl"), ("shapes", "*.ttl"), ("queries", "checks/*.rq"))
_DATA = frozenset({".csv", ".toml", ".ttl", ".jsonld"})


def inputs_digest(project: Project, base_iri: str | None, data: Mapping[str, str] | None = None) -> str:
    """One SHA-256, in hexadecimal, of all that a release is made of: tables, rules, program, and the base given.

    ``data`` has the digests of the tables as they were read, by file name; without it the files are read now.
    """
    tables = data if data is not None else _data_digests(project.data)
    lines = [f"data/{name} {digest}" for name, digest in tables.items()]
    for part, pattern in _RULES:
        lines += [f"{part}/{path.name} {_digest(path)}" for path in project.files(part, pattern)]
    package = Path(__file__).resolve().parent
    lines += [f"code/{path.relative_to(package).as_posix()} {_digest(path)}" for path in _code(package)]
    lines.append(f"base {base_iri or ''}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _data_digests(folder: Path) -> dict[str, str]:
    paths = (
        path for path in folder.iterdir() if path.suffix.lower() in _DATA and not path.name.startswith(".")
    )
    return {path.name: _digest(path) for path in paths if path.is_file() and not path.is_symlink()}


def _code(package: Path) -> Iterator[Path]:
    return (
        path for pattern in ("*.py", "*.po") for path in package.rglob(pattern) if "_assets" not in path.parts
    )


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
