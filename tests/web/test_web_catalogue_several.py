"""A harvester pages through a catalogue of 250 data sets over HTTP and reaches all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

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
        for page in catalogue.pages(items):
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
