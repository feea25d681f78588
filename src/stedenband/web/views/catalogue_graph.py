"""What the catalogue of a release says: read from its files, and the part of it that is about one thing."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import BlankNode, NamedNode, Quad

from stedenband.formats import N_TRIPLES, Format, read
from stedenband.ns import DCAT, DCTERMS, FOAF, HYDRA, RDF, RDFS, SKOS, SPDX
from stedenband.releases import find_artefact, read_artefact
from stedenband.web.http.errors import GoneError, NoReleaseError, UnknownAddressError
from stedenband.web.render.citations import name_catalogue_file
from stedenband.web.serving.current_release import OpenRelease

LISTED = (DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService, DCAT.CatalogRecord)
"""Classes of the things that have a document of their own."""

WITHDRAWN = "withdrawn.json"

_NAMING = frozenset({RDF.type, RDFS.label, SKOS.prefLabel, DCTERMS.title, FOAF.name})

_PAGES = (HYDRA.first, HYDRA.previous, HYDRA.next, HYDRA.last)

Node = NamedNode | BlankNode


async def read_catalogue_file(serving: OpenRelease, name: str) -> bytes:
    """A file of the release that its manifest lists, whole. Raises ``UnknownAddressError`` for one that it does not.

    Raises ``ReleaseDamagedError`` when the file is not what the manifest says.
    """
    artefact = find_artefact(serving.release, name)
    if artefact is None:
        raise UnknownAddressError(name)
    return await asyncio.to_thread(read_artefact, serving.folder, artefact)


async def read_catalogue_page(serving: OpenRelease, form: Format, page: int = 1) -> bytes:
    """A page of the catalogue as the build wrote it. Raises ``UnknownAddressError`` for a page that there is not.

    A release of before there were catalogues raises ``NoReleaseError``: an answer without data sets would make
    harvesters delete theirs.
    """
    if page == 1 and all(
        artefact.path != name_catalogue_file(form.extension) for artefact in serving.release.artefacts
    ):
        raise NoReleaseError("this release has no catalogue")
    return await read_catalogue_file(serving, name_catalogue_file(form.extension, page))


async def read_statements(serving: OpenRelease, page: int | None = None) -> list[Quad]:
    """The statements of one page of the catalogue, or of all of them."""
    numbers = range(1, count_catalogue_pages(serving) + 1) if page is None else (page,)
    return await _read([await read_catalogue_page(serving, N_TRIPLES, number) for number in numbers])


async def read_statements_with(serving: OpenRelease, thing: NamedNode) -> list[Quad]:
    """The statements of the pages that tell of a thing: of many pages, one for a data set, all for a service."""
    found = [
        await read_catalogue_page(serving, N_TRIPLES, number)
        for number in range(1, count_catalogue_pages(serving) + 1)
    ]
    start = f"<{thing.value}> ".encode()
    return await _read([page for page in found if page.startswith(start) or b"\n" + start in page])


async def _read(files: Sequence[bytes]) -> list[Quad]:
    """What these files say; read beside the event loop, since a page of a hundred data sets has ten megabytes."""
    return await asyncio.to_thread(lambda: [quad for file in files for quad in read(file, N_TRIPLES)])


def count_catalogue_pages(serving: OpenRelease) -> int:
    """How many pages the catalogue has."""
    names = {artefact.path for artefact in serving.release.artefacts}
    number = 1
    while name_catalogue_file(N_TRIPLES.extension, number + 1) in names:
        number += 1
    return number


def remove_checksums(quads: Iterable[Quad]) -> list[Quad]:
    """The statements without the checksums of files, for harvesters that refuse a data set because of them."""
    kept = [quad for quad in quads if quad.predicate != SPDX.checksum]
    sums = {quad.subject for quad in kept if quad.predicate == RDF.type and quad.object == SPDX.Checksum}
    named = {SPDX.checksumAlgorithm_sha256, *sums}
    return [quad for quad in kept if quad.subject not in named]


def find_page_address(quads: Iterable[Quad], extension: str, parameter: str) -> list[Quad]:
    """The statements with the addresses of the catalogue's pages in another form, and with a parameter more.

    They were read from N-Triples, and its pages lead from one to the next in that form.
    """
    found = list(quads)
    views = {
        q.object for q in found if q.predicate in (HYDRA.view, *_PAGES) and isinstance(q.object, NamedNode)
    }
    renamed = {view: NamedNode(_in_form(view.value, extension, parameter)) for view in views}
    return [
        Quad(
            renamed.get(q.subject, q.subject) if isinstance(q.subject, NamedNode) else q.subject,
            q.predicate,
            renamed.get(q.object, q.object) if isinstance(q.object, NamedNode) else q.object,
            q.graph_name,
        )
        for q in found
    ]


def _in_form(view: str, extension: str, parameter: str) -> str:
    address, _, query = view.partition(f".{N_TRIPLES.extension}?")
    return f"{address}.{extension}?{query}&{parameter}"


def select_description(quads: Sequence[Quad], thing: NamedNode) -> list[Quad]:
    """What a document about one thing of the catalogue says: all of it, and of what it refers to what a reader needs.

    A data set comes with its distributions, services, agents and codes, so that it can be harvested by itself. Other
    things come with their agents and codes, and with the names of the things they belong to. Empty for a thing that
    the catalogue does not list.
    """
    by_subject: dict[Node, list[Quad]] = {}
    for quad in quads:
        if isinstance(quad.subject, Node):
            by_subject.setdefault(quad.subject, []).append(quad)
    if not _is_listed(by_subject.get(thing, ())):
        return []
    own = [quad for subject in _reached(by_subject, thing) for quad in _said(by_subject, thing, subject)]
    return [*own, *_owners(by_subject, thing)]


def _owners(by_subject: dict[Node, list[Quad]], thing: NamedNode) -> Iterator[Quad]:
    """Which data set a distribution is of, and what that is called: a distribution itself does not say so."""
    for quads in by_subject.values():
        links = [quad for quad in quads if quad.predicate == DCAT.distribution and quad.object == thing]
        if links:
            yield from links
            yield from (quad for quad in quads if quad.predicate in _NAMING)


def _is_listed(quads: Iterable[Quad]) -> bool:
    return any(quad.predicate == RDF.type and quad.object in LISTED for quad in quads)


def _reached(by_subject: dict[Node, list[Quad]], thing: NamedNode) -> list[Node]:
    """The things to which the statements of a document lead, the thing itself first."""
    waiting: list[Node] = [thing]
    seen: set[Node] = {thing}
    for subject in waiting:
        for quad in _said(by_subject, thing, subject):
            value = quad.object
            if isinstance(value, Node) and value in by_subject and value not in seen:
                seen.add(value)
                waiting.append(value)
    return waiting


def _said(by_subject: dict[Node, list[Quad]], thing: NamedNode, subject: Node) -> Iterator[Quad]:
    """All of a subject, or its names alone where it has a document of its own."""
    quads = by_subject.get(subject, [])
    whole = subject == thing or not _is_listed(quads) or _is_part(by_subject, thing, quads)
    return (quad for quad in quads if whole or quad.predicate in _NAMING)


def _is_part(by_subject: dict[Node, list[Quad]], thing: NamedNode, quads: Iterable[Quad]) -> bool:
    """Whether this is a distribution or a service, and the document is about a data set."""
    kinds = {quad.object for quad in quads if quad.predicate == RDF.type}
    mine = {quad.object for quad in by_subject.get(thing, ()) if quad.predicate == RDF.type}
    return DCAT.Dataset in mine and bool(kinds & {DCAT.Distribution, DCAT.DataService})


async def raise_if_withdrawn(serving: OpenRelease, thing: NamedNode) -> None:
    """Raises ``GoneError`` for a thing that the catalogue listed once and does not list any more."""
    try:
        known = json.loads(await read_catalogue_file(serving, WITHDRAWN))
    except UnknownAddressError:
        return
    if thing.value in known:
        raise GoneError("listing", release=str(known[thing.value]))
