"""Files of named questions that the site cannot answer or list: told of at the start, with the file and the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from stedenband.errors import UsageError
from stedenband.settings import Settings
from stedenband.store import FakeStore
from stedenband.web import create_app
from web_release import gent, publish

HEAD = """#+ title.en: A question
#+ title.nl: Een vraag
#+ summary.en: What it asks.
#+ summary.nl: Wat ze vraagt.
#+ group: time
"""


def start(folder: Path, text: str) -> None:
    """Make the application of a project that has this question of its own."""
    path = folder / "project" / "queries" / "questions" / "own.rq"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    releases = publish(folder / "out", gent()[:20])

    async def open_store(*_: object) -> FakeStore:
        return FakeStore([])

    create_app(releases, Settings(), open_store=open_store, project=folder / "project")


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?a { ?a ?b ?c } ORDER BY ?a LIMIT 3",
        "SELECT ?a { ?a ?b ?c } ORDER BY ?a OFFSET 3",
        "SELECT ?a { ?a ?b ?c } ORDER BY ?a VALUES ?a { 1 }",
        "SELECT ?a { ?a ?b ?c } LIMIT 3",
    ],
)
def test_a_question_that_ends_in_limit_is_an_error(tmp_path: Path, query: str) -> None:
    with pytest.raises(UsageError, match=r"own\.rq: .*ends in LIMIT.*sub-select") as raised:
        start(tmp_path, HEAD + query)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("group", ["times", "Time", ""])
def test_a_group_that_does_not_exist_is_an_error(tmp_path: Path, group: str) -> None:
    with pytest.raises(UsageError, match=rf"own\.rq: .*'{group}'.*partnerships, time, changes"):
        start(tmp_path, HEAD.replace("group: time", f"group: {group}") + "SELECT ?a { ?a ?b ?c } ORDER BY ?a")


def test_a_question_without_a_group_is_among_the_others_and_a_limit_may_stand_inside(tmp_path: Path) -> None:
    head = HEAD.replace("#+ group: time\n", "")
    start(tmp_path, head + "SELECT ?a { { SELECT ?a { ?a ?b ?c } LIMIT 5 } } ORDER BY ?a")


def test_a_question_may_ask_for_a_graph(tmp_path: Path) -> None:
    start(tmp_path, HEAD + "CONSTRUCT { ?a ?b ?c } WHERE { { SELECT * { ?a ?b ?c } LIMIT 3 } }")
