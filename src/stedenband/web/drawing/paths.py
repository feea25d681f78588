"""Numbers and paths as SVG writes them."""

from __future__ import annotations

from collections.abc import Iterable

Point = tuple[float, float]
"""To the right, and down."""


def decimal(value: float) -> str:
    """A number to one decimal, as short as it can be.

    >>> decimal(12.04), decimal(-0.02), decimal(7.25)
    ('12', '0', '7.2')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def line(points: Iterable[Point]) -> str:
    """A path from point to point.

    >>> line([(0, 0), (10, 2.5)])
    'M0 0L10 2.5'
    """
    steps = [f"{decimal(x)} {decimal(y)}" for x, y in points]
    return f"M{'L'.join(steps)}" if len(steps) > 1 else ""


def lines(parts: Iterable[Iterable[Point]]) -> str:
    """One path of several lines that are not joined."""
    return "".join(line(part) for part in parts)


def stepped(points: Iterable[Point], *, least: int = 0) -> str:
    """A path in whole units, told by steps: a third shorter. Steps below ``least`` both ways are left out.

    >>> stepped([(0, 0), (3, 4), (3.2, 4.1), (-1, 8)], least=2)
    'M0 0l3 4-4 4'
    """
    said: list[str] = []
    x, y = 0, 0
    for to_x, to_y in points:
        next_x, next_y = round(to_x), round(to_y)
        if said and abs(next_x - x) <= least and abs(next_y - y) <= least:
            continue
        said.append(f"{next_x - x} {next_y - y}")
        x, y = next_x, next_y
    if len(said) < 2:
        return ""
    return f"M{said[0]}l{' '.join(said[1:])}".replace(" -", "-")
