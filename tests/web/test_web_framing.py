"""A request is one request: how our connection reads what may be read in two manners, beside nginx and uvicorn on h11.

Answers are counted: there are never more of them than requests were meant, and never one to the bytes of a body. Where
the class of an answer or what becomes of the connection is another one than with these two, the table says why.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from framing_cases import GOOD, SMUGGLED, Case, cases, kinds
from framing_servers import Address, Outcome, nginx, ours, outcome_of, outcomes, serving, stock

SEED = 20261201
CASES = tuple(cases(SEED))
SERVERS = ("ours", "uvicorn", "nginx")

pytestmark = pytest.mark.heavy


@dataclass(frozen=True, slots=True)
class Explained:
    """Why some kinds end otherwise with us."""

    why: str
    uvicorn: tuple[str, ...] = ()
    nginx: tuple[str, ...] = ()


EXPLAINED = (
    Explained(
        "A line ends with CR LF and nothing else: who takes a bare LF sees other lines than who does not.",
        (
            *("line: ends with LF", "line: all end with LF", "field: 'X-A: b\\nX-C: d'"),
            "field: LF at the end",
        ),
        (
            *("line: ends with LF", "line: all end with LF", "line: one bare LF before"),
            *("field: 'X-A: b\\nX-C: d'", "field: LF at the end", "chunk: LF behind the size"),
            *("chunk: LF behind the data", "chunk: LF behind the last"),
        ),
    ),
    Explained(
        "A field is not folded over lines (RFC 9112, section 5.2: a server may refuse it); nginx refuses it too.",
        (
            *("field: 'X-A: b\\r\\n c'", "field: 'X-A: b\\r\\n\\tc'", "field: ' X-A: b'"),
            *("field: a folded Host", "length: folded", "coding: folded"),
        ),
    ),
    Explained(
        "A field has a name of the grammar and no control characters in its value; nginx passes over what it drops.",
        ("field: 'X-A: b\\x01c'",),
        (
            *(
                "field: 'X-A: b\\x01c'",
                "field: 'X-A'",
                "field: 'X(A: b'",
                "trailer: 'X-A : b'",
                "trailer: 'X-A'",
            ),
            *("trailer: ' X-A: b'", "trailer: 'X-A: \\x00'"),
        ),
    ),
    Explained(
        "The first line has one blank between its parts, and a target and version that RFC 9112 knows.",
        (
            *("line: 'GET http:///case HTTP/1.1'", "line: 'GET ftp://x/case HTTP/1.1'"),
            *("line: 'GET * HTTP/1.1'", "line: 'GET x:80 HTTP/1.1'", "line: 'GET case HTTP/1.1'"),
            *("line: 'GET /case HTTP/1.2'", "line: 'GET /case HTTP/2.0'"),
        ),
        (
            *(
                "line: 'GET ftp://x/case HTTP/1.1'",
                "line: 'GET  /case HTTP/1.1'",
                "line: 'GET /case  HTTP/1.1'",
            ),
            *("line: 'GET /case HTTP/1.1 '", "line: 'GET /case HTTP/1.2'", "line: 'GET /cÃ© HTTP/1.1'"),
        ),
    ),
    Explained(
        "nginx says 505 and 501 where we say 400.",
        (),
        (
            "line: 'GET /case HTTP/2.0'",
            *(
                f"coding: {value!r}"
                for value in (
                    "gzip, chunked",
                    "chunked, gzip",
                    "chunked, chunked",
                    "identity",
                    "xchunked",
                    "chunked;q=1",
                    "\x0bchunked",
                    "chunked,",
                    ",chunked",
                    '"chunked"',
                    "",
                    "gzip",
                )
            ),
        ),
    ),
    Explained(
        "nginx takes the tab before a value for a part of it; it is none (RFC 9110, 5.5).",
        (),
        ("coding: ' \\tchunked\\t '",),
    ),
    Explained("nginx answers in HTTP/0.9, without a head.", (), ("line: 'GET /case'",)),
    Explained(
        "Any token is a method, and OPTIONS may ask for the whole server; the application refuses what it has not.",
        (),
        ("line: 'get /case HTTP/1.1'", "line: 'OPTIONS * HTTP/1.1'"),
    ),
    Explained("A connection of HTTP/1.0 serves one request.", (), ("line: HTTP/1.0, kept alive",)),
    Explained(
        "A blank line before a request is passed over (RFC 9112, section 2.2); a run of them is none.",
        ("line: one blank before",),
        ("line: many blank before",),
    ),
    Explained(
        "Host may be empty (RFC 9110, section 7.2); nothing here depends on it.",
        (),
        ("field: an empty Host",),
    ),
    Explained("A field has 8 KiB at most.", ("field: 'Cookie: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'",)),
    Explained(
        "A body has one length, in one field, and in less digits; who reads the other one finds another request.",
        (
            *("length: '35,35'", "length: '9999999999999999999'", "length: twice, the same"),
            *("coding: and a length", "coding: behind a length", "coding: in HTTP/1.0"),
        ),
    ),
    Explained("nginx has a limit for bodies; ours is the application's.", (), ("length: '999999999999999'",)),
    Explained(
        "A chunk of 2^62 bytes or more, or with more digits than that takes, is refused at once.",
        ("chunk: size of 2^63", "chunk: size of 2^64 and more", "chunk: size of 20 digits"),
        ("chunk: size of 30 digits",),
    ),
    Explained(
        "h11 passes over a CR in the extension of a chunk; the line ends at the same CR LF.",
        (),
        ("chunk: size with a CR in the extension",),
    ),
    Explained(
        "There are no tunnels: CONNECT is refused, whatever is behind it, and the connection closed.",
        (
            *(
                "connect: without a body",
                "connect: with a length",
                "connect: in chunks",
                "connect: to a path",
            ),
            "connect: h2c",
        ),
    ),
)


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Address]]:
    with ExitStack() as stack:
        folder = tmp_path_factory.mktemp("nginx")
        yield {
            "ours": stack.enter_context(serving(ours())),
            "uvicorn": stack.enter_context(serving(stock())),
            "nginx": stack.enter_context(nginx(folder)),
        }


@pytest.fixture(scope="module")
def found(addresses: dict[str, Address]) -> dict[str, list[Outcome]]:
    """What every case comes to with each server."""
    return {name: outcomes(address, CASES) for name, address in addresses.items()}


def test_there_are_as_many_cases_as_were_meant() -> None:
    assert len(tuple(kinds())) == len({kind for kind, _ in kinds()}) > 200
    assert len(CASES) > 1_400


@pytest.mark.parametrize("server", SERVERS)
def test_there_are_never_more_answers_than_requests(found: dict[str, list[Outcome]], server: str) -> None:
    for case, outcome in zip(CASES, found[server], strict=True):
        assert len(outcome.paths) <= case.meant, case
        assert not any("smuggled" in path for path in outcome.paths), case


def test_whoever_is_refused_gets_to_read_it(found: dict[str, list[Outcome]]) -> None:
    reset = [case for case, outcome in zip(CASES, found["ours"], strict=True) if outcome.reset]
    assert not reset


@pytest.mark.parametrize("other", ["uvicorn", "nginx"])
def test_every_difference_is_explained_and_every_explanation_occurs(
    addresses: dict[str, Address], found: dict[str, list[Outcome]], other: str
) -> None:
    pairs = zip(CASES, found["ours"], found[other], strict=True)
    differing = {case for case, own, theirs in pairs if own.differs(theirs)}
    explained = {kind for reason in EXPLAINED for kind in getattr(reason, other)}
    # What nobody has explained is looked at again, with more patience: a busy machine makes differences of its own.
    doubtful = sorted((case for case in differing if case.kind not in explained), key=str)
    again = {name: outcomes(addresses[name], doubtful, quiet=3, at_once=8) for name in ("ours", other)}
    pairs = zip(doubtful, again["ours"], again[other], strict=True)
    unexplained = {case.kind: (own, theirs) for case, own, theirs in pairs if own.differs(theirs)}
    assert unexplained == {}
    assert explained - {case.kind for case in differing} == set(), "these do not occur any more"


def test_a_client_that_stops_sending_or_leaves_gets_no_more_answers_either(
    addresses: dict[str, Address],
) -> None:
    """Early close and half close, at every sixteenth byte of a request that offers another protocol, and others."""
    chosen = ("nothing odd, with a length", "nothing odd, in chunks", "upgrade: h2c, with a length")
    for kind, request in kinds():
        if kind not in (*chosen, "expect: '100-continue', in chunks", "connect: with a length"):
            continue
        for at in range(1, len(request) + 1, 16):
            for half in (True, False):
                outcome = _left(addresses["ours"], GOOD + request[:at], half=half)
                assert len(outcome.paths) <= 2, (kind, at)
                assert not any("smuggled" in path for path in outcome.paths), (kind, at)
    still = outcomes(addresses["ours"], [Case("", "", (GOOD,), 1)])
    assert still[0].statuses == (200,)


def _left(address: Address, sent: bytes, *, half: bool) -> Outcome:
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(sent)
        if not half:
            return outcome_of(b"", ended=True)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        try:
            while piece := connection.recv(65536):
                answer += piece
        except ConnectionResetError:
            pass
        return outcome_of(answer, ended=True)


# == Behind nginx, as its documentation has it for WebSockets ===============================

_RECIPE = """proxy_pass http://ours; proxy_http_version 1.1;
proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; proxy_set_header Host $host;"""


def test_behind_nginx_that_forwards_upgrades_nobody_gets_an_answer_to_another_ones_bytes(
    addresses: dict[str, Address], tmp_path: Path
) -> None:
    upstream = "upstream ours {{ server {}:{}; keepalive 4; }}".format(*addresses["ours"])
    offers = [request for kind, request in kinds() if kind.startswith(("upgrade:", "connect:"))]
    with nginx(tmp_path, _RECIPE, upstream) as address:
        for number, offer in enumerate(offers):
            with socket.create_connection(address, timeout=5) as attacker:
                attacker.sendall(offer)
                time.sleep(0.02)
                for client in range(4):
                    path = f"/client-{number}-{client}"
                    assert _asked(address, path).paths == (path,)
                attacker.settimeout(0.2)
                try:
                    answer = attacker.recv(65536)
                except (TimeoutError, ConnectionResetError):
                    answer = b""
                outcome = outcome_of(answer, ended=False)
                assert len(outcome.paths) <= 1 + SMUGGLED.count(b"GET"), offer
                assert not any("smuggled" in path for path in outcome.paths), offer


def _asked(address: Address, path: str) -> Outcome:
    request = f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode()
    with socket.create_connection(address, timeout=5) as client:
        client.sendall(request)
        answer = b""
        while piece := client.recv(65536):
            answer += piece
    return outcome_of(answer, ended=True)
