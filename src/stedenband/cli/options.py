"""Options that several commands take, and what they choose: settings, project, folder of releases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import platformdirs
from pydantic import ValidationError

from stedenband.errors import (
    NoProjectError,
    UsageError,
)
from stedenband.i18n import translate
from stedenband.projects import Project, find_demonstration, find_project
from stedenband.releases import ReleaseFolder
from stedenband.settings import Settings

NOT_CONFORMING = 1
"""Exit code when the data does not conform; a ``StedenbandError`` carries its own."""

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


@dataclass(frozen=True, slots=True)
class SharedOptions:
    """The arguments and options that several commands take, in one language; each is a decorator."""

    translate: Callable[[str], str]
    directory: Decorator
    out: Decorator
    base: Decorator
    texts: Decorator
    moving: Decorator
    demo: Decorator
    withdraw: Decorator
    as_json: Decorator
    as_sarif: Decorator
    as_table: Decorator


def make_options(language: str) -> SharedOptions:
    """The shared options with their help in a language."""

    def _(text: str) -> str:
        return translate(text, language)

    directory = click.argument("directory", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
    out = click.option(
        "--out",
        type=click.Path(path_type=Path, file_okay=False),
        help=_("Folder that the releases are kept in."),
    )
    base = click.option(
        "--base-iri", metavar="IRI", help=_("Base of all IRIs, instead of the one in dataset.toml.")
    )
    texts = click.option(
        "--sources",
        type=click.Path(path_type=Path, exists=True, file_okay=False),
        help=_("Folder with the source texts, to check the quotations word for word."),
    )
    moving = click.option(
        "--change-base",
        is_flag=True,
        help=_(
            "Where the base of all IRIs changes, say that it may (a build asks otherwise, or "
            "refuses in a pipeline)."
        ),
    )
    demo = click.option("--demo", is_flag=True, help=_("Read the data of Ghent that comes with the program."))
    withdraw = click.option(
        "--allow-withdrawals",
        is_flag=True,
        help=_(
            "Publish also when more than a tenth of the published partnerships is no longer in the tables."
        ),
    )
    as_json = click.option("--json", "as_what", flag_value="json", help=_("The report as JSON."))
    as_sarif = click.option("--sarif", "as_what", flag_value="sarif", help=_("The report as SARIF."))
    as_table = click.option(
        "--table",
        "as_what",
        flag_value="table",
        default="table",
        help=_("The report as a table (the default)."),
    )
    return SharedOptions(
        translate=_,
        directory=directory,
        out=out,
        base=base,
        texts=texts,
        moving=moving,
        demo=demo,
        withdraw=withdraw,
        as_json=as_json,
        as_sarif=as_sarif,
        as_table=as_table,
    )


def read_settings(**given: Any) -> Settings:
    """The settings of the environment, with what the command line gave on top. Raises ``UsageError``."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "STEDENBAND_" + "_".join(str(part) for part in first["loc"]).upper()
        raise UsageError(f"{name}: {first['msg']}") from error


def choose_project(directory: Path | None, demo: bool, language: str) -> Project:
    """The demonstration where it is asked for, else the project in that folder. Raises ``UsageError``."""
    if demo and directory is not None:
        raise UsageError(translate("Give a folder or --demo, not both.", language))
    return find_demonstration() if demo else find_project(directory)


def find_project_or_releases(directory: Path | None, demo: bool, chosen: Settings, language: str) -> Project:
    """As ``choose_project``; where releases are kept in a folder of their own, their tables need not be at hand."""
    try:
        return choose_project(directory, demo, language)
    except NoProjectError:
        if directory is not None or chosen.out is None or ReleaseFolder(chosen.out).current() is None:
            raise
        return Project(None, chosen.out)


def find_out_folder(project: Project, chosen: Settings) -> Path:
    """Where the releases are kept: as set, else ``build`` in the project, else the user's own state folder."""
    if chosen.out is not None:
        return chosen.out
    if project.root is not None:
        return project.root / "build"
    return platformdirs.user_state_path("stedenband") / project.data.name
