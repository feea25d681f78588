"""The program: chooses the language, runs the command, ends with a message and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import click

from stedenband import __version__
from stedenband.cli import building, diffing, querying, releases, serving
from stedenband.cli.options import (
    choose_project,
    find_out_folder,
    make_options,
    read_settings,
)
from stedenband.cli.reporter import Reporter
from stedenband.cli.starting import say_last
from stedenband.errors import (
    StedenbandError,
)
from stedenband.i18n import INTERFACE_LANGUAGES, SOURCE, translate
from stedenband.store import explain

UNFORESEEN = 200
"""Characters that are shown of an error that nobody foresaw."""


SURROUNDINGS_FAILED = 3
"""Exit code when something failed that is not the data's or the user's fault."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command with the words of the language of the terminal (``--lang``, else the locale).

    What nobody foresaw ends here, in one line and exit code 3; with ``--debug`` it ends in Python's own words.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = choose_language(given, os.environ)
    try:
        make_commands(language).main(given)
    except StedenbandError as error:
        say_last(f"stedenband: {explain(error, language)}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:
        if "--debug" in given:
            raise
        told = f"{type(error).__name__}: {error}"[:UNFORESEEN]
        sentence = translate(
            'Something went wrong that should not: {error}. Run it again with "stedenband --'
            'debug ..." for the whole story, and tell the makers.',
            language,
            error=told,
        )
        click.echo(f"stedenband: {sentence}", err=True)
        sys.exit(SURROUNDINGS_FAILED)


def choose_language(arguments: Sequence[str], environment: dict[str, str] | os._Environ[str]) -> str:
    """The language that ``--lang`` names, else that of the locale, else English.

    >>> choose_language([], {"LANG": "nl_BE.UTF-8"})
    'nl'
    """
    named = [after for word, after in pairwise(arguments) if word == "--lang"]
    named += [word.removeprefix("--lang=") for word in arguments if word.startswith("--lang=")]
    locales = [environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    for candidate in (*named, *(locale[:2] for locale in locales if locale)):
        if candidate in INTERFACE_LANGUAGES:
            return candidate
    return SOURCE


def make_commands(language: str) -> click.Group:
    """Make the command line in one language."""
    reporter, options = Reporter(language), make_options(language)
    _ = options.translate

    @click.group(
        help=_(
            "Turns a city's tables into a validated knowledge graph of its international "
            "partnerships, and serves it to people and machines."
        ),
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    @click.version_option(__version__, prog_name="stedenband")
    @click.option(
        "--lang",
        type=click.Choice(INTERFACE_LANGUAGES),
        help=_("Language of the messages; else that of your system."),
    )
    @click.option("--debug", is_flag=True, help=_("Show Python's traceback when the program fails."))
    def group(lang: str | None, debug: bool) -> None:
        """The language was read before the words were chosen, and ``--debug`` by ``main``."""

    for family in (building, serving, diffing, querying):
        family.add_commands(group, options, reporter)
    releases.add_commands(group, language, reporter.tell, _releases_of(language))
    return group


def _releases_of(language: str) -> releases.SettingsOf:
    """Finds the releases as ``build`` does; a folder that is given or set needs no tables."""

    def find(given: Path | None, demo: bool) -> tuple[Path, int | None]:
        chosen = read_settings(out=given)
        folder = chosen.out or find_out_folder(choose_project(None, demo, language), chosen)
        return folder, chosen.keep_releases

    return find
