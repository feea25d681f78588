"""What is found, in which order, and by what it can be narrowed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stedenband.search import (
    FACETS,
    TYPES,
    FactRow,
    Name,
    NoFullTextError,
    SearchIndex,
    SearchQuery,
    SearchResult,
    Thing,
    build_things,
)
from stedenband.search.index import FEW
from stedenband.search.things import LONGEST_NAME

GENT = "id/city/gent"


def thing(word: str, *names: str, **facts: tuple[str, ...] | tuple[int, ...]) -> Thing:
    """A thing with names like ``nl:Luik``."""
    told = tuple(Name(text, tag) for tag, _, text in (name.partition(":") for name in names))
    return Thing(f"id/{word}", word.split("/")[0], told, **facts)  # type: ignore[arg-type]


CITIES = (
    thing("city/gent", "nl:Gent", "en:Ghent", "fr:Gand", countries=("be",)),
    thing("city/luik", "nl:Luik", "en:Liège", "fr:Liège", "de:Lüttich", "wa:Lidje", countries=("be",)),
    thing("city/kanazawa", "nl:Kanazawa", "en:Kanazawa", "ja:金沢市", "ja:金沢", countries=("jp",)),
    thing("city/mohammedia", "nl:Mohammedia", "ar:المحمدية", "nl:Fedala", countries=("ma",)),
    thing("city/saint-raphael", "nl:Saint-Raphaël", "fr:Saint-Raphaël", countries=("fr",)),
)


def index(*things: Thing) -> SearchIndex:
    return SearchIndex(things or CITIES, ("nl", "en"))


def names(found: SearchResult) -> list[str]:
    return [hit.thing.iri.rpartition("/")[2] for hit in found.hits]


@pytest.mark.parametrize(
    ("text", "city", "name", "language", "how"),
    [
        ("luik", "luik", "Luik", "nl", "name"),
        ("Liege", "luik", "Liège", "en", "name"),
        ("LÜTTICH", "luik", "Lüttich", "de", "name"),
        ("Lutt", "luik", "Lüttich", "de", "beginning"),
        ("gand", "gent", "Gand", "fr", "name"),
        ("金沢", "kanazawa", "金沢", "ja", "name"),
        ("沢市", "kanazawa", "金沢市", "ja", "words"),
        ("Kanasawa", "kanazawa", "Kanazawa", "nl", "alike"),
        ("Knazaawa", "kanazawa", "Kanazawa", "nl", "alike"),
        ("المحمدية", "mohammedia", "المحمدية", "ar", "name"),
        ("المُحَمَّدية", "mohammedia", "المحمدية", "ar", "name"),
        ("saintraphael", "saint-raphael", "Saint-Raphaël", "nl", "name"),
        ("raphael saint", "saint-raphael", "Saint-Raphaël", "nl", "words"),
        ("Saint Rafael", "saint-raphael", "Saint-Raphaël", "nl", "alike"),
    ],
)
def test_a_city_is_found_by_any_of_its_names(
    text: str, city: str, name: str, language: str, how: str
) -> None:
    found = index().find(SearchQuery(text))
    assert names(found) == [city]
    assert found.hits[0].name == Name(name, language)
    assert found.hits[0].how == how
    assert found.alike is (how == "alike")


def test_exact_before_beginning_before_other_languages_before_mistakes() -> None:
    found = index(
        thing("city/a", "nl:Luuk"),
        thing("city/b", "nl:Bergen", "fr:Luik"),
        thing("city/c", "nl:Luikgestel"),
        thing("city/d", "nl:Zuiden van Luik"),
        thing("city/e", "nl:Luik"),
    ).find(SearchQuery("luik"))
    assert names(found)[:4] == ["e", "c", "b", "d"]
    with_mistake = index(
        thing("city/a", "nl:Luuk"),
        thing("city/b", "nl:Bergen", "fr:Luik"),
        thing("city/c", "nl:Luikgestel"),
        thing("city/e", "nl:Luik"),
    ).find(SearchQuery("luik"))
    assert [(hit.thing.iri[-1], hit.how) for hit in with_mistake.hits] == [
        ("e", "name"),
        ("c", "beginning"),
        ("b", "name"),
        ("a", "alike"),
    ]


def test_names_in_the_language_of_the_reader_come_first() -> None:
    both = index(thing("city/a", "nl:Bergen", "en:Mons"), thing("city/b", "en:Bergen", "nl:Bergen op Zoom"))
    assert names(both.find(SearchQuery("bergen", "nl"))) == ["a", "b"]
    assert names(both.find(SearchQuery("bergen", "en"))) == ["b", "a"]


def test_who_finds_enough_is_not_told_what_resembles_it() -> None:
    many = [thing(f"city/m{number}", f"nl:Melle {number}") for number in range(FEW)]
    assert index(*many, thing("city/x", "nl:Merle")).find(SearchQuery("melle")).total == FEW
    assert index(*many[:-1], thing("city/x", "nl:Merle")).find(SearchQuery("melle")).total == FEW


def test_a_short_word_with_another_beginning_is_another_word() -> None:
    assert index(thing("city/a", "nl:Celle")).find(SearchQuery("melle")).total == 0
    assert index(thing("city/a", "nl:Wiesbaden")).find(SearchQuery("viesbaden")).total == 1


def test_without_a_text_everything_is_listed_by_sort_and_name_in_the_language_of_the_reader() -> None:
    listed = index(
        thing("country/be", "nl:België", "en:Belgium"),
        thing("city/luik", "nl:Luik", "en:Liège"),
        thing("city/lier", "nl:Lier", "en:Lierre"),
        thing("city/aken", "nl:Aken", "en:Zaachen"),
    )
    assert names(listed.find(SearchQuery("", "nl"))) == ["aken", "lier", "luik", "be"]
    assert names(listed.find(SearchQuery("  ", "en"))) == ["luik", "lier", "aken", "be"]
    assert listed.find(SearchQuery("!?")).total == 0


def test_pages_together_are_the_whole_list() -> None:
    things = [thing(f"city/c{n}", f"nl:Gent {n}", "fr:Gand" if n % 3 else f"fr:Gent {n}") for n in range(47)]
    whole = index(*things)
    pages = [names(whole.find(SearchQuery("gent", offset=offset, limit=10))) for offset in range(0, 50, 10)]
    assert [len(page) for page in pages] == [10, 10, 10, 10, 7]
    assert len({name for page in pages for name in page}) == 47
    assert [name for page in pages for name in page] == names(whole.find(SearchQuery("gent", limit=100)))
    assert whole.find(SearchQuery("gent", offset=60)).hits == ()
    assert whole.find(SearchQuery("gent", offset=60)).total == 47


# == Narrowing =================================================================

TIES = (
    thing("city/a", "nl:Gent A", countries=("be",), kinds=("t",), statuses=("on",), years=(1971,)),
    thing("city/b", "nl:Gent B", countries=("jp",), kinds=("t",), statuses=("off",), years=(1975,)),
    thing("city/c", "nl:Gent C", countries=("jp",), kinds=("u",), statuses=("on",), years=(1981, 1979)),
    thing("act/d", "nl:Gent D", countries=("jp", "be")),
)


def test_a_choice_leaves_what_has_that_value() -> None:
    assert names(index(*TIES).find(SearchQuery("gent", chosen={"country": "jp"}))) == ["b", "c", "d"]
    assert names(index(*TIES).find(SearchQuery("gent", chosen={"country": "jp", "decade": "1970"}))) == [
        "b",
        "c",
    ]
    assert index(*TIES).find(SearchQuery("gent", chosen={"country": "xx"})).total == 0


def test_the_number_beside_a_value_is_what_choosing_it_leaves() -> None:
    ready = index(*TIES)
    chosen: dict[str, str] = {"country": "jp"}
    for facet, counted in ready.find(SearchQuery("gent", chosen=chosen)).counts.items():
        for value, number in counted:
            assert ready.find(SearchQuery("gent", chosen={**chosen, facet: value})).total == number
    assert ready.find(SearchQuery("gent")).counts["type"] == (("city", 3), ("act", 1))
    assert ready.find(SearchQuery("nobody")).counts == dict.fromkeys(FACETS, ())


TEXTS = st.sampled_from(["gent", "", "gent a"])
CHOICES = st.dictionaries(st.sampled_from(FACETS), st.sampled_from(["on", "jp", "t", "1970", "city"]))


@given(TEXTS, CHOICES)
def test_counts_and_results_never_disagree(text: str, chosen: dict[str, str]) -> None:
    found = _READY.find(SearchQuery(text, chosen=chosen))
    assert found.total == len(found.hits)
    for hit in found.hits:
        assert all(value in hit.thing.values(facet) for facet, value in chosen.items())


_READY = index(*TIES)

# == From statements ===========================================================


def said(*lines: str) -> Iterable[FactRow]:
    """Rows of lines like ``id/city/gent name Gent nl``."""
    for line in lines:
        iri, fact, *rest = line.split()
        yield FactRow(iri, fact, *rest)


def told(home: str = GENT) -> dict[str, Thing]:
    rows = {
        "city": said(
            "id/city/gent name Gent nl",
            "id/city/gent country id/country/be",
            "id/city/melle other-name Mella de",
            "id/city/melle name Melle nl",
            "id/city/melle name Melle nl",
            "id/city/melle country id/country/de",
            "id/city/oud name Oud",
            "id/city/naamloos country id/country/de",
        ),
        "country": said("id/country/de name Duitsland nl", "id/country/be name België nl"),
        "partnership": said(
            "id/partnership/gent-melle name Gent-Melle nl",
            "id/partnership/gent-melle party id/city/gent",
            "id/partnership/gent-melle party id/city/melle",
            "id/partnership/gent-melle kind kind/twinning",
            "id/partnership/gent-melle status status/reoriented",
            "id/partnership/gent-melle year 1977",
            "id/partnership/gent-melle act id/act/oorkonde",
            "id/partnership/oud-melle name Oud-Melle nl",
            "id/partnership/oud-melle party id/city/oud",
            "id/partnership/oud-melle party id/city/melle",
            "id/partnership/oud-melle status status/succeeded",
            "id/partnership/oud-melle year 1969",
        ),
        "act": said(
            "id/act/oorkonde name Oorkonde nl",
            "id/act/oorkonde year 1978",
            "id/act/oorkonde kind act/charter",
        ),
    }
    return {thing.iri: thing for thing in build_things(rows, home)}


def test_a_partnership_has_the_countries_of_the_partners_and_is_found_by_their_names() -> None:
    tie = told()["id/partnership/gent-melle"]
    assert tie.countries == ("id/country/de",)
    assert [name.text for name in tie.related] == ["Melle", "Mella", "Duitsland"]
    assert tie.since == 1977


def test_a_city_has_the_kind_and_the_year_of_its_partnership_with_the_city_that_publishes() -> None:
    city = told()["id/city/melle"]
    assert (city.kinds, city.statuses, city.years) == (("kind/twinning",), ("status/reoriented",), (1977,))
    assert [name.text for name in city.names] == ["Melle", "Mella"]
    assert told()["id/city/oud"].statuses == ("status/succeeded",)
    assert told()["id/city/oud"].names == (Name("Oud", "und"),)


def test_the_city_that_publishes_has_none_of_its_partnerships() -> None:
    city = told()[GENT]
    assert (city.kinds, city.years, city.countries) == ((), (), ("id/country/be",))


def test_an_act_has_its_own_year_and_the_country_of_its_partnership() -> None:
    act = told()["id/act/oorkonde"]
    assert (act.years, act.countries, act.kinds) == ((1978,), ("id/country/de",), ())


def test_of_a_very_long_name_the_beginning_is_kept() -> None:
    rows = {"city": [FactRow("id/city/a", "name", "Gent " + "x" * 10_000, "nl")]}
    (one,) = build_things(rows, GENT)
    assert len(one.names[0].text) == LONGEST_NAME
    assert one.names[0].text.endswith("x…")
    assert names(index(one).find(SearchQuery("gent"))) == ["a"]


def test_what_has_no_name_cannot_be_found() -> None:
    assert "id/city/naamloos" not in told()


def test_a_thing_comes_back_as_it_was_kept() -> None:
    for one in told().values():
        assert Thing.from_json(one.to_json()) == one
        assert json.loads(one.to_json())[0] == one.iri


def test_things_come_in_the_order_of_their_sorts() -> None:
    sorts = [one.type for one in told().values()]
    assert sorts == sorted(sorts, key=TYPES.index)


# == In any hands ==============================================================

HOSTILE = (
    '"', '""', "'", "*", "^gent", "gent*", "gent NEAR kanazawa", "gent AND", "NOT gent", "(gent", "{in_0} : x",
    "words:gent", "-rest : gent", "gent OR 1=1; DROP TABLE things", "\0", "gent\0kanazawa", "\u202egent\ufeff",
    "\ud7ff", "%", "_", "\\", "a" * 10_000, "金" * 10_000, " ".join("abcdefghijklmnop"), "\U0001f3d9", "·ga",
    "e\u0301" * 200,
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_has_a_syntax(text: str) -> None:
    found = _CITIES.find(SearchQuery(text))
    assert found.total >= len(found.hits)
    assert all(hit.thing in CITIES for hit in found.hits)


_CITIES = index()


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert 0 <= _CITIES.find(SearchQuery(text)).total <= len(CITIES)


@settings(deadline=None)
@given(st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=5))
def test_what_has_a_word_in_its_name_is_found_by_the_whole_name(texts: list[str]) -> None:
    things = [thing(f"city/c{number}", f"nl:{text}") for number, text in enumerate(texts)]
    ready = index(*things)
    for one in things:
        if any(letter.isalnum() for letter in one.names[0].text):
            found = ready.find(SearchQuery(one.names[0].text, limit=10))
            assert one.iri in [hit.thing.iri for hit in found.hits] or not found.total


def test_several_threads_may_ask_at_once() -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: names(_CITIES.find(SearchQuery("Kanasawa"))), range(50)))
    assert found == [["kanazawa"]] * 50


def test_an_empty_release_has_an_index_too() -> None:
    empty = SearchIndex((), ("nl", "en"))
    assert empty.find(SearchQuery("gent")).total == 0
    assert empty.find(SearchQuery()).counts == dict.fromkeys(FACETS, ())


def test_an_sqlite_without_full_text_search_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """No such build is at hand, so its connection refuses the module as it would."""

    class Plain(sqlite3.Connection):
        def execute(self, sql: str, *parameters: object) -> sqlite3.Cursor:
            if "fts5" in sql:
                raise sqlite3.OperationalError("no such module: fts5")
            return super().execute(sql, *parameters)  # type: ignore[arg-type]

    connect = sqlite3.connect
    monkeypatch.setattr("sqlite3.connect", lambda name: connect(name, factory=Plain))
    with pytest.raises(NoFullTextError, match="FTS5"):
        index()
