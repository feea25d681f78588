"""The commands that look after the releases of a folder: ``verify`` and ``prune``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from stedenband.errors import SurroundingsError, UsageError
from stedenband.releases import FileFault, ReleaseExamination, ReleaseFolder, examine
from stedenband.words import say

if TYPE_CHECKING:
    from stedenband.pipeline import retention

DIFFERS = 1
"""Exit code when a release is not what its manifest says."""

UNREADABLE = 3
"""Exit code when something could not be read."""


class Tell(Protocol):
    """Says something on stderr, in the language of the command."""

    def __call__(self, key: str, **values: object) -> None: ...


SettingsOf = Callable[[Path | None, bool], tuple[Path, int | None]]
"""Where the releases are kept (the folder given, else as set, else of the project here or of the demonstration),
and how many as set."""


def add_commands(group: click.Group, language: str, tell: Tell, settings_of: SettingsOf) -> None:
    """Give the command line ``verify`` and ``prune``."""
    words = _words(language)
    out = click.argument("out", metavar="[OUT]", required=False, type=click.Path(path_type=Path))
    demo = click.option("--demo", is_flag=True, help=words("help.demo"))
    as_json = click.option("--json", "as_json", is_flag=True, help=words("help.json"))

    @group.command(help=words("help.verify"))
    @out
    @click.option("--all", "every", is_flag=True, help=words("help.verify-all"))
    @demo
    @as_json
    def verify(out: Path | None, every: bool, demo: bool, as_json: bool) -> None:
        folder, _ = settings_of(out, demo)
        checked = check_releases(folder, language, every=every)
        if as_json:
            click.echo(json.dumps(checked.as_json(), ensure_ascii=False, indent=2))
        else:
            for line in checked.lines(language):
                click.echo(line)
        tell("cli.folder", folder=folder.resolve())
        sys.exit(checked.exit_code)

    @group.command(help=words("help.prune"))
    @out
    @click.option("--keep", type=click.IntRange(min=2), metavar="N", help=words("help.prune-keep"))
    @click.option("--dry-run", is_flag=True, help=words("help.prune-dry-run"))
    @demo
    @as_json
    def prune(out: Path | None, keep: int | None, dry_run: bool, demo: bool, as_json: bool) -> None:
        from stedenband.pipeline import retention

        folder, as_set = settings_of(out, demo)
        number = keep or as_set
        if number is None:
            raise UsageError(say("cli.prune.how-many", language))
        releases = ReleaseFolder(folder)
        if releases.current() is None:
            raise UsageError(say("cli.verify.nothing", language, folder=folder))
        pruned = retention.prune(releases, number, dry_run=dry_run)
        if as_json:
            click.echo(json.dumps({"dry_run": dry_run, **asdict(pruned)}, ensure_ascii=False, indent=2))
        else:
            for line in pruned_lines(pruned, language, dry_run=dry_run):
                click.echo(line)
        tell("cli.folder", folder=folder.resolve())


def prune_after_build(out: Path, keep: int, tell: Tell, language: str) -> None:
    """Remove old releases once a build has switched; what stands in the way is told, and the release stays built."""
    from stedenband.pipeline import retention

    try:
        pruned = retention.prune(ReleaseFolder(out), keep)
    except SurroundingsError as error:
        tell("cli.prune.failed", error=error)
        return
    if pruned.removed:
        tell("cli.prune.done", releases=", ".join(pruned.removed))
    for release, reason in pruned.stay.items():
        if reason == "damaged":
            tell("cli.prune.stay.damaged", release=release)


def pruned_lines(pruned: retention.PruneResult, language: str, *, dry_run: bool) -> Iterator[str]:
    """What became, or would become, of the old releases, in words."""
    for release in pruned.removed:
        yield say("cli.prune.would" if dry_run else "cli.prune.removed", language, release=release)
    for release, reason in pruned.stay.items():
        yield say(f"cli.prune.stay.{reason}", language, release=release)
    if not pruned.removed:
        yield say("cli.prune.none", language)


def _words(language: str) -> Callable[[str], str]:
    return lambda key: say(f"cli.{key}", language)


# == verify ====================================================================


class Checked:
    """What ``verify`` found: the pointer, and each release that was looked at."""

    def __init__(self, current: str | None, releases: tuple[ReleaseExamination, ...]) -> None:
        self.current, self.releases = current, releases
        served = next((one for one in releases if one.id == current and not one.removed), None)
        self.current_whole = served is not None and served.whole

    @property
    def exit_code(self) -> int:
        """0 where all is whole."""
        if any(one.unreadable for one in self.releases):
            return UNREADABLE
        return 0 if self.current_whole and all(one.whole for one in self.releases) else DIFFERS

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return {
            "current": self.current,
            "current_whole": self.current_whole,
            "whole": self.exit_code == 0,
            "releases": [{**asdict(one), "whole": one.whole} for one in self.releases],
        }

    def lines(self, language: str) -> Iterator[str]:
        """The same for people: a line for each release and one for each file that differs."""
        for one in self.releases:
            key = "whole" if one.whole else "differs"
            yield say(f"cli.verify.{key}", language, release=one.id, files=one.files, faults=len(one.faults))
            if one.removed:
                yield "  " + say("cli.verify.removed", language)
            if one.seal != "holds":
                yield "  " + say(f"cli.verify.seal.{one.seal}", language, reason=one.reason)
            for fault in one.faults:
                yield "  " + _line(fault, language)
        if self.current is None:
            yield say("cli.verify.no-current", language)
        else:
            key = "current" if self.current_whole else "current-not-whole"
            yield say(f"cli.verify.{key}", language, release=self.current)


def _line(fault: FileFault, language: str) -> str:
    return say(
        f"cli.verify.{fault.what}",
        language,
        file=fault.path,
        expected="" if fault.expected is None else fault.expected,
        found="" if fault.found is None else fault.found,
    )


def check_releases(out: Path, language: str, *, every: bool = False) -> Checked:
    """Compare the served release of a folder with its manifest, or all, also what is kept of those removed.

    Raises ``UsageError`` where there is no folder or no release, ``SurroundingsError`` where it may not be read.
    """
    try:
        return _checked(ReleaseFolder(out), language, every=every)
    except OSError as error:
        raise SurroundingsError(f"{error.filename}: cannot be read: {error.strerror}") from error


def _checked(releases: ReleaseFolder, language: str, *, every: bool) -> Checked:
    from stedenband import diff

    current, folders = releases.current(), releases.folders(damaged=True)
    if not folders and current is None:
        raise UsageError(say("cli.verify.nothing", language, folder=releases.out))
    if every:
        found = [examine(folder) for folder in folders]
        found += [examine(folder, diff.is_history_file) for folder in releases.kept_folders(damaged=True)]
    else:
        found = [examine(current)] if current is not None else []
    return Checked(current.name if current is not None else None, tuple(found))
