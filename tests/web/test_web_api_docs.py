"""What docs/api.md shows is what the server does."""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import re
from pathlib import Path

import httpx
import pytest

from stedenband.formats import GEOJSON
from stedenband.sparql.paging import find_columns
from stedenband.store import FakeStore, Query, read_query
from stedenband.store.named_queries import TYPES
from stedenband.web.render.named_questions import GROUPS, MOST_PER_PAGE, OFFERS, PER_PAGE
from stedenband.web.render.plain_rows import read_rows
from web_release import IRIS, Served, gent

ADDRESS = "http://127.0.0.1:8000/"


@pytest.fixture(scope="module")
def text(project_root: Path) -> str:
    return (project_root / "docs" / "api.md").read_text(encoding="utf-8")


def block(text: str, kind: str) -> str:
    (found,) = re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)
    return str(found)


@pytest.mark.parametrize("number", range(2))
def test_the_answer_that_is_shown_is_the_answer(text: str, client: httpx.Client, number: int) -> None:
    addresses = re.findall(rf"curl '{ADDRESS}(.*?)'", text)
    blocks = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    assert len(addresses) == len(blocks) == 2
    shown, told = json.loads(blocks[number]), client.get(f"/{addresses[number]}").json()
    assert {**shown, "release": ""} == {**told, "release": ""}


def test_the_python_lines_run(text: str, served: Served) -> None:
    code = block(text, "python").replace(ADDRESS, served.address)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, "api.md", "exec"), {})
    assert re.fullmatch(r"1[0-9] partnerships, the longest [0-9]+ years\n", said.getvalue())


def test_the_question_of_ones_own_is_one(text: str) -> None:
    question = read_query("own", block(text, "sparql"))
    assert find_columns(question.text) == ("partnership", "since")
    assert question.headers["group"] in GROUPS
    bound = question.bind({"country": "fr", "year": "1950"}, IRIS)
    answer = asyncio.run(FakeStore(gent()).query(Query(bound)))
    assert [row["since"] for row in read_rows(answer.body).rows] == [1958]


def test_formats_types_groups_and_limits_are_all_told(text: str) -> None:
    for form in (*OFFERS, GEOJSON):
        assert f"`{form.media_type}`" in text
        assert f"`{form.extension}`" in text
    rows = re.findall(r"^\| ([a-z, ]+) \|", text, re.MULTILINE)
    assert {kind for row in rows for kind in row.split(", ")} >= set(TYPES)
    assert f"`per_page` is {PER_PAGE} unless" in text
    assert f"at most {MOST_PER_PAGE:,};" in text
    assert all(f"`{group}`" in text for group in GROUPS[:-1])
