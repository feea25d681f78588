"""The map: who is in which frame, that names do not overlap, and that land is cut as it should."""

from __future__ import annotations

import json
import re
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from stedenband.web.render.drawings import GeoPoint, Outlines, Tie, draw_map, read_outlines
from stedenband.web.render.drawings.labels import MapMarker, lay_out_labels, measure_text
from stedenband.web.render.drawings.outlines import BUNDLE, clip_line, compute_window, split_long_edges
from stedenband.web.render.drawings.panels import REGION_HEIGHTS, REGION_WIDTH, World, compute_region

GENT = GeoPoint(3.725278, 51.053611)

PARTNERS = {
    "Saint-Raphaël": GeoPoint(6.767778, 43.424722),
    "Wiesbaden": GeoPoint(8.24, 50.0825),
    "Kanazawa": GeoPoint(136.6565, 36.561056),
    "Melle": GeoPoint(8.336111, 52.203056),
    "Tallinn": GeoPoint(24.745, 59.437222),
    "Nottingham": GeoPoint(-1.149167, 52.955),
    "Mohammedia": GeoPoint(-7.383333, 33.683333),
    "Burgas": GeoPoint(27.470179, 42.502965),
    "Gdansk": GeoPoint(18.633333, 54.366667),
    "Luik": GeoPoint(5.570556, 50.639722),
    "Weihai": GeoPoint(122.1, 37.5),
}


def tie(name: str, place: GeoPoint, weight: int = 1) -> Tie:
    return Tie(name, name, place, f"/{name}", "twinning", "active", (name,), weight)


TIES = tuple(tie(name, place) for name, place in PARTNERS.items())


def test_every_partner_has_its_mark_in_one_frame() -> None:
    drawn = draw_map(GENT, "Gent", TIES, Outlines())
    assert drawn.region is not None
    far, near = {each.tie.name for each in drawn.world.ties}, {each.tie.name for each in drawn.region.ties}
    assert far == {"Kanazawa", "Weihai"}
    assert far | near == set(PARTNERS)
    assert not far & near
    assert {each.tie.name for each in drawn.world.passing} == near


def test_every_partner_of_ghent_is_named() -> None:
    drawn = draw_map(GENT, "Gent", TIES, Outlines())
    assert drawn.region is not None
    assert [each.tie.name for each in (*drawn.world.ties, *drawn.region.ties) if each.label is None] == []
    assert drawn.region.home_label is not None
    assert drawn.world.home_label is None


def test_the_same_ties_are_drawn_the_same() -> None:
    assert draw_map(GENT, "Gent", TIES, Outlines()) == draw_map(GENT, "Gent", TIES, Outlines())


def test_a_city_without_near_partners_has_the_world_alone_with_its_name() -> None:
    drawn = draw_map(GENT, "Gent", TIES[2:3], Outlines())
    assert drawn.region is None
    assert drawn.world.home_label is not None
    assert drawn.world.window == ""


def test_places_stand_where_the_outlines_have_them() -> None:
    """The bundle projects with d3 to 10,000 units; ours is the same map, smaller and without its poles."""
    frame = World()
    assert frame.point(GeoPoint(0, 0))[0] == pytest.approx(300)
    assert frame.point(GeoPoint(180, 0))[0] == pytest.approx(600)
    assert frame.point(GeoPoint(0, 84))[1] == pytest.approx(0)
    assert frame.point(GeoPoint(0, -57))[1] == pytest.approx(frame.height)
    assert 250 < frame.height < 270


def test_an_arc_over_the_pacific_is_drawn_in_two_parts() -> None:
    drawn = draw_map(GeoPoint(139.7, 35.7), "Tokio", [tie("Seattle", GeoPoint(-122.3, 47.6))], Outlines())
    assert drawn.world.ties[0].arc.count("M") == 2


def test_heavier_ties_have_larger_marks() -> None:
    light, heavy = (
        float(each.radius)
        for each in draw_map(
            GENT,
            "Gent",
            [tie("a", GeoPoint(100, 0)), tie("b", GeoPoint(-100, 0), 900)],
            Outlines(),
        ).world.ties
    )
    assert heavy == pytest.approx(3 * light)


# == Regions ===================================================================


@pytest.mark.parametrize(
    ("home", "partners"),
    [
        (GENT, list(PARTNERS.values())),
        (GeoPoint(178, -18), [GeoPoint(-175, -20), GeoPoint(170, -35), GeoPoint(175, -41)]),
        (GeoPoint(25, 78), [GeoPoint(-20, 80), GeoPoint(60, 81), GeoPoint(170, 82)]),
        (GENT, [GENT, GENT, GENT]),
        (GENT, [GeoPoint(3.7, 30), GeoPoint(3.7, 70), GeoPoint(3.7, 60)]),
    ],
)
def test_a_region_holds_its_city_and_partners(home: GeoPoint, partners: list[GeoPoint]) -> None:
    region = compute_region(home, partners)
    assert region is not None
    assert region.holds(home)
    near = [place for place in partners if place.longitude < 60 or home != GENT]
    assert all(region.holds(place) for place in near)
    assert region.width == REGION_WIDTH
    assert REGION_HEIGHTS[0] <= region.height <= REGION_HEIGHTS[1]


