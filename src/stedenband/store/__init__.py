"""SPARQL store of one release: a protocol, the embedded engine, a remote engine, and a fake for tests.

- ``Store``: the protocol that all of them keep; ``EmbeddedStore``, ``RemoteStore`` and ``FakeStore`` do.
- ``Query``, ``Budget``, ``Lane``: what is asked, what it may cost, and whether it is a client's or one of our pages'.
- ``QueryResult``, ``ResultKind``, ``Stats``: the whole result, its kind, and the figures of a store.
- ``NamedQuery``, ``Param``, ``load_queries``, ``read_query``: queries kept in files, and their parameters.
- ``publish``, ``Publication``: a release loaded into a remote engine and made current there.
- ``explain``: the message of an error in a language.

Names are imported when they are first used: the query workers are modules of this package too, and importing it has to
leave them with nothing but the standard library and pyoxigraph.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stedenband.store.embedded import EmbeddedStore
    from stedenband.store.fake import FakeStore
    from stedenband.store.faults import explain
    from stedenband.store.named_queries import NamedQuery, Param, load_queries, read_query
    from stedenband.store.protocol import Budget, Lane, Query, QueryResult, ResultKind, Stats, Store
    from stedenband.store.remote.publishing import Publication, publish
    from stedenband.store.remote.store import RemoteStore

__all__ = [
    "Budget",
    "EmbeddedStore",
    "FakeStore",
    "Lane",
    "NamedQuery",
    "Param",
    "Publication",
    "Query",
    "QueryResult",
    "RemoteStore",
    "ResultKind",
    "Stats",
    "Store",
    "explain",
    "load_queries",
    "publish",
    "read_query",
]

_HOMES = {
    "embedded": ("EmbeddedStore",),
    "fake": ("FakeStore",),
    "faults": ("explain",),
    "named_queries": ("NamedQuery", "Param", "load_queries", "read_query"),
    "protocol": ("Budget", "Lane", "Query", "QueryResult", "ResultKind", "Stats", "Store"),
    "remote.publishing": ("Publication", "publish"),
    "remote.store": ("RemoteStore",),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
