"""A catalogue of many data sets: by pages that conform one by one, with one set of services over all of them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from pathlib import Path

import pyshacl
import pytest
import rdflib
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from built_releases import build
from catalogue_release import Sample, many
from several_cities import BASE, project_of
from stedenband import catalogue
from stedenband.ns import DCAT, DCTERMS, FOAF, HYDRA, RDF, VOID
from stedenband.pipeline import catalogue_files
from stedenband.pipeline.merging import DataSet
from stedenband.projects import Project
from stedenband.validation.bridge import convert_graph, protect_rdflib_state

NUMBER = 250

OFFICIAL = (
    "dcat-ap-3.0.1/shapes.ttl",
    "dcat-ap-3.0.1/range.ttl",
    "dcat-ap-3.0.1/shapes_recommended.ttl",
    "dcat-ap-vl-3.0/dcat-ap-vl-3.0-restated.ttl",
    "dcat-ap-vl-3.0/dcat-ap-vl-3.0-usagenotes.ttl",
)


def of_class(quads: Iterable[Quad], kind: NamedNode) -> set[str]:
    return {
        quad.subject.value
        for quad in quads
        if (quad.predicate, quad.object) == (RDF.type, kind) and isinstance(quad.subject, NamedNode)
    }


def values(quads: Iterable[Quad], subject: str, predicate: NamedNode) -> set[str]:
    return {
        quad.object.value  # type: ignore[union-attr]
        for quad in quads
        if quad.subject == NamedNode(subject) and quad.predicate == predicate
    }


@pytest.fixture(scope="module")
def listings(listed: Sample) -> list[catalogue.Listing]:
    return many(listed, NUMBER)


@pytest.fixture(scope="module")
def pages(listings: list[catalogue.Listing]) -> tuple[catalogue.CataloguePage, ...]:
    return catalogue.make_pages(listings)


def test_a_harvester_that_follows_next_reaches_every_data_set(
    pages: tuple[catalogue.CataloguePage, ...],
) -> None:
    base = "https://example.org/voorbeeld/"
    by_address = {f"{base}catalog.ttl?page={page.number}": page.in_form("ttl") for page in pages}
    address: str | None = f"{base}catalog.ttl?page=1"
    found: list[str] = []
    while address:
        quads = by_address.pop(address)
        found += of_class(quads, DCAT.Dataset)
        address = next(iter(values(quads, address, HYDRA.next)), None)
    assert by_address == {}
    assert sorted(found) == [f"{base}dataset/stad-{place:03}" for place in range(NUMBER)]


def test_each_page_conforms_by_itself(
    pages: tuple[catalogue.CataloguePage, ...],
    listings: list[catalogue.Listing],
    listed: Sample,
    sample: Project,
) -> None:
    assert len(pages) == 3
    sets = [(DataSet(each.info, listed.register), each) for each in listings]
    assert catalogue_files.validate_catalogue(sample, pages, sets).findings == ()


def test_a_page_that_lacks_something_is_found(
    pages: tuple[catalogue.CataloguePage, ...],
    listings: list[catalogue.Listing],
    listed: Sample,
    sample: Project,
) -> None:
    """The same run with one title less on the last page, so that silence above means something."""
    last = pages[-1]
    titled = NamedNode("https://example.org/voorbeeld/dataset/stad-249")
    kept = tuple(q for q in last.statements if (q.subject, q.predicate) != (titled, DCTERMS.title))
    spoiled = catalogue.CataloguePage(last.base, last.root, last.number, last.count, last.total, kept)
    sets = [(DataSet(each.info, listed.register), each) for each in listings]
    assert not catalogue_files.validate_catalogue(sample, [spoiled], sets).conforms


def test_services_are_one_for_all_and_stand_on_every_page(pages: tuple[catalogue.CataloguePage, ...]) -> None:
    service = "https://example.org/voorbeeld/service/sparql"
    served: set[str] = set()
    for page in pages:
        quads = page.statements
        assert len(of_class(quads, DCAT.DataService)) == 3
        assert len(values(quads, service, DCTERMS.title)) == 2
        assert len(values(quads, service, DCTERMS.publisher)) == 1
        on_page = values(quads, service, DCAT.servesDataset)
        assert on_page == of_class(quads, DCAT.Dataset)
        served |= on_page
    assert len(served) == NUMBER


def test_every_page_points_to_the_public_address(listed: Sample) -> None:
    public = "https://data.example.org/"
    items = [
        catalogue.make_listing(
            each.info,
            listed.register,
            each.release,
            catalogue.DatasetStatistics(triples=7),
            public_url=public,
        )
        for each in (listed.listing(slug=f"stad-{place}") for place in range(3))
    ]
    quads = catalogue.make_pages(items, size=2)[0].in_form("rdf")
    assert values(quads, f"{public}catalog.rdf?page=1", HYDRA.next) == {f"{public}catalog.rdf?page=2"}


# == A build ===================================================================


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of three cities."""
    root = tmp_path_factory.mktemp("several")
    built = build(project_of(root, ("Gent", "Brugge", "Aalst")), root / "out")
    assert built.folder is not None, built.report
    return built.folder


