"""Ghent's own data and the small sample, built once, with the catalogue that the build wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from catalogue_release import Built, Sample, build_gent, describe_sample
from sample_data import write_sample
from stedenband.projects import Project, find_project


@pytest.fixture(scope="session")
def gent(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A release of Ghent's data."""
    return build_gent(project_root, tmp_path_factory.mktemp("gent"))


@pytest.fixture(scope="session")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """The small sample, with a file in every form that was never written."""
    return describe_sample(tmp_path_factory.mktemp("sample"))


@pytest.fixture
def sample(tmp_path: Path) -> Project:
    """A project with the small sample, which a test may spoil."""
    folder = tmp_path / "project" / "data" / "voorbeeld"
    folder.mkdir(parents=True)
    write_sample(folder)
    return find_project(tmp_path / "project")
