"""The catalogue in schema.org's words, for search engines: a ``Dataset`` within its ``DataCatalog``.

Made of the catalogue's own statements by W3C's alignment of DCAT with schema.org, so that both say the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from stedenband.authorities import IANA
from stedenband.catalogue.statements import Value
from stedenband.i18n import choose_text
from stedenband.model import Texts
from stedenband.ns import DCAT, DCTERMS, FOAF, OWL, PROV, RDF, RDFS, SPDX, VCARD, find_language_tag

CONTEXT = "https://schema.org/"

_RING = re.compile(r"POLYGON\(\((?P<west>\S+) (?P<south>\S+),\S+ \S+,(?P<east>\S+) (?P<north>\S+),")
_POINT = re.compile(r"POINT\((?P<longitude>\S+) (?P<latitude>\S+)\)")


class _Reader:
    """The statements of a catalogue, looked up by subject and predicate, in one language."""

    def __init__(self, quads: Iterable[Quad], language: str) -> None:
        self.language = language
        self._values: dict[tuple[Value, NamedNode], list[Value]] = {}
        for quad in sorted(quads, key=str):
            if isinstance(quad.subject, NamedNode | BlankNode) and isinstance(quad.object, Value):
                self._values.setdefault((quad.subject, quad.predicate), []).append(quad.object)

    def all(self, subject: Value, predicate: NamedNode) -> list[Value]:
        return self._values.get((subject, predicate), [])

    def one(self, subject: Value, predicate: NamedNode) -> Value | None:
        return next(iter(self.all(subject, predicate)), None)

    def text(self, subject: Value, predicate: NamedNode) -> str | None:
        """The first value, as text or IRI."""
        value = self.one(subject, predicate)
        return None if value is None else value.value

    def texts(self, subject: Value, predicate: NamedNode) -> Texts:
        literals = [value for value in self.all(subject, predicate) if isinstance(value, Literal)]
        return {literal.language or "": literal.value for literal in literals}

    def words(self, subject: Value, predicate: NamedNode) -> str:
        """The value in the reader's language."""
        return choose_text(self.texts(subject, predicate), self.language)

    def subject(self, predicate: NamedNode, value: Value) -> NamedNode | None:
        """The first thing that leads to a value."""
        for (subject, said), values in self._values.items():
            if said == predicate and value in values and isinstance(subject, NamedNode):
                return subject
        return None

    def day(self, subject: Value, predicate: NamedNode) -> str | None:
        value = self.text(subject, predicate)
        return None if value is None else value[:10]


def describe_dataset(quads: Iterable[Quad], dataset: NamedNode, language: str) -> dict[str, Any]:
    """The data set as schema.org's ``Dataset``, in one language; the other languages' titles are alternate names."""
    reader = _Reader(quads, language)
    catalogue = reader.subject(DCAT.dataset, dataset)
    markup = {
        "@context": CONTEXT,
        **_dataset(reader, dataset),
        "alternateName": _others(reader.texts(dataset, DCTERMS.title), language),
        "keywords": [word for tag, word in _keywords(reader, dataset) if tag == language],
        "inLanguage": [find_language_tag(value.value) for value in reader.all(dataset, DCTERMS.language)],
        "version": reader.text(dataset, DCAT.version),
        "datePublished": reader.day(dataset, DCTERMS.issued),
        "dateModified": reader.day(dataset, DCTERMS.modified),
        "temporalCoverage": _period(reader, dataset),
        "spatialCoverage": [_place(reader, place) for place in reader.all(dataset, DCTERMS.spatial)],
        "license": _licence(reader, dataset),
        "creator": _organisation(reader, reader.one(dataset, DCTERMS.creator)),
        "publisher": _publisher(reader, dataset),
        "isAccessibleForFree": True,
        "distribution": _downloads(reader, dataset),
        "includedInDataCatalog": None if catalogue is None else _catalogue(reader, catalogue),
        "isBasedOn": _sources(reader, dataset),
    }
    return _filled(markup)


def describe_catalogue(quads: Iterable[Quad], catalogue: NamedNode, language: str) -> dict[str, Any]:
    """The catalogue as schema.org's ``DataCatalog``, with the data sets that it lists."""
    reader = _Reader(quads, language)
    return _filled(
        {
            "@context": CONTEXT,
            **_catalogue(reader, catalogue),
            "description": reader.words(catalogue, DCTERMS.description),
            "publisher": _organisation(reader, reader.one(catalogue, DCTERMS.publisher)),
            "license": reader.text(catalogue, DCTERMS.license),
            "dateModified": reader.day(catalogue, DCTERMS.modified),
            "dataset": [
                _filled({**_dataset(reader, dataset), "license": _licence(reader, dataset)})
                for dataset in reader.all(catalogue, DCAT.dataset)
            ],
        }
    )


def _filled(markup: Mapping[str, Any]) -> dict[str, Any]:
    """Without what is unknown; a list of one is that one."""
    found = {}
    for key, value in markup.items():
        if value not in (None, "", [], {}):
            found[key] = value[0] if isinstance(value, list) and len(value) == 1 else value
    return found


