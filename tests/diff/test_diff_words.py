"""Differences are told as a person would tell them, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from line_of_releases import Line, asked, ended, noted, record, sentences, three, without
from sample_data import rows
from stedenband import pipeline
from stedenband.diff import ChangeCounts, ChangeRecord, ThingChange, compute_moment, read_record
from stedenband.diff.labels import LONGEST_TEXT, shorten


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return three(tmp_path_factory.mktemp("words"))


def said(line: Line, number: int, language: str) -> list[str]:
    return sentences(record(line.out / "releases" / line.made[number]), language)


def test_a_changed_code_is_told_by_the_words_of_its_code_list(line: Line) -> None:
    assert "Partnership Ghent – Nottingham: status changed from ‘dormant’ to ‘ended’" in said(line, 1, "en")
    assert "Partnerschap Gent – Nottingham: status gewijzigd van ‘slapend’ in ‘beëindigd’" in said(
        line, 1, "nl"
    )


def test_a_date_that_was_added_is_told_once_without_its_year_as_a_number(line: Line) -> None:
    told = [sentence for sentence in said(line, 1, "nl") if "2024" in sentence]
    assert told == ["Partnerschap Gent – Nottingham: einddatum toegevoegd: ‘2024’"]


def test_a_text_is_told_with_its_language(line: Line) -> None:
    assert "City Kanazawa: note (Dutch) added: ‘In Ishikawa.’" in said(line, 1, "en")
    assert "Stad Kanazawa: opmerking (Engels) toegevoegd: ‘In Ishikawa.’" in said(line, 1, "nl")


def test_what_went_and_came_back_is_told_both_times(line: Line) -> None:
    question = "Open vraag “Is er een oorkonde?”"
    assert f"{question}: niet langer opgenomen" in said(line, 1, "nl")
    assert f"{question}: nieuw in deze uitgave" in said(line, 2, "nl")


def test_a_claim_is_told_with_the_words_it_rests_on(line: Line) -> None:
    assert (
        "Bewering “Begindatum: Gent – Melle”: nieuw: ‘1977’, volgens Onze steden: “Melle (Duitsland) sinds 1977”"
        in said(line, 2, "nl")
    )


def test_partner_lists_follow_and_are_not_told(line: Line) -> None:
    """Ghent and Nottingham are no longer each other's partners, which the status says already."""
    folder = line.out / "releases" / line.made[1]
    assert b"ns#partnerOf" in (folder / "changes.rdfp").read_bytes()
    assert not [sentence for sentence in said(line, 1, "en") if "partner of" in sentence.lower()]


def test_partnerships_come_before_cities_and_claims(line: Line) -> None:
    kinds = [sentence.split()[0] for sentence in said(line, 1, "en")]
    assert kinds == sorted(kinds, key=["Partnership", "Act", "City", "Open", "Claim", "Evidence"].index)


def test_a_new_claim_takes_its_new_evidence_with_it(tmp_path: Path) -> None:
    line = Line(tmp_path)
    evidence = [row for row in rows("evidence") if row["id"] != "press-kanazawa"]
    line.release("1.0.0", {"claims": without("kanazawa-status-press"), "evidence": evidence})
    found = record(line.release("1.1.0"))
    assert found.tally == ChangeCounts(created=2)
    assert [change.thing.rsplit("/", 2)[1] for change in found.changes] == ["claim"]


def test_a_new_act_is_told_of_itself_and_not_as_a_link(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.release("1.0.0", {"acts": [row for row in rows("acts") if row["id"] != "gent-kanazawa-2021"]})
    assert sentences(record(line.release("1.1.0")), "nl") == [
        "Akte “Hernieuwing van 2021”: nieuw in deze uitgave"
    ]


def test_a_moved_city_is_told_once(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.release("1.0.0")
    moved = [{**row, "latitude": "52.9"} if row["id"] == "nottingham" else row for row in rows("cities")]
    found = record(line.release("1.1.0", {"cities": moved}))
    assert found.tally == ChangeCounts(updated=2), "the city, and its geometry"
    assert sentences(found, "nl") == ["Stad Nottingham: breedtegraad gewijzigd van ‘52.955’ in ‘52.9’"]


def test_only_a_new_version_number_changes_nothing(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.release("1.0.0")
    found = record(line.release("1.0.1"))
    assert (found.added, found.removed, found.tally, found.changes) == (0, 0, ChangeCounts(), ())


def test_the_words_are_the_same_in_every_build(tmp_path: Path) -> None:
    folders = []
    for name in ("one", "two"):
        line = Line(tmp_path / name, build=pipeline.build)
        line.release("1.0.0")
        folders.append(line.release("1.1.0", ended() | {"cities": noted(), "questions": asked()}))
    one, two = folders
    names = sorted(path.relative_to(one).as_posix() for path in one.rglob("*") if path.is_file())
    assert "changes.json" in names
    assert "ldes/1.trig" in names
    assert [name for name in names if (one / name).read_bytes() != (two / name).read_bytes()] == []


def test_a_long_text_is_cut_at_a_length_that_can_be_read() -> None:
    assert shorten("one\n two") == "one two"
    assert len(shorten("word " * 100)) <= LONGEST_TEXT
    assert shorten("word " * 100).endswith("word…") or shorten("word " * 100).endswith("…")


def test_a_record_survives_its_file() -> None:
    change = ThingChange(
        "https://example.org/a", "updated", {"nl": "A", "en": "A"}, ({"nl": "b", "en": "c"},)
    )
    whole = ChangeRecord("1", "2", 3, 4, ChangeCounts(1, 2, 3), (change,), 5)
    assert read_record(whole.to_bytes()) == whole


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"before": null, "after": "1", "surprise": 1}'])
def test_a_file_that_is_no_record_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError):
        read_record(data)


@pytest.mark.parametrize(
    ("modified", "previous", "moment"),
    [
        ("2026-11-22", None, "2026-11-22T00:00:00Z"),
        ("2026-11-22", "2026-11-21T00:00:03Z", "2026-11-22T00:00:00Z"),
        ("2026-11-22", "2026-11-22T00:00:00Z", "2026-11-22T00:00:01Z"),
        ("2026-11-20", "2026-11-22T00:00:59Z", "2026-11-22T00:01:00Z"),
        ("2026-11-20", "2026-12-31T23:59:59Z", "2027-01-01T00:00:00Z"),
    ],
)
def test_a_release_always_comes_after_the_one_before(
    modified: str, previous: str | None, moment: str
) -> None:
    assert compute_moment(modified, previous) == moment


def test_a_text_that_just_fits_is_not_cut() -> None:
    assert shorten("x" * LONGEST_TEXT) == "x" * LONGEST_TEXT
    assert shorten("x" * (LONGEST_TEXT + 1)) == "x" * (LONGEST_TEXT - 1) + "…"