def test_the_window_of_a_region_may_reach_over_the_180th_meridian() -> None:
    region = compute_region(GeoPoint(178, -18), [GeoPoint(-175, -20), GeoPoint(170, -35), GeoPoint(175, -41)])
    assert region is not None
    left, _, right, _ = compute_window(region)
    assert left < 170 < 180 < 185 < right


def test_the_window_of_a_region_with_the_pole_in_it_is_all_around() -> None:
    region = compute_region(GeoPoint(25, 84), [GeoPoint(-20, 85), GeoPoint(100, 86), GeoPoint(-170, 87)])
    assert region is not None
    left, _, right, high = compute_window(region)
    assert right - left == 360
    assert high == 90


# == Cutting ===================================================================

BOX = (0.0, 0.0, 10.0, 10.0)


def area(ring: list[tuple[float, float]]) -> float:
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2


@pytest.mark.parametrize(
    ("ring", "left"),
    [
        ([(2, 2), (8, 2), (8, 8), (2, 8)], 36),
        ([(-5, -5), (5, -5), (5, 5), (-5, 5)], 25),
        ([(-5, -5), (15, -5), (15, 15), (-5, 15)], 100),
        ([(5, -5), (15, 5), (5, 15), (-5, 5)], 100),
    ],
)
def test_a_ring_is_cut_to_the_box(ring: list[tuple[float, float]], left: float) -> None:
    cut = clip_line(ring, BOX)
    assert area(cut) == pytest.approx(left)
    assert all(0 <= x <= 10 and 0 <= y <= 10 for x, y in cut)


def test_a_ring_outside_the_box_vanishes() -> None:
    assert clip_line([(20, 20), (30, 20), (30, 30)], BOX) == []
    assert clip_line([], BOX) == []


def test_long_sides_get_points_on_the_way() -> None:
    found = split_long_edges([(0, 0), (10, 0), (10, 1)], longest=2)
    assert len(found) == 6 + 1 + 6
    assert (0, 0) in found
    assert max(x for x, _ in found) == 10


@pytest.fixture(scope="module")
def outlines() -> Outlines:
    found = read_outlines()
    if not found.land:
        pytest.skip("the front end is not built (python hatch_build.py)")
    return found


def test_the_bundle_has_the_frame_that_the_world_takes(outlines: Outlines) -> None:
    assert json.loads((BUNDLE / "world-110m.json").read_text())["projection"] == "equal-earth"
    shapes = outlines.world(600, World().middle)
    assert shapes.transform == "translate(0 -1.21) scale(0.06000)"
    assert shapes.land.startswith("m")


def test_a_region_gets_the_land_of_its_frame_and_no_more(outlines: Outlines) -> None:
    region = compute_region(GENT, list(PARTNERS.values()))
    assert region is not None
    shapes = outlines.region(region)
    assert 8_000 < len(shapes.land) < 40_000
    for path in re.findall(r"M(-?\d+) ?(-?\d+)", shapes.land):
        assert -31 <= int(path[0]) <= 10 * region.width + 31
        assert -31 <= int(path[1]) <= 10 * region.height + 31


def test_no_ring_of_the_coasts_jumps_around_the_world(outlines: Outlines) -> None:
    for ring in outlines.land:
        assert all(abs(a[0] - b[0]) < 180 for a, b in pairwise(ring.points))


def test_without_the_bundle_there_are_meridians_and_ties_only(tmp_path: Path) -> None:
    drawn = draw_map(GENT, "Gent", TIES, read_outlines(tmp_path))
    assert drawn.region is not None
    assert drawn.world.shapes.land == drawn.region.shapes.land == ""
    assert drawn.world.graticule.startswith("M")
    assert drawn.region.graticule.startswith("M")
    assert all(each.arc for each in drawn.region.ties)


# == Names =====================================================================


def boxes(marks: list[MapMarker], size: float) -> list[tuple[float, float, float, float]]:
    found = []
    for label in lay_out_labels(marks, size=size, width=400, height=400):
        if label is not None:
            wide = measure_text(label.text, size)
            left = label.x - {"start": 0, "middle": wide / 2, "end": wide}[label.anchor]
            found.append((left, label.y - 0.9 * size, left + wide, label.y + 0.2 * size))
    return found


def test_names_do_not_overlap_each_other_and_stay_in_the_frame() -> None:
    marks = [MapMarker(f"Stad {n}", 40 + n * 37 % 320, 40 + n * 91 % 320, 5) for n in range(25)]
    found = boxes(marks, 12)
    assert len(found) > 15
    assert all(
        a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1] for a, b in combinations(found, 2)
    )
    assert all(left >= 0 and right <= 400 for left, _, right, _ in found)


def test_a_mark_without_room_goes_without_a_name() -> None:
    crowded = [MapMarker("Naam", 200 + n % 4, 200 + n // 4, 5) for n in range(40)]
    labels = lay_out_labels(crowded, size=14, width=400, height=400)
    assert len(labels) == 40
    assert any(label is None for label in labels)


def test_a_name_keeps_off_a_line_where_it_can() -> None:
    line = [(200 + n, 200.0) for n in range(100)]
    (label,) = lay_out_labels([MapMarker("Gent", 200, 200, 5)], size=12, width=400, height=400, lines=line)
    assert label is not None
    assert label.anchor == "end"
