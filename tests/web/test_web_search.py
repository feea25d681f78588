"""Search over HTTP: what a reader sees, what a program gets, and what neither can break."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import Literal, Quad

from built_releases import build
from sample_data import rows, write_sample
from stedenband.errors import EngineError
from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.ns import RDF, RDFS, STB
from stedenband.projects import find_project
from stedenband.releases import ReleaseFolder
from stedenband.search import FACETS, SearchQuery
from stedenband.settings import Settings
from stedenband.store import FakeStore, Query, QueryResult
from stedenband.store.faults import make_too_large_error
from stedenband.web import create_app
from stedenband.web.context import get_site_of_app
from stedenband.web.http.errors import NotIndexedError
from stedenband.web.serving.name_index import CLASSES, MOST_ROWS, NameIndex
from web_release import IRIS, application, gent, publish, running

HTML = {"Accept": "text/html"}


def found(client: httpx.Client, text: str = "", **parameters: str) -> dict[str, Any]:
    answer = client.get("/search.json", params={"q": text, **parameters})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def things(told: dict[str, Any]) -> list[str]:
    return [result["thing"].rpartition("id/")[2] for result in told["results"]]


def page(client: httpx.Client, text: str = "", **parameters: str) -> str:
    answer = client.get("/search", params={"q": text, **parameters}, headers=HTML)
    assert answer.status_code == 200, answer.text
    return answer.text


def titles(text: str) -> list[str]:
    return [
        unescape(title) for title in re.findall(r"<h3>\s*<a [^>]*>\s*<bdi[^>]*>(.*?)</bdi>", text, re.DOTALL)
    ]


# == What is found =============================================================


@pytest.mark.parametrize(
    ("text", "thing", "how"),
    [
        ("Luik", "city/luik", "name"),
        ("Liege", "city/luik", "name"),
        ("Lüttich", "city/luik", "name"),
        ("luttich", "city/luik", "name"),
        ("金沢", "city/kanazawa", "name"),
        ("Kanasawa", "city/kanazawa", "alike"),
        ("Ghent", "city/gent", "name"),
        ("Gand", "city/gent", "name"),
        ("Danzig", "city/gdansk", "name"),
        ("Бургас", "city/burgas", "name"),
        ("المحمدية", "city/mohammedia", "name"),
        ("日本", "country/jp", "name"),
    ],
)
def test_the_first_result_is_what_is_meant(client: httpx.Client, text: str, thing: str, how: str) -> None:
    told = found(client, text)
    assert things(told)[0] == thing
    assert told["results"][0]["matched"]["how"] == how
    assert told["alike"] is (how == "alike")


def test_a_partnership_is_found_by_the_names_of_the_partner(client: httpx.Client) -> None:
    assert "partnership/gent-kanazawa" in things(found(client, "金沢"))
    assert "partnership/gent-kanazawa" in things(found(client, "japan"))


def test_a_result_has_the_facts_of_its_partnership(client: httpx.Client) -> None:
    told = found(client, "金沢")
    assert told["results"][0] == {
        "thing": IRIS.thing("city/kanazawa").value,
        "type": "city",
        "name_nl": "Kanazawa",
        "name_en": "Kanazawa",
        "matched": {"name": "金沢", "language": "ja", "how": "name"},
        "country": ["JP"],
        "since": 1971,
        "kind": ["twinning"],
        "status": ["maintained"],
        "stands": ["yes"],
    }
    assert (told["query"], told["language"], told["page"], told["next"]) == ("金沢", "nl", 1, None)


@pytest.mark.parametrize("facet", FACETS)
def test_the_number_beside_a_value_is_what_choosing_it_leaves(client: httpx.Client, facet: str) -> None:
    values = found(client, "gent")["facets"][facet]
    assert values
    for value in values:
        told = found(client, "gent", **{facet: value["value"]})
        assert told["total"] == value["number"]
        assert told["filters"][facet] == value["value"]


def test_every_thing_with_a_name_is_listed_and_has_a_page(client: httpx.Client) -> None:
    kinds = set(CLASSES.values())
    known = {quad.subject.value for quad in gent() if quad.predicate == RDF.type and quad.object in kinds}  # type: ignore[union-attr]
    told = found(client, per_page="100")
    pages = [
        told,
        *(
            found(client, per_page="100", page=str(number))
            for number in range(2, -(-told["total"] // 100) + 1)
        ),
    ]
    assert {result["thing"] for page in pages for result in page["results"]} == known
    assert told["total"] == len(known)
    for path in things(told)[::15]:
        assert client.get(f"/doc/{path}", headers=HTML).status_code == 200


def test_pages_lead_on_to_the_last_and_no_further(client: httpx.Client) -> None:
    first = found(client, "gent", country="jp", per_page="4")
    seen, told = things(first), first
    while told["next"]:
        told = client.get(told["next"]).json()
        seen += things(told)
    assert len(seen) == len(set(seen)) == first["total"] > 4
    behind = client.get("/search.json", params={"q": "gent", "page": "99"})
    assert behind.status_code == 404


# == The page ==================================================================


def test_the_page_shows_titles_in_the_language_of_the_reader(client: httpx.Client) -> None:
    assert titles(page(client, "luttich"))[0] == "Luik"
    assert titles(page(client, "luttich", lang="en"))[0] == "Liège"


def test_the_name_that_matched_is_shown_in_its_language(client: httpx.Client) -> None:
    text = page(client, "金沢")
    assert "Gevonden op" in text
    assert '<bdi lang="ja">金沢</bdi> (Japans)' in text
    assert "Gevonden op" not in page(client, "kanazawa", type="city")


def test_a_value_is_a_link_that_chooses_it_and_lets_it_go(client: httpx.Client) -> None:
    chosen = re.findall(r'<a href="(/search\?[^"]*country=jp)">', page(client, "gent"))
    assert chosen == ["/search?q=gent&amp;country=jp"]
    narrowed = client.get(unescape(chosen[0]), headers=HTML).text
    assert '<a class="pill" href="/search?q=gent">' in narrowed
    assert '<a href="/search?q=gent" aria-current="true">' in narrowed


def test_the_reader_keeps_text_and_choice_in_the_other_language(client: httpx.Client) -> None:
    text = page(client, "a&b <i>", country="jp")
    link = re.search(r'href="(\?lang=en[^"]*)"', text)
    assert link is not None
    other = client.get("/search" + unescape(link[1]), headers=HTML)
    assert 'value="a&amp;b &lt;i&gt;"' in other.text
    assert 'name="lang" value="en"' in other.text
    assert "Japan" in other.text


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_who_finds_nothing_is_told_what_to_try(client: httpx.Client, language: str) -> None:
    text = page(client, "xyzzy", country="jp", lang=language)
    assert {"nl": "Niets gevonden", "en": "Nothing found"}[language] in text
    assert text.count("<li>") >= 4
    assert "/queries" in text


def test_names_with_another_spelling_are_shown_as_such(client: httpx.Client) -> None:
    assert "Zo gespeld komt geen enkele naam voor." in page(client, "Kanasawa")
    assert "Zo gespeld komt geen enkele naam voor." not in page(client, "Kanazawa")


def test_no_search_engine_lists_results(client: httpx.Client) -> None:
    answer = client.get("/search", headers=HTML)
    assert answer.headers["x-robots-tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in answer.text
    assert client.get("/search.json").headers["x-robots-tag"] == "noindex"


def test_every_page_has_the_box_and_the_page_of_results_its_own_alone(client: httpx.Client) -> None:
    for path in ("/", "/doc/city/gent", "/nothing"):
        text = client.get(path, headers=HTML).text
        assert text.count('role="search"') == 1
        assert '<label class="unseen" for="finding">Zoek een stad of partnerschap</label>' in text
    assert page(client).count('role="search"') == 1
    assert 'name="lang" value="en"' in client.get("/?lang=en", headers=HTML).text


def test_a_code_or_country_that_nothing_has_can_be_let_go(client: httpx.Client) -> None:
    text = page(client, "gent", country="<b>", status="never", decade="<script>")
    assert "<b>" not in text
    assert "<script>" not in text
    assert text.count('class="pill"') == 3


# == Formats and errors ========================================================


def test_programs_get_json_by_name_extension_or_preference(client: httpx.Client) -> None:
    json, anything = "application/json", "*/*"
    for path, accept in (
        ("/search?q=luik", json),
        ("/search?q=luik&format=json", anything),
        ("/search.json?q=luik", anything),
    ):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.headers["content-type"].startswith(json)
        assert answer.json()["total"] == 5
    assert (
        client.get("/search?q=luik", headers={"Accept": "*/*"})
        .headers["content-type"]
        .startswith("text/html")
    )
    assert client.get("/search", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/search.csv").status_code == 404


def test_an_answer_can_be_asked_for_again_and_varies_as_it_says(client: httpx.Client) -> None:
    answer = client.get("/search?q=luik", headers=HTML)
    assert answer.headers["vary"].startswith("Accept, Accept-Language")
    again = client.get("/search?q=luik", headers={**HTML, "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
    assert client.head("/search?q=luik", headers=HTML).headers["etag"] == answer.headers["etag"]


HOSTILE = (
    "%22", "%22%22%22", "gent%20NEAR%20luik", "*", "%5Egent*", "-rest%20%3A%20x", "gent%00luik", "%00", "%E2%80%AEgent",
    "%27%3B%20DROP%20TABLE%20things%3B--", "%F0%9F%8F%99", "%3Cscript%3Ealert(1)%3C%2Fscript%3E", "%ED%9F%BF", "%25",
    "a" * 200, "%E9%87%91" * 200, "+".join("abcdefghijklmnop"), "%7B%7B7*7%7D%7D", "e%CC%81" * 60,
)  # fmt: skip


@pytest.mark.parametrize("encoded", HOSTILE)
def test_any_text_is_a_text(client: httpx.Client, encoded: str) -> None:
    answer = client.get(f"/search?q={encoded}", headers=HTML)
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert not set("\0\u202e") & set(answer.text)
    assert client.get(f"/search.json?q={encoded}").status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (f"q={'a' * 201}", 400),
        (f"q={'a' * 10_000}", 400),
        (f"q={'%E9%87%91' * 1_000}", 400),
        ("q=%FF", 400),
        ("q=%ED%A0%80", 400),
        ("q=a&q=b", 400),
        ("page=0", 400),
        ("page=-1", 400),
        ("per_page=101", 400),
        ("page=100000", 404),
        ("format=csv", 406),
        ("utm_source=letter", 200),
        ("country=" + "x" * 10_000, 200),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(client: httpx.Client, query: str, status: int) -> None:
    answer = client.get(f"/search.json?{query}" if "format" not in query else f"/search?{query}")
    assert answer.status_code == status
    if status != 200:
        assert answer.json()["detail"]


# == From tables of our own ====================================================


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A release of the sample with a city that has every sort of name, built as any release is."""
    root = tmp_path_factory.mktemp("search")
    cities = rows("cities")
    for city in cities:
        if city["id"] == "nottingham":
            city |= {"label_nl": "Luik", "label_en": "Liège", "label_fr": "Liège", "label_native": "Lüttich"}
            city |= {"native_lang": "de", "alt_labels": "wa:Lidje|nl:'Luik' \"*\" OR gent"}
        if city["id"] == "taizhou":
            city |= {"label_nl": "Luikgestel", "label_en": "Luuk", "alt_labels": ""}
    write_sample(root / "project" / "data" / "voorbeeld", cities=cities)
    built = build(find_project(root / "project"), root / "out")
    assert built.folder is not None, built.report
    with (
        running(application(ReleaseFolder(root / "out"))) as address,
        httpx.Client(base_url=address, headers={"Accept-Language": "nl"}) as client,
    ):
        yield client


