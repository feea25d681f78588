"""The gates that a release has to pass, the same ones for a check and for a build.

What is read and said is judged first; then what is written, and the catalogue of it; then what goes. A check writes
into a folder that it throws away, so that nothing passes it that a build would stop at.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stedenband.errors import SurroundingsError
from stedenband.message import N_
from stedenband.model import Release, Report
from stedenband.pipeline import catalogue_files
from stedenband.pipeline.checking import ValidatedProject, validate_project
from stedenband.pipeline.progress import ExtendedProgress, NoProgress, Progress
from stedenband.pipeline.withdrawals import NOTHING, Withdrawals, compare_things
from stedenband.pipeline.writing import plan_release, write_release
from stedenband.projects import Project, digest_inputs
from stedenband.releases import ReleaseFolder, ReleaseWriter

Consent = Callable[[Withdrawals], bool]
"""Says whether so many partnerships may be withdrawn."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The verdict on a project. ``withdrawals`` are published things that are no longer in the tables."""

    report: Report
    withdrawals: Withdrawals
    consented: bool

    @property
    def conforms(self) -> bool:
        """Whether the data conforms; a build also wants ``consented``."""
        return self.report.conforms


def check(
    project: Project,
    *,
    out: Path | None = None,
    base_iri: str | None = None,
    sources: Path | None = None,
    today: datetime.date | None = None,
    progress: Progress | None = None,
    public_url: str | None = None,
    consent: Consent | None = None,
) -> CheckResult:
    """Say what ``build`` with the same arguments would find; nothing stays of what is written for it.

    ``out`` is the folder with the published release, which is compared with the tables; without it nothing counts as
    withdrawn. ``today`` is the day after which no day of the data set may be, else that of the clock. Raises
    ``SurroundingsError`` when there is no room to write.
    """
    progress = progress or NoProgress()
    judged = validate_project(
        project, base_iri=base_iri, sources=sources, today=today, progress=ExtendedProgress(progress, 2)
    )
    if not judged.conforms or not judged.sets:
        return CheckResult(judged.report, NOTHING, consented=True)
    digest = digest_inputs(project, base_iri, judged.inputs, public_url=public_url)
    try:
        with tempfile.TemporaryDirectory(prefix="stedenband-") as folder:
            aside = Path(folder)
            releases = ReleaseFolder(out or aside)
            gone = find_withdrawals(releases, judged)
            release = plan_release(judged, releases, base_iri, digest)
            writer = ReleaseWriter(aside / "staging", aside / "releases", aside / "current")
            progress.step(N_("writing the release"), 5)
            _, report = write_and_validate(
                writer, project, judged, release, releases.current(), public_url=public_url, progress=progress
            )
    except OSError as error:
        raise SurroundingsError(
            f"cannot write in {tempfile.gettempdir()}: {error.strerror or error}"
        ) from error
    return CheckResult(report, gone, may_withdraw(gone, consent))


def write_and_validate(
    writer: ReleaseWriter,
    project: Project,
    judged: ValidatedProject,
    release: Release,
    before: Path | None,
    *,
    public_url: str | None,
    progress: Progress,
) -> tuple[Release, Report]:
    """Write the files of a release and its catalogue, and judge that too. ``before`` is the served release."""
    release = write_release(writer, judged, release)
    progress.step(N_("describing the files"), 5)
    sets = [said.data for said in judged.sets]
    release, verdict = catalogue_files.write_catalogue(
        writer, project, sets, release, before, public_url=public_url
    )
    return release, judged.report + verdict


def find_withdrawals(releases: ReleaseFolder, judged: ValidatedProject) -> Withdrawals:
    """What the served release has and the tables no longer have."""
    return compare_things(releases.current(), judged.sets[0].statements, judged.base_iri)


def may_withdraw(gone: Withdrawals, consent: Consent | None) -> bool:
    """Whether a release without these things may be published."""
    return not gone.many or (consent is not None and consent(gone))
