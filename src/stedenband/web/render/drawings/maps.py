"""The map of a city's ties: the world, and the region around the city where most of its partners are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from math import hypot, sqrt

from stedenband.web.render.drawings.geometry import (
    GeoPoint,
    Point,
    draw_line,
    draw_lines,
    format_decimal,
    measure_angle,
    trace_great_circle,
)
from stedenband.web.render.drawings.labels import Label, MapMarker, lay_out_labels
from stedenband.web.render.drawings.outlines import Outlines, Shapes
from stedenband.web.render.drawings.panels import NORTH, REGION_WIDTH, SOUTH, Region, World, compute_region

_WORLD_TEXT, _REGION_TEXT = 22.0, 13.5
"""Font sizes that names are set out for; that of the world is the larger one it has on a phone."""

_WORLD_MARK, _REGION_MARK = 4.5, 5.5
"""Radius of the mark of one tie."""

_LARGEST = 3.0
"""How many times larger the mark of the heaviest tie is."""

_BEND = 0.1
"""How far the arcs of a region bend out, as a share of their length."""

_STEP = 0.05
"""Radians between two points of a great circle."""


@dataclass(frozen=True, slots=True)
class Tie:
    """What is drawn from the city to a partner, or to a country with many."""

    key: str
    name: str
    place: GeoPoint
    href: str | None
    kind: str
    status: str
    details: tuple[str, ...]
    weight: int = 1
    stands: str = "unknown"
    """Whether it stands today: ``yes``, ``no`` or ``unknown``."""


@dataclass(frozen=True, slots=True)
class MapLine:
    """A tie with its arc, its mark, and its name where there was room for it."""

    tie: Tie
    arc: str
    x: str
    y: str
    radius: str
    label: Label | None


@dataclass(frozen=True, slots=True)
class Panel:
    """One frame of the map, ready for a template. ``passing`` are ties whose mark is in the other frame."""

    width: str
    height: str
    sea: str
    shapes: Shapes
    graticule: str
    home: Point
    home_label: Label | None
    ties: tuple[MapLine, ...]
    passing: tuple[MapLine, ...] = ()
    window: str = ""


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """The whole map."""

    world: Panel
    region: Panel | None


@dataclass(frozen=True, slots=True)
class _View:
    """How one frame is drawn: its sizes, and the way from the city to a partner."""

    frame: World | Region
    home: GeoPoint
    mark: float
    text: float
    heaviest: int

    def point(self, place: GeoPoint) -> Point:
        return self.frame.point(place)

    def way(self, tie: Tie) -> list[list[Point]]:
        """A great circle over the world, a gentle bow within a region."""
        if isinstance(self.frame, Region):
            return [_bow(self.point(self.home), self.point(tie.place))]
        steps = max(2, round(measure_angle(self.home, tie.place) / _STEP))
        return [
            [self.point(place) for place in part] for part in trace_great_circle(self.home, tie.place, steps)
        ]

    def size(self, tie: Tie) -> float:
        """The radius of a tie's mark, whose area goes by its weight."""
        if self.heaviest < 2:
            return self.mark
        return self.mark * (1 + (_LARGEST - 1) * sqrt((tie.weight - 1) / (self.heaviest - 1)))


def draw_map(home: GeoPoint, name: str, ties: Sequence[Tie], outlines: Outlines) -> DrawnMap:
    """The map of these ties: each one's mark stands once, in the region where it is there, else in the world."""
    region = compute_region(home, [tie.place for tie in ties])
    near = [tie for tie in ties if region is not None and region.holds(tie.place)]
    far = [tie for tie in ties if tie not in near]
    heaviest = max((tie.weight for tie in ties), default=1)
    world = _View(World(), home, _WORLD_MARK, _WORLD_TEXT, heaviest)
    return DrawnMap(
        world=_world(world, name, far, near, outlines, region),
        region=_region(
            _View(region, home, _REGION_MARK, _REGION_TEXT, heaviest), region, name, near, outlines
        )
        if region
        else None,
    )


def _world(
    view: _View, name: str, far: Sequence[Tie], near: Sequence[Tie], outlines: Outlines, region: Region | None
) -> Panel:
    """The world; the city is named in its region where there is one."""
    frame = World()
    label, drawn = _named(view, "" if region else name, far)
    return Panel(
        format_decimal(frame.width),
        format_decimal(frame.height),
        draw_line(frame.point(place) for place in frame.edge()),
        outlines.world(frame.width, frame.middle),
        _world_graticule(frame),
        frame.point(view.home),
        label,
        drawn,
        tuple(_drawn(view, tie, view.way(tie), None) for tie in near),
        draw_lines([[frame.point(place) for place in region.edge()]]) if region else "",
    )


def _region(view: _View, region: Region, name: str, near: Sequence[Tie], outlines: Outlines) -> Panel:
    label, drawn = _named(view, name, near)
    return Panel(
        format_decimal(region.width),
        format_decimal(region.height),
        f"M0 0H{format_decimal(region.width)}V{format_decimal(region.height)}H0z",
        outlines.region(region),
        _region_graticule(region),
        region.point(view.home),
        label,
        drawn,
    )


