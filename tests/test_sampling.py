"""A sample and what it leaves out are the whole, and another day draws another one."""

from __future__ import annotations

import pytest

from sampling import SEED, draw, sampled

CASES = [f"case {number}" for number in range(100)]


def left_out(most: int, cases: list[str] = CASES) -> list[str]:
    parameters = sampled(cases, most, name=str.title)
    assert [parameter.id for parameter in parameters] == [case.title() for case in cases]
    return [str(parameter.values[0]) for parameter in parameters if parameter.marks]


def test_a_sample_and_the_rest_are_the_whole() -> None:
    sample, rest = draw(CASES, 7, of="these")
    assert len(sample) == 7
    assert sorted([*sample, *rest]) == sorted(CASES)
    assert len(left_out(7)) == 93


def test_of_few_cases_all_are_drawn_and_of_none_none() -> None:
    assert left_out(100) == left_out(500) == left_out(3, []) == []


def test_a_seed_draws_the_same_again_and_another_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SEED, "2026-12-01")
    first = left_out(10)
    assert left_out(10) == first
    monkeypatch.setenv(SEED, "2026-12-02")
    assert left_out(10) != first
