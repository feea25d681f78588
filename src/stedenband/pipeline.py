"""From a project folder to a served release: the only place that knows the order of the rooms.

read -> say -> validate -> write -> describe -> switch
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad

from stedenband import __version__, comparing, describing, formats, graph, tables, validation
from stedenband.errors import FormatError, UsageError
from stedenband.model import DatasetInfo, Finding, Origin, Register, Release, Report, Severity
from stedenband.ns import RDF, SCHEMES, SKOS, Iris, scheme
from stedenband.projects import Project, inputs_digest
from stedenband.releases import GRAPH, ReleaseFolder, Writer, whole
from stedenband.words import say_all

CODE_LISTS = "codelists.ttl"
GENERATOR = f"stedenband {__version__}"

SHARED_GRAPHS = ("ontology",)
"""Graphs of a release that are not this data set's: the dumps leave them out."""

DUMPS = (formats.TURTLE, formats.JSON_LD, formats.N_TRIPLES, formats.RDF_XML)
"""The forms in which the triples of the data set can be had whole, beside N-Quads."""


class Progress(Protocol):
    """Whoever wants to know how far a long work is."""

    def step(self, key: str, total: int) -> None:
        """The step with that message key begins; there are ``total`` in all."""


Publish = Callable[[Path, Release, Progress], None]
"""Takes a whole release elsewhere, such as to a remote engine."""


class Silent:
    """Nobody wants to know."""

    def step(self, key: str, total: int) -> None:
        """Say nothing."""


# == Check =====================================================================


@dataclass(frozen=True, slots=True)
class Checked:
    """A data set that was read and judged; ``statements`` is empty when it could not be read."""

    report: Report
    info: DatasetInfo | None
    register: Register | None
    statements: tuple[Quad, ...]
    inputs: Mapping[str, str]

    @property
    def conforms(self) -> bool:
        return self.report.conforms


def check(
    project: Project,
    *,
    base_iri: str | None = None,
    sources: Path | None = None,
    today: datetime.date | None = None,
    progress: Progress | None = None,
) -> Checked:
    """Read a project's tables, say them in RDF and judge them; writes nothing.

    ``base_iri`` overrides the data set's own; ``sources`` is a folder with the source texts, to check the quotations;
    ``today`` is the day after which no day of the data set may be, else that of the clock.
    """
    progress = progress or Silent()
    progress.step("step.read", 3)
    code_lists = _read_all(project.files("ontology", CODE_LISTS))
    reading = tables.read(project.data, codes=codes_of(code_lists), sources=sources, today=today or _today())
    report = Report(reading.findings)
    if reading.info is None or reading.register is None:
        return Checked(report, reading.info, reading.register, (), reading.inputs)
    iris = Iris(base_iri or reading.info.base_iri)
    progress.step("step.say", 3)
    expert, faults = _expert(reading.expert_files, project.data, iris)
    statements = (
        *graph.quads(reading.register, reading.info, iris),
        *_into(iris.graph("concepts"), code_lists),
        *_into(iris.graph("ontology"), _read_all(_ontology_files(project))),
        *_into(iris.graph("expert"), expert),
    )
    progress.step("step.validate", 3)
    report = report + Report(faults) + _judge(project, reading.register, reading.info, iris, statements)
    return Checked(report, reading.info, reading.register, statements, reading.inputs)


def _judge(
    project: Project, register: Register, info: DatasetInfo, iris: Iris, statements: Sequence[Quad]
) -> Report:
    report = validation.validate(
        statements,
        shapes=[path for path in project.files("shapes", "*.ttl") if path.name != describing.SHAPES],
        checks=project.files("queries", "checks/*.rq"),
        city=iris.thing(f"city/{info.city}").value,
    )
    wanted = {finding.focus for finding in report.findings if finding.focus}
    places = graph.locate(register, iris, wanted)
    return Report(tuple(_placed(finding, places) for finding in report.findings))


def _placed(finding: Finding, places: Mapping[str, Origin]) -> Finding:
    """The finding with its row and column in the tables, where its focus came from a row."""
    place = places.get(finding.focus or "")
    if place is None:
        return finding
    column = graph.column_of(place.file, finding.path) if finding.path else None
    return finding.at(Origin(place.file, place.row, column))


def _today() -> datetime.date:
    """The day it is where this machine stands."""
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()


def _ontology_files(project: Project) -> list[Path]:
    return [path for path in project.files("ontology", "*.ttl") if path.name != CODE_LISTS]


def _read_all(paths: Iterable[Path]) -> list[Quad]:
    return [quad for path in paths for quad in _read_rdf(path)]


def _read_rdf(path: Path) -> list[Quad]:
    found = formats.by_extension(path.suffix.lstrip("."))
    if found is None:
        raise UsageError(f"{path.name}: not a format we read")
    return formats.read(path.read_bytes(), found)


