"""The origin of a document: licence, collection, publisher, release, date; as links and as statements. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from stedenband.ns import DCAT, DCTERMS, FOAF, PROV, RDF, VOID, XSD


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
