"""The catalogue as a whole: its records, and its pages where there are many data sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from stedenband.authorities import CC0, DATA_THEMES, RECORD_STANDARD
from stedenband.catalogue.agents import (
    describe_agents,
    describe_document,
    describe_locations,
    describe_periods,
    describe_sources,
)
from stedenband.catalogue.datasets import describe_data_service, describe_dataset, describe_distributions
from stedenband.catalogue.distributions import SERVICES, ServiceKind
from stedenband.catalogue.listing import Listing
from stedenband.catalogue.messages import HEADINGS, RECORD_CHANGES
from stedenband.catalogue.references import describe_references
from stedenband.catalogue.statements import (
    Pair,
    a,
    about,
    day,
    identified,
    link,
    moment,
    said,
    texts,
    typed,
)
from stedenband.catalogue.void import describe_in_void
from stedenband.i18n import DATA_LANGUAGES, choose_text, translate
from stedenband.ns import ADMS, DCAT, DCTERMS, FOAF, HYDRA, RDF, SKOS, VOID, XSD, find_language_iri

PAGE_SIZE = 100
"""Data sets on a page of the catalogue; a data set never stands apart from its distributions and services."""


@dataclass(frozen=True, slots=True)
class CataloguePage:
    """One page of the catalogue, from 1, of ``count``; its statements come sorted, each once.

    ``root`` is how the addresses of the pages begin: the base, or where the public reaches the server.
    """

    base: str
    root: str
    number: int
    count: int
    total: int
    statements: tuple[Quad, ...]

    def in_form(self, extension: str) -> tuple[Quad, ...]:
        """The page as it stands in the file of that extension.

        The link to the next page keeps the extension: udata reads all pages with the parser of the first. Nothing is
        added where there is but one page.
        """
        if self.count == 1:
            return self.statements
        catalogue = NamedNode(f"{self.base}catalog")
        address = f"{self.root}catalog.{extension}?page="
        paging = [
            *about(
                catalogue,
                a(HYDRA.Collection),
                typed(HYDRA.totalItems, self.total, XSD.integer),
                link(HYDRA.view, address + str(self.number)),
            ),
            *about(NamedNode(address + str(self.number)), self._view(address)),
        ]
        return _sorted([*self.statements, *paging])

    def _view(self, address: str) -> Iterator[Pair]:
        yield from a(HYDRA.PartialCollectionView)
        yield from link(HYDRA.first, f"{address}1")
        yield from link(HYDRA.last, f"{address}{self.count}")
        if self.number > 1:
            yield from link(HYDRA.previous, f"{address}{self.number - 1}")
        if self.number < self.count:
            yield from link(HYDRA.next, f"{address}{self.number + 1}")


def make_pages(
    listings: Sequence[Listing], *, services: Sequence[ServiceKind] = SERVICES, size: int = PAGE_SIZE
) -> tuple[CataloguePage, ...]:
    """The catalogue of these data sets, ``size`` of them to a page.

    The first data set speaks for the catalogue: its base, its publisher and its contact are the catalogue's, and the
    services over all data sets are called after it. Raises ``ValueError`` where there is no data set: an empty
    catalogue makes harvesters delete everything.
    """
    if not listings:
        raise ValueError("a catalogue lists at least one data set")
    base, root, count = listings[0].release.base_iri, listings[0].root, -(-len(listings) // size)
    return tuple(
        CataloguePage(base, root, number + 1, count, len(listings), _page(listings, part, services))
        for number, part in enumerate(
            listings[start : start + size] for start in range(0, len(listings), size)
        )
    )


def _page(
    all_of_them: Sequence[Listing], part: Sequence[Listing], services: Sequence[ServiceKind]
) -> tuple[Quad, ...]:
    host = all_of_them[0]
    quads = [*_catalogue(all_of_them, part, services), *_services(host, part, services)]
    for item in part:
        quads += [*_entry(item, services, host)]
    return _sorted([*quads, *describe_references(quads)])


def find_listed(statements: Iterable[Quad]) -> set[str]:
    """The IRIs of the things that a catalogue lists: data sets, distributions, services and records."""
    kinds = (DCAT.Dataset, DCAT.Distribution, DCAT.DataService, DCAT.CatalogRecord)
    return {
        quad.subject.value
        for quad in statements
        if quad.predicate == RDF.type and quad.object in kinds and isinstance(quad.subject, NamedNode)
    }


def read_file_days(statements: Iterable[Quad]) -> dict[str, str]:
    """The distributions of a catalogue by IRI, each with the day on which it was changed last."""
    quads = list(statements)
    files = {quad.subject for quad in quads if quad.predicate == DCAT.downloadURL}
    return {
        quad.subject.value: quad.object.value[:10]
        for quad in quads
        if quad.predicate == DCTERMS.modified
        and quad.subject in files
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
    }


def _sorted(quads: Sequence[Quad]) -> tuple[Quad, ...]:
    return tuple(sorted(set(quads), key=str))


def _catalogue(
    all_of_them: Sequence[Listing], part: Sequence[Listing], services: Sequence[ServiceKind]
) -> Iterator[Quad]:
    first = all_of_them[0]
    catalogue = first.named("catalog")
    yield from about(
        catalogue,
        a(DCAT.Catalog),
        identified(catalogue),
        _named(first),
        link(DCTERMS.publisher, first.publisher),
        link(DCAT.contactPoint, first.part("contact")),
        link(FOAF.homepage, first.address("")),
        link(DCTERMS.language, *map(find_language_iri, DATA_LANGUAGES)),
        link(DCTERMS.license, CC0),
        link(DCTERMS.spatial, *(place.iri for place in first.locations)),
        link(DCAT.themeTaxonomy, DATA_THEMES),
        day(DCTERMS.issued, min(item.info.issued for item in all_of_them)),
        moment(DCTERMS.modified, max(item.info.modified for item in all_of_them)),
        _members(part, services),
    )
    yield from describe_document(first.address(""))
    yield from describe_agents(first)
    yield from describe_locations(first)


def _named(first: Listing) -> Iterator[Pair]:
    for predicate, key in ((DCTERMS.title, "title"), (DCTERMS.description, "description")):
        names = {tag: choose_text(first.info.publisher.name, tag) for tag in DATA_LANGUAGES}
        yield from texts(
            predicate, {tag: translate(HEADINGS[key], tag, publisher=name) for tag, name in names.items()}
        )


def _members(part: Sequence[Listing], services: Sequence[ServiceKind]) -> Iterator[Pair]:
    for item in part:
        yield from link(DCAT.dataset, item.iri)
        yield from link(DCAT.record, _dataset_record(item))
        yield from link(DCAT.service, *(item.service(service.name) for service in services))
        yield from link(DCAT.record, *(_service_record(item, service) for service in services))


def _services(host: Listing, part: Sequence[Listing], services: Sequence[ServiceKind]) -> Iterator[Quad]:
    """The services over the data sets of a page, with their records: each page can be harvested by itself."""
    for service in services:
        yield from describe_data_service(host, service, part)
        yield from _record(_service_record(host, service), host.service(service.name), host)


def _entry(item: Listing, services: Sequence[ServiceKind], host: Listing) -> Iterator[Quad]:
    """A data set with everything that a harvester needs to take it in."""
    yield from describe_dataset(item, services)
    yield from describe_distributions(item, services, host)
    yield from _record(_dataset_record(item), item.iri, item)
    if item is not host:
        yield from about(host.iri, link(VOID.subset, item.iri))
    yield from describe_agents(item)
    yield from describe_locations(item)
    yield from describe_periods(item)
    yield from describe_sources(item)
    yield from describe_in_void(item)


def _dataset_record(item: Listing) -> NamedNode:
    """Never one IRI for a record and what it is about, which doubles every record in GeoNetwork."""
    return item.record(f"dataset/{item.info.slug}")


def _service_record(item: Listing, service: ServiceKind) -> NamedNode:
    return item.record(f"service/{service.name}")


def _record(record: NamedNode, topic: NamedNode, item: Listing) -> Iterator[Quad]:
    """A record about a data set or a service, dated as the data set is."""
    yield from about(record, identified(record), link(FOAF.primaryTopic, topic), _recorded(item))
    yield from about(_change(item), a(SKOS.Concept), said(SKOS.prefLabel, RECORD_CHANGES[_change_code(item)]))


def _recorded(item: Listing) -> Iterator[Pair]:
    info = item.info
    yield from a(DCAT.CatalogRecord)
    yield from moment(DCTERMS.issued, info.issued)
    yield from moment(DCTERMS.modified, info.modified)
    yield from link(DCTERMS.conformsTo, RECORD_STANDARD)
    yield from link(DCTERMS.language, *map(find_language_iri, DATA_LANGUAGES))
    yield from link(ADMS.status, _change(item))


def _change(item: Listing) -> NamedNode:
    """Whether a record is new or was changed. ADMS asks for a concept and has none, so the catalogue brings its own."""
    return item.named(f"catalog#{_change_code(item)}")


def _change_code(item: Listing) -> str:
    return "created" if item.info.issued == item.info.modified else "updated"
