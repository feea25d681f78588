"""A build gives a whole release or leaves everything as it was."""

from __future__ import annotations

import filecmp
import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, parse

from built_releases import build
from hostile_folders import HOSTILE, Hostile
from line_of_releases import Line
from sample_data import write_sample
from sampling import sampled
from stedenband import pipeline
from stedenband.cli import make_commands
from stedenband.errors import UsageError
from stedenband.pipeline import catalogue_files
from stedenband.projects import Project, find_project
from stedenband.releases import GRAPH, ReleaseFolder, is_whole, verify

STEDENBAND = [sys.executable, "-m", "stedenband"]


def project(root: Path) -> Project:
    folder = root / "project" / "data" / "voorbeeld"
    folder.mkdir(parents=True)
    write_sample(folder)
    return find_project(root / "project")


def raise_version(ours: Project, version: str) -> None:
    """Give the data set another version, so that the next build is a new release."""
    path = ours.data / "dataset.toml"
    text, times = re.subn(
        r'^version = ".*"$', f'version = "{version}"', path.read_text(encoding="utf-8"), flags=re.M
    )
    assert times == 1
    path.write_text(text, encoding="utf-8")


def relation(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_the_sample_builds_into_a_whole_release(tmp_path: Path) -> None:
    built = build(project(tmp_path), tmp_path / "out")
    assert built.report.conforms
    assert built.folder is not None
    assert ReleaseFolder(tmp_path / "out").current() == built.folder
    release = verify(built.folder)
    assert release.counts["Partnership"] >= 1
    assert {artefact.path for artefact in release.artefacts} == relation(built.folder) - {"manifest.json"}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    ours = project(tmp_path)
    first = pipeline.build(ours, tmp_path / "one").folder
    second = pipeline.build(ours, tmp_path / "two").folder
    assert first is not None
    assert second is not None
    names = sorted(relation(first))
    assert names == sorted(relation(second))
    assert filecmp.cmpfiles(first, second, names, shallow=False) == (names, [], [])


def test_a_second_build_of_the_same_input_keeps_the_release(tmp_path: Path) -> None:
    ours = project(tmp_path)
    first = pipeline.build(ours, tmp_path / "out")
    again = pipeline.build(ours, tmp_path / "out")
    assert first.new
    assert not again.new
    assert again.release == first.release


def test_another_base_gives_another_release_with_its_iris(tmp_path: Path) -> None:
    ours = project(tmp_path)
    base = "http://localhost:8000/"
    pipeline.build(ours, tmp_path / "out")
    built = pipeline.build(ours, tmp_path / "out", base_iri=base)
    assert built.folder is not None
    subjects = {q.subject.value for q in parse(path=built.folder / GRAPH, format=RdfFormat.N_QUADS)}
    assert base + "id/city/gent" in subjects
    assert len(ReleaseFolder(tmp_path / "out").folders()) == 2


def test_the_graph_is_sorted_lines_without_blank_nodes(tmp_path: Path) -> None:
    built = build(project(tmp_path), tmp_path / "out")
    assert built.folder is not None
    lines = (built.folder / GRAPH).read_bytes().splitlines()
    assert lines == sorted(set(lines))
    assert not [line for line in lines if line.startswith(b"_:")]


@pytest.mark.parametrize("extension", ["ttl", "nt", "rdf", "jsonld"])
def test_every_dump_holds_the_same_triples(tmp_path: Path, extension: str) -> None:
    built = build(project(tmp_path), tmp_path / "out")
    assert built.folder is not None
    assert built.release is not None
    formats = {
        "ttl": RdfFormat.TURTLE,
        "nt": RdfFormat.N_TRIPLES,
        "rdf": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
    }
    dump = built.folder / f"{built.release.dataset}.{extension}"
    found = {quad.triple for quad in parse(path=dump, format=formats[extension])}
    expected = {
        quad.triple
        for quad in parse(path=built.folder / GRAPH, format=RdfFormat.N_QUADS)
        if not quad.graph_name.value.endswith("/ontology")
    }
    about = {triple for triple in found if triple.subject.value.endswith("/dataset/voorbeeld")}
    assert about, "a dump says of itself what it is"
    assert found - about == expected


def test_expert_files_pass_the_same_gate(tmp_path: Path) -> None:
    ours = project(tmp_path)
    (ours.data / "extra.ttl").write_text(
        "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
        "<https://w3id.org/stedenband/gent/id/city/gent> rdfs:seeAlso <https://stad.gent/> ."
    )
    built = build(ours, tmp_path / "out")
    assert built.folder is not None
    assert b"seeAlso> <https://stad.gent/>" in (built.folder / GRAPH).read_bytes()


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("broken.ttl", "<a> <b> .", "expert-unreadable"),
        ("blank.ttl", "[] <https://e.org/p> <https://e.org/o> .", "expert-blank-node"),
        ("remote.jsonld", '{"@context": "https://e.org/context", "name": "x"}', "expert-unreadable"),
        ("deep.jsonld", '{"a":' * 20000 + "1" + "}" * 20000, "expert-unreadable"),
    ],
)
def test_a_bad_expert_file_is_named(tmp_path: Path, name: str, text: str, code: str) -> None:
    ours = project(tmp_path)
    (ours.data / name).write_text(text)
    report = pipeline.check(ours).report
    assert (code, name) in {(f.code, f.origin.file) for f in report.findings if f.origin}
    assert not report.conforms


