"""Adapter for the server of Oxigraph, as seen in 0.5."""

from __future__ import annotations

from email.message import Message

from stedenband.store.remote.engines.adapter import StandardEngine, find_sibling_addresses


class OxigraphEngine(StandardEngine):
    """Oxigraph's server has its time limit from its own command line."""

    name = "oxigraph"
    timeout_messages = (b"The SPARQL operation has been cancelled",)

    def recognizes(self, headers: Message) -> bool:
        """By its name."""
        return (headers.get("Server") or "").startswith("Oxigraph")

    def write_addresses(self, url: str) -> tuple[str, str] | None:
        """Beside ``/query``."""
        return find_sibling_addresses(url, "query", "update", "store")
