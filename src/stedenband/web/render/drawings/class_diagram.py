"""A diagram of classes: boxes on a grid, straight lines between them, placed so that lines are short and stay apart.

The same classes and ties always give the same drawing: the search starts from one order and takes each step that
mends the most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations, pairwise
from math import inf

from stedenband.web.render.drawings.geometry import Point, format_decimal

BOX_WIDTH = 204.0

HEAD = 50.0

LINE = 19.0

_FOOT = 9.0

_ACROSS, _DOWN = 168.0, 78.0
"""Room between boxes: beside each other for the words of a line, below each other for two of them."""

_MARGIN = 8.0

_COLUMNS = 3

_CROSSING, _HIDDEN, _ASLANT = 900.0, 4000.0, 60.0
"""What two lines that cross, a line behind a box, and a line that is neither level nor upright count for."""


@dataclass(frozen=True, slots=True)
class Box:
    """A class: its name, and how many lines stand below it."""

    name: str
    lines: int

    @property
    def height(self) -> float:
        """Units from its top to its bottom."""
        return HEAD + (self.lines * LINE + _FOOT if self.lines else 0)


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A box at its place; ``lines`` are the heights on which its lines of text stand."""

    name: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[float, ...]

    @property
    def middle(self) -> Point:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True, slots=True)
class ClassRelationLine:
    """A line from the edge of one box to that of another, and where its words stand."""

    start: str
    end: str
    path: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ClassDiagram:
    """All boxes and lines, and how large the drawing is."""

    width: float
    height: float
    boxes: tuple[DrawnBox, ...]
    ties: tuple[ClassRelationLine, ...]


_WORDS = 13.0
"""Units from a line at which words stand clear of it."""

_NEAR = 6.0
"""Units from a box within which a line seems to touch it."""

_MOST_STEPS = 60
"""Exchanges after which the drawing is good enough."""

Pair = tuple[int, int]
"""A tie by the numbers of its boxes."""

Places = tuple[int, ...]
"""Which cell of the grid each box has, cells being counted row by row."""


@cache
def draw_classes(boxes: tuple[Box, ...], ties: tuple[tuple[str, str], ...]) -> ClassDiagram:
    """The diagram of these classes; a tie is a pair of names, each pair drawn once and no box tied to itself."""
    if not boxes:
        return ClassDiagram(0, 0, (), ())
    pairs = [(_index(boxes, start), _index(boxes, end)) for start, end in ties]
    drawn = _drawn(boxes, _settled(boxes, pairs))
    lines = tuple(_tie(drawn[start], drawn[end], _aside((start, end), pairs)) for start, end in pairs)
    width = max(box.x + box.width for box in drawn) + _MARGIN
    return ClassDiagram(width, max(box.y + box.height for box in drawn) + _MARGIN, drawn, lines)


def _index(boxes: Sequence[Box], name: str) -> int:
    return next(number for number, box in enumerate(boxes) if box.name == name)


# == Where the boxes go ========================================================


