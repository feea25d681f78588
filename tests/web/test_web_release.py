"""The description of a release: its files under addresses that stay, in every form, and its neighbours."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import httpx
import pytest
from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS

from line_of_releases import BASE, Line, three
from web_release import application, running

SPDX = "http://spdx.org/rdf/terms#"
DCAT_3 = "http://www.w3.org/ns/dcat#"
FORMS = {
    "text/turtle": "turtle",
    "application/ld+json": "json-ld",
    "application/n-triples": "nt",
    "application/rdf+xml": "xml",
}
DATASET = URIRef(f"{BASE}dataset/voorbeeld")


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return three(tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="module")
def client(line: Line) -> Iterator[httpx.Client]:
    with running(application(line.releases)) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client


def described(client: httpx.Client, release: str, media_type: str = "text/turtle") -> Graph:
    answer = client.get(f"/releases/{release}", headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(media_type)
    return Graph().parse(data=answer.content, format=FORMS[media_type], publicID="urn:saved")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib warns of itself
@pytest.mark.parametrize("media_type", FORMS)
def test_a_release_is_a_version_of_the_data_set_between_two_others(
    client: httpx.Client, line: Line, media_type: str
) -> None:
    first, second, third = (URIRef(f"{BASE}releases/{name}") for name in line.made)
    graph = described(client, line.made[1], media_type)
    assert set(graph.subjects(RDF.type, DCAT.Dataset)) == {second}
    assert graph.value(second, DCTERMS.isVersionOf) == DATASET
    assert graph.value(second, URIRef(f"{DCAT_3}version")) == Literal("1.3.0")
    assert str(graph.value(second, DCTERMS.issued)) == "2026-11-22"
    assert graph.value(second, URIRef(f"{DCAT_3}previousVersion")) == first
    assert graph.value(second, URIRef(f"{DCAT_3}nextVersion")) == third
    assert graph.value(second, DCTERMS.license) is not None
    assert graph.value(second, DCTERMS.publisher) is not None


def test_the_ends_of_the_line_have_one_neighbour(client: httpx.Client, line: Line) -> None:
    first, last = described(client, line.made[0]), described(client, line.made[2])
    assert not list(first.objects(None, URIRef(f"{DCAT_3}previousVersion")))
    assert not list(last.objects(None, URIRef(f"{DCAT_3}nextVersion")))


def test_every_file_is_what_its_description_says(client: httpx.Client, line: Line) -> None:
    """Of an earlier release as well: each is fetched, measured and hashed."""
    release = line.made[0]
    graph = described(client, release)
    files = list(graph.subjects(RDF.type, DCAT.Distribution))
    assert {str(graph.value(file, DCTERMS.title)) for file in files} >= {
        "voorbeeld.ttl",
        "voorbeeld.nq",
        "graph.nq",
    }
    for file in files:
        address = str(graph.value(file, DCAT.downloadURL))
        assert address.startswith(f"{BASE}download/{release}/")
        answer = client.get("/" + address.removeprefix(BASE))
        assert "immutable" in answer.headers["cache-control"]
        assert int(str(graph.value(file, DCAT.byteSize))) == len(answer.content)
        assert answer.headers["content-type"].startswith(
            str(graph.value(file, DCAT.mediaType)).split("media-types/")[1]
        )
        checksum = graph.value(file, URIRef(f"{SPDX}checksum"))
        value = graph.value(checksum, URIRef(f"{SPDX}checksumValue"))
        assert str(value).lower() == hashlib.sha256(answer.content).hexdigest()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_has_the_same_and_is_linked(client: httpx.Client, line: Line, language: str) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    release = line.made[1]
    text = client.get(f"/releases/{release}", headers=headers).text
    for artefact in line.releases.read(line.out / "releases" / release).artefacts:
        assert f'href="/download/{release}/{artefact.path}"' in text
        assert artefact.sha256 in text
    assert f'rel="prev" href="/releases/{line.made[0]}"' in text
    assert f'rel="next" href="/releases/{line.made[2]}"' in text
    for name in line.made:
        assert f'href="/releases/{name}"' in client.get("/releases", headers=headers).text
    assert f'href="/releases/{line.made[2]}"' in client.get("/dataset/voorbeeld", headers=headers).text
    assert {each["description"] for each in client.get("/releases.json").json()["releases"]} == {
        f"/releases/{name}" for name in line.made
    }


def test_a_release_that_never_was_is_not_found(client: httpx.Client) -> None:
    for name in ("9.9.9-00000000", "9.9.9-00000000.ttl", "latest"):
        assert client.get(f"/releases/{name}").status_code == 404
