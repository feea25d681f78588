"""What a document says of itself, saved or sent on: its licence, collection, publisher, release, date and topic.

Said in one place for all answers: as ``Link`` headers (RFC 8288), as ``link`` elements of a page, and as statements.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from pyoxigraph import NamedNode, Quad
from starlette.requests import Request

from stedenband.errors import ReleaseDamagedError
from stedenband.formats import TURTLE, read
from stedenband.model import Release
from stedenband.ns import DCTERMS
from stedenband.releases import MANIFEST, read_file
from stedenband.web.http.base_headers import ORIGIN
from stedenband.web.render.document_origin import DocumentOrigin


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
