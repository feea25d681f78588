"""The catalogue is judged before the release is switched to; what is wrong is told by file, line and key."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from stedenband import pipeline
from stedenband.cli import make_commands
from stedenband.model import Finding, Severity
from stedenband.projects import Project
from stedenband.releases import ReleaseFolder, is_whole


def replaced(project: Project, old: str, new: str) -> int:
    """Change ``dataset.toml``; gives the number of the line that is changed."""
    path = project.data / "dataset.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def built(project: Project, out: Path) -> pipeline.Built:
    return pipeline.build(project, out)


def told(report_findings: tuple[Finding, ...], key: str) -> Finding:
    found = [f for f in report_findings if f.origin and f.origin.column == key]
    assert found, report_findings
    return found[0]


BAD = [
    ('nl = "Stedenbanden, een voorbeeld"\n', "", "title.nl", -1),
    ('license = "https://creativecommons.org/publicdomain/zero/1.0/"\n', "", "license", None),
    ('email = "data@example.org"\n', "", "contact.email", -1),
    ('"GOVE"', '"GOVERNMENT"', "themes", 0),
    ("A small collection of city partnerships that the tests of this project work with, complete in every part.",
     "Too short.", "description.en", 0),
    ('checked = "2026-11-22"', 'checked = "2026-11-23"', "checked", 0),
    ('modified = "2026-11-22"', 'modified = "2027-01-01"', "modified", 0),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "down"), BAD, ids=[case[2] for case in BAD])
def test_a_bad_description_names_file_line_key_and_what_would_do(
    sample: Project, old: str, new: str, key: str, down: int | None
) -> None:
    line = replaced(sample, old, new)
    report = pipeline.check(sample, today=datetime.date(2026, 11, 22)).report
    assert not report.conforms
    finding = told(report.findings, key)
    assert finding.origin is not None
    assert finding.origin.file == "dataset.toml"
    assert finding.origin.row == (1 if down is None else line + down)
    assert finding.message.keys() == finding.remedy.keys() == {"nl", "en"}


def test_a_missing_contact_is_told(sample: Project) -> None:
    path = sample.data / "dataset.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.index("[contact]")], encoding="utf-8")
    finding = told(pipeline.check(sample).report.findings, "contact")
    assert finding.origin is not None
    assert (finding.origin.file, finding.origin.row) == ("dataset.toml", 1)


def test_the_clock_says_which_days_have_not_come(sample: Project) -> None:
    replaced(sample, 'modified = "2026-11-22"', 'modified = "2999-01-01"')
    assert told(pipeline.check(sample).report.findings, "modified").code == "future-day"


def test_a_catalogue_that_does_not_conform_is_not_switched_to(sample: Project, tmp_path: Path) -> None:
    """A place that no table knows has no name, so that portals could not show where the data is about."""
    served = built(sample, tmp_path / "out").folder
    assert served is not None
    line = replaced(sample, "2797656", "1")
    refused = built(sample, tmp_path / "out")
    assert refused.folder is None
    assert refused.release is None
    assert not refused.report.conforms
    assert ReleaseFolder(tmp_path / "out").current() == served
    assert is_whole(served)
    assert len(ReleaseFolder(tmp_path / "out").folders()) == 1
    finding = told(refused.report.findings, "spatial")
    assert finding.code == "Location-label-en"
    assert finding.severity is Severity.VIOLATION
    assert finding.origin is not None
    assert (finding.origin.file, finding.origin.row) == ("dataset.toml", line)
    assert "GeoNames" in finding.remedy["nl"]


def test_the_command_says_so_too(sample: Project, tmp_path: Path) -> None:
    replaced(sample, "2797656", "1")
    arguments = ["build", str(tmp_path / "project"), "--out", str(tmp_path / "out"), "--json"]
    done = CliRunner().invoke(make_commands("nl"), arguments)
    assert done.exit_code == 1, done.output
    codes = {finding["code"] for finding in json.loads(done.stdout)["report"]["findings"]}
    assert {"Location-label-nl", "Location-label-en"} <= codes


def test_the_gate_works_for_a_project_with_shapes_of_its_own(sample: Project, tmp_path: Path) -> None:
    (tmp_path / "project" / "shapes").mkdir()
    replaced(sample, "2797656", "1")
    assert built(sample, tmp_path / "out").folder is None


def test_what_is_no_longer_listed_is_remembered_through_later_releases(
    sample: Project, tmp_path: Path
) -> None:
    first = built(sample, tmp_path / "out").folder
    replaced(sample, 'slug = "voorbeeld"', 'slug = "ander"')
    replaced(sample, 'version = "1.2.0"', 'version = "2.0.0"')
    built(sample, tmp_path / "out")
    replaced(sample, 'version = "2.0.0"', 'version = "3.0.0"')
    third = built(sample, tmp_path / "out").folder
    assert first is not None
    assert third is not None
    known = json.loads((third / "withdrawn.json").read_bytes())
    base = "https://example.org/voorbeeld/"
    assert known[f"{base}dataset/voorbeeld"] == first.name
    assert known[f"{base}dataset/voorbeeld/distribution/ttl"] == first.name
    assert known[f"{base}record/dataset/voorbeeld"] == first.name
    assert f"{base}dataset/ander" not in known
    assert f"{base}service/sparql" not in known


def test_a_damaged_release_before_it_does_not_stop_a_build(sample: Project, tmp_path: Path) -> None:
    first = built(sample, tmp_path / "out").folder
    assert first is not None
    (first / "catalog.nt").write_text("not triples")
    replaced(sample, 'version = "1.2.0"', 'version = "2.0.0"')
    second = built(sample, tmp_path / "out").folder
    assert second is not None
    assert json.loads((second / "withdrawn.json").read_bytes()) == {}


def test_checksums_can_be_switched_off(sample: Project, tmp_path: Path) -> None:
    replaced(sample, 'frequency = "IRREG"', "checksums = false")
    folder = built(sample, tmp_path / "out").folder
    assert folder is not None
    for extension in ("ttl", "jsonld", "rdf", "nt"):
        assert b"spdx" not in (folder / f"catalog.{extension}").read_bytes()
