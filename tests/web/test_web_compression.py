"""Answers come compressed for who takes them so, and are the same answers."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import httpx
import pytest

from web_release import application, gent, publish, running

PATHS = ["/", "/doc/city/gent.ttl", "/catalog.ttl", "/ns.jsonld", "/openapi.json", "/queries"]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running(application(publish(tmp_path_factory.mktemp("packing"), gent()))) as told:
        yield told


def asked(
    address: str, path: str, coding: str, method: str = "GET", **headers: str
) -> tuple[httpx.Response, bytes]:
    """The response, and its bytes as they came over the wire."""
    named = {"Accept-Encoding": coding, "Accept": "text/html, */*;q=0.1"}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    with httpx.stream(method, f"{address.rstrip('/')}{path}", headers=named, timeout=30) as answer:
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize("path", PATHS)
def test_the_compressed_answer_is_the_plain_one(address: str, path: str) -> None:
    for _ in range(2):  # made, and handed out again
        plain, whole = asked(address, path, "identity")
        packed, pressed = asked(address, path, "gzip, br")
        assert plain.status_code == packed.status_code == 200
        assert gzip.decompress(pressed) == whole
        assert len(pressed) < len(whole) / 2
        assert packed.headers["content-encoding"] == "gzip"
        assert packed.headers["content-length"] == str(len(pressed))
        assert "content-encoding" not in plain.headers
        assert all("Accept-Encoding" in answer.headers["vary"] for answer in (plain, packed))
        assert plain.headers["etag"] != packed.headers["etag"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_head_tells_what_get_would(address: str, path: str, coding: str) -> None:
    said, nothing = asked(address, path, coding, "HEAD", x_fresh=coding)
    whole, body = asked(address, path, coding)
    assert nothing == b""
    assert said.headers["content-length"] == whole.headers["content-length"] == str(len(body))
    assert said.headers["etag"] == whole.headers["etag"]


def test_who_has_the_form_that_he_would_get_is_told_so(address: str) -> None:
    for path in ("/doc/city/gent.ttl", "/doc/city/gent.nt"):
        for coding in ("gzip", "identity"):
            etag = asked(address, path, coding, "HEAD")[0].headers["etag"]
            for _ in range(2):
                again, body = asked(address, path, coding, If_None_Match=f'"x", {etag}')
                assert (again.status_code, body) == (304, b"")
                assert again.headers["etag"] == etag
                assert "Accept-Encoding" in again.headers["vary"]
                asked(address, path, coding)


@pytest.mark.parametrize("path", ["/download/latest/gent.ttl", "/download/latest/gent.csv", "/health"])
def test_downloads_are_the_bytes_that_the_catalogue_tells_of(address: str, path: str) -> None:
    plain, whole = asked(address, path, "identity")
    other, same = asked(address, path, "gzip")
    assert same == whole
    assert "content-encoding" not in other.headers
    assert plain.headers.get("etag") == other.headers.get("etag")


def test_what_is_small_and_what_has_gone_wrong_stays_as_it_is(address: str) -> None:
    for path, status in (
        ("/sparql?query=ASK%7B%7D", 200),
        ("/doc/city/nowhere", 404),
        ("/sparql?query=ASK%7B", 400),
    ):
        answer, _ = asked(address, path, "gzip", Accept="application/json, application/sparql-results+json")
        assert answer.status_code == status
        assert "content-encoding" not in answer.headers
    refused, _ = asked(address, "/sparql?query=ASK%7B", "gzip", "HEAD", Accept="application/json")
    assert refused.status_code == 400


def test_the_number_of_a_request_is_the_same_in_problem_and_header(address: str) -> None:
    answer, body = asked(address, "/sparql?query=ASK%7B", "gzip", Accept="application/json")
    assert answer.headers["x-request-id"] in body.decode()
