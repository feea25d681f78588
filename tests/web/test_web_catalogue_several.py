"""A harvester pages through a catalogue of 250 data sets over HTTP and reaches all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from catalogue_release import describe_sample, many
from stedenband import catalogue
from stedenband.formats import N_QUADS, N_TRIPLES, TURTLE, write
from stedenband.ns import DCAT, HYDRA, RDF
from stedenband.releases import GRAPH, ReleaseFolder
from web_release import application, running

BASE = "https://example.org/voorbeeld/"
NUMBER = 250


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server over a release that holds nothing but its catalogue."""
    root = tmp_path_factory.mktemp("many")
    sample = describe_sample(root)
    items = many(sample, NUMBER)
    releases = ReleaseFolder(root / "out")
    with releases.writing() as writer:
        writer.put(GRAPH, b"", N_QUADS.media_type)
        for page in catalogue.make_pages(items):
            name = "catalog" if page.number == 1 else f"catalog-{page.number}"
            for form in (TURTLE, N_TRIPLES):
                body = write(page.in_form(form.extension), form, iris=items[0].iris)
                writer.put(f"{name}.{form.extension}", body, form.media_type)
        writer.publish(replace(items[0].release, artefacts=writer.artefacts))
    with (
        running(application(releases)) as address,
        httpx.Client(base_url=address, timeout=60) as found,
    ):
        yield found


def parsed(body: bytes) -> list[Quad]:
    return list(parse(body, RdfFormat.TURTLE))


def data_sets(quads: list[Quad]) -> list[str]:
    return [quad.subject.value for quad in quads if (quad.predicate, quad.object) == (RDF.type, DCAT.Dataset)]  # type: ignore[union-attr]


def test_following_next_reaches_every_data_set_and_ends(client: httpx.Client) -> None:
    path: str | None = "/catalog.ttl"
    reached: list[str] = []
    sizes: list[int] = []
    while path:
        answer = client.get(path)
        assert answer.status_code == 200
        quads = parsed(answer.content)
        reached += data_sets(quads)
        sizes.append(len(data_sets(quads)))
        following = [quad.object.value for quad in quads if quad.predicate == HYDRA.next]  # type: ignore[union-attr]
        path = following[0].replace(BASE, "/") if following else None
    assert sizes == [100, 100, 50]
    assert sorted(reached) == [f"{BASE}dataset/stad-{place:03}" for place in range(NUMBER)]
    assert client.get("/catalog.ttl?page=4").status_code == 404


def test_a_data_set_of_the_last_page_answers_with_its_own_description(client: httpx.Client) -> None:
    quads = parsed(client.get("/dataset/stad-249.ttl").content)
    thing = NamedNode(f"{BASE}dataset/stad-249")
    files = {quad.object for quad in quads if (quad.subject, quad.predicate) == (thing, DCAT.distribution)}
    assert NamedNode(f"{thing.value}/distribution/ttl") in files
    assert client.get("/dataset/stad-249.html").status_code == 200
    assert client.get("/dataset/stad-250.ttl").status_code == 404


def test_a_service_names_the_data_sets_of_every_page(client: httpx.Client) -> None:
    quads = parsed(client.get("/service/sparql.ttl").content)
    served = {quad.object for quad in quads if quad.predicate == DCAT.servesDataset}
    assert len(served) == NUMBER


def test_the_pages_for_people_lead_from_one_to_the_next(client: httpx.Client) -> None:
    first = client.get("/catalog.html").text
    assert 'rel="next" href="/catalog?page=2"' in first
    assert 'rel="prev"' not in first
    assert first.count('href="/dataset/stad-') == 100
    last = client.get("/catalog.html?page=3").text
    assert 'rel="prev" href="/catalog?page=2"' in last
    assert 'rel="next"' not in last
    assert last.count('href="/dataset/stad-') == 50
    assert '<link rel="canonical" href="https://example.org/voorbeeld/catalog?page=3' in last


def test_the_page_of_the_whole_lists_the_data_sets_it_is_made_of(client: httpx.Client) -> None:
    page = client.get("/dataset/stad-000.html?lang=nl").text
    assert "Bestaat uit deze datasets" in page
    assert (
        len(set(re.findall(r'href="(/dataset/stad-[0-9]{3})[?"]', page)) - {"/dataset/stad-000"})
        == NUMBER - 1
    )
    assert "Bestaat uit deze datasets" not in client.get("/dataset/stad-249.html?lang=nl").text


# == Links from page to page ===================================================

FORMS = ("ttl", "nt")
MADE = ("ttl", "nt", "jsonld", "rdf")
"""Forms in which the catalogue is made when it is asked for without checksums."""


def follow(client: httpx.Client, path: str, relation: str) -> list[httpx.Response]:
    found = [client.get(path)]
    while relation in found[-1].links and len(found) < 9:
        found.append(client.get(found[-1].links[relation]["url"]))
    return found


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        *((f"/catalog.{form}", {}) for form in FORMS),
        *((f"/catalog.{form}?checksums=no", {"checksums": ["no"]}) for form in MADE),
        ("/catalog.html?lang=nl", {"lang": ["nl"]}),
    ],
)
def test_pages_lead_on_in_the_same_form_with_the_same_parameters(
    client: httpx.Client,
    path: str,
    kept: dict[str, list[str]],
) -> None:
    forwards = follow(client, path, "next")
    assert [answer.status_code for answer in forwards] == [200] * 3
    assert len(follow(client, str(forwards[-1].url), "prev")) == 3
    for answer in forwards:
        for relation in {"first", "prev", "next", "last"} & answer.links.keys():
            address = urlsplit(answer.links[relation]["url"])
            assert address.path == path.partition("?")[0]
            asked = parse_qs(address.query)
            asked.pop("page", None)
            assert asked == kept, relation
    assert {"first", "last"} <= forwards[1].links.keys()


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf"])
def test_the_pages_in_the_graph_keep_form_and_parameters_too(client: httpx.Client, form: str) -> None:
    kinds = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML}
    quads = list(parse(client.get(f"/catalog.{form}?checksums=no&page=2").content, kinds[form]))
    pages = {
        q.object.value
        for q in quads
        if q.predicate in (HYDRA.first, HYDRA.previous, HYDRA.next, HYDRA.last, HYDRA.view)
    }
    root = f"https://example.org/voorbeeld/catalog.{form}"
    assert pages == {f"{root}?page={number}&checksums=no" for number in (1, 2, 3)}
