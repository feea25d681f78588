"""The commands that look after the releases of a folder: ``verify`` and ``prune``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from stedenband.cli.messages import KEPT_REASONS, SEALS, VERIFY_RESULTS
from stedenband.errors import SurroundingsError, UsageError
from stedenband.i18n import translate
from stedenband.message import N_, LazyMessage
from stedenband.releases import FileFault, ReleaseExamination, ReleaseFolder, examine

if TYPE_CHECKING:
    from stedenband.pipeline import retention

DIFFERS = 1
"""Exit code when a release is not what its manifest says."""

UNREADABLE = 3
"""Exit code when something could not be read."""


class Tell(Protocol):
    """Says something on stderr, in the language of the command."""

    def __call__(self, message: LazyMessage, **values: object) -> None: ...


SettingsOf = Callable[[Path | None, bool], tuple[Path, int | None]]
"""Where the releases are kept (the folder given, else as set, else of the project here or of the demonstration),
and how many as set."""


def add_commands(group: click.Group, language: str, tell: Tell, settings_of: SettingsOf) -> None:
    """Give the command line ``verify`` and ``prune``."""
    _ = _translator(language)
    out = click.argument("out", metavar="[OUT]", required=False, type=click.Path(path_type=Path))
    demo = click.option("--demo", is_flag=True, help=_("Read the data of Ghent that comes with the program."))
    as_json = click.option("--json", "as_json", is_flag=True, help=_("The report as JSON."))

    @group.command(
        help=_(
            "Compare the served release with its manifest, file by file. OUT is the folder "
            "that releases are kept in."
        )
    )
    @out
    @click.option(
        "--all", "every", is_flag=True, help=_("Compare all releases, also what is kept of removed ones.")
    )
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
        tell(N_("Read: {folder}"), folder=folder.resolve())
        sys.exit(checked.exit_code)

    @group.command(
        help=_(
            "Remove old releases and keep what the history needs of them. OUT is the folder "
            "that releases are kept in."
        )
    )
    @out
    @click.option(
        "--keep",
        type=click.IntRange(min=2),
        metavar="N",
        help=_("Keep the newest N releases (at least 2), instead of STEDENBAND_KEEP_RELEASES."),
    )
    @click.option("--dry-run", is_flag=True, help=_("Only say what would be removed."))
    @demo
    @as_json
    def prune(out: Path | None, keep: int | None, dry_run: bool, demo: bool, as_json: bool) -> None:
        from stedenband.pipeline import retention

        folder, as_set = settings_of(out, demo)
        number = keep or as_set
        if number is None:
            raise UsageError(
                translate(
                    "Say how many releases to keep: --keep N, or set STEDENBAND_KEEP_RELEASES.", language
                )
            )
        releases = ReleaseFolder(folder)
        if releases.current() is None:
            raise UsageError(translate("There are no releases in {folder}.", language, folder=folder))
        pruned = retention.prune(releases, number, dry_run=dry_run)
        if as_json:
            click.echo(json.dumps({"dry_run": dry_run, **asdict(pruned)}, ensure_ascii=False, indent=2))
        else:
            for line in format_pruned(pruned, language, dry_run=dry_run):
                click.echo(line)
        tell(N_("Read: {folder}"), folder=folder.resolve())


def prune_after_build(out: Path, keep: int, tell: Tell, language: str) -> None:
    """Remove old releases once a build has switched; what stands in the way is told, and the release stays built."""
    from stedenband.pipeline import retention

    try:
        pruned = retention.prune(ReleaseFolder(out), keep)
    except SurroundingsError as error:
        tell(N_("Old releases were not removed: {error}"), error=error)
        return
    if pruned.removed:
        tell(N_("Removed old releases: {releases}"), releases=", ".join(pruned.removed))
    for release, reason in pruned.stay.items():
        if reason == "damaged":
            tell(
                N_(
                    "{release}: stays, since what the history needs of it is damaged (stedenband "
                    "verify --all names it)"
                ),
                release=release,
            )


def format_pruned(pruned: retention.PruneResult, language: str, *, dry_run: bool) -> Iterator[str]:
    """What became, or would become, of the old releases, in words."""
    for release in pruned.removed:
        yield translate(
            N_("{release}: would be removed") if dry_run else N_("{release}: removed"),
            language,
            release=release,
        )
    for release, reason in pruned.stay.items():
        yield translate(KEPT_REASONS[reason], language, release=release)
    if not pruned.removed:
        yield translate("No release is old enough to be removed.", language)


def _translator(language: str) -> Callable[[str], str]:
    return lambda text: translate(text, language)


# == verify ====================================================================


class VerificationResult:
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
            yield translate(
                VERIFY_RESULTS[key], language, release=one.id, files=one.files, faults=len(one.faults)
            )
            if one.removed:
                yield "  " + translate("removed: compared is what the history needs of it", language)
            if one.seal != "holds":
                yield "  " + translate(SEALS[one.seal], language, reason=one.reason)
            for fault in one.faults:
                yield "  " + _line(fault, language)
        if self.current is None:
            yield translate("'current' points at no release.", language)
        else:
            key = "current" if self.current_whole else "current-not-whole"
            yield translate(VERIFY_RESULTS[key], language, release=self.current)


def _line(fault: FileFault, language: str) -> str:
    return translate(
        VERIFY_RESULTS[fault.what],
        language,
        file=fault.path,
        expected="" if fault.expected is None else fault.expected,
        found="" if fault.found is None else fault.found,
    )


def check_releases(out: Path, language: str, *, every: bool = False) -> VerificationResult:
    """Compare the served release of a folder with its manifest, or all, also what is kept of those removed.

    Raises ``UsageError`` where there is no folder or no release, ``SurroundingsError`` where it may not be read.
    """
    try:
        return _checked(ReleaseFolder(out), language, every=every)
    except OSError as error:
        raise SurroundingsError(f"{error.filename}: cannot be read: {error.strerror}") from error


def _checked(releases: ReleaseFolder, language: str, *, every: bool) -> VerificationResult:
    from stedenband import diff

    current, folders = releases.current(), releases.folders(damaged=True)
    if not folders and current is None:
        raise UsageError(translate("There are no releases in {folder}.", language, folder=releases.out))
    if every:
        found = [examine(folder) for folder in folders]
        found += [examine(folder, diff.is_history_file) for folder in releases.kept_folders(damaged=True)]
    else:
        found = [examine(current)] if current is not None else []
    return VerificationResult(current.name if current is not None else None, tuple(found))
