"""The data set with its distributions and services, as DCAT-AP 3.0.1 and DCAT-AP Vlaanderen 3.0 want them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode, Quad

from stedenband.authorities import BELGIAN_THEME, FLEMISH, LICENCES, mint_eu_concept, mint_media_type
from stedenband.catalogue.agents import describe_document, describe_period
from stedenband.catalogue.distributions import GZIP_TYPE, FileForm, ServiceKind
from stedenband.catalogue.listing import Listing
from stedenband.catalogue.messages import FILE_DESCRIPTIONS, SERVICE_DESCRIPTIONS, SERVICE_TITLES
from stedenband.catalogue.statements import (
    Pair,
    a,
    about,
    day,
    identified,
    link,
    moment,
    said,
    text,
    texts,
    typed,
)
from stedenband.i18n import DATA_LANGUAGES, choose_text, translate
from stedenband.message import N_, LazyMessage
from stedenband.model import Artefact, DatasetInfo, Texts
from stedenband.ns import (
    ADMS,
    DCAT,
    DCATAP,
    DCTERMS,
    FOAF,
    MDCAT,
    ONTOLOGY,
    PROV,
    SPDX,
    VOID,
    XSD,
    find_language_iri,
)

_NOT_BELGIAN = frozenset({"OP_DATPRO"})
"""Themes of the EU that the Belgian list lacks."""


# == The data set ==============================================================


def describe_dataset(listing: Listing, services: Sequence[ServiceKind]) -> Iterator[Quad]:
    """The data set, its pages and what it conforms to."""
    files = [iri for iri, *_ in listing.distributions()]
    yield from about(
        listing.iri,
        a(DCAT.Dataset, VOID.Dataset),
        identified(listing.iri),
        _described(listing),
        _answered_for(listing),
        _dated(listing.info),
        _placed(listing),
        _traced(listing),
        link(DCAT.distribution, *files, *(listing.distribution(service.name) for service in services)),
    )
    yield from about(
        ONTOLOGY, a(DCTERMS.Standard), said(DCTERMS.title, N_("Vocabulary of city partnerships"))
    )
    yield from describe_document(listing.page(listing.iri))
    yield from describe_document(listing.address(""))
    yield from _own_licence(listing.info.license)


def _own_licence(iri: str) -> Iterator[Quad]:
    """A licence that is not in our table is called by its address."""
    if iri not in LICENCES:
        title = texts(DCTERMS.title, dict.fromkeys(DATA_LANGUAGES, iri))
        yield from about(NamedNode(iri), a(DCTERMS.LicenseDocument), title)


def _described(listing: Listing) -> Iterator[Pair]:
    info = listing.info
    yield from texts(DCTERMS.title, info.title)
    yield from texts(DCTERMS.description, _with_standing(info.description, listing.standing))
    yield from _subjects(info)
    yield from link(DCTERMS.language, *map(find_language_iri, info.languages))
    yield from text(DCAT.version, info.version)
    yield from texts(ADMS.versionNotes, info.version_notes)
    yield from link(DCTERMS.conformsTo, ONTOLOGY)


def _with_standing(description: Texts, standing: Texts) -> Texts:
    """The description in the words of its authors, then how many partnerships stand, which only the data can tell."""
    return {
        tag: f"{text.rstrip()} {standing[tag]}" if tag in standing else text
        for tag, text in description.items()
    }


def _subjects(info: DatasetInfo) -> Iterator[Pair]:
    """Keywords and themes, these both of the European and of the Belgian list."""
    for tag in sorted(info.keywords):
        for keyword in info.keywords[tag]:
            yield from texts(DCAT.keyword, {tag: keyword})
    yield from link(DCAT.theme, *(mint_eu_concept("data-theme", code) for code in info.themes))
    yield from link(DCAT.theme, *(BELGIAN_THEME + code for code in info.themes if code not in _NOT_BELGIAN))


def _answered_for(listing: Listing) -> Iterator[Pair]:
    yield from link(DCTERMS.publisher, listing.publisher)
    yield from link(DCTERMS.creator, listing.publisher)
    yield from link(DCTERMS.rightsHolder, listing.publisher)
    yield from link(DCAT.contactPoint, listing.part("contact"))
    yield from link(DCTERMS.accessRights, mint_eu_concept("access-right", "PUBLIC"))


def _dated(info: DatasetInfo) -> Iterator[Pair]:
    yield from day(DCTERMS.created, info.created)
    yield from day(DCTERMS.issued, info.issued)
    yield from moment(DCTERMS.modified, info.modified)
    if info.frequency:
        yield from link(DCTERMS.accrualPeriodicity, mint_eu_concept("frequency", info.frequency))


def _placed(listing: Listing) -> Iterator[Pair]:
    yield from link(DCTERMS.spatial, *(location.iri for location in listing.locations))
    yield from link(DCTERMS.temporal, describe_period(listing))


def _traced(listing: Listing) -> Iterator[Pair]:
    if listing.info.provenance:
        yield from link(DCTERMS.provenance, listing.part("provenance"))
    yield from link(PROV.wasGeneratedBy, listing.part("release"))
    yield from link(DCAT.landingPage, listing.page(listing.iri))
    yield from link(FOAF.page, listing.address(""))


# == Distributions =============================================================


def describe_distributions(
    listing: Listing, services: Sequence[ServiceKind], host: Listing
) -> Iterator[Quad]:
    """One for each file and one for each service: portals see a service only through its distribution.

    ``host`` is the data set after which the services are called.
    """
    for iri, form, artefact, compressed in listing.distributions():
        modified = listing.modified(artefact)
        of_file = _of_file(listing, iri, form, artefact, compressed)
        yield from about(iri, of_file, _common(listing, iri, modified))
        if listing.info.checksums:
            yield from about(_checksum(iri), _sum(artefact))
    for service in services:
        iri = listing.distribution(service.name)
        yield from about(iri, _of_service(host, service), _common(listing, iri, listing.info.modified))


def _common(listing: Listing, iri: NamedNode, modified: str) -> Iterator[Pair]:
    """The same licence on all: harvesters copy the first one, or only one that all have, to the data set."""
    info = listing.info
    yield from a(DCAT.Distribution)
    yield from identified(iri)
    yield from link(DCTERMS.license, info.license)
    yield from link(DCATAP.availability, mint_eu_concept("planned-availability", "STABLE"))
    yield from link(ADMS.status, mint_eu_concept("distribution-status", "COMPLETED"))
    yield from link(DCTERMS.language, *map(find_language_iri, info.languages))
    yield from day(DCTERMS.issued, info.issued)
    yield from moment(DCTERMS.modified, modified)


def _of_file(
    listing: Listing, iri: NamedNode, form: FileForm, artefact: Artefact, compressed: bool
) -> Iterator[Pair]:
    key = N_("{title} as {form}, compressed with gzip") if compressed else N_("{title} as {form}")
    yield from texts(DCTERMS.title, _with_title(key, listing.info, form=form.title))
    yield from said(DCTERMS.description, FILE_DESCRIPTIONS[form.name])
    # The same address twice: the Belgian portal makes a second download of an access URL that differs.
    yield from link(DCAT.accessURL, listing.download(artefact))
    yield from link(DCAT.downloadURL, listing.download(artefact))
    yield from _form(form.file_type, form.media_type, form.standard)
    if compressed:
        yield from link(DCAT.compressFormat, mint_media_type(GZIP_TYPE))
    yield from typed(DCAT.byteSize, artefact.size, XSD.nonNegativeInteger)
    if listing.info.checksums:
        yield from link(SPDX.checksum, _checksum(iri))


def _form(file_type: str, media_type_name: str, standard: str) -> Iterator[Pair]:
    yield from link(DCTERMS["format"], mint_eu_concept("file-type", file_type))
    yield from link(DCAT.mediaType, mint_media_type(media_type_name))
    yield from link(DCTERMS.conformsTo, standard)


def _with_title(message: LazyMessage, info: DatasetInfo, **values: object) -> Texts:
    """Words of ours with the data set's title in them, in each language of the data."""
    return {
        tag: translate(message, tag, title=choose_text(info.title, tag), **values) for tag in DATA_LANGUAGES
    }


