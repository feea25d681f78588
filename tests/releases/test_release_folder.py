"""A release is whole or it is not there; the pointer moves in one step."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from stedenband.errors import ReleaseDamagedError, ReleaseLockedError, SurroundingsError
from stedenband.model import Release
from stedenband.releases import ReleaseFolder, examine, is_whole, read_release, serialize_manifest, verify

RELEASE = Release(
    id="1.0.0-aaaaaaaa",
    version="1.0.0",
    base_iri="https://data.example.org/",
    dataset="voorbeeld",
    city="voorbeeld",
    title={"en": "Example", "nl": "Voorbeeld"},
    modified="2026-11-22",
    inputs_digest="aaaaaaaa",
    generator="stedenband",
    previous=None,
    counts={"quads": 1},
    sources={"cities.csv": "00"},
    artefacts=(),
    conforms=True,
    findings={"violation": 0},
)


def publish(out: Path, release_id: str, text: bytes = b"graph") -> Path:
    with ReleaseFolder(out).writing() as writer:
        writer.put("graph.nq", text, "application/n-quads")
        return writer.publish(replace(RELEASE, id=release_id, artefacts=writer.artefacts))


def test_before_the_first_release_there_is_none(tmp_path: Path) -> None:
    assert ReleaseFolder(tmp_path / "out").current() is None


def test_a_published_release_is_current_and_whole(tmp_path: Path) -> None:
    folder = publish(tmp_path, "1.0.0-aaaaaaaa")
    assert ReleaseFolder(tmp_path).current() == folder
    assert verify(folder).artefacts[0].size == 5
    assert not (tmp_path / "staging").exists()


def test_a_second_release_leaves_the_first_as_it_was(tmp_path: Path) -> None:
    first = publish(tmp_path, "1.0.0-aaaaaaaa")
    before = (first / "manifest.json").read_bytes()
    second = publish(tmp_path, "1.0.1-bbbbbbbb")
    assert ReleaseFolder(tmp_path).current() == second
    assert (first / "manifest.json").read_bytes() == before
    assert ReleaseFolder(tmp_path).folders() == [first, second]


def test_a_damaged_release_of_the_same_name_is_replaced(tmp_path: Path) -> None:
    folder = publish(tmp_path, "1.0.0-aaaaaaaa")
    (folder / "graph.nq").write_bytes(b"grap")
    assert not is_whole(folder)
    assert is_whole(publish(tmp_path, "1.0.0-aaaaaaaa"))


def test_verify_names_the_file_that_differs(tmp_path: Path) -> None:
    folder = publish(tmp_path, "1.0.0-aaaaaaaa")
    (folder / "graph.nq").write_bytes(b"GRAPH")
    with pytest.raises(ReleaseDamagedError, match=r"graph\.nq.*SHA-256"):
        verify(folder)


def test_a_manifest_reads_back_to_the_same_release(tmp_path: Path) -> None:
    folder = publish(tmp_path, "1.0.0-aaaaaaaa")
    release = read_release(folder)
    assert serialize_manifest(release) == (folder / "manifest.json").read_bytes()
    assert replace(release, artefacts=()) == RELEASE


@pytest.mark.parametrize("bytes_", [b"", b"[]", b"{}", b'{"artefacts": 3}', b"\xff"])
def test_a_broken_manifest_is_a_clear_error(tmp_path: Path, bytes_: bytes) -> None:
    folder = publish(tmp_path, "1.0.0-aaaaaaaa")
    (folder / "manifest.json").write_bytes(bytes_)
    with pytest.raises(ReleaseDamagedError, match="manifest"):
        read_release(folder)


def _break_off(out: Path) -> None:
    with ReleaseFolder(out).writing() as writer:
        writer.put("graph.nq", b"half", "application/n-quads")
        raise RuntimeError("the build broke")


def test_an_error_while_writing_leaves_the_served_release(tmp_path: Path) -> None:
    folder = publish(tmp_path, "1.0.0-aaaaaaaa")
    with pytest.raises(RuntimeError, match="broke"):
        _break_off(tmp_path)
    assert ReleaseFolder(tmp_path).current() == folder
    assert not (tmp_path / "staging").exists()


def test_leftovers_of_a_killed_build_are_swept(tmp_path: Path) -> None:
    (tmp_path / "staging").mkdir(parents=True)
    (tmp_path / "staging" / "old.nq").write_text("leftover")
    folder = publish(tmp_path, "1.0.0-aaaaaaaa")
    assert sorted(path.name for path in folder.iterdir()) == ["graph.nq", "manifest.json"]


def test_two_builds_at_once_the_second_is_told_and_the_first_goes_on(tmp_path: Path) -> None:
    """The lock goes with the open file, so a second one in this process meets it as another process would."""
    first, second = ReleaseFolder(tmp_path), ReleaseFolder(tmp_path)
    with first.writing() as writer:
        writer.put("graph.nq", b"graph", "application/n-quads")
        with pytest.raises(ReleaseLockedError, match="another build"), second.writing():
            pass
        folder = writer.publish(replace(RELEASE, artefacts=writer.artefacts))
    assert is_whole(folder)


def test_a_folder_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(SurroundingsError, match="cannot write"), ReleaseFolder(blocked / "out").writing():
        pass


def test_a_full_disk_is_a_clear_error_and_the_old_release_stays(tmp_path: Path) -> None:
    """The size limit of the process stands in for the disk: the write fails in the same place, with an OSError."""
    folder = publish(tmp_path, "1.0.0-aaaaaaaa")
    script = (
        "import resource, signal, sys\n"
        "from pathlib import Path\n"
        "from stedenband.errors import SurroundingsError\n"
        "from stedenband.releases import ReleaseFolder\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n"
        "    with ReleaseFolder(Path(sys.argv[1])).writing() as writer:\n"
        "        writer.put('graph.nq', b'x' * 100000, 'application/n-quads')\n"
        "except SurroundingsError as error:\n"
        "    print(error); sys.exit(3)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ,
    )
    assert done.returncode == 3, done.stderr
    assert "cannot write the release" in done.stdout
    assert ReleaseFolder(tmp_path).current() == folder
    assert is_whole(folder)
    assert not (tmp_path / "staging").exists()


def test_one_bit_flipped_anywhere_in_a_manifest_is_found(tmp_path: Path) -> None:
    folder = publish(tmp_path, "1.0.0-aaaaaaaa")
    path = folder / "manifest.json"
    good = path.read_bytes()
    tried = 0
    for place in range(len(good)):
        for bit in (1, 4, 32):
            path.write_bytes(good[:place] + bytes((good[place] ^ bit,)) + good[place + 1 :])
            with pytest.raises(ReleaseDamagedError):
                read_release(folder)
            tried += 1
    assert tried == 3 * len(good) > 1500


def test_a_manifest_of_before_there_were_seals_is_read(tmp_path: Path) -> None:
    folder = publish(tmp_path, "1.0.0-aaaaaaaa")
    path = folder / "manifest.json"
    values = json.loads(path.read_bytes())
    del values["manifest_sha256"]
    path.write_text(json.dumps(values))
    assert read_release(folder).id == "1.0.0-aaaaaaaa"


def test_a_release_under_another_name_is_not_whole(tmp_path: Path) -> None:
    folder = publish(tmp_path, "1.0.0-aaaaaaaa")
    assert examine(folder).whole
    moved = folder.rename(folder.with_name("1.0.0-bbbbbbbb"))
    assert [fault.what for fault in examine(moved).faults] == ["id"]
    (moved / "manifest.json").write_bytes(b"{")
    assert not examine(moved).whole


@pytest.mark.parametrize(("text", "size"), [(b"gra", 3), (b"graphs", 6)])
def test_a_file_of_another_length_is_told_by_its_length(tmp_path: Path, text: bytes, size: int) -> None:
    folder = publish(tmp_path, "1.0.0-aaaaaaaa")
    (folder / "graph.nq").write_bytes(text)
    with pytest.raises(ReleaseDamagedError, match=f"has {size} bytes, the manifest says 5"):
        verify(folder)
