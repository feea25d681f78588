"""Land and borders behind a map, from the data that the build takes out of Natural Earth; nothing where it did not.

``world-110m.json`` holds the world as finished paths in Equal Earth, ``coasts-50m.json`` the coasts in degrees, of
which a region gets what its frame shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

from stedenband.web.render.drawings.geometry import GeoPoint, Point, round_to_step
from stedenband.web.render.drawings.panels import Region

BUNDLE = Path(__file__).resolve().parent.parent.parent / "static" / "bundle"

FINENESS = 10
"""Steps of the paths of a region to one unit of its frame."""

_BEYOND = 3.0
"""Units outside the frame to which land is drawn, so that its cut edge never shows."""

Box = tuple[float, float, float, float]
"""Left, low, right, high."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """Paths of land and of borders, and the transformation that brings them into their frame."""

    land: str = ""
    borders: str = ""
    transform: str = ""


@dataclass(frozen=True, slots=True)
class BorderLine:
    """A ring or a line in degrees, and the box around it."""

    points: tuple[Point, ...]
    box: Box


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """What there is to draw behind maps; empty where the front end was not built."""

    world_land: str = ""
    world_borders: str = ""
    world_width: float = 0.0
    world_height: float = 0.0
    land: tuple[BorderLine, ...] = ()
    borders: tuple[BorderLine, ...] = ()

    def world(self, width: float, middle: float) -> Shapes:
        """The shapes of the world in a frame of that width, whose equator lies that far below its top."""
        if not self.world_width:
            return Shapes()
        scale = width / self.world_width
        down = middle - scale * self.world_height / 2
        return Shapes(self.world_land, self.world_borders, f"translate(0 {down:.2f}) scale({scale:.5f})")

    def region(self, region: Region) -> Shapes:
        """The shapes within the frame of a region; cut once, then remembered."""
        return _cut(self, region) if self.land else Shapes()


def read_outlines(folder: Path = BUNDLE) -> Outlines:
    """The outlines in a folder; those that are not there are left out."""
    world, coasts = _read(folder / "world-110m.json"), _read(folder / "coasts-50m.json")
    return Outlines(
        world_land=world.get("land", ""),
        world_borders=world.get("borders", ""),
        world_width=world.get("width", 0.0),
        world_height=world.get("height", 0.0),
        land=tuple(_lines(coasts.get("land", ()), coasts.get("steps", 1))),
        borders=tuple(_lines(coasts.get("borders", ()), coasts.get("steps", 1))),
    )


def _read(path: Path) -> dict[str, Any]:
    return dict(json.loads(path.read_bytes())) if path.is_file() else {}


def _lines(told: Iterable[Sequence[int]], steps: int) -> Iterator[BorderLine]:
    for flat in told:
        longitudes = [x / steps for x in accumulate(flat[::2])]
        latitudes = [y / steps for y in accumulate(flat[1::2])]
        box = (min(longitudes), min(latitudes), max(longitudes), max(latitudes))
        yield BorderLine(tuple(zip(longitudes, latitudes, strict=True)), box)


# == What a region shows =======================================================


@lru_cache(maxsize=16)
def _cut(outlines: Outlines, region: Region) -> Shapes:
    window = compute_window(region)
    frame = (-_BEYOND, -_BEYOND, region.width + _BEYOND, region.height + _BEYOND)
    land = (
        cut for ring in is_within_window(outlines.land, window) if (cut := _land(ring, window, region, frame))
    )
    borders = (_border(border, region, frame) for border in is_within_window(outlines.borders, window))
    return Shapes("".join(land), "".join(borders), f"scale({1 / FINENESS})")


def compute_window(region: Region) -> Box:
    """The box of degrees around a region; longitudes may lie beyond 180 where it crosses that meridian."""
    edge, middle = region.edge(), region.projection.middle.longitude
    turned = [(place.longitude - middle + 540) % 360 - 180 for place in edge]
    latitudes = [place.latitude for place in edge]
    low, high = min(latitudes) - 1, max(latitudes) + 1
    poles = [pole for pole in (-90.0, 90.0) if region.holds(GeoPoint(0, pole))]
    if poles:
        return middle - 180, min(low, *poles), middle + 180, max(high, *poles)
    return middle + min(turned) - 1, low, middle + max(turned) + 1, high


def is_within_window(drawn: Iterable[BorderLine], window: Box) -> Iterator[Sequence[Point]]:
    """The lines that may show in a window, brought to its side of the 180th meridian."""
    for each in drawn:
        for turn in (-360.0, 0.0, 360.0):
            left, low, right, high = each.box
            if (
                left + turn <= window[2]
                and right + turn >= window[0]
                and low <= window[3]
                and high >= window[1]
            ):
                yield [(x + turn, y) for x, y in each.points] if turn else each.points


def _land(ring: Sequence[Point], window: Box, region: Region, frame: Box) -> str:
    """A ring of land cut to the frame; cut in degrees first, since far from the middle the projection folds over."""
    points = [region.point(GeoPoint(*point)) for point in split_long_edges(clip_line(ring, window))]
    path = round_to_step(
        ((FINENESS * x, FINENESS * y) for x, y in clip_line(points, frame)), least=FINENESS * 6 // 10
    )
    return f"{path}z" if path else ""


def _border(border: Sequence[Point], region: Region, frame: Box) -> str:
    """The parts of a border that the frame shows."""
    left, top, right, bottom = frame
    parts: list[list[Point]] = [[]]
    for point in (region.point(GeoPoint(*each)) for each in border):
        if left <= point[0] <= right and top <= point[1] <= bottom:
            parts[-1].append(point)
        elif parts[-1]:
            parts.append([])
    least = FINENESS * 6 // 10
    return "".join(
        round_to_step(((FINENESS * x, FINENESS * y) for x, y in part), least=least) for part in parts
    )


def split_long_edges(ring: Sequence[Point], longest: float = 2.0) -> list[Point]:
    """A closed ring in degrees with points added on long sides: a straight side is a curve once projected."""
    found: list[Point] = []
    for (x, y), (to_x, to_y) in pairwise([*ring, *ring[:1]]):
        steps = int(max(abs(to_x - x), abs(to_y - y)) / longest) + 1
        found += [(x + (to_x - x) * step / steps, y + (to_y - y) * step / steps) for step in range(steps)]
    return found


def clip_line(ring: Sequence[Point], box: Box) -> list[Point]:
    """A closed ring cut to a box, side by side (Sutherland and Hodgman, 1974)."""
    found = list(ring)
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        found = list(_clipped(found, axis, limit, sign))
    return found


def _clipped(ring: Sequence[Point], axis: int, limit: float, sign: int) -> Iterator[Point]:
    for before, after in pairwise([*ring[-1:], *ring]):
        inside, was = sign * after[axis] >= sign * limit, sign * before[axis] >= sign * limit
        if inside != was:
            share = (limit - before[axis]) / (after[axis] - before[axis])
            crossing = before[1 - axis] + share * (after[1 - axis] - before[1 - axis])
            yield (limit, crossing) if axis == 0 else (crossing, limit)
        if inside:
            yield after