def _settled(boxes: Sequence[Box], pairs: Sequence[Pair]) -> Places:
    """Places from which no exchange of two cells makes the drawing better."""
    cells = -(-len(boxes) // _COLUMNS) * _COLUMNS
    start = tuple(range(len(boxes)))
    places, cost = _best([_ordered(len(boxes), pairs)], boxes, pairs, start, inf)
    for _ in range(_MOST_STEPS):
        nearby = (_exchanged(places, one, other) for one, other in combinations(range(cells), 2))
        found, least = _best(nearby, boxes, pairs, places, cost)
        if least >= cost:
            break
        places, cost = found, least
    return places


def _best(
    options: Iterable[Places], boxes: Sequence[Box], pairs: Sequence[Pair], places: Places, cost: float
) -> tuple[Places, float]:
    """The first of the best options with its cost, else what there is."""
    for option in options:
        least = _cost(_drawn(boxes, option), pairs, cost)
        if least < cost:
            places, cost = option, least
    return places, cost


def _ordered(count: int, pairs: Sequence[Pair]) -> Places:
    """A first guess: from the box with the most ties outward, the first of them in the middle of the grid."""
    ties: Mapping[int, set[int]] = {number: set() for number in range(count)}
    for start, end in pairs:
        ties[start].add(end)
        ties[end].add(start)
    waiting = sorted(ties, key=lambda number: (-len(ties[number]), number))
    order: list[int] = []
    while waiting:
        near = [number for number in waiting if ties[number] & set(order)]
        following = (near or waiting)[0]
        order.append(following)
        waiting.remove(following)
    middle = (_COLUMNS - 1) / 2
    cells = sorted(
        range(-(-count // _COLUMNS) * _COLUMNS),
        key=lambda cell: (abs(cell // _COLUMNS - 1) + abs(cell % _COLUMNS - middle), cell),
    )
    place = dict(zip(order, cells, strict=False))
    return tuple(place[number] for number in range(count))


def _exchanged(places: Places, one: int, other: int) -> Places:
    """The boxes of two cells in each other's; either may be empty."""
    swap = {one: other, other: one}
    return tuple(swap.get(place, place) for place in places)


def _cost(boxes: Sequence[DrawnBox], pairs: Sequence[Pair], most: float) -> float:
    """What all is wrong with a drawing comes to; counting stops where it is no less than ``most``."""
    cost = 0.0
    for part in _faults(boxes, pairs):
        cost += part
        if cost >= most:
            break
    return cost


def _faults(boxes: Sequence[DrawnBox], pairs: Sequence[Pair]) -> Iterator[float]:
    """What is wrong with a drawing, the quickest to be seen first. Among equals, what stands higher is better."""
    lines = [(boxes[start].middle, boxes[end].middle) for start, end in pairs]
    yield sum(_length(*line) for line in lines) + sum(box.y for box in boxes) / 1000
    for ends, line in zip(pairs, lines, strict=True):
        yield _HIDDEN * sum(_behind(line, box) for number, box in enumerate(boxes) if number not in ends)
    for one, other in combinations(range(len(pairs)), 2):
        if not set(pairs[one]) & set(pairs[other]) and _cross(lines[one], lines[other]):
            yield _CROSSING


def _length(start: Point, end: Point) -> float:
    across, down = abs(start[0] - end[0]), abs(start[1] - end[1])
    return across + down + (_ASLANT if across > 1 and down > 1 else 0)


def _drawn(boxes: Sequence[Box], places: Places) -> tuple[DrawnBox, ...]:
    """Every box in its cell; a row is as high as its highest box, and boxes stand in the middle of it."""
    rows = -(-len(boxes) // _COLUMNS)
    heights = [0.0] * rows
    for box, place in zip(boxes, places, strict=True):
        row = place // _COLUMNS
        heights[row] = max(heights[row], box.height)
    tops = [_MARGIN]
    for height in heights:
        tops.append(tops[-1] + height + (_DOWN if height else 0))
    return tuple(
        _box(
            box,
            _MARGIN + place % _COLUMNS * (BOX_WIDTH + _ACROSS),
            tops[place // _COLUMNS] + (heights[place // _COLUMNS] - box.height) / 2,
        )
        for box, place in zip(boxes, places, strict=True)
    )


def _box(box: Box, x: float, y: float) -> DrawnBox:
    lines = tuple(y + HEAD + (number + 0.75) * LINE for number in range(box.lines))
    return DrawnBox(box.name, x, y, BOX_WIDTH, box.height, lines)


# == Lines =====================================================================


def _aside(pair: Pair, pairs: Sequence[Pair]) -> float:
    """How far the words of a line stand beside its middle: where there is a line back, above or below."""
    start, end = pair
    if (end, start) not in pairs:
        return 0
    return -_WORDS if start < end else _WORDS


def _tie(start: DrawnBox, end: DrawnBox, aside: float = 0) -> ClassRelationLine:
    begin, stop = _edge(start, end.middle), _edge(end, start.middle)
    path = f"M{format_decimal(begin[0])} {format_decimal(begin[1])}L{format_decimal(stop[0])} {format_decimal(stop[1])}"
    return ClassRelationLine(
        start.name, end.name, path, (begin[0] + stop[0]) / 2, (begin[1] + stop[1]) / 2 + aside
    )


def _edge(box: DrawnBox, towards: Point) -> Point:
    """Where the line from the middle of a box towards a point leaves it."""
    x, y = box.middle
    across, down = towards[0] - x, towards[1] - y
    shares = [half / abs(way) for half, way in ((box.width / 2, across), (box.height / 2, down)) if way]
    share = min(shares, default=0.0)
    return x + across * share, y + down * share


def _behind(line: tuple[Point, Point], box: DrawnBox) -> bool:
    """Whether a line runs behind a box, or so near that it seems to touch it."""
    left, top = box.x - _NEAR, box.y - _NEAR
    right, bottom = box.x + box.width + _NEAR, box.y + box.height + _NEAR
    (x, y), (to_x, to_y) = line
    if max(x, to_x) < left or min(x, to_x) > right or max(y, to_y) < top or min(y, to_y) > bottom:
        return False
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    return any(_cross(line, side) for side in pairwise(corners))


def _cross(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether two lines cut each other."""
    return _side(one, other[0]) * _side(one, other[1]) < 0 and _side(other, one[0]) * _side(other, one[1]) < 0


def _side(line: tuple[Point, Point], point: Point) -> float:
    """On which side of a line a point lies: the sign of a cross product."""
    (x, y), (to_x, to_y) = line
    return (to_x - x) * (point[1] - y) - (to_y - y) * (point[0] - x)
