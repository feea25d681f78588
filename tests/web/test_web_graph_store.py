"""Whole graphs, by the Graph Store Protocol and at their own addresses; the W3C tests of it are elsewhere."""

from __future__ import annotations

import httpx
import pytest

from stedenband.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, read
from web_release import BASE, gent

CLAIMS = f"{BASE}id/graph/claims"


def triples(answer: httpx.Response) -> set[str]:
    assert answer.status_code == 200, answer.text
    kind = answer.headers["content-type"].partition(";")[0]
    form = next(form for form in (TURTLE, N_TRIPLES, RDF_XML, JSON_LD) if form.media_type == kind)
    return {str(quad.triple) for quad in read(answer.content, form)}


def of_graph(name: str) -> set[str]:
    return {str(quad.triple) for quad in gent() if quad.graph_name.value == f"{BASE}id/graph/{name}"}  # type: ignore[union-attr]


@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/rdf+xml", "*/*"])
@pytest.mark.parametrize("address", [f"/graphs?graph={CLAIMS}", "/doc/graph/claims"])
def test_a_graph_is_read_in_every_format(client: httpx.Client, address: str, accept: str) -> None:
    answer = client.get(address, headers={"Accept": accept})
    assert triples(answer) == of_graph("claims")
    assert answer.headers["content-location"].startswith("/doc/graph/claims.")
    assert f'<{CLAIMS}>; rel="describes"' in answer.headers["link"]
    assert answer.headers["etag"]
    assert "Accept" in answer.headers["vary"]


def test_the_content_location_is_this_very_document(client: httpx.Client) -> None:
    answer = client.get(f"/graphs?graph={CLAIMS}", headers={"Accept": "application/n-triples"})
    again = client.get(answer.headers["content-location"], headers={"Accept": "text/html"})
    assert again.content == answer.content


def test_the_default_graph_is_all_of_them_together(client: httpx.Client) -> None:
    answer = client.get("/graphs?default", headers={"Accept": "application/n-triples"})
    assert triples(answer) == {str(quad.triple) for quad in gent()}
    assert "content-location" not in answer.headers


@pytest.mark.parametrize("name", ["ttl", "nt", "rdf", "jsonld"])
def test_a_format_can_be_named(client: httpx.Client, name: str) -> None:
    document = client.get(f"/doc/graph/links.{name}")
    assert document.status_code == 200
    beside = client.get(
        "/graphs", params={"graph": f"{BASE}id/graph/links", "format": name}, headers={"Accept": "image/png"}
    )
    assert document.content == beside.content
    assert document.headers["content-type"] == beside.headers["content-type"]


def test_a_browser_gets_a_graph_too(client: httpx.Client) -> None:
    accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    answer = client.get("/doc/graph/links", headers={"Accept": accept})
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"


def test_the_thing_leads_to_its_document(client: httpx.Client) -> None:
    answer = client.get("/id/graph/claims")
    assert (answer.status_code, answer.headers["location"]) == (303, "/doc/graph/claims")


@pytest.mark.parametrize("copy", ["/graphs?default", "/doc/graph/links.ttl"])
def test_an_unchanged_copy_is_not_sent_again(client: httpx.Client, copy: str) -> None:
    first = client.get(copy)
    again = client.get(copy, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(copy)
    assert (head.content, head.headers["content-length"]) == (b"", first.headers["content-length"])


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/graphs", 400),
        ("/graphs?graph=", 400),
        (f"/graphs?graph={CLAIMS}&default", 400),
        (f"/graphs?graph={CLAIMS}&graph={BASE}id/graph/links", 400),
        ("/graphs?graph=http://127.0.0.1:9/x", 404),
        ("/graphs?graph=file:///etc/passwd", 404),
        (f"/graphs?graph={BASE}id/graph/claim", 404),
        (f"/graphs?graph={CLAIMS}&format=csv", 406),
        (f"/graphs?graph={CLAIMS}&format=html", 406),
        ("/doc/graph/atlantis", 404),
        ("/doc/graph/claims.csv", 404),
        ("/doc/graph/claims.html", 404),
        ("/doc/graph/claims.ttl.ttl", 404),
        ("/doc/graph/", 404),
        ("/id/graph/atlantis", 404),
    ],
)
def test_what_is_not_a_graph_is_said_plainly(client: httpx.Client, address: str, status: int) -> None:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_an_address_is_decoded_once(client: httpx.Client) -> None:
    encoded = CLAIMS.replace(":", "%3A").replace("/", "%2F")
    assert triples(client.get(f"/graphs?graph={encoded}")) == of_graph("claims")
    assert client.get(f"/graphs?graph={encoded.replace('%', '%25')}").status_code == 404
