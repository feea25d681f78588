"""The page of figures: that its numbers are those of the queries it shows, and that the queries can be had."""

from __future__ import annotations

import csv
import gzip
import io
import re
from html import unescape
from pathlib import Path

import httpx
import pytest

from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.ns import STB
from stedenband.web.render.pages.home import PartnershipCount
from stedenband.web.render.terms import RenderedTerm
from stedenband.web.render.wording import Wording
from stedenband.web.views.statistics import group_by_decade, summarize_countries, summarize_decades
from web_release import application, gent, publish, running

PARTS = ("countries", "decades", "kinds", "statuses")


def fetched(client: httpx.Client, language: str = "nl") -> str:
    answer = client.get("/statistics", headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return answer.text


def part(text: str, name: str) -> str:
    """The section of one way of counting."""
    return text.split(f'aria-labelledby="{name}">')[1].split("</section>")[0]


def links(text: str, name: str) -> tuple[str, str]:
    """Where the query opens in the editor, and where its answer is as CSV."""
    found = re.findall(r'<a href="(/sparql[^"]*)"', part(text, name))
    assert len(found) == 2
    return unescape(found[0]), unescape(found[1])


@pytest.mark.parametrize("name", PARTS)
@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_table_has_the_numbers_of_the_query_behind_it(
    client: httpx.Client, name: str, language: str
) -> None:
    text = fetched(client, language)
    answer = client.get(links(text, name)[1])
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert sum(int(row["partnerships"]) for row in rows) == 12
    if name != "decades":
        shown = re.findall(
            r'<bdi>([^<]*)</bdi></a></th>.*?<td class="number">(\d+)', part(text, name), re.DOTALL
        )
        assert shown == [(row["name"], row["partnerships"]) for row in rows]


@pytest.mark.parametrize("name", PARTS)
def test_the_query_is_shown_and_opens_in_the_editor(client: httpx.Client, name: str) -> None:
    text = fetched(client)
    shown = unescape(re.findall(r"<pre[^>]*>(.*?)</pre>", part(text, name), re.DOTALL)[0])
    editor = client.get(links(text, name)[0], headers={"Accept": "text/html"})
    assert editor.status_code == 200
    assert 'VALUES ?language { "nl" }' in shown
    written = unescape(re.findall(r"<textarea[^>]*>(.*?)</textarea>", editor.text, re.DOTALL)[0])
    assert written.strip() == shown.strip()


def test_decades_without_a_partnership_stand_in_the_chart_too(client: httpx.Client) -> None:
    table = part(fetched(client), "decades")
    rows = re.findall(r'<th scope="row">jaren (\d+)</th>((?:<td class="number">\d+</td>)+)', table)
    numbers = {int(decade): [int(n) for n in re.findall(r">(\d+)<", cells)] for decade, cells in rows}
    assert list(numbers) == list(range(1950, 2020, 10))
    assert numbers[1980] == [3, 0, 3]
    assert numbers[1990] == [0, 0, 0]
    assert numbers[2010] == [0, 3, 3]


def test_bars_are_as_long_as_their_numbers(client: httpx.Client) -> None:
    kinds = part(fetched(client), "kinds")
    assert re.findall(r'<rect class="block block-([a-z-]+)"[^>]*width="([\d.]+)%"', kinds) == [
        ("twinning", "100"),
        ("cooperation-agreement", "71.4"),
    ]


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_page_is_light(client: httpx.Client, language: str) -> None:
    assert len(gzip.compress(fetched(client, language).encode())) < 60_000


def test_it_is_in_the_main_menu(client: httpx.Client) -> None:
    assert '<a href="/statistics" aria-current="page">Cijfers</a>' in fetched(client)


def test_a_city_without_partnerships_has_no_figures_but_a_page(tmp_path: Path) -> None:
    quads = [quad for quad in gent() if quad.predicate != STB.party]
    with running(application(publish(tmp_path, quads))) as address, httpx.Client(base_url=address) as client:
        assert fetched(client).count("Hierover is nog niets bekend.") == 4


# == In words ==================================================================

NL = Wording("nl")
ALL = "partnerschappen, vroegere meegeteld, betreffen steden"


def counted(*numbers: tuple[str, int]) -> list[PartnershipCount]:
    return [
        PartnershipCount(name, RenderedTerm(name), "other", number, None, "1", 0) for name, number in numbers
    ]


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([], ""),
        (
            [("Japan", 5)],
            "Alle partnerschappen, vroegere meegeteld, betreffen steden in één land: Japan.",
        ),
        (
            [("Japan", 3), ("China", 2)],
            "De 5 partnerschappen, vroegere meegeteld, betreffen steden in 2 landen, het vaakst in Japan: 3.",
        ),
        (
            [("Japan", 2), ("China", 2), ("Mali", 1)],
            f"De 5 {ALL} in 3 landen, het vaakst in Japan en China: telkens 2.",
        ),
        (
            [("A", 1), ("B", 1), ("C", 1), ("D", 1)],
            "De 4 partnerschappen, vroegere meegeteld, betreffen steden in 4 landen, overal even vaak.",
        ),
        (
            [("A", 2), ("B", 2), ("C", 2), ("D", 2), ("E", 1)],
            "De 9 partnerschappen, vroegere meegeteld, betreffen steden in 5 landen.",
        ),
    ],
)
def test_countries_in_a_sentence(counts: list[tuple[str, int]], words: str) -> None:
    assert summarize_countries(counted(*counts), sum(number for _, number in counts), NL) == words


def rows(*told: tuple[int, str, int]) -> list[dict[str, str]]:
    return [
        {"decade": str(decade), "kind": f"https://example.org/{kind}", "partnerships": str(number)}
        for decade, kind, number in told
    ]


def test_decades_in_a_sentence() -> None:
    assert summarize_decades(None, NL) == ""
    most = group_by_decade(rows((1960, "twinning", 2), (1980, "twinning", 3), (1980, "x", 1)))
    assert summarize_decades(most, NL) == "De meeste begonnen in de jaren 1980: 4."
    even = group_by_decade(rows((1960, "twinning", 2), (1980, "twinning", 2)))
    assert summarize_decades(even, NL) == ""


def test_a_kind_that_we_do_not_know_comes_last_and_looks_like_others() -> None:
    found = group_by_decade(rows((1960, "aaa", 1), (1960, "cooperation-agreement", 1), (1970, "twinning", 2)))
    assert found is not None
    assert [look for look, _ in found.kinds] == ["twinning", "cooperation-agreement", "other"]
    assert found.numbers == ((1960, (0, 1, 1)), (1970, (2, 0, 0)))
