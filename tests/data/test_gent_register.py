"""Ghent's register says what its claims say, and its claims say enough."""

from __future__ import annotations

import tomllib
from collections import Counter

import pytest

from gent_tables import FOLDER, Row, by_id, parts, rows
from stedenband.model import PartialDate
from stedenband.ns import QID, SLUG, find_base_fault
from stedenband.schema.register import CLAIMABLE

TABLES = sorted(path.stem for path in FOLDER.glob("*.csv"))
CLAIMS = rows("claims")
FOLLOWED = [claim for claim in CLAIMS if claim["followed"] == "yes"]
PARTNERSHIPS = by_id("partnerships")
TWINNINGS = {"saint-raphael", "wiesbaden", "kanazawa", "melle", "tallinn", "nottingham", "mohammedia"}
AGREEMENTS = {"burgas", "gdansk", "luik", "weihai", "taizhou"}

FILES = {
    "partnership": "partnerships",
    "city": "cities",
    "act": "acts",
    "change": "changes",
    "phase": "phases",
}
"""The table of a thing, by the first word of its reference."""

COLUMNS = {
    "startDate": "start",
    "endDate": "end",
    "party": "parties",
    "containedInPlace": "located_in",
    "suburbOf": "suburb_of",
    "resultingOrganization": "resulting",
}
"""The column of a property where it is not called the same."""


def record(reference: str) -> Row:
    """The row a reference points at."""
    word, *rest = reference.split("/")
    if word == "participation":
        return next(row for row in rows("participations") if [row["partnership"], row["city"]] == rest)
    return by_id(FILES[word])[rest[0]]


def column_of(claim: Row) -> str:
    """The column that holds what a claim speaks about."""
    column = COLUMNS.get(claim["property"], claim["property"])
    if claim["subject"].startswith("act/"):
        return {"start": "valid_from", "end": "valid_until"}.get(column, column)
    return column


def held(claim: Row) -> list[str]:
    """What the register has where the claim speaks; a reference gives its last word."""
    return [part.rpartition("/")[2] for part in parts(record(claim["subject"])[column_of(claim)])]


def test_all_twelve_tables_are_there() -> None:
    assert TABLES == [
        "acts", "changes", "cities", "claims", "countries", "evidence", "participations", "partnerships",
        "phases", "places", "questions", "sources",
    ]  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_plain_utf8_without_ragged_rows_or_padding(name: str) -> None:
    data = (FOLDER / f"{name}.csv").read_bytes()
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    for row in rows(name):
        assert None not in row
        assert None not in row.values()
        assert [cell for cell in row.values() if cell != cell.strip()] == []


@pytest.mark.parametrize("name", [name for name in TABLES if name not in ("countries", "participations")])
def test_ids_are_slugs_and_unique(name: str) -> None:
    ids = [row["id"] for row in rows(name)]
    assert len(set(ids)) == len(ids) > 0
    assert [one for one in ids if not SLUG.match(one)] == []


@pytest.mark.parametrize("name", TABLES)
def test_what_a_person_reads_is_in_both_languages(name: str) -> None:
    for row in rows(name):
        for column in row:
            if column.endswith("_nl"):
                assert bool(row[column]) is bool(row[f"{column[:-3]}_en"]), (row, column)


def test_ghent_has_its_twelve_partnerships() -> None:
    of_ghent = {row["id"] for row in PARTNERSHIPS.values() if "gent" in parts(row["parties"])}
    assert of_ghent == {f"gent-{name}" for name in TWINNINGS | AGREEMENTS}
    assert set(PARTNERSHIPS) - of_ghent == {"sint-denijs-westrem-melle"}


def test_seven_are_twinnings_and_five_agreements() -> None:
    kinds = {name: PARTNERSHIPS[f"gent-{name}"]["kind"] for name in TWINNINGS | AGREEMENTS}
    assert {name for name, kind in kinds.items() if kind == "twinning"} == TWINNINGS
    assert {name for name, kind in kinds.items() if kind == "cooperation-agreement"} == AGREEMENTS


def test_only_kanazawa_is_maintained() -> None:
    status = Counter(PARTNERSHIPS[f"gent-{name}"]["status"] for name in TWINNINGS | AGREEMENTS)
    assert status == {"maintained": 1, "reoriented": 10, "ended": 1}
    assert PARTNERSHIPS["gent-kanazawa"]["status"] == "maintained"


