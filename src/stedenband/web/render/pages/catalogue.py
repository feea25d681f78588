"""The pages of the catalogue for people: what there is, in which forms, and how to get at it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pyoxigraph import NamedNode, Quad

from stedenband.catalogue import FILE_FORMS, GZIP, SERVICES, describe_catalogue, describe_dataset
from stedenband.model import Release
from stedenband.ns import DCAT, DCTERMS, FOAF, RDF, VOID
from stedenband.web.http.parameters import format_page_query
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.pages.catalogue_terms import CatalogueTermRenderer, RenderedFact, format_size
from stedenband.web.render.templates import RenderPage
from stedenband.web.render.terms import RenderedTerm

_ON_DATASET_PAGE = frozenset({DCTERMS.description, DCTERMS.accessRights, DCTERMS.license})
"""What the page of a data set tells another way."""


@dataclass(frozen=True, slots=True)
class FileRow:
    """A form in which the data can be fetched: as it is, and compressed."""

    title: str
    text: str
    href: str
    size: str
    packed_href: str | None
    packed_size: str | None


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service, its endpoint and the page about it."""

    title: str
    text: str
    endpoint: str
    href: str


@dataclass(frozen=True, slots=True)
class DatasetEntry:
    """A data set in the list of the catalogue."""

    title: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class RenderedPage:
    """A page of the catalogue, from 1, of ``count``, with its statements."""

    number: int
    count: int
    quads: Sequence[Quad]
    parameters: tuple[str, ...] = ()
    """What the address of each page has besides the number."""


def render_catalogue_page(
    page: RenderPage, shower: CatalogueTermRenderer, release: Release, shown: RenderedPage
) -> bytes:
    """The catalogue: its data sets, and how to harvest it."""
    catalogue = NamedNode(f"{release.base_iri}catalog")
    return page(
        "catalogue.html",
        path="/catalog",
        variant=format_page_query(shown.number, shown.parameters),
        others="&".join(shown.parameters),
        title=shower.words(catalogue, DCTERMS.title),
        about=shower.words(catalogue, DCTERMS.description),
        entries=_entries(shower, catalogue, release),
        shown=shown,
        services=_services(shower, shower.description.things(catalogue, DCAT.service)),
        facts=shower.facts(catalogue, without=frozenset({DCTERMS.description})),
        iri=catalogue.value,
        markup=serialize_script(describe_catalogue(shown.quads, catalogue, shower.wording.language)),
    )


def _entries(shower: CatalogueTermRenderer, catalogue: NamedNode, release: Release) -> list[DatasetEntry]:
    """The data sets by title, after the one that holds everything."""
    whole = NamedNode(f"{release.base_iri}dataset/{release.dataset}")
    titles = {
        dataset: shower.words(dataset, DCTERMS.title)
        for dataset in shower.description.things(catalogue, DCAT.dataset)
    }
    return [
        DatasetEntry(title, shower.words(dataset, DCTERMS.description), shower.href(dataset.value))
        for dataset, title in sorted(titles.items(), key=lambda item: (item[0] != whole, item[1]))
    ]


def render_dataset_page(
    page: RenderPage, shower: CatalogueTermRenderer, dataset: NamedNode, quads: Sequence[Quad]
) -> bytes:
    """A data set: its files, its services, what there is to know of it."""
    return page(
        "dataset.html",
        path=shower.path(dataset.value),
        title=shower.words(dataset, DCTERMS.title),
        about=shower.words(dataset, DCTERMS.description),
        files=_files(shower, dataset),
        parts=_parts(shower, dataset),
        services=_services(
            shower,
            [
                service
                for item in shower.description.things(dataset, DCAT.distribution)
                for service in shower.description.things(item, DCAT.accessService)
            ],
        ),
        facts=(*_licence(shower, dataset), *shower.facts(dataset, without=_ON_DATASET_PAGE)),
        citation=_citation(shower, dataset),
        iri=dataset.value,
        markup=serialize_script(describe_dataset(quads, dataset, shower.wording.language)),
    )


