"""Statements and tables to bytes and back, the one table of media types, and content negotiation."""

from stedenband.formats.context import CONTEXT_IRI, context, context_document
from stedenband.formats.csv_tables import partnerships_csv, table_csv
from stedenband.formats.geojson import partnerships_geojson
from stedenband.formats.lines import write_nquads
from stedenband.formats.media import (
    CSV,
    FORMATS,
    GEOJSON,
    HTML,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    SPARQL_CSV,
    SPARQL_JSON,
    SPARQL_TSV,
    SPARQL_XML,
    TRIG,
    TURTLE,
    Format,
    by_extension,
    by_media_type,
    by_name,
)
from stedenband.formats.negotiation import acceptable, negotiate
from stedenband.formats.reading import READABLE, read
from stedenband.formats.writing import WRITABLE, dump, write

__all__ = [
    "CONTEXT_IRI",
    "CSV",
    "FORMATS",
    "GEOJSON",
    "HTML",
    "JSON_LD",
    "N_QUADS",
    "N_TRIPLES",
    "RDF_XML",
    "READABLE",
    "SPARQL_CSV",
    "SPARQL_JSON",
    "SPARQL_TSV",
    "SPARQL_XML",
    "TRIG",
    "TURTLE",
    "WRITABLE",
    "Format",
    "acceptable",
    "by_extension",
    "by_media_type",
    "by_name",
    "context",
    "context_document",
    "dump",
    "negotiate",
    "partnerships_csv",
    "partnerships_geojson",
    "read",
    "table_csv",
    "write",
    "write_nquads",
]
