"""The second half: write -> describe -> compare -> switch, for what was read and found good."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from stedenband import __version__, comparing, describing, formats, validation
from stedenband.errors import ReleaseDamagedError
from stedenband.model import DatasetInfo, Release, Report, Severity
from stedenband.ns import RDF, Iris
from stedenband.pipeline.checking import Checked, Said, check
from stedenband.pipeline.progress import Longer, Progress, Silent
from stedenband.projects import Project, inputs_digest
from stedenband.releases import GRAPH, ReleaseFolder, Writer, whole

GENERATOR = f"stedenband {__version__}"

SHARED_GRAPHS = ("ontology",)
"""Graphs of a release that are not this data set's: the dumps leave them out."""

DUMPS = (formats.TURTLE, formats.JSON_LD, formats.N_TRIPLES, formats.RDF_XML)
"""The forms in which the triples of the data set can be had whole, beside N-Quads."""

Publish = Callable[[Path, Release, Progress], None]
"""Takes a whole release elsewhere, such as to a remote engine."""

OnBaseChange = Callable[[str, str], None]
"""Is told the base of the served release and that of the build, where they differ; what it raises stops the build."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did. ``folder`` is ``None`` when the data does not conform: nothing was switched."""

    report: Report
    folder: Path | None
    release: Release | None
    new: bool


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
) -> Built:
    """Make a release of a project and switch to it.

    ``public_url`` is where the public reaches the server, if that is not the base of the IRIs: the catalogue names the
    files and services there.
    ``publish`` takes the whole release elsewhere before it is switched to; what it raises leaves the old one served.
    ``on_base_change`` can stop a build under another base than that of the served release: every portal would take the
    data sets for new ones.
    A release of the same input that is there already is switched to as it is. When the data or the catalogue of what
    was written does not conform, nothing is switched and the served release stays. Raises ``ReleaseLockedError`` when
    another build runs, ``SurroundingsError`` when the disk or the folder fails.
    """
    progress = progress or Silent()
    checked = check(project, base_iri=base_iri, sources=sources, progress=Longer(progress, 3))
    if not checked.conforms or not checked.sets:
        return Built(checked.report, None, None, new=False)
    digest = inputs_digest(project, base_iri, checked.inputs, public_url=public_url)
    releases = ReleaseFolder(out)
    if on_base_change is not None:
        _compare_bases(releases, base_iri or checked.sets[0].data.info.base_iri, on_base_change)
    with releases.writing() as writer:
        progress.step("step.write", 6)
        release = _describe(checked, releases, base_iri, digest)
        known = releases.find(release.id)
        if known is not None and (old := whole(known)) is not None:
            _switch(writer, known, old, publish, progress)
            return Built(checked.report, known, old, new=False)
        release = _write(writer, checked, release)
        progress.step("step.describe", 6)
        sets = [said.data for said in checked.sets]
        release, verdict = describing.describe(
            writer, project, sets, release, releases.current(), public_url=public_url
        )
        if not verdict.conforms:
            return Built(checked.report + verdict, None, None, new=False)
        release = _compare(writer, releases, release)
        folder = writer.place(release)
        _switch(writer, folder, release, publish, progress)
        return Built(checked.report, folder, release, new=True)


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
    writer: Writer, folder: Path, release: Release, publish: Publish | None, progress: Progress
) -> None:
    if publish is not None:
        publish(folder, release, progress)
    progress.step("step.switch", 6)
    writer.switch(folder)


def _describe(checked: Checked, releases: ReleaseFolder, base_iri: str | None, digest: str) -> Release:
    """The release before its files are written, called after the data set that holds everything."""
    everything = checked.sets[0]
    info = everything.data.info
    base = base_iri or info.base_iri
    release_id, previous = _place(releases, releases.newest(info.slug, base), info.version, digest)
    return Release(
        id=release_id,
        version=info.version,
        base_iri=base,
        dataset=info.slug,
        city=info.city,
        title=info.title,
        modified=info.modified,
        inputs_digest=digest,
        generator=GENERATOR,
        previous=previous,
        counts=_counts(everything.statements),
        sources=checked.inputs,
        artefacts=(),
        conforms=True,
        findings={severity.value: checked.report.count(severity) for severity in Severity},
    )