@pytest.mark.parametrize("text", ["Luik", "liege", "Lüttich", "LIDJE", "'Luik' \"*\" OR gent"])
def test_a_city_of_a_real_release_is_found_by_any_of_its_names(sample: httpx.Client, text: str) -> None:
    assert things(found(sample, text))[0] == "city/nottingham"


def test_a_beginning_in_the_language_of_the_reader_goes_before_a_mistake(sample: httpx.Client) -> None:
    told = found(sample, "Luik", type="city")
    assert [(result["name_nl"], result["matched"]["how"]) for result in told["results"]] == [
        ("Luik", "name"),
        ("Luikgestel", "beginning"),
    ]
    assert [result["name_nl"] for result in found(sample, "金沢")["results"]] == [
        "Kanazawa",
        "Gent – Kanazawa",
    ]
    assert found(sample, "Kanasawa")["alike"]


# == The index of a release ====================================================


class Slow(FakeStore):
    """A store whose names take as long to come as the test wants."""

    def __init__(self, *, fail: bool = False) -> None:
        super().__init__(gent())
        self.go = asyncio.Event()
        self.fail = fail

    async def query(self, query: Query) -> QueryResult:
        if query.budget is not None:
            await self.go.wait()
            if self.fail:
                raise EngineError("gone")
        return await super().query(query)


