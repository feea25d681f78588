"""One shape for everything that goes wrong, in the asker's language."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest

from stedenband import errors
from stedenband.errors import QueryError
from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.releases import ReleaseFolder
from stedenband.store.faults import make_row_limit_error
from stedenband.web.http import errors as http_errors
from stedenband.web.http.problems import ECHO, TABLE, describe_error
from stedenband.web.render import problems
from stedenband.web.render.problems import translate_detail, translate_title
from stedenband.web.views.sparql_query import GRAPHS
from web_release import Served, application, gent, publish, running

REFUSED = [
    ("GET", "/nothing", {}, None, 404, "not-found"),
    ("GET", "/doc/city/atlantis", {}, None, 404, "not-found"),
    ("DELETE", "/doc/city/gent", {}, None, 405, "wrong-method"),
    ("PUT", "/sparql", {}, None, 405, "wrong-method"),
    ("POST", "/", {}, None, 405, "wrong-method"),
    ("GET", "/doc/city/gent", {"Accept": "image/png"}, None, 406, "not-acceptable"),
    ("GET", "/sparql?query=SELEKT", {}, None, 400, "query-syntax"),
    ("GET", "/sparql?query=ASK%20{}&query=ASK%20{}", {}, None, 400, "bad-request"),
    ("GET", "/sparql?query=%FF", {}, None, 400, "bad-request"),
    ("GET", "/sparql?update=DROP%20ALL", {}, None, 403, "read-only"),
    ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, b"DROP ALL", 403, "read-only"),
    ("POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}", 415, "wrong-media-type"),
    (
        "POST",
        "/sparql",
        {"Content-Type": "application/sparql-query"},
        b"x" * 300_000,
        413,
        "request-too-large",
    ),
    (
        "GET",
        "/sparql?query=SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        {},
        None,
        400,
        "query-refused",
    ),
    ("GET", f"/sparql?query=SELECT * {'{' * 100}{'}' * 100}", {}, None, 400, "query-too-complex"),
]


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize(("method", "path", "headers", "body", "status", "name"), REFUSED)
def test_every_refusal_has_the_same_shape(
    client: httpx.Client,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes | None,
    status: int,
    name: str,
    language: str,
) -> None:
    answer = client.request(method, path, headers={**headers, "Accept-Language": language}, content=body)
    assert answer.status_code == status
    check_shape(answer, name, language)


@pytest.mark.parametrize(("asked", "told"), [("fr, ja;q=0.5", "en"), ("fr, nl;q=0.2", "nl"), ("*", "nl")])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_a_language_that_is_not_spoken_becomes_english(
    client: httpx.Client, asked: str, told: str, accept: str
) -> None:
    """Pages and the errors of programs alike; a language that the address names comes before any wish."""
    headers = {"Accept": accept, "Accept-Language": asked}
    for path in ("/nothing", "/search?q=gent", "/queries"):
        answer = client.get(path, headers=headers)
        told_by = answer.headers.get("content-language", told)
        assert told_by == told, path
    assert client.get("/nothing?lang=nl", headers=headers).headers["content-language"] == "nl"


def check_shape(answer: httpx.Response, name: str, language: str) -> None:
    """RFC 9457, with our names, in that language, readable by any page."""
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-language"] == language
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told["type"] == f"https://w3id.org/stedenband/problem/{name}"
    assert told["status"] == answer.status_code
    assert told["title"]
    assert len(told["detail"]) > 10
    assert "{" not in told["title"]


RAISED: list[tuple[QueryError, int, str]] = [
    (errors.QuerySyntaxError("no", line=2, column=3), 400, "query-syntax"),
    (errors.QueryRefusedError("no"), 400, "query-refused"),
    (errors.QueryTooBigError("no", limit="nesting", allowed=64, found=65), 400, "query-too-complex"),
    (errors.QueryTimeoutError("no", seconds=30.0), 504, "query-timeout"),
    (errors.QueryMemoryError("no", allowed=1 << 29), 507, "query-memory"),
    (errors.ResultTooLargeError("no", allowed=1 << 26), 422, "result-too-large"),
    (errors.OverloadedError("no", retry_after=7), 503, "overloaded"),
    (errors.EngineError("secret detail of the engine"), 503, "engine"),
]


@pytest.mark.parametrize(("error", "status", "name"), RAISED)
def test_every_error_of_the_store_becomes_a_problem(
    served: Served, client: httpx.Client, error: QueryError, status: int, name: str
) -> None:
    served.store.failing = error
    answer = client.get("/sparql", params={"query": f"ASK {{ ?a ?b '{name}' }}"})
    assert answer.status_code == status
    assert answer.json()["type"].endswith(f"/{name}")
    assert "secret" not in answer.text


def test_a_limit_of_rows_is_told_as_one(served: Served, client: httpx.Client) -> None:
    served.store.failing = make_row_limit_error(10_000)
    told = client.get("/sparql", params={"query": "ASK { <x:rows> ?b ?c }"}).json()
    assert (told["limit"], told["limitName"]) == (10_000, "result-rows")
    assert "10000" in told["detail"]
    assert "MiB" not in told["detail"]


def test_an_overloaded_store_says_when_to_come_back(served: Served, client: httpx.Client) -> None:
    served.store.failing = errors.OverloadedError("no", retry_after=7)
    assert client.get("/sparql", params={"query": "ASK { <x:1> ?b ?c }"}).headers["retry-after"] == "7"
    served.store.failing = errors.EngineError("no")
    assert client.get("/ready").status_code == 503
    assert client.get("/health").status_code == 200
    assert "retry-after" in client.get("/doc/city/not-asked-before.rdf").headers


def test_a_syntax_error_says_where(client: httpx.Client) -> None:
    told = client.get("/sparql", params={"query": "ASK {\n  ?s ?p }"}).json()
    assert told["line"] == 2
    assert told["column"] > 1


def test_the_methods_that_work_are_named(client: httpx.Client) -> None:
    assert "QUERY" in client.delete("/sparql").headers["allow"]
    assert "GET" in client.delete("/doc/city/gent").headers["allow"]


def test_no_error_repeats_more_than_a_little_of_what_was_sent(client: httpx.Client) -> None:
    query = "SELECT * WHERE { " + "<script>x" * 2000
    detail = client.get("/sparql", params={"query": query}).json()["detail"]
    assert len(detail) <= ECHO
    assert len(client.get("/" + "a" * 5000).content) < 1000


def test_every_error_of_ours_stands_in_the_table() -> None:
    """Whatever can be raised is told with a name of its own; only what nobody foresaw is a defect."""
    kinds = [
        kind
        for module in (errors, http_errors)
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, (QueryError, errors.SurroundingsError))
    ]
    assert len(kinds) > 10
    for kind in kinds:
        found = next(name for known, _, name in TABLE if issubclass(kind, known))
        assert found != "defect" or kind is QueryError, kind


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize(
    "error",
    [
        *(error for error, _, _ in RAISED),
        http_errors.UnknownAddressError("x"),
        http_errors.NoReleaseError("x"),
        http_errors.NotReadyError("x"),
        http_errors.NotAcceptableError(GRAPHS),
        http_errors.ReadOnlyError("x"),
        http_errors.WrongMediaTypeError(("a/b",)),
        http_errors.BodyTooLargeError(1024),
        http_errors.BodyTooSlowError(12.0),
        http_errors.ClientGoneError("x"),
        errors.SurroundingsError("x"),
        ValueError("x"),
        *(
            http_errors.BadRequestError(r)
            for r in ("request", "no-query", "two-queries", "encoding", "fields")
        ),
    ],
)
def test_every_problem_has_words(error: Exception, language: str) -> None:
    problem = describe_error(error)
    assert translate_title(problem, language)
    assert translate_detail(problem, language)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "name"),
    [case for case in REFUSED if "Accept" not in case[2]],
)
def test_a_browser_gets_a_page(
    client: httpx.Client,
    method: str,
    path: str,
    headers: dict[str, str],
    body: bytes | None,
    status: int,
    name: str,
) -> None:
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = client.request(method, path, headers={**headers, **browser}, content=body)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = _Text()
    page.feed(answer.text)
    assert page.tags.count("h1") == 1
    # Where the query can be mended the page has the editor, and no script but its own.
    scripts = set(re.findall(r"<script[^>]*>", answer.text, re.IGNORECASE))
    assert len(scripts) == len(set(page.tags) & {"script"}) * 2
    own = r'<script type="(application/json" id="editor-data|module" src="/static/editor\.[0-9a-f]{12}\.js)">'
    assert [script for script in scripts if not re.fullmatch(own, script)] == []


def test_a_failed_query_is_kept_on_the_page(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELEKT </textarea><b>"}, headers={"Accept": "text/html"})
    assert "SELEKT &lt;/textarea&gt;&lt;b&gt;</textarea>" in answer.text


def test_without_a_release_there_is_nothing_to_serve_yet(tmp_path: Path) -> None:
    with (
        running(application(ReleaseFolder(tmp_path / "none"))) as address,
        httpx.Client(base_url=address) as client,
    ):
        for path in ("/", "/doc/city/gent", "/sparql", "/ready"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert answer.headers["retry-after"] == "5"
            check_shape(answer, "no-release", "nl")
        assert client.get("/health").status_code == 200
        assert client.get("/ns.ttl").status_code == 200


def test_a_defect_tells_nothing_of_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last catch, seen to catch: a route that breaks, then words that break too."""
    app = application(publish(tmp_path, gent()[:50]))

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("secret")

    with running(app) as address, httpx.Client(base_url=address) as client:
        answer = client.get("/broken")
        assert answer.status_code == 500
        check_shape(answer, "defect", "nl")
        assert "secret" not in answer.text
        monkeypatch.setattr(problems, "translate", None)
        assert client.get("/broken").json() == {"status": 500}
