"""The pages of the catalogue for people: what there is, in which forms, and how to get at it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode, Quad
from starlette.requests import Request

from stedenband.catalogue import FILE_FORMS, GZIP, SERVICES, catalogue_markup, dataset_markup
from stedenband.ns import (
    ADMS,
    DCAT,
    DCATAP,
    DCTERMS,
    FOAF,
    MDCAT,
    RDF,
    SPDX,
    VCARD,
    VOID,
    XSD,
)
from stedenband.web.addresses import is_link
from stedenband.web.description import Description
from stedenband.web.live import Serving
from stedenband.web.showing import Shown
from stedenband.web.site import Site
from stedenband.web.wording import Wording

_FACTS: Mapping[NamedNode, str] = {
    FOAF.primaryTopic: "topic",
    DCTERMS.description: "description",
    DCAT.endpointURL: "endpoint",
    DCAT.endpointDescription: "how",
    DCAT.accessURL: "access",
    DCAT.downloadURL: "download",
    DCAT.accessService: "service",
    DCAT.servesDataset: "dataset",
    DCTERMS["format"]: "form",
    DCAT.compressFormat: "packed",
    DCAT.byteSize: "size",
    SPDX.checksum: "checksum",
    DCAT.version: "version",
    ADMS.versionNotes: "notes",
    DCTERMS.issued: "issued",
    DCTERMS.modified: "modified",
    DCTERMS.accrualPeriodicity: "frequency",
    DCTERMS.temporal: "period",
    DCTERMS.spatial: "place",
    DCTERMS.language: "language",
    DCAT.theme: "theme",
    DCAT.keyword: "keyword",
    DCTERMS.license: "licence",
    DCTERMS.accessRights: "access-rights",
    DCTERMS.publisher: "publisher",
    DCAT.contactPoint: "contact",
    DCTERMS.conformsTo: "standard",
    DCTERMS.provenance: "provenance",
    VOID.triples: "triples",
    DCATAP.availability: "availability",
    ADMS.status: "status",
    MDCAT.levensfase: "phase",
}
"""What pages tell of a thing, in this order: the property, and the last part of its message key."""

_ON_DATASET_PAGE = frozenset({"description", "access-rights"})
"""What the page of a data set tells another way."""


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A name and its values."""

    name: str
    values: tuple[Shown, ...]


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


class Shower:
    """Shows things of the catalogue to one reader; links to ours are paths, so that a local copy can be browsed."""

    def __init__(self, quads: Sequence[Quad], wording: Wording, base: str) -> None:
        self.description, self.wording, self.base = Description(quads), wording, base
        self._quads = quads

    def words(self, thing: NamedNode, predicate: NamedNode) -> str:
        """The text in the reader's language."""
        return self.wording.pick(self.description.texts(thing, predicate))

    def href(self, iri: str) -> str:
        """Where a reader goes for an address: here, for one of ours."""
        own = iri.removeprefix(self.base)
        return iri if own == iri else self.wording.href(f"/{own}")

    def name(self, thing: NamedNode) -> str:
        for predicate in (FOAF.name, VCARD.fn):
            if self.description.texts(thing, predicate):
                return self.words(thing, predicate)
        return self.wording.pick(self.description.names(thing))

    def facts(self, thing: NamedNode, *, without: frozenset[str] = frozenset()) -> tuple[ShownFact, ...]:
        """The facts of a thing, in the order in which readers meet them."""
        shown = [
            ShownFact(self.wording.say(f"catalogue.fact.{key}"), self._values(thing, predicate))
            for predicate, key in _FACTS.items()
            if key not in without
        ]
        return tuple(fact for fact in shown if fact.values)

    def _values(self, thing: NamedNode, predicate: NamedNode) -> tuple[Shown, ...]:
        if predicate == DCTERMS.temporal:
            return self._period(thing)
        values = self.description.values(thing, predicate)
        if any(isinstance(value, Literal) and value.language for value in values):
            return tuple(
                Shown(value.value)
                for value in values
                if isinstance(value, Literal) and value.language == self.wording.language
            )
        shown = [
            self._literal(predicate, value) if isinstance(value, Literal) else self._thing(value)
            for value in values
        ]
        return tuple(dict.fromkeys(shown))

    def _literal(self, predicate: NamedNode, literal: Literal) -> Shown:
        if literal.datatype in (XSD.date, XSD.dateTime):
            return Shown(self.wording.date(literal.value[:10]), moment=literal.value[:10])
        if predicate == DCAT.byteSize:
            return Shown(size(int(literal.value), self.wording))
        return Shown(literal.value)

    def _thing(self, thing: NamedNode) -> Shown:
        """A code by its name, anything else by its name with a link."""
        checksum = self.description.text(thing, SPDX.checksumValue)
        if checksum:
            return Shown(f"SHA-256 {checksum}")
        email = self.description.thing(thing, VCARD.hasEmail)
        if email is not None:
            return Shown(self.name(thing), href=email.value)
        name = self.name(thing) or thing.value
        if thing.value.startswith(self.base):
            return Shown(name, href=self.href(thing.value))
        if self.description.thing(thing, RDF.type) is not None and _is_code(self.description, thing):
            return Shown(name)
        return Shown(name, href=thing.value if is_link(thing.value) else None, external=is_link(thing.value))

    def _period(self, thing: NamedNode) -> tuple[Shown, ...]:
        """The period is a blank node, which a description of things passes over."""
        nodes = [q.object for q in self._quads if q.subject == thing and q.predicate == DCTERMS.temporal]
        return tuple(self._span(node) for node in nodes)

    def _span(self, node: object) -> Shown:
        days = {
            quad.predicate: quad.object.value
            for quad in self._quads
            if quad.subject == node and isinstance(quad.object, Literal)
        }
        start, end = days.get(DCAT.startDate), self.wording.date(days.get(DCAT.endDate, ""))
        if start is None:
            return Shown(self.wording.say("catalogue.period.open", end=end))
        return Shown(self.wording.say("catalogue.period", start=start[:4], end=end))


