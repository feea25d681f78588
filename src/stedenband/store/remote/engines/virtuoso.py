"""Adapter for OpenLink Virtuoso, as seen in 7.2.5."""

from __future__ import annotations

import math
from collections.abc import Mapping
from email.message import Message

from stedenband.ns import GEO, VOCABULARY
from stedenband.store.remote.engines.adapter import StandardEngine, find_sibling_addresses
from stedenband.store.remote.engines.virtuoso_rewriting import rewrite_for_virtuoso


class VirtuosoEngine(StandardEngine):
    """Virtuoso gives what it has so far when its time is over, leaves rows out, and rewrites some literals."""

    name = "virtuoso"
    # Of a WKT literal it keeps 32-bit numbers under a datatype of its own; of an unknown datatype it keeps the text.
    private_names = ((GEO.wktLiteral.value, f"{VOCABULARY}engine/wktLiteral"),)
    timeout_messages = (b"Virtuoso S1T00", b"Virtuoso 42000 Error The estimated execution time")
    numeric_booleans = True
    leaks_graphs = True
    truncates_results = True
    graph_parameter = "graph-uri"

    def recognizes(self, headers: Message) -> bool:
        """By its name."""
        return (headers.get("Server") or "").startswith("Virtuoso")

    def time_limit(self, seconds: float) -> Mapping[str, str]:
        """In milliseconds, a second at least."""
        return {"timeout": str(max(math.ceil(seconds * 1000), 1000))}

    def rewrite(self, text: str) -> str:
        """Without what it silently answers wrongly."""
        return rewrite_for_virtuoso(text)

    def write_addresses(self, url: str) -> tuple[str, str] | None:
        """Beside ``/sparql``."""
        return find_sibling_addresses(url, "sparql", "sparql-auth", "sparql-graph-crud-auth")
