"""Engine adapter: what a store has to know about one kind of SPARQL engine, and what holds for any of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.message import Message
from typing import Protocol

from stedenband.store.remote.graph_names import Pair


class EngineAdapter(Protocol):
    """One kind of engine: how it is recognized and addressed, and where it departs from the standard."""

    @property
    def name(self) -> str:
        """Its name in the settings."""

    @property
    def private_names(self) -> tuple[Pair, ...]:
        """IRIs that it must not see, since it takes what they name for its own; each with the one it sees instead."""

    @property
    def timeout_messages(self) -> tuple[bytes, ...]:
        """What stands in an answer, or in an error, that ran out of time."""

    @property
    def query_error_prefixes(self) -> tuple[str, ...]:
        """How an error begins that is about the query, whatever status it has."""

    @property
    def numeric_booleans(self) -> bool:
        """Whether it writes a boolean as 1 or 0."""

    @property
    def leaks_graphs(self) -> bool:
        """Whether it shows every graph it has unless it gets a list of named graphs.

        Then a graph that is not in the list still gives a row to an aggregate.
        """

    @property
    def truncates_results(self) -> bool:
        """Whether it silently leaves out what is over its own limit of rows."""

    @property
    def graph_parameter(self) -> str:
        """The parameter that names a graph in its Graph Store Protocol."""

    def recognizes(self, headers: Message) -> bool:
        """Whether it is the one that answers with these headers."""

    def time_limit(self, seconds: float) -> Mapping[str, str]:
        """The request parameters that tell it how many seconds it has."""

    def is_partial(self, headers: Message) -> bool:
        """Whether it says that its answer is not whole, because its time is over."""

    def row_limit(self, headers: Message) -> int | None:
        """Its own limit of rows, where it says that this answer came to it."""

    def rewrite(self, text: str) -> str:
        """The query as it understands it rightly. Raises ``QueryRefusedError`` for what it never does."""

    def write_addresses(self, url: str) -> tuple[str, str] | None:
        """The addresses for updates and for the Graph Store Protocol that belong to one for queries, by default."""


class StandardEngine:
    """An engine that keeps to SPARQL 1.1 Protocol and Update; the adapters of known engines depart from it.

    What would pass for a whole answer and is none is looked for with every engine: a proxy may hide that it is Virtuoso
    that answers.
    """

    name = "other"
    private_names: tuple[Pair, ...] = ()
    timeout_messages: tuple[bytes, ...] = (b"timed out", b"imeout")
    query_error_prefixes: tuple[str, ...] = ("Virtuoso 37000", "Virtuoso 22", "Virtuoso 39000", "Virtuoso 42")
    numeric_booleans = False
    leaks_graphs = False
    truncates_results = False
    graph_parameter = "graph"

    def recognizes(self, headers: Message) -> bool:
        """Any engine is one."""
        return True

    def time_limit(self, seconds: float) -> Mapping[str, str]:
        """None: the standard has no such parameter."""
        return {}

    def is_partial(self, headers: Message) -> bool:
        """The SQL state S1TAT: this is what Virtuoso had when its time was over."""
        return headers.get("X-SQL-State") == "S1TAT"

    def row_limit(self, headers: Message) -> int | None:
        """``ResultSetMaxRows`` of Virtuoso's configuration, in a header of answers that came to it."""
        limit = headers.get("X-SPARQL-MaxRows", "")
        return int(limit) if limit.isdigit() else None

    def rewrite(self, text: str) -> str:
        """The query as it is."""
        return text

    def write_addresses(self, url: str) -> tuple[str, str] | None:
        """None are known."""
        return None


def find_sibling_addresses(url: str, queries: str, update: str, graphs: str) -> tuple[str, str] | None:
    """The addresses that end in ``update`` and ``graphs`` where that for queries ends in ``queries``."""
    head, found, _ = re.sub(r"[?#].*", "", url).rpartition(f"/{queries}")
    return (f"{head}/{update}", f"{head}/{graphs}") if found and url.endswith(f"/{queries}") else None
