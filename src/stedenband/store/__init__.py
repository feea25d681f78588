"""The queryable graph of one release: a protocol, the embedded engine behind it, a fake for tests, named queries.

The names are looked up when they are first used. The query workers are modules of this package too, and importing
the package has to leave them with nothing but the standard library and pyoxigraph.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stedenband.store.embedded import EmbeddedStore
    from stedenband.store.fake import FakeStore
    from stedenband.store.faults import explain
    from stedenband.store.named import NamedQuery, Param, load_queries, read_query
    from stedenband.store.protocol import Answer, AnswerKind, Budget, Lane, Query, Stats, Store

__all__ = [
    "Answer",
    "AnswerKind",
    "Budget",
    "EmbeddedStore",
    "FakeStore",
    "Lane",
    "NamedQuery",
    "Param",
    "Query",
    "Stats",
    "Store",
    "explain",
    "load_queries",
    "read_query",
]

_HOMES = {
    "embedded": ("EmbeddedStore",),
    "fake": ("FakeStore",),
    "faults": ("explain",),
    "named": ("NamedQuery", "Param", "load_queries", "read_query"),
    "protocol": ("Answer", "AnswerKind", "Budget", "Lane", "Query", "Stats", "Store"),
}


def __getattr__(name: str) -> object:
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{home}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
