"""A timeline whose years are shares of its width, so that it fits any screen: bars, marks on them, lines across."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stedenband.web.drawing.paths import decimal

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
        return decimal(self._share(year))

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
        width = decimal(max(stop - start, _NARROWEST))
        return DrawnSpan(Bar(decimal(start), width, decimal(stop), span.end is None), moments)


def axis_of(spans: Iterable[Span], now: int) -> Axis | None:
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
