"""Codes, types and standards of others, described just enough for a harvester that looks nothing up.

Whatever a catalogue refers to is typed and named in the same document. Concepts carry ``skos:prefLabel`` and never
``rdfs:label``: CKAN would put the label in the place of the IRI. Only IANA's media types carry it, because CKAN knows
a format by that word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from stedenband.catalogue.statements import Pair, a, about, link, said, text, texts
from stedenband.licences import LICENCES
from stedenband.model import Texts
from stedenband.ns import DCTERMS, EU_AUTHORITY, RDFS, SKOS, SPDX

ADMS_LISTS = "http://purl.org/adms/"
BELGIAN_THEME = "http://vocab.belgif.be/auth/datatheme/"
FLEMISH = "https://data.vlaanderen.be/id/"
IANA = "https://www.iana.org/assignments/media-types/"

DATA_THEMES = NamedNode(EU_AUTHORITY + "data-theme")


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list of somebody else: the start of its concepts' IRIs, its own IRI, and what its concepts also are.

    ``name`` is the middle of the message keys of its labels: ``authority.{name}.{code}``.
    """

    name: str
    concepts: str
    scheme: str
    classes: tuple[NamedNode, ...] = ()


def _eu(name: str, *classes: NamedNode) -> CodeList:
    return CodeList(name, f"{EU_AUTHORITY}{name}/", EU_AUTHORITY + name, classes)


def _adms(name: str) -> CodeList:
    return CodeList(name, f"{ADMS_LISTS}{name}/", f"{ADMS_LISTS}{name}/1.0")


def _flemish(name: str) -> CodeList:
    return CodeList(name, f"{FLEMISH}concept/{name}/", f"{FLEMISH}conceptscheme/{name}")


CODE_LISTS = (
    _eu("access-right", DCTERMS.RightsStatement),
    _eu("data-theme"),
    _eu("distribution-status"),
    _eu("file-type", DCTERMS.MediaTypeOrExtent),
    _eu("frequency", DCTERMS.Frequency),
    _eu("language", DCTERMS.LinguisticSystem),
    _eu("planned-availability"),
    _adms("licencetype"),
    _adms("publishertype"),
    _flemish("levensfase"),
    _flemish("ontwikkelingstoestand"),
)

_STANDARDS: Mapping[str, Texts] = {
    "https://data.vlaanderen.be/doc/applicatieprofiel/DCAT-AP-VL/erkendestandaard/2026-02-12": {
        "nl": "DCAT-AP Vlaanderen 3.0",
        "en": "DCAT-AP Flanders 3.0",
    },
    **{
        iri: {"nl": name, "en": name}
        for iri, name in {
            "https://www.w3.org/TR/turtle/": "RDF 1.1 Turtle",
            "https://www.w3.org/TR/json-ld11/": "JSON-LD 1.1",
            "https://www.w3.org/TR/n-triples/": "RDF 1.1 N-Triples",
            "https://www.w3.org/TR/n-quads/": "RDF 1.1 N-Quads",
            "https://www.w3.org/TR/rdf-syntax-grammar/": "RDF 1.1 XML",
            "https://www.rfc-editor.org/rfc/rfc4180": "RFC 4180 (CSV)",
            "https://www.w3.org/TR/tabular-metadata/": "CSV on the Web",
            "https://www.rfc-editor.org/rfc/rfc7946": "RFC 7946 (GeoJSON)",
            "https://www.w3.org/TR/sparql11-protocol/": "SPARQL 1.1 Protocol",
            "https://spec.openapis.org/oas/v3.1.0": "OpenAPI 3.1",
            "https://w3id.org/ldes/specification": "Linked Data Event Streams",
        }.items()
    },
}
"""Standards that files, services and records of the catalogue keep to."""

RECORD_STANDARD = next(iter(_STANDARDS))
"""What the records of the catalogue keep to; the Flemish validator looks for it."""


def eu(scheme: str, code: str) -> NamedNode:
    """A concept of a list of the EU Publications Office."""
    return NamedNode(f"{EU_AUTHORITY}{scheme}/{code}")


def media_type(name: str) -> NamedNode:
    """A media type in IANA's register."""
    return NamedNode(IANA + name)


def describe(quads: Iterable[Quad]) -> Iterator[Quad]:
    """What has to be said of the things of others to which these statements refer, none twice.

    Things we know nothing of are passed over: a gap shows up in validation.
    """
    waiting = sorted({quad.object.value for quad in quads if isinstance(quad.object, NamedNode)})
    seen = set(waiting)
    while waiting:
        for quad in _described(NamedNode(waiting.pop())):
            yield quad
            value = quad.object
            if isinstance(value, NamedNode) and value.value not in seen:
                seen.add(value.value)
                waiting.append(value.value)


def _described(thing: NamedNode) -> Iterator[Quad]:
    iri = thing.value
    if iri in _STANDARDS:
        yield from about(thing, a(DCTERMS.Standard), texts(DCTERMS.title, _STANDARDS[iri]))
    elif iri in LICENCES:
        yield from about(thing, _licence(iri))
    elif iri.startswith(IANA):
        yield from about(thing, a(DCTERMS.MediaType), text(RDFS.label, iri.removeprefix(IANA)))
    elif iri.startswith(BELGIAN_THEME):
        yield from about(thing, _belgian_theme(iri.removeprefix(BELGIAN_THEME)))
    elif thing == SPDX.checksumAlgorithm_sha256:
        yield from about(thing, a(SPDX.ChecksumAlgorithm))
    else:
        for known in CODE_LISTS:
            yield from _of_list(thing, known)


def _of_list(thing: NamedNode, known: CodeList) -> Iterator[Quad]:
    """The list itself, or one of its concepts."""
    if thing.value == known.scheme:
        yield from about(thing, a(SKOS.ConceptScheme), said(DCTERMS.title, f"authority.{known.name}"))
    elif thing.value.startswith(known.concepts):
        code = thing.value.removeprefix(known.concepts)
        yield from about(
            thing,
            a(SKOS.Concept, *known.classes),
            said(SKOS.prefLabel, f"authority.{known.name}.{code}"),
            link(SKOS.inScheme, known.scheme),
        )


def _belgian_theme(code: str) -> Iterator[Pair]:
    yield from a(SKOS.Concept)
    yield from said(SKOS.prefLabel, f"authority.data-theme.{code}")
    yield from link(SKOS.exactMatch, eu("data-theme", code))
    yield from link(SKOS.inScheme, BELGIAN_THEME.rstrip("/"))


def _licence(iri: str) -> Iterator[Pair]:
    """No ``rdfs:label``: CKAN would store the words in the place of the IRI."""
    licence = LICENCES[iri]
    yield from a(DCTERMS.LicenseDocument)
    yield from texts(DCTERMS.title, licence.title)
    yield from link(DCTERMS.type, f"{ADMS_LISTS}licencetype/{licence.kind}")
    if licence.eu_code:
        yield from link(SKOS.exactMatch, eu("licence", licence.eu_code))