def finder_of(releases: ReleaseFolder, store: FakeStore, *, wait: float) -> tuple[Any, NameIndex]:
    async def open_store(*_: object) -> FakeStore:
        return store

    site = get_site_of_app(create_app(releases, Settings(), open_store=open_store))
    return site, NameIndex(site.live, site.queries["search-names"], wait=wait)


def test_a_search_waits_for_the_index_or_says_that_it_is_not_there(tmp_path: Path) -> None:
    async def visit() -> None:
        store = Slow()
        site, finder = finder_of(publish(tmp_path, gent()), store, wait=0.05)
        async with site.live.running(), finder.running(), site.live.reading() as serving:
            with pytest.raises(NotIndexedError):
                await finder.find(serving, SearchQuery("luik"))
            store.go.set()
            finder.wait = 60
            assert (await finder.find(serving, SearchQuery("luik"))).total == 5

    asyncio.run(visit())


def test_an_index_that_cannot_be_made_is_an_error_and_not_tried_again_at_once(tmp_path: Path) -> None:
    async def visit() -> None:
        store = Slow(fail=True)
        store.go.set()
        site, finder = finder_of(publish(tmp_path, gent()), store, wait=5)
        async with site.live.running(), finder.running(), site.live.reading() as serving:
            for _ in range(3):
                with pytest.raises(EngineError):
                    await finder.find(serving, SearchQuery("luik"))
        assert len(store.asked) == 0

    asyncio.run(visit())