def _licence(shower: CatalogueTermRenderer, dataset: NamedNode) -> tuple[RenderedFact, ...]:
    """The licences of a data set, which DCAT states of its distributions."""
    return shower.fact((dataset, *shower.description.things(dataset, DCAT.distribution)), DCTERMS.license)


def _parts(shower: CatalogueTermRenderer, dataset: NamedNode) -> list[RenderedTerm]:
    """The data sets of which this one is made, by title; its sets of links are subsets too, and are not meant."""
    listed = set(shower.description.of_class(DCAT.Dataset))
    parts = [part for part in shower.description.things(dataset, VOID.subset) if part in listed]
    shown = [RenderedTerm(shower.name(part), href=shower.href(part.value)) for part in parts]
    return sorted(shown, key=lambda part: part.text)


def render_catalogue_thing_page(page: RenderPage, shower: CatalogueTermRenderer, thing: NamedNode) -> bytes:
    """A distribution, a service or a record."""
    topic = shower.description.thing(thing, FOAF.primaryTopic)
    return page(
        "listed.html",
        path=shower.path(thing.value),
        kind=_kind(shower.description, thing),
        title=shower.name(topic or thing),
        facts=shower.facts(thing),
        iri=thing.value,
    )


def _kind(description: ResourceDescription, thing: NamedNode) -> str:
    """The last part of the message key of what the thing is."""
    kinds = {DCAT.Distribution: "distribution", DCAT.DataService: "service", DCAT.CatalogRecord: "record"}
    return next((kinds[kind] for kind in description.things(thing, RDF.type) if kind in kinds), "record")


def _files(shower: CatalogueTermRenderer, dataset: NamedNode) -> list[FileRow]:
    """The files in the order of the table of forms."""
    rows = []
    for name, form in FILE_FORMS.items():
        item = NamedNode(f"{dataset.value}/distribution/{name}")
        packed = NamedNode(f"{item.value}-{GZIP}")
        if not shower.description.describes(item):
            continue
        packed_href, packed_size = _fetched(shower, packed)
        href, plain_size = _fetched(shower, item)
        text = shower.words(item, DCTERMS.description)
        rows.append(
            FileRow(form.title, text, href or "", plain_size or "", packed_href, packed_size),
        )
    return rows


def _fetched(shower: CatalogueTermRenderer, item: NamedNode) -> tuple[str | None, str | None]:
    """Where a file is, and how big."""
    address = shower.description.thing(item, DCAT.downloadURL)
    if address is None:
        return None, None
    path = shower.path(address.value)
    return shower.wording.address(path) if path else address.value, format_size(
        int(shower.description.text(item, DCAT.byteSize) or 0), shower.wording
    )


def _services(shower: CatalogueTermRenderer, services: Sequence[NamedNode]) -> list[ServiceRow]:
    """The services in the order of their table."""
    order = {service.name: place for place, service in enumerate(SERVICES)}
    return [
        ServiceRow(
            shower.words(service, DCTERMS.title),
            shower.words(service, DCTERMS.description),
            (shower.description.thing(service, DCAT.endpointURL) or service).value,
            shower.href(service.value),
        )
        for service in sorted(
            services, key=lambda service: order.get(service.value.rsplit("/", 1)[-1], len(order))
        )
    ]


def _citation(shower: CatalogueTermRenderer, dataset: NamedNode) -> str:
    publisher = shower.description.thing(dataset, DCTERMS.publisher)
    return shower.wording.translate(
        "{publisher} ({year}). {title}, version {version}. {iri}",
        publisher=shower.name(publisher) if publisher else shower.words(dataset, DCTERMS.title),
        year=shower.description.text(dataset, DCTERMS.modified)[:4],
        title=shower.words(dataset, DCTERMS.title),
        version=shower.description.text(dataset, DCAT.version),
        iri=dataset.value,
    )


def serialize_script(markup: Mapping[str, Any]) -> Markup:
    """JSON for a script element: nothing in it can end the element or begin another."""
    text = json.dumps(markup, ensure_ascii=False, indent=1)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - every character that means something to HTML is written as a number
