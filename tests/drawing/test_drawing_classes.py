"""The diagram of classes: boxes apart, lines in sight, the same drawing every time."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stedenband.web.render.drawings import Box, ClassDiagram, DrawnBox, draw_classes
from stedenband.web.render.drawings.class_diagram import _behind, _cross, _edge, _tie

NAMES = "ABCDEFGH"


def _diagram(lines: list[int], ties: set[tuple[int, int]]) -> ClassDiagram:
    boxes = tuple(Box(NAMES[number], count) for number, count in enumerate(lines))
    pairs = sorted((one, other) for one, other in ties if one != other and max(one, other) < len(boxes))
    return draw_classes(boxes, tuple((NAMES[one], NAMES[other]) for one, other in pairs))


def _apart(one: DrawnBox, other: DrawnBox) -> bool:
    beside = one.x + one.width < other.x or other.x + other.width < one.x
    return beside or one.y + one.height < other.y or other.y + other.height < one.y


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=5),
    st.sets(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=5),
)
@settings(max_examples=25, deadline=None)
def test_boxes_stand_apart_within_the_drawing(lines: list[int], ties: set[tuple[int, int]]) -> None:
    drawn = _diagram(lines, ties)
    assert [box.name for box in drawn.boxes] == list(NAMES[: len(lines)])
    assert all(_apart(one, other) for one, other in combinations(drawn.boxes, 2))
    for box in drawn.boxes:
        assert 0 < box.x < box.x + box.width < drawn.width
        assert 0 < box.y < box.y + box.height < drawn.height
        assert all(box.y < line < box.y + box.height for line in box.lines)


def test_nothing_gives_an_empty_drawing() -> None:
    assert draw_classes((), ()) == ClassDiagram(0, 0, (), ())


def test_the_same_classes_give_the_same_drawing() -> None:
    first = _diagram([3, 0, 2, 1, 4], {(0, 1), (0, 2), (3, 4)})
    draw_classes.cache_clear()
    assert _diagram([3, 0, 2, 1, 4], {(0, 1), (0, 2), (3, 4)}) == first


@pytest.mark.parametrize(
    ("lines", "ties"),
    [
        ([6, 1, 1, 1, 1, 2, 2, 2], {(0, 1), (0, 2), (0, 3), (0, 4), (5, 6), (6, 7)}),
        # Here the shortest lines of all would cross once and run behind two boxes.
        (
            [3, 2, 4, 2, 1, 3, 0, 2],
            {(0, 1), (0, 2), (0, 3), (1, 3), (2, 5), (3, 7), (4, 7), (5, 6), (5, 7)},
        ),
    ],
)
def test_where_there_is_room_no_line_crosses_another_or_runs_behind_a_box(
    lines: list[int], ties: set[tuple[int, int]]
) -> None:
    drawn = _diagram(lines, ties)
    boxes = {box.name: box for box in drawn.boxes}
    ends = [(boxes[tie.start], boxes[tie.end]) for tie in drawn.ties]
    middles = [(one.middle, other.middle) for one, other in ends]
    for (one, first), (other, second) in combinations(list(zip(ends, middles, strict=True)), 2):
        assert {*one} & {*other} or not _cross(first, second)
    for pair, line in zip(ends, middles, strict=True):
        assert not any(_behind(line, box) for box in drawn.boxes if box not in pair)


def test_a_line_runs_from_edge_to_edge_with_its_words_in_the_middle() -> None:
    left, right = DrawnBox("A", 0, 0, 100, 40, ()), DrawnBox("B", 200, 0, 100, 40, ())
    tie = _tie(left, right)
    assert (tie.path, tie.x, tie.y) == ("M100 20L200 20", 150, 20)
    below = DrawnBox("C", 0, 140, 100, 40, ())
    assert _edge(left, below.middle) == (50, 40)
    assert _behind(((50, 20), (50, 300)), below)
    assert not _behind(((50, 20), (250, 20)), below)


def test_the_words_of_two_lines_there_and_back_stand_apart() -> None:
    there, back = _diagram([0, 0], {(0, 1), (1, 0)}).ties
    assert abs(there.y - back.y) > 20
