"""From a statement of the catalogue back to the key of ``dataset.toml`` that it comes from."""

from __future__ import annotations

from collections.abc import Mapping

from stedenband.ns import ADMS, DCAT, DCTERMS, FOAF, LOCN, RDFS, VCARD

_KEYS: Mapping[str, str] = {
    predicate.value: key
    for predicate, key in (
        (ADMS.versionNotes, "version_notes"),
        (DCAT.bbox, "bbox"),
        (DCAT.centroid, "spatial"),
        (DCAT.contactPoint, "contact"),
        (DCAT.endDate, "checked"),
        (DCAT.keyword, "keywords"),
        (DCAT.theme, "themes"),
        (DCAT.version, "version"),
        (DCTERMS.accrualPeriodicity, "frequency"),
        (DCTERMS.created, "created"),
        (DCTERMS.description, "description"),
        (DCTERMS.issued, "issued"),
        (DCTERMS.language, "languages"),
        (DCTERMS.license, "license"),
        (DCTERMS.modified, "modified"),
        (DCTERMS.provenance, "provenance"),
        (DCTERMS.publisher, "publisher"),
        (DCTERMS.spatial, "spatial"),
        (DCTERMS.title, "title"),
        (DCTERMS.type, "publisher.type"),
        (FOAF.homepage, "publisher.homepage"),
        (FOAF.name, "publisher.name"),
        (FOAF.page, "contact.homepage"),
        (LOCN.geometry, "bbox"),
        (RDFS.label, "spatial"),
        (VCARD.fn, "contact.name"),
        (VCARD.hasEmail, "contact.email"),
    )
}


def find_key(path: str | None) -> str:
    """The key behind a predicate, with points; ``slug`` for what the program works out itself.

    >>> find_key("http://www.w3.org/2006/vcard/ns#fn")
    'contact.name'
    """
    return _KEYS.get(path or "", "slug")
