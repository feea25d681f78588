"""What a document says of itself, saved or sent on: its licence, collection, publisher, release, date and topic.

Said in one place for all answers: as ``Link`` headers (RFC 8288), as ``link`` elements of a page, and as statements.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad
from starlette.requests import Request

from stedenband.errors import ReleaseDamagedError
from stedenband.formats import TURTLE, read
from stedenband.model import Release
from stedenband.ns import DCAT, DCTERMS, FOAF, PROV, RDF, VOID, XSD
from stedenband.releases import MANIFEST, read_file
from stedenband.web.http.base_headers import ORIGIN


@dataclass(frozen=True, slots=True)
class DocumentOrigin:
    """Where the content of a document comes from."""

    collection: NamedNode
    """The data set, or the vocabulary."""
    license: NamedNode | None
    publisher: NamedNode | None
    version: str
    modified: str
    release: NamedNode
    """The manifest of the release, or the IRI of the version of the vocabulary."""

    @property
    def links(self) -> tuple[tuple[str, str, str], ...]:
        """Relation, target and title of each link."""
        found = (
            ("license", self.license, ""),
            ("collection", self.collection, ""),
            ("author", self.publisher, ""),
            (PROV.wasDerivedFrom.value, self.release, f"{self.version}, {self.modified}"),
        )
        return tuple((relation, iri.value, title) for relation, iri, title in found if iri is not None)

    def header(self, said: str) -> str:
        """The links as a field value, without the licence where what is ``said`` already has one."""
        return ", ".join(
            f'<{iri}>; rel="{relation}"' + (f'; title="{title}"' if title else "")
            for relation, iri, title in self.links
            if f'rel="{relation}"' not in said
        )

    def statements(self, document: NamedNode, topic: NamedNode) -> Iterator[Quad]:
        """The same about the document, and what it is about."""
        yield Quad(document, RDF.type, FOAF.Document)
        yield Quad(document, FOAF.primaryTopic, topic)
        if self.license is not None:
            yield Quad(document, DCTERMS.license, self.license)
        if self.publisher is not None:
            yield Quad(document, DCTERMS.publisher, self.publisher)
        yield Quad(document, DCTERMS.isPartOf, self.collection)
        yield Quad(document, VOID.inDataset, self.collection)
        yield Quad(document, DCAT.version, Literal(self.version))
        yield Quad(document, DCTERMS.modified, Literal(self.modified, datatype=XSD.date))
        yield Quad(document, PROV.wasDerivedFrom, self.release)


def set_origin(request: Request, origin: DocumentOrigin) -> None:
    """Note the origin of the answer to a request."""
    request.scope[ORIGIN] = origin


def get_origin(request: Request) -> DocumentOrigin | None:
    """The origin that was noted."""
    found = request.scope.get(ORIGIN)
    return found if isinstance(found, DocumentOrigin) else None


def read_origin(release: Release, folder: Path) -> DocumentOrigin:
    """The origin of what a release says; without licence and publisher where it was built before there was VoID."""
    dataset = NamedNode(f"{release.base_iri}dataset/{release.dataset}")
    license_, publisher = _published(folder, dataset)
    manifest = NamedNode(f"{release.base_iri}download/{release.id}/{MANIFEST}")
    return DocumentOrigin(dataset, license_, publisher, release.version, release.modified, manifest)


@lru_cache(maxsize=16)
def _published(folder: Path, dataset: NamedNode) -> tuple[NamedNode | None, NamedNode | None]:
    """Licence and publisher of a data set, from the VoID of its release, which never changes in its folder."""
    try:
        quads = read(read_file(folder, "void.ttl"), TURTLE)
    except (OSError, ReleaseDamagedError):
        return None, None
    return _link(quads, dataset, DCTERMS.license), _link(quads, dataset, DCTERMS.publisher)


def _link(quads: Sequence[Quad], subject: NamedNode, predicate: NamedNode) -> NamedNode | None:
    found = (quad.object for quad in quads if quad.subject == subject and quad.predicate == predicate)
    return next((value for value in found if isinstance(value, NamedNode)), None)
