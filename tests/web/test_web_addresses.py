"""Paths to IRIs and back, and the language of a reader: pure functions that must never raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.ns import CONCEPTS, Iris
from stedenband.web.addresses import get_local_path, identify_document, identify_thing, is_link
from stedenband.web.http.responses import has_matching_etag
from stedenband.web.render.wording import Wording, choose_language
from stedenband.web.views.sparql_protocol import parse_content_type

IRIS = Iris("https://data.example.org/city/")
slugs = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda slug: len(slug) < 60)


@given(st.sampled_from(CONCEPTS), slugs)
def test_a_thing_has_one_address_and_the_address_one_thing(word: str, slug: str) -> None:
    asked = identify_thing(f"{word}/{slug}", IRIS)
    assert asked is not None
    assert asked.thing.value == f"https://data.example.org/city/id/{word}/{slug}"
    assert get_local_path(asked.thing.value, IRIS) == f"/id/{word}/{slug}"
    document = identify_document(f"{word}/{slug}.ttl", IRIS)
    assert document is not None
    assert (document.thing, document.document) == (asked.thing, f"/doc/{word}/{slug}")


@given(st.text())
def test_any_path_is_a_thing_or_nothing(path: str) -> None:
    for asked in (identify_thing(path, IRIS), identify_document(path, IRIS)):
        assert asked is None or asked.thing.value.startswith(
            ("https://data.example.org/", "https://w3id.org/")
        )


@given(st.text())
def test_any_iri_is_a_link_or_not(iri: str) -> None:
    assert not is_link(iri) or iri.lower().startswith(("http://", "https://"))
    local = get_local_path(iri, IRIS)
    assert local is None or local.startswith("/")


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        ("https://w3id.org/stedenband/ns", "/ns"),
        ("https://w3id.org/stedenband/ns#City", "/ns#City"),
        ("https://w3id.org/stedenband/id/concept/kind/twinning", "/id/concept/kind/twinning"),
        ("https://w3id.org/stedenband/id/conceptscheme/kind", "/id/conceptscheme/kind"),
        ("https://w3id.org/stedenband/gent/id/city/gent", None),
        ("https://w3id.org/stedenband/team", None),
        ("https://data.example.org/city/other", None),
        ("https://data.example.org/city/id//evil.example", None),
        ("https://w3id.org/stedenband/nsx", None),
    ],
)
def test_what_is_ours_is_linked_to_here(iri: str, path: str | None) -> None:
    assert get_local_path(iri, IRIS) == path


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "nl"),
        ("", "nl"),
        ("en", "en"),
        ("nl-BE,nl;q=0.9,en;q=0.8", "nl"),
        ("en-US,en;q=0.9,nl;q=0.95", "en"),
        ("fr,en;q=0.5", "en"),
        ("en;q=0.4,nl;q=0.4", "en"),
        ("en;q=0", "nl"),
        ("EN-gb", "en"),
        ("*", "nl"),
        ("en;q=x", "nl"),
        (";;,,q=,", "nl"),
        ("en," * 100_000, "en"),
        ("fr", "en"),
        ("ja", "en"),
        ("fr-BE,fr;q=0.9", "en"),
        ("ja-JP,ja;q=0.9,zh;q=0.8", "en"),
        ("fr,*;q=0.5", "en"),
        ("fr,nl;q=0.1", "nl"),
        ("fr,en;q=0,nl;q=0", "en"),
        ("fr,en;q=0", "nl"),
        ("nl;q=0", "en"),
        ("nl;q=0,*", "en"),
        ("fr;q=0", "nl"),
        ("nlx", "en"),
    ],
)
def test_the_language_the_reader_likes_best(header: str | None, expected: str) -> None:
    assert choose_language(None, header) == expected


@given(st.text(), st.text())
def test_a_language_is_always_found(named: str, header: str) -> None:
    assert choose_language(named, header) in INTERFACE_LANGUAGES
    assert isinstance(parse_content_type(header), tuple)
    assert has_matching_etag(header, '"x"') in (True, False)


@pytest.mark.parametrize(
    ("written", "nl", "en"),
    [
        ("1971", "1971", "1971"),
        ("1982-08", "augustus 1982", "August 1982"),
        ("1971-10-04", "4 oktober 1971", "4 October 1971"),
        ("ooit", "ooit", "ooit"),
    ],
)
def test_a_date_is_as_precise_as_it_was_written(written: str, nl: str, en: str) -> None:
    assert (Wording("nl").date(written), Wording("en").date(written)) == (nl, en)


def test_names_are_listed_as_a_sentence_takes_them() -> None:
    assert Wording("nl").listing(["Gent", "Melle", "Luik"]) == "Gent, Melle en Luik"
    assert Wording("en").listing(["Ghent"]) == "Ghent"
