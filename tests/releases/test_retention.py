"""Old releases are removed, and what the history needs of them stays."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from pyoxigraph import NamedNode, RdfFormat, parse

from line_of_releases import Line, asked, ended
from stedenband import diff
from stedenband.cli import make_commands
from stedenband.errors import ReleaseDamagedError, ReleaseLockedError, UsageError
from stedenband.ns import TREE
from stedenband.pipeline.retention import prune
from stedenband.releases import GRAPH, MANIFEST, ReleaseFolder, examine, hold_release, is_whole, read_release
from stedenband.releases.removal import ReleaseRemover

DAY = date(2026, 12, 1)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Line:
    """Five releases, of which each changes something."""
    line = Line(tmp_path_factory.mktemp("retention"))
    for number in range(5):
        line.release(
            f"1.{number}.0", ended() if number % 2 else {"questions": asked()}, day=f"2026-11-{10 + number}"
        )
    return line


@pytest.fixture
def out(made: Line, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made.out, tmp_path / "out", symlinks=True))


def ids(out: Path) -> list[str]:
    return [folder.name for folder in ReleaseFolder(out).folders()]


def everything(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def command(out: Path, *options: str) -> Result:
    return CliRunner().invoke(make_commands("en"), ["prune", str(out), *options])


def test_the_newest_stay_and_the_history_of_the_others(out: Path, made: Line) -> None:
    before = everything(out)
    releases = ReleaseFolder(out)
    pruned = prune(releases, 2, today=DAY)
    assert (pruned.removed, pruned.stay) == (tuple(made.made[:3]), {})
    assert ids(out) == made.made[3:]
    assert [(one.id, one.removed) for one in releases.removed()] == [
        (name, "2026-12-01") for name in made.made[:3]
    ]
    for name in made.made[:3]:
        kept = out / "removed" / name
        assert examine(kept, diff.is_history_file).whole
        found = {
            path.relative_to(kept).as_posix(): path.read_bytes() for path in kept.rglob("*") if path.is_file()
        }
        assert {"manifest.json", "changes.json", "ldes/1.trig", "ldes/catalog/1.trig"} <= set(found)
        assert found == {each: before[f"releases/{name}/{each}"] for each in found}
        (one,) = (each for each in releases.removed() if each.id == name)
        assert set(one.files) == {
            each.removeprefix(f"releases/{name}/") for each in before if f"/{name}/" in each
        }
    assert not (out / "staging").exists()
    assert prune(releases, 2).removed == ()


def test_never_fewer_than_two(out: Path, made: Line) -> None:
    prune(ReleaseFolder(out), 0)
    assert ids(out) == made.made[3:]
    for options in (("--keep", "1"), ()):
        assert command(out, *options).exception is not None
    assert isinstance(command(out).exception, UsageError)


def test_a_dry_run_moves_nothing(out: Path, made: Line) -> None:
    before = everything(out)
    found = command(out, "--keep", "2", "--dry-run")
    assert found.exit_code == 0
    assert [name for name in made.made if f"{name}: would be removed" in found.stdout] == made.made[:3]
    assert everything(out) == before
    assert command(out, "--keep", "2").exit_code == 0
    assert ids(out) == made.made[3:]


def test_what_is_newer_than_the_served_one_stays(out: Path, made: Line) -> None:
    (out / "current").unlink()
    (out / "current").symlink_to(f"releases/{made.made[2]}")
    assert prune(ReleaseFolder(out), 2).removed == (made.made[0],)
    assert ids(out) == made.made[1:]


def test_a_damaged_release_is_not_counted_among_those_that_stay(out: Path, made: Line) -> None:
    (out / "releases" / made.made[3] / GRAPH).write_bytes(b"")
    prune(ReleaseFolder(out), 2)
    assert ids(out) == made.made[2:], "the whole one before the served one is what a server falls back to"


def test_nothing_is_removed_while_the_served_release_is_damaged(out: Path, made: Line) -> None:
    (out / "releases" / made.made[-1] / GRAPH).write_bytes(b"")
    with pytest.raises(ReleaseDamagedError):
        prune(ReleaseFolder(out), 2)
    assert ids(out) == made.made


@pytest.mark.parametrize("name", [diff.CHANGES, "ldes/1.trig", MANIFEST])
def test_a_release_whose_history_is_damaged_stays(out: Path, made: Line, name: str) -> None:
    (out / "releases" / made.made[1] / name).write_bytes(b"{}")
    pruned = prune(ReleaseFolder(out), 2)
    assert pruned.stay == {made.made[1]: "damaged"}
    assert pruned.removed == (made.made[0], made.made[2])
    assert made.made[1] in ids(out)


def test_a_release_that_a_server_holds_stays(out: Path, made: Line) -> None:
    held = hold_release(out / "releases" / made.made[0])
    assert prune(ReleaseFolder(out), 2, dry_run=True).stay == {made.made[0]: "held"}
    assert prune(ReleaseFolder(out), 2).stay == {made.made[0]: "held"}
    held.release()
    assert prune(ReleaseFolder(out), 2).removed == (made.made[0],)


def test_no_release_is_removed_while_a_build_runs(out: Path) -> None:
    with ReleaseFolder(out).writing(), pytest.raises(ReleaseLockedError):
        prune(ReleaseFolder(out), 2)


def test_the_last_release_with_a_version_of_the_vocabulary_stays(
    out: Path, made: Line, tmp_path: Path
) -> None:
    line = Line(tmp_path / "line")
    ontology = line.root / "project" / "ontology"
    shutil.copytree(Path(__file__).parents[2] / "ontology", ontology)
    core = ontology / "stedenband.ttl"
    core.write_text(core.read_text().replace("0.2.0", "0.0.9"))
    line.release("1.0.0", day="2026-11-10")
    line.release("1.0.1", day="2026-11-11")
    shutil.rmtree(ontology)
    for number in range(2, 5):
        line.release(f"1.0.{number}", day=f"2026-11-{10 + number}")
    pruned = prune(line.releases, 2)
    assert pruned.stay == {line.made[1]: "vocabulary"}
    assert pruned.removed == (line.made[0], line.made[2])


# == What comes after ==========================================================


def pages(out: Path) -> set[str]:
    """The pages that the root of the served release lists, by release."""
    current = ReleaseFolder(out).current()
    assert current is not None
    quads = parse((current / "ldes.trig").read_bytes(), format=RdfFormat.TRIG, base_iri="http://x.test/ldes")
    return {
        quad.object.value.split("/")[-2]
        for quad in quads
        if quad.predicate == TREE.node and isinstance(quad.object, NamedNode)
    }


@pytest.mark.parametrize("harm", [None, "damaged", "missing"])
def test_the_streams_go_on_where_their_pages_are_kept(tmp_path: Path, harm: str | None) -> None:
    line = Line(tmp_path)
    line.release("1.0.0", {"questions": asked()}, day="2026-11-10")
    line.release("1.1.0", ended(), day="2026-11-11")
    line.release("1.2.0", {"questions": asked()}, day="2026-11-12")
    prune(line.releases, 2)
    page = line.out / "removed" / line.made[0] / "ldes" / "1.trig"
    if harm == "damaged":
        page.write_bytes(page.read_bytes()[:-10])
    elif harm == "missing":
        page.unlink()
    last = line.release("1.3.0", ended(), day="2026-11-13")
    assert diff.read_release_line(last)[-1].whole is (harm is not None)
    assert pages(line.out) == ({last.name} if harm else set(line.made))


def test_the_name_of_a_removed_release_is_not_given_again(tmp_path: Path) -> None:
    line = Line(tmp_path)
    first = line.release("1.0.0", {"questions": asked()})
    for number in range(1, 4):
        line.release(f"1.{number}.0", ended())
    prune(line.releases, 2)
    again = line.release("1.0.0", {"questions": asked()})
    assert again.name == f"{first.name}-2"


def test_a_build_prunes_when_it_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(tmp_path)
    for number in range(3):
        line.release(f"1.{number}.0", ended() if number % 2 else {})
    monkeypatch.setenv("STEDENBAND_KEEP_RELEASES", "2")
    found = CliRunner().invoke(
        make_commands("en"), ["build", str(line.project.root), "--out", str(line.out), "--allow-withdrawals"]
    )
    assert found.exit_code == 0, found.output
    assert line.made[0] in found.output
    assert ids(line.out) == line.made[1:]
    monkeypatch.setenv("STEDENBAND_KEEP_RELEASES", "1")
    assert CliRunner().invoke(make_commands("en"), ["prune", str(line.out)]).exit_code != 0


# == Killed ====================================================================


def whole_or_gone(out: Path, made: Line) -> None:
    """Each release is there and whole, or gone, recorded, and kept for the history."""
    recorded = {one.id for one in ReleaseFolder(out).removed()}
    for name in made.made:
        if name in ids(out):
            assert is_whole(out / "releases" / name)
        else:
            assert not (out / "releases" / name).exists()
            assert name in recorded
            assert examine(out / "removed" / name, diff.is_history_file).whole
            assert read_release(out / "removed" / name).id == name


CHANGING = ("mkdir", "rename", "rmtree", "copyfile", "replace", "fsync", "unlink")


def killed_at(out: Path, step: int) -> int:
    """The status of a process that prunes and kills itself before that change to the disk."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    left = step

    def counting(owner: Any, name: str) -> None:
        real = getattr(owner, name)

        def change(*given: Any, **more: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **more)

        setattr(owner, name, change)

    try:
        for owner in (os, shutil, Path):
            for name in CHANGING:
                if hasattr(owner, name):
                    counting(owner, name)
        prune(ReleaseFolder(out), 2)
        os._exit(0)
    finally:
        os._exit(1)