def _place(
    releases: ReleaseFolder, newest: Release | None, version: str, digest: str
) -> tuple[str, str | None]:
    """The id of the release, and that of the one before it in the line.

    The newest release again, when it was made of the same input. Going back to older input is a step forward like
    any other: those who follow the changes have to hear of it.
    """
    if newest is not None and newest.inputs_digest == digest:
        return newest.id, newest.previous
    return releases.free_name(f"{version}-{digest[:8]}"), newest.id if newest else None


def _counts(statements: Iterable[Quad]) -> dict[str, int]:
    """Number of quads, and of things by the local name of their class."""
    distinct = set(statements)
    kinds = Counter(
        re.split(r"[#/]", quad.object.value)[-1]
        for quad in distinct
        if quad.predicate == RDF.type
        and isinstance(quad.object, NamedNode)
        and not _stands_in(quad, "ontology", "concepts")
    )
    return {"quads": len(distinct), **dict(sorted(kinds.items()))}


def _write(writer: Writer, checked: Checked, release: Release) -> Release:
    """Write every file of the release, and give the release with their sizes and digests."""
    iris = Iris(release.base_iri)
    _write_quads(writer, GRAPH, checked.sets[0].statements)
    for said in checked.sets:
        _write_set(writer, said, iris)
    _write_report(writer, checked.report, iris, checked.sets[0].data.info)
    return replace(release, artefacts=writer.artefacts)


def _write_set(writer: Writer, said: Said, iris: Iris) -> None:
    """Write a data set in every form, each plain and compressed."""
    info, register = said.data.info, said.data.register
    all_quads = f"{info.slug}.{formats.N_QUADS.extension}"
    _write_quads(
        writer, all_quads, (quad for quad in said.statements if not _stands_in(quad, *SHARED_GRAPHS))
    )
    for target in DUMPS:
        name = f"{info.slug}.{target.extension}"
        with writer.path(name).open("wb") as file:
            formats.dump(
                writer.path(all_quads), target, file, iris=iris, folder=writer.path(all_quads).parent
            )
        writer.add(name, target.media_type)
    for target, data in (
        (formats.CSV, formats.partnerships_csv(register, iris, city=info.city)),
        (formats.GEOJSON, formats.partnerships_geojson(register, iris)),
    ):
        writer.put(f"{info.slug}.{target.extension}", data, target.media_type)
    table = f"{info.slug}.{formats.CSV.extension}"
    described = formats.partnerships_csv_metadata(info, iris, table)
    writer.put(f"{table}-metadata.json", described, formats.CSV_METADATA.media_type)
    for name in (
        all_quads,
        table,
        *(f"{info.slug}.{target.extension}" for target in (*DUMPS, formats.GEOJSON)),
    ):
        describing.compress(writer, name)


def _compare(writer: Writer, releases: ReleaseFolder, release: Release) -> Release:
    """Write what the release changed since the one before it, and give it with those files too."""
    before = releases.find(release.previous) if release.previous else None
    comparing.write_changes(writer, release, before, kept=lambda name: releases.find(name) is not None)
    return replace(release, artefacts=writer.artefacts)


def _write_quads(writer: Writer, name: str, quads: Iterable[Quad]) -> None:
    """Canonical N-Quads: sorted, each once."""
    path = writer.path(name)
    with path.open("wb") as file:
        formats.write_nquads(quads, file, folder=path.parent)
    writer.add(name, formats.N_QUADS.media_type)


def _stands_in(quad: Quad, *graphs: str) -> bool:
    graph_name = quad.graph_name
    return isinstance(graph_name, NamedNode) and graph_name.value.rsplit("/", 1)[-1] in graphs


def _write_report(writer: Writer, report: Report, iris: Iris, info: DatasetInfo) -> None:
    """The validation report as JSON, as SARIF and as RDF."""
    writer.put("report.json", validation.json_bytes(validation.as_json(report)), "application/json")
    writer.put("report.sarif", validation.json_bytes(validation.as_sarif(report)), "application/sarif+json")
    about = NamedNode(f"{iris.thing(f'dataset/{info.slug}').value}/report")
    turtle = formats.write(validation.as_graph(report, about), formats.TURTLE, iris=iris)
    writer.put("report.ttl", turtle, formats.TURTLE.media_type)
