"""The kinds of remote engines, each an adapter in a file of its own; this is their table.

- ``EngineAdapter``: what a store has to know about one kind of engine.
- ``ENGINES``: the adapters by the name that the settings use.
- ``recognize_engine``: the adapter of the engine that answered.

To add an engine: a file with an adapter made from ``StandardEngine``, a line in the table, its name in the settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.message import Message

from stedenband.store.remote.engines.adapter import EngineAdapter, StandardEngine
from stedenband.store.remote.engines.fuseki import FusekiEngine
from stedenband.store.remote.engines.oxigraph import OxigraphEngine
from stedenband.store.remote.engines.virtuoso import VirtuosoEngine

__all__ = ["ENGINES", "STANDARD", "EngineAdapter", "recognize_engine"]

STANDARD: EngineAdapter = StandardEngine()

_ADAPTERS: tuple[EngineAdapter, ...] = (FusekiEngine(), VirtuosoEngine(), OxigraphEngine(), STANDARD)

ENGINES: Mapping[str, EngineAdapter] = {engine.name: engine for engine in _ADAPTERS}
"""By name, in the order in which they are recognized; the last one takes any engine."""


def recognize_engine(headers: Message) -> EngineAdapter:
    """The engine that answers with these headers."""
    return next(engine for engine in ENGINES.values() if engine.recognizes(headers))
