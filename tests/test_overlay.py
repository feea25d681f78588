"""A project's own rules and queries stand beside the packaged ones, file by file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stedenband import assets
from stedenband.projects import digest_inputs, find_project
from stedenband.store import load_queries

KINDS = (
    ("queries", "checks/*.rq", "checks/open-question.rq"),
    ("queries", "pages/*.rq", "pages/search-names.rq"),
    ("queries", "questions/*.rq", "questions/partners-of.rq"),
    ("shapes", "*.ttl", "should.ttl"),
    ("ontology", "*.ttl", "alignments.ttl"),
    ("ontology", "examples/*.ttl", "examples/gent.ttl"),
)


def names(part: str, pattern: str, project: Path | None = None) -> list[str]:
    return [path.name for path in assets.find_files(part, pattern, project)]


def put(project: Path, part: str, name: str, text: str) -> Path:
    path = project / part / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(("part", "pattern", "known"), KINDS)
def test_a_file_of_the_project_is_added_to_the_packaged_ones(
    part: str, pattern: str, known: str, tmp_path: Path
) -> None:
    own = put(tmp_path, part, pattern.replace("*", "own-rule"), "# mine\n")
    assert names(part, pattern, tmp_path) == sorted([*names(part, pattern), own.name])


@pytest.mark.parametrize(("part", "pattern", "known"), KINDS)
def test_a_file_of_the_same_name_stands_for_the_packaged_one(
    part: str, pattern: str, known: str, tmp_path: Path
) -> None:
    own = put(tmp_path, part, known, "# mine\n")
    found = assets.find_files(part, pattern, tmp_path)
    assert [path.name for path in found] == names(part, pattern)
    assert own in found


@pytest.mark.parametrize(("part", "pattern", "known"), KINDS)
def test_an_empty_file_leaves_the_packaged_one_out(
    part: str, pattern: str, known: str, tmp_path: Path
) -> None:
    own = put(tmp_path, part, known, "")
    assert names(part, pattern, tmp_path) == [name for name in names(part, pattern) if name != own.name]


@pytest.mark.parametrize(("part", "pattern", "known"), KINDS)
def test_the_other_folders_keep_the_packaged_files(
    part: str, pattern: str, known: str, tmp_path: Path
) -> None:
    put(tmp_path, part, known, "# mine\n")
    for other, globbed, _ in KINDS:
        assert names(other, globbed, tmp_path) == names(other, globbed)


def test_a_project_with_its_own_checks_has_the_pages_that_the_web_asks(tmp_path: Path) -> None:
    put(tmp_path, "queries", "checks/of-our-own.rq", "# mine\n")
    assert "search-names" in load_queries(assets.find_files("queries", "pages/*.rq", tmp_path))


@pytest.mark.parametrize(("part", "pattern", "known"), [kind for kind in KINDS if "pages" not in kind[1]][:1])
def test_a_rule_of_the_project_is_part_of_what_a_release_is_made_of(
    part: str, pattern: str, known: str, tmp_path: Path
) -> None:
    shutil.copytree(assets.find_folder("data") / "gent", tmp_path / "data" / "gent")
    project = find_project(tmp_path)
    before = digest_inputs(project, None)
    put(tmp_path, part, pattern.replace("*", "own-rule"), "# mine\n")
    assert digest_inputs(project, None) != before
