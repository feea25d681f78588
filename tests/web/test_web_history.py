"""The pages, the feed and the data of the history."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import feedparser
import httpx
import pytest
from click.testing import CliRunner
from pyoxigraph import RdfFormat, parse

from line_of_releases import BASE, Line, asked, ended, lines, three
from stedenband.cli import make_commands
from web_release import application, running


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return three(tmp_path_factory.mktemp("history"))


@pytest.fixture(scope="module")
def client(line: Line) -> Iterator[httpx.Client]:
    with (
        running(application(line.releases)) as address,
        httpx.Client(base_url=address, timeout=30, headers={"Accept-Language": "nl"}) as client,
    ):
        yield client


def html(client: httpx.Client, path: str, language: str = "nl") -> str:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200
    return answer.text


def test_the_releases_are_listed_with_all_that_is_promised(client: httpx.Client, line: Line) -> None:
    values = client.get("/releases.json").json()
    assert values["current"] == line.made[2]
    assert [release["id"] for release in values["releases"]] == line.made[::-1]
    newest = values["releases"][0]
    assert newest["conforms"] is True
    assert newest["counts"]["Partnership"] == 5
    assert newest["changes"]["removed"] == 1
    assert set(newest["findings"]) == {"violation", "warning", "info"}
    assert client.get(newest["manifest"]).status_code == 200
    page = html(client, "/releases", "en")
    for words in (
        "1.4.0",
        "22 November 2026",
        "5 partnerships",
        "Meets all rules.",
        line.made[0],
        "Violations: 0",
    ):
        assert words in page


def test_the_changes_are_told_in_both_languages(client: httpx.Client) -> None:
    assert "status gewijzigd van ‘slapend’ in ‘beëindigd’" in html(client, "/changes")
    assert "status changed from ‘dormant’ to ‘ended’" in html(client, "/changes", "en")


def test_a_release_of_the_same_data_is_no_news(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.release("1.0.0")
    line.release("1.0.1")
    with running(application(line.releases)) as address:
        feed = httpx.get(f"{address}changes.atom").text
        assert len(httpx.get(f"{address}releases.json").json()["releases"]) == 2
    assert feed.count("<entry>") == 1
    assert "1.0.1" not in feed


# == The differences ===========================================================


def test_what_a_release_changed_comes_in_every_form(client: httpx.Client, line: Line) -> None:
    folder = line.out / "releases" / line.made[1]
    address = f"/changes/{line.made[1]}"
    assert client.get(f"{address}.json").content == (folder / "changes.json").read_bytes()
    assert client.get(f"{address}.rdfp").content == (folder / "changes.rdfp").read_bytes()
    assert client.get(f"{address}.trig").content == (folder / "changes.trig").read_bytes()
    assert client.get(f"{address}.rdfp").headers["content-type"] == "application/rdf-patch"
    assert client.get(address, headers={"Accept": "application/json"}).json()["before"] == line.made[0]
    assert "Nottingham" in html(client, address)


def test_any_two_releases_are_compared(client: httpx.Client, line: Line) -> None:
    first, second, third = line.made
    back = client.get(f"/changes/{second}..{first}.json").json()
    there = client.get(f"/changes/{first}..{second}.json").json()
    assert (back["added"], back["removed"]) == (there["removed"], there["added"])
    same = client.get(f"/changes/{first}..{third}.json").json()
    assert same["tally"] == {"created": 0, "updated": 0, "removed": 0}
    assert "geen wijzigingen" in html(client, f"/changes/{first}..{third}")


def test_a_form_leads_to_the_comparison(client: httpx.Client, line: Line) -> None:
    first, second, _ = line.made
    answer = client.get("/changes", params={"from": first, "to": second, "lang": "en"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/changes/{first}..{second}?lang=en")
    assert client.get("/changes", params={"from": first, "to": "9.9.9-00000000"}).status_code == 404


def test_a_patch_from_the_web_turns_one_release_into_the_other(client: httpx.Client, line: Line) -> None:
    first, second = (line.out / "releases" / name / "voorbeeld.nq" for name in line.made[:2])
    state = set(lines(first))
    for change in client.get(f"/changes/{line.made[0]}..{line.made[1]}.rdfp").content.splitlines(
        keepends=True
    ):
        if change.startswith(b"D "):
            state.remove(change[2:])
        elif change.startswith(b"A "):
            state.add(change[2:])
    assert b"".join(sorted(state)) == second.read_bytes()


def test_statements_from_the_web_stand_in_two_graphs(client: httpx.Client, line: Line) -> None:
    body = client.get(f"/changes/{line.made[1]}.trig").content
    graphs = {
        str(quad.graph_name).rpartition("#")[2].rstrip(">") for quad in parse(body, format=RdfFormat.TRIG)
    }
    assert {"added", "removed"} <= graphs


@pytest.mark.parametrize(
    "path",
    [
        "/changes/nothing",
        "/changes/{0}..nothing",
        "/changes/nothing..{0}",
        "/changes/{0}.xyz",
        "/changes/{0}.trig",
    ],
)
def test_there_is_nothing_between_what_is_not(client: httpx.Client, line: Line, path: str) -> None:
    assert client.get(path.format(line.made[0])).status_code == 404


def test_what_was_removed_links_to_its_last_version(client: httpx.Client, line: Line) -> None:
    page = html(client, f"/changes/{line.made[1]}")
    assert f'href="/doc/question/melle-charter/{line.made[0]}"' in page


def test_a_removed_release_is_named_and_not_compared(tmp_path: Path) -> None:
    line = Line(tmp_path)
    first = line.release("1.0.0", {"questions": asked()}, day="2026-11-20")
    second = line.release("1.1.0", ended())
    shutil.rmtree(first)
    with running(application(line.releases)) as address:
        listed = httpx.get(f"{address}releases.json").json()["releases"]
        assert [release["kept"] for release in listed] == [True, False]
        assert httpx.get(f"{address}changes/{first.name}").status_code == 410
        assert httpx.get(f"{address}changes/{second.name}.json").status_code == 200
        page = httpx.get(f"{address}releases", headers={"Accept": "text/html", "Accept-Language": "nl"}).text
    assert "Deze uitgave wordt niet langer bewaard." in page


# == The feed ==================================================================


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_feed_reader_reads_the_feed(client: httpx.Client, line: Line, language: str) -> None:
    answer = client.get(f"/changes.atom?lang={language}")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert not feed.bozo, feed.get("bozo_exception")
    assert feed.version == "atom10"
    assert feed.feed.language == language
    assert feed.feed.id
    assert feed.feed.updated == feed.entries[0].updated == "2026-11-22T00:00:01Z"
    assert [entry.id for entry in feed.entries] == [f"{BASE}changes/{name}" for name in line.made[::-1]]
    for entry in feed.entries:
        assert entry.title
        assert entry.updated_parsed
        assert entry.link.startswith(BASE)
        assert entry.content[0].type == "text/html"
    words = {"nl": "status gewijzigd van", "en": "status changed from"}[language]
    assert words in feed.entries[1].content[0].value
    self_link = next(link for link in feed.feed.links if link.rel == "self")
    assert self_link.href == f"{BASE}changes.atom?lang={language}"


def test_the_feed_is_found_by_asking_for_it(client: httpx.Client) -> None:
    answer = client.get("/changes", headers={"Accept": "application/atom+xml"})
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert 'type="application/atom+xml"' in html(client, "/changes")


def test_words_of_the_data_cannot_break_out_of_the_feed(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.release("1.0.0")
    evil = "</content></entry><script>alert(1)</script>]]>&amp;"
    question = {"id": "evil", "about": "partnership/gent-melle", "question_nl": evil, "question_en": evil}
    line.release("1.1.0", {"questions": [*asked(), question]})
    with running(application(line.releases)) as address:
        body = httpx.get(f"{address}changes.atom").content
        page = httpx.get(f"{address}changes", headers={"Accept": "text/html"}).text
    feed = feedparser.parse(body)
    assert not feed.bozo
    assert len(feed.entries) == 2
    assert "<script" not in page.replace('<script src="', "")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in feed.entries[0].content[0].value or "<script" not in (
        feed.entries[0].content[0].value
    )


# == The command ===============================================================


def diff(line: Line, *arguments: str, language: str = "nl") -> str:
    command = ["diff", str(line.project.root), *arguments, "--out", str(line.out)]
    done = CliRunner().invoke(make_commands(language), command, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_says_in_words_what_changed(line: Line) -> None:
    text = diff(line, "1.2.0", "1.3.0")
    assert text.splitlines()[0] == f"Van uitgave {line.made[0]} naar uitgave {line.made[1]}"
    told = "einddatum toegevoegd: ‘2024’; status gewijzigd van ‘slapend’ in ‘beëindigd’"
    assert f"  Partnerschap Gent – Nottingham: {told}" in text.splitlines()
    assert "status changed from ‘dormant’ to ‘ended’" in diff(line, "1.2.0", "1.3.0", language="en")


def test_without_names_the_served_release_is_compared_with_the_one_before(line: Line) -> None:
    assert diff(line) == diff(line, line.made[2]) == diff(line, line.made[1], line.made[2])


def test_the_command_and_the_web_say_the_same(client: httpx.Client, line: Line) -> None:
    first, second, _ = line.made
    record = client.get(f"/changes/{first}..{second}.json").json()
    assert json.loads(diff(line, first, second, "--format", "json")) == record
    assert (
        diff(line, first, second, "--format", "patch").encode()
        == client.get(f"/changes/{second}.rdfp").content
    )
    assert (
        diff(line, first, second, "--format", "trig").encode()
        == client.get(f"/changes/{second}.trig").content
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["9"], "Er is geen uitgave 9"),
        (["1."], "kan meer dan één uitgave zijn"),
        (["1.2.0"], "geen andere om mee te vergelijken"),
        (["1.2.0", "1.3.0", "1.4.0"], "hoogstens twee"),
    ],
)
def test_the_command_says_what_it_cannot_compare(line: Line, arguments: list[str], words: str) -> None:
    command = ["diff", str(line.project.root), *arguments, "--out", str(line.out)]
    done = CliRunner().invoke(make_commands("nl"), command)
    assert done.exception is not None
    assert re.search(words, str(done.exception))


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_form_stays_where_a_release_to_compare_is_not_there(
    client: httpx.Client, line: Line, language: str
) -> None:
    newest = line.made[-1]
    answer = client.get(
        f"/changes?from=9.9.9-nowhere&to={newest}",
        headers={"Accept": "text/html", "Accept-Language": language},
    )
    assert answer.status_code == 404
    form = answer.text.partition('<form class="compare"')[2].partition("</form>")[0]
    chosen = re.findall(r'<option value="([^"]+)" selected>', form)
    assert chosen == [newest], "the one that exists stays chosen"
    assert form.count('aria-describedby="fault"') == 2
    assert {name for name in line.made if form.count(f'value="{name}"') == 2} == set(line.made)
