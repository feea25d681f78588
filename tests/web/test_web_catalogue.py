"""Harvesters get what they ask for, the way they ask for it: a real server over a release that the build made."""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import extruct
import httpx
import pytest
import rdflib
from rdflib import DCAT, DCTERMS, FOAF, RDF, URIRef

from built_releases import build
from catalogue_release import build_gent
from sample_data import write_sample
from stedenband.projects import find_project
from stedenband.releases import ReleaseFolder
from web_release import application, running

BASE = "https://w3id.org/stedenband/gent/"
FORMS = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "nt": "application/n-triples",
}
PARSERS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml", "nt": "nt"}


@pytest.fixture(scope="module")
def out(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harvest")
    build_gent(project_root, folder)
    return folder


@pytest.fixture(scope="module")
def client(out: Path) -> Iterator[httpx.Client]:
    with (
        running(application(ReleaseFolder(out))) as address,
        httpx.Client(base_url=address, timeout=30, follow_redirects=False) as found,
    ):
        found.headers.pop("accept")
        yield found


def parsed(answer: httpx.Response) -> rdflib.Graph:
    extension = next(ext for ext, kind in FORMS.items() if answer.headers["content-type"].startswith(kind))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # rdflib's own parser of JSON-LD uses what rdflib deprecates
        return rdflib.Graph().parse(data=answer.text, format=PARSERS[extension])


def named(graph: rdflib.Graph, subject: URIRef) -> set[object]:
    """What is said of a thing; all blank nodes, of which a period is one, are alike."""
    return {
        (predicate, "blank" if isinstance(value, rdflib.BNode) else value)
        for predicate, value in graph.predicate_objects(subject)
    }


def path_of(iri: str) -> str:
    assert iri.startswith(BASE)
    return f"/{iri.removeprefix(BASE)}"


@pytest.fixture(scope="module")
def catalogue(client: httpx.Client) -> rdflib.Graph:
    return parsed(client.get("/catalog.ttl"))


# == The catalogue =============================================================


@pytest.mark.parametrize("method", ["HEAD", "GET"])
@pytest.mark.parametrize("accept", [None, "*/*", "text/html;q=0.1, */*"])
def test_without_saying_what_one_gets_rdf_and_no_redirect(
    client: httpx.Client, method: str, accept: str | None
) -> None:
    answer = client.request(method, "/catalog", headers={"Accept": accept} if accept else {})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert int(answer.headers["content-length"]) > 10_000
    assert answer.headers["vary"] == "Accept, Accept-Language, Accept-Encoding"


@pytest.mark.parametrize("extension", FORMS)
def test_every_form_is_there_by_extension_and_by_negotiation(
    client: httpx.Client, out: Path, extension: str
) -> None:
    named = client.get(f"/catalog.{extension}", headers={"Accept": "text/html"})
    asked = client.get("/catalog", headers={"Accept": FORMS[extension]})
    head = client.head(f"/catalog.{extension}")
    assert named.status_code == asked.status_code == head.status_code == 200
    assert named.content == asked.content == (out / "current" / f"catalog.{extension}").read_bytes()
    assert named.headers["content-type"].split(";")[0] == FORMS[extension]
    assert head.headers["content-length"] == named.headers["content-length"]
    assert head.headers["etag"] == named.headers["etag"]
    assert named.headers["vary"] == "Accept-Encoding"


def test_a_second_harvest_costs_nothing(client: httpx.Client) -> None:
    first = client.get("/catalog.ttl")
    again = client.get("/catalog.ttl", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304
    assert client.get("/catalog.ttl").content == first.content


def test_browsers_get_a_page(client: httpx.Client) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    for language, title in (("nl", "Datacatalogus"), ("en", "Data catalogue")):
        answer = client.get("/catalog", headers={"Accept": browser, "Accept-Language": language})
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert f"<h1>{title}" in answer.text


def test_nothing_acceptable_is_told(client: httpx.Client) -> None:
    answer = client.get("/catalog", headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["available"]


@pytest.mark.parametrize(
    "path",
    ["/catalog?page=2", "/catalog.ttl?page=0", "/catalog?page=x", "/catalog.ttl?page=²", "/catalog.exe"],
)
def test_a_page_that_is_not_there_is_never_an_empty_catalogue(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_checksums_can_be_left_out_for_one_harvester(client: httpx.Client) -> None:
    for extension in FORMS:
        plain = client.get(f"/catalog.{extension}?checksums=no")
        assert plain.status_code == 200
        assert "spdx" not in plain.text
        assert len(parsed(plain)) == len(parsed(client.get(f"/catalog.{extension}"))) - 4 * 14 - 1


# == Its things ================================================================


def test_every_thing_that_is_listed_answers_with_its_own_description(
    client: httpx.Client, catalogue: rdflib.Graph
) -> None:
    things = {
        str(thing)
        for kind in (DCAT.Dataset, DCAT.Distribution, DCAT.DataService, DCAT.CatalogRecord)
        for thing in catalogue.subjects(RDF.type, kind)
    }
    assert len(things) == 1 + 17 + 3 + 4
    for thing in things:
        answer = client.get(path_of(thing))
        assert answer.status_code == 200, thing
        assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
        graph = parsed(answer)
        subject = URIRef(thing)
        assert named(graph, subject) == named(catalogue, subject)
        assert client.head(path_of(thing)).status_code == 200
        assert f'<{thing}>; rel="describes"' in answer.headers["link"]
        page = client.get(path_of(thing), headers={"Accept": "text/html"})
        assert page.status_code == 200
        assert "<h1>" in page.text


@pytest.mark.parametrize("extension", FORMS)
def test_a_data_set_can_be_harvested_by_itself(
    client: httpx.Client, catalogue: rdflib.Graph, extension: str
) -> None:
    graph = parsed(client.get(f"/dataset/gent.{extension}"))
    dataset = URIRef(f"{BASE}dataset/gent")
    assert list(graph.subjects(RDF.type, DCAT.Dataset)) == [dataset]
    for item in graph.objects(dataset, DCAT.distribution):
        assert (item, DCTERMS.license, None) in graph
        assert (item, DCTERMS["format"], None) in graph
    publisher = graph.value(dataset, DCTERMS.publisher)
    assert publisher is not None
    names = list(graph.objects(publisher, FOAF.name))
    assert {name.language for name in names if isinstance(name, rdflib.Literal)} == {"nl", "en"}
    assert len(graph) < len(catalogue)


def test_a_distribution_names_its_data_set_and_does_not_repeat_it(client: httpx.Client) -> None:
    graph = parsed(client.get("/dataset/gent/distribution/ttl"))
    dataset = URIRef(f"{BASE}dataset/gent")
    assert graph.value(dataset, DCTERMS.title) is not None
    assert list(graph.objects(dataset, DCAT.distribution)) == [URIRef(f"{BASE}dataset/gent/distribution/ttl")]
    assert graph.value(dataset, DCTERMS.description) is None


def test_a_document_of_a_thing_has_one_set_of_bytes(client: httpx.Client) -> None:
    for path in ("/dataset/gent", "/service/sparql.jsonld", "/record/dataset/gent.rdf"):
        assert client.get(path).content == client.get(path).content


@pytest.mark.parametrize(
    "path", ["/dataset/nothing", "/dataset/gent/distribution/exe", "/service/teapot", "/record/x", "/dataset/gent.exe",
             "/dataset/" + "x" * 600, "/dataset/", "/record/dataset/gent/", "/dataset/../catalog"]
)  # fmt: skip
def test_what_was_never_listed_is_unknown(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code in (404, 200 if ".." in path else 404)


def test_what_is_listed_no_longer_is_gone(tmp_path: Path) -> None:
    folder = tmp_path / "project" / "data" / "voorbeeld"
    folder.mkdir(parents=True)
    write_sample(folder)
    project, out = find_project(tmp_path / "project"), tmp_path / "out"
    first = build(project, out).release
    toml = folder / "dataset.toml"
    toml.write_text(toml.read_text().replace('slug = "voorbeeld"', 'slug = "ander"'))
    build(project, out)
    assert first is not None
    with running(application(ReleaseFolder(out))) as address, httpx.Client(base_url=address) as client:
        assert client.get("/dataset/ander").status_code == 200
        for path in (
            "/dataset/voorbeeld",
            "/dataset/voorbeeld.ttl",
            "/dataset/voorbeeld/distribution/csv",
            "/record/dataset/voorbeeld",
        ):
            answer = client.get(path)
            assert answer.status_code == 410
            assert first.id in answer.json()["detail"]
        assert client.get("/dataset/ander/distribution/exe").status_code == 404


def test_before_the_first_release_it_is_503_and_never_empty(tmp_path: Path) -> None:
    with (
        running(application(ReleaseFolder(tmp_path / "out"))) as address,
        httpx.Client(base_url=address) as client,
    ):
        for path in ("/catalog", "/catalog.ttl", "/dataset/gent", "/.well-known/void", "/sitemap.xml"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert answer.headers["retry-after"]
        assert client.get("/robots.txt").status_code == 200


# == What the catalogue promises ===============================================


def test_every_file_answers_its_type_size_and_checksum_whatever_one_accepts(
    client: httpx.Client, catalogue: rdflib.Graph
) -> None:
    iana = "https://www.iana.org/assignments/media-types/"
    spdx = rdflib.Namespace("http://spdx.org/rdf/terms#")
    seen = 0
    for item, address in catalogue.subject_objects(DCAT.downloadURL):
        packed = catalogue.value(item, DCAT.compressFormat)
        promised = str(packed or catalogue.value(item, DCAT.mediaType)).removeprefix(iana)
        for accept in ("text/html", "image/png", "*/*"):
            answer = client.get(path_of(str(address)), headers={"Accept": accept})
            assert answer.status_code == 200
            assert answer.headers["content-type"].split(";")[0] == promised
        checksum = catalogue.value(item, spdx.checksum)
        assert len(answer.content) == int(str(catalogue.value(item, DCAT.byteSize)))
        assert checksum is not None
        promised = str(catalogue.value(checksum, spdx.checksumValue))
        assert hashlib.sha256(answer.content).hexdigest() == promised
        assert "content-encoding" not in answer.headers
        seen += 1
    assert seen == 14


def test_pages_of_distributions_and_the_like_are_there(client: httpx.Client, catalogue: rdflib.Graph) -> None:
    for predicate in (DCAT.accessURL, DCAT.landingPage, FOAF.homepage):
        for address in set(catalogue.objects(None, predicate)):
            if str(address).startswith(BASE) and not re.search(r"/(api|ldes|openapi\.json)$", str(address)):
                assert client.get(path_of(str(address))).status_code == 200, address


# == VoID, search engines ======================================================


@pytest.mark.parametrize("extension", FORMS)
def test_void_stands_at_its_well_known_address(client: httpx.Client, extension: str) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": FORMS[extension]})
    assert answer.status_code == 200
    graph = parsed(answer)
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    assert (URIRef(f"{BASE}.well-known/void"), RDF.type, void.DatasetDescription) in graph
    assert len(graph) == len(parsed(client.get("/.well-known/void")))
    assert client.head("/.well-known/void").headers["content-type"] == "text/turtle; charset=utf-8"


def markup(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    page = client.get(path, headers={"Accept": "text/html"})
    found = extruct.extract(page.text, base_url=BASE, syntaxes=["json-ld"])["json-ld"]
    assert isinstance(found, list)
    return found


@pytest.mark.parametrize("language", ["nl", "en"])
def test_extruct_reads_schema_org_from_the_pages(client: httpx.Client, language: str) -> None:
    (dataset,) = markup(client, f"/dataset/gent?lang={language}")
    assert dataset["@type"] == "Dataset"
    assert dataset["@context"] == "https://schema.org/"
    assert len(dataset["distribution"]) == 14
    (listing,) = markup(client, f"/catalog?lang={language}")
    assert listing["@type"] == "DataCatalog"
    assert listing["dataset"]["name"] == dataset["name"]


def test_nothing_in_the_data_can_end_the_script_element() -> None:
    from stedenband.web.render.pages.catalogue import serialize_script

    text = serialize_script({"name": "</script><script>alert(1)</script>&\u2028"})
    assert "<" not in text
    assert json.loads(text)["name"] == "</script><script>alert(1)</script>&\u2028"


@pytest.mark.parametrize(
    ("path", "canonical"),
    [
        ("/", BASE),
        ("/catalog", f"{BASE}catalog"),
        ("/dataset/gent.html", f"{BASE}dataset/gent"),
        ("/doc/city/gent.html", f"{BASE}doc/city/gent"),
        ("/doc/city/gent?lang=en", f"{BASE}doc/city/gent?lang=en"),
        ("/ns", "https://w3id.org/stedenband/ns"),
        ("/doc/concept/kind/twinning", "https://w3id.org/stedenband/doc/concept/kind/twinning"),
    ],
)
def test_every_page_names_its_public_address(client: httpx.Client, path: str, canonical: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"}).text
    assert re.findall(r'<link rel="canonical" href="([^"]*)">', page) == [canonical]


def test_an_error_has_no_public_address(client: httpx.Client) -> None:
    assert "canonical" not in client.get("/dataset/nothing", headers={"Accept": "text/html"}).text


def test_robots_lead_to_the_sitemap_and_the_sitemap_to_pages(client: httpx.Client) -> None:
    robots = client.get("/robots.txt")
    assert robots.headers["content-type"] == "text/plain; charset=utf-8"
    (address,) = re.findall(r"^Sitemap: (\S+)$", robots.text, re.M)
    sitemap = client.get(path_of(address))
    assert sitemap.headers["content-type"] == "application/xml"
    pages = re.findall(r"<loc>([^<]+)</loc>", sitemap.text)
    assert len(pages) > 50
    for page in pages[::10]:
        assert client.get(path_of(page), headers={"Accept": "text/html"}).status_code == 200
