"""The log: one line of JSON a request, that can be found by the number in the answer, and names nobody."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import sys
import uuid
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from stedenband.settings import Settings
from stedenband.web.http.access_log import (
    ACCESS,
    AccessRecorder,
    JsonLogFormatter,
    TextLogFormatter,
    configure_logging,
    get_network,
    get_path,
    log_formatter,
)
from stedenband.web.http.base_headers import BaseHeadersMiddleware
from stedenband.web.http.metrics import Metrics
from stedenband.web.views.problems import make_error_response
from web_release import application, gent, publish, running

UUID = "0b1c6f5e-4f5a-4c53-9d0e-8f3f5a1f2b3c"


class Lines(logging.Handler):
    """Keeps the lines of the access log as a formatter makes them."""

    def __init__(self, form: logging.Formatter) -> None:
        super().__init__()
        self.setFormatter(form)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def lines() -> Iterator[Lines]:
    handler, logger = Lines(JsonLogFormatter()), logging.getLogger(ACCESS)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield handler
    logger.removeHandler(handler)
    logger.setLevel(before)


def one(
    tmp_path: Path, lines: Lines, path: str, settings: Settings | None = None, *, number: bytes = b""
) -> Any:
    """What the log tells of one request, and its response."""
    with running(application(publish(tmp_path, gent()[:60]), settings)) as address:
        answer = httpx.get(f"{address}{path}", headers=[(b"X-Request-Id", number)] if number else [])
    (line,) = lines.lines
    assert "\n" not in line
    return json.loads(line), answer


def test_a_request_is_one_line_of_json(tmp_path: Path, lines: Lines) -> None:
    told, answer = one(tmp_path, lines, "doc/city/gnet?lang=en&token=Geheim7")
    assert told.pop("id") == answer.headers["x-request-id"]
    assert told.pop("ms") > 0
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", told.pop("time"))
    assert told == {
        "level": "info",
        "logger": "stedenband.access",
        "message": "GET /doc/city/gnet 404",
        "method": "GET",
        "path": "/doc/city/gnet",
        "route": "/doc/{path:path}",
        "status": 404,
        "bytes": len(answer.content),
    }


def test_no_address_and_no_query_by_default(tmp_path: Path, lines: Lines) -> None:
    one(tmp_path, lines, "sparql?query=ASK%20%7B%7D%23Geheim7")
    assert "Geheim7" not in lines.lines[0]
    assert "127.0.0" not in lines.lines[0]


def test_what_is_handed_out_again_is_told_as_well(tmp_path: Path, lines: Lines) -> None:
    with running(application(publish(tmp_path, gent()[:60]))) as address:
        answers = [httpx.get(f"{address}ns.ttl") for _ in range(2)]
    told = [json.loads(line) for line in lines.lines]
    assert [each["id"] for each in told] == [answer.headers["x-request-id"] for answer in answers]
    assert len({(each["path"], each["route"], each["status"]) for each in told}) == 1


def test_requests_are_left_to_a_proxy_when_that_is_asked_for(tmp_path: Path, lines: Lines) -> None:
    with running(application(publish(tmp_path, gent()[:60]), Settings(log_requests=False))) as address:
        assert [httpx.get(f"{address}{path}").status_code for path in ("ns.ttl", "ns.ttl", "nothing")][
            2
        ] == 404
    assert lines.lines == []


def test_both_are_told_when_that_is_asked_for(tmp_path: Path, lines: Lines) -> None:
    settings = Settings(log_addresses=True, log_queries=True)
    told, _ = one(tmp_path, lines, "sparql?query=ASK%20%7B%7D", settings)
    assert told["address"] == "127.0.0.0/24"
    assert told["query"] == "query=ASK%20%7B%7D"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:aa:bb::1", "2001:db8:aa::/48"),
        ("2001:db8:aa:bb::/64", "2001:db8:aa::/48"),
        ("testclient", None),
        ("", None),
    ],
)
def test_an_address_is_cut_to_its_network(address: str, network: str | None) -> None:
    assert get_network(address) == network


@pytest.mark.parametrize("given", [UUID, UUID.replace("-", ""), UUID.upper()])
def test_the_number_that_a_proxy_gave_is_kept(tmp_path: Path, lines: Lines, given: str) -> None:
    told, answer = one(tmp_path, lines, "nothing-here", number=given.encode())
    assert told["id"] == answer.headers["x-request-id"] == UUID
    assert answer.json()["instance"] == f"urn:uuid:{UUID}"


@pytest.mark.parametrize(
    "given", ["1", "x" * 36, "0b1c6f5e-4f5a-4c53-9d0e-8f3f5a1f2b3", "{" + UUID[:-2] + "}", "é" * 18]
)
def test_a_number_that_is_none_is_not_echoed(tmp_path: Path, lines: Lines, given: str) -> None:
    told, answer = one(tmp_path, lines, "health", number=given.encode())
    assert told["id"] == answer.headers["x-request-id"] != given
    assert uuid.UUID(told["id"]).version == 4


def test_no_words_of_a_visitor_break_the_line(tmp_path: Path, lines: Lines) -> None:
    told, _ = one(tmp_path, lines, "doc/%0d%0a%22%7d%1b[2J%e2%80%a8x")
    assert told["path"].isascii()
    assert told["path"].startswith("/doc/\\r\\n")


def test_a_path_is_cut_wherever_it_is_told(tmp_path: Path, lines: Lines) -> None:
    told, _ = one(tmp_path, lines, "doc/" + "a" * 9_000)
    assert len(told["path"]) == 200
    assert len(get_path({"path": "/" + "\u2028" * 9_000})) == 200
    said: list[str] = []
    handler = Lines(logging.Formatter())
    logging.getLogger("stedenband.web.http.base_headers").addHandler(handler)

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("a defect")

    async def sent(message: Message) -> None:
        said.append(message["type"])

    door = BaseHeadersMiddleware(broken, AccessRecorder(Settings(), Metrics()), make_error_response)
    scope = {"type": "http", "method": "GET", "path": "/" + "a" * 9_000, "headers": [], "query_string": b""}
    asyncio.run(door(scope, sent, sent))  # type: ignore[arg-type]
    assert said[0] == "http.response.start"
    assert len(handler.lines[0].splitlines()[0]) < 300


def test_every_answer_has_a_number_of_its_own(client: httpx.Client) -> None:
    numbers = {client.get(path).headers["x-request-id"] for path in ("/health", "/health", "/no", "/ready")}
    assert len(numbers) == 4
    preflight = client.options("/", headers={"Origin": "https://x", "Access-Control-Request-Method": "GET"})
    assert uuid.UUID(preflight.headers["x-request-id"])


# == Forms =====================================================================


def test_a_terminal_gets_words_and_a_file_json() -> None:
    assert isinstance(log_formatter("auto", terminal=True), TextLogFormatter)
    assert isinstance(log_formatter("auto", terminal=False), JsonLogFormatter)
    assert isinstance(log_formatter("json", terminal=True), JsonLogFormatter)
    assert isinstance(log_formatter("text", terminal=False), TextLogFormatter)


def test_words_are_short(tmp_path: Path, lines: Lines) -> None:
    lines.setFormatter(TextLogFormatter())
    with running(application(publish(tmp_path, gent()[:60]))) as address:
        httpx.get(f"{address}health")
    assert re.fullmatch(r"\d\d:\d\d:\d\d GET /health 200 16 B [0-9.]+ ms", lines.lines[0])


def test_an_error_brings_its_trace_in_one_line() -> None:
    try:
        raise ValueError("on\ntwo lines")
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, "f", 1, "it %s", ("failed",), sys.exc_info()
        )
    told = json.loads(JsonLogFormatter().format(record))
    assert (told["level"], told["message"]) == ("error", "it failed")
    assert "ValueError: on\ntwo lines" in told["trace"]
    assert "ValueError" in TextLogFormatter().format(record)


def test_a_log_that_somebody_has_configured_is_left_alone() -> None:
    root = logging.getLogger()
    handlers, level, ours = list(root.handlers), root.level, logging.getLogger("stedenband").level
    stream = StringIO()
    try:
        root.handlers = [logging.NullHandler()]
        configure_logging(Settings(), stream)
        assert [type(handler) for handler in root.handlers] == [logging.NullHandler]
        root.handlers = []
        configure_logging(Settings(), stream)
        logging.getLogger("stedenband.x").info("hello")
        assert json.loads(stream.getvalue())["message"] == "hello"
    finally:
        root.handlers = handlers
        root.setLevel(level)
        logging.getLogger("stedenband").setLevel(ours)
