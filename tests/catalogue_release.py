"""Releases with a catalogue for the tests: Ghent's own, built whole, and the small sample, which is only described."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, parse

from built_releases import build
from sample_data import CODES, write_sample
from stedenband import catalogue, tables
from stedenband.model import Artefact, DatasetInfo, Release
from stedenband.projects import find_project
from stedenband.schema import Register


@dataclass(frozen=True)
class Built:
    """A release on disk."""

    folder: Path
    release: Release

    @property
    def catalogue(self) -> list[Quad]:
        """What its catalogue says."""
        return list(parse(path=str(self.folder / "catalog.nt"), format=RdfFormat.N_TRIPLES))


def build_gent(project_root: Path, out: Path) -> Built:
    """A release of Ghent's data."""
    built = build(find_project(project_root), out)
    assert built.folder is not None
    assert built.release is not None
    return Built(built.folder, built.release)


@dataclass(frozen=True)
class Sample:
    """What the sample's tables say, and a release that was never written."""

    info: DatasetInfo
    register: Register
    release: Release

    def listing(self, **info: object) -> catalogue.Listing:
        """The sample as a catalogue lists it, described otherwise where something is given."""
        described = replace(self.info, **info)  # type: ignore[arg-type]
        release = replace(self.release, dataset=described.slug, artefacts=artefacts(described.slug))
        return catalogue.make_listing(
            described, self.register, release, catalogue.DatasetStatistics(triples=7)
        )


def many(sample: Sample, number: int) -> list[catalogue.Listing]:
    """That many data sets with two files each, in one release."""
    box = tuple(map(Decimal, ("3.58", "50.97", "3.84", "51.18")))
    items = [sample.listing(slug=f"stad-{place:03}", bbox=box) for place in range(number)]
    return [
        replace(item, release=replace(item.release, artefacts=item.release.artefacts[:2])) for item in items
    ]


def artefacts(slug: str) -> tuple[Artefact, ...]:
    """One file in each form, plain and compressed."""
    names = [f"{slug}.{name}{ending}" for name in catalogue.FILE_FORMS for ending in ("", ".gz")]
    return tuple(Artefact(name, "x/y", 1000 + place, f"{place:064x}") for place, name in enumerate(names))


def describe_sample(root: Path) -> Sample:
    """The small sample with a file in every form."""
    folder = root / "data"
    write_sample(folder)
    reading = tables.read(folder, codes=CODES)
    assert reading.info is not None
    assert reading.register is not None
    info = reading.info
    release = Release(
        id="1.2.0-0123abcd",
        version=info.version,
        base_iri=info.base_iri,
        dataset=info.slug,
        city=info.city,
        title=info.title,
        modified=info.modified,
        inputs_digest="0" * 64,
        generator="tests",
        previous=None,
        counts={},
        sources={},
        artefacts=artefacts(info.slug),
        conforms=True,
        findings={},
    )
    return Sample(info, reading.register, release)
