"""Ghent's cities, countries, dates and sources agree with the verified reference facts."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gent_tables import Row, by_id, read, rows

DECOYS = (
    "Q696355",
    "Q634108",
    "Q167807",
    "Q1149096",
    "Q23092",
    "Q31590146",
    "Q21765593",
    "Q649078",
    "Q24809",
)
"""Items that are easily taken for a city of ours: namesakes, the authority around it, duplicates."""

DECIDED = [row["id"] for row in rows("cities") if row["id"] != "taizhou"]


@pytest.fixture(scope="module")
def places(shared: Path) -> dict[str, Row]:
    return {row["key"]: row for row in read(shared / "reference" / "places.csv")}


@pytest.fixture(scope="module")
def events(shared: Path) -> list[Row]:
    return read(shared / "reference" / "partnership-events.csv")


@pytest.mark.parametrize("key", DECIDED)
def test_a_city_has_the_verified_identifiers(key: str, places: dict[str, Row]) -> None:
    ours, known = by_id("cities")[key], places[key]
    assert ours["wikidata"] == known["qid"]
    assert known["qid_confidence"] == "high"
    assert ours["geonames"] == known["geonames_id"]
    assert ours["country"] == known["iso3166_1"]


@pytest.mark.parametrize("key", DECIDED)
def test_a_city_lies_where_the_reference_has_it(key: str, places: dict[str, Row]) -> None:
    ours, known = by_id("cities")[key], places[key]
    assert Decimal(ours["latitude"]) == Decimal(known["lat"])
    assert Decimal(ours["longitude"]) == Decimal(known["lon"])
    assert ("Wikidata P625" in ours["coordinate_source"]) is ("Wikidata P625" in known["coord_source"])


@pytest.mark.parametrize("key", [row["id"] for row in rows("cities")])
def test_a_city_has_the_verified_names(key: str, places: dict[str, Row]) -> None:
    ours, known = by_id("cities")[key], places[key]
    for language in ("nl", "en", "fr", "de"):
        assert ours[f"label_{language}"] == known[f"label_{language}"]
    if ours["label_native"]:
        assert ours["label_native"] == known["label_native"]
        assert ours["native_lang"] == known["native_lang"].lower()


def test_every_other_name_of_the_reference_is_kept(places: dict[str, Row]) -> None:
    for key in DECIDED:
        for name in filter(None, places[key]["alt_labels"].split(";")):
            assert name.rpartition(":")[2].strip() in by_id("cities")[key]["alt_labels"]


def test_the_candidates_for_taizhou_are_the_two_of_the_reference(places: dict[str, Row]) -> None:
    both = {places["taizhou"]["qid"], places["taizhou-jiangsu"]["qid"]}
    assert set(by_id("cities")["taizhou"]["wikidata_candidates"].split("|")) == both


def test_no_namesake_slipped_in() -> None:
    items = {row["wikidata"] for name in ("cities", "places", "countries") for row in rows(name)}
    assert items.isdisjoint(DECOYS)


@pytest.mark.parametrize("code", [row["code"] for row in rows("countries")])
def test_a_country_has_the_verified_facts(code: str, places: dict[str, Row]) -> None:
    ours, known = by_id("countries", "code")[code], places[f"country-{code.lower()}"]
    assert (ours["wikidata"], ours["geonames"]) == (known["qid"], known["geonames_id"])
    for language in ("nl", "en", "fr", "de"):
        assert ours[f"label_{language}"] == known[f"label_{language}"]
    if ours["label_native"]:
        assert ours["label_native"] == known["label_native"]
        assert ours["native_lang"] == known["native_lang"].lower()


def test_all_ten_countries_and_only_those_of_cities(places: dict[str, Row]) -> None:
    codes = {row["code"] for row in rows("countries")}
    assert codes == {row["iso3166_1"] for row in places.values() if row["role"] == "country"}
    assert codes == {row["country"] for row in rows("cities")}
    assert [row["alpha3"] for row in rows("countries")] == [
        "BEL", "BGR", "CHN", "DEU", "EST", "FRA", "GBR", "JPN", "MAR", "POL",
    ]  # fmt: skip


def test_england_is_a_part_of_the_united_kingdom(places: dict[str, Row]) -> None:
    ours, known = by_id("places")["england"], places["england"]
    assert (ours["wikidata"], ours["country"], ours["geonames"]) == (known["qid"], "GB", "")
    assert by_id("cities")["nottingham"]["located_in"] == "england"


def test_every_dated_event_is_an_act_or_a_change(events: list[Row]) -> None:
    """Melle's 1977 is the succession, and its 1969 a year of which no source says what was done.

    The day of the merger came from a copy of an encyclopedia; the heritage inventory has the year.
    """
    acts = {(row["partnership"], row["date"]) for row in rows("acts")}
    changes = {row["date"] for row in rows("changes")}
    found = 0
    for event in events:
        partner = event["partner_key"].removesuffix("-de")
        if event["event"] == "merged-into-gent":
            assert event["date"].startswith(tuple(changes - {"2021-01"}))
            continue
        if (partner, event["date"]) == ("melle", "1969"):
            assert by_id("partnerships")["sint-denijs-westrem-melle"]["start"] == "1969"
            continue
        of_ghent = (f"gent-{partner}", event["date"]) in acts
        ended_by_reorientation = event["event"] == "ended-by-ghent" and event["date"] in changes
        assert of_ghent or ended_by_reorientation or event["date"] in changes, event
        found += 1
    assert found == 21


def test_every_address_of_the_events_is_a_source(events: list[Row]) -> None:
    ours = {row["url"] for row in rows("sources")}
    copies = {url for event in events if "friendlywiki" in (url := event["source_url"])}
    assert {event["source_url"] for event in events} - ours == copies


def test_no_copy_of_an_encyclopedia_is_a_source() -> None:
    copies = ("wiki", "wikipedia", "kiwix", "academic")
    assert [row["url"] for row in rows("sources") if any(name in row["url"] for name in copies)] == []


def test_a_source_has_language_publisher_address_and_day() -> None:
    for row in rows("sources"):
        assert row["title"]
        assert row["publisher"]
        assert row["language"] in ("bg", "de", "en", "et", "ja", "nl", "zh")
        assert row["url"].startswith(("https://", "http://"))
        assert row["retrieved"] in ("2026-11-22", "2026-11-30", "2026-12-01")
