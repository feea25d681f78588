"""Paging, everywhere: what leads from page to page keeps the form, the parameters and the language, and loses nothing.

The routes that have pages are looked for in the application and its source; one that is added later has to be walked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from catalogue_release import describe_sample, many
from crowd import crowd
from odd_requests import paths
from sampling import sampled
from stedenband import catalogue, web
from stedenband.formats import (
    JSON_LD,
    N_QUADS,
    N_TRIPLES,
    RDF_XML,
    TURTLE,
    Format,
    read,
    write,
    write_flat_json_ld,
)
from stedenband.ns import DCAT, HYDRA, RDF, SKOS, STB
from stedenband.releases import GRAPH, ReleaseFolder
from web_release import BASE, IRIS, application, gent, running

PARTNERS, SETS = 120, 250
RDF_FORMS = {form.extension: form for form in (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)}
DATA = [f".{extension}" for extension in RDF_FORMS]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, list[str]]]:
    """A release with long lists of all kinds and a long catalogue, and the patterns of all addresses."""
    root = tmp_path_factory.mktemp("paging")
    country = IRIS.thing("country/c0")
    others = [quad for quad in gent() if quad.predicate not in (STB.party, STB.partnerOf)]
    added = [
        replace_object(quad, country) if quad.predicate == STB.country else quad
        for quad in crowd(PARTNERS, IRIS, IRIS.thing("city/gent"))
    ]
    added.append(Quad(country, SKOS.notation, Literal("XX"), IRIS.graph("partnerships")))
    sample = describe_sample(root)
    release = replace(sample.release, base_iri=BASE, dataset="gent", city="gent")
    items = [
        replace(item, release=replace(release, artefacts=item.release.artefacts))
        for item in many(sample, SETS)
    ]
    releases = ReleaseFolder(root / "out")
    with releases.writing() as writer:
        writer.put(GRAPH, write([*others, *added], N_QUADS, iris=IRIS), N_QUADS.media_type)
        for page in catalogue.make_pages(items):
            name = "catalog" if page.number == 1 else f"catalog-{page.number}"
            for extension, form in RDF_FORMS.items():
                statements = page.in_form(extension)
                body = (
                    write_flat_json_ld(statements) if form is JSON_LD else write(statements, form, iris=IRIS)
                )
                writer.put(f"{name}.{extension}", body, form.media_type)
        writer.publish(replace(release, artefacts=writer.artefacts))
    app = application(releases)
    with running(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client, paths(app)


def replace_object(quad: Quad, value: NamedNode) -> Quad:
    return Quad(quad.subject, quad.predicate, value, quad.graph_name)


# == What is walked ============================================================


@dataclass(frozen=True)
class Walk:
    """An answer in pages: the pattern of its route, its first address, what to accept, and how its items look."""

    route: str
    address: str
    items: str
    number: int
    accept: str = "text/html"
    within: tuple[str, str] = ("", "")
    """What stands before and behind the items."""
    open_end: bool = False
    """Whether nobody counts the pages, so that there is no last one to name."""

    @property
    def name(self) -> str:
        return f"{self.address} {self.accept}"


PARTNER = r"city[/:](p\d+)\b"
API = "/api/partnerships-of{}?city=gent&per_page=50"
SEARCH = "/search{}?q=partnerstad&type=city&per_page=30&lang=en"

WALKS = [
    Walk("/", "/?lang=en", r"partnership/(gent-p\d+)\b", PARTNERS, within=('<h2 id="partnerships"', 'id="doors"')),
    *(
        Walk("/doc/{path:path}", f"/doc/country/c0{form}?lang=en", PARTNER, PARTNERS)
        for form in ("", ".html", *DATA)
    ),
    *(
        Walk("/doc/{path:path}", "/doc/country/c0", PARTNER, PARTNERS, accept=form.media_type)
        for form in RDF_FORMS.values()
    ),
    *(
        Walk(route, f"/catalog{form}?{query}", r'href="/dataset/(stad-\d+)[?"]', SETS)
        for route, form in (
            ("/catalog", ""),
            *(("/catalog.{extension}", form) for form in (".html", *DATA)),
        )
        for query in ("", "checksums=no", "checksums=no&lang=en")
    ),
    *(
        Walk("/catalog", "/catalog?checksums=no", "", SETS, accept=form.media_type)
        for form in RDF_FORMS.values()
    ),
    Walk("/search", SEARCH.format(""), PARTNER, PARTNERS, within=('class="results"', "</ol>")),
    Walk("/search", SEARCH.format(""), r'"thing": "[^"]*/(p\d+)"', PARTNERS, accept="application/json"),
    Walk("/search.{extension}", SEARCH.format(".json"), r'"thing": "[^"]*/(p\d+)"', PARTNERS),
    Walk("/search.{extension}", SEARCH.format(".html"), PARTNER, PARTNERS, within=('class="results"', "</ol>")),
    *(
        Walk("/queries/{name}", f"/queries/partnerships-of?city=gent&per_page=50{more}", r"partnership/(gent-p\d+)\b",
             PARTNERS, within=("<table", "</table>"), open_end=True)
        for more in ("", "&lang=en")
    ),
    *(
        Walk("/api/{address}", API.format(""), r"partnership/(gent-p\d+)\b", PARTNERS, accept=accept, open_end=True)
        for accept in ("application/json", "text/csv", "application/sparql-results+json")
    ),
    *(
        Walk("/api/{address}", API.format(form), r"partnership/(gent-p\d+)\b", PARTNERS, open_end=True)
        for form in (".json", ".csv", ".srj", ".tsv")
    ),
]  # fmt: skip

READERS = {
    "views/catalogue.py": "/catalog",
    "views/home.py": "/",
    "views/thing_documents.py": "/doc/{path:path}",
    "views/question_parameters.py": "/api/{address}",
    "render/search.py": "/search",
}
"""The modules that read the number of a page, and a route that each is for."""


def items(walk: Walk, answer: httpx.Response) -> set[str]:
    form = next(
        (f for f in RDF_FORMS.values() if answer.headers["content-type"].startswith(f.media_type)), None
    )
    if form is not None and walk.route.startswith("/catalog"):
        sets = (
            q.subject for q in parsed(answer, form) if (q.predicate, q.object) == (RDF.type, DCAT.Dataset)
        )
        return {iri.value for iri in sets if isinstance(iri, NamedNode)}
    before, behind = walk.within
    text = answer.text.partition(before)[2] if before else answer.text
    return set(re.findall(walk.items, text.partition(behind)[0] if behind else text))


def parsed(answer: httpx.Response, form: Format) -> list[Quad]:
    return read(answer.content, form, base=BASE)


# == Where an answer leads =====================================================

Links = dict[str, str]


def in_header(answer: httpx.Response) -> Links:
    found = re.findall(r'<([^>]*)>; rel="(first|prev|next|last)"', answer.headers.get("link", ""))
    return {relation: target for target, relation in found}


def in_body(answer: httpx.Response) -> Iterator[Links]:
    """What each way of saying it in the body says, where there is one."""
    kind = answer.headers["content-type"].partition(";")[0]
    if kind == "text/html":
        anchors = re.findall(r'<a rel="(prev|next)" href="([^"#]*)', answer.text)
        yield {relation: target.replace("&amp;", "&") for relation, target in anchors}
    elif kind == "application/json":
        following = json.loads(answer.text)["next"]
        yield {"next": following} if following else {}
    form = next((form for form in RDF_FORMS.values() if form.media_type == kind), None)
    if form is not None and "/catalog" in str(answer.url):
        names = {HYDRA.first: "first", HYDRA.previous: "prev", HYDRA.next: "next", HYDRA.last: "last"}
        yield {
            names[q.predicate]: q.object.value.replace(BASE, "/")
            for q in parsed(answer, form)
            if q.predicate in names and isinstance(q.object, NamedNode)
        }


def other_languages(answer: httpx.Response) -> list[str]:
    """Where a reader of a page goes for another language."""
    found = re.findall(r'<a href="(\?lang=[^"]*)" lang=', answer.text)
    assert bool(found) == answer.headers["content-type"].startswith("text/html")
    return [target.replace("&amp;", "&") for target in found]


def asks(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


def number_in(address: str) -> int:
    return int(asks(address).get("page", 1))


def wanted(walk: Walk, answer: httpx.Response) -> dict[str, str]:
    """The parameters that a link has to keep; an answer that is in no language says the same in all."""
    given = asks(walk.address)
    return given if "content-language" in answer.headers else {k: v for k, v in given.items() if k != "lang"}


@pytest.mark.parametrize("walk", sampled(WALKS, 16, name=lambda walk: walk.name))
def test_following_next_keeps_everything_and_reaches_everything_once(
    served: tuple[httpx.Client, list[str]], walk: Walk
) -> None:
    client, _ = served
    address: str | None = walk.address
    reached: list[str] = []
    first: httpx.Response | None = None
    number = 0
    while address:
        number += 1
        answer = client.get(address, headers={"Accept": walk.accept, "Accept-Language": "nl"})
        assert answer.status_code == 200, address
        first = first or answer
        for name in ("content-type", "content-language"):
            assert answer.headers.get(name) == first.headers.get(name), name
        here = in_header(answer)
        for said in (here, *in_body(answer)):
            for relation, target in said.items():
                kept = {key: value for key, value in asks(target).items() if key != "page"}
                assert kept == wanted(walk, answer), (relation, target)
                where = {"first": 1, "prev": number - 1, "next": number + 1}
                assert number_in(target) == where.get(relation, number_in(here.get("last", target))), target
                assert (
                    urlsplit(target).path.partition(".")[0] == urlsplit(walk.address).path.partition(".")[0]
                )
            assert ("next" in said) == ("next" in here)
        for target in other_languages(answer):
            assert asks(target).items() - {("lang", "nl"), ("lang", "en")} == asks(
                str(answer.url)
            ).items() - {
                ("lang", "nl"),
                ("lang", "en"),
            }
        assert here.keys() == expected(walk, number, last="next" not in here)
        found = items(walk, answer)
        assert found, address
        reached += found
        address = here.get("next")
    assert number > 1
    assert walk.open_end or number_in(in_header(first or answer)["last"]) == number
    assert len(reached) == len(set(reached)) == walk.number


def expected(walk: Walk, number: int, *, last: bool) -> set[str]:
    """The relations that a page has."""
    found = {"first"} if walk.open_end else {"first", "last"}
    return found | ({"prev"} if number > 1 else set()) | (set() if last else {"next"})


# == Nothing is left out =======================================================


def test_every_route_that_has_pages_is_walked(served: tuple[httpx.Client, list[str]]) -> None:
    """Of those without a parameter in their path: whether they mind a page that is none."""
    client, routes = served
    paged = {
        path
        for path in routes
        if "{" not in path
        and client.get(path).status_code == 200
        and client.get(path, params={"page": "0"}).status_code != 200
    }
    assert paged - {walk.route for walk in WALKS} == set()
    assert {"/", "/catalog", "/search"} <= paged
    assert {walk.route for walk in WALKS} <= set(routes)


def test_every_module_that_reads_the_number_of_a_page_is_walked() -> None:
    assert web.__file__ is not None
    root = Path(web.__file__).parent
    reads = re.compile(r'page_number\(request\)|(?:get\(|given, )"page"')
    found = {
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        if reads.search(file.read_text("utf-8")) and file.name != "parameters.py"
    }
    assert found == READERS.keys()
    assert set(READERS.values()) <= {walk.route for walk in WALKS}
