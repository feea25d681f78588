"""Triples -> Report: the shapes by pySHACL, the checks by SPARQL, worded for staff and for machines."""

from stedenband.validation.report_text import as_table, as_text
from stedenband.validation.serializers import as_graph, as_json, as_sarif, serialize_json
from stedenband.validation.validator import validate

__all__ = ["as_graph", "as_json", "as_sarif", "as_table", "as_text", "serialize_json", "validate"]
