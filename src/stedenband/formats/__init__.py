"""Statements and tables to bytes and back, the one table of media types, and content negotiation."""

from stedenband.formats.context import CONTEXT_IRI, make_context, write_context
from stedenband.formats.csv_metadata import CSV_METADATA, write_csv_metadata
from stedenband.formats.csv_tables import write_csv, write_partnerships_csv
from stedenband.formats.flat_json_ld import write_flat_json_ld
from stedenband.formats.geojson import write_geojson
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
    find_by_extension,
    find_by_media_type,
    find_by_name,
)
from stedenband.formats.negotiation import list_acceptable, negotiate
from stedenband.formats.nquads import write_nquads
from stedenband.formats.rdf_xml import require_writable
from stedenband.formats.reading import READABLE, read
from stedenband.formats.subject_blocks import (
    SubjectBlock,
    group_by_subject,
    pair_blocks,
    parse_lines,
    patch_lines,
    read_subject,
    read_subjects_under,
)
from stedenband.formats.writing import WRITABLE, dump, read_sorted_quads, write, write_in_order

__all__ = [
    "CONTEXT_IRI",
    "CSV",
    "CSV_METADATA",
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
    "SubjectBlock",
    "dump",
    "find_by_extension",
    "find_by_media_type",
    "find_by_name",
    "group_by_subject",
    "list_acceptable",
    "make_context",
    "negotiate",
    "pair_blocks",
    "parse_lines",
    "patch_lines",
    "read",
    "read_sorted_quads",
    "read_subject",
    "read_subjects_under",
    "require_writable",
    "write",
    "write_context",
    "write_csv",
    "write_csv_metadata",
    "write_flat_json_ld",
    "write_geojson",
    "write_in_order",
    "write_nquads",
    "write_partnerships_csv",
]