def test_kill_at_every_step_leaves_a_release_whole_or_gone_and_recorded(
    out: Path, made: Line, tmp_path: Path
) -> None:
    """The process kills itself before its n-th change to the disk, for each n until it is no longer killed."""
    killed = 0
    for step in [*range(40), *range(40, 600, 9)]:
        copy = tmp_path / f"copy-{step}"
        shutil.copytree(out, copy, symlinks=True, copy_function=os.link)
        status = killed_at(copy, step)
        whole_or_gone(copy, made)
        if os.WIFEXITED(status):
            break
        assert os.WTERMSIG(status) == signal.SIGKILL
        killed += 1
        prune(ReleaseFolder(copy), 2)
        assert ids(copy) == made.made[3:]
        whole_or_gone(copy, made)
        assert not (copy / "staging").exists()
        shutil.rmtree(copy)
    assert os.WEXITSTATUS(status) == 0
    assert killed > 40


@pytest.mark.heavy
def test_kill_9_at_random_moments(out: Path, made: Line, tmp_path: Path) -> None:
    moments = random.Random(20261201)
    for attempt in range(8):
        copy = tmp_path / f"copy-{attempt}"
        shutil.copytree(out, copy, symlinks=True)
        running = subprocess.Popen(
            [sys.executable, "-m", "stedenband", "prune", str(copy), "--keep", "2"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(moments.uniform(0.3, 1.5))
        running.kill()
        running.wait()
        whole_or_gone(copy, made)


def test_what_was_changed_while_it_was_copied_is_not_removed(
    out: Path, made: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = shutil.copyfile

    def cut(source: Path, target: Path) -> None:
        real(source, target)
        if source.name == diff.CHANGES:
            target.write_bytes(b"{}")

    monkeypatch.setattr(shutil, "copyfile", cut)
    assert set(prune(ReleaseFolder(out), 2).stay.values()) == {"damaged"}
    assert ids(out) == made.made
    assert ReleaseRemover(out, out / "staging").out == out
