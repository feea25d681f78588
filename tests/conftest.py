"""What every room's tests may use."""

from __future__ import annotations

import gc
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from built_releases import FOLDER
from sampling import SEED, seed

ROOT = Path(__file__).resolve().parent.parent

HEAVY = frozenset({"attack", "browser", "ldes", "remote", "saved", "wheel"})
"""Folders of tests that need a browser, other engines or minutes; ``make test-all`` runs them too."""

TIMED = frozenset({"attack"})
"""Those of them that keep time."""


ENGINES = ("oxigraph", "fuseki", "virtuoso")
"""Those that tests of remote engines run against, as the names of their cases have them."""

FIRST = ("remote", "browser", "saved", "releases", "pipeline")
"""Folders whose files take longest: begun last, one of them would keep all other processes waiting at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of those folders, and begin with the files that take longest."""
    for item in items:
        folder = _folder(item)
        if folder in HEAVY:
            item.add_marker(pytest.mark.heavy)
        if folder in TIMED:
            item.add_marker(pytest.mark.timed)
    items.sort(key=lambda item: FIRST.index(_folder(item)) if _folder(item) in FIRST else len(FIRST))


def _folder(item: pytest.Item) -> str:
    return item.path.relative_to(ROOT / "tests").parts[0]


class Spread(LoadScopeScheduling):  # type: ignore[misc]
    """Scheduler of xdist: a file runs in one process, whose fixtures it shares; with engines, in one for each."""

    def _split_scope(self, nodeid: str) -> str:
        path, _, test = nodeid.partition("::")
        engine = next((name for name in ENGINES if name in test.partition("[")[2]), "")
        return f"{path} {engine}"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Spread:
    return Spread(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """Make what the processes of this run share: the seed of its samples, and the folder of its builds."""
    seed()
    if FOLDER not in os.environ:
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="builds-")
        config.add_cleanup(lambda: shutil.rmtree(os.environ.pop(FOLDER)))


def pytest_report_header() -> str:
    """Tell how to draw the same samples again."""
    return f"samples: {SEED}={seed()}"


def pytest_collection_finish() -> None:
    """Take what was collected out of the garbage collector's sight: with it each collection is an expensive one."""
    gc.collect()
    gc.freeze()


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
