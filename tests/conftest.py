"""What every room's tests may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the source texts and reference facts; the test is skipped where it is absent."""
    named = os.environ.get("STEDENBAND_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared reference material is absent (set STEDENBAND_SHARED to its folder)")
    return folder
