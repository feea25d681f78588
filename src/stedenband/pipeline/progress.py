"""Telling whoever waits how far a long work is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from stedenband.message import LazyMessage


class Progress(Protocol):
    """Whoever wants to know how far a long work is."""

    def step(self, message: LazyMessage, total: int) -> None:
        """The step of that name begins; there are ``total`` in all."""


class NoProgress:
    """Nobody wants to know."""

    def step(self, message: LazyMessage, total: int) -> None:
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class ExtendedProgress:
    """Progress of a part of a longer work."""

    progress: Progress
    more: int

    def step(self, message: LazyMessage, total: int) -> None:
        self.progress.step(message, total + self.more)
