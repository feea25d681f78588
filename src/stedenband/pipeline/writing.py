"""The files of a release: the graph, every form of each data set, and the report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from pyoxigraph import NamedNode, Quad

from stedenband import __version__, catalogue, formats, validation
from stedenband.model import DatasetInfo, Release, Report, Severity
from stedenband.ns import RDF, Iris
from stedenband.pipeline import catalogue_files
from stedenband.pipeline.checking import MappedDataset, ValidatedProject
from stedenband.releases import GRAPH, ReleaseFolder, ReleaseWriter

GENERATOR = f"stedenband {__version__}"

SHARED_GRAPHS = ("ontology",)
"""Graphs of a release that are not this data set's: the dumps leave them out."""

DUMPS = (formats.TURTLE, formats.JSON_LD, formats.N_TRIPLES, formats.RDF_XML)
"""The forms in which the triples of the data set can be had whole, beside N-Quads."""


def plan_release(
    checked: ValidatedProject, releases: ReleaseFolder, base_iri: str | None, digest: str
) -> Release:
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


def write_release(writer: ReleaseWriter, checked: ValidatedProject, release: Release) -> Release:
    """Write every file of the release, and give the release with their sizes and digests."""
    iris = Iris(release.base_iri)
    _write_quads(writer, GRAPH, checked.sets[0].statements)
    for said in checked.sets:
        _write_set(writer, said, iris)
    _write_report(writer, checked.report, iris, checked.sets[0].data.info)
    return replace(release, artefacts=writer.artefacts)


def _write_set(writer: ReleaseWriter, said: MappedDataset, iris: Iris) -> None:
    """Write a data set in every form, each plain and compressed.

    N-Quads hold the data alone, which patches and event streams are about; the other forms say what they are too.
    """
    info, register = said.data.info, said.data.register
    all_quads = f"{info.slug}.{formats.N_QUADS.extension}"
    _write_quads(
        writer, all_quads, (quad for quad in said.statements if not _stands_in(quad, *SHARED_GRAPHS))
    )
    heading = catalogue.make_heading(info, iris.base)
    for target in DUMPS:
        name = f"{info.slug}.{target.extension}"
        with writer.path(name).open("wb") as file:
            formats.dump(
                writer.path(all_quads),
                target,
                file,
                iris=iris,
                heading=heading,
                folder=writer.path(all_quads).parent,
            )
        writer.add(name, target.media_type)
    for target, data in (
        (formats.CSV, formats.write_partnerships_csv(register, iris, city=info.city)),
        (formats.GEOJSON, formats.write_geojson(register, iris, info)),
    ):
        writer.put(f"{info.slug}.{target.extension}", data, target.media_type)
    table = f"{info.slug}.{formats.CSV.extension}"
    described = formats.write_csv_metadata(info, iris, table)
    writer.put(f"{table}-metadata.json", described, formats.CSV_METADATA.media_type)
    for name in (
        all_quads,
        table,
        *(f"{info.slug}.{target.extension}" for target in (*DUMPS, formats.GEOJSON)),
    ):
        catalogue_files.compress(writer, name)


def _write_quads(writer: ReleaseWriter, name: str, quads: Iterable[Quad]) -> None:
    """Canonical N-Quads: sorted, each once."""
    path = writer.path(name)
    with path.open("wb") as file:
        formats.write_nquads(quads, file, folder=path.parent)
    writer.add(name, formats.N_QUADS.media_type)


def _stands_in(quad: Quad, *graphs: str) -> bool:
    graph_name = quad.graph_name
    return isinstance(graph_name, NamedNode) and graph_name.value.rsplit("/", 1)[-1] in graphs


def _write_report(writer: ReleaseWriter, report: Report, iris: Iris, info: DatasetInfo) -> None:
    """The validation report as JSON, as SARIF and as RDF."""
    writer.put("report.json", validation.serialize_json(validation.as_json(report)), "application/json")
    writer.put(
        "report.sarif", validation.serialize_json(validation.as_sarif(report)), "application/sarif+json"
    )
    about = NamedNode(f"{iris.thing(f'dataset/{info.slug}').value}/report")
    turtle = formats.write(validation.as_graph(report, about), formats.TURTLE, iris=iris)
    writer.put("report.ttl", turtle, formats.TURTLE.media_type)
