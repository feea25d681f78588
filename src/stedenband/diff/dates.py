"""Dates as precise as they were written, in a reader's words."""

from __future__ import annotations

from datetime import date

from babel.dates import format_date, format_skeleton

from stedenband.model import PartialDate


def format_date_text(text: str, language: str) -> str:
    """A date as precise as it was written: ``1982``, ``augustus 1982``, ``4 oktober 1971``; other text as it is.

    >>> format_date_text("1971-10-04", "nl")
    '4 oktober 1971'
    """
    try:
        partial = PartialDate.parse(text)
    except ValueError:
        return text
    if partial.month is None:
        return str(partial.year)
    day = date(partial.year, partial.month, partial.day or 1)
    if partial.day is None:
        return format_skeleton("yMMMM", day, locale=language)
    return format_date(day, "d MMMM y", locale=language)
