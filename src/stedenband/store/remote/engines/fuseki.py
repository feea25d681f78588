"""Adapter for Apache Jena Fuseki, as seen in 5.6."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import Message

from stedenband.store.remote.engines.adapter import StandardEngine, find_sibling_addresses


class FusekiEngine(StandardEngine):
    """Fuseki is told its time limit, and breaks an answer off with a sentence when that is over."""

    name = "fuseki"
    timeout_messages = (b"Query timed out", b"Query cancelled due to timeout")

    def recognizes(self, headers: Message) -> bool:
        """By its header of requests, which is there behind a proxy too, or by its name."""
        return "Fuseki-Request-Id" in headers or "Fuseki" in (headers.get("Server") or "")

    def time_limit(self, seconds: float) -> Mapping[str, str]:
        """In seconds."""
        return {"timeout": f"{seconds:.3f}"}

    def write_addresses(self, url: str) -> tuple[str, str] | None:
        """Beside ``/ds/sparql`` or ``/ds/query``."""
        return find_sibling_addresses(url, "sparql", "update", "data") or find_sibling_addresses(
            url, "query", "update", "data"
        )
