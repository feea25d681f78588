"""The first gate: read -> say -> validate. Writes nothing."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import NamedNode, Quad

from stedenband import graph, validation
from stedenband.message import N_
from stedenband.model import Finding, Report, Standing
from stedenband.ns import SCHEMES, SKOS, STB, Iris, mint_concept, mint_scheme
from stedenband.pipeline import catalogue_files
from stedenband.pipeline.loading import LoadedProject, load_project
from stedenband.pipeline.merging import DataSet
from stedenband.pipeline.progress import NoProgress, Progress
from stedenband.pipeline.rdf_files import read_all, read_expert
from stedenband.projects import Project

CODE_LISTS = "codelists.ttl"


@dataclass(frozen=True, slots=True)
class MappedDataset:
    """A data set with what it says in RDF, and what the vocabulary and the code lists say with it."""

    data: DataSet
    statements: tuple[Quad, ...]


@dataclass(frozen=True, slots=True)
class ValidatedProject:
    """Data sets that were read and judged; ``sets`` is empty when one of them could not be read.

    The first of ``sets`` holds everything: the only one, or those of several cities together, which come after it.
    """

    report: Report
    sets: tuple[MappedDataset, ...]
    inputs: Mapping[str, str]
    base_iri: str = ""

    @property
    def conforms(self) -> bool:
        return self.report.conforms


def validate_project(
    project: Project,
    *,
    base_iri: str | None = None,
    sources: Path | None = None,
    today: datetime.date | None = None,
    progress: Progress | None = None,
) -> ValidatedProject:
    """Read a project's tables, say them in RDF and judge them; writes nothing.

    ``base_iri`` overrides the data set's own; ``sources`` is a folder with the source texts, to check the quotations;
    ``today`` is the day after which no day of the data set may be, else that of the clock. Of several cities each
    is judged by itself, as if it stood alone, and then all of them together.
    """
    progress = progress or NoProgress()
    progress.step(N_("reading the tables"), 3)
    code_lists = read_all(project.files("ontology", CODE_LISTS))
    read = load_project(project, codes=read_codes(code_lists), sources=sources, today=today or _today())
    if not read.sets:
        return ValidatedProject(read.report, (), read.inputs)
    iris = Iris(base_iri or read.sets[0].info.base_iri)
    progress.step(N_("building the graph"), 3)
    shared = (
        *_into(iris.graph("concepts"), code_lists),
        *_into(iris.graph("ontology"), read_all(_ontology_files(project))),
    )
    read = _with_standings(read, read_standings(code_lists))
    sets, faults = _map_to_rdf(project, read, iris, shared)
    progress.step(N_("validating"), 3)
    verdicts = [_judge(project, said, iris, together=len(sets) > 1 and said is sets[0]) for said in sets]
    report = _each_once(read.report, Report(faults), *verdicts)
    return ValidatedProject(report, sets, read.inputs, iris.base)


def _map_to_rdf(
    project: Project, read: LoadedProject, iris: Iris, shared: tuple[Quad, ...]
) -> tuple[tuple[MappedDataset, ...], tuple[Finding, ...]]:
    """What the data sets say, with what all of them share, and what is wrong with the files of RDF among them."""
    faults: list[Finding] = []
    said: list[MappedDataset] = []
    cities = read.sets[1:] or read.sets
    for each in cities:
        expert, found = read_expert(read.expert[each.folder], each)
        faults += found
        own = (*graph.make_quads(each.register, iris), *_into(iris.graph("expert"), expert))
        said.append(MappedDataset(each, (*own, *shared)))
    if read.sets[1:]:
        everything = dict.fromkeys(quad for each in said for quad in each.statements)
        said.insert(0, MappedDataset(read.sets[0], tuple(everything)))
    return tuple(said), tuple(faults)


def _each_once(*reports: Report) -> Report:
    """All findings of these reports; what is found of a city alone and in company is told once."""
    found = {
        (finding.sort_key, finding.rule, finding.component): finding
        for report in reports
        for finding in report.findings
    }
    return Report(tuple(found.values()))


def _judge(project: Project, said: MappedDataset, iris: Iris, *, together: bool) -> Report:
    """The verdict on a data set. The checks, which ask what one city tells, do not judge several ``together``."""
    data = said.data
    report = validation.validate(
        said.statements,
        shapes=[path for path in project.files("shapes", "*.ttl") if path.name != catalogue_files.SHAPES],
        checks=[] if together else project.files("queries", "checks/*.rq"),
        city=iris.thing(f"city/{data.info.city}").value,
    )
    wanted = {finding.focus for finding in report.findings if finding.focus}
    trace = graph.trace(data.register, iris, wanted)
    return Report(tuple(_placed(finding, trace, data) for finding in report.findings))


def _placed(finding: Finding, trace: graph.Trace, data: DataSet) -> Finding:
    """The finding with the cell it is about, or else the row, where its focus came from a row."""
    row = trace.row(finding.focus or "")
    if row is None or finding.focus is None:
        return finding
    cells = (
        trace.cells(finding.focus, finding.path, language=finding.language, value=finding.found)
        if finding.path
        else ()
    )
    return finding.at(data.origin(cells[0] if cells else row))


def _today() -> datetime.date:
    """The day it is where this machine stands."""
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()


def _ontology_files(project: Project) -> list[Path]:
    return [path for path in project.files("ontology", "*.ttl") if path.name != CODE_LISTS]


def read_codes(code_lists: Iterable[Quad]) -> dict[str, frozenset[str]]:
    """The codes of each list: the last words of the IRIs of its concepts."""
    lists = {mint_scheme(name): name for name in SCHEMES}
    codes: dict[str, set[str]] = {name: set() for name in SCHEMES}
    for quad in code_lists:
        if quad.predicate == SKOS.inScheme and isinstance(quad.object, NamedNode) and quad.object in lists:
            codes[lists[quad.object]].add(str(quad.subject).rstrip(">").rsplit("/", 1)[-1])
    return {name: frozenset(members) for name, members in codes.items()}


def read_standings(code_lists: Iterable[Quad]) -> dict[str, Standing]:
    """What the code list says of each status code: whether a partnership of that status stands."""
    values = {mint_concept("standing", standing.value): standing for standing in Standing}
    said = {quad.subject: quad.object for quad in code_lists if quad.predicate == STB.stands}
    return {
        status.value.rpartition("/")[2]: values[standing]
        for status, standing in said.items()
        if isinstance(status, NamedNode) and isinstance(standing, NamedNode) and standing in values
    }


def _with_standings(read: LoadedProject, standings: Mapping[str, Standing]) -> LoadedProject:
    sets = (replace(each, register=replace(each.register, standings=standings)) for each in read.sets)
    return replace(read, sets=tuple(sets))


def _into(graph_name: NamedNode, quads: Iterable[Quad]) -> list[Quad]:
    return [Quad(quad.subject, quad.predicate, quad.object, graph_name) for quad in quads]