@pytest.mark.parametrize("case", sampled(HOSTILE, 20, name=lambda case: case.name))
def test_a_hostile_folder_is_refused_and_the_served_release_stays(tmp_path: Path, case: Hostile) -> None:
    ours = project(tmp_path)
    served = build(ours, tmp_path / "out").folder
    assert served is not None
    case.spoil(ours.data)
    arguments = ["build", str(tmp_path / "project"), "--out", str(tmp_path / "out"), "--json"]
    done = CliRunner().invoke(make_commands("nl"), arguments)
    assert done.exit_code == 1, done.output
    findings = json.loads(done.stdout)["report"]["findings"]
    assert case.code in {finding["code"] for finding in findings}
    for finding in findings:
        assert finding["message"]["nl"]
        assert finding["message"]["en"]
    assert ReleaseFolder(tmp_path / "out").current() == served
    assert is_whole(served)


def test_there_are_at_least_24_hostile_folders() -> None:
    assert len(HOSTILE) >= 24


@pytest.mark.heavy
def test_kill_9_at_any_moment_leaves_a_whole_release(tmp_path: Path) -> None:
    """Builds are killed at random moments; each time the served release is whole, and a build after that succeeds."""
    ours = project(tmp_path)
    out = tmp_path / "out"
    pipeline.build(ours, out)
    moments = random.Random(20261122)
    for attempt in range(12):
        raise_version(ours, f"9.0.{attempt}")
        build = subprocess.Popen(
            [*STEDENBAND, "build", str(tmp_path / "project"), "--out", str(out)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(moments.uniform(0.3, 3.0))
        os.killpg(build.pid, signal.SIGKILL)
        build.wait()
        current = ReleaseFolder(out).current()
        assert current is not None
        assert is_whole(current)
        assert all(is_whole(folder) for folder in ReleaseFolder(out).folders())
    assert pipeline.build(ours, out).release is not None


def test_two_builds_at_once_give_one_whole_release(tmp_path: Path) -> None:
    """The second is told that another build is running (exit 3), or finds the work done (exit 0)."""
    ours = project(tmp_path)
    out = tmp_path / "out"
    command = [*STEDENBAND, "build", str(ours.root), "--out", str(out)]
    builds = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    told = [build.communicate(timeout=120)[1] for build in builds]
    codes = [build.returncode for build in builds]
    assert 0 in codes
    assert set(codes) <= {0, 3}
    assert all("another build" in words for words, code in zip(told, codes, strict=True) if code == 3)
    folder = ReleaseFolder(out).current()
    assert folder is not None
    assert is_whole(folder)


def test_a_full_disk_exits_3_and_the_served_release_stays(tmp_path: Path) -> None:
    """A limit on the size of a file stands in for the disk: writing fails with an OSError half way."""
    ours = project(tmp_path)
    out = tmp_path / "out"
    served = build(ours, out).folder
    assert served is not None
    raise_version(ours, "9.1.0")
    limited = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
        "sys.argv[0] = 'stedenband'\n"
        "from stedenband.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", limited, "build", str(tmp_path / "project"), "--out", str(out)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    assert done.returncode == 3, done.stderr
    assert "cannot write the release" in done.stderr
    assert ReleaseFolder(out).current() == served
    assert is_whole(served)


def test_a_folder_without_a_project_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"is not a project.*--demo"):
        find_project(tmp_path)
    with pytest.raises(UsageError, match="not a folder"):
        find_project(tmp_path / "nowhere")


def test_a_finding_of_a_shape_leads_back_to_its_cell(tmp_path: Path) -> None:
    """A twinning that ends without an act that says so is found in the graph and told by row and column."""
    ours = project(tmp_path)
    path = ours.data / "partnerships.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    header = rows[0].split(",")
    cells = rows[1].split(",")
    cells[header.index("status")] = "ended"
    path.write_text("\n".join([rows[0], ",".join(cells), *rows[2:]]) + "\n", encoding="utf-8")
    report = pipeline.check(ours).report
    assert not report.conforms
    assert ("partnerships.csv", 2) in {(f.origin.file, f.origin.row) for f in report.findings if f.origin}


def test_the_previous_release_is_compared_with_its_manifest_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each comparison reads every file of the release to its end."""
    line = Line(tmp_path, build=pipeline.build)
    first = line.release("1.0.0")
    compared: list[Path] = []

    def counted(folder: Path) -> bool:
        compared.append(folder)
        return is_whole(folder)

    monkeypatch.setattr(catalogue_files, "is_whole", counted)
    line.release("1.1.0")
    assert compared == [first]