@pytest.fixture(scope="module")
def three(folder: Path) -> list[Quad]:
    return list(parse(path=folder / "catalog.nt", format=RdfFormat.N_TRIPLES))


def test_each_city_has_a_data_set_of_its_own_beside_that_of_all(three: list[Quad]) -> None:
    slugs = ("steden", "gent", "brugge", "aalst")
    assert of_class(three, DCAT.Dataset) == {f"{BASE}dataset/{slug}" for slug in slugs}
    for slug in slugs:
        dataset = f"{BASE}dataset/{slug}"
        addresses = {
            address
            for item in values(three, dataset, DCAT.distribution)
            for address in values(three, item, DCAT.downloadURL)
        }
        assert {address.rpartition("/")[2] for address in addresses} >= {f"{slug}.ttl", f"{slug}.csv.gz"}
        assert len(addresses) == 14
        assert values(three, f"{BASE}record/dataset/{slug}", FOAF.primaryTopic) == {dataset}
        assert values(three, dataset, VOID.triples)


def test_each_city_publishes_its_own_and_one_publishes_the_catalogue(three: list[Quad]) -> None:
    for slug, city in (("gent", "gent"), ("brugge", "brugge"), ("aalst", "aalst"), ("steden", "gent")):
        assert values(three, f"{BASE}dataset/{slug}", DCTERMS.publisher) == {f"{BASE}id/city/{city}"}
    assert values(three, f"{BASE}catalog", DCTERMS.publisher) == {f"{BASE}id/city/gent"}


def test_the_whole_says_of_what_it_is_made(three: list[Quad], folder: Path) -> None:
    parts = {f"{BASE}dataset/{slug}" for slug in ("gent", "brugge", "aalst")}
    void = list(parse(path=folder / "void.ttl", format=RdfFormat.TURTLE))
    for quads in (three, void):
        assert parts <= values(quads, f"{BASE}dataset/steden", VOID.subset)
    for part in parts:
        assert len(values(void, part, DCTERMS.title)) == 2
    sitemap = (folder / "sitemap.xml").read_text(encoding="utf-8")
    assert all(f"<loc>{part}</loc>" in sitemap for part in parts)


def test_the_stream_of_the_catalogue_tells_of_every_data_set(folder: Path) -> None:
    stream = b"".join(path.read_bytes() for path in sorted((folder / "ldes").rglob("*.trig")))
    for slug in ("steden", "gent", "brugge", "aalst"):
        assert f"dataset/{slug}".encode() in stream


@pytest.mark.parametrize("name", OFFICIAL)
def test_official_shapes_find_nothing_in_a_catalogue_of_several_cities(
    three: list[Quad], shared: Path, name: str
) -> None:
    shapes = rdflib.Graph().parse(shared / "dcat" / "shapes" / name)
    with protect_rdflib_state(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        conforms, _, text = pyshacl.validate(convert_graph(three), shacl_graph=shapes, inference="none")
    assert conforms, text


@pytest.mark.parametrize("name", OFFICIAL[:3])
def test_official_shapes_find_nothing_on_a_later_page(
    listings: list[catalogue.Listing], shared: Path, name: str
) -> None:
    """A sample: a page of two, which is neither the first nor the last."""
    page = catalogue.make_pages(listings[:6], size=2)[1].in_form("ttl")
    shapes = rdflib.Graph().parse(shared / "dcat" / "shapes" / name)
    with protect_rdflib_state(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        conforms, _, text = pyshacl.validate(convert_graph(page), shacl_graph=shapes, inference="none")
    assert conforms, text
