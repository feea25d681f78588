"""A fault: one thing wrong in a cell or file, not yet put in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from stedenband.model import Origin, Severity


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong, not yet put in words: most faults of a badly broken file never need them.

    ``known`` are the values that would have done; a near one is offered. ``suggestion`` is offered as it is.
    ``remedy`` names the words of the remedy where those of the code would not do.
    """

    code: str
    origin: Origin
    found: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    known: Collection[str] = ()
    suggestion: str | None = None
    remedy: str | None = None
    severity: Severity = Severity.VIOLATION
