"""``stedenband verify`` names what of a release is not what was released."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from damaged_files import DAMAGES, Damage, extend, replace_under_its_date, truncate
from line_of_releases import Line
from stedenband import diff
from stedenband.cli import make_commands
from stedenband.errors import UsageError
from stedenband.releases import GRAPH, MANIFEST, examine, read_release, serialize_manifest


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Line:
    line = Line(tmp_path_factory.mktemp("verify"))
    line.release("1.2.0")
    line.release("1.3.0")
    return line


@pytest.fixture
def out(made: Line, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made.out, tmp_path / "out", symlinks=True))


def verify(out: Path, *options: str, language: str = "en") -> Result:
    return CliRunner().invoke(make_commands(language), ["verify", str(out), *options])


def told(out: Path, *options: str) -> tuple[int, dict[str, Any]]:
    found = verify(out, "--json", *options)
    return found.exit_code, json.loads(found.stdout)


def test_whole_releases_are_whole(out: Path, made: Line) -> None:
    for options, ids in (((), made.made[-1:]), (("--all",), made.made)):
        code, values = told(out, *options)
        assert (code, values["whole"], values["current"]) == (0, True, made.made[-1])
        assert [one["id"] for one in values["releases"]] == ids
        assert {one["seal"] for one in values["releases"]} == {"holds"}
    assert f"{made.made[-1]}: whole" in verify(out).stdout
    assert f"{made.made[-1]}: heel" in verify(out, language="nl").stdout


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_each_damage_to_each_file_is_named(out: Path, made: Line, damage: Damage) -> None:
    served = out / "releases" / made.made[-1]
    names = [artefact.path for artefact in read_release(served).artefacts]
    for name in names:
        damage(served / name)
    code, values = told(out)
    assert code == 1
    assert not values["current_whole"]
    faults = values["releases"][0]["faults"]
    assert [fault["path"] for fault in faults] == names
    sized = damage in (extend, truncate)
    assert {fault["what"] for fault in faults} == {"size" if sized else "sha256"}
    shown = verify(out).stdout
    assert all(f"changed: {name}" in shown for name in names)


def test_what_is_missing_and_what_is_extra_is_named(out: Path, made: Line) -> None:
    served = out / "releases" / made.made[-1]
    (served / GRAPH).unlink()
    (served / "ldes" / "old.bak").write_bytes(b"x")
    (served / "elsewhere").symlink_to(out)
    code, values = told(out)
    faults = {(fault["what"], fault["path"]) for fault in values["releases"][0]["faults"]}
    assert code == 1
    assert faults == {("missing", GRAPH), ("extra", "ldes/old.bak"), ("extra", "elsewhere")}


def drop_seal(folder: Path) -> None:
    values = json.loads((folder / MANIFEST).read_bytes())
    del values["manifest_sha256"]
    (folder / MANIFEST).write_text(json.dumps(values))


MANIFESTS: dict[str, tuple[Callable[[Path], object], str, int]] = {
    "one bit": (lambda folder: replace_under_its_date(folder / MANIFEST), "broken", 1),
    "emptied": (lambda folder: (folder / MANIFEST).write_bytes(b""), "broken", 1),
    "gone": (lambda folder: (folder / MANIFEST).unlink(), "missing", 1),
    "without a seal, as earlier programs wrote it": (drop_seal, "none", 0),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_the_seal_of_the_manifest_is_told(out: Path, made: Line, name: str) -> None:
    change, seal, exit_code = MANIFESTS[name]
    change(out / "releases" / made.made[-1])
    for options in ((), ("--all",)):
        code, values = told(out, *options)
        assert (code, values["releases"][-1]["seal"]) == (exit_code, seal)


def test_a_manifest_of_another_release_is_none_of_this(out: Path, made: Line) -> None:
    first, last = (out / "releases" / name for name in made.made)
    shutil.copyfile(first / MANIFEST, last / MANIFEST)
    assert ("id", MANIFEST) in [(fault.what, fault.path) for fault in examine(last).faults]
    assert verify(out).exit_code == 1


def test_an_earlier_release_is_looked_at_only_with_all(out: Path, made: Line) -> None:
    (out / "releases" / made.made[0] / GRAPH).unlink()
    assert told(out)[0] == 0
    code, values = told(out, "--all")
    assert (code, values["current_whole"], values["whole"]) == (1, True, False)


def test_a_pointer_that_leads_nowhere_is_told(out: Path) -> None:
    (out / "current").unlink()
    assert told(out, "--all")[0] == told(out)[0] == 1
    (out / "current").symlink_to("releases/9.9.9-00000000")
    assert told(out)[0] == 1
    assert "NOT whole" in verify(out, "--all").stdout


def test_nothing_there_is_a_wrong_question(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none"):
        found = verify(folder)
        assert isinstance(found.exception, UsageError)
        assert found.exception.exit_code == 2


def test_what_cannot_be_read_is_another_matter(out: Path, made: Line) -> None:
    path = out / "releases" / made.made[-1] / GRAPH
    path.unlink()
    path.mkdir()  # a file that fails to be read, for root as well
    code, values = told(out)
    assert code == 3
    assert [fault["what"] for fault in values["releases"][0]["faults"]] == ["unreadable"]


def test_what_is_kept_of_a_removed_release_is_compared(out: Path, made: Line) -> None:
    kept = out / "removed" / made.made[0]
    os.renames(out / "releases" / made.made[0], kept)
    for artefact in read_release(kept).artefacts:
        if not diff.is_history_file(artefact.path):
            (kept / artefact.path).unlink()
    assert told(out, "--all")[0] == 0
    (kept / diff.CHANGES).write_bytes(b"{}")
    code, values = told(out, "--all")
    assert code == 1
    assert [one["removed"] for one in values["releases"]] == [False, True]


def test_the_manifest_is_written_as_it_is_read(out: Path, made: Line) -> None:
    served = out / "releases" / made.made[-1]
    assert serialize_manifest(read_release(served)) == (served / MANIFEST).read_bytes()
