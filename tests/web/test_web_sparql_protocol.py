"""The corners of the SPARQL Protocol: addresses, versions, methods, base IRIs, data sets, words of refusals."""

from __future__ import annotations

import csv
import io
import json

import httpx
import pytest

from stedenband.formats import TURTLE, read
from stedenband.settings import Settings
from stedenband.store import Budget
from stedenband.web.views.sparql_protocol import VERSIONS, compute_budget
from stedenband.web.views.sparql_query import EXTENSIONS
from web_release import BASE

SELECT = "SELECT ?p WHERE { ?p a <https://w3id.org/stedenband/ns#Partnership> } ORDER BY ?p"
CONSTRUCT = "CONSTRUCT WHERE { <https://w3id.org/stedenband/gent/id/city/gent> ?p ?o }"
DIRECT = "application/sparql-query"

# == For those who cannot say what they accept =================================

ROWS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "tsv": "text/tab-separated-values; charset=utf-8",
}
TRIPLES = {
    "json": "application/ld+json",
    "xml": "application/rdf+xml",
    "ttl": "text/turtle; charset=utf-8",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
}


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_an_extension_of_the_address_says_the_format(client: httpx.Client, extension: str) -> None:
    for query, types in ((SELECT, ROWS), (CONSTRUCT, TRIPLES)):
        for how in (
            {"url": f"/sparql.{extension}", "params": {"query": query}},
            {"url": "/sparql", "params": {"query": query, "format": extension}},
        ):
            answer = client.get(**how, headers={"Accept": "image/png"})  # type: ignore[arg-type]
            if extension in types:
                assert answer.status_code == 200
                assert answer.headers["content-type"] == types[extension]
            else:
                assert answer.status_code == 406
                assert answer.json()["available"]


def test_an_extension_works_for_every_way_of_asking(client: httpx.Client) -> None:
    answers = [
        client.get("/sparql.csv", params={"query": SELECT}),
        client.post("/sparql.csv", data={"query": SELECT}),
        client.post("/sparql.csv", content=SELECT, headers={"Content-Type": DIRECT}),
        client.request("QUERY", "/sparql.csv", content=SELECT, headers={"Content-Type": DIRECT}),
    ]
    assert {answer.content for answer in answers} == {answers[0].content}
    assert "accept" not in answers[0].headers.get("vary", "").lower().split(", ")


@pytest.mark.parametrize("extension", ["docx", "html", "geojson", "srx"])
def test_other_extensions_are_no_addresses(client: httpx.Client, extension: str) -> None:
    assert client.get(f"/sparql.{extension}", params={"query": SELECT}).status_code == 404


def test_without_a_query_an_extension_gives_the_service_description(client: httpx.Client) -> None:
    for answer in (client.get("/sparql.ttl"), client.get("/sparql?format=turtle")):
        assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
        assert list(read(answer.content, TURTLE))
    assert client.get("/sparql.csv").status_code == 400
    assert client.get("/sparql?format=docx").status_code == 406


def test_csv_has_a_header_line_crlf_and_empty_cells(client: httpx.Client) -> None:
    query = 'SELECT ?a ?b { VALUES (?a ?b) { ("x,\\"y\\"" 1) (UNDEF "ë") } }'
    answer = client.get("/sparql.csv", params={"query": query})
    assert answer.content == 'a,b\r\n"x,""y""",1\r\n,ë\r\n'.encode()
    assert list(csv.DictReader(io.StringIO(answer.text, newline="")))[1] == {"a": "", "b": "ë"}


def test_plain_text_means_n_triples_and_only_for_graphs(client: httpx.Client) -> None:
    for accept in ("text/plain", "text/plain, */*;q=0.1"):
        answer = client.get("/sparql", params={"query": CONSTRUCT}, headers={"Accept": accept})
        assert answer.headers["content-type"] == "application/n-triples"
    answer = client.get("/sparql", params={"query": SELECT}, headers={"Accept": "text/plain"})
    assert answer.status_code == 406


