"""Who publishes and answers, where the data is about, when: the small things around a data set."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pyoxigraph import BlankNode, NamedNode, Quad

from stedenband.authorities import ADMS_LISTS
from stedenband.catalogue.dataset_statistics import Location
from stedenband.catalogue.listing import Listing
from stedenband.catalogue.statements import Pair, a, about, day, link, moment, said, texts, typed
from stedenband.message import N_
from stedenband.model import Agent
from stedenband.ns import DCAT, DCTERMS, FOAF, GEO, LOCN, OWL, PROV, RDFS, SKOS, VCARD

LOCAL_AUTHORITY = "LocalAuthority"


def describe_agents(listing: Listing) -> Iterator[Quad]:
    """The publisher, the contact, and the pages they have."""
    info = listing.info
    yield from about(listing.publisher, _agent(info.publisher))
    yield from about(listing.part("contact"), _contact(info.contact))
    for page in {info.publisher.homepage, info.contact.homepage} - {None}:
        yield from describe_document(NamedNode(str(page)))


def describe_document(page: NamedNode) -> Iterator[Quad]:
    """A page of ours or of somebody else."""
    return about(page, a(FOAF.Document))


def _agent(agent: Agent) -> Iterator[Pair]:
    """Explicitly of all three classes: DCAT-AP asks for one, its Flemish profile for another."""
    yield from a(FOAF.Agent, DCTERMS.Agent, FOAF.Organization)
    yield from texts(FOAF.name, agent.name)
    yield from link(DCTERMS.type, f"{ADMS_LISTS}publishertype/{agent.kind or LOCAL_AUTHORITY}")
    yield from link(FOAF.homepage, agent.homepage)
    yield from link(OWL.sameAs, *agent.same_as)


def _contact(agent: Agent) -> Iterator[Pair]:
    yield from a(VCARD.Kind, VCARD.Organization)
    yield from texts(VCARD.fn, agent.name)
    yield from link(VCARD.hasEmail, f"mailto:{agent.email}" if agent.email else None)
    yield from link(VCARD.hasURL, agent.homepage)
    yield from link(FOAF.page, agent.homepage)


# == Space and time ============================================================


def describe_locations(listing: Listing) -> Iterator[Quad]:
    """The places that the data set is about."""
    for location in listing.locations:
        yield from about(NamedNode(location.iri), _location(location))


def _location(location: Location) -> Iterator[Pair]:
    """The geometry stands here twice: CKAN's search by map reads ``locn:geometry`` alone."""
    yield from a(DCTERMS.Location)
    yield from texts(RDFS.label, location.labels)
    yield from texts(SKOS.prefLabel, location.labels)
    point = None if location.point is None else f"POINT({_degrees(location.point)})"
    polygon = None if location.box is None else _polygon(*location.box)
    if point:
        yield from typed(DCAT.centroid, point, GEO.wktLiteral)
    if polygon:
        yield from typed(DCAT.bbox, polygon, GEO.wktLiteral)
    if point or polygon:
        yield from typed(LOCN.geometry, polygon or point or "", GEO.wktLiteral)


def _polygon(west: Decimal, south: Decimal, east: Decimal, north: Decimal) -> str:
    """A ring against the clock, longitude first; no reference system before it, which harvesters cannot read."""
    corners = ((west, south), (east, south), (east, north), (west, north), (west, south))
    return f"POLYGON(({','.join(map(_degrees, corners))}))"


def _degrees(point: tuple[Decimal, Decimal]) -> str:
    return f"{point[0]:f} {point[1]:f}"


def describe_period(listing: Listing) -> BlankNode:
    """The time that the data set covers. The one blank node of the catalogue: udata looks an IRI up on the web."""
    return BlankNode(f"period-{listing.info.slug}")


def describe_periods(listing: Listing) -> Iterator[Quad]:
    """From the first start of a partnership to the day of the last check."""
    yield from about(
        describe_period(listing),
        a(DCTERMS.PeriodOfTime),
        day(DCAT.startDate, listing.begins),
        day(DCAT.endDate, listing.info.checked),
    )


# == Where it comes from =======================================================


def describe_sources(listing: Listing) -> Iterator[Quad]:
    """The statement of provenance, and the making of this release from its sources."""
    info = listing.info
    if info.provenance:
        yield from about(
            listing.part("provenance"), a(DCTERMS.ProvenanceStatement), texts(RDFS.label, info.provenance)
        )
    used = [listing.iris.thing(f"source/{source.id}") for source in listing.sources]
    yield from about(listing.part("release"), _making(listing), link(PROV.used, *used))
    for iri, source in zip(used, listing.sources, strict=True):
        title = texts(DCTERMS.title, {source.language: source.title})
        yield from about(iri, a(PROV.Entity), title, link(FOAF.page, source.url))
        if source.url:
            yield from describe_document(NamedNode(source.url))


def _making(listing: Listing) -> Iterator[Pair]:
    """A release is dated by the day its content changed; the day is all that is known, so both ends are its start."""
    info = listing.info
    yield from a(PROV.Activity)
    yield from said(RDFS.label, N_("Release {version}"), version=info.version)
    yield from moment(PROV.startedAtTime, info.modified)
    yield from moment(PROV.endedAtTime, info.modified)
    yield from link(PROV.wasAssociatedWith, listing.publisher)
