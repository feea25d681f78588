"""The second half: compare -> switch, for what passed the gates."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from stedenband import diff
from stedenband.errors import ReleaseDamagedError
from stedenband.message import N_
from stedenband.model import Release, Report
from stedenband.pipeline import gates
from stedenband.pipeline.checking import validate_project
from stedenband.pipeline.progress import ExtendedProgress, NoProgress, Progress
from stedenband.pipeline.withdrawals import NOTHING, Withdrawals
from stedenband.pipeline.writing import plan_release
from stedenband.projects import Project, digest_inputs
from stedenband.releases import ReleaseFolder, ReleaseWriter, read_verified_release, verify_history

Publish = Callable[[Path, Release, Progress], None]
"""Takes a whole release elsewhere, such as to a remote engine."""

OnBaseChange = Callable[[str, str], None]
"""Is told the base of the served release and that of the build, where they differ; what it raises stops the build."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did. ``folder`` is ``None`` when the gates did not let it through: nothing was switched.

    ``find_withdrawals`` are the things that were published until now and are no longer in the tables.
    """

    report: Report
    folder: Path | None
    release: Release | None
    new: bool
    withdrawals: Withdrawals = NOTHING


def build(
    project: Project,
    out: Path,
    *,
    base_iri: str | None = None,
    sources: Path | None = None,
    progress: Progress | None = None,
    publish: Publish | None = None,
    public_url: str | None = None,
    on_base_change: OnBaseChange | None = None,
    consent: gates.Consent | None = None,
) -> Built:
    """Make a release of a project and switch to it.

    ``public_url`` is where the public reaches the server, if that is not the base of the IRIs: the catalogue names the
    files and services there.
    ``publish`` takes the whole release elsewhere before it is switched to; what it raises leaves the old one served.
    ``on_base_change`` can stop a build under another base than that of the served release: every portal would take the
    data sets for new ones.
    ``consent`` is asked whether so many partnerships may be withdrawn, where they are more than a tenth of those that
    are published; without it they may not.
    A release of the same input that is there already is switched to as it is. When the data or the catalogue of what
    was written does not conform, or consent is not given, nothing is switched and the served release stays. Raises
    ``ReleaseLockedError`` when another build runs, ``SurroundingsError`` when the disk or the folder fails.
    """
    progress = progress or NoProgress()
    judged = validate_project(
        project, base_iri=base_iri, sources=sources, progress=ExtendedProgress(progress, 3)
    )
    if not judged.conforms or not judged.sets:
        return Built(judged.report, None, None, new=False)
    digest = digest_inputs(project, base_iri, judged.inputs, public_url=public_url)
    releases = ReleaseFolder(out)
    if on_base_change is not None:
        _compare_bases(releases, base_iri or judged.sets[0].data.info.base_iri, on_base_change)
    with releases.writing() as writer:
        withdrawn = gates.find_withdrawals(releases, judged)
        if not gates.may_withdraw(withdrawn, consent):
            return Built(judged.report, None, None, new=False, withdrawals=withdrawn)
        progress.step(N_("writing the release"), 6)
        release = plan_release(judged, releases, base_iri, digest)
        known = releases.find(release.id)
        if known is not None and (old := read_verified_release(known)) is not None:
            _switch(writer, known, old, publish, progress)
            return Built(judged.report, known, old, new=False, withdrawals=withdrawn)
        release, report = gates.write_and_validate(
            writer,
            project,
            judged,
            release,
            releases.current(),
            public_url=public_url,
            progress=ExtendedProgress(progress, 1),
        )
        if not report.conforms:
            return Built(report, None, None, new=False, withdrawals=withdrawn)
        release = _compare(writer, releases, release)
        folder = writer.place(release)
        _switch(writer, folder, release, publish, progress)
        return Built(report, folder, release, new=True, withdrawals=withdrawn)


def _compare_bases(releases: ReleaseFolder, base: str, on_base_change: OnBaseChange) -> None:
    """Tell of another base than that of the served release, or of another one where that cannot be read."""
    current = releases.current()
    for folder in filter(None, (current, *reversed(releases.folders()))):
        with suppress(ReleaseDamagedError):
            served = releases.read(folder)
            break
    else:
        return
    if served.base_iri != base:
        on_base_change(served.base_iri, base)


def _switch(
    writer: ReleaseWriter, folder: Path, release: Release, publish: Publish | None, progress: Progress
) -> None:
    if publish is not None:
        publish(folder, release, progress)
    progress.step(N_("switching to the release"), 6)
    writer.switch(folder)


def _compare(writer: ReleaseWriter, releases: ReleaseFolder, release: Release) -> Release:
    """Write what the release changed since the one before it, and give it with those files too."""
    before = releases.find(release.previous) if release.previous else None
    diff.write_changes(writer, release, before, kept=lambda name: _is_kept(releases, name))
    return replace(release, artefacts=writer.artefacts)


def _is_kept(releases: ReleaseFolder, name: str) -> bool:
    """Whether the pages of the event streams that a release brought are there, after its removal as well."""
    folder = releases.find_kept(name)
    if folder is None or not releases.is_removed(folder):
        return folder is not None
    with suppress(ReleaseDamagedError):
        verify_history(folder, diff.is_history_file)
        return True
    return False