# == What is in a frame ========================================================


def _named(view: _View, name: str, ties: Sequence[Tie]) -> tuple[Label | None, tuple[MapLine, ...]]:
    """The label of the city, and its ties with theirs."""
    ways = [view.way(tie) for tie in ties]
    label, *labels = _labels(view, name, ties, _sampled(part for way in ways for part in way))
    drawn = tuple(_drawn(view, *each) for each in zip(ties, ways, labels, strict=True))
    return label if name else None, drawn


def _drawn(view: _View, tie: Tie, way: Sequence[Sequence[Point]], label: Label | None) -> MapLine:
    x, y = view.point(tie.place)
    return MapLine(
        tie, draw_lines(way), format_decimal(x), format_decimal(y), format_decimal(view.size(tie)), label
    )


def _labels(view: _View, name: str, ties: Sequence[Tie], crossed: Iterable[Point]) -> list[Label | None]:
    """The labels of the city and of its ties; the city chooses first, then the heaviest and the most crowded."""
    home, places = view.point(view.home), [view.point(tie.place) for tie in ties]
    order = sorted(
        range(len(ties)),
        key=lambda i: (-ties[i].weight, -_neighbours(places[i], [home, *places]), places[i]),
    )
    marks = [MapMarker(name, *home, view.mark)]
    marks += [MapMarker(ties[i].name, *places[i], view.size(ties[i])) for i in order]
    frame = view.frame
    found = lay_out_labels(marks, size=view.text, width=frame.width, height=frame.height, lines=crossed)
    labels: list[Label | None] = [found[0], *([None] * len(ties))]
    for number, i in enumerate(order):
        labels[1 + i] = found[1 + number]
    return labels


def _neighbours(place: Point, places: Sequence[Point], near: float = 60.0) -> int:
    return sum(hypot(place[0] - x, place[1] - y) < near for x, y in places)


def _sampled(parts: Iterable[Sequence[Point]], step: float = 6.0) -> Iterator[Point]:
    """Points along lines, close enough that a name over a line covers one."""
    for part in parts:
        for (x, y), (to_x, to_y) in pairwise(part):
            count = int(hypot(to_x - x, to_y - y) / step) + 1
            yield from ((x + (to_x - x) * n / count, y + (to_y - y) * n / count) for n in range(count))


def _bow(start: Point, end: Point, points: int = 9) -> list[Point]:
    """A gentle bow between two points that bends upwards."""
    right, down = end[0] - start[0], end[1] - start[1]
    side = _BEND if right >= 0 else -_BEND
    bend = (start[0] + right / 2 + side * down, start[1] + down / 2 - side * right)
    return [_on_curve(start, bend, end, step / (points - 1)) for step in range(points)]


def _on_curve(start: Point, bend: Point, end: Point, share: float) -> Point:
    """A point of a quadratic Bézier curve."""
    a, b, c = (1 - share) ** 2, 2 * share * (1 - share), share**2
    return a * start[0] + b * bend[0] + c * end[0], a * start[1] + b * bend[1] + c * end[1]


# == Meridians and parallels ===================================================


@cache
def _world_graticule(frame: World) -> str:
    meridians = [[GeoPoint(x, y) for y in _range(SOUTH, NORTH, 5)] for x in range(-150, 180, 30)]
    parallels = [[GeoPoint(x, y) for x in (-180, 180)] for y in range(-30, 90, 30)]
    return draw_lines([frame.point(place) for place in part] for part in (*meridians, *parallels))


@lru_cache(maxsize=16)
def _region_graticule(region: Region) -> str:
    """Every tenth meridian and parallel that the frame may show."""
    middle = region.projection.middle
    first, low = round(middle.longitude / 10) * 10, round(middle.latitude / 10) * 10
    longitudes = range(first - 60, first + 61, 10)
    latitudes = [y for y in range(low - 40, low + 41, 10) if -90 < y < 90]
    meridians = [[GeoPoint(x, y) for y in _range(latitudes[0], latitudes[-1], 4)] for x in longitudes]
    parallels = [[GeoPoint(x, y) for x in _range(first - 60, first + 60, 4)] for y in latitudes]
    drawn = [[region.point(place) for place in part] for part in (*meridians, *parallels)]
    return draw_lines(part for part in (_shown(each, region) for each in drawn) if len(part) > 1)


def _shown(points: Sequence[Point], region: Region) -> list[Point]:
    """The points of a line that are within the frame, and one beyond on either side."""
    inside = [
        number
        for number, (x, y) in enumerate(points)
        if -50 <= x <= REGION_WIDTH + 50 and -50 <= y <= region.height + 50
    ]
    return list(points[max(inside[0] - 1, 0) : inside[-1] + 2]) if inside else []


def _range(low: float, high: float, step: int) -> list[float]:
    """From low to high, both included."""
    return [*(low + step * n for n in range(int((high - low) / step) + 1) if low + step * n < high), high]
