"""The record of removed releases."""

from __future__ import annotations

from pathlib import Path

import pytest

from stedenband.errors import ReleaseDamagedError
from stedenband.releases import REMOVED, ReleaseFolder, RemovedRelease
from stedenband.releases.removed import write_removed

ONE = RemovedRelease(
    "1.0.0-aa", "https://example.org/", "gent", "1.0.0", "2026-11-22", "2026-12-01", ("graph.nq",)
)


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    assert ReleaseFolder(tmp_path).removed() == ()
    write_removed(tmp_path, [ONE])
    assert ReleaseFolder(tmp_path).removed() == (ONE,)
    assert [path.name for path in tmp_path.iterdir()] == [REMOVED]


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"releases": {"a": {}}}', b"\xff"])
def test_a_broken_record_is_a_clear_error(tmp_path: Path, data: bytes) -> None:
    (tmp_path / REMOVED).write_bytes(data)
    with pytest.raises(ReleaseDamagedError, match="removed"):
        ReleaseFolder(tmp_path).removed()
