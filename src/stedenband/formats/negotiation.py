"""Content negotiation as one pure function over the table of formats (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from stedenband.formats.media import Format

LONGEST = 8192
"""Characters of an ``Accept`` field that are read; the longest real ones have about 600."""

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_RANGE = re.compile(rf"(?P<type>{_NAME})/(?P<subtype>{_NAME})")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"?')
_WEIGHT = re.compile(r"[0-9]++(?:\.[0-9]*+)?|\.[0-9]++")


def negotiate(accept: str | None, offers: Sequence[Format]) -> Format | None:
    """The offer that suits an ``Accept`` field best, or ``None`` when none is acceptable (406).

    Each offer has the weight of the most specific range that means it: its own media type, an alias, ``type/*``,
    ``*/*``. The highest weight wins; at the same weight a format that was named goes before one that only fits
    ``*``, and then the order of the offers decides. Parameters of a media type (``profile=``) do not count, parts
    that cannot be read are passed over, and no field, or one in which nothing can be read, takes the first offer.
    """
    ranges = dict(_ranges(accept or ""))
    if not ranges:
        return offers[0] if offers else None
    best: Format | None = None
    best_rank = (0.0, False)
    for offer in offers:
        rank = _rank(offer, ranges)
        if rank[0] > 0 and rank > best_rank:
            best, best_rank = offer, rank
    return best


def list_acceptable(offers: Sequence[Format]) -> tuple[str, ...]:
    """The media types a 406 answer lists, in the order of the offers, none twice."""
    return tuple(dict.fromkeys(offer.media_type for offer in offers))


def _rank(offer: Format, ranges: Mapping[str, float]) -> tuple[float, bool]:
    """Weight of an offer, and whether it was asked for by name."""
    if offer.media_type in ranges:
        return ranges[offer.media_type], True
    aliases = [ranges[alias] for alias in offer.aliases if alias in ranges]
    if aliases:
        return max(aliases), True
    for wildcard in (offer.media_type.partition("/")[0] + "/*", "*/*"):
        if wildcard in ranges:
            return ranges[wildcard], False
    return 0.0, False


def _ranges(accept: str) -> Iterator[tuple[str, float]]:
    """Media ranges and their weights, lightest first, so that of a range that stands twice the heaviest stays."""
    parts = _QUOTED.sub('""', accept[:LONGEST]).split(",")
    if len(accept) > LONGEST:
        parts.pop()  # cut in the middle
    found = (part for part in map(_range, parts) if part is not None)
    yield from sorted(found, key=lambda pair: pair[1])


def _range(part: str) -> tuple[str, float] | None:
    name, *parameters = (piece.strip() for piece in part.split(";"))
    name = "*/*" if name == "*" else name.lower()  # Java's URLConnection writes a lone star
    weight = _weight(parameters)
    match = _RANGE.fullmatch(name)
    if weight is None or not match or (match["type"] == "*" and match["subtype"] != "*"):
        return None
    return name, weight


def _weight(parameters: Sequence[str]) -> float | None:
    """The ``q`` among the parameters, 1 where there is none, ``None`` where it is not a number."""
    for parameter in parameters:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            text = value.strip()
            return min(float(text), 1.0) if _WEIGHT.fullmatch(text) else None
    return 1.0
