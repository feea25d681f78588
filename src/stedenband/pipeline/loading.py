"""Reads the tables of a project: those of one city, or those of several, which are joined."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stedenband import tables
from stedenband.model import Finding, Origin, Report
from stedenband.pipeline import merging
from stedenband.pipeline.merging import DataSet
from stedenband.projects import Project

Codes = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class LoadedProject:
    """The data sets of a project; none of them when one could not be read, or when they contradict each other.

    The first holds everything: the only one, or those of several cities together, which come after it. ``expert`` are
    the files of RDF beside the tables, by the folder of their data set. Files are named from ``project.data`` on.
    """

    report: Report
    sets: tuple[DataSet, ...]
    expert: Mapping[str, tuple[Path, ...]]
    inputs: Mapping[str, str]


def load_project(
    project: Project, *, codes: Codes, sources: Path | None, today: datetime.date
) -> LoadedProject:
    """Read all tables of a project and tell everything that is wrong with them."""
    readings = {
        folder.name if project.cities else "": tables.read(folder, codes=codes, sources=sources, today=today)
        for folder in project.folders
    }
    findings = [_at(name, found) for name, reading in readings.items() for found in reading.findings]
    inputs = {
        _path(name, file): digest
        for name, reading in readings.items()
        for file, digest in reading.inputs.items()
    }
    sets = _data_sets(readings)
    if project.cities and sets:
        sets, more, described = _together(project, sets, today)
        findings += more
        inputs |= described
    findings += merging.find_name_faults(sets, lambda each, key: find_key_origin(project, each, key))
    report = Report(tuple(findings))
    return LoadedProject(
        report=report,
        sets=sets if report.conforms else (),
        expert={name: reading.expert_files for name, reading in readings.items()},
        inputs=dict(sorted(inputs.items())),
    )


def _data_sets(readings: Mapping[str, tables.Reading]) -> tuple[DataSet, ...]:
    """All data sets; none when one of them could not be read."""
    sets = tuple(
        DataSet(reading.info, reading.register, name)
        for name, reading in readings.items()
        if reading.info is not None and reading.register is not None
    )
    return sets if len(sets) == len(readings) else ()


def find_key_origin(project: Project, data: DataSet, key: str) -> Origin:
    """Where a key (``publisher.name``) stands in the description of a data set."""
    return data.origin(tables.locate_key(project.data / data.folder, key))


def _together(
    project: Project, sets: tuple[DataSet, ...], today: datetime.date
) -> tuple[tuple[DataSet, ...], Sequence[Finding], Mapping[str, str]]:
    """The data sets after the one that they make together, what is wrong with that, and what was read for it."""
    register, faults = merging.merge_registers(sets)
    reading = tables.read_description(project.data, cities=[city.id for city in register.cities], today=today)
    whole = () if reading.info is None else (DataSet(reading.info, register),)
    cities = (merging.align_parties(each, register) for each in sets)
    return (*whole, *cities), (*faults, *reading.findings), reading.inputs


def _at(folder: str, found: Finding) -> Finding:
    """The finding with the folder before its file."""
    at = found.origin
    return found if at is None or not folder else found.at(replace(at, file=_path(folder, at.file)))


def _path(folder: str, file: str) -> str:
    return f"{folder}/{file}" if folder else file