# == Versions ==================================================================


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_may_be_announced(client: httpx.Client, version: str) -> None:
    text = f'VERSION "{version}" ASK {{}}'
    answers = [
        client.get("/sparql", params={"query": text, "version": version}),
        client.post("/sparql", data={"query": text, "version": version}),
        client.post("/sparql", content=text, headers={"Content-Type": f"{DIRECT}; version={version}"}),
        client.post(f"/sparql?version={version}", content=text, headers={"Content-Type": DIRECT}),
    ]
    assert [answer.json()["boolean"] for answer in answers] == [True] * 4


def test_a_version_that_nobody_knows_is_refused_with_those_that_are_known(client: httpx.Client) -> None:
    for answer in (
        client.get("/sparql", params={"query": "ASK {}", "version": "2.0"}),
        client.post("/sparql", content="ASK {}", headers={"Content-Type": f'{DIRECT}; version="2.0"'}),
    ):
        assert answer.status_code == 400
        assert "2.0" in answer.json()["detail"]
        assert all(version in answer.json()["detail"] for version in VERSIONS)


# == Methods ===================================================================


def test_head_is_get_without_a_body(client: httpx.Client) -> None:
    for params in ({"query": SELECT}, {"query": "SELEKT"}, {}):
        get, head = client.get("/sparql", params=params), client.head("/sparql", params=params)
        assert head.status_code == get.status_code
        assert head.content == b""
        for name in ("content-type", "content-length", "etag", "vary"):
            assert head.headers.get(name) == get.headers.get(name), name


def test_an_unchanged_answer_is_not_sent_again(client: httpx.Client) -> None:
    """RFC 9110, section 13.1.2, and RFC 10008 for QUERY: its answer is as good as that of a GET; not so of a POST."""
    body = {"content": SELECT, "headers": {"Content-Type": DIRECT}}
    first = client.request("QUERY", "/sparql", **body)  # type: ignore[arg-type]
    conditional = {"Content-Type": DIRECT, "If-None-Match": first.headers["etag"]}
    again = client.request("QUERY", "/sparql", content=SELECT, headers=conditional)
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/sparql", params={"query": SELECT}, headers=conditional).status_code == 304
    assert client.post("/sparql", content=SELECT, headers=conditional).content == first.content


def test_options_tell_what_may_be_sent(client: httpx.Client) -> None:
    answer = client.options("/sparql")
    assert answer.status_code == 204
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "POST", "QUERY", "OPTIONS"}
    assert answer.headers["accept-query"] == DIRECT
    assert answer.headers["accept-post"] == f"{DIRECT}, application/x-www-form-urlencoded"


def test_a_browser_may_ask_from_anywhere(client: httpx.Client) -> None:
    """Fetch: a QUERY, or a POST of a type that forms have not, is announced by a preflight."""
    asks = {"Origin": "https://example.org", "Access-Control-Request-Method": "QUERY"}
    answer = client.options("/sparql", headers={**asks, "Access-Control-Request-Headers": "content-type"})
    assert answer.status_code == 204
    assert "QUERY" in answer.headers["access-control-allow-methods"]
    assert "Content-Type" in answer.headers["access-control-allow-headers"]
    assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused_with_those_that_are_not(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/sparql", params={"query": "ASK {}"})
    assert answer.status_code == 405
    assert {"GET", "POST", "QUERY"} <= set(answer.headers["allow"].split(", "))
    assert answer.headers["access-control-allow-origin"] == "*"


def test_a_type_that_is_not_taken_is_refused_with_those_that_are(client: httpx.Client) -> None:
    body = {"content": b"ASK {}", "headers": {"Content-Type": "text/plain"}}
    posted = client.post("/sparql", **body)  # type: ignore[arg-type]
    queried = client.request("QUERY", "/sparql", **body)  # type: ignore[arg-type]
    assert posted.status_code == queried.status_code == 415
    assert posted.headers["accept-post"] == f"{DIRECT}, application/x-www-form-urlencoded"
    assert queried.headers["accept-query"] == DIRECT


UPDATE = "INSERT DATA { <http://e/s> <http://e/p> <http://e/o> }"


@pytest.mark.parametrize(
    ("method", "url", "fields"),
    [
        ("POST", "/sparql", {"data": {"update": UPDATE}}),
        ("POST", "/sparql", {"content": UPDATE, "headers": {"Content-Type": "application/sparql-update"}}),
        ("POST", "/sparql", {"content": UPDATE, "headers": {"Content-Type": DIRECT}}),
        ("QUERY", "/sparql", {"content": UPDATE, "headers": {"Content-Type": "application/sparql-update"}}),
        ("QUERY", "/sparql", {"content": UPDATE, "headers": {"Content-Type": DIRECT}}),
        ("GET", "/sparql", {"params": {"update": UPDATE}}),
        ("GET", "/sparql", {"params": {"query": UPDATE}}),
        ("POST", "/sparql?update=CLEAR%20ALL", {"data": {"query": "ASK {}"}}),
        ("POST", "/sparql", {"data": {"query": "ASK {}", "using-named-graph-uri": "http://e/g"}}),
        ("POST", "/sparql.json", {"data": {"update": UPDATE}}),
        ("PUT", "/graphs?default", {"content": b"", "headers": {"Content-Type": "text/turtle"}}),
        ("POST", "/graphs?default", {"content": b"", "headers": {"Content-Type": "text/turtle"}}),
        ("DELETE", f"/graphs?graph={BASE}id/graph/claims", {}),
        ("PATCH", "/doc/graph/claims", {"content": UPDATE}),
    ],
)
def test_an_update_in_any_form_is_refused_in_plain_words(
    client: httpx.Client, method: str, url: str, fields: dict[str, object]
) -> None:
    answer = client.request(method, url, **fields)  # type: ignore[arg-type]
    assert answer.status_code in (400, 403, 405), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.json()["detail"]) > 20
    assert client.get("/sparql", params={"query": "ASK { <http://e/s> ?p ?o }"}).json()["boolean"] is False