def test_the_reorientation_affects_eleven_and_exempts_kanazawa() -> None:
    change = by_id("changes")["reorientation"]
    affected = set(parts(change["affects"]))
    assert len(affected) == 11
    assert parts(change["exempts"]) == ["gent-kanazawa"]
    assert affected | {"gent-kanazawa"} == {f"gent-{name}" for name in TWINNINGS | AGREEMENTS}


def test_the_reorientation_is_claimed_partnership_by_partnership() -> None:
    change = by_id("changes")["reorientation"]
    said = [claim for claim in FOLLOWED if claim["subject"] == "change/reorientation"]
    affects = [claim for claim in said if claim["property"] == "affects"]
    assert {claim["value"] for claim in affects} == set(parts(change["affects"]))
    assert {(claim["mode"], claim["rule"]) for claim in affects} == {
        ("derived", "counted-in-unless-exempted"),
        ("stated", ""),
    }
    stated = {claim["value"] for claim in affects if claim["mode"] == "stated"}
    assert stated == {"gent-saint-raphael"}, "others count it in, the City had it end before"
    assert {claim["mode"] for claim in said if claim["property"] == "exempts"} == {"stated"}


def test_melle_keeps_both_starting_years() -> None:
    assert PARTNERSHIPS["gent-melle"]["start"] == "1977"
    assert PARTNERSHIPS["gent-melle"]["continues"] == "sint-denijs-westrem-melle"
    before = PARTNERSHIPS["sint-denijs-westrem-melle"]
    assert (before["start"], before["end"], before["status"]) == ("1969", "1977", "succeeded")


def test_nothing_has_an_end_but_saint_raphael_and_the_succeeded_tie() -> None:
    ends = {row["id"]: row["end"] for row in PARTNERSHIPS.values() if row["end"]}
    assert ends == {"gent-saint-raphael": "2018", "sint-denijs-westrem-melle": "1977"}


@pytest.mark.parametrize("claim", FOLLOWED, ids=lambda claim: claim["id"])
def test_a_followed_claim_says_what_the_register_says(claim: Row) -> None:
    assert claim["value"] in held(claim)


@pytest.mark.parametrize(
    "claim", [claim for claim in CLAIMS if claim not in FOLLOWED], ids=lambda claim: claim["id"]
)
def test_a_claim_that_is_not_followed_differs_and_says_why(claim: Row) -> None:
    assert claim["followed"] == "no"
    assert claim["value"] not in held(claim)
    assert claim["reason_nl"]
    assert claim["reason_en"]


def test_where_a_claim_has_a_rival_a_followed_one_says_why_too() -> None:
    rivals = {(claim["subject"], claim["property"]) for claim in CLAIMS if claim["followed"] == "no"}
    said = {(claim["subject"], claim["property"]) for claim in FOLLOWED if claim["reason_en"]}
    unexplained = rivals - said
    assert len(rivals) >= 10
    assert unexplained == {("partnership/gent-wiesbaden", "endDate")}, "the register itself is silent there"


@pytest.mark.parametrize("partnership", sorted(PARTNERSHIPS))
def test_a_partnership_has_followed_claims_for_its_facts(partnership: str) -> None:
    said = [claim for claim in FOLLOWED if claim["subject"] == f"partnership/{partnership}"]
    silent = {"kind"} if partnership == "sint-denijs-westrem-melle" else set()
    assert {"startDate", "kind", "status", "party"} - silent <= {claim["property"] for claim in said}
    parties = {claim["value"] for claim in said if claim["property"] == "party"}
    assert parties == set(parts(PARTNERSHIPS[partnership]["parties"]))


@pytest.mark.parametrize(
    ("table", "word", "columns"),
    [
        ("acts", "act", ("date", "kind", "valid_from", "valid_until")),
        ("changes", "change", ("date", "kind", "affects", "exempts")),
        ("cities", "city", ("country", "suburb_of", "located_in")),
        ("partnerships", "partnership", ("start", "end", "kind", "status", "parties", "phase", "continues")),
        ("phases", "phase", ("start", "end")),
    ],
)
def test_every_fact_has_a_followed_claim(table: str, word: str, columns: tuple[str, ...]) -> None:
    said = {(claim["subject"], column_of(claim), claim["value"]) for claim in FOLLOWED}
    missing = [
        (row["id"], column, value)
        for row in rows(table)
        for column in columns
        for value in parts(row[column])
        if (f"{word}/{row['id']}", column, value) not in said
    ]
    assert missing == []


