"""What is published and no longer in the tables is named before it goes, and much of it goes only with leave."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from command_line import stedenband
from line_of_releases import Line, without
from sample_data import DATASET, rows, write_sample
from stedenband import pipeline
from stedenband.projects import find_project
from stedenband.releases import ReleaseFolder


def less(root: Path, *gone: str) -> None:
    """The tables without these partnerships and what hangs on them."""

    def stays(row: dict[str, str]) -> bool:
        return not any(name in "|".join(row.values()) for name in gone)

    folder = root / "project" / "data" / "voorbeeld"
    for table in folder.glob("*.csv"):
        table.unlink()
    kept = {
        table: [row for row in rows(table) if stays(row)]
        for table in ("partnerships", "participations", "acts", "claims", "questions")
    }
    kept["changes"] = [
        {
            column: "|".join(part for part in cell.split("|") if part not in gone)
            for column, cell in row.items()
        }
        for row in rows("changes")
    ]
    write_sample(folder, dataset=DATASET.replace('version = "1.2.0"', 'version = "1.3.0"'), **kept)


@pytest.fixture
def line(tmp_path: Path) -> Line:
    made = Line(tmp_path)
    made.release("1.2.0")
    return made


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return stedenband("--lang", "nl", *arguments)


def references(withdrawals: pipeline.Withdrawals) -> list[str]:
    return [thing.reference for thing in withdrawals.things]


def test_nothing_goes_when_nothing_changed(line: Line) -> None:
    assert pipeline.check(line.project, out=line.out).withdrawals.things == ()
    assert pipeline.build(line.project, line.out).withdrawals.things == ()


def test_another_base_withdraws_nothing(line: Line) -> None:
    checked = pipeline.check(line.project, out=line.out, base_iri="https://data.example.org/")
    assert checked.withdrawals.things == ()
    assert checked.consented


def test_a_thing_that_goes_is_named_and_needs_no_leave(line: Line) -> None:
    write_sample(line.project.data, claims=without("melle-start"))
    checked = pipeline.check(line.project, out=line.out)
    assert references(checked.withdrawals) == ["claim/melle-start"]
    assert checked.consented
    built = pipeline.build(line.project, line.out)
    assert references(built.withdrawals) == ["claim/melle-start"]
    assert built.new


def test_many_partnerships_go_only_with_leave(line: Line) -> None:
    served = ReleaseFolder(line.out).current()
    less(line.root, "gent-taizhou")
    before = sorted(line.out.rglob("*"))
    checked = pipeline.check(line.project, out=line.out)
    assert checked.conforms, [finding.message["en"] for finding in checked.report.findings]
    assert not checked.consented
    assert "partnership/gent-taizhou" in references(checked.withdrawals)
    refused = pipeline.build(line.project, line.out)
    assert refused.folder is None
    assert refused.report.conforms
    assert refused.withdrawals == checked.withdrawals
    assert sorted(line.out.rglob("*")) == before
    assert ReleaseFolder(line.out).current() == served
    asked: list[pipeline.Withdrawals] = []

    def no(gone: pipeline.Withdrawals) -> bool:
        asked.append(gone)
        return False

    assert pipeline.build(line.project, line.out, consent=no).folder is None
    assert asked == [checked.withdrawals]
    assert pipeline.build(line.project, line.out, consent=lambda _: True).new
    assert ReleaseFolder(line.out).current() != served


def test_a_tenth_exactly_needs_no_leave() -> None:
    partnership = pipeline.Withdrawn("partnership/a", {})
    assert not pipeline.Withdrawals((partnership,), partnerships=10, release="1").many
    assert pipeline.Withdrawals((partnership,), partnerships=9, release="1").many
    assert not pipeline.Withdrawals((pipeline.Withdrawn("city/a", {}),), partnerships=1, release="1").many


def test_the_commands_say_so_and_want_the_flag(line: Line) -> None:
    less(line.root, "gent-taizhou")
    folder, served = line.root / "project", ReleaseFolder(line.out).current()
    for verb in ("check", "build"):
        done = command(verb, folder, "--out", line.out)
        assert done.returncode == 1, done.stderr
        assert "partnership/gent-taizhou" in done.stderr
        assert "Taizhou" in done.stderr
        assert "--allow-withdrawals" in done.stderr
        told = json.loads(command(verb, folder, "--out", line.out, "--json").stdout)
        assert "partnership/gent-taizhou" in [thing["thing"] for thing in told["withdrawn"]]
    assert ReleaseFolder(line.out).current() == served
    assert command("check", folder, "--out", line.out, "--allow-withdrawals").returncode == 0
    assert command("build", folder, "--out", line.out, "--allow-withdrawals").returncode == 0
    assert ReleaseFolder(line.out).current() != served


def read_terminal(handle: int) -> bytes:
    """All that a program writes to its terminal, until it ends; the kernel holds 4 KiB of it at a time."""
    found = b""
    with suppress(OSError):  # Linux says that the last program has closed its side by an error
        while piece := os.read(handle, 4096):
            found += piece
    return found


@pytest.mark.parametrize(("answer", "code"), [("n", 1), ("y", 0)])
def test_at_a_terminal_the_question_is_asked(line: Line, answer: str, code: int) -> None:
    less(line.root, "gent-taizhou")
    served = ReleaseFolder(line.out).current()
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "stedenband", "build", str(line.root / "project"), "--out", str(line.out)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    ) as process:
        os.close(theirs)
        os.write(ours, f"{answer}\n".encode())
        told = read_terminal(ours).decode()
        assert process.wait(timeout=120) == code
    os.close(ours)
    assert "gent-taizhou" in told
    assert (ReleaseFolder(line.out).current() == served) == (code == 1)


def test_what_cannot_be_read_of_the_published_release_stops_no_build(line: Line) -> None:
    current = ReleaseFolder(line.out).current()
    assert current is not None
    (current / "graph.nq").write_bytes(b"damaged")
    less(line.root, "gent-taizhou")
    assert pipeline.build(find_project(line.root / "project"), line.out).new
