"""Every quotation in Ghent's tables is in its source, word for word, where the table says it is."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from gent_tables import Row, by_id, parts, rows

QUOTED = [row for row in rows("evidence") if row["quote"]]
FROM_TEXTS = [row for row in QUOTED if row["position"]]
HISTORIES = ("history-nl", "history-en")


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[str, str]:
    """The source texts we hold, by source id."""
    held = [source for source in rows("sources") if source["file"]]
    return {source["id"]: (shared / "seeds" / source["file"]).read_bytes().decode("utf-8") for source in held}


def words(quote: str) -> int:
    return len(quote.split())


def bullets(text: str) -> list[str]:
    """The lines of the lists of cities: what follows the bullet, without spaces at its ends."""
    return [line.partition("•")[2].strip() for line in text.splitlines() if "•" in line]


def covered(source: str, text: str) -> int:
    """How many characters of a text stand in at least one quotation."""
    spans = [(int(row["position"]), row["quote"]) for row in FROM_TEXTS if row["source"] == source]
    places = {place for start, quote in spans for place in range(start, start + len(quote))}
    assert max(places) < len(text)
    return len(places)


def test_there_are_quotations_from_both_histories() -> None:
    found = [sum(row["source"] == source for row in FROM_TEXTS) for source in HISTORIES]
    assert min(found) >= 20


@pytest.mark.parametrize("row", FROM_TEXTS, ids=lambda row: row["id"])
def test_a_quotation_stands_at_its_position_byte_for_byte(row: Row, texts: dict[str, str]) -> None:
    text, start = texts[row["source"]], int(row["position"])
    before, quote = text[:start].encode(), row["quote"].encode()
    assert text.encode()[len(before) : len(before) + len(quote)] == quote


@pytest.mark.parametrize("row", [row for row in QUOTED if row["as_written"]], ids=lambda row: row["id"])
def test_a_name_as_written_is_in_its_quotation(row: Row) -> None:
    assert row["as_written"] in row["quote"]


def test_only_quotations_from_texts_we_hold_have_a_position() -> None:
    held = {source["id"] for source in rows("sources") if source["file"]}
    assert {row["source"] for row in FROM_TEXTS} == held == set(HISTORIES)
    assert {row["id"] for row in rows("evidence") if row["source"] in held} == {
        row["id"] for row in FROM_TEXTS
    }


def test_the_digest_of_a_text_is_that_of_its_bytes(shared: Path) -> None:
    held = [source for source in rows("sources") if source["file"]]
    digests = {
        source["id"]: hashlib.sha256((shared / "seeds" / source["file"]).read_bytes()).hexdigest()
        for source in held
    }
    assert digests == {source["id"]: source["sha256"] for source in held}
    assert len(digests) == 2


def test_a_quotation_is_a_fragment_of_at_most_fifteen_words() -> None:
    assert {row["id"]: words(row["quote"]) for row in QUOTED if words(row["quote"]) > 15} == {}


@pytest.mark.parametrize("source", HISTORIES)
def test_every_line_of_the_lists_bears_evidence(source: str, texts: dict[str, str]) -> None:
    quotes = {row["quote"] for row in FROM_TEXTS if row["source"] == source}
    lines = bullets(texts[source])
    assert len(lines) == 12
    assert [line for line in lines if line not in quotes] == []


@pytest.mark.parametrize("source", HISTORIES)
def test_the_text_cannot_be_rebuilt_from_the_quotations(source: str, texts: dict[str, str]) -> None:
    assert covered(source, texts[source]) < len(texts[source]) / 2


def test_words_of_other_sources_are_those_of_the_reference_notes(shared: Path) -> None:
    names = ("partnership-notes.md", "partnership-events.csv", "reorientation-2021.md")
    notes = " ".join((shared / "reference" / name).read_text("utf-8") for name in names)
    flat = re.sub(r"\s+", " ", notes)
    elsewhere = [row["quote"] for row in QUOTED if not row["position"]]
    assert len(elsewhere) >= 8
    assert [quote for quote in elsewhere if quote not in flat] == []


def test_the_exception_for_kanazawa_rests_on_the_english_text_only() -> None:
    claim, evidence = by_id("claims")["gent-kanazawa-status"], by_id("evidence")
    assert claim["mode"] == "stated"
    assert [evidence[one]["source"] for one in parts(claim["evidence"])] == ["history-en"]


def test_england_is_kept_as_the_texts_write_it() -> None:
    claim, evidence = by_id("claims")["nottingham-country"], by_id("evidence")
    assert [evidence[one]["as_written"] for one in parts(claim["evidence"])] == ["Engeland", "England"]


def test_the_stray_space_of_the_english_text_is_kept() -> None:
    evidence = by_id("evidence")
    assert evidence["history-en-sint-denijs-westrem"]["as_written"] == "Sint-Denijs- Westrem"
    assert "\u00a0" in evidence["history-nl-weihai"]["quote"]
