"""Bars and columns as shares of the largest, so that they fit any screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stedenband.web.drawing.paths import decimal


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a column, in percent of the height of the plot; ``key`` tells how it looks."""

    key: str
    number: int
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column in percent of the plot: its left edge, its middle, the top of its blocks."""

    name: str
    total: int
    x: str
    middle: str
    top: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """A chart of stacked columns, all of one width, and the lines behind them with their numbers."""

    width: str
    columns: tuple[Column, ...]
    grid: tuple[tuple[int, str], ...]


_FILL = 0.62
"""Share of its place that a column takes."""


def bars(numbers: Sequence[int]) -> list[str]:
    """Lengths in percent, of which the largest number gets all.

    >>> bars([4, 1, 0])
    ['100', '25', '0']
    """
    most = max(numbers, default=0) or 1
    return [decimal(100 * number / most) for number in numbers]


def columns(stacks: Iterable[tuple[str, Mapping[str, int]]], order: Sequence[str]) -> Columns:
    """Columns of blocks, the first of ``order`` at the bottom."""
    told = list(stacks)
    most = max((sum(stack.values()) for _, stack in told), default=0) or 1
    step = _step(most)
    top = -(-most // step) * step
    place = 100 / max(len(told), 1)
    drawn = tuple(
        _column(name, stack, order, (number + (1 - _FILL) / 2) * place, place * _FILL, top)
        for number, (name, stack) in enumerate(told)
    )
    grid = tuple((number, decimal(100 - 100 * number / top)) for number in range(0, top + 1, step))
    return Columns(decimal(place * _FILL), drawn, grid)


def _column(
    name: str, stack: Mapping[str, int], order: Sequence[str], x: float, width: float, top: int
) -> Column:
    blocks: list[Block] = []
    total = 0
    for key in order:
        number = stack.get(key, 0)
        total += number
        if number:
            blocks.append(Block(key, number, decimal(100 - 100 * total / top), decimal(100 * number / top)))
    return Column(
        name, total, decimal(x), decimal(x + width / 2), decimal(100 - 100 * total / top), tuple(blocks)
    )


def _step(most: int) -> int:
    """A round step that gives at most five lines: 1, 2, 5, 10, 20, 50...

    >>> [_step(number) for number in (3, 7, 12, 40, 1200)]
    [1, 2, 5, 10, 500]
    """
    size = 1
    while True:
        for factor in (1, 2, 5):
            if most <= 4 * factor * size:
                return factor * size
        size *= 10
