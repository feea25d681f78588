"""One data set as a catalogue lists it: all that is known of it before a statement is made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from stedenband.catalogue.dataset_statistics import (
    DatasetStatistics,
    Location,
    describe_standing,
    find_first_day,
    find_locations,
)
from stedenband.catalogue.distributions import FILE_FORMS, GZIP, FileForm
from stedenband.model import Artefact, DatasetInfo, Release, Texts
from stedenband.ns import Iris, choose_public_root
from stedenband.schema import Register, Source

LATEST = "latest"
"""The word in the address of a file that stands for whichever release is served."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A data set with its files, places and sizes.

    IRIs are minted under the base of its release. Addresses, where something is to be fetched, stand under the public
    address of the server; that is the base as well where none is given.
    """

    info: DatasetInfo
    release: Release
    measure: DatasetStatistics
    locations: tuple[Location, ...]
    begins: str | None
    sources: tuple[Source, ...]
    examples: tuple[NamedNode, ...]
    standing: Texts
    """How many of its partnerships stand, in a sentence."""
    public_url: str | None = None
    """Where the public reaches the server, if that is not the base of the IRIs."""
    unchanged: Mapping[str, str] = field(default_factory=dict)
    """Files that an earlier release had byte for byte, by path, with the day from which they have been so."""

    @property
    def iris(self) -> Iris:
        return Iris(self.release.base_iri)

    @property
    def iri(self) -> NamedNode:
        """The data set itself."""
        return NamedNode(self.info.iri(self.release.base_iri))

    def part(self, name: str) -> NamedNode:
        """A small thing that is described in the data set's own document."""
        return NamedNode(f"{self.iri.value}#{name}")

    def distribution(self, name: str) -> NamedNode:
        """One way to get the data set."""
        return NamedNode(f"{self.iri.value}/distribution/{name}")

    def service(self, name: str) -> NamedNode:
        """One service; all data sets of a release share it."""
        return self.named(f"service/{name}")

    def record(self, reference: str) -> NamedNode:
        """The record of the catalogue about the data set or one of its services."""
        return self.named(f"record/{reference}")

    def named(self, path: str) -> NamedNode:
        """Something of the catalogue that is called by that path."""
        return NamedNode(self.release.base_iri + path)

    @property
    def root(self) -> str:
        """How the addresses of the server begin."""
        return choose_public_root(self.release.base_iri, self.public_url)

    def address(self, path: str) -> NamedNode:
        """An address of the server."""
        return NamedNode(self.root + path)

    def address_of(self, thing: NamedNode, ending: str = "") -> NamedNode:
        """Where the document about a thing of the catalogue is fetched."""
        return self.address(thing.value.removeprefix(self.release.base_iri) + ending)

    def page(self, thing: NamedNode) -> NamedNode:
        """The page for people about a thing of the catalogue."""
        return self.address_of(thing, ".html")

    @property
    def publisher(self) -> NamedNode:
        """The publisher, under the base of this release where the data set's own base was overridden."""
        return NamedNode(self.info.publisher_iri(self.release.base_iri))

    def files(self) -> Iterator[tuple[FileForm, Artefact, bool]]:
        """Every file that holds the data set whole: its form, the file, whether it is compressed; by form."""
        by_path = {artefact.path: artefact for artefact in self.release.artefacts}
        for name, form in FILE_FORMS.items():
            for path, compressed in (
                (f"{self.info.slug}.{name}", False),
                (f"{self.info.slug}.{name}.{GZIP}", True),
            ):
                if path in by_path:
                    yield form, by_path[path], compressed

    def distributions(self) -> Iterator[tuple[NamedNode, FileForm, Artefact, bool]]:
        """The files again, each with the distribution that it is."""
        for form, artefact, compressed in self.files():
            name = f"{form.name}-{GZIP}" if compressed else form.name
            yield self.distribution(name), form, artefact, compressed

    def download(self, artefact: Artefact) -> NamedNode:
        """Where the file is fetched, in this release and in every later one.

        Some portals match what they know by this address, so that one with the release in it would be a new
        resource to them after every edit.
        """
        return self.address(f"download/{LATEST}/{artefact.path}")

    def modified(self, artefact: Artefact) -> str:
        """The day on which the bytes of a file last changed."""
        return self.unchanged.get(artefact.path, self.info.modified)


def make_listing(
    info: DatasetInfo,
    register: Register,
    release: Release,
    measured: DatasetStatistics,
    *,
    public_url: str | None = None,
) -> Listing:
    """A data set of a release whose files have been written."""
    iris = Iris(release.base_iri)
    references = [
        f"city/{info.city}",
        *(f"partnership/{item.id}" for item in list(register.partnerships)[:2]),
    ]
    return Listing(
        info=info,
        release=release,
        measure=measured,
        locations=find_locations(info, register),
        begins=find_first_day(register),
        sources=tuple(register.sources),
        examples=tuple(iris.thing(reference) for reference in references),
        standing=describe_standing(register),
        public_url=public_url,
    )
