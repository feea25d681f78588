"""Telling whoever waits how far a long work is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Progress(Protocol):
    """Whoever wants to know how far a long work is."""

    def step(self, key: str, total: int) -> None:
        """The step with that message key begins; there are ``total`` in all."""


class NoProgress:
    """Nobody wants to know."""

    def step(self, key: str, total: int) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class ExtendedProgress:
    """Progress of a part of a longer work."""

    progress: Progress
    more: int

    def step(self, key: str, total: int) -> None:
        self.progress.step(key, total + self.more)
