"""Writes what makes a release findable: the catalogue of its files, judged before it is published, VoID, the sitemap.

The pipeline's part, because it brings the rooms together: the catalogue says it, validation judges it, formats
write it.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from stedenband import assets, catalogue, formats, tables, validation
from stedenband.model import DatasetInfo, Register, Release, Report
from stedenband.ns import Iris
from stedenband.projects import Project
from stedenband.releases import Writer, is_whole

SHAPES = "catalogue.ttl"
"""The shapes that a catalogue has to meet; the other files of that folder are for the data."""

WITHDRAWN = "withdrawn.json"
"""What earlier catalogues listed and this one does not."""

FORMS = (formats.TURTLE, formats.JSON_LD, formats.N_TRIPLES, formats.RDF_XML)
"""The forms in which the catalogue can be had."""


def compress(writer: Writer, name: str) -> None:
    """The same file with gzip; without its name and the time in it, so that the same input gives the same bytes."""
    target = f"{name}.{catalogue.GZIP}"
    with (
        writer.path(name).open("rb") as plain,
        writer.path(target).open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
    ):
        shutil.copyfileobj(plain, packed)
    writer.add(target, catalogue.GZIP_TYPE)


def describe(
    writer: Writer,
    project: Project,
    info: DatasetInfo,
    register: Register,
    release: Release,
    before: Path | None,
) -> tuple[Release, Report]:
    """Write the catalogue, VoID and the sitemap of a release whose files have been written.

    ``before`` is the folder of the release that was served so far. Gives the release with these files too, and the
    report on the catalogue; where that does not conform nothing is written, and the release must not be published.
    """
    whole = writer.path(f"{info.slug}.{formats.N_QUADS.extension}")
    listing = catalogue.listing(info, register, release, catalogue.measure(formats.sorted_quads(whole)))
    pages = catalogue.pages([listing])
    report = judge(project, pages, listing)
    if report.conforms:
        for page in pages:
            _write_page(writer, page, listing.iris)
        void = formats.write(catalogue.void_document(listing), formats.TURTLE, iris=listing.iris)
        writer.put("void.ttl", void, formats.TURTLE.media_type)
        for name, body in catalogue.sitemaps(listing, formats.sorted_quads(whole)):
            writer.put(name, body, "application/xml")
        listed = {name for page in pages for name in catalogue.listed(page.statements)}
        withdrawn = json.dumps(_withdrawn(before, listed, listing.iris), indent=2).encode() + b"\n"
        writer.put(WITHDRAWN, withdrawn, "application/json")
    return replace(release, artefacts=writer.artefacts), report


def judge(project: Project, pages: Iterable[catalogue.Page], listing: catalogue.Listing) -> Report:
    """What the shapes of a catalogue find in its pages, each at the key of ``dataset.toml`` that it comes from."""
    shapes = project.files("shapes", SHAPES) or assets.files("shapes", SHAPES)
    reports = [
        validation.validate(page.statements, shapes=shapes, checks=(), city=listing.publisher.value)
        for page in pages
    ]
    return Report(
        tuple(
            finding.at(tables.key_origin(project.data, catalogue.key_of(finding.path)))
            for report in reports
            for finding in report.findings
        )
    )


def _withdrawn(before: Path | None, listed: set[str], iris: Iris) -> dict[str, str]:
    """What was listed once and is no more, with the last release that did; these answer 410 for ever."""
    if before is None or not is_whole(before):
        return {}
    known = {name: before.name for path in before.glob("catalog*.nt") for name in _listed_in(path)}
    if (before / WITHDRAWN).is_file():
        known |= json.loads((before / WITHDRAWN).read_bytes())
    return {
        name: release
        for name, release in sorted(known.items())
        if name not in listed and name.startswith(iris.base)
    }


def _listed_in(path: Path) -> set[str]:
    return catalogue.listed(formats.read(path.read_bytes(), formats.N_TRIPLES))


def _write_page(writer: Writer, page: catalogue.Page, iris: Iris) -> None:
    """A page of the catalogue in each form: ``catalog.ttl``, ``catalog-2.ttl``..."""
    name = "catalog" if page.number == 1 else f"catalog-{page.number}"
    for form in FORMS:
        statements = page.in_form(form.extension)
        body = (
            formats.flat_json_ld(statements)
            if form is formats.JSON_LD
            else formats.write(statements, form, iris=iris)
        )
        writer.put(f"{name}.{form.extension}", body, form.media_type)
