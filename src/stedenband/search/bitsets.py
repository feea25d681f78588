"""Sets of small whole numbers as one large number each: what two have in common is counted in microseconds. Pure."""

from __future__ import annotations

from collections.abc import Iterable

NONE = 0
"""The empty set."""


def make_bitset(numbers: Iterable[int], size: int) -> int:
    """The set of these numbers, all of them below ``size``.

    >>> bin(make_bitset([0, 3], 8))
    '0b1001'
    """
    flags = bytearray(b"0") * (size or 1)
    for number in numbers:
        flags[-1 - number] = 49
    return int(flags, 2)


def list_members(bits: int) -> list[int]:
    """The numbers of a set, in their order.

    >>> list_members(0b1001)
    [0, 3]
    """
    flags = f"{bits:b}"[::-1]
    found, place = [], flags.find("1")
    while place >= 0:
        found.append(place)
        place = flags.find("1", place + 1)
    return found