# == Names =====================================================================


def test_a_relative_iri_is_one_of_ours(client: httpx.Client) -> None:
    query = "ASK { <id/city/gent> a <https://w3id.org/stedenband/ns#City> }"
    assert client.get("/sparql", params={"query": query}).json()["boolean"] is True
    assert (
        client.get("/sparql", params={"query": f"BASE <http://example.org/> {query}"}).json()["boolean"]
        is False
    )


@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_of_ours_that_is_misspelt_is_refused_with_the_list(
    client: httpx.Client, parameter: str
) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}", parameter: f"{BASE}id/graph/claim"})
    assert answer.status_code == 400
    assert f"{BASE}id/graph/claims" in answer.json()["graphs"]


def test_a_graph_in_from_that_there_is_not_is_refused_with_the_list(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "ASK FROM <http://127.0.0.1:9/x> {}"})
    assert answer.status_code == 400
    assert f"{BASE}id/graph/claims" in answer.json()["graphs"]


@pytest.mark.parametrize("name", ["claims", "not an iri", "http://[x/"])
def test_a_graph_has_an_absolute_iri(client: httpx.Client, name: str) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}", "default-graph-uri": name})
    assert answer.status_code == 400


def test_the_empty_fields_of_a_form_count_as_left_out(client: httpx.Client) -> None:
    fields = {"default-graph-uri": "", "named-graph-uri": "", "format": "", "version": ""}
    answer = client.post("/sparql", data={"query": "ASK { ?s ?p ?o }", **fields})
    assert answer.json()["boolean"] is True


# == What is wrong =============================================================


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_syntax_error_has_its_place_and_plain_words(client: httpx.Client, language: str) -> None:
    query = "SELECT ?p WHERE {\n  ?p foo:bar ?o\n}"
    answer = client.get("/sparql", params={"query": query}, headers={"Accept-Language": language})
    problem = json.loads(answer.content)
    assert answer.status_code == 400
    assert (problem["line"], problem["column"]) == (2, 6)
    assert "foo" in problem["detail"]
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["content-language"] == language


def test_a_long_query_in_the_address_is_refused(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "ASK {} #" + "x" * 50_000})
    assert answer.status_code == 414
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_budget_is_named_only_where_it_is_lower_than_the_usual_one() -> None:
    settings = Settings()
    assert compute_budget(settings, None, page=False) is None
    assert compute_budget(settings, settings.query_seconds * 2, page=False) is None
    lowered = compute_budget(settings, 0.5, page=False)
    assert lowered == Budget(0.5, settings.query_memory, settings.result_bytes)
