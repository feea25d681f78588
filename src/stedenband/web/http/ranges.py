"""Which bytes of a file a request is for (RFC 9110, section 14). Pure."""

from __future__ import annotations

import re

from stedenband.web.http.refusals import RangeError

MOST_RANGES = 16
"""Ranges that one request may name; with more it gets the whole file."""

_DIGITS = 18
"""Digits of a position; no file has more bytes, and nobody is to make us count more."""

_RANGE = re.compile(r"([0-9]*)-([0-9]*)")


def is_for_part(header: str | None, size: int) -> bool:
    """Whether a Range header names bytes that a file of this size has; one to be ignored names none.

    Ignored, so that the whole file is sent, is what is in another unit than bytes or is not written as ranges are
    (RFC 9110, section 14.2), and what names too many. Raises ``RangeError`` when one
    of its ranges begins behind the end of the file.

    >>> is_for_part("bytes=0-99", 500), is_for_part("items=0-1", 500), is_for_part("bytes=9-1", 500)
    (True, False, False)
    """
    unit, equals, listed = (header or "").partition("=")
    parts = [part.strip(" \t") for part in listed.split(",", MOST_RANGES)]
    if not equals or unit.strip().lower() != "bytes" or len(parts) > MOST_RANGES:
        return False
    found = [_RANGE.fullmatch(part) for part in parts]
    ranges = [(match[1], match[2]) for match in found if match is not None]
    if len(ranges) != len(parts) or not all(_is_written_right(*one) for one in ranges):
        return False
    if not all(_is_within(*one, size) for one in ranges):
        raise RangeError(size)
    return True


def _is_written_right(first: str, last: str) -> bool:
    if not (first or last) or max(len(first), len(last)) > _DIGITS:
        return False
    return not (first and last) or int(first) <= int(last)


def _is_within(first: str, last: str, size: int) -> bool:
    return int(first) < size if first else int(last) > 0 and size > 0
