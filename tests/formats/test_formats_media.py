"""The one table of media types."""

from __future__ import annotations

import pytest

from stedenband.formats import (
    CSV,
    FORMATS,
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    READABLE,
    SPARQL_CSV,
    SPARQL_JSON,
    TURTLE,
    WRITABLE,
    Format,
    find_by_extension,
    find_by_media_type,
    find_by_name,
)


def test_the_table_has_thirteen_formats() -> None:
    assert len(FORMATS) == 13


def test_names_are_unique() -> None:
    assert len({item.name for item in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("kind", ["graph", "quads", "solutions", "table", "features", "page"])
def test_a_type_means_one_format_of_a_kind(kind: str) -> None:
    """Where the same things are offered, a media type or an extension can mean one format only."""
    offers = [item for item in FORMATS if item.kind == kind]
    types = [name for item in offers for name in (item.media_type, *item.aliases)]
    assert offers
    assert len(set(types)) == len(types)
    assert len({item.extension for item in offers}) == len(offers)


def test_no_format_is_xml_in_general() -> None:
    """Browsers ask for application/xml with a weight of 0.9 and would get a graph for a page."""
    for item in FORMATS:
        assert {"application/xml", "text/xml"}.isdisjoint({item.media_type, *item.aliases})


def test_plain_text_means_ntriples() -> None:
    assert find_by_media_type("text/plain") is N_TRIPLES


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (TURTLE, "text/turtle; charset=utf-8"),
        (HTML, "text/html; charset=utf-8"),
        (CSV, "text/csv; charset=utf-8"),
        (JSON_LD, "application/ld+json"),
        (N_TRIPLES, "application/n-triples"),
        (RDF_XML, "application/rdf+xml"),
    ],
)
def test_content_type_has_a_charset_where_the_type_has_one(item: Format, expected: str) -> None:
    assert item.content_type == expected


def test_text_types_and_no_others_have_a_charset() -> None:
    assert {item.media_type for item in FORMATS if item.charset} == {
        item.media_type for item in FORMATS if item.media_type.startswith("text/")
    }


@pytest.mark.parametrize("item", FORMATS, ids=lambda item: item.name)
def test_every_format_is_found_by_name_extension_and_type(item: Format) -> None:
    peers = [other for other in FORMATS if other.kind == item.kind]
    assert find_by_name(item.name) is item
    assert find_by_extension(item.extension, peers) is item
    assert find_by_extension(f".{item.extension.upper()}", peers) is item
    for media_type in (item.media_type, *item.aliases):
        assert find_by_media_type(media_type, peers) is item


def test_parameters_and_case_of_a_media_type_do_not_count() -> None:
    assert (
        find_by_media_type(' Application/LD+JSON ; profile="http://www.w3.org/ns/json-ld#compacted"')
        is JSON_LD
    )


def test_the_kind_decides_what_a_shared_type_means() -> None:
    assert find_by_media_type("text/csv") is CSV
    assert find_by_media_type("text/csv", [SPARQL_JSON, SPARQL_CSV]) is SPARQL_CSV
    assert find_by_media_type("application/json") is JSON_LD
    assert find_by_media_type("application/json", [SPARQL_JSON, SPARQL_CSV]) is SPARQL_JSON


@pytest.mark.parametrize("look_up", [find_by_name, find_by_extension, find_by_media_type])
@pytest.mark.parametrize("unknown", ["", "image/png", "exe", "text/turtle/x", "../ttl"])
def test_an_unknown_name_is_a_lookup_error(look_up: object, unknown: str) -> None:
    assert callable(look_up)
    with pytest.raises(LookupError):
        look_up(unknown)


def test_what_is_read_is_what_is_written() -> None:
    assert set(READABLE) == set(WRITABLE)
    assert {item for item in FORMATS if item.kind in ("graph", "quads")} == set(WRITABLE)
