"""Triples -> Report: the shapes by pySHACL, the checks by SPARQL, worded for staff and for machines."""

from stedenband.validation.gate import validate
from stedenband.validation.machines import as_graph, as_json, as_sarif, json_bytes
from stedenband.validation.wording import as_table, as_text

__all__ = ["as_graph", "as_json", "as_sarif", "as_table", "as_text", "json_bytes", "validate"]
