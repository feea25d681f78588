"""The site under a path of its own: every address of ours begins with the prefix that was set once."""

from __future__ import annotations

import ast
import json
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from line_of_releases import BASE, Line, three
from stedenband.settings import Settings
from web_release import application, running

PUBLIC = "https://city.example/twinning/"
PREFIX = "/twinning"

BEGIN = (
    *("/", "/statistics", "/catalog", "/changes", "/releases", "/queries", "/sparql", "/ns", "/search?q=a"),
    *(
        "/api",
        "/openapi.json",
        "/changes.atom",
        "/releases.json",
        "/search.json?q=a&per_page=1",
        "/robots.txt",
    ),
    *("/ldes", "/sitemap.xml", "/catalog.ttl", "/nothing-here", "/sparql?query=SELEKT"),
    *("/queries?lang=en", "/?lang=en", "/api/partners-of.json?per_page=1&page=2", "/.well-known/void"),
)

MOST_OF_A_KIND = 2
"""Documents of one pattern of address that are looked at."""

ATTRIBUTE = re.compile(r"""\s(?:href|src|action)=["']([^"']*)["']""")
EDITOR_DATA = re.compile(r'id="editor-data"[^>]*>([^<]*)<')


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return three(tmp_path_factory.mktemp("prefixed"))


@pytest.fixture(scope="module")
def client(line: Line) -> Iterator[httpx.Client]:
    with (
        running(application(line.releases, Settings(public_url=PUBLIC))) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        yield client


def pattern_of(address: str) -> str:
    """What addresses of one kind have in common."""
    parts = urlsplit(address).path.removeprefix(PREFIX).split("/")
    return "/".join(parts[:2]) + "." + (parts[-1].rpartition(".")[2] if "." in parts[-1] else str(len(parts)))


def header_references(response: httpx.Response) -> Iterator[str]:
    yield from re.findall(r"<([^>]*)>", response.headers.get("link", ""))
    for name in ("location", "content-location"):
        if name in response.headers:
            yield response.headers[name]


def strings_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings_in(each)


def body_references(response: httpx.Response) -> Iterator[str]:
    kind = response.headers.get("content-type", "")
    if kind.startswith("text/html"):
        yield from ATTRIBUTE.findall(response.text.replace("&amp;", "&"))
        for data in EDITOR_DATA.findall(response.text):
            yield from (each for each in strings_in(json.loads(data)) if each.startswith("/"))
    elif kind.split(";")[0] in ("application/json", "application/problem+json", "application/geo+json"):
        yield from (each for each in strings_in(response.json()) if re.match(r"/[a-z?]|/\Z", each))
    elif "atom" in kind:
        yield from re.findall(r'href="([^"]*)"', response.text)


def is_at_the_root(reference: str) -> bool:
    """Whether it leads out of the prefix on this host."""
    return reference.startswith("/") and not reference.startswith("//") and not is_ours(reference)


def is_ours(reference: str) -> bool:
    return reference == PREFIX or reference.startswith((f"{PREFIX}/", f"{PREFIX}?"))


def crawl(client: httpx.Client) -> Iterator[tuple[str, httpx.Response]]:
    """Documents of every kind that a page, a header or a document leads to."""
    waiting, seen, kinds = deque(PREFIX + each for each in BEGIN), set[str](), dict[str, int]()
    while waiting:
        address = waiting.popleft().partition("#")[0]
        if address in seen or kinds.get(pattern_of(address), 0) >= MOST_OF_A_KIND:
            continue
        seen.add(address)
        kinds[pattern_of(address)] = kinds.get(pattern_of(address), 0) + 1
        headers = {} if address.endswith(".json") else {"Accept": "text/html, */*;q=0.5"}
        response = client.get(address, headers=headers)
        yield address, response
        for reference in (*header_references(response), *body_references(response)):
            target = urljoin(f"https://city.example{address}", reference)
            if target.startswith(PUBLIC):
                waiting.append(target.removeprefix("https://city.example"))


def test_no_page_header_or_document_leads_out_of_the_prefix(client: httpx.Client) -> None:
    astray: set[tuple[str, str]] = set()
    broken: set[tuple[str, int]] = set()
    visited = 0
    for address, response in crawl(client):
        visited += 1
        for reference in (*header_references(response), *body_references(response)):
            if is_at_the_root(reference):
                astray.add((pattern_of(address), reference))
        if response.status_code >= 400 and "nothing-here" not in address and "SELEKT" not in address:
            broken.add((address, response.status_code))
    assert sorted(astray) == []
    assert sorted(broken) == []
    assert visited > 100


@pytest.mark.parametrize("path", ["/doc/city/", "/ns", "/api", "/search.json?q=a"])
def test_a_proxy_may_pass_the_path_on_with_the_prefix_or_without(client: httpx.Client, path: str) -> None:
    with_prefix, without = client.get(PREFIX + path), client.get(path)
    assert with_prefix.status_code == without.status_code
    assert with_prefix.headers.get("etag") == without.headers.get("etag")


def test_the_second_request_is_answered_from_the_cache_in_the_same_way(client: httpx.Client) -> None:
    for path in ("/queries", "/catalog"):
        first, second = (client.get(PREFIX + path, headers={"Accept": "text/html"}) for _ in range(2))
        assert first.content == second.content
        assert first.headers["link"] == second.headers["link"] if "link" in first.headers else True


def test_the_iris_of_the_data_stay(client: httpx.Client) -> None:
    document = client.get(f"{PREFIX}/doc/city/gent.ttl").text
    assert f"<{BASE}id/city/gent>" in document or f": <{BASE}id/city/" in document
    assert f"{PUBLIC}id/" not in document


ROOTED = re.compile(r"""\s(?:href|src|action)="/""")


def test_no_template_writes_an_address_from_the_root() -> None:
    folder = Path(__file__).parents[2] / "src/stedenband/web/render/pages"
    templates = sorted(folder.glob("*.html"))
    assert len(templates) > 20
    assert [path.name for path in templates if ROOTED.search(path.read_text())] == []


def test_no_module_writes_an_address_into_markup_or_redirects_to_one() -> None:
    """Header fields pass the middleware; everything else is made by ``make_address``."""
    folder = Path(__file__).parents[2] / "src/stedenband/web"
    found = []
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found += [path.name for _ in re.findall(r"""(?:href|src|action)=["']/""", node.value)]
    assert found == []
