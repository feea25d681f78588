"""The SPARQL 1.1 Protocol as clients speak it."""

from __future__ import annotations

import csv
import io
import json
import xml.etree.ElementTree as ET
from urllib.parse import quote

import httpx
import pytest

from stedenband.formats import N_TRIPLES, RDF_XML, TURTLE, read
from stedenband.settings import Settings
from stedenband.web.http.errors import NotAcceptableError
from stedenband.web.views.sparql_query import negotiate_result_formats
from web_release import BASE, Served, application, gent, publish, running

SELECT = "SELECT ?p WHERE { ?p a <https://w3id.org/stedenband/ns#Partnership> } ORDER BY ?p"
CONSTRUCT = "CONSTRUCT WHERE { <https://w3id.org/stedenband/gent/id/city/gent> ?p ?o }"
ASK = "ASK { ?s ?p ?o }"

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
DIRECT = {"Content-Type": "application/sparql-query"}


def rows(answer: httpx.Response) -> list[dict[str, dict[str, str]]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, dict[str, str]]] = answer.json()["results"]["bindings"]
    return found


def test_a_query_can_be_asked_in_four_ways_and_the_answer_is_the_same(client: httpx.Client) -> None:
    answers = [
        client.get("/sparql", params={"query": SELECT}),
        client.post("/sparql", data={"query": SELECT}),
        client.post("/sparql", content=SELECT, headers=DIRECT),
        client.request("QUERY", "/sparql", content=SELECT, headers=DIRECT),
    ]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert len(rows(answers[0])) == 13


def test_a_parameter_is_decoded_once(client: httpx.Client) -> None:
    query = 'SELECT ("%41+%2B" AS ?x) {}'
    for answer in (
        client.get("/sparql", params={"query": query}),
        client.post("/sparql", data={"query": query}),
    ):
        assert rows(answer) == [{"x": {"type": "literal", "value": "%41+%2B"}}]


@pytest.mark.parametrize(
    "kind", ["application/sparql-query; charset=UTF-8", 'application/sparql-query;charset="utf-8"']
)
def test_a_charset_may_be_named(client: httpx.Client, kind: str) -> None:
    answer = client.post("/sparql", content='SELECT ("é" AS ?x) {}'.encode(), headers={"Content-Type": kind})
    assert rows(answer)[0]["x"]["value"] == "é"


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({"Content-Type": "application/sparql-query; charset=latin-1"}, b"ASK {}", 415),
        ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x--", 415),
        ({"Content-Type": "text/plain"}, b"ASK {}", 415),
        ({"Content-Type": "application/json"}, b"{}", 415),
        ({}, b"ASK {}", 415),
        ({**DIRECT, "Content-Encoding": "gzip"}, b"ASK {}", 415),
        (DIRECT, b"\xff\xfe", 400),
        (FORM, b"query=%ff", 400),
        (FORM, b"", 400),
        (FORM, b"query=ASK%20%7B%7D&query=ASK%20%7B%7D", 400),
        (FORM, b"&".join([b"a=1"] * 500), 400),
        (FORM, b"update=CLEAR%20ALL", 403),
        (FORM, b"query=ASK%20%7B%7D&using-graph-uri=http://x/", 403),
        ({"Content-Type": "application/sparql-update"}, b"CLEAR ALL", 403),
        (DIRECT, b"CLEAR ALL", 400),
        (DIRECT, b"INSERT DATA { <a:b> <a:b> <a:b> }", 400),
        (DIRECT, b"", 400),
    ],
)
def test_a_body_that_is_no_query_is_refused(
    client: httpx.Client, headers: dict[str, str], body: bytes, status: int
) -> None:
    answer = client.post("/sparql", content=body, headers=headers)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_query_method_takes_a_query_and_no_form(client: httpx.Client) -> None:
    assert client.request("QUERY", "/sparql", content=b"query=ASK", headers=FORM).status_code == 415


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_limit_is_refused_while_it_is_read(client: httpx.Client, announced: bool) -> None:
    body = b"#" * 600_000
    content = body if announced else (body[i : i + 50_000] for i in range(0, len(body), 50_000))
    answer = client.post("/sparql", content=content, headers=DIRECT)
    assert answer.status_code == 413
    assert answer.json()["limit"] == Settings().query_bytes


def test_a_long_query_in_a_form_may_be_as_long_as_a_direct_one(client: httpx.Client) -> None:
    query = "ASK { ?s ?p ?o } #" + "é" * 100_000
    assert client.post("/sparql", data={"query": query}).status_code == 200


