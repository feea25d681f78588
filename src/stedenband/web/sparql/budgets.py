"""What a query over the web may cost: the limits of the settings, lowered where the asker or the answer wants it."""

from __future__ import annotations

import math

from stedenband.settings import MIB, Settings
from stedenband.store import Budget
from stedenband.web.http.refusals import ParameterError

PAGE_BYTES = 4 * MIB
"""An answer that becomes a page is read and written again here, for a reader who cannot take in more anyway."""

_LONGEST = 20
"""Characters of a number that is looked at."""


def seconds_of(value: str) -> float:
    """The seconds that the parameter ``timeout`` names. Raises ``ParameterError`` for what is no such number.

    >>> seconds_of("2.5")
    2.5
    """
    try:
        seconds = float(value) if len(value) <= _LONGEST and value.isascii() else math.nan
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise ParameterError("problem.bad-parameter.timeout", value=value[:_LONGEST])
    return seconds


def budget_for(settings: Settings, seconds: float | None, *, page: bool) -> Budget | None:
    """The budget of a query whose asker waits so many seconds; ``None`` where it is the usual one.

    A time limit may be lowered, never raised.
    """
    usual = Budget(settings.query_seconds, settings.query_memory, settings.result_bytes)
    asked = usual.seconds if seconds is None else min(seconds, usual.seconds)
    result_bytes = min(usual.result_bytes, PAGE_BYTES) if page else usual.result_bytes
    lowered = Budget(asked, usual.memory, result_bytes)
    return None if lowered == usual else lowered
