"""Code lists, themes and standards of other organizations: their IRIs, and what a catalogue calls them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.i18n import DATA_LANGUAGES
from stedenband.model import Texts
from stedenband.ns import DCTERMS, EU_AUTHORITY

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

STANDARDS: Mapping[str, Texts] = {
    "https://data.vlaanderen.be/doc/applicatieprofiel/DCAT-AP-VL/erkendestandaard/2026-02-12": {
        "nl": "DCAT-AP Vlaanderen 3.0",
        "en": "DCAT-AP Flanders 3.0",
    },
    **{
        iri: dict.fromkeys(DATA_LANGUAGES, name)
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

RECORD_STANDARD = next(iter(STANDARDS))
"""What the records of the catalogue keep to; the Flemish validator looks for it."""


def mint_eu_concept(scheme: str, code: str) -> NamedNode:
    """A concept of a list of the EU Publications Office."""
    return NamedNode(f"{EU_AUTHORITY}{scheme}/{code}")


def mint_media_type(name: str) -> NamedNode:
    """A media type in IANA's register."""
    return NamedNode(IANA + name)
