"""Who says so: the marks beside facts, the pages of sources, and what no source says."""

from __future__ import annotations

import re

import httpx
import pytest

from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.web.render.pages.claims import Passage


def page(client: httpx.Client, path: str, language: str = "nl") -> str:
    answer = client.get(f"/doc/{path}", headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200, (path, answer.text)
    return answer.text


def fact(text: str, name: str) -> str:
    """The part of a page that tells one fact."""
    return next(part for part in text.split("<dt>")[1:] if part.startswith(name)).split("</div>\n<div")[0]


def test_a_fact_opens_the_words_of_its_sources_without_a_script(client: httpx.Client) -> None:
    start = fact(page(client, "partnership/gent-kanazawa"), "Begindatum")
    assert '<details class="mark"><summary>' in start
    assert (
        '<span class="unseen">Wie zegt dit: <bdi>Begindatum: 1971</bdi>: </span>3 bronnen</summary>' in start
    )
    assert '<blockquote lang="en" dir="auto"><p>Kanazawa (Japan) since 1971' in start
    assert "(Engels)" in start
    assert "vanaf teken 1.044 van de tekst" in start
    assert "<code>https://w3id.org/stedenband/gent/id/claim/gent-kanazawa-start</code>" in start
    assert "#:~:text=Kanazawa%20%28Japan%29%20sinds%201971" in start


def test_a_value_that_a_source_sets_against_ours_stands_beside_it(client: httpx.Client) -> None:
    kind = fact(page(client, "partnership/gent-gdansk", "en"), "Kind")
    assert "The sources differ" in kind
    ours, theirs = kind.split('<dd class="rival">')
    assert "cooperation agreement" in ours
    assert "twinning" in theirs.split("<details")[0]
    assert "not followed" in theirs.split("<details")[0]
    assert "A Wiesbaden magazine names Gdańsk" in theirs


def test_what_is_derived_says_by_which_rule(client: httpx.Client) -> None:
    kind = fact(page(client, "partnership/gent-kanazawa", "nl"), "Soort")
    assert (
        '<a href="/id/concept/mode/derived"><bdi>afgeleid</bdi></a>: <a href="/id/concept/rule/kind-from-list">'
        in kind
    )


def test_a_fact_without_a_source_has_no_mark(client: httpx.Client) -> None:
    level = fact(page(client, "partnership/gent-kanazawa", "nl"), "Niveau")
    assert "bilateraal" in level
    assert "<details" not in level


def test_acts_and_participations_have_marks_of_their_own(client: httpx.Client) -> None:
    text = page(client, "partnership/gent-melle", "nl")
    acts = page(client, "partnership/gent-kanazawa", "nl").split('id="acts"')[1].split("</section>")[0]
    assert acts.count('<details class="mark">') == 5
    assert "Datum: <time" in acts
    assert '<details class="mark">' in text.split('id="participations"')[1].split("</section>")[0]


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_every_claim_of_a_page_is_told_once(client: httpx.Client, language: str) -> None:
    for path in (
        "partnership/gent-kanazawa",
        "partnership/gent-melle",
        "city/mohammedia",
        "change/reorientation",
    ):
        data = client.get(f"/doc/{path}.nt").text
        claims = set(re.findall(r"^<([^>]+/id/claim/[^>]+)> ", data, re.MULTILINE))
        told = re.findall(r"<code>([^<]+/id/claim/[^<]+)</code>", page(client, path, language))
        assert sorted(told) == sorted(claims)
        assert len(claims) >= 2


# == The pages of sources ======================================================


def test_the_passages_of_a_source_stand_in_the_order_of_its_text(client: httpx.Client) -> None:
    text = page(client, "source/history-nl")
    places = [int(place.replace(".", "")) for place in re.findall(r"vanaf teken ([\d.]+) van", text)]
    assert len(places) > 15
    assert places == sorted(places)


def test_a_passage_names_what_it_bears_and_what_is_not_followed(client: httpx.Client) -> None:
    passages = page(client, "source/history-nl", "en").split('<li class="passage">')[1:]
    melle = next(each for each in passages if "Melle (Duitsland) sinds 1977 met" in each)
    assert re.search(r"Country:</span> <bdi>Germany</bdi>.*?/id/claim/melle-de-country", melle, re.DOTALL)
    assert '<li class="rival">' in melle
    assert "The register keeps that tie apart" in melle
    twins = next(each for each in passages if "‘verzusterde’" in each)
    assert twins.count("/id/claim/") > 10
    assert twins.count("Phase:") == 1


def test_a_source_tells_what_no_source_says(client: httpx.Client) -> None:
    unsaid = page(client, "source/history-nl").split('id="unsaid"')[1].split("</section>")[0]
    assert "Niveau: <a" in unsaid
    assert '<a href="/id/partnership/gent-kanazawa"><bdi>Gent – Kanazawa</bdi></a>' in unsaid
    assert "Begindatum" not in unsaid
    assert "/queries/claims-without-evidence" in unsaid


def test_a_passage_has_a_page_with_its_words_and_what_it_bears(client: httpx.Client) -> None:
    text = page(client, "evidence/history-en-melle")
    assert text.count("<blockquote") == 1
    assert "Melle in Sint-Denijs-Westrem – Melle" in text


def test_a_passage_without_a_place_is_not_given_one() -> None:
    assert Passage(None, None, None, None, None).position is None  # type: ignore[arg-type]
