"""Charts: bars, columns and timelines as shares of the largest or of their width, so that they fit any screen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stedenband.web.render.drawings.geometry import format_decimal


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a column, in percent of the height of the plot; ``key`` tells how it looks."""

    key: str
    number: int
    y: str
    height: str


@dataclass(frozen=True, slots=True)
class ChartColumn:
    """A column in percent of the plot: its left edge, its middle, the top of its blocks."""

    name: str
    total: int
    x: str
    middle: str
    top: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ColumnChart:
    """A chart of stacked columns, all of one width, and the lines behind them with their numbers."""

    width: str
    columns: tuple[ChartColumn, ...]
    grid: tuple[tuple[int, str], ...]


_FILL = 0.62
"""Share of its place that a column takes."""


def scale_bars(numbers: Sequence[int]) -> list[str]:
    """Lengths in percent, of which the largest number gets all.

    >>> scale_bars([4, 1, 0])
    ['100', '25', '0']
    """
    most = max(numbers, default=0) or 1
    return [format_decimal(100 * number / most) for number in numbers]


def draw_columns(stacks: Iterable[tuple[str, Mapping[str, int]]], order: Sequence[str]) -> ColumnChart:
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
    grid = tuple((number, format_decimal(100 - 100 * number / top)) for number in range(0, top + 1, step))
    return ColumnChart(format_decimal(place * _FILL), drawn, grid)


def _column(
    name: str, stack: Mapping[str, int], order: Sequence[str], x: float, width: float, top: int
) -> ChartColumn:
    blocks: list[Block] = []
    total = 0
    for key in order:
        number = stack.get(key, 0)
        total += number
        if number:
            blocks.append(
                Block(
                    key, number, format_decimal(100 - 100 * total / top), format_decimal(100 * number / top)
                )
            )
    return ChartColumn(
        name,
        total,
        format_decimal(x),
        format_decimal(x + width / 2),
        format_decimal(100 - 100 * total / top),
        tuple(blocks),
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


_STEPS = (10, 20, 50, 100, 200, 500)

_MOST_TICKS = 8

_NARROWEST = 0.5


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened in a year: a key to style it by, and what it says."""

    year: int
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Span:
    """A row: from a year to a year, either of which may not be known, with what happened on the way.

    ``known_until`` is the last year that is known of something without an end that does not go on until today.
    """

    start: int | None
    end: int | None
    moments: tuple[Moment, ...] = ()
    known_until: int | None = None


@dataclass(frozen=True, slots=True)
class DrawnMoment:
    """A moment at its place, in percent of the width."""

    x: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in percent of the width; ``open`` when it goes on beyond the last year that is known."""

    x: str
    width: str
    end: str
    open: bool


@dataclass(frozen=True, slots=True)
class DrawnSpan:
    """A row of the timeline; without a bar where no year is known."""

    bar: Bar | None
    moments: tuple[DrawnMoment, ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """The years that a timeline spans, and the round ones that it names."""

    first: int
    last: int

    def at(self, year: float) -> str:
        """Where a year stands, in percent.

        >>> Axis(1950, 2030).at(1970)
        '25'
        """
        return format_decimal(self._share(year))

    def _share(self, year: float) -> float:
        return 100 * (min(max(year, self.first), self.last) - self.first) / (self.last - self.first)

    @property
    def ticks(self) -> tuple[tuple[int, str], ...]:
        """The round years with their places."""
        span = self.last - self.first
        step = next((step for step in _STEPS if span / step <= _MOST_TICKS), _STEPS[-1])
        first = -(-self.first // step) * step
        return tuple((year, self.at(year)) for year in range(first, self.last + 1, step))

    def draw(self, span: Span, now: int) -> DrawnSpan:
        """A row on this axis; a bar without an end goes on until ``now``, or as far as is known."""
        moments = tuple(DrawnMoment(self.at(each.year), each.key, each.text) for each in span.moments)
        if span.start is None:
            return DrawnSpan(None, moments)
        last = now if span.known_until is None else span.known_until
        end = span.end if span.end is not None else max(last, span.start)
        start, stop = self._share(span.start), self._share(end)
        width = format_decimal(max(stop - start, _NARROWEST))
        return DrawnSpan(Bar(format_decimal(start), width, format_decimal(stop), span.end is None), moments)


def compute_axis(spans: Iterable[Span], now: int) -> Axis | None:
    """The axis on which all these rows fit, with a little air at both ends; ``None`` where no year is known."""
    years = [year for span in spans for year in _years(span)]
    if not years:
        return None
    first, last = min(years), max(*years, now)
    air = max(1, round((last - first) / 40))
    return Axis(first - air, last + air)


def _years(span: Span) -> Sequence[int]:
    told = (span.start, span.end, *(each.year for each in span.moments))
    return [year for year in told if year is not None]
