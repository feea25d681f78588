"""What a reader would call the same name is the same to the index."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stedenband.search.bitsets import list_members, make_bitset
from stedenband.search.edit_distance import count_allowed_edits, is_candidate, measure_distance
from stedenband.search.folding import LONGEST, fold, list_beginnings, make_key, make_trigrams, split_words

TEXTS = st.text(max_size=40)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Liège", "LIEGE"),
        ("Lüttich", "luttich"),
        ("Gdańsk", "gdansk"),
        ("Łódź", "lodz"),
        ("Århus", "arhus"),
        ("Tromsø", "tromso"),
        ("İzmir", "izmir"),
        ("ＫＡＮＡＺＡＷＡ", "kanazawa"),
        ("Straßburg", "strassburg"),
        ("Saint-Raphaël", "saint raphael"),
        ("’s-Hertogenbosch", "'s Hertogenbosch"),
        ("المُحَمَّدِيَّة", "المحمدية"),
        ("Αθήνα", "αθηνα"),
        ("\u202eGent\u202c", "gent"),
        ("Ge\u200bnt", "gent"),
    ],
)
def test_case_accents_width_and_hidden_marks_do_not_count(one: str, other: str) -> None:
    assert make_key(one) == make_key(other)


@pytest.mark.parametrize(("one", "other"), [("ガ", "カ"), ("が", "か"), ("कि", "क"), ("Gent", "Gant")])
def test_other_letters_are_other_letters(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(TEXTS)
def test_words_are_letters_and_digits_alone(text: str) -> None:
    for word in split_words(text):
        assert word.isalnum() or not word.isascii()
        assert not set(word) & set('"*^(){}:+-\0 ')


@given(TEXTS)
def test_every_word_is_a_beginning_of_itself(text: str) -> None:
    for word in split_words(text):
        assert list_beginnings(word)[0] == word
        assert all(word.endswith(start) for start in list_beginnings(word))


def test_a_part_of_an_unspaced_name_begins_somewhere() -> None:
    assert "沢市" in list_beginnings("金沢市")
    assert list_beginnings("kanazawa") == ("kanazawa",)


def test_no_more_of_a_name_is_looked_at_than_anybody_types() -> None:
    assert len(fold("x" * 10_000)) == LONGEST


def test_a_typing_mistake_leaves_most_trigrams() -> None:
    assert len(make_trigrams("kanazawa") & make_trigrams("kanasawa")) >= 5


# == Mistakes ==================================================================


def distance(first: str, second: str) -> int:
    """The optimal string alignment distance, by its definition."""
    if not first or not second:
        return len(first) + len(second)
    least = min(
        distance(first[:-1], second[:-1]) + (first[-1] != second[-1]),
        distance(first[:-1], second) + 1,
        distance(first, second[:-1]) + 1,
    )
    if len(first) > 1 and len(second) > 1 and first[-2:] == second[-1] + second[-2]:
        least = min(least, distance(first[:-2], second[:-2]) + 1)
    return least


WORDS = st.text("abc", max_size=5)


@given(WORDS, WORDS, st.integers(0, 3))
def test_mistakes_are_counted_as_they_are_defined(first: str, second: str, most: int) -> None:
    expected = distance(first, second)
    assert measure_distance(first, second, most) == (expected if expected <= most else None)


def test_short_words_and_numbers_have_no_mistakes() -> None:
    allowed = {"ulm": 0, "luik": 1, "burgas": 2, "m1971": 0}
    assert {word: count_allowed_edits(word) for word in allowed} == allowed
    assert not is_candidate("melle", "celle")
    assert is_candidate("viesbaden", "wiesbaden")


# == Sets ======================================================================


@given(st.sets(st.integers(0, 200)))
def test_a_set_comes_back_as_it_was(numbers: set[int]) -> None:
    assert list_members(make_bitset(numbers, 201)) == sorted(numbers)


@given(st.sets(st.integers(0, 99)), st.sets(st.integers(0, 99)))
def test_what_two_sets_have_in_common_is_counted(first: set[int], second: set[int]) -> None:
    assert (make_bitset(first, 100) & make_bitset(second, 100)).bit_count() == len(first & second)


def test_an_empty_set_has_no_numbers() -> None:
    assert list_members(make_bitset([], 0)) == []
