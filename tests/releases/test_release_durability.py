"""A release that was published, or removed, is so after a loss of power as well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from durable_disk import DurableDisk, standing
from stedenband.model import Release
from stedenband.releases import MANIFEST, REMOVED, ReleaseFolder, read_removed

FIRST, SECOND = "1.0.0-aaaaaaaa", "1.0.1-bbbbbbbb"

RELEASE = Release(
    id=FIRST,
    version="1.0.0",
    base_iri="https://data.example.org/",
    dataset="voorbeeld",
    city="voorbeeld",
    title={"en": "Example"},
    modified="2026-11-22",
    inputs_digest="aaaaaaaa",
    generator="stedenband",
    previous=None,
    counts={},
    sources={},
    artefacts=(),
    conforms=True,
    findings={},
)


def publish(out: Path, release_id: str = FIRST) -> Path:
    with ReleaseFolder(out).writing() as writer:
        writer.put("graph.nq", release_id.encode(), "application/n-quads")
        writer.path("ldes/1.trig").write_bytes(b"page of " + release_id.encode())
        writer.add("ldes/1.trig", "application/trig")
        return writer.publish(replace(RELEASE, id=release_id, artefacts=writer.artefacts))


def remove(out: Path, release_id: str) -> None:
    releases = ReleaseFolder(out)
    with releases.removing() as remover:
        assert remover.remove(
            out / "releases" / release_id, lambda name: name.startswith("ldes/"), "2026-12-01"
        )


def test_a_published_release_survives(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = DurableDisk(monkeypatch)
    folder = publish(tmp_path)
    assert disk.moved_too_early == []
    left = disk.surviving(tmp_path)
    assert left["current"] == f"releases/{FIRST}"
    assert {name for name in left if name.startswith("releases/")} == {
        f"releases/{FIRST}/{name}" for name in ("graph.nq", "ldes/1.trig", MANIFEST)
    }
    assert disk.surviving(folder) == standing(folder)


def test_a_release_and_its_successor_survive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = DurableDisk(monkeypatch)
    publish(tmp_path)
    publish(tmp_path, SECOND)
    assert disk.moved_too_early == []
    assert disk.surviving(tmp_path)["current"] == f"releases/{SECOND}"
    assert disk.surviving(tmp_path / "releases") == standing(tmp_path / "releases")


def test_a_removal_survives_with_what_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = DurableDisk(monkeypatch)
    publish(tmp_path)
    publish(tmp_path, SECOND)
    remove(tmp_path, FIRST)
    assert disk.moved_too_early == []
    left = disk.surviving(tmp_path)
    assert left[f"removed/{FIRST}/ldes/1.trig"] == b"page of " + FIRST.encode()
    assert left[f"removed/{FIRST}/{MANIFEST}"]
    assert left[REMOVED] == (tmp_path / REMOVED).read_bytes()
    assert [one.id for one in read_removed(tmp_path)] == [FIRST]
    assert not any(name.startswith(f"releases/{FIRST}/") for name in left)


def test_a_release_goes_only_when_its_record_would_survive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = DurableDisk(monkeypatch)
    folder = publish(tmp_path)
    publish(tmp_path, SECOND)
    left: list[set[str]] = []

    def look(source: Path) -> None:
        if source == folder:
            left.append(set(disk.surviving(tmp_path)))

    disk.before_move = look
    remove(tmp_path, FIRST)
    assert len(left) == 1
    assert {REMOVED, f"removed/{FIRST}/{MANIFEST}", f"removed/{FIRST}/ldes/1.trig"} <= left[0]


@pytest.mark.parametrize(
    "forgets",
    [
        pytest.param(lambda path: path.name == "graph.nq", id="the contents of a file"),
        pytest.param(lambda path: path.name == MANIFEST, id="the manifest"),
        pytest.param(lambda path: path.name == "staging", id="the names in the release"),
        pytest.param(lambda path: path.name == "ldes", id="the names in a folder of the release"),
        pytest.param(lambda path: path.name == "releases", id="the name of the release"),
    ],
)
def test_what_is_not_synced_before_the_switch_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, forgets: Callable[[Path], bool]
) -> None:
    """Shows that the disk of these tests tells each kind of negligence."""
    disk = DurableDisk(monkeypatch, forgets)
    publish(tmp_path)
    assert disk.moved_too_early


def test_a_switch_that_is_not_synced_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk = DurableDisk(monkeypatch, lambda path: path == tmp_path)
    publish(tmp_path)
    assert "current" not in disk.surviving(tmp_path)
