"""VoID: what a program that works with linked data asks of a data set before it fetches it.

The same statements stand in the catalogue, and alone at ``/.well-known/void``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode, Quad

from stedenband.catalogue.dataset_statistics import LinkTarget
from stedenband.catalogue.listing import Listing
from stedenband.catalogue.messages import LINK_SETS, LINK_TARGETS
from stedenband.catalogue.references import describe_references
from stedenband.catalogue.statements import Pair, a, about, day, link, moment, said, text, texts, typed
from stedenband.message import N_
from stedenband.ns import DCAT, DCTERMS, FOAF, OWL, PREFIXES, VOID, XSD

W3C_FORMATS = "http://www.w3.org/ns/formats/"

_ELSEWHERE = ("concept", "scheme", "wd")
"""Prefixes of things, not of terms."""

_VOCABULARIES = {iri: prefix for prefix, iri in PREFIXES.items() if prefix not in _ELSEWHERE}


def make_void_document(listing: Listing, parts: Sequence[Listing] = ()) -> tuple[Quad, ...]:
    """The document at ``/.well-known/void``: about itself, the data set, and the data sets it links to.

    Of ``parts``, the data sets of which this one is made, it says what they are called and where they are told of.

    The data set is not of class ``dcat:Dataset`` here, and has its licence: this document is not for harvesters of
    catalogues.
    """
    info, document = listing.info, listing.named(".well-known/void")
    quads = [
        *about(
            document,
            a(VOID.DatasetDescription, FOAF.Document),
            said(DCTERMS.title, N_("VoID description")),
            link(FOAF.primaryTopic, listing.iri),
            link(DCTERMS.creator, listing.publisher),
            link(DCTERMS.publisher, listing.publisher),
            link(DCTERMS.license, info.license),
            link(DCTERMS.isPartOf, listing.iri),
            text(DCAT.version, info.version),
            day(DCTERMS.modified, info.modified),
        ),
        *about(
            listing.iri,
            a(VOID.Dataset),
            texts(DCTERMS.title, info.title),
            texts(DCTERMS.description, info.description),
            link(DCTERMS.publisher, listing.publisher),
            link(DCTERMS.license, info.license),
            link(FOAF.homepage, listing.page(listing.iri)),
            link(VOID.subset, *(part.iri for part in parts)),
            day(DCTERMS.issued, info.issued),
            moment(DCTERMS.modified, info.modified),
        ),
        *about(listing.publisher, a(FOAF.Organization), texts(FOAF.name, info.publisher.name)),
        *about(listing.page(listing.iri), a(FOAF.Document)),
        *describe_in_void(listing),
        *(quad for part in parts for quad in _named(part)),
    ]
    return tuple(sorted({*quads, *describe_references(quads)}, key=str))


def _named(part: Listing) -> Iterator[Quad]:
    yield from about(
        part.iri,
        a(VOID.Dataset),
        texts(DCTERMS.title, part.info.title),
        link(DCTERMS.license, part.info.license),
        link(FOAF.homepage, part.page(part.iri)),
    )
    yield from about(part.page(part.iri), a(FOAF.Document))


def describe_in_void(listing: Listing) -> Iterator[Quad]:
    """Sizes, parts, links, dumps, endpoint, examples and vocabularies of a data set."""
    yield from about(listing.iri, _ways_in(listing), _sizes(listing))
    for class_, entities in listing.measure.classes.items():
        part = _part(listing, "class", class_)
        yield from about(listing.iri, link(VOID.classPartition, part))
        yield from about(part, a(VOID.Dataset), link(VOID["class"], class_), _count(VOID.entities, entities))
    for property_, triples in listing.measure.properties.items():
        part = _part(listing, "property", property_)
        yield from about(listing.iri, link(VOID.propertyPartition, part))
        yield from about(part, a(VOID.Dataset), link(VOID.property, property_), _count(VOID.triples, triples))
    for target, links in listing.measure.links.items():
        yield from _linkset(listing, target, links)


def _ways_in(listing: Listing) -> Iterator[Pair]:
    yield from link(VOID.sparqlEndpoint, listing.address("sparql"))
    yield from text(VOID.uriSpace, f"{listing.release.base_iri}id/")
    yield from link(VOID.exampleResource, *listing.examples)
    yield from link(VOID.vocabulary, *_vocabularies(listing))
    for form, artefact, _ in listing.files():
        if form.w3c_format:
            yield from link(VOID.dataDump, listing.download(artefact))
            yield from link(VOID.feature, W3C_FORMATS + form.w3c_format)


def _sizes(listing: Listing) -> Iterator[Pair]:
    measured = listing.measure
    yield from _count(VOID.triples, measured.triples)
    yield from _count(VOID.distinctSubjects, measured.subjects)
    yield from _count(VOID.classes, len(measured.classes))
    yield from _count(VOID.properties, len(measured.properties))


def _count(predicate: NamedNode, number: int) -> Iterator[Pair]:
    return typed(predicate, number, XSD.integer)


def _linkset(listing: Listing, target: LinkTarget, links: int) -> Iterator[Quad]:
    linkset, other = listing.part(f"links-{target.name}"), NamedNode(target.iri)
    yield from about(listing.iri, link(VOID.subset, linkset))
    yield from about(
        linkset,
        a(VOID.Linkset),
        said(DCTERMS.title, LINK_SETS[target.name]),
        link(VOID.subjectsTarget, listing.iri),
        link(VOID.objectsTarget, other),
        link(VOID.linkPredicate, OWL.sameAs),
        _count(VOID.triples, links),
    )
    yield from about(
        other,
        a(VOID.Dataset),
        said(DCTERMS.title, LINK_TARGETS[target.name]),
        text(VOID.uriSpace, target.uri_space),
    )


def _vocabularies(listing: Listing) -> list[str]:
    """The namespaces of the terms in use, of those we know."""
    terms = [*listing.measure.classes, *listing.measure.properties]
    return sorted({_namespace(term) for term in terms} & set(_VOCABULARIES))


def _namespace(term: NamedNode) -> str:
    return term.value[: max(term.value.rfind("#"), term.value.rfind("/")) + 1]


def _part(listing: Listing, kind: str, term: NamedNode) -> NamedNode:
    """The partition of a class or a property: ``#class-stb-City``; a digest for a term that we have no prefix for."""
    namespace = _namespace(term)
    local = term.value.removeprefix(namespace)
    prefix = _VOCABULARIES.get(namespace)
    if prefix and re.fullmatch(r"[A-Za-z0-9_-]+", local):
        return listing.part(f"{kind}-{prefix}-{local}")
    return listing.part(f"{kind}-{hashlib.sha256(term.value.encode()).hexdigest()[:12]}")
