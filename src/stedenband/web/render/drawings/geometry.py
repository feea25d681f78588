"""Geometry of maps: paths as SVG writes them, and the earth as a sphere with the two projections used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import acos, asin, atan2, cos, degrees, hypot, pi, radians, sin, sqrt

Point = tuple[float, float]
"""To the right, and down."""


def format_decimal(value: float) -> str:
    """A number to one decimal, as short as it can be.

    >>> format_decimal(12.04), format_decimal(-0.02), format_decimal(7.25)
    ('12', '0', '7.2')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def draw_line(points: Iterable[Point]) -> str:
    """A path from point to point.

    >>> draw_line([(0, 0), (10, 2.5)])
    'M0 0L10 2.5'
    """
    steps = [f"{format_decimal(x)} {format_decimal(y)}" for x, y in points]
    return f"M{'L'.join(steps)}" if len(steps) > 1 else ""


def draw_lines(parts: Iterable[Iterable[Point]]) -> str:
    """One path of several lines that are not joined."""
    return "".join(draw_line(part) for part in parts)


def round_to_step(points: Iterable[Point], *, least: int = 0) -> str:
    """A path in whole units, told by steps: a third shorter. Steps below ``least`` both ways are left out.

    >>> round_to_step([(0, 0), (3, 4), (3.2, 4.1), (-1, 8)], least=2)
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


EARTH = 6371.0088
"""Mean radius in kilometres."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796

_M = sqrt(3) / 2

_Vector = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """A spot on earth, in degrees (WGS 84)."""

    longitude: float
    latitude: float


def project_equal_earth(place: GeoPoint) -> Point:
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

    middle: GeoPoint

    def project(self, place: GeoPoint) -> Point:
        """The place on the map of a sphere of radius 1; y points north. The antipode of the middle lies on the rim."""
        phi, turned = radians(place.latitude), radians(place.longitude - self.middle.longitude)
        phi_0 = radians(self.middle.latitude)
        towards = 1 + sin(phi_0) * sin(phi) + cos(phi_0) * cos(phi) * cos(turned)
        scale = sqrt(2 / max(towards, 1e-9))
        x = scale * cos(phi) * sin(turned)
        return x, scale * (cos(phi_0) * sin(phi) - sin(phi_0) * cos(phi) * cos(turned))

    def unproject(self, point: Point) -> GeoPoint:
        """The place that stands at a point of the map; the rim (distance 2) for one beyond it."""
        x, y = point
        away = hypot(x, y)
        if away < 1e-12:
            return self.middle
        angle = 2 * asin(min(away / 2, 1))
        phi_0 = radians(self.middle.latitude)
        latitude = asin(max(-1.0, min(1.0, cos(angle) * sin(phi_0) + y * sin(angle) * cos(phi_0) / away)))
        turned = atan2(x * sin(angle), away * cos(phi_0) * cos(angle) - y * sin(phi_0) * sin(angle))
        return GeoPoint(wrap_longitude(self.middle.longitude + degrees(turned)), degrees(latitude))


def wrap_longitude(longitude: float) -> float:
    """The same longitude between -180 and 180.

    >>> wrap_longitude(190.0), wrap_longitude(-181.0), wrap_longitude(180.0)
    (-170.0, 179.0, 180.0)
    """
    return longitude if -180 <= longitude <= 180 else (longitude + 180) % 360 - 180


def measure_angle(one: GeoPoint, other: GeoPoint) -> float:
    """The angle between two places seen from the middle of the earth, in radians."""
    a, b = _vector(one), _vector(other)
    return acos(max(-1.0, min(1.0, sum(x * y for x, y in zip(a, b, strict=True)))))


def measure_kilometres(one: GeoPoint, other: GeoPoint) -> float:
    """The shortest way between two places over the earth's surface."""
    return EARTH * measure_angle(one, other)


def trace_great_circle(one: GeoPoint, other: GeoPoint, steps: int) -> list[list[GeoPoint]]:
    """The shortest way in that many steps; in two parts where it crosses the 180th meridian.

    Between antipodes, where every way is as short, and between a place and itself, it is one straight part.
    """
    angle = measure_angle(one, other)
    if angle < 1e-9 or pi - angle < 1e-9:
        return [[one, other]]
    a, b = _vector(one), _vector(other)
    return list(_parted(_between(a, b, angle, step / steps) for step in range(steps + 1)))


def _between(a: _Vector, b: _Vector, angle: float, share: float) -> GeoPoint:
    f, g = sin((1 - share) * angle) / sin(angle), sin(share * angle) / sin(angle)
    return _place(f * a[0] + g * b[0], f * a[1] + g * b[1], f * a[2] + g * b[2])


def _parted(way: Iterable[GeoPoint]) -> Iterator[list[GeoPoint]]:
    """Cut at the 180th meridian: each part ends on the edge of the map where the next begins."""
    part: list[GeoPoint] = []
    for place in way:
        if part and abs(place.longitude - part[-1].longitude) > 180:
            edge, latitude = _crossing(part[-1], place)
            yield [*part, GeoPoint(edge, latitude)]
            part = [GeoPoint(-edge, latitude)]
        part.append(place)
    yield part


def _crossing(before: GeoPoint, after: GeoPoint) -> tuple[float, float]:
    """The edge that is reached, 180 or -180, and the latitude at which."""
    edge = 180.0 if before.longitude > 0 else -180.0
    first, second = abs(edge - before.longitude), abs(-edge - after.longitude)
    share = first / (first + second) if first + second else 0.0
    return edge, before.latitude + share * (after.latitude - before.latitude)


def compute_mean_place(places: Iterable[tuple[GeoPoint, float]]) -> GeoPoint:
    """The middle of weighted places on the sphere; right across the 180th meridian and the poles too."""
    x = y = z = 0.0
    for place, weight in places:
        a, b, c = _vector(place)
        x, y, z = x + weight * a, y + weight * b, z + weight * c
    return _place(x, y, z)


def _vector(place: GeoPoint) -> _Vector:
    phi, theta = radians(place.latitude), radians(place.longitude)
    return cos(phi) * cos(theta), cos(phi) * sin(theta), sin(phi)


def _place(x: float, y: float, z: float) -> GeoPoint:
    return GeoPoint(degrees(atan2(y, x)), degrees(atan2(z, hypot(x, y))))
