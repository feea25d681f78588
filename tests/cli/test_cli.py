"""The commands as a person or a machine uses them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from command_line import stedenband
from sample_data import write_sample
from stedenband.cli import choose_language, make_commands
from stedenband.i18n import INTERFACE_LANGUAGES, translate
from stedenband.message import N_
from stedenband.projects import digest_inputs, find_project
from stedenband.releases import ReleaseFolder


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / "data" / "voorbeeld"
    folder.mkdir(parents=True)
    write_sample(folder)
    return tmp_path / "project"


def invoke(*arguments: str, language: str = "en") -> Result:
    return CliRunner().invoke(make_commands(language), list(arguments))


HELP = {
    "check": N_("Check the tables and say by file, row and column what to mend. Writes nothing."),
    "build": N_(
        "Make a release of the tables and switch to it. When the data does not conform, the previous release stays."
    ),
    "serve": N_("Make a new release where needed and serve it on a web address."),
    "query": N_(
        "Ask the data a question: a named one (such as partners-of), a file with SPARQL, or - for standard input."
    ),
}


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("command", HELP)
def test_help_speaks_the_language(command: str, language: str) -> None:
    shown = invoke(command, "--help", language=language)
    assert shown.exit_code == 0
    assert translate(HELP[command], language)[:40] in " ".join(shown.output.split())


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        (["--lang", "nl", "check"], {}, "nl"),
        (["--lang=en"], {"LANG": "nl_BE.UTF-8"}, "en"),
        ([], {"LANG": "nl_BE.UTF-8"}, "nl"),
        ([], {"LC_ALL": "C", "LANG": "nl_BE"}, "nl"),
        ([], {"LANG": "de_DE"}, "en"),
        ([], {}, "en"),
    ],
)
def test_the_language_is_named_or_that_of_the_locale(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert choose_language(arguments, environment) == language


def test_check_of_good_data_exits_0(project: Path) -> None:
    done = stedenband("check", project)
    assert done.returncode == 0, done.stderr
    assert not (project / "build").exists()


def test_check_of_bad_data_exits_1_and_says_where(project: Path) -> None:
    path = project / "data" / "voorbeeld" / "partnerships.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("twinning", "twining", 1), encoding="utf-8")
    done = stedenband("--lang", "nl", "check", project)
    assert done.returncode == 1
    assert "partnerships.csv" in done.stdout
    assert "twining" in done.stdout


def test_check_as_json_and_sarif_are_machine_readable(project: Path) -> None:
    as_json = json.loads(stedenband("check", project, "--json").stdout)
    assert as_json["conforms"] is True
    sarif = json.loads(stedenband("check", project, "--sarif").stdout)
    assert sarif["version"] == "2.1.0"


def test_build_says_where_the_release_is(project: Path) -> None:
    done = stedenband("build", project, "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["new"] is True
    assert (Path(told["folder"]) / "manifest.json").is_file()


def test_query_prints_a_table(project: Path) -> None:
    text = "SELECT ?partnership WHERE { ?partnership a <https://w3id.org/stedenband/ns#Partnership> }"
    done = stedenband("query", project, "-", stdin=text)
    assert done.returncode == 0, done.stderr
    assert "partnership" in done.stdout.splitlines()[0]
    assert "partnership:" in done.stdout


@pytest.mark.parametrize(("form", "start"), [("csv", "n\r\n"), ("json", "{")])
def test_query_in_other_forms(project: Path, form: str, start: str) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    done = stedenband("query", project, "-", "--format", form, stdin=text)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(start)


def test_query_constructs_turtle(project: Path) -> None:
    text = "CONSTRUCT { ?s a ?c } WHERE { ?s a ?c } LIMIT 1"
    done = stedenband("query", project, "-", "--format", "turtle", stdin=text)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    refused = stedenband("query", project, "-", "--format", "csv", stdin=text)
    assert refused.returncode == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "/nowhere/at/all"], "not a folder"),
        (["build", "--base-iri", "not-an-iri"], "STEDENBAND_BASE_IRI"),
        (["query", "no-such-question"], "partners-of"),
        (["query", "partners-of", "--param", "city"], "city"),
        (["query", "a", "b", "c"], "at most"),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_wrong_use_exits_2_and_says_what_would_do(arguments: list[str], said: str, tmp_path: Path) -> None:
    done = stedenband(*arguments, *(["--out", str(tmp_path)] if arguments[0] == "query" else []))
    assert done.returncode == 2, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_query_that_does_not_parse_exits_2(project: Path) -> None:
    done = stedenband("query", project, "-", stdin="SELECT WHERE")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_folder_that_cannot_be_written_exits_3(project: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    done = stedenband("build", project, "--out", blocked / "out")
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_serving_again_builds_nothing_until_something_changes(project: Path, tmp_path: Path) -> None:
    """The digest that ``serve`` looks at is the one the build wrote."""
    out = tmp_path / "out"
    assert stedenband("build", project, "--out", out).returncode == 0
    found = find_project(project)
    releases = ReleaseFolder(out)
    current = releases.current()
    assert current is not None
    assert releases.read(current).inputs_digest == digest_inputs(found, None)
    assert digest_inputs(found, "https://data.example.org/") != digest_inputs(found, None)
    with (found.data / "cities.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert releases.read(current).inputs_digest != digest_inputs(found, None)


def test_serve_refuses_when_no_release_is_whole(project: Path) -> None:
    assert stedenband("build", project).returncode == 0
    current = ReleaseFolder(project / "build").current()
    assert current is not None
    (current / "graph.nq").write_bytes((current / "graph.nq").read_bytes()[:1000])
    refused = stedenband("serve", project, "--no-build", "--port", "0")
    assert refused.returncode == 3
    assert "graph.nq: has 1000 bytes, the manifest says" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("command", [["check"], ["build"], ["serve"], ["query", "partners-of"], ["diff"]])
@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_without_tables_nothing_is_read_unasked(command: list[str], language: str, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    (empty / "data" / "stad").mkdir(parents=True)
    done = stedenband("--lang", language, *command, cwd=empty)
    assert done.returncode == 2, done.stdout + done.stderr
    for word in (str(empty), str(empty / "data"), "dataset.toml", "*.csv", "--demo"):
        assert word in done.stderr
    assert done.stdout == ""
    assert sorted(empty.rglob("*")) == [empty / "data", empty / "data" / "stad"]


def test_the_demonstration_is_asked_for(tmp_path: Path) -> None:
    done = stedenband("check", "--demo", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(json.loads(done.stdout)["folder"]).name == "gent"
    both = stedenband("check", "--demo", tmp_path)
    assert both.returncode == 2


def test_the_current_folder_may_be_one_of_tables(project: Path) -> None:
    folder = project / "data" / "voorbeeld"
    assert stedenband("check", cwd=folder).returncode == 0


def test_every_report_names_the_folder_it_read(project: Path) -> None:
    folder = (project / "data" / "voorbeeld").resolve()
    assert str(folder) in stedenband("check", project).stderr
    assert json.loads(stedenband("check", project, "--json").stdout)["folder"] == str(folder)
    [run] = json.loads(stedenband("check", project, "--sarif").stdout)["runs"]
    assert run["originalUriBaseIds"]["DATA"]["uri"] == f"{folder.as_uri()}/"
    built = stedenband("build", project)
    assert str(folder) in built.stderr
    assert json.loads(stedenband("build", project, "--json").stdout)["read"] == str(folder)
    current = ReleaseFolder(project / "build").current()
    assert current is not None
    published = b"".join(path.read_bytes() for path in current.rglob("*.*") if path.suffix != ".gz")
    assert str(project).encode() not in published


def test_releases_are_asked_without_their_tables(project: Path, tmp_path: Path) -> None:
    out, empty = tmp_path / "out", tmp_path / "empty"
    empty.mkdir()
    assert stedenband("build", project, "--out", out).returncode == 0
    asked = stedenband("query", "partners-of", "--out", out, cwd=empty)
    assert asked.returncode == 0, asked.stderr
    assert "--demo" not in stedenband("diff", "--out", out, cwd=empty).stderr
