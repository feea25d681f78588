"""Hubs: pages about things that have others by the thousand, one page at a time, and never a full listing."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Quad

from crowd import crowd
from stedenband.formats import N_TRIPLES, read
from stedenband.model import Release
from stedenband.ns import STB
from stedenband.settings import Settings
from stedenband.store import FakeStore
from stedenband.web import create_app
from stedenband.web.views.thing_documents import LISTS, PER_PAGE
from web_release import IRIS, gent, publish, running

MANY = 4_000
LAST = MANY // PER_PAGE
GENT, COUNTRY = IRIS.thing("city/gent"), IRIS.thing("country/c0")


def in_one_country(number: int) -> Iterator[Quad]:
    for quad in crowd(number, IRIS, GENT):
        here = quad.predicate == STB.country
        yield Quad(quad.subject, quad.predicate, COUNTRY, quad.graph_name) if here else quad


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    others = [quad for quad in gent() if quad.predicate not in (STB.party, STB.partnerOf)]
    store = FakeStore([*others, *in_one_country(MANY)])

    async def open_store(_: Path, __: Release) -> FakeStore:
        return store

    app = create_app(publish(tmp_path_factory.mktemp("hub"), gent()), Settings(), open_store=open_store)
    with (
        running(app) as address,
        httpx.Client(
            base_url=address, timeout=60, headers={"Accept": "text/html", "Accept-Language": "nl"}
        ) as client,
    ):
        yield client


@pytest.mark.parametrize("path", ["country/c0", "city/gent", "change/everything"])
def test_a_hub_is_shown_one_page_at_a_time(client: httpx.Client, path: str) -> None:
    first, last = client.get(f"/doc/{path}"), client.get(f"/doc/{path}?page={LAST}")
    assert f"Pagina 1 van {LAST}" in first.text
    assert f"Pagina {LAST} van {LAST}" in last.text
    for answer in (first, last):
        assert len(gzip.compress(answer.content)) < 60_000
        assert len(set(re.findall(r"/id/(?:partnership|city)/(?:gent-)?p\d+", answer.text))) <= 2 * PER_PAGE
    assert client.get(f"/doc/{path}?page={LAST + 1}").status_code == 404


def test_the_pages_of_a_list_hold_everything_once(client: httpx.Client) -> None:
    found: list[str] = []
    for number in range(1, LAST + 1):
        text = client.get(f"/doc/country/c0?page={number}").text
        cities = text.split("<dt>Steden")[1].split("</div>")[0]
        found += re.findall(r"/id/city/(p\d+)", cities)
    assert len(found) == len(set(found)) == MANY
    assert found == sorted(found)


def test_the_data_of_a_hub_come_by_pages_too(client: httpx.Client) -> None:
    answer = client.get("/doc/country/c0.nt?page=2")
    quads = read(answer.content, N_TRIPLES)
    assert (
        len({quad.subject for quad in quads if quad.predicate == STB.country and quad.object == COUNTRY})
        == PER_PAGE
    )
    found = re.findall(r'<([^>]+)>; rel="(prev|next)"', answer.headers["link"])
    links = {relation: target for target, relation in found}
    assert links == {"prev": "/doc/country/c0.nt", "next": "/doc/country/c0.nt?page=3"}
    assert answer.headers["content-location"] == "/doc/country/c0.nt?page=2"


def test_a_page_of_a_list_has_an_address_of_its_own_in_every_language(client: httpx.Client) -> None:
    text = client.get("/doc/city/gent?page=2&lang=en").text
    assert (
        '<link rel="canonical" href="https://w3id.org/stedenband/gent/doc/city/gent?page=2&amp;lang=en">'
        in text
    )
    assert 'hreflang="nl" href="https://w3id.org/stedenband/gent/doc/city/gent?page=2&amp;lang=nl"' in text
    assert '<a href="?lang=nl&amp;page=2" lang="nl" hreflang="nl"' in text
    assert '<a rel="next" href="/doc/city/gent?page=3&amp;lang=en">' in text
    assert 'href="/doc/city/gent.ttl?page=2"' in text


@pytest.mark.parametrize("page", ["0", "-1", "x", "1e3", "99999999999", "²"])
def test_what_is_no_page_is_not_found(client: httpx.Client, page: str) -> None:
    assert client.get("/doc/city/gent", params={"page": page}).status_code == 404


def test_every_list_has_its_queries(project_root: Path) -> None:
    named = {name for lists in LISTS.values() for each in lists for name in (each.members, each.about)}
    assert named <= {path.stem for path in (project_root / "queries" / "pages").glob("*.rq")}