def _checksum(iri: NamedNode) -> NamedNode:
    return NamedNode(f"{iri.value}#checksum")


def _sum(artefact: Artefact) -> Iterator[Pair]:
    yield from a(SPDX.Checksum)
    yield from link(SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    yield from typed(SPDX.checksumValue, artefact.sha256, XSD.hexBinary)


def _of_service(host: Listing, service: ServiceKind) -> Iterator[Pair]:
    yield from texts(DCTERMS.title, _with_title(SERVICE_TITLES[service.name], host.info))
    yield from said(DCTERMS.description, SERVICE_DESCRIPTIONS[service.name])
    yield from link(DCAT.accessURL, host.address(service.endpoint))
    yield from link(DCAT.accessService, host.service(service.name))
    yield from _form(service.file_type, service.media_type, service.standard)


# == Services ==================================================================


def describe_data_service(host: Listing, service: ServiceKind, served: Sequence[Listing]) -> Iterator[Quad]:
    """A service over these data sets, and the page about it; it is called after ``host``, whose publisher runs it."""
    iri, info = host.service(service.name), host.info
    yield from about(
        iri,
        a(DCAT.DataService),
        identified(iri),
        texts(DCTERMS.title, _with_title(SERVICE_TITLES[service.name], info)),
        said(DCTERMS.description, SERVICE_DESCRIPTIONS[service.name]),
        _subjects(info),
        link(DCAT.endpointURL, host.address(service.endpoint)),
        link(DCAT.endpointDescription, host.address(service.description)),
        link(DCAT.servesDataset, *(listing.iri for listing in served)),
        link(DCTERMS.publisher, host.publisher),
        link(DCAT.contactPoint, host.part("contact")),
        link(DCTERMS.accessRights, mint_eu_concept("access-right", "PUBLIC")),
        link(DCTERMS.license, info.license),
        link(DCTERMS.conformsTo, service.standard),
        link(DCTERMS["format"], mint_eu_concept("file-type", service.file_type)),
        link(DCAT.landingPage, host.page(iri)),
        day(DCTERMS.issued, info.issued),
        moment(DCTERMS.modified, info.modified),
        link(MDCAT.ontwikkelingstoestand, f"{FLEMISH}concept/ontwikkelingstoestand/PROD"),
        link(MDCAT.levensfase, f"{FLEMISH}concept/levensfase/live"),
    )
    yield from describe_document(host.page(iri))
