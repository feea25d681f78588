"""The edge to the network, with sockets as no client library uses them: every wait ends, every crowd is bounded."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

import httpx
import pytest

from stedenband.settings import MIB, Settings
from stedenband.web.http.request_head import RequestHeadError, RequestHeadReader
from web_release import application, gent, publish, running

HEAD = b"GET /health HTTP/1.1\r\nHost: x\r\n"
POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """A server with short patience and few places."""
    settings = Settings(
        idle_seconds=1.5, head_seconds=0.6, body_seconds=0.8, connections=12, client_connections=6
    )
    releases = publish(tmp_path_factory.mktemp("edge"), gent()[:200])
    with running(application(releases, settings)) as told:
        url = httpx.URL(told)
        yield url.host, url.port or 80


def call(address: tuple[str, int], source: str = "127.0.0.1") -> socket.socket:
    """A connection from one of the addresses of this machine: all of 127.0.0.0/8 is its own."""
    return socket.create_connection(address, timeout=10, source_address=(source, 0))


def whole(connection: socket.socket) -> bytes:
    """All that comes until the server closes."""
    found = b""
    try:
        while piece := connection.recv(65536):
            found += piece
    except ConnectionResetError:
        pass
    return found


def asked(address: tuple[str, int], request: bytes) -> bytes:
    with call(address) as connection:
        connection.sendall(request)
        return whole(connection)


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


def problem_of(answer: bytes) -> str:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"application/problem+json" in head
    return str(json.loads(body)["type"]).rpartition("/")[2]


def drip(address: tuple[str, int], first: bytes, piece: bytes, pause: float = 0.1) -> tuple[float, bytes]:
    """Send so, then a piece every so often until the server has had enough; the seconds that took, and its answer."""
    with call(address) as connection:
        connection.sendall(first)
        began = time.monotonic()
        connection.settimeout(pause)
        while time.monotonic() - began < 8:
            try:
                answer = connection.recv(65536)
            except TimeoutError:
                connection.sendall(piece)
                continue
            return time.monotonic() - began, answer
    raise AssertionError("the server would have waited for ever")


# == Every wait ends ===========================================================


def test_a_head_that_drips_is_refused_in_time_whatever_comes(address: tuple[str, int]) -> None:
    seconds, answer = drip(address, HEAD, b"X-A: b\r\n")
    assert 0.5 < seconds < 2.5
    assert status_of(answer) == 408
    assert problem_of(answer) == "request-too-slow"
    assert b"Retry-After" in answer


@pytest.mark.parametrize("framing", [b"Content-Length: 9999\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n"])
def test_a_body_that_drips_is_refused_in_time(address: tuple[str, int], framing: bytes) -> None:
    piece = b"a" if b"Length" in framing else b"1\r\na\r\n"
    seconds, answer = drip(address, POST + framing, piece)
    assert 0.7 < seconds < 3
    assert status_of(answer) == 408
    assert problem_of(answer) == "request-too-slow"


def test_a_connection_without_a_request_is_closed(address: tuple[str, int]) -> None:
    with call(address) as connection:
        began = time.monotonic()
        assert whole(connection) == b""
        assert 1.2 < time.monotonic() - began < 4


def test_a_connection_is_kept_between_requests_for_a_while(address: tuple[str, int]) -> None:
    with call(address) as connection:
        for _ in range(3):
            connection.sendall(HEAD + b"\r\n")
            found = b""
            while b'{"status":"ok"}' not in found:
                found += connection.recv(65536)
            time.sleep(0.8)  # longer than a head may take: the clock of a head starts with its first byte
        assert whole(connection) == b""


def test_requests_one_behind_the_other_are_answered_in_order(address: tuple[str, int]) -> None:
    paths = (b"/health", b"/ready", b"/nothing", b"/health")
    request = b"".join(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n" for path in paths)
    with call(address) as connection:
        connection.sendall(request)
        found = whole(connection)
    assert [status_of(b"HTTP/1.1 " + part) for part in found.split(b"HTTP/1.1 ")[1:]] == [200, 200, 404, 200]


def statuses(answer: bytes) -> list[int]:
    return [status_of(b"HTTP/1.1 " + part) for part in answer.split(b"HTTP/1.1 ")[1:]]


@pytest.mark.parametrize(
    "second", [b"NONSENSE\r\n\r\n", b"\x16\x03\x01", b"GET / HTTP/1.1\r\nA b: c\r\n\r\n"]
)
def test_what_is_wrong_with_a_second_request_does_not_come_before_the_first_answer(
    address: tuple[str, int], second: bytes
) -> None:
    first = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\n\r\n"
    assert statuses(asked(address, first + second)) in ([200], [200, 400])


def test_a_flood_of_requests_behind_each_other_ends_the_connection(address: tuple[str, int]) -> None:
    assert len(statuses(asked(address, (HEAD + b"\r\n") * 1000))) < 40


def test_an_offer_of_another_protocol_is_passed_over(address: tuple[str, int]) -> None:
    offer = HEAD + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n\r\n"
    assert statuses(asked(address, offer + HEAD + b"Connection: close\r\n\r\n")) == [200, 200]


OFFERS = (
    b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMA\r\n",
    b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n",
    b"Upgrade: TLS/1.0\r\nConnection: keep-alive, upgrade\r\n",
    b"Upgrade: made-up\r\nConnection: upgrade\r\nConnection: keep-alive\r\n",
    b"Upgrade: h2c\r\n",
    b"Connection: upgrade\r\n",
)


@pytest.mark.parametrize("offer", OFFERS)
@pytest.mark.parametrize("framing", ["length", "chunked"])
@pytest.mark.parametrize("packets", [1, 2, 3])
def test_the_body_of_a_request_that_offers_another_protocol_is_its_body(
    address: tuple[str, int], offer: bytes, framing: str, packets: int
) -> None:
    inner = HEAD + b"\r\n"  # what an attacker writes as a body, for another client's connection
    query = b"ASK{}#" + inner.replace(b"\r\n", b"\r\n#")
    for body, expected in ((query, [200, 200]), (inner, [400, 200])):
        if framing == "length":
            framed = b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
        else:
            framed = b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)
        request = POST + offer + framed
        head = request.index(b"\r\n\r\n") + 4
        pieces = {1: [request], 2: [request[:head], request[head:]], 3: [request[:-9], request[-9:]]}[packets]
        with call(address) as connection:
            for piece in pieces:
                connection.sendall(piece)
                time.sleep(0.02)
            connection.sendall(HEAD + b"Connection: close\r\n\r\n")
            assert statuses(whole(connection)) == expected


@pytest.mark.parametrize(
    "body", [b"\r\n", b"Content-Length: 37\r\n\r\n", b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"]
)
def test_a_tunnel_is_refused_and_what_follows_is_no_request(address: tuple[str, int], body: bytes) -> None:
    request = b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n" + body
    assert statuses(asked(address, request + (HEAD + b"\r\n") * 3)) == [405]
    before = b"GET /sparql?query=ASK%7B%7D%23tunnel HTTP/1.1\r\nHost: x\r\n\r\n"
    assert statuses(asked(address, before + request + (HEAD + b"\r\n") * 3)) in ([200], [200, 405])


def test_fields_that_nobody_reads_take_no_time(address: tuple[str, int]) -> None:
    """``http.cookies`` took 3.2 s for one of 58 kB, in the one thread that answers everybody."""
    cookie = b'Cookie: a="' + b'\\"' * 3_500 + b'"\r\n'
    began = time.monotonic()
    answer = asked(address, b"GET /ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + cookie * 8 + b"\r\n")
    assert statuses(answer) == [200]
    assert time.monotonic() - began < 0.5


def test_fields_behind_a_body_are_no_header_fields(address: tuple[str, int]) -> None:
    start = POST + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"5\r\nASK{}\r\n0\r\n"
    for trailer in (b"", b"Content-Length: 5\r\n", b"Host: y\r\n", b"Content-Encoding: gzip\r\n"):
        assert statuses(asked(address, start + body + trailer + b"\r\n"))[0] in (200, 400), trailer
    assert statuses(asked(address, start + body + b"X-A: b\r\n\r\n")) == [200]


def test_the_older_protocol_is_spoken_too(address: tuple[str, int]) -> None:
    assert statuses(asked(address, b"GET /health HTTP/1.0\r\n\r\n")) == [200]
    assert statuses(asked(address, b"GET /health HTTP/1.0\r\nHost: x\r\n\r\n")) == [200]
    assert statuses(
        asked(address, b"GET http://x/health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    ) == [200]


def test_who_is_refused_before_the_body_has_come_is_told_that_the_connection_ends(
    address: tuple[str, int],
) -> None:
    for body in (
        b"Content-Length: 2000000\r\n\r\nab",
        b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n\r\n",
    ):
        answer = asked(address, POST + body)
        assert statuses(answer)[0] in (413, 415)
        assert b"connection: close" in answer.lower()
    whole_body = asked(
        address, POST + b"Content-Length: 5\r\n\r\nASK{}" + HEAD + b"Connection: close\r\n\r\n"
    )
    assert statuses(whole_body) == [200, 200]


# == Everything has a size =======================================================


@pytest.mark.parametrize(
    ("request_", "status", "name"),
    [
        (b"GET /" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "address-too-long"),
        (b"GET /" + b"a" * 100_000, 414, "address-too-long"),
        (b"GET /" + b"a" * 90_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "address-too-long"),
        (HEAD + b"X-A: " + b"a" * 100_000, 431, "head-too-large"),
        (HEAD + b"X-A: b\r\n" * 101 + b"\r\n", 431, "head-too-large"),
        (HEAD + b"Cookie: " + b"a" * 9_000 + b"\r\n\r\n", 431, "head-too-large"),
        (
            POST + OFFERS[0] + b"Accept: " + b"a" * 9_000 + b"\r\nContent-Length: 5\r\n\r\nASK{}",
            431,
            "head-too-large",
        ),
        (HEAD + b"Accept: " + b"a" * 9_000 + b"\r\n\r\n", 431, "head-too-large"),
        (HEAD + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad-request"),
        (HEAD + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nabcde", 400, "bad-request"),
        (HEAD + b"Host: y\r\n\r\n", 400, "bad-request"),
        (b"GET /health HTTP/1.1\r\n\r\n", 400, "bad-request"),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\n" * 40, 400, "bad-request"),
        (b"GET /health HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", 400, "bad-request"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, "bad-request"),
        (POST + b"Transfer-Encoding: gzip\r\n\r\n", 400, "bad-request"),
        (POST + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400, "bad-request"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n8000000000000000\r\na", 400, "bad-request"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n7fffffffffffffff\r\n", 400, "bad-request"),
        (POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\na\r\n" * 9_000, 400, "bad-request"),
        (b"\r\n" * 500, 400, "bad-request"),
        (b"\n" * 5 + HEAD + b"\r\n", 400, "bad-request"),
        (POST + b"Content-Length: -5\r\n\r\n", 400, "bad-request"),
        (POST + b"Content-Length: 99999999999999999999\r\n\r\n", 400, "bad-request"),
        (POST + b"Content-Length: 999999999999999999\r\n\r\n", 413, "request-too-large"),
        (b"GET /health HTTP/1.1\nHost: x\n\n", 400, "bad-request"),
        (HEAD + b"X-A: b\r\n c\r\n\r\n", 400, "bad-request"),
        (HEAD + b"X-A : b\r\n\r\n", 400, "bad-request"),
        (b"GET /health\r\n\r\n", 400, "bad-request"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400, "bad-request"),
        (POST + b"Content-Length: 2000000\r\n\r\n", 413, "request-too-large"),
        (POST + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\nab", 415, "wrong-encoding"),
        (
            POST.replace(b"application/sparql-query", b"Multipart/form-data; boundary=a")
            + b"Content-Length: 2\r\n\r\nab",
            415,
            "wrong-media-type",
        ),
        (b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n", 405, "wrong-method"),
        (b"TRACE /health HTTP/1.1\r\nHost: x\r\n\r\n", 405, "wrong-method"),
        (b"BREW /health HTTP/1.1\r\nHost: x\r\n\r\n", 405, "wrong-method"),
    ],
)
def test_what_is_no_request_is_told_so(
    address: tuple[str, int], request_: bytes, status: int, name: str
) -> None:
    answer = asked(address, request_)
    assert (status_of(answer), problem_of(answer)) == (status, name), answer


def test_blanks_around_a_length_are_no_part_of_it(address: tuple[str, int]) -> None:
    """OWS stands on both sides of a value (RFC 9110, section 5.5)."""
    for length in (b"5 ", b" 5\t", b"\t5  "):
        answer = asked(address, POST + b"Connection: close\r\nContent-Length:" + length + b"\r\n\r\nASK{}")
        assert statuses(answer) == [200], length


def test_a_few_blank_lines_before_a_request_are_passed_over(address: tuple[str, int]) -> None:
    assert statuses(asked(address, b"\r\n\r\n" + HEAD + b"Connection: close\r\n\r\n")) == [200]


def test_a_head_may_come_byte_by_byte(address: tuple[str, int]) -> None:
    with call(address) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in HEAD + b"Connection: close\r\n\r\n":
            connection.sendall(bytes([byte]))
            time.sleep(0.002)
        assert statuses(whole(connection)) == [200]


def test_an_endless_body_is_cut_off_and_its_sender_still_reads_why(address: tuple[str, int]) -> None:
    with call(address) as connection:
        connection.sendall(POST + b"Transfer-Encoding: chunked\r\n\r\n")
        sent, began = 0, time.monotonic()
        piece = b"10000\r\n" + b"a" * 65536 + b"\r\n"
        connection.setblocking(False)
        found = b""
        while b"413" not in found and time.monotonic() - began < 5:
            try:
                sent += connection.send(piece)
            except BlockingIOError:
                time.sleep(0.01)
            try:
                found += connection.recv(65536)
            except BlockingIOError:
                continue
    assert status_of(found) == 413
    assert sent < 8 * MIB


# == Every crowd is bounded =======================================================


def test_one_address_has_so_many_connections_and_no_more(address: tuple[str, int]) -> None:
    with ExitStack() as stack:
        held = [stack.enter_context(call(address, "127.0.0.2")) for _ in range(6)]
        one_more = stack.enter_context(call(address, "127.0.0.2"))
        answer = whole(one_more)
        assert (status_of(answer), problem_of(answer)) == (429, "too-many-connections")
        other = stack.enter_context(call(address, "127.0.0.3"))
        other.sendall(HEAD + b"Connection: close\r\n\r\n")
        assert status_of(whole(other)) == 200
        held[0].sendall(HEAD + b"Connection: close\r\n\r\n")
        assert status_of(whole(held[0])) == 200


def test_when_all_places_are_taken_who_has_most_gives_one_up(address: tuple[str, int]) -> None:
    time.sleep(2)
    with ExitStack() as stack:
        for client, count in (("127.0.0.4", 6), ("127.0.0.5", 6)):
            for _ in range(count):
                stack.enter_context(call(address, client)).sendall(b"GET ")
        newcomer = stack.enter_context(call(address, "127.0.0.6"))
        newcomer.sendall(HEAD + b"Connection: close\r\n\r\n")
        assert status_of(whole(newcomer)) == 200


def test_when_all_have_as_many_a_newcomer_is_told_to_come_back(address: tuple[str, int]) -> None:
    time.sleep(2)
    with ExitStack() as stack:
        for number in range(12):
            stack.enter_context(call(address, f"127.0.1.{number}")).sendall(b"GET ")
        answer = whole(stack.enter_context(call(address, "127.0.0.7")))
        assert (status_of(answer), problem_of(answer)) == (503, "no-connection")


def test_places_are_given_back(address: tuple[str, int]) -> None:
    time.sleep(2)
    for _ in range(40):
        assert status_of(asked(address, HEAD + b"Connection: close\r\n\r\n")) == 200


@pytest.mark.parametrize(
    "framing",
    [
        b"Content-Length: 1\r\nContent-Length: 1",
        b"Content-Length: 1\r\nTransfer-Encoding: chunked",
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    ],
)
def test_two_framings_of_one_body_are_refused(framing: bytes) -> None:
    reader = RequestHeadReader()
    reader.buffer += b"POST /sparql HTTP/1.1\r\nHost: a\r\n" + framing + b"\r\n\r\n"
    with pytest.raises(RequestHeadError):
        reader.take_head()
