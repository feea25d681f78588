"""Releases form one line, whatever is rolled back, removed or damaged."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from line_of_releases import BASE, Line, ended, lines, record, three
from stedenband.diff import make_patch, read_release_line
from stedenband.releases import is_whole, read_release, verify


def test_each_release_names_the_one_before(tmp_path: Path) -> None:
    line = three(tmp_path)
    found = [read_release(line.out / "releases" / name).previous for name in line.made]
    assert found == [None, *line.made[:2]]
    assert all(is_whole(folder) for folder in line.releases.folders())


def test_the_line_is_kept_in_every_release(tmp_path: Path) -> None:
    line = three(tmp_path)
    last = read_release_line(line.out / "releases" / line.made[2])
    assert [entry.release for entry in last] == line.made
    assert [entry.moment for entry in last] == [
        "2026-11-20T00:00:00Z",
        "2026-11-22T00:00:00Z",
        "2026-11-22T00:00:01Z",
    ]
    assert [entry.whole for entry in last] == [True, False, False]


def test_going_back_to_older_input_is_a_step_forward_in_the_line(tmp_path: Path) -> None:
    line = Line(tmp_path)
    first = line.release("1.0.0")
    line.release("1.1.0", ended())
    again = line.release("1.0.0")
    assert again.name == f"{first.name}-2"
    assert line.releases.current() == again
    assert (again / "graph.nq").read_bytes() == (first / "graph.nq").read_bytes()
    assert record(again).before == line.made[1]
    assert line.release("1.0.0") == again, "the same input again is no new release"


def test_after_a_rollback_of_the_link_the_line_goes_on_from_its_end(tmp_path: Path) -> None:
    """Who followed the changes has seen the second release, whatever the link names now."""
    line = Line(tmp_path)
    first = line.release("1.0.0")
    second = line.release("1.1.0", ended())
    with line.releases.writing() as writer:
        writer.switch(first)
    third = line.release("1.2.0")
    assert read_release(third).previous == second.name
    assert "Nottingham" in (third / "changes.json").read_text(encoding="utf-8")


def test_another_base_begins_a_line_of_its_own(tmp_path: Path) -> None:
    from stedenband import pipeline

    line = Line(tmp_path)
    line.release("1.0.0")
    built = pipeline.build(line.project, line.out, base_iri="http://localhost:8000/")
    assert built.folder is not None
    assert read_release(built.folder).previous is None
    assert [entry.release for entry in read_release_line(built.folder)] == [built.folder.name]


def test_a_patch_turns_one_release_into_the_other_exactly(tmp_path: Path) -> None:
    line = three(tmp_path)
    for before, after in ((0, 1), (1, 2), (0, 2), (2, 0)):
        old, new = (line.out / "releases" / line.made[number] / "voorbeeld.nq" for number in (before, after))
        state = set(lines(old))
        for change in make_patch(old, new):
            if change.startswith(b"D "):
                state.remove(change[2:])
            elif change.startswith(b"A "):
                state.add(change[2:])
        assert b"".join(sorted(state)) == new.read_bytes()


def test_the_patch_in_a_release_is_that_from_the_one_before(tmp_path: Path) -> None:
    line = three(tmp_path)
    first, second = (line.out / "releases" / name for name in line.made[:2])
    assert (second / "changes.rdfp").read_bytes() == b"".join(
        make_patch(first / "voorbeeld.nq", second / "voorbeeld.nq")
    )
    assert not (first / "changes.rdfp").exists()


def test_the_statements_stand_in_two_graphs(tmp_path: Path) -> None:
    line = three(tmp_path)
    folder = line.out / "releases" / line.made[1]
    graphs: dict[str, int] = {}
    for quad in parse(path=folder / "changes.trig", format=RdfFormat.TRIG):
        name = str(quad.graph_name).rpartition("#")[2].rstrip(">")
        graphs[name] = graphs.get(name, 0) + 1
    found = record(folder)
    assert (graphs["added"], graphs["removed"]) == (found.added, found.removed)
    assert found.added > 0
    assert found.removed > 0


def test_the_files_of_the_changes_are_in_the_manifest(tmp_path: Path) -> None:
    line = three(tmp_path)
    release = verify(line.out / "releases" / line.made[1])
    listed = {artefact.path for artefact in release.artefacts}
    assert {
        "changes.json",
        "changes.trig",
        "changes.rdfp",
        "history.json",
        "ldes.trig",
        "ldes/1.trig",
    } <= listed


@pytest.mark.parametrize("harm", ["missing", "damaged"])
def test_a_release_before_that_cannot_be_read_does_not_stop_a_build(tmp_path: Path, harm: str) -> None:
    line = Line(tmp_path)
    first = line.release("1.0.0")
    data = first / "voorbeeld.nq"
    if harm == "missing":
        shutil.rmtree(first)
    else:
        data.write_bytes(data.read_bytes()[:-100])
    second = line.release("1.1.0", ended())
    assert record(second).before is None
    assert read_release_line(second)[-1].whole, "who follows the streams gets everything again"


def test_a_damaged_release_is_made_again_under_its_own_name(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.release("1.0.0")
    second = line.release("1.1.0", ended())
    before = record(second)
    (second / "voorbeeld.nq").write_bytes(b"")
    again = line.release("1.1.0", ended())
    assert again == second
    assert is_whole(again)
    assert record(again) == before


def test_a_release_from_before_the_line_was_kept_can_be_followed(tmp_path: Path) -> None:
    line = Line(tmp_path)
    first = line.release("1.0.0")
    manifest = json.loads((first / "manifest.json").read_bytes())
    for name in [
        a["path"] for a in manifest["artefacts"] if a["path"].startswith(("history", "changes", "ldes"))
    ]:
        (first / name).unlink()
    manifest["artefacts"] = [a for a in manifest["artefacts"] if (first / a["path"]).exists()]
    del manifest["manifest_sha256"]  # it had no seal either
    (first / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    second = line.release("1.1.0", ended())
    assert record(second).before == first.name
    (entry,) = read_release_line(second)
    assert entry.whole
    assert entry.release.startswith("1.1.0-")


def test_the_base_of_the_sample_is_the_one_the_tests_expect(tmp_path: Path) -> None:
    assert read_release(Line(tmp_path).release("1.0.0")).base_iri == BASE
