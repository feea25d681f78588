"""Projections and great circles, against the values that d3-geo 3.1.2 gives."""

from __future__ import annotations

from itertools import pairwise
from math import cos, dist, pi, radians

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stedenband.web.render.drawings.geometry import (
    EARTH,
    Azimuthal,
    GeoPoint,
    compute_mean_place,
    measure_angle,
    measure_kilometres,
    project_equal_earth,
    trace_great_circle,
    wrap_longitude,
)

GENT, KANAZAWA = GeoPoint(3.725278, 51.053611), GeoPoint(136.6565, 36.561056)

EQUAL_EARTH = {
    (3.725278, 51.053611): (0.04580743387323152, 0.9580605618724861),
    (136.6565, 36.561056): (1.8589200906074026, 0.7135707846780421),
    (-7.383333, 33.683333): (-0.10200823395622752, 0.6612831357105328),
    (-180, -57): (-2.0992817065535174, -1.046776307286505),
    (24.745, 59.437222): (0.28188054513373917, 1.0806912439128757),
    (0, 0): (0, 0),
    (179.9, 84): (1.6274619297893218, 1.3067131388872923),
}
"""``geoEqualEarthRaw`` of longitude and latitude."""

AZIMUTHAL = {
    (3.725278, 51.053611): (-0.0687447590286015, -0.01355774065304959),
    (136.6565, 36.561056): (0.8409767649195233, 0.9718126750533892),
    (-7.383333, 33.683333): (-0.25334059552419097, -0.28973565327508616),
    (-180, -57): (1.4177905205761392, -1.4043044939970977),
    (0, 0): (-0.1937629734473251, -0.8659327467289629),
    (179.9, 84): (0.019764688860469774, 0.7476196807875388),
}
"""``geoAzimuthalEqualArea`` around 10° E, 52° N, with y to the north."""

WAY = {
    0.25: (33.64217026345471, 65.07259362116321),
    0.5: (85.83513721968293, 66.62149049343107),
    0.75: (120.38592699732133, 54.0449267140123),
}
"""``geoInterpolate`` from Ghent to Kanazawa."""

places = st.builds(GeoPoint, st.floats(-180, 180), st.floats(-90, 90))


@pytest.mark.parametrize("spot", EQUAL_EARTH)
def test_equal_earth_is_that_of_d3(spot: tuple[float, float]) -> None:
    assert project_equal_earth(GeoPoint(*spot)) == pytest.approx(EQUAL_EARTH[spot], abs=1e-9)


@pytest.mark.parametrize("spot", AZIMUTHAL)
def test_the_azimuthal_projection_is_that_of_d3(spot: tuple[float, float]) -> None:
    assert Azimuthal(GeoPoint(10, 52)).project(GeoPoint(*spot)) == pytest.approx(AZIMUTHAL[spot], abs=1e-9)


def test_a_great_circle_is_that_of_d3() -> None:
    (way,) = trace_great_circle(GENT, KANAZAWA, 4)
    assert len(way) == 5
    for share, expected in WAY.items():
        place = way[round(4 * share)]
        assert (place.longitude, place.latitude) == pytest.approx(expected, abs=1e-9)
    assert measure_angle(GENT, KANAZAWA) == pytest.approx(1.4511282578512759, abs=1e-12)


def test_distances_are_those_of_an_atlas() -> None:
    assert measure_kilometres(GENT, KANAZAWA) == pytest.approx(9245, abs=15)
    assert measure_kilometres(GENT, GeoPoint(5.570556, 50.639722)) == pytest.approx(137, abs=3)
    assert measure_kilometres(GeoPoint(0, 90), GeoPoint(0, -90)) == pytest.approx(pi * EARTH)


def test_a_way_over_the_180th_meridian_has_two_parts_that_meet_on_the_edges() -> None:
    first, second = trace_great_circle(GeoPoint(178, -18), GeoPoint(-175, -21), 7)
    assert (first[-1].longitude, second[0].longitude) == (180, -180)
    assert first[-1].latitude == second[0].latitude
    assert -21 < first[-1].latitude < -18


@given(places, places)
def test_no_way_runs_across_the_map(one: GeoPoint, other: GeoPoint) -> None:
    for part in trace_great_circle(one, other, 12):
        if len(part) > 2:
            assert all(abs(a.longitude - b.longitude) <= 180 for a, b in pairwise(part))


@given(places, st.floats(-179, 179), st.floats(-85, 85))
def test_what_is_projected_is_found_again(place: GeoPoint, longitude: float, latitude: float) -> None:
    projection = Azimuthal(GeoPoint(longitude, latitude))
    if measure_angle(place, projection.middle) > 0.98 * pi:
        return
    assert measure_kilometres(projection.unproject(projection.project(place)), place) < 1


@given(places, places)
def test_equal_earth_keeps_everybody_on_the_map(one: GeoPoint, other: GeoPoint) -> None:
    for place in (one, other):
        x, y = project_equal_earth(place)
        assert abs(x) <= 2.7067
        assert abs(y) <= 1.3174


def test_the_mean_of_places_on_both_sides_of_the_180th_meridian_is_between_them() -> None:
    mean = compute_mean_place([(GeoPoint(179, -18), 1), (GeoPoint(-179, -18), 1)])
    assert abs(mean.longitude) == pytest.approx(180)
    heavy = compute_mean_place([(GeoPoint(0, 0), 3), (GeoPoint(10, 0), 1)])
    assert 2 < heavy.longitude < 3


def test_the_projection_keeps_areas() -> None:
    """Small squares of one size on the sphere are of one size on the map."""
    projection = Azimuthal(GeoPoint(10, 50))

    def side(place: GeoPoint, east: float, north: float) -> float:
        return dist(
            projection.project(place),
            projection.project(GeoPoint(place.longitude + east, place.latitude + north)),
        )

    small = 0.001
    for place in (GeoPoint(10, 50), GeoPoint(30, 60), GeoPoint(-20, 35)):
        area = side(place, small / cos(radians(place.latitude)), 0) * side(place, 0, small)
        assert area == pytest.approx(radians(small) ** 2, rel=0.03)


@pytest.mark.parametrize(
    ("longitude", "wanted"), [(-120.0, -120.0), (-180.0, -180.0), (181.0, -179.0), (-540.0, -180.0)]
)
def test_a_longitude_within_bounds_stays_and_another_comes_round(longitude: float, wanted: float) -> None:
    assert wrap_longitude(longitude) == wanted