def codes_of(code_lists: Iterable[Quad]) -> dict[str, frozenset[str]]:
    """The codes of each list: the last words of the IRIs of its concepts."""
    lists = {scheme(name): name for name in SCHEMES}
    codes: dict[str, set[str]] = {name: set() for name in SCHEMES}
    for quad in code_lists:
        if quad.predicate == SKOS.inScheme and isinstance(quad.object, NamedNode) and quad.object in lists:
            codes[lists[quad.object]].add(str(quad.subject).rstrip(">").rsplit("/", 1)[-1])
    return {name: frozenset(members) for name, members in codes.items()}


def _into(graph_name: NamedNode, quads: Iterable[Quad]) -> list[Quad]:
    return [Quad(quad.subject, quad.predicate, quad.object, graph_name) for quad in quads]


# == Expert input ==============================================================


def _expert(paths: Sequence[Path], data: Path, iris: Iris) -> tuple[list[Quad], tuple[Finding, ...]]:
    """The quads of the RDF files beside the tables, and what is wrong with those files."""
    quads: list[Quad] = []
    faults: list[Finding] = []
    for path in paths:
        name = path.relative_to(data).as_posix()
        try:
            found = _read_rdf(path)
        except FormatError as error:
            origin = Origin(name, error.line, None)
            faults.append(_fault("expert-unreadable", origin, str(error)))
            continue
        faults += _blank_faults(found, name)
        quads += found
    return quads, tuple(faults)


def _blank_faults(quads: Iterable[Quad], name: str) -> list[Finding]:
    """One finding for a file with blank nodes: they cannot be linked to, and change from run to run."""
    nodes = {
        str(term)
        for quad in quads
        for term in (quad.subject, quad.object)
        if not isinstance(term, NamedNode | Literal)
    }
    return [_fault("expert-blank-node", Origin(name), f"{len(nodes)}")] if nodes else []


def _fault(code: str, origin: Origin, found: str) -> Finding:
    return Finding(
        code=code,
        severity=Severity.VIOLATION,
        message=say_all(f"fault.{code}", found=found),
        remedy=say_all(f"remedy.{code}"),
        origin=origin,
        found=found,
    )


# == Build =====================================================================


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
) -> Built:
    """Make a release of a project and switch to it.

    ``publish`` takes the whole release elsewhere before it is switched to; what it raises leaves the old one served.
    A release of the same input that is there already is switched to as it is. When the data or the catalogue of what
    was written does not conform, nothing is switched and the served release stays. Raises ``ReleaseLockedError`` when
    another build runs, ``SurroundingsError`` when the disk or the folder fails.
    """
    progress = progress or Silent()
    checked = check(project, base_iri=base_iri, sources=sources, progress=_Longer(progress, 3))
    if not checked.conforms or checked.info is None or checked.register is None:
        return Built(checked.report, None, None, new=False)
    digest = inputs_digest(project, base_iri, checked.inputs)
    releases = ReleaseFolder(out)
    with releases.writing() as writer:
        progress.step("step.write", 6)
        release = _describe(checked, checked.info, releases, base_iri, digest)
        known = releases.find(release.id)
        if known is not None and (old := whole(known)) is not None:
            _switch(writer, known, old, publish, progress)
            return Built(checked.report, known, old, new=False)
        release = _write(writer, checked, checked.info, checked.register, release)
        progress.step("step.describe", 6)
        release, verdict = describing.describe(
            writer, project, checked.info, checked.register, release, releases.current()
        )
        if not verdict.conforms:
            return Built(checked.report + verdict, None, None, new=False)
        release = _compare(writer, releases, release)
        folder = writer.place(release)
        _switch(writer, folder, release, publish, progress)
        return Built(checked.report, folder, release, new=True)


def _switch(
    writer: Writer, folder: Path, release: Release, publish: Publish | None, progress: Progress
) -> None:
    if publish is not None:
        publish(folder, release, progress)
    progress.step("step.switch", 6)
    writer.switch(folder)


@dataclass(frozen=True, slots=True)
class _Longer:
    """Progress of a part of a longer work."""

    progress: Progress
    more: int

    def step(self, key: str, total: int) -> None:
        self.progress.step(key, total + self.more)


def _describe(
    checked: Checked, info: DatasetInfo, releases: ReleaseFolder, base_iri: str | None, digest: str
) -> Release:
    """The release before its files are written."""
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
        counts=_counts(checked.statements),
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


def _write(
    writer: Writer, checked: Checked, info: DatasetInfo, register: Register, release: Release
) -> Release:
    """Write every file of the release, and give the release with their sizes and digests."""
    iris = Iris(release.base_iri)
    _write_quads(writer, GRAPH, checked.statements)
    all_quads = f"{info.slug}.{formats.N_QUADS.extension}"
    _write_quads(
        writer, all_quads, (quad for quad in checked.statements if not _stands_in(quad, *SHARED_GRAPHS))
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
    _write_report(writer, checked.report, iris, info)
    return replace(release, artefacts=writer.artefacts)


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
