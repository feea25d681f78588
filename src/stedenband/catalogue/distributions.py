"""What a data set can be had as: the forms of its files and the services over it. Two tables, easy to extend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileForm:
    """A form in which the whole data set is written to a file.

    ``name`` is the file's extension and the last part of the distribution's IRI; ``file_type`` a code of the EU list,
    ``standard`` the address of the specification. ``w3c_format`` is the local name of its unique IRI at W3C, for
    the forms of RDF.
    """

    name: str
    title: str
    file_type: str
    media_type: str
    standard: str
    w3c_format: str | None = None


FILE_FORMS: Mapping[str, FileForm] = {
    form.name: form
    for form in (
        FileForm("ttl", "Turtle", "RDF_TURTLE", "text/turtle", "https://www.w3.org/TR/turtle/", "Turtle"),
        FileForm(
            "jsonld",
            "JSON-LD",
            "JSON_LD",
            "application/ld+json",
            "https://www.w3.org/TR/json-ld11/",
            "JSON-LD",
        ),
        FileForm(
            "nt",
            "N-Triples",
            "RDF_N_TRIPLES",
            "application/n-triples",
            "https://www.w3.org/TR/n-triples/",
            "N-Triples",
        ),
        FileForm(
            "rdf",
            "RDF/XML",
            "RDF_XML",
            "application/rdf+xml",
            "https://www.w3.org/TR/rdf-syntax-grammar/",
            "RDF_XML",
        ),
        FileForm(
            "nq",
            "N-Quads",
            "RDF_N_QUADS",
            "application/n-quads",
            "https://www.w3.org/TR/n-quads/",
            "N-Quads",
        ),
        FileForm("csv", "CSV", "CSV", "text/csv", "https://www.rfc-editor.org/rfc/rfc4180"),
        FileForm(
            "geojson", "GeoJSON", "GEOJSON", "application/geo+json", "https://www.rfc-editor.org/rfc/rfc7946"
        ),
    )
}
"""The forms of files by extension, the one that most people want first: harvesters take the first for the whole."""

GZIP = "gz"
"""What the name of a compressed file ends in."""

GZIP_TYPE = "application/gzip"


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """A way to ask the data set rather than to fetch it; addresses are paths under the base.

    ``name`` is the last part of its IRI and of its message keys (``catalogue.service.{name}``); ``description`` is
    where a program learns how to use it.
    """

    name: str
    endpoint: str
    description: str
    file_type: str
    media_type: str
    standard: str


SERVICES = (
    ServiceKind(
        "sparql",
        "sparql",
        "sparql",
        "SPARQLQRES",
        "application/sparql-results+json",
        "https://www.w3.org/TR/sparql11-protocol/",
    ),
    ServiceKind(
        "api", "api", "openapi.json", "JSON", "application/json", "https://spec.openapis.org/oas/v3.1.0"
    ),
    ServiceKind("ldes", "ldes", "ldes", "RDF_TURTLE", "text/turtle", "https://w3id.org/ldes/specification"),
)
"""The services that the server offers over every data set."""