def test_claims_keep_to_the_codes_of_their_mode() -> None:
    assert {claim["property"] for claim in CLAIMS} <= set(CLAIMABLE)
    assert {claim["mode"] for claim in CLAIMS} == {"stated", "derived", "curated"}
    assert [claim["id"] for claim in CLAIMS if bool(claim["rule"]) is not (claim["mode"] == "derived")] == []
    assert [claim["id"] for claim in CLAIMS if claim["mode"] == "curated" and not claim["reason_en"]] == []
    assert [claim["id"] for claim in CLAIMS if not claim["evidence"]] == []


def test_all_six_rules_are_at_work() -> None:
    assert {claim["rule"] for claim in CLAIMS} - {""} == {
        "counted-in-unless-exempted", "continued-by-later-entry", "ended-by-succession", "kind-from-list",
        "state-of-named-part", "end-stated-elsewhere",
    }  # fmt: skip


def test_all_evidence_is_used_and_all_sources_speak() -> None:
    evidence, sources = by_id("evidence"), by_id("sources")
    assert {one for claim in CLAIMS for one in parts(claim["evidence"])} == set(evidence)
    assert {row["source"] for row in evidence.values()} == set(sources)
    assert [row["id"] for row in evidence.values() if not row["quote"] and not row["description_nl"]] == []


def test_the_two_histories_never_share_a_claim_with_another_source() -> None:
    evidence = by_id("evidence")
    mixed = [
        claim["id"]
        for claim in CLAIMS
        if len({evidence[one]["source"].startswith("history-") for one in parts(claim["evidence"])}) > 1
    ]
    assert mixed == []


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("acts", ("date", "valid_from", "valid_until")),
        ("changes", ("date",)),
        ("participations", ("start", "end")),
        ("partnerships", ("start", "end")),
        ("phases", ("start", "end")),
        ("sources", ("retrieved",)),
    ],
)
def test_dates_are_dates(table: str, columns: tuple[str, ...]) -> None:
    cells = [row[column] for row in rows(table) for column in columns if row[column]]
    assert cells == [str(PartialDate.parse(cell)) for cell in cells]


def test_taizhou_is_left_open() -> None:
    city = by_id("cities")["taizhou"]
    assert parts(city["wikidata_candidates"]) == ["Q58273", "Q57931"]
    assert [city[column] for column in ("wikidata", "geonames", "latitude", "longitude", "label_native")] == [
        "", "", "", "", "",
    ]  # fmt: skip
    assert "city/taizhou" in {row["about"] for row in rows("questions")}


def test_every_other_city_is_one_wikidata_item_with_coordinates() -> None:
    cities = [row for row in rows("cities") if row["id"] != "taizhou"]
    items = [row["wikidata"] for row in cities]
    assert len(set(items)) == len(items) == 14
    assert all(QID.match(item) for item in items)
    assert all(row["latitude"] and row["longitude"] and row["coordinate_source"] for row in cities)


def test_coordinates_are_canonical_decimals() -> None:
    numbers = [row[axis] for row in rows("cities") for axis in ("latitude", "longitude") if row[axis]]
    assert [number for number in numbers if "." not in number or number.endswith("0")] == []


@pytest.mark.parametrize("question", rows("questions"), ids=lambda row: row["id"])
def test_a_question_is_about_a_thing_and_asks(question: Row) -> None:
    assert record(question["about"])
    assert "?" in question["question_nl"]
    assert "?" in question["question_en"]


def test_the_data_set_is_described_for_a_catalogue() -> None:
    info = tomllib.loads((FOLDER / "dataset.toml").read_text("utf-8"))
    assert find_base_fault(info["base_iri"]) is None
    assert info["city"] in by_id("cities")
    assert info["license"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert info["publisher"]["iri"] == f"{info['base_iri']}id/city/{info['city']}"
    for language in info["languages"]:
        assert 50 <= len(info["description"][language]) <= 5000
        assert "\n" not in info["description"][language]
        assert len(info["keywords"][language]) >= 3
        assert [word for word in info["keywords"][language] if "," in word] == []
        assert info["title"][language]
        assert all(info[part]["name"][language] for part in ("publisher", "contact"))
