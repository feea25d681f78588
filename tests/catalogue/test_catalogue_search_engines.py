"""What search engines read: schema.org and the sitemap."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from datetime import date

import pytest
from pyoxigraph import NamedNode, Quad

from catalogue_release import Built, Sample
from stedenband import catalogue
from stedenband.ns import OWL, RDF, STB

BASE = "https://w3id.org/stedenband/gent/"
DATASET, CATALOG = NamedNode(f"{BASE}dataset/gent"), NamedNode(f"{BASE}catalog")
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_data_set_has_what_google_asks(gent: Built, language: str) -> None:
    markup = catalogue.describe_dataset(gent.catalogue, DATASET, language)
    assert markup["@type"] == "Dataset"
    assert markup["name"]
    assert 50 <= len(markup["description"]) <= 5000
    assert markup["alternateName"] != markup["name"]
    assert markup["license"].startswith("https://creativecommons.org/")
    assert markup["creator"]["@type"] == markup["publisher"]["@type"] == "Organization"
    assert markup["isAccessibleForFree"] is True
    assert sorted(markup["inLanguage"]) == ["en", "nl"]
    assert markup["includedInDataCatalog"]["@id"] == CATALOG.value
    assert len(markup["keywords"]) >= 3
    assert len(markup["isBasedOn"]) >= 2
    start, end = markup["temporalCoverage"].split("/")
    assert date.fromisoformat(start) < date.fromisoformat(end)
    south, west, north, east = map(float, markup["spatialCoverage"]["geo"]["box"].split())
    assert south < 51.05 < north
    assert west < 3.72 < east


def test_every_file_is_a_download_with_type_size_and_sum(gent: Built) -> None:
    markup = catalogue.describe_dataset(gent.catalogue, DATASET, "en")
    files = {item["contentUrl"].rsplit("/", 1)[-1]: item for item in markup["distribution"]}
    known = {artefact.path: artefact for artefact in gent.release.artefacts}
    assert len(files) == 14
    for name, item in files.items():
        assert item["@type"] == "DataDownload"
        assert item["encodingFormat"] == known[name].media_type
        assert item["contentSize"] == f"{known[name].size} B"
        assert item["sha256"] == known[name].sha256


def nodes(markup: object) -> Iterator[dict[str, object]]:
    """Every node of a JSON document that is an object."""
    if isinstance(markup, dict):
        yield markup
    for part in markup.values() if isinstance(markup, dict) else markup if isinstance(markup, list) else ():
        yield from nodes(part)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_nothing_is_said_to_be_the_same_as_itself(gent: Built, language: str) -> None:
    loop = Quad(DATASET, OWL.sameAs, DATASET)
    found = [
        *nodes(catalogue.describe_dataset([*gent.catalogue, loop], DATASET, language)),
        *nodes(catalogue.describe_catalogue([*gent.catalogue, loop], CATALOG, language)),
    ]
    assert len(found) > 20
    for node in found:
        same = node.get("sameAs", [])
        assert node.get("@id", "") not in (same if isinstance(same, list) else [same])


def test_the_catalogue_lists_its_data_sets(gent: Built) -> None:
    markup = catalogue.describe_catalogue(gent.catalogue, CATALOG, "nl")
    assert markup["@type"] == "DataCatalog"
    assert markup["dataset"]["@id"] == DATASET.value
    assert markup["publisher"]["name"] == "Stad Gent"


def test_a_place_without_a_rectangle_is_a_point(listed: Sample) -> None:
    quads = catalogue.make_pages([listed.listing()])[0].statements
    dataset = NamedNode("https://example.org/voorbeeld/dataset/voorbeeld")
    markup = catalogue.describe_dataset(quads, dataset, "nl")
    assert markup["spatialCoverage"]["geo"] == {
        "@type": "GeoCoordinates",
        "latitude": "51.053611",
        "longitude": "3.725278",
    }


def test_a_data_set_without_a_beginning_has_an_open_period(listed: Sample) -> None:
    item = listed.listing()
    endless = catalogue.Listing(
        item.info, item.release, item.measure, item.locations, None, item.sources, item.examples, {}
    )
    quads = catalogue.make_pages([endless])[0].statements
    markup = catalogue.describe_dataset(quads, item.iri, "nl")
    assert markup["temporalCoverage"] == "../2026-11-22"


# == The sitemap ===============================================================


def locations(body: bytes) -> list[str]:
    root = ElementTree.fromstring(body)
    return [element.text or "" for element in root.iter(f"{SITEMAP}loc")]


def test_the_sitemap_lists_every_page_worth_finding_once(gent: Built) -> None:
    found = locations((gent.folder / "sitemap.xml").read_bytes())
    assert len(found) == len(set(found))
    assert {BASE, CATALOG.value, DATASET.value, f"{BASE}doc/city/gent"} <= set(found)
    partnerships = [address for address in found if "/doc/partnership/" in address]
    assert len(partnerships) == gent.release.counts["Partnership"]
    assert all(address.startswith(BASE) for address in found)


def test_many_pages_make_several_files_and_an_index(listed: Sample) -> None:
    item = listed.listing()
    things = [NamedNode(f"{item.release.base_iri}id/city/stad-{number:04}") for number in range(25)]
    files = dict(
        catalogue.make_sitemaps([item], [Quad(thing, RDF.type, STB.City) for thing in things], most=10)
    )
    assert list(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]
    assert locations(files["sitemap.xml"]) == [f"{item.release.base_iri}sitemap-{n}.xml" for n in (1, 2, 3)]
    pages = [address for name in list(files)[:3] for address in locations(files[name])]
    assert len(pages) == len(set(pages)) == 25 + 5
    assert all(len(locations(body)) <= 10 for body in files.values())
    assert re.search(rb"<lastmod>2026-11-22</lastmod>", files["sitemap.xml"])
