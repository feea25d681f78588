"""Where data sets and their rules stand: in a project folder, or in the package."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from stedenband import assets
from stedenband.errors import NoProjectError, UsageError

_DESCRIPTION = "dataset.toml"


@dataclass(frozen=True, slots=True)
class Project:
    """Where data sets and their rules stand. ``root`` is ``None`` for the packaged one.

    ``data`` is the folder of the data set; where there are several cities it is the folder that theirs stand in, beside
    the description of all of them together, and ``cities`` are those.
    """

    root: Path | None
    data: Path
    cities: tuple[Path, ...] = ()

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders with tables."""
        return self.cities or (self.data,)

    def files(self, part: str, pattern: str) -> list[Path]:
        """The files of one part: the packaged ones, and the project's own beside them or in their place."""
        return assets.find_files(part, pattern, self.root)


def find_project(directory: Path | None) -> Project:
    """The project in that folder; without one, in the current folder.

    A project is a folder with ``data/<slug>/`` in which tables stand; several of these are one project where
    ``data/dataset.toml`` says what they are together. A folder of tables itself will do, and so will ``data``.
    Raises ``NoProjectError`` when there is none, ``UsageError`` when there are several of which nothing is said
    together.
    """
    folder = Path.cwd() if directory is None else directory
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder")
    if _data_folders(folder / "data"):
        return _in_root(folder, folder)
    if _describes(folder) and (cities := _data_folders(folder)) and not _has_tables(folder):
        return Project(_root_of(folder), folder, cities)
    if _holds_tables(folder):
        return Project(_root_of(folder), folder)
    raise NoProjectError(folder)


def find_demonstration() -> Project:
    """The data that comes with the program: Ghent's."""
    return _in_root(assets.find_packaged_root(), None)


def _in_root(folder: Path, root: Path | None) -> Project:
    """The project whose ``data`` stands in that folder."""
    data = folder / "data"
    folders = _data_folders(data)
    if _describes(data):
        return Project(root, data, folders)
    if len(folders) > 1:
        names = ", ".join(path.name for path in folders)
        raise UsageError(
            f"{data} has several data sets ({names}): write {data / _DESCRIPTION}, which says what they are together, "
            "or name the folder of one of them"
        )
    return Project(root, folders[0])


def _root_of(data: Path) -> Path:
    """The project a data folder stands in: above it when it is called ``data``, or lies in a folder that is."""
    absolute = data.resolve()
    above = (folder.parent for folder in (absolute, absolute.parent) if folder.name == "data")
    return next(above, absolute)


def _data_folders(data: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in data.glob("*") if path.is_dir() and _holds_tables(path)))


def _holds_tables(folder: Path) -> bool:
    """Whether someone keeps tables there; one without its ``dataset.toml`` is told so when it is read."""
    return _describes(folder) or _has_tables(folder)


def _has_tables(folder: Path) -> bool:
    return any(folder.glob("*.csv"))


def _describes(folder: Path) -> bool:
    return (folder / _DESCRIPTION).exists()


# == What a release is made of =================================================

_RULES = (("ontology", "*.ttl"), ("shapes", "*.ttl"), ("queries", "checks/*.rq"))
_DATA = frozenset({".csv", ".toml", ".ttl", ".jsonld"})


def digest_inputs(
    project: Project,
    base_iri: str | None,
    data: Mapping[str, str] | None = None,
    *,
    public_url: str | None = None,
) -> str:
    """One SHA-256, in hexadecimal, of all a release is made of: tables, rules, program, the base and address given.

    ``data`` has the digests of the tables as they were read, by file name; without it the files are read now.
    """
    tables = data if data is not None else _digests(project)
    lines = [f"data/{name} {digest}" for name, digest in tables.items()]
    for part, pattern in _RULES:
        lines += [f"{part}/{path.name} {_digest(path)}" for path in project.files(part, pattern)]
    package = Path(__file__).resolve().parent
    lines += [f"code/{path.relative_to(package).as_posix()} {_digest(path)}" for path in _code(package)]
    lines.append(f"base {base_iri or ''}")
    lines += [f"public {public_url}"] if public_url else []
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _digests(project: Project) -> dict[str, str]:
    if not project.cities:
        return _data_digests(project.data)
    description = project.data / _DESCRIPTION
    return {_DESCRIPTION: _digest(description)} | {
        f"{folder.name}/{name}": digest
        for folder in project.cities
        for name, digest in _data_digests(folder).items()
    }


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
