"""One release described: what it is a version of, the releases beside it, and its files under addresses that stay.

The catalogue names files by addresses that hold for every release; here is what is bound to one, with its digests.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from fastapi import APIRouter
from pyoxigraph import Literal, NamedNode, Quad
from starlette.requests import Request
from starlette.responses import Response

from stedenband.diff import CHANGES, HistoryEntry
from stedenband.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, write
from stedenband.model import Artefact, Release
from stedenband.ns import DCAT, DCTERMS, PROV, RDF, SPDX, XSD
from stedenband.releases import find_artefact
from stedenband.web.context import (
    READ,
    Site,
    TheRelease,
    TheSite,
    list_vary_headers,
    negotiate_format,
    split_extension,
)
from stedenband.web.http.responses import Representation, make_response
from stedenband.web.render.document_origin import DocumentOrigin
from stedenband.web.render.pages.catalogue_terms import format_size
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.document_origin import read_origin, set_origin
from stedenband.web.views.changes import find_folder

router = APIRouter()

DATA = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)

OFFERS = (HTML, *DATA)

MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"


@dataclass(frozen=True, slots=True)
class ReleaseDescription:
    """A release with where it comes from, and the releases before and after it in the line."""

    release: Release
    origin: DocumentOrigin
    before: HistoryEntry | None
    after: HistoryEntry | None
    root: str
    """How the public addresses of the server begin."""

    @property
    def tells_changes(self) -> bool:
        """Whether the release says what it changed: those of earlier versions of the program do not."""
        return find_artefact(self.release, CHANGES) is not None

    def iri(self, release_id: str) -> NamedNode:
        """A release of this line."""
        return NamedNode(f"{self.release.base_iri}releases/{release_id}")

    def address(self, artefact: Artefact) -> str:
        """Where a file of this very release is fetched, for as long as the release is kept."""
        return f"{self.root}download/{self.release.id}/{quote(artefact.path)}"


@router.api_route("/releases/{name}", methods=READ)
async def get_release(request: Request, name: str, site: TheSite, serving: TheRelease) -> Response:
    """A release, in the form that the address names or the asker likes best."""
    stem, named = split_extension(name, OFFERS)
    described = await _described(site, serving, stem)
    set_origin(request, described.origin)
    form = negotiate_format(request, OFFERS, named)
    made = _representation(site, serving, request, described, form)
    return make_response(request, made, vary=list_vary_headers(form, named))


async def _described(site: Site, serving: OpenRelease, release_id: str) -> ReleaseDescription:
    """The release. Raises ``GoneError`` for one that was removed, ``UnknownAddressError`` for one that never was."""
    folder = await find_folder(site, serving, release_id)
    release = await asyncio.to_thread(site.live.releases.read, folder)
    line = await site.past.line(serving)
    place = next((place for place, entry in enumerate(line) if entry.release == release.id), len(line))
    return ReleaseDescription(
        release,
        await asyncio.to_thread(read_origin, release, folder),
        line[place - 1] if 0 < place < len(line) else None,
        line[place + 1] if place + 1 < len(line) else None,
        site.root(release.base_iri),
    )


# == What it says ==============================================================


def describe_statements(described: ReleaseDescription) -> Iterator[Quad]:
    """The release as a version of the data set, and a distribution for each of its files."""
    release, origin = described.release, described.origin
    iri = described.iri(release.id)
    yield Quad(iri, RDF.type, DCAT.Dataset)
    for language, title in sorted(release.title.items()):
        yield Quad(iri, DCTERMS.title, Literal(f"{title} {release.version}", language=language))
    yield Quad(iri, DCTERMS.isVersionOf, origin.collection)
    yield Quad(iri, DCAT.version, Literal(release.version))
    yield Quad(iri, DCTERMS.identifier, Literal(release.id))
    yield Quad(iri, DCTERMS.issued, Literal(release.modified, datatype=XSD.date))
    yield Quad(iri, PROV.wasDerivedFrom, origin.release)
    if origin.publisher is not None:
        yield Quad(iri, DCTERMS.publisher, origin.publisher)
    if origin.license is not None:
        yield Quad(iri, DCTERMS.license, origin.license)
    for predicate, entry in ((DCAT.previousVersion, described.before), (DCAT.nextVersion, described.after)):
        if entry is not None:
            yield Quad(iri, predicate, described.iri(entry.release))
    for artefact in release.artefacts:
        yield from _file(described, iri, artefact)


def _file(described: ReleaseDescription, iri: NamedNode, artefact: Artefact) -> Iterator[Quad]:
    file = NamedNode(f"{iri.value}#{quote(artefact.path)}")
    checksum = NamedNode(f"{file.value}-sha256")
    address = NamedNode(described.address(artefact))
    yield Quad(iri, DCAT.distribution, file)
    yield Quad(file, RDF.type, DCAT.Distribution)
    yield Quad(file, DCTERMS.title, Literal(artefact.path))
    yield Quad(file, DCAT.accessURL, address)
    yield Quad(file, DCAT.downloadURL, address)
    yield Quad(file, DCAT.mediaType, NamedNode(MEDIA_TYPES + artefact.media_type))
    yield Quad(file, DCAT.byteSize, Literal(str(artefact.size), datatype=XSD.nonNegativeInteger))
    if described.origin.license is not None:
        yield Quad(file, DCTERMS.license, described.origin.license)
    yield Quad(file, SPDX.checksum, checksum)
    yield Quad(checksum, RDF.type, SPDX.Checksum)
    yield Quad(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    yield Quad(checksum, SPDX.checksumValue, Literal(artefact.sha256, datatype=XSD.hexBinary))


def _representation(
    site: Site, serving: OpenRelease, request: Request, described: ReleaseDescription, form: Format
) -> Representation:
    """The description in that form, from memory where it was made before."""
    wording = site.wording(request)
    key = ("release", described.release.id, form.name, wording if form is HTML else None)
    known = serving.documents.get(key)
    if known is not None:
        return known
    iri = described.iri(described.release.id)
    if form is HTML:
        files = [(each, format_size(each.size, wording)) for each in described.release.artefacts]
        body = site.page(
            request, "release.html", described=described, files=files, iri=iri.value, formats=DATA
        )
    else:
        iris = serving.iris
        body = write(list(describe_statements(described)), form, iris=iris, about=iri)
    made = Representation(body, form.content_type, _headers(described, form, wording.language))
    serving.documents.put(key, made, len(body) + 2048)
    return made


def _headers(described: ReleaseDescription, form: Format, language: str) -> dict[str, str]:
    path = f"/releases/{described.release.id}"
    links = [
        f'<{path}.{other.extension}>; rel="alternate"; type="{other.media_type}"'
        for other in OFFERS
        if other is not form
    ]
    links.append(f'<{described.iri(described.release.id).value}>; rel="describes"')
    for relation, entry in (
        ("predecessor-version", described.before),
        ("successor-version", described.after),
    ):
        if entry is not None:
            links.append(f'</releases/{entry.release}>; rel="{relation}"')
    found = {"Link": ", ".join(links), "Content-Location": f"{path}.{form.extension}"}
    return found | (
        {"Content-Language": language, "Content-Location": f"{path}.html?lang={language}"}
        if form is HTML
        else {}
    )
