"""Who asks, what a query may cost, and how much may be on its way: the limits of the web room."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from stedenband import errors
from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.settings import MIB, Settings
from stedenband.store import Budget, FakeStore
from stedenband.web.http.clients import identify_client
from stedenband.web.http.egress import EgressLimiter
from stedenband.web.http.errors import ParameterError
from stedenband.web.http.problems import describe_error
from stedenband.web.views.problems import make_error_response
from stedenband.web.views.sparql_protocol import PAGE_BYTES, compute_budget, read_seconds
from web_release import Served, application, gent, publish, running

PROXIES = Settings(trusted_proxies="10.0.0.0/8, 2001:db8:1::/48").trusted_proxies


# == Who asks ==================================================================


def scope(peer: str | None, *forwarded: str) -> dict[str, object]:
    headers = [(b"x-forwarded-for", value.encode("latin-1")) for value in forwarded]
    return {"type": "http", "client": peer and (peer, 1234), "headers": headers}


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("192.0.2.1", (), "192.0.2.1"),
        ("192.0.2.1", ("198.51.100.7",), "192.0.2.1"),
        ("10.0.0.1", ("198.51.100.7",), "198.51.100.7"),
        ("10.0.0.1", ("made up, 203.0.113.9, 198.51.100.7",), "198.51.100.7"),
        ("10.0.0.1", ("203.0.113.9, 198.51.100.7, 10.0.0.2",), "198.51.100.7"),
        ("10.0.0.1", ("203.0.113.9", "198.51.100.7"), "198.51.100.7"),
        ("10.0.0.1", ("203.0.113.9, nonsense",), "10.0.0.1"),
        ("10.0.0.1", (), "10.0.0.1"),
        ("10.0.0.1", ("\xe9, , ,",), "10.0.0.1"),
        ("10.0.0.1", ("::ffff:198.51.100.7",), "198.51.100.7"),
        ("::ffff:10.0.0.1", ("198.51.100.7",), "198.51.100.7"),
        ("2001:db8:1::5", ("2001:db8:2:3:4:5:6:7",), "2001:db8:2:3::/64"),
        ("2001:db8:2:3:9::1", (), "2001:db8:2:3::/64"),
        ("fe80::1%eth0", (), "fe80::/64"),
        (None, (), ""),
    ],
)
def test_a_client_is_its_peer_or_whom_our_own_proxy_names(
    peer: str | None, forwarded: tuple[str, ...], client: str
) -> None:
    assert identify_client(scope(peer, *forwarded), PROXIES) == client


def test_a_proxy_that_is_no_address_is_refused() -> None:
    with pytest.raises(ValidationError):
        Settings(trusted_proxies="proxy.example.org")


def test_the_store_is_told_who_asks(tmp_path: Path) -> None:
    stores: list[FakeStore] = []
    releases = publish(tmp_path, gent()[:50])
    settings = Settings(trusted_proxies="127.0.0.1")
    with running(application(releases, settings, opened=stores.append)) as address:
        for number, client in enumerate(("198.51.100.7", "203.0.113.9")):
            query = {"query": f"ASK {{ ?s ?p {number} }}"}
            httpx.get(f"{address}sparql", params=query, headers={"X-Forwarded-For": client})
            httpx.get(f"{address}doc/city/gent.nt", headers={"X-Forwarded-For": client})
        asked = stores[0].asked
    assert [query.client for query in asked if query.lane == "public"] == ["198.51.100.7", "203.0.113.9"]
    assert {query.client for query in asked if query.lane == "pages"} <= {""}


# == What a query may cost ======================================================


@pytest.mark.parametrize(("value", "seconds"), [("5", 5.0), ("0.5", 0.5), ("1e1", 10.0)])
def test_a_time_out_is_a_number_of_seconds(value: str, seconds: float) -> None:
    assert read_seconds(value) == seconds


@pytest.mark.parametrize("value", ["", "0", "-1", "x", "nan", "inf", "1e999", "5s", "\u0665", "9" * 5000])
def test_anything_else_is_none(value: str) -> None:
    with pytest.raises(ParameterError):
        read_seconds(value)


def test_a_time_out_lowers_and_never_raises() -> None:
    settings = Settings(query_seconds=10)
    usual = Budget(10, settings.query_memory, settings.result_bytes)
    assert compute_budget(settings, 3, page=False) == Budget(3, usual.memory, usual.result_bytes)
    assert compute_budget(settings, 3600, page=False) is None
    assert compute_budget(settings, None, page=False) is None
    assert compute_budget(settings, None, page=True) == Budget(10, usual.memory, PAGE_BYTES)


def test_the_time_out_of_a_request_reaches_the_store(served: Served, client: httpx.Client) -> None:
    for value, seconds in (("2.5", 2.5), ("99999", None)):
        asked = {"query": f"ASK {{ ?s ?p 'timeout {value}' }}", "timeout": value}
        assert client.get("/sparql", params=asked).status_code == 200
        budget = served.store.asked[-1].budget
        assert (budget and budget.seconds) == seconds
    told = client.get("/sparql", params={"query": "ASK {}", "timeout": "soon"}).json()
    assert told["status"] == 400
    assert "soon" in told["detail"]


# == What an asker is told ========================================================


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize(
    ("error", "status", "name", "limit"),
    [
        (errors.QueryTimeoutError("no", seconds=30.0), 504, "query-seconds", 30.0),
        (errors.QueryMemoryError("no", allowed=1 << 29), 507, "query-memory", 1 << 29),
        (errors.ResultTooLargeError("no", allowed=1 << 26), 422, "result-bytes", 1 << 26),
        (errors.OverloadedError("no", retry_after=7, limit="full", allowed=256), 503, "queue", 256),
        (
            errors.OverloadedError("no", retry_after=7, limit="waited", allowed=10.0),
            503,
            "queue-seconds",
            10.0,
        ),
        (
            errors.TooManyQueriesError("no", retry_after=7, limit="client", allowed=64),
            429,
            "client-queue",
            64,
        ),
    ],
)
def test_a_limit_says_which_how_much_and_what_to_do(
    served: Served,
    client: httpx.Client,
    error: errors.QueryError,
    status: int,
    name: str,
    limit: float,
    language: str,
) -> None:
    served.store.failing = error
    asked = {"query": f"ASK {{ ?a ?b '{name} {language}' }}"}
    answer = client.get("/sparql", params=asked, headers={"Accept-Language": language})
    told = answer.json()
    assert (answer.status_code, told["limitName"], told["limit"]) == (status, name, limit)
    assert client.get(told["download"]).status_code == 200
    if status in (429, 503, 504):
        assert int(answer.headers["retry-after"]) >= 1
    page = client.get("/sparql", params=asked, headers={"Accept": "text/html"})
    assert page.status_code == status
    assert f'href="{told["download"]}"' in page.text


def test_the_size_of_a_query_is_a_limit_with_a_name() -> None:
    problem = describe_error(errors.QueryTooBigError("no", limit="nesting", allowed=64, found=65))
    assert problem.members == {"limit": 64, "found": 65, "limitName": "nesting"}


# == What is on its way =============================================================


def test_large_answers_have_room_for_so_many_bytes_and_one_client_for_a_part() -> None:
    outgoing = EgressLimiter(100, make_error_response)
    assert outgoing.take("a", 1000), "one answer has room in any case"
    assert not outgoing.take("b", 1)
    outgoing.give_back("a", 1000)
    assert outgoing.take("a", 20)
    assert not outgoing.take("a", 20)
    assert outgoing.take("b", 20)
    outgoing.give_back("a", 20)
    outgoing.give_back("b", 20)
    assert outgoing.held == 0


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that has 2 MiB of room for answers on their way."""
    settings = Settings(outgoing_bytes=2 * MIB)
    with running(application(publish(tmp_path_factory.mktemp("narrow"), gent()), settings)) as address:
        yield address


