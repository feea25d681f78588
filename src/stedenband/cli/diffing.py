"""The command ``diff``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from stedenband.cli.options import (
    SharedOptions,
    find_out_folder,
    find_project_or_releases,
    read_settings,
)
from stedenband.cli.reporter import Reporter
from stedenband.releases import ReleaseFolder


def add_commands(group: click.Group, options: SharedOptions, reporter: Reporter) -> None:
    """Add ``diff`` to the command line."""
    language, _ = reporter.language, options.translate

    @group.command(
        help=_(
            "Say in words what changed between two releases. A release is named by its name, "
            "the beginning of it, or its version; one name is compared with the release before "
            "it, and without a name it is the served release."
        )
    )
    @click.argument("arguments", metavar="[DIR] [RELEASE] [RELEASE]", nargs=-1)
    @click.option(
        "--format",
        "as_what",
        type=click.Choice(("text", "json", "trig", "patch")),
        default="text",
        help=_(
            "How the differences are written: in words (text), as JSON, as two graphs (trig), "
            "or as an RDF Patch (patch)."
        ),
    )
    @options.demo
    @options.out
    def diff(arguments: tuple[str, ...], as_what: str, demo: bool, out: Path | None) -> None:
        from stedenband.diff.release_pair import choose_pair

        directory = Path(arguments[0]) if arguments and Path(arguments[0]).is_dir() else None
        names = arguments[1:] if directory else arguments
        chosen = read_settings(out=out)
        project = find_project_or_releases(directory, demo, chosen, language)
        releases = ReleaseFolder(find_out_folder(project, chosen))
        for piece in choose_pair(releases, names, language).serialize(as_what, language):
            sys.stdout.buffer.write(piece)
