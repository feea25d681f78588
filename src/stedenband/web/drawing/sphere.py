"""The earth as a sphere: places, distances, great circles, and the two projections of our maps.

The world is drawn in Equal Earth (Šavrič, Patterson and Jenny, 2018), a region in Lambert's azimuthal equal-area
projection around its middle (Snyder, 1987, page 185): on both maps equal areas stay equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import acos, asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt

from stedenband.web.drawing.paths import Point

EARTH = 6371.0088
"""Mean radius in kilometres."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = sqrt(3) / 2

_Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Place:
    """A spot on earth, in degrees (WGS 84)."""

    longitude: float
    latitude: float


def equal_earth(place: Place) -> Point:
    """The place on the map of the world, of a sphere of radius 1; y points north."""
    theta = asin(_M * sin(radians(place.latitude)))
    square = theta * theta
    sixth = square * square * square
    stretch = _M * (_A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square))
    x = radians(place.longitude) * cos(theta) / stretch
    return x, theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


@dataclass(frozen=True, slots=True)
class Azimuthal:
    """Lambert's azimuthal equal-area projection around a middle."""

    middle: Place

    def project(self, place: Place) -> Point:
        """The place on the map of a sphere of radius 1; y points north. The antipode of the middle lies on the rim."""
        phi, turned = radians(place.latitude), radians(place.longitude - self.middle.longitude)
        phi_0 = radians(self.middle.latitude)
        towards = 1 + sin(phi_0) * sin(phi) + cos(phi_0) * cos(phi) * cos(turned)
        scale = sqrt(2 / max(towards, 1e-9))
        x = scale * cos(phi) * sin(turned)
        return x, scale * (cos(phi_0) * sin(phi) - sin(phi_0) * cos(phi) * cos(turned))

    def unproject(self, point: Point) -> Place:
        """The place that stands at a point of the map; the rim (distance 2) for one beyond it."""
        x, y = point
        away = hypot(x, y)
        if away < 1e-12:
            return self.middle
        angle = 2 * asin(min(away / 2, 1))
        phi_0 = radians(self.middle.latitude)
        latitude = asin(max(-1.0, min(1.0, cos(angle) * sin(phi_0) + y * sin(angle) * cos(phi_0) / away)))
        turned = atan2(x * sin(angle), away * cos(phi_0) * cos(angle) - y * sin(phi_0) * sin(angle))
        return Place(wrapped(self.middle.longitude + degrees(turned)), degrees(latitude))


def wrapped(longitude: float) -> float:
    """The same longitude between -180 and 180.

    >>> wrapped(190.0), wrapped(-181.0), wrapped(180.0)
    (-170.0, 179.0, 180.0)
    """
    return longitude if -180 <= longitude <= 180 else (longitude + 180) % 360 - 180


def angle_between(one: Place, other: Place) -> float:
    """The angle between two places seen from the middle of the earth, in radians."""
    a, b = _vector(one), _vector(other)
    return acos(max(-1.0, min(1.0, sum(x * y for x, y in zip(a, b, strict=True)))))


def kilometres(one: Place, other: Place) -> float:
    """The shortest way between two places over the earth's surface."""
    return EARTH * angle_between(one, other)


def great_circle(one: Place, other: Place, steps: int) -> list[list[Place]]:
    """The shortest way in that many steps; in two parts where it crosses the 180th meridian.

    Between antipodes, where every way is as short, and between a place and itself, it is one straight part.
    """
    angle = angle_between(one, other)
    if angle < 1e-9 or pi - angle < 1e-9:
        return [[one, other]]
    a, b = _vector(one), _vector(other)
    return list(_parted(_between(a, b, angle, step / steps) for step in range(steps + 1)))


def _between(a: _Vector, b: _Vector, angle: float, share: float) -> Place:
    f, g = sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)
    return _place(f * a[0] + g * b[0], f * a[1] + g * b[1], f * a[2] + g * b[2])


def _parted(way: Iterable[Place]) -> Iterator[list[Place]]:
    """Cut at the 180th meridian: each part ends on the edge of the map where the next begins."""
    part: list[Place] = []
    for place in way:
        if part and abs(place.longitude - part[-1].longitude) > 180:
            edge, latitude = _crossing(part[-1], place)
            yield [*part, Place(edge, latitude)]
            part = [Place(-edge, latitude)]
        part.append(place)
    yield part


def _crossing(before: Place, after: Place) -> tuple[float, float]:
    """The edge that is reached, 180 or -180, and the latitude at which."""
    edge = 180.0 if before.longitude > 0 else -180.0
    first, second = abs(edge - before.longitude), abs(-edge - after.longitude)
    share = first / (first + second) if first + second else 0.0
    return edge, before.latitude + share * (after.latitude - before.latitude)


def mean_place(places: Iterable[tuple[Place, float]]) -> Place:
    """The middle of weighted places on the sphere; right across the 180th meridian and the poles too."""
    x = y = z = 0.0
    for place, weight in places:
        a, b, c = _vector(place)
        x, y, z = x + weight * a, y + weight * b, z + weight * c
    return _place(x, y, z)


def _vector(place: Place) -> _Vector:
    phi, theta = radians(place.latitude), radians(place.longitude)
    return cos(phi) * cos(theta), cos(phi) * sin(theta), sin(phi)


def _place(x: float, y: float, z: float) -> Place:
    return Place(degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y))))
