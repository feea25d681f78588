"""Writes what makes a release findable: the catalogue of its files, judged before it is published, VoID, the sitemap.

The pipeline's part, because it brings the rooms together: the catalogue says it, validation judges it, formats
write it.
"""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pyoxigraph import Quad

from stedenband import catalogue, formats, validation
from stedenband.model import Finding, Release, Report
from stedenband.ns import Iris
from stedenband.pipeline.loading import find_key_origin
from stedenband.pipeline.merging import DataSet
from stedenband.projects import Project
from stedenband.releases import ReleaseWriter, is_whole, read_release

SHAPES = "catalogue.ttl"
"""The shapes that a catalogue has to meet; the other files of that folder are for the data."""

PAGES = "catalog*.nt"
"""The files of a release that hold its catalogue, for whoever reads it again."""

WITHDRAWN = "withdrawn.json"
"""What earlier catalogues listed and this one does not."""

FORMS = (formats.TURTLE, formats.JSON_LD, formats.N_TRIPLES, formats.RDF_XML)
"""The forms in which the catalogue can be had."""


def compress(writer: ReleaseWriter, name: str) -> None:
    """The same file with gzip; without its name and the time in it, so that the same input gives the same bytes."""
    target = f"{name}.{catalogue.GZIP}"
    with (
        writer.path(name).open("rb") as plain,
        writer.path(target).open("wb") as file,
        gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed,
    ):
        shutil.copyfileobj(plain, packed)
    writer.add(target, catalogue.GZIP_TYPE)


def write_catalogue(
    writer: ReleaseWriter,
    project: Project,
    sets: Sequence[DataSet],
    release: Release,
    before: Path | None,
    *,
    public_url: str | None = None,
) -> tuple[Release, Report]:
    """Write the catalogue, VoID and the sitemap of a release whose files have been written.

    The first of ``sets`` holds everything. ``before`` is the folder of the release that was served so far. Gives the
    release with these files too, and the report on the catalogue; where that does not conform nothing is written, and
    the release must not be published.
    """
    usable = before if before is not None and is_whole(before) else None
    plain = [_listing(writer, each, release, public_url) for each in sets]
    listings = plain if usable is None else _with_days(plain, usable)
    pages = catalogue.make_pages(listings)
    report = validate_catalogue(project, pages, list(zip(sets, listings, strict=True)))
    if report.conforms:
        for page in pages:
            _write_page(writer, page, listings[0].iris)
        _write_beside(writer, listings)
        listed = {name for page in pages for name in catalogue.find_listed(page.statements)}
        withdrawn = json.dumps(_withdrawn(usable, listed, listings[0].iris), indent=2).encode() + b"\n"
        writer.put(WITHDRAWN, withdrawn, "application/json")
    return replace(release, artefacts=writer.artefacts), report


def _listing(
    writer: ReleaseWriter, data: DataSet, release: Release, public_url: str | None
) -> catalogue.Listing:
    heading = catalogue.make_heading(data.info, release.base_iri)
    measured = catalogue.measure_dataset(_quads_of(writer, data.info.slug), heading)
    return catalogue.make_listing(data.info, data.register, release, measured, public_url=public_url)


def _with_days(listings: Sequence[catalogue.Listing], before: Path) -> list[catalogue.Listing]:
    """The same, in which a file that the release before had byte for byte keeps the day that it had there."""
    digests = {artefact.path: artefact.sha256 for artefact in read_release(before).artefacts}
    days = {
        iri: day for path in before.glob(PAGES) for iri, day in catalogue.read_file_days(_read(path)).items()
    }
    return [
        replace(
            listing,
            unchanged={
                artefact.path: days[iri.value]
                for iri, _, artefact, _ in listing.distributions()
                if iri.value in days and digests.get(artefact.path) == artefact.sha256
            },
        )
        for listing in listings
    ]


def _quads_of(writer: ReleaseWriter, slug: str) -> Iterator[Quad]:
    return formats.read_sorted_quads(writer.path(f"{slug}.{formats.N_QUADS.extension}"))


def _write_beside(writer: ReleaseWriter, listings: Sequence[catalogue.Listing]) -> None:
    """VoID and the sitemap."""
    whole, *parts = listings
    void = formats.write(catalogue.make_void_document(whole, parts), formats.TURTLE, iris=whole.iris)
    writer.put("void.ttl", void, formats.TURTLE.media_type)
    for name, body in catalogue.make_sitemaps(listings, _quads_of(writer, whole.info.slug)):
        writer.put(name, body, "application/xml")


Listed = tuple[DataSet, catalogue.Listing]


def validate_catalogue(
    project: Project, pages: Iterable[catalogue.CataloguePage], listed: Sequence[Listed]
) -> Report:
    """What the shapes of a catalogue find in its pages, each at the key of ``dataset.toml`` that it comes from."""
    shapes = project.files("shapes", SHAPES)
    reports = [
        validation.validate(page.statements, shapes=shapes, checks=(), city=listed[0][1].publisher.value)
        for page in pages
    ]
    return Report(
        tuple(_at_key(project, finding, listed) for report in reports for finding in report.findings)
    )


def _at_key(project: Project, finding: Finding, listed: Sequence[Listed]) -> Finding:
    data = next((data for data, listing in listed if _speaks_of(listing, finding.focus or "")), listed[0][0])
    return finding.at(find_key_origin(project, data, catalogue.find_key(finding.path)))


def _speaks_of(listing: catalogue.Listing, thing: str) -> bool:
    """Whether a thing of the catalogue stands there because of that data set: its own parts, places and publisher."""
    own = (listing.iri.value, listing.publisher.value, *(place.iri for place in listing.locations))
    return thing in own or thing.startswith((f"{listing.iri.value}#", f"{listing.iri.value}/"))


def _withdrawn(before: Path | None, listed: set[str], iris: Iris) -> dict[str, str]:
    """What was listed once and is no more, with the last release that did; these answer 410 for ever."""
    if before is None:
        return {}
    known = {name: before.name for path in before.glob(PAGES) for name in _listed_in(path)}
    if (before / WITHDRAWN).is_file():
        known |= json.loads((before / WITHDRAWN).read_bytes())
    return {
        name: release
        for name, release in sorted(known.items())
        if name not in listed and name.startswith(iris.base)
    }


def _listed_in(path: Path) -> set[str]:
    return catalogue.find_listed(_read(path))


def _read(path: Path) -> list[Quad]:
    return formats.read(path.read_bytes(), formats.N_TRIPLES)


def _write_page(writer: ReleaseWriter, page: catalogue.CataloguePage, iris: Iris) -> None:
    """A page of the catalogue in each form: ``catalog.ttl``, ``catalog-2.ttl``..."""
    name = "catalog" if page.number == 1 else f"catalog-{page.number}"
    for form in FORMS:
        statements = page.in_form(form.extension)
        body = (
            formats.write_flat_json_ld(statements)
            if form is formats.JSON_LD
            else formats.write(statements, form, iris=iris)
        )
        writer.put(f"{name}.{form.extension}", body, form.media_type)
