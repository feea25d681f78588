"""Timelines and charts: everything a share of the width, whatever the years and numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stedenband.web.render.drawings import Axis, Moment, Span, compute_axis, draw_columns, scale_bars
from stedenband.web.render.drawings.charts import Bar, _step


def test_the_axis_spans_all_years_and_today_with_air_at_both_ends() -> None:
    axis = compute_axis([Span(1958, 2018), Span(1969, None, (Moment(2010, "act", "x"),))], 2026)
    assert axis == Axis(1956, 2028)
    assert [year for year, _ in axis.ticks] == [1960, 1970, 1980, 1990, 2000, 2010, 2020]


def test_without_a_year_there_is_no_axis() -> None:
    assert compute_axis([Span(None, None)], 2026) is None
    assert compute_axis([], 2026) is None


def test_a_bar_runs_from_start_to_end_or_until_now() -> None:
    axis = Axis(1950, 2050)
    assert axis.draw(Span(1960, 1980), 2026).bar == Bar("10", "20", "30", open=False)
    assert axis.draw(Span(1960, None), 2026).bar == Bar("10", "66", "76", open=True)
    assert axis.draw(Span(2026, None), 2026).bar == Bar("76", "0.5", "76", open=True)
    assert axis.draw(Span(None, 1980), 2026).bar is None


def test_moments_stand_in_their_year() -> None:
    drawn = Axis(1950, 2050).draw(Span(1960, None, (Moment(1975, "act", "oorkonde"),)), 2026)
    assert [(each.x, each.key, each.text) for each in drawn.moments] == [("25", "act", "oorkonde")]


@given(st.lists(st.integers(1, 9999), min_size=1, max_size=9), st.integers(1900, 2100))
def test_every_year_is_within_the_width(years: list[int], now: int) -> None:
    axis = compute_axis([Span(year, None) for year in years], now)
    assert axis is not None
    assert all(0 <= float(axis.at(year)) <= 100 for year in years)
    assert len(axis.ticks) <= 25
    assert [float(x) for _, x in axis.ticks] == sorted(float(x) for _, x in axis.ticks)


def test_columns_are_stacked_in_order() -> None:
    chart = draw_columns(
        [("1960", {"twinning": 1, "cooperation-agreement": 2}), ("1970", {})],
        ["twinning", "cooperation-agreement"],
    )
    first, second = chart.columns
    assert [(block.key, block.y, block.height) for block in first.blocks] == [
        ("twinning", "66.7", "33.3"),
        ("cooperation-agreement", "0", "66.7"),
    ]
    assert (first.total, first.top) == (3, "0")
    assert (second.total, second.blocks) == (0, ())
    assert chart.grid == ((0, "100"), (1, "66.7"), (2, "33.3"), (3, "0"))


@given(st.integers(1, 10**9))
def test_a_chart_has_few_lines_and_reaches_above_its_tallest_column(most: int) -> None:
    step = _step(most)
    assert most / step <= 4
    assert str(step).rstrip("0") in ("1", "2", "5")


@pytest.mark.parametrize(("numbers", "lengths"), [([], []), ([0], ["0"]), ([8, 2, 1], ["100", "25", "12.5"])])
def test_bars_are_shares_of_the_largest(numbers: list[int], lengths: list[str]) -> None:
    assert scale_bars(numbers) == lengths
