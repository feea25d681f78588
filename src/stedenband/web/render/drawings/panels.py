"""The two frames of a map: the whole world, and the region around the city where most of its partners are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi

from stedenband.web.render.drawings.geometry import (
    EARTH,
    Azimuthal,
    GeoPoint,
    Point,
    compute_mean_place,
    measure_kilometres,
    project_equal_earth,
)

WORLD_WIDTH = 600.0
"""Units of the map of the world, about the pixels it gets on a desktop."""

NORTH, SOUTH = 84.0, -57.0
"""Latitudes between which the world is shown: there is nobody beyond to be a partner."""

REGION_WIDTH = 400.0

REGION_HEIGHTS = (300.0, 440.0)

REACH = 3000.0
"""Kilometres around the city that count as its region."""

LEAST = 3
"""Partners that must lie in the region for it to get a map of its own."""

_MARGIN = 46.0
"""Units between the edge of a region and the nearest partner: room for names."""

_SMALLEST = 500.0
"""Kilometres that a region is wide at least; closer up the coasts would look rough."""

_UNIT = WORLD_WIDTH / 2 / project_equal_earth(GeoPoint(180, 0))[0]


@dataclass(frozen=True, slots=True)
class World:
    """The frame of the map of the world."""

    @property
    def width(self) -> float:
        return WORLD_WIDTH

    @property
    def height(self) -> float:
        return _UNIT * (
            project_equal_earth(GeoPoint(0, NORTH))[1] - project_equal_earth(GeoPoint(0, SOUTH))[1]
        )

    @property
    def middle(self) -> float:
        """How far below the top the equator lies."""
        return _UNIT * project_equal_earth(GeoPoint(0, NORTH))[1]

    def point(self, place: GeoPoint) -> Point:
        """Where a place stands."""
        x, y = project_equal_earth(place)
        return self.width / 2 + _UNIT * x, self.middle - _UNIT * y

    def holds(self, place: GeoPoint) -> bool:
        """Whether the place is within the frame."""
        return SOUTH <= place.latitude <= NORTH

    def edge(self) -> list[GeoPoint]:
        """The rim of what is shown, closed: along both sides of the 180th meridian."""
        steps = [SOUTH + (NORTH - SOUTH) * step / 24 for step in range(25)]
        west = [GeoPoint(-180, latitude) for latitude in steps]
        return [*west, *(GeoPoint(180, latitude) for latitude in reversed(steps)), west[0]]


@dataclass(frozen=True, slots=True)
class Region:
    """The frame of a region: a projection around its middle, units to the radius of the earth, and a size."""

    projection: Azimuthal
    unit: float
    centre: Point
    height: float

    @property
    def width(self) -> float:
        return REGION_WIDTH

    def point(self, place: GeoPoint) -> Point:
        """Where a place stands, within the frame or not."""
        x, y = self.projection.project(place)
        return (
            self.width / 2 + self.unit * (x - self.centre[0]),
            self.height / 2 - self.unit * (y - self.centre[1]),
        )

    def place(self, point: Point) -> GeoPoint:
        """The place at a point of the frame."""
        x, y = point
        return self.projection.unproject(
            (
                self.centre[0] + (x - self.width / 2) / self.unit,
                self.centre[1] - (y - self.height / 2) / self.unit,
            )
        )

    def holds(self, place: GeoPoint) -> bool:
        """Whether the place is within the frame."""
        if measure_kilometres(self.projection.middle, place) > EARTH * pi / 2:
            return False
        x, y = self.point(place)
        return 0 <= x <= self.width and 0 <= y <= self.height

    def edge(self, steps: int = 12) -> list[GeoPoint]:
        """The frame as a line of places, clockwise from its top left corner, closed."""
        corners = [(0.0, 0.0), (self.width, 0.0), (self.width, self.height), (0.0, self.height)]
        return [
            self.place((x + (to_x - x) * step / steps, y + (to_y - y) * step / steps))
            for (x, y), (to_x, to_y) in zip(corners, [*corners[1:], corners[0]], strict=True)
            for step in range(steps)
        ] + [self.place(corners[0])]


def compute_region(home: GeoPoint, partners: Sequence[GeoPoint]) -> Region | None:
    """The region around a city that holds its near partners; ``None`` where there are too few of them."""
    near = [place for place in partners if measure_kilometres(home, place) <= REACH]
    if len(near) < LEAST:
        return None
    projection = Azimuthal(compute_mean_place((place, 1.0) for place in (home, *near)))
    points = [projection.project(place) for place in (home, *near)]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    low, high = min(y for _, y in points), max(y for _, y in points)
    wide = max(right - left, _SMALLEST / EARTH)
    unit = (REGION_WIDTH - 2 * _MARGIN) / wide
    tall = min(max(unit * (high - low) + 2 * _MARGIN, REGION_HEIGHTS[0]), REGION_HEIGHTS[1])
    unit = min(unit, (tall - 2 * _MARGIN) / max(high - low, 1e-9))
    return Region(projection, unit, ((left + right) / 2, (low + high) / 2), tall)
