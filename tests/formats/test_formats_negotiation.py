"""Which format answers which Accept field (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rdflib.parser import Parser
from rdflib.plugin import plugins

from stedenband.formats import (
    CSV,
    FORMATS,
    GEOJSON,
    HTML,
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    SPARQL_CSV,
    SPARQL_JSON,
    SPARQL_TSV,
    SPARQL_XML,
    TURTLE,
    Format,
    list_acceptable,
    negotiate,
)

DOCUMENT = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
GRAPH = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
ROWS = (SPARQL_JSON, SPARQL_XML, SPARQL_CSV, SPARQL_TSV)

FIREFOX = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/svg+xml,*/*;q=0.8"
)
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
SAFARI = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
JENA_MODEL = (
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"
)
JENA_ROWS = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.7, "
    "text/csv;q=0.5, application/json;q=0.2, application/xml;q=0.2, */*;q=0.1"
)
RDF4J = (
    "application/x-binary-rdf;q=0.9, application/ld+json;q=0.8, application/n-quads, "
    "application/rdf+xml;q=0.8, text/turtle"
)
SPARQLWRAPPER_XML = "application/sparql-results+xml"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,"
    "text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,application/xml;q=0.3,image/svg+xml;q=0.3,"
    "text/xml;q=0.3,text/html;q=0.2,application/xhtml+xml;q=0.18"
)
JAVA_URL = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"

CASES: list[tuple[str | None, tuple[Format, ...], Format | None]] = [
    # nobody asks for anything
    (None, DOCUMENT, HTML),
    ("", DOCUMENT, HTML),
    ("   ", DOCUMENT, HTML),
    (",,,", DOCUMENT, HTML),
    (None, (), None),
    ("text/turtle", (), None),
    # browsers
    (FIREFOX, DOCUMENT, HTML),
    (CHROME, DOCUMENT, HTML),
    (SAFARI, DOCUMENT, HTML),
    (FIREFOX, (TURTLE, HTML, RDF_XML), HTML),
    (FIREFOX, GRAPH, TURTLE),
    (FIREFOX, (RDF_XML,), RDF_XML),
    ("application/xml;q=0.9", (RDF_XML, HTML), None),
    ("*/*", (CSV, GEOJSON), CSV),
    ("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", DOCUMENT, HTML),
    # tools
    ("*/*", DOCUMENT, HTML),
    ("*/*", GRAPH, TURTLE),
    ("application/rdf+xml, */*;q=0.1", DOCUMENT, RDF_XML),
    ("text/n3, */*;q=0.1", DOCUMENT, TURTLE),
    ("text/turtle, application/x-turtle, */*;q=0.1", DOCUMENT, TURTLE),
    ("text/plain, */*;q=0.1", DOCUMENT, N_TRIPLES),
    ("application/ld+json, application/json;q=0.9, */*;q=0.1", DOCUMENT, JSON_LD),
    ("application/trig, */*;q=0.1", DOCUMENT, HTML),
    (JENA_MODEL, DOCUMENT, TURTLE),
    (JENA_MODEL, (HTML, N_TRIPLES, RDF_XML), N_TRIPLES),
    (JENA_ROWS, ROWS, SPARQL_JSON),
    (JENA_ROWS, (SPARQL_TSV, SPARQL_CSV), SPARQL_TSV),
    (RDF4J, DOCUMENT, TURTLE),
    (RDF4J, (HTML, JSON_LD, RDF_XML), JSON_LD),
    (COMUNICA, DOCUMENT, JSON_LD),
    (COMUNICA, (*DOCUMENT, N_QUADS), N_QUADS),
    (SPARQLWRAPPER_XML, ROWS, SPARQL_XML),
    (JAVA_URL, DOCUMENT, HTML),
    (JAVA_URL, GRAPH, TURTLE),
    ("application/json", DOCUMENT, JSON_LD),
    ("application/json", ROWS, SPARQL_JSON),
    ("application/json", (GEOJSON, CSV), None),
    # weights
    ("text/turtle;q=0.5, application/ld+json;q=0.6", DOCUMENT, JSON_LD),
    ("text/turtle;q=0.123, application/ld+json;q=0.124", DOCUMENT, JSON_LD),
    ("text/turtle; q=0.5 , application/ld+json ; Q=0.6", DOCUMENT, JSON_LD),
    ("text/turtle;q=1, application/ld+json;q=1.000", DOCUMENT, TURTLE),
    ("text/turtle;q=7, application/ld+json", (JSON_LD, TURTLE), JSON_LD),
    ("text/html;q=0, */*", DOCUMENT, TURTLE),
    ("text/turtle;q=0", DOCUMENT, None),
    ("text/turtle;q=0.000, */*;q=0.000", DOCUMENT, None),
    ("*/*;q=0", DOCUMENT, None),
    ("*/*;q=0, text/turtle", DOCUMENT, TURTLE),
    ("text/*;q=0, */*", DOCUMENT, JSON_LD),
    # specificity
    ("text/*, text/html;q=0.1", DOCUMENT, TURTLE),
    ("text/*", (JSON_LD, N_TRIPLES, TURTLE), TURTLE),
    ("text/*", (JSON_LD, N_TRIPLES), None),
    ("application/*", DOCUMENT, JSON_LD),
    ("application/*;q=0.4, text/*;q=0.3, text/html;q=0.1", DOCUMENT, JSON_LD),
    ("*/*, text/turtle;q=0.1, text/html;q=0.1", DOCUMENT, JSON_LD),
    ("text/plain;q=0.9, application/n-triples;q=0.2", (N_TRIPLES, TURTLE), N_TRIPLES),
    ("application/n-triples;q=0, text/plain", (N_TRIPLES,), None),
    # the same weight: named before star, then the order of the offers
    ("text/turtle, */*", DOCUMENT, TURTLE),
    ("*/*, application/ld+json", DOCUMENT, JSON_LD),
    ("application/ld+json, text/turtle", DOCUMENT, TURTLE),
    ("application/ld+json, text/turtle", (JSON_LD, TURTLE), JSON_LD),
    # parameters of media types
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#framed"', DOCUMENT, JSON_LD),
    ('application/ld+json;profile="a, text/html;q=1, b";q=0.5, text/turtle;q=0.4', DOCUMENT, JSON_LD),
    ('application/ld+json;profile="say \\"q=0\\" ;q=0"', DOCUMENT, JSON_LD),
    ("text/turtle;version=1.2;charset=utf-8;q=0.8", DOCUMENT, TURTLE),
    ("text/html;level=2;q=0.4, text/html;q=0.9, text/turtle;q=0.5", DOCUMENT, HTML),
    ("TEXT/TURTLE", DOCUMENT, TURTLE),
    # not acceptable
    ("image/png", DOCUMENT, None),
    ("audio/*;q=0.2, image/png", DOCUMENT, None),
    # malformed parts are passed over
    ("text/turtle;q=abc, application/ld+json;q=0.1", DOCUMENT, JSON_LD),
    ("text/turtle;q=, application/ld+json;q=0.1", DOCUMENT, JSON_LD),
    ("text/turtle;q=-1, application/ld+json;q=0.1", DOCUMENT, JSON_LD),
    ("text/turtle;q=nan, text/html;q=inf, application/ld+json;q=1e-3, application/rdf+xml;q=0.1", DOCUMENT, RDF_XML),
    ("text/turtle/x, /turtle, text/, */turtle, text turtle, application/ld+json", DOCUMENT, JSON_LD),
    ("turtle", DOCUMENT, HTML),
    ('"text/turtle', DOCUMENT, HTML),
    ('application/ld+json;profile="never closed, text/turtle', DOCUMENT, JSON_LD),
    ("text/turtle;;;q=0.5;;", DOCUMENT, TURTLE),
    ("text/turtle\x00, \udcff, application/ld+json", DOCUMENT, JSON_LD),
]  # fmt: skip


def test_there_are_as_many_cases_as_we_think() -> None:
    assert len(CASES) == 78


@pytest.mark.parametrize(("accept", "offers", "expected"), CASES)
def test_negotiation(accept: str | None, offers: tuple[Format, ...], expected: Format | None) -> None:
    assert negotiate(accept, offers) is expected


def test_rdflib_without_a_format_gets_a_graph() -> None:
    """rdflib names every type it has a parser for, all at weight 1 and none of them a page."""
    accept = ", ".join(plugin.name for plugin in plugins(kind=Parser) if "/" in plugin.name)
    found = negotiate(accept, DOCUMENT)
    assert found is not None
    assert found.kind == "graph"


@given(st.text() | st.text(alphabet='aq=01.;,/*"\\ tex-'), st.lists(st.sampled_from(FORMATS), unique=True))
@example('"' * 5000, [TURTLE])
@example("text/turtle;q=" + "9" * 5000, [TURTLE])
def test_negotiation_never_raises_and_takes_what_is_offered(accept: str, offers: list[Format]) -> None:
    found = negotiate(accept, offers)
    assert found is None or found in offers


@given(
    st.permutations(["text/turtle;q=0.3", "application/ld+json;q=0.6", "text/html;q=0", "*/*;q=0.1", "junk"])
)
def test_the_order_of_the_parts_does_not_count(parts: list[str]) -> None:
    assert negotiate(", ".join(parts), DOCUMENT) is JSON_LD


@pytest.mark.parametrize(
    "huge",
    [
        "text/turtle;q=0.1," * 200_000,
        '"' * 2_000_000,
        '"\\' * 1_000_000,
        ";" * 2_000_000,
        "text/turtle;q=" + "1" * 2_000_000,
        "a/" * 1_000_000,
    ],
    ids=["ranges", "quotes", "escapes", "semicolons", "digits", "slashes"],
)
def test_a_huge_field_costs_next_to_nothing(huge: str) -> None:
    begun = time.process_time()
    negotiate(huge, DOCUMENT)
    assert time.process_time() - begun < 0.2


def test_what_stands_whole_within_the_limit_counts_and_what_is_cut_does_not() -> None:
    padding = "image/png, " * 1000
    assert negotiate("application/ld+json, " + padding, DOCUMENT) is JSON_LD
    assert negotiate(padding + "application/ld+json", DOCUMENT) is None


def test_the_list_for_a_406_has_every_type_once_in_order() -> None:
    assert list_acceptable((HTML, TURTLE, CSV, SPARQL_CSV)) == ("text/html", "text/turtle", "text/csv")