def _is_code(description: Description, thing: NamedNode) -> bool:
    """Whether a thing is a code of a list, whose own address tells a reader nothing more."""
    return any("#Concept" in kind.value for kind in description.things(thing, RDF.type))


def size(number: int, wording: Wording) -> str:
    """A size as people read it.

    >>> size(172053, Wording("nl"))
    '172 kB'
    """
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if number >= step:
            amount = number / step
            text = f"{amount:.0f}" if amount >= 10 else f"{amount:.1f}"
            return f"{text.replace('.', wording.say('catalogue.point'))} {unit}"
    return f"{number} B"


# == The pages =================================================================


def catalogue_page(site: Site, serving: Serving, request: Request, quads: Sequence[Quad]) -> bytes:
    """The catalogue: its data sets, and how to harvest it."""
    wording, base = site.wording(request), serving.release.base_iri
    shower, catalogue = Shower(quads, wording, base), NamedNode(f"{base}catalog")
    entries = [
        DatasetEntry(
            shower.words(dataset, DCTERMS.title),
            shower.words(dataset, DCTERMS.description),
            shower.href(dataset.value),
        )
        for dataset in shower.description.things(catalogue, DCAT.dataset)
    ]
    return site.page(
        request,
        "catalogue.html",
        path="/catalog",
        title=shower.words(catalogue, DCTERMS.title),
        about=shower.words(catalogue, DCTERMS.description),
        entries=entries,
        services=_services(shower, shower.description.things(catalogue, DCAT.service)),
        facts=shower.facts(catalogue, without=frozenset({"description"})),
        iri=catalogue.value,
        markup=script(catalogue_markup(quads, catalogue, wording.language)),
    )


def dataset_page(
    site: Site, serving: Serving, request: Request, dataset: NamedNode, quads: Sequence[Quad]
) -> bytes:
    """A data set: its files, its services, what there is to know of it."""
    wording, base = site.wording(request), serving.release.base_iri
    shower = Shower(quads, wording, base)
    return site.page(
        request,
        "dataset.html",
        path=f"/{dataset.value.removeprefix(base)}",
        title=shower.words(dataset, DCTERMS.title),
        about=shower.words(dataset, DCTERMS.description),
        files=_files(shower, dataset),
        services=_services(
            shower,
            [
                service
                for item in shower.description.things(dataset, DCAT.distribution)
                for service in shower.description.things(item, DCAT.accessService)
            ],
        ),
        facts=shower.facts(dataset, without=_ON_DATASET_PAGE),
        citation=_citation(shower, dataset),
        iri=dataset.value,
        markup=script(dataset_markup(quads, dataset, wording.language)),
    )


def thing_page(
    site: Site, serving: Serving, request: Request, thing: NamedNode, quads: Sequence[Quad]
) -> bytes:
    """A distribution, a service or a record."""
    base = serving.release.base_iri
    shower = Shower(quads, site.wording(request), base)
    topic = shower.description.thing(thing, FOAF.primaryTopic)
    return site.page(
        request,
        "listed.html",
        path=f"/{thing.value.removeprefix(base)}",
        kind=_kind(shower.description, thing),
        title=shower.name(topic or thing),
        facts=shower.facts(thing),
        iri=thing.value,
    )


def _kind(description: Description, thing: NamedNode) -> str:
    """The last part of the message key of what the thing is."""
    kinds = {DCAT.Distribution: "distribution", DCAT.DataService: "service", DCAT.CatalogRecord: "record"}
    return next((kinds[kind] for kind in description.things(thing, RDF.type) if kind in kinds), "record")


def _files(shower: Shower, dataset: NamedNode) -> list[FileRow]:
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


def _fetched(shower: Shower, item: NamedNode) -> tuple[str | None, str | None]:
    """Where a file is, and how big."""
    address = shower.description.thing(item, DCAT.downloadURL)
    if address is None:
        return None, None
    path = address.value.removeprefix(shower.base)
    return f"/{path}", size(int(shower.description.text(item, DCAT.byteSize) or 0), shower.wording)


def _services(shower: Shower, services: Sequence[NamedNode]) -> list[ServiceRow]:
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


def _citation(shower: Shower, dataset: NamedNode) -> str:
    publisher = shower.description.thing(dataset, DCTERMS.publisher)
    return shower.wording.say(
        "catalogue.citation",
        publisher=shower.name(publisher) if publisher else "",
        year=shower.description.text(dataset, DCTERMS.modified)[:4],
        title=shower.words(dataset, DCTERMS.title),
        version=shower.description.text(dataset, DCAT.version),
        iri=dataset.value,
    )


def script(markup: Mapping[str, Any]) -> Markup:
    """JSON for a script element: nothing in it can end the element or begin another."""
    text = json.dumps(markup, ensure_ascii=False, indent=1)
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return Markup(text)  # noqa: S704 - every character that means something to HTML is written as a number
