"""Identifiers, documents, negotiation, caching headers: what linked-data clients rely on."""

from __future__ import annotations

import httpx
import pyoxigraph as ox
import pytest
from rdflib import Graph

from stedenband.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, read
from web_release import BASE, Served

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"

THINGS = (
    "city/gent",
    "country/jp",
    "place/england",
    "partnership/gent-kanazawa",
    "participation/gent-melle/gent",
    "act/gent-kanazawa-1971",
    "phase/twin-cities",
    "source/history-nl",
    "geometry/gent",
    "concept/kind/twinning",
    "conceptscheme/kind",
)


@pytest.mark.parametrize("reference", THINGS)
def test_a_thing_redirects_to_its_document(client: httpx.Client, reference: str) -> None:
    answer = client.get(f"/id/{reference}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/doc/{reference}")
    assert client.get(answer.headers["location"]).status_code == 200


@pytest.mark.parametrize("accept", [None, "text/turtle", BROWSER, "image/png", "nonsense"])
def test_the_redirect_does_not_depend_on_accept(client: httpx.Client, accept: str | None) -> None:
    answer = client.get("/id/city/gent", headers={"Accept": accept} if accept else {})
    assert (answer.status_code, answer.headers["location"]) == (303, "/doc/city/gent")


def test_the_redirect_stays_on_this_server_whatever_the_host_header_says(client: httpx.Client) -> None:
    answer = client.get("/id/city/gent", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"})
    assert answer.headers["location"] == "/doc/city/gent"


def test_the_redirect_carries_a_language_on(client: httpx.Client) -> None:
    assert client.get("/id/city/gent?lang=en").headers["location"] == "/doc/city/gent?lang=en"
    assert client.get("/id/city/gent?lang=xx").headers["location"] == "/doc/city/gent"


@pytest.mark.parametrize(
    "path",
    [
        "/id/city/atlantis",
        "/doc/city/atlantis",
        "/doc/city/atlantis.ttl",
        "/id/city",
        "/id/",
        "/id/nothing/gent",
        "/id/city/Gent",
        "/id/city/gent/",
        "/id/concept/kind/nothing",
        "/id/concept/nothing/twinning",
        "/doc/city/gent.exe",
        "/doc/city/gent.csv",
        "/doc/city/.ttl",
        "/doc/city/..%2f..%2fetc%2fpasswd",
        "/doc/city/gent%00",
        "/doc/city/" + "a" * 5000,
        "/ns/9.9.9",
        "/ns.exe",
        "/static/nothing.css",
        "/download/latest/nothing",
        "/download/latest/../../../etc/passwd",
        "/download/nothing/gent.ttl",
    ],
)
def test_what_we_do_not_know_is_not_found(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


NEGOTIATION = [
    (None, "text/html"),
    ("*/*", "text/html"),
    (BROWSER, "text/html"),
    ("text/turtle", "text/turtle"),
    ("text/turtle;q=0.5, application/ld+json", "application/ld+json"),
    ('application/ld+json;profile="http://www.w3.org/ns/json-ld#compacted"', "application/ld+json"),
    ("application/json", "application/ld+json"),
    ("application/n-triples", "application/n-triples"),
    ("text/plain, */*;q=0.1", "application/n-triples"),
    ("application/rdf+xml", "application/rdf+xml"),
    ("application/rdf+xml, text/turtle;q=0.9", "application/rdf+xml"),
    ("text/*", "text/html"),
    ("application/*", "application/ld+json"),
    ("text/html;q=0, */*", "text/turtle"),
    ("text/turtle;q=2", "text/turtle"),
    (";;,,/", "text/html"),
    ("image/png, text/turtle;q=0.001", "text/turtle"),
]


@pytest.mark.parametrize(("accept", "expected"), NEGOTIATION)
def test_a_document_comes_in_what_the_asker_likes_best(
    client: httpx.Client, accept: str | None, expected: str
) -> None:
    headers = {"Accept": accept} if accept is not None else {}
    answer = client.get("/doc/city/gent", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == expected
    assert answer.headers["vary"] == "Accept, Accept-Language, Accept-Datetime, Accept-Encoding"


@pytest.mark.parametrize("path", ["/doc/city/gent", "/ns", "/sparql"])
def test_nothing_acceptable_is_a_406_that_lists_what_there_is(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["available"]
    assert answer.headers["vary"] == "Accept, Accept-Language"


@pytest.mark.parametrize("form", [TURTLE, N_TRIPLES, RDF_XML, JSON_LD])
def test_an_extension_beats_accept_and_every_format_says_the_same(client: httpx.Client, form: Format) -> None:
    answer = client.get(f"/doc/partnership/gent-kanazawa.{form.extension}", headers={"Accept": "image/png"})
    assert answer.headers["content-type"] == form.content_type
    expected = client.get("/doc/partnership/gent-kanazawa.nt").content
    found = answer.content
    assert {str(quad) for quad in read(found, form)} == {str(quad) for quad in read(expected, N_TRIPLES)}


@pytest.mark.filterwarnings(
    "ignore:ConjunctiveGraph is deprecated:DeprecationWarning"
)  # rdflib warns of itself
@pytest.mark.parametrize("path", ["/doc/partnership/gent-kanazawa.jsonld", "/ns.jsonld", "/id/city/gent"])
def test_rdflib_reads_json_ld_by_its_address(served: Served, path: str) -> None:
    found = Graph().parse(served.address.rstrip("/") + path, format="json-ld")
    assert len(found) > 10
    assert not [term for triple in found for term in triple if str(term).startswith(served.address)]


def test_a_document_carries_canonical_iris_and_no_blank_nodes(client: httpx.Client) -> None:
    quads = read(client.get("/doc/city/gent.nt").content, N_TRIPLES)
    subjects = {quad.subject for quad in quads}
    assert ox.NamedNode(f"{BASE}id/city/gent") in subjects
    assert not any(isinstance(term, ox.BlankNode) for quad in quads for term in (quad.subject, quad.object))
    assert not any("127.0.0.1" in str(quad) for quad in quads)


def test_a_document_links_to_its_thing_and_its_other_forms(client: httpx.Client) -> None:
    answer = client.get("/doc/city/gent", headers={"Accept": "text/turtle"})
    assert answer.headers["content-location"] == "/doc/city/gent.ttl"
    link = answer.headers["link"]
    assert f'<{BASE}id/city/gent>; rel="describes"' in link
    assert '</doc/city/gent.jsonld>; rel="alternate"; type="application/ld+json"' in link
    assert "gent.ttl>" not in link


@pytest.mark.parametrize(
    "path",
    ["/", "/doc/city/gent", "/doc/city/gent.ttl", "/ns.ttl", "/context/v1.jsonld", "/sparql", "/robots.txt",
     "/download/latest/gent.ttl", "/download/latest/manifest.json"],
)  # fmt: skip
def test_every_answer_has_a_strong_tag_that_saves_a_second_download(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert client.get(path).headers["etag"] == tag
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = client.get(path, headers={"If-None-Match": header})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_two_forms_of_a_document_have_two_tags(client: httpx.Client) -> None:
    paths = ["/doc/city/gent.ttl", "/doc/city/gent.nt", "/doc/city/gent?lang=nl", "/doc/city/gent?lang=en"]
    tags = {client.get(path).headers["etag"] for path in paths}
    assert len(tags) == 4


@pytest.mark.parametrize(
    "path",
    ["/", "/id/city/gent", "/doc/city/gent", "/doc/city/gent.ttl", "/ns", "/sparql", "/health", "/ready",
     "/download/latest/gent.nt", "/doc/city/atlantis"],
)  # fmt: skip
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    head, get = client.head(path), client.get(path)
    assert head.content == b""
    assert head.status_code == get.status_code
    for name in ("content-type", "content-length", "etag", "vary", "link", "location"):
        assert head.headers.get(name) == get.headers.get(name), name


@pytest.mark.parametrize(
    "path", ["/", "/id/city/gent", "/doc/city/gent.ttl", "/sparql", "/nothing", "/health"]
)
def test_anybodys_page_may_read_the_answer(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "ETag" in answer.headers["access-control-expose-headers"]
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_a_preflight_is_answered(client: httpx.Client) -> None:
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "POST"}
    answer = client.options("/sparql", headers=headers)
    assert answer.status_code == 204
    assert "POST" in answer.headers["access-control-allow-methods"]


def test_the_vocabulary_is_served_whole_in_every_form(client: httpx.Client) -> None:
    turtle = client.get("/ns", headers={"Accept": "text/turtle"})
    assert turtle.content == client.get("/ns.ttl").content == client.get("/ns/0.2.0.ttl").content
    triples = {str(quad) for quad in read(turtle.content, TURTLE)}
    for form in (N_TRIPLES, RDF_XML):
        assert {str(quad) for quad in read(client.get(f"/ns.{form.extension}").content, form)} == triples


def test_the_context_is_kept_for_good(client: httpx.Client) -> None:
    answer = client.get("/context/v1.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    assert "immutable" in answer.headers["cache-control"]
    assert "@context" in answer.json()


def test_a_download_is_the_file_of_the_manifest(client: httpx.Client) -> None:
    manifest = client.get("/download/latest/manifest.json").json()
    for artefact in manifest["artefacts"]:
        answer = client.get(f"/download/{manifest['id']}/{artefact['path']}")
        assert len(answer.content) == artefact["size"]
        assert answer.headers["content-type"].partition(";")[0] == artefact["media_type"]
        assert "immutable" in answer.headers["cache-control"]
    assert "immutable" not in client.get("/download/latest/gent.ttl").headers["cache-control"]


def test_a_part_of_a_download_can_be_asked_for(client: httpx.Client) -> None:
    whole = client.get("/download/latest/gent.nt")
    part = client.get("/download/latest/gent.nt", headers={"Range": "bytes=10-19"})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