RESULTS = [
    (SELECT, None, "application/sparql-results+json"),
    (SELECT, "*/*", "application/sparql-results+json"),
    (SELECT, "application/json", "application/sparql-results+json"),
    (SELECT, "application/sparql-results+xml", "application/sparql-results+xml"),
    (SELECT, "text/csv", "text/csv"),
    (SELECT, "text/tab-separated-values, text/csv;q=0.5", "text/tab-separated-values"),
    (SELECT, "text/turtle, application/sparql-results+xml;q=0.1", "application/sparql-results+xml"),
    (SELECT, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
    (ASK, "application/sparql-results+xml", "application/sparql-results+xml"),
    (ASK, "application/sparql-results+json", "application/sparql-results+json"),
    (CONSTRUCT, None, "text/turtle"),
    (CONSTRUCT, "application/n-triples", "application/n-triples"),
    (CONSTRUCT, "text/plain, */*;q=0.1", "application/n-triples"),
    (CONSTRUCT, "application/ld+json", "application/ld+json"),
    (CONSTRUCT, "application/rdf+xml, application/sparql-results+json", "application/rdf+xml"),
]


@pytest.mark.parametrize(("query", "accept", "expected"), RESULTS)
def test_each_kind_of_answer_has_formats_of_its_own(
    client: httpx.Client, query: str, accept: str | None, expected: str
) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == expected
    assert answer.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"
    assert answer.headers["etag"]


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (ASK, "application/rdf+xml"), (SELECT, "image/png")],
)
def test_a_kind_that_is_not_acceptable_is_a_406(client: httpx.Client, query: str, accept: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406
    assert answer.json()["available"]


@pytest.mark.parametrize(
    ("query", "named", "expected"),
    [
        (SELECT, "csv", "text/csv"),
        (SELECT, "json", "application/sparql-results+json"),
        (SELECT, "xml", "application/sparql-results+xml"),
        (SELECT, "text/csv", "text/csv"),
        (SELECT, "html", "text/html"),
        (CONSTRUCT, "json", "application/ld+json"),
        (CONSTRUCT, "xml", "application/rdf+xml"),
        (CONSTRUCT, "ttl", "text/turtle"),
        (CONSTRUCT, "turtle", "text/turtle"),
        (CONSTRUCT, "nt", "application/n-triples"),
    ],
)
def test_a_format_can_be_named_in_the_address(
    client: httpx.Client, query: str, named: str, expected: str
) -> None:
    answer = client.get("/sparql", params={"query": query, "format": named}, headers={"Accept": "image/png"})
    assert answer.headers["content-type"].partition(";")[0] == expected


def test_a_format_nobody_knows_is_refused_before_the_query_is_run() -> None:
    with pytest.raises(NotAcceptableError):
        negotiate_result_formats("*/*", "docx")


def test_answers_parse_as_what_they_say(client: httpx.Client) -> None:
    def get(query: str, accept: str) -> bytes:
        return client.get("/sparql", params={"query": query}, headers={"Accept": accept}).content

    assert len(list(csv.reader(io.StringIO(get(SELECT, "text/csv").decode())))) == 14
    results = ET.fromstring(get(SELECT, "application/sparql-results+xml"))
    assert len(results.findall(".//{http://www.w3.org/2005/sparql-results#}result")) == 13
    triples = {str(quad) for quad in read(get(CONSTRUCT, "text/turtle"), TURTLE)}
    assert triples == {str(quad) for quad in read(get(CONSTRUCT, "application/rdf+xml"), RDF_XML)}
    assert triples == {str(quad) for quad in read(get(CONSTRUCT, "application/n-triples"), N_TRIPLES)}
    assert json.loads(get(ASK, "application/json"))["boolean"] is True


def test_the_data_set_of_the_protocol_counts(client: httpx.Client) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    graph = {"default-graph-uri": f"{BASE}id/graph/links"}
    whole = int(rows(client.get("/sparql", params={"query": query}))[0]["n"]["value"])
    links = int(rows(client.get("/sparql", params={"query": query, **graph}))[0]["n"]["value"])
    posted = int(rows(client.post("/sparql", data={"query": query, **graph}))[0]["n"]["value"])
    assert 0 < links == posted < whole
    strange = {"default-graph-uri": "http://127.0.0.1:9/x"}
    assert rows(client.get("/sparql", params={"query": query, **strange}))[0]["n"]["value"] == "0"


def test_without_a_query_the_endpoint_describes_itself(client: httpx.Client) -> None:
    answer = client.get("/sparql")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    said = {(str(quad.predicate), str(quad.object)) for quad in read(answer.content, TURTLE)}
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert (f"<{sd}endpoint>", f"<{BASE}sparql>") in said
    assert (f"<{sd}supportedLanguage>", f"<{sd}SPARQL11Query>") in said
    assert (f"<{sd}name>", f"<{BASE}id/graph/claims>") in said


def test_a_browser_gets_a_page_to_ask_on_and_its_answer_as_a_table(client: httpx.Client) -> None:
    browser = {"Accept": "text/html"}
    assert "<textarea" in client.get("/sparql", headers=browser).text
    page = client.get("/sparql", params={"query": SELECT}, headers=browser).text
    assert '<a href="/id/partnership/gent-kanazawa">' in page
    assert "<pre" in client.get("/sparql", params={"query": CONSTRUCT}, headers=browser).text
    hostile = 'SELECT ("<script>alert(1)</script>" AS ?x) (IRI("javascript:alert(1)") AS ?y) {}'
    page = client.get("/sparql", params={"query": hostile}, headers=browser).text
    assert "<script>" not in page
    assert 'href="javascript:' not in page


def test_an_answer_is_remembered_unless_it_changes(served: Served, client: httpx.Client) -> None:
    def asked(query: str) -> int:
        before = len(served.store.asked)
        for _ in range(3):
            assert client.get("/sparql", params={"query": query}).status_code == 200
        return len(served.store.asked) - before

    assert asked("SELECT ?s { ?s ?p 'remembered' }") == 1
    assert asked("SELECT (NOW() AS ?now) {}") == 3
    assert asked("SELECT (sTrUuId ( ) AS ?id) {}") == 3


def test_a_limit_of_the_settings_counts(tmp_path_factory: pytest.TempPathFactory) -> None:
    releases = publish(tmp_path_factory.mktemp("small"), gent()[:100])
    with running(application(releases, Settings(query_bytes=256))) as address:
        assert httpx.get(f"{address}sparql?query={quote('ASK {} #' + 'x' * 240)}").status_code == 200
        long = httpx.get(f"{address}sparql?query={quote('ASK {} #' + 'x' * 250)}")
        assert (long.status_code, long.json()["limit"]) == (414, 256)
