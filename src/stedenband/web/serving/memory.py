"""Answers kept for the next asker: bounded by bytes, one memory for each release, so never stale."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from stedenband.settings import MIB

Value = TypeVar("Value")


@dataclass(slots=True)
class Tally:
    """How often something was found, was not, and was dropped for want of room; may count for several memories."""

    hits: int = 0
    misses: int = 0
    evictions: int = 0


class Memory(Generic[Value]):
    """The most recently used values by key, up to a number of bytes; a value over a quarter of that is not kept."""

    def __init__(self, limit: int = 32 * MIB, tally: Tally | None = None) -> None:
        self.limit = limit
        self.size = 0
        self.tally = tally if tally is not None else Tally()
        self._held: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: Hashable) -> Value | None:
        """What is kept under that key, or ``None``."""
        if key not in self._held:
            self.tally.misses += 1
            return None
        self.tally.hits += 1
        self._held.move_to_end(key)
        return self._held[key][0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value; ``size`` is about what it and its key weigh, in bytes."""
        if size > self.limit // 4 or key in self._held:
            return
        self._held[key] = (value, size)
        self.size += size
        while self.size > self.limit:
            self.size -= self._held.popitem(last=False)[1][1]
            self.tally.evictions += 1