def test_a_new_release_brings_its_own_index(tmp_path: Path) -> None:
    releases = publish(tmp_path, gent())
    with running(application(releases)) as address, httpx.Client(base_url=address) as client:
        assert found(client, "Nieuwgent")["total"] == 0
        city = IRIS.thing("city/gent")
        named = Quad(city, RDFS.label, Literal("Nieuwgent", language="nl"), IRIS.graph("partnerships"))
        publish(tmp_path, [*gent(), named], version="1.0.1")
        for _ in range(100):
            told = found(client, "Nieuwgent")
            if told["total"]:
                break
            asyncio.run(asyncio.sleep(0.1))
        assert things(told) == ["city/gent"]
        assert told["release"].startswith("1.0.1")


def test_the_problem_names_when_to_try_again(tmp_path: Path) -> None:
    async def open_store(*_: object) -> FakeStore:
        return Slow()

    app = create_app(publish(tmp_path, gent()), Settings(), open_store=open_store)
    get_site_of_app(app).finder.wait = 0.05
    with running(app) as address, httpx.Client(base_url=address, headers={"Accept-Language": "en"}) as client:
        answer = client.get("/search.json", params={"q": "luik"})
        assert client.get("/health").status_code == 200
        assert client.get("/ready").status_code == 200
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert answer.json()["title"] == "Search is nearly ready"


class Narrow(FakeStore):
    """A store whose statements about acts are more than there is room for."""

    async def query(self, query: Query) -> QueryResult:
        if "ns#Act>" in query.text:
            raise make_too_large_error(1)
        return await super().query(query)


def test_a_type_of_which_there_are_too_many_is_left_out(tmp_path: Path) -> None:
    async def visit() -> None:
        site, finder = finder_of(publish(tmp_path, gent()), Narrow(gent()), wait=60)
        async with site.live.running(), finder.running(), site.live.reading() as serving:
            assert (await finder.find(serving, SearchQuery(chosen={"type": "act"}))).total == 0
            assert (await finder.find(serving, SearchQuery("luik", chosen={"type": "city"}))).total == 1

    asyncio.run(visit())


def test_the_query_is_cut_where_the_program_says_so(project_root: Path) -> None:
    text = (project_root / "queries" / "pages" / "search-names.rq").read_text(encoding="utf-8")
    assert text.rstrip().endswith(f"LIMIT {MOST_ROWS}")
    assert STB.City in CLASSES.values()
