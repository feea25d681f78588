"""Where names stand on a map: beside their mark, off each other, off other marks, and off lines where that can be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stedenband.web.render.drawings.geometry import Point

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

_SIDES = (
    ("start", 1, 0), ("end", -1, 0), ("start", 0.75, -0.75), ("start", 0.75, 0.75), ("end", -0.75, -0.75),
    ("end", -0.75, 0.75), ("middle", 0, -1), ("middle", 0, 1),
)  # fmt: skip
"""Sides of a mark in the order in which we like them: how the text is anchored, and which way it lies."""

_GAP = 0.25
"""Distance between a mark and its name, in font sizes."""

_NAMELESS = 100.0
"""What a mark without a name costs, in points of lines that are covered."""

_MOST_ROUNDS = 24

_SQUARE = 20.0

_Squares = dict[tuple[int, int], list[Point]]


@dataclass(frozen=True, slots=True)
class MapMarker:
    """A mark that wants a name beside it."""

    text: str
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Label:
    """A name in its place: ``x`` and ``y`` of its baseline, and the SVG text anchor."""

    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class _Choice:
    """A place that a name may have, and how many points of lines it would cover."""

    cost: int
    label: Label
    box: Box


def measure_text(text: str, size: float) -> float:
    """About how wide a text is: characters of East Asian scripts are square, others about two thirds as wide.

    >>> measure_text("Gent", 10), measure_text("金沢市", 10)
    (25.6, 30.0)
    """
    return size * sum(1.0 if ord(character) >= 0x2E80 else 0.64 for character in text)


def lay_out_labels(
    marks: Sequence[MapMarker], *, size: float, width: float, height: float, lines: Iterable[Point] = ()
) -> list[Label | None]:
    """A place for the name of each mark, or ``None`` where there is none.

    Every mark gets its turn to choose first; the round that leaves the fewest without a name, and the fewest names
    over ``lines``, is kept. The same marks always get the same places.
    """
    taken, crossed = [_around(mark) for mark in marks], _squared(lines)
    choices = [
        _choices(mark, size, width, height, taken[:number] + taken[number + 1 :], crossed)
        for number, mark in enumerate(marks)
    ]
    turns = range(min(len(marks), _MOST_ROUNDS) or 1)
    rounds = [_round(choices, [*range(turn, len(marks)), *range(turn)]) for turn in turns]
    _, best = min(rounds, key=lambda done: done[0])
    return best


def _choices(
    mark: MapMarker, size: float, width: float, height: float, others: Sequence[Box], crossed: _Squares
) -> list[_Choice]:
    """Where the name of a mark may stand, best first."""
    free = [
        _Choice(_covered(box, crossed), label, box)
        for label, box in _candidates(mark, size)
        if _inside(box, width, height) and not any(_overlap(box, other) for other in others)
    ]
    return sorted(free, key=lambda choice: choice.cost)


def _round(choices: Sequence[Sequence[_Choice]], order: Sequence[int]) -> tuple[float, list[Label | None]]:
    """One round in that order: what it costs, and what comes of it."""
    found: list[Label | None] = [None] * len(choices)
    boxes: list[Box] = []
    cost = 0.0
    for number in order:
        open_choices = (each for each in choices[number] if not any(_overlap(each.box, box) for box in boxes))
        choice = next(open_choices, None)
        cost += _NAMELESS if choice is None else choice.cost
        if choice is not None:
            found[number] = choice.label
            boxes.append(choice.box)
    return cost, found


def _candidates(mark: MapMarker, size: float) -> Iterator[tuple[Label, Box]]:
    wide = measure_text(mark.text, size)
    for anchor, right, down in _SIDES:
        x = mark.x + right * (mark.radius + _GAP * size)
        middle = mark.y + down * (mark.radius + (0.75 if anchor == "middle" else 0.45) * size)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        box = (left, middle - 0.55 * size, left + wide, middle + 0.55 * size)
        yield Label(mark.text, x, middle + 0.35 * size, anchor), box


def _around(mark: MapMarker) -> Box:
    return mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius


def _inside(box: Box, width: float, height: float) -> bool:
    return box[0] >= 2 and box[1] >= 2 and box[2] <= width - 2 and box[3] <= height - 2


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _squared(points: Iterable[Point]) -> _Squares:
    """Points by the square of the frame that they lie in, so that a box looks at few of them."""
    found: _Squares = defaultdict(list)
    for x, y in points:
        found[int(x // _SQUARE), int(y // _SQUARE)].append((x, y))
    return found


def _covered(box: Box, squares: _Squares) -> int:
    """How many points lie within a box."""
    left, top, right, bottom = box
    return sum(
        left <= x <= right and top <= y <= bottom
        for column in range(int(left // _SQUARE), int(right // _SQUARE) + 1)
        for row in range(int(top // _SQUARE), int(bottom // _SQUARE) + 1)
        for x, y in squares.get((column, row), ())
    )