def _dataset(reader: _Reader, dataset: Value) -> dict[str, Any]:
    return {
        "@type": "Dataset",
        "@id": dataset.value,
        "name": reader.words(dataset, DCTERMS.title),
        "description": reader.words(dataset, DCTERMS.description),
        "url": reader.text(dataset, DCAT.landingPage),
        "identifier": dataset.value,
        "sameAs": [same.value for same in reader.all(dataset, OWL.sameAs) if same != dataset],
    }


def _catalogue(reader: _Reader, catalogue: NamedNode) -> dict[str, Any]:
    return {
        "@type": "DataCatalog",
        "@id": catalogue.value,
        "name": reader.words(catalogue, DCTERMS.title),
        "url": catalogue.value,
    }


def _others(texts: Texts, language: str) -> list[str]:
    return [texts[tag] for tag in sorted(texts) if tag != language]


def _keywords(reader: _Reader, dataset: NamedNode) -> list[tuple[str | None, str]]:
    words = [value for value in reader.all(dataset, DCAT.keyword) if isinstance(value, Literal)]
    return [(word.language, word.value) for word in words]


def _period(reader: _Reader, dataset: NamedNode) -> str | None:
    """An interval of ISO 8601; two points stand for an open beginning."""
    period = reader.one(dataset, DCTERMS.temporal)
    if period is None:
        return None
    return f"{reader.text(period, DCAT.startDate) or '..'}/{reader.text(period, DCAT.endDate) or '..'}"


def _place(reader: _Reader, place: Value) -> dict[str, Any]:
    markup = {"@type": "Place", "@id": place.value, "name": reader.words(place, RDFS.label)}
    ring = _RING.match(reader.text(place, DCAT.bbox) or "")
    point = _POINT.match(reader.text(place, DCAT.centroid) or "")
    if ring:
        box = f"{ring['south']} {ring['west']} {ring['north']} {ring['east']}"
        return {**markup, "geo": {"@type": "GeoShape", "box": box}}
    return {**markup, "geo": {"@type": "GeoCoordinates", **point.groupdict()}} if point else markup


def _licence(reader: _Reader, dataset: Value) -> str | None:
    """The licence that all distributions have; here it stands with the data set."""
    found = {reader.text(item, DCTERMS.license) for item in reader.all(dataset, DCAT.distribution)}
    return found.pop() if len(found) == 1 else None


def _organisation(reader: _Reader, agent: Value | None) -> dict[str, Any] | None:
    if agent is None:
        return None
    return _filled(
        {
            "@type": "Organization",
            "@id": agent.value,
            "name": reader.words(agent, FOAF.name),
            "url": reader.text(agent, FOAF.homepage),
            "sameAs": [value.value for value in reader.all(agent, OWL.sameAs) if value != agent],
        }
    )


def _publisher(reader: _Reader, dataset: NamedNode) -> dict[str, Any]:
    """Whom to ask stands with the publisher: a data set has no contact point in schema.org."""
    publisher = _organisation(reader, reader.one(dataset, DCTERMS.publisher))
    return _filled(
        {**(publisher or {}), "contactPoint": _contact(reader, reader.one(dataset, DCAT.contactPoint))}
    )


def _contact(reader: _Reader, contact: Value | None) -> dict[str, Any] | None:
    if contact is None:
        return None
    return {
        "@type": "ContactPoint",
        "name": reader.words(contact, VCARD.fn),
        "email": (reader.text(contact, VCARD.hasEmail) or "").removeprefix("mailto:"),
        "url": reader.text(contact, VCARD.hasURL),
    }


def _downloads(reader: _Reader, dataset: NamedNode) -> list[dict[str, Any]]:
    """The distributions that are files."""
    return [
        _filled(
            {
                "@type": "DataDownload",
                "@id": item.value,
                "name": reader.words(item, DCTERMS.title),
                "contentUrl": reader.text(item, DCAT.downloadURL),
                "encodingFormat": _media_type(reader, item),
                "contentSize": f"{reader.text(item, DCAT.byteSize)} B",
                "sha256": _sum(reader, item),
            }
        )
        for item in reader.all(dataset, DCAT.distribution)
        if reader.one(item, DCAT.downloadURL) is not None
    ]


def _media_type(reader: _Reader, item: Value) -> str:
    packed = reader.text(item, DCAT.compressFormat)
    return (packed or reader.text(item, DCAT.mediaType) or "").removeprefix(IANA)


def _sum(reader: _Reader, item: Value) -> str | None:
    checksum = reader.one(item, SPDX.checksum)
    return None if checksum is None else reader.text(checksum, SPDX.checksumValue)


def _sources(reader: _Reader, dataset: NamedNode) -> list[dict[str, Any]]:
    """The documents that the data was taken from."""
    made = reader.one(dataset, PROV.wasGeneratedBy)
    found = [] if made is None else reader.all(made, PROV.used)
    return [
        _filled(
            {
                "@type": "CreativeWork",
                "@id": source.value,
                "name": reader.words(source, DCTERMS.title),
                "url": reader.text(source, FOAF.page),
            }
        )
        for source in found
        if reader.one(source, RDF.type) is not None
    ]
