"""Samples of long lists of cases: one that changes every day runs in ``make test``, the rest in ``make test-long``.

Together the two run each case once. The seed stands at the head of every run; ``STEDENBAND_TEST_SEED`` sets it, so that
a failure of another day can be run again.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

import pytest
from _pytest.mark import ParameterSet

SEED = "STEDENBAND_TEST_SEED"
"""The environment variable with the seed; ``conftest.py`` gives it to all processes of a run."""

Case = TypeVar("Case")


def seed() -> str:
    """The seed of this run: the one that was set, else today's date."""
    return os.environ.setdefault(SEED, datetime.now(UTC).date().isoformat())


def draw(cases: Sequence[Case], most: int, *, of: str) -> tuple[list[Case], list[Case]]:
    """That many of the cases, and the others, both in their own order; ``of`` names what is drawn from."""
    drawn = set(random.Random(f"{seed()} {of}").sample(range(len(cases)), min(most, len(cases))))
    sample = [case for number, case in enumerate(cases) if number in drawn]
    return sample, [case for number, case in enumerate(cases) if number not in drawn]


def sampled(cases: Sequence[Case], most: int, *, name: Callable[[Case], str]) -> list[ParameterSet]:
    """The cases as parameters of a test, of which all but so many are run by ``make test-long`` only."""
    numbers = list(range(len(cases)))
    _, others = draw(numbers, most, of=f"{len(cases)} cases")
    return [
        pytest.param(case, id=name(case), marks=[pytest.mark.heavy] if number in others else [])
        for number, case in zip(numbers, cases, strict=True)
    ]
