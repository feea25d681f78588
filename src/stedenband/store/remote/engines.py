"""The engines that are known by name, and what is particular about each.

Everything here was seen on a real one: Fuseki 5.6, Virtuoso 7.2.5, the server of Oxigraph 0.5. An engine that is none
of them is taken at the word of the standard.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message

from stedenband.ns import GEO, VOCABULARY
from stedenband.store.remote.graph_names import Pair
from stedenband.store.remote.virtuoso import rewrite_for_virtuoso


def _no_parameter(_: float) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Engine:
    """One kind of engine.

    ``time_limit`` gives the request parameters that tell it how many seconds it has. ``private`` are names that it must
    not see, since it takes what they name for its own. ``late`` are words that stand in an answer, or in an error, that
    ran out of time. ``numbers_booleans``: it writes a boolean as 1 or 0. ``leaks_graphs``: without a list of named
    graphs it shows every graph it has, and a graph that is not in the list still gives a row to an aggregate.
    ``caps``: it leaves out what is over its own limit of rows, and says so in a header or not at all. ``otherwise``
    puts a query in the words that it understands rightly. ``writing`` are the addresses for updates and for the Graph
    Store Protocol, from that for queries, as they are when nobody has changed them.
    """

    name: str
    time_limit: Callable[[float], Mapping[str, str]] = _no_parameter
    private: tuple[Pair, ...] = ()
    late: tuple[bytes, ...] = ()
    numbers_booleans: bool = False
    leaks_graphs: bool = False
    caps: bool = False
    otherwise: Callable[[str], str] = str
    writing: Callable[[str], tuple[str, str] | None] = lambda _: None


def _last_word(queries: str, *words: str) -> Callable[[str], tuple[str, str] | None]:
    """From an address that ends in one word to those that end in others."""

    def addresses(url: str) -> tuple[str, str] | None:
        head, found, _ = re.sub(r"[?#].*", "", url).rpartition(f"/{queries}")
        update, graphs = (f"{head}/{word}" for word in words)
        return (update, graphs) if found and url.endswith(f"/{queries}") else None

    return addresses


FUSEKI = Engine(
    "fuseki",
    time_limit=lambda seconds: {"timeout": f"{seconds:.3f}"},
    late=(b"Query timed out", b"Query cancelled due to timeout"),
    writing=lambda url: (
        _last_word("sparql", "update", "data")(url) or _last_word("query", "update", "data")(url)
    ),
)
OXIGRAPH = Engine(
    "oxigraph",
    late=(b"The SPARQL operation has been cancelled",),
    writing=_last_word("query", "update", "store"),
)
VIRTUOSO = Engine(
    "virtuoso",
    # At the limit it gives what it has so far, and only the header S1TAT tells.
    time_limit=lambda seconds: {"timeout": str(max(math.ceil(seconds * 1000), 1000))},
    # Of a WKT literal it keeps 32-bit numbers under a datatype of its own; of an unknown datatype it keeps the text.
    private=((GEO.wktLiteral.value, f"{VOCABULARY}engine/wktLiteral"),),
    late=(b"Virtuoso S1T00", b"Virtuoso 42000 Error The estimated execution time"),
    numbers_booleans=True,
    leaks_graphs=True,
    caps=True,
    otherwise=rewrite_for_virtuoso,
    writing=_last_word("sparql", "sparql-auth", "sparql-graph-crud-auth"),
)
OTHER = Engine("other", late=(b"timed out", b"imeout"))

ENGINES: Mapping[str, Engine] = {engine.name: engine for engine in (FUSEKI, OXIGRAPH, VIRTUOSO, OTHER)}


def recognize_engine(headers: Message) -> Engine:
    """The engine that answers with these headers."""
    server = headers.get("Server") or ""
    if "Fuseki-Request-Id" in headers or "Fuseki" in server:
        return FUSEKI
    if server.startswith("Virtuoso"):
        return VIRTUOSO
    return OXIGRAPH if server.startswith("Oxigraph") else OTHER
