"""Answers kept for the next asker: bounded by bytes, one memory for each release, so never stale."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

from stedenband.settings import MIB

Value = TypeVar("Value")


class Memory(Generic[Value]):
    """The most recently used values by key, up to a number of bytes; a value over a quarter of that is not kept."""

    def __init__(self, limit: int = 32 * MIB) -> None:
        self._limit = limit
        self._held: OrderedDict[Hashable, tuple[Value, int]] = OrderedDict()
        self.size = 0

    def get(self, key: Hashable) -> Value | None:
        """What is kept under that key, or ``None``."""
        if key not in self._held:
            return None
        self._held.move_to_end(key)
        return self._held[key][0]

    def put(self, key: Hashable, value: Value, size: int) -> None:
        """Keep a value; ``size`` is about what it and its key weigh, in bytes."""
        if size > self._limit // 4 or key in self._held:
            return
        self._held[key] = (value, size)
        self.size += size
        while self.size > self._limit:
            self.size -= self._held.popitem(last=False)[1][1]