LARGE = "/sparql?query=SELECT%20*%20%7B%20?s%20?p%20?o%20.%20?a%20?b%20?c%20%7D%20LIMIT%2040000"


def test_an_answer_without_room_is_a_503_and_not_a_part(narrow: str) -> None:
    url = httpx.URL(narrow)
    request = f"GET {LARGE} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with socket.socket() as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lazy.connect((url.host, url.port or 80))
        lazy.sendall(request)
        time.sleep(1)  # its answer waits for it to read
        answer = httpx.get(f"{narrow}{LARGE[1:]}#2", timeout=30)
        assert answer.status_code == 503
        assert answer.json()["limitName"] == "outgoing-bytes"
        assert "retry-after" in answer.headers
    for _ in range(50):
        answer = httpx.get(f"{narrow}{LARGE[1:]}", timeout=30)
        if answer.status_code == 200:
            break
        time.sleep(0.1)
    assert len(json.loads(answer.content)["results"]["bindings"]) == 40000


def test_a_reader_of_a_large_answer_may_not_take_for_ever(
    narrow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stedenband.web.http.egress._GRACE_SECONDS", 0.5)
    monkeypatch.setattr("stedenband.web.http.egress._BYTES_A_SECOND", 1 << 40)
    url = httpx.URL(narrow)
    with socket.socket() as lazy:
        lazy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        lazy.settimeout(20)
        lazy.connect((url.host, url.port or 80))
        lazy.sendall(f"GET {LARGE} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(2)
        found = 0
        while piece := lazy.recv(1 << 20):
            found += len(piece)
    assert 0 < found < 8 * MIB


def test_an_answer_that_is_sent_in_pieces_is_whole(narrow: str) -> None:
    address = f"{narrow}{LARGE[1:]}"
    answer = httpx.get(address, timeout=30)
    assert answer.status_code == 200
    assert len(answer.content) == int(answer.headers["content-length"]) > 8 * MIB
    head = httpx.head(address, timeout=30)
    assert head.headers["content-length"] == answer.headers["content-length"]
    assert httpx.get(address, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
