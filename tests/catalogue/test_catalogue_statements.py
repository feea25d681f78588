"""What harvesters trip over elsewhere cannot happen here: each test is one of their traps."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from catalogue_release import Built, Sample
from stedenband import catalogue, ns
from stedenband.authorities import LICENCES
from stedenband.catalogue import keys
from stedenband.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, read, write, write_flat_json_ld
from stedenband.ns import DCAT, DCTERMS, FOAF, HYDRA, PROV, RDF, RDFS, SKOS, SPDX, VCARD, XSD
from stedenband.tables.dataset import FREQUENCIES, PUBLISHER_TYPES, THEMES

LISTED = (DCAT.Catalog, DCAT.CatalogRecord, DCAT.Dataset, DCAT.Distribution, DCAT.DataService)
BASE = "https://w3id.org/stedenband/gent/"
DATASET = NamedNode(f"{BASE}dataset/gent")


def of_class(quads: Iterable[Quad], kind: NamedNode) -> set[str]:
    return {str(quad.subject) for quad in quads if (quad.predicate, quad.object) == (RDF.type, kind)}


def values(quads: Iterable[Quad], subject: str, predicate: NamedNode) -> list[str]:
    return [
        quad.object.value
        for quad in quads
        if str(quad.subject) == subject
        and quad.predicate == predicate
        and isinstance(quad.object, NamedNode | Literal)
    ]


def statements(sample: Sample, **info: object) -> list[Quad]:
    return list(catalogue.make_pages([sample.listing(**info)])[0].statements)


# == Names =====================================================================


def test_everything_is_called_by_its_own_address_and_says_so(gent: Built) -> None:
    for kind in LISTED:
        for subject in of_class(gent.catalogue, kind):
            assert values(gent.catalogue, subject, DCTERMS.identifier) == [subject.strip("<>")]


def test_no_address_stands_for_two_things(gent: Built) -> None:
    groups = [of_class(gent.catalogue, kind) for kind in LISTED]
    assert all(groups)
    assert len(set().union(*groups)) == sum(map(len, groups))


def test_the_period_is_the_only_blank_node(gent: Built) -> None:
    blank = {quad.subject for quad in gent.catalogue if isinstance(quad.subject, BlankNode)}
    assert {str(node) for node in blank} == of_class(gent.catalogue, DCTERMS.PeriodOfTime)
    assert len(blank) == 1


def test_one_data_set_is_one_data_set(gent: Built) -> None:
    """CKAN takes every subject of class dcat:Dataset, linked or not."""
    assert of_class(gent.catalogue, DCAT.Dataset) == {str(DATASET)}


def test_whatever_is_referred_to_is_described(gent: Built) -> None:
    described = {quad.subject for quad in gent.catalogue}
    elsewhere = {
        DCAT.accessURL, DCAT.downloadURL, DCAT.endpointURL, DCAT.endpointDescription, RDF.type,
        VCARD.hasEmail, SKOS.exactMatch, ns.OWL.sameAs, ns.VOID.sparqlEndpoint, ns.VOID.dataDump, ns.VOID.feature,
        ns.VOID.exampleResource, ns.VOID.vocabulary, ns.VOID["class"], ns.VOID.property, ns.VOID.linkPredicate,
        SKOS.inScheme,
    }  # fmt: skip
    loose = {
        (quad.predicate.value, str(quad.object))
        for quad in gent.catalogue
        if isinstance(quad.object, NamedNode | BlankNode)
        and quad.predicate not in elsewhere
        and quad.object not in described
    }
    assert loose == set()


def test_every_text_is_there_in_both_languages(gent: Built) -> None:
    texts: dict[tuple[str, str], set[str]] = {}
    for quad in gent.catalogue:
        if isinstance(quad.object, Literal) and quad.object.language:
            key = (str(quad.subject), quad.predicate.value)
            texts.setdefault(key, set()).add(quad.object.language)
    sources = of_class(gent.catalogue, PROV.Entity)  # a source has its title in its own language
    assert {key: tags for key, tags in texts.items() if tags != {"nl", "en"} and key[0] not in sources} == {}
    assert len(texts) > 100


def test_codes_have_no_label_that_ckan_would_put_in_their_place(gent: Built) -> None:
    labelled = {str(quad.subject) for quad in gent.catalogue if quad.predicate == RDFS.label}
    for kind in (SKOS.Concept, DCTERMS.LicenseDocument, DCTERMS.Standard):
        assert of_class(gent.catalogue, kind)
        assert not of_class(gent.catalogue, kind) & labelled
    assert of_class(gent.catalogue, DCTERMS.MediaType) <= labelled


@pytest.mark.parametrize(
    ("scheme", "codes"),
    [("data-theme", THEMES), ("frequency", FREQUENCIES), ("publishertype", PUBLISHER_TYPES)],
)
def test_every_code_that_the_tables_take_has_a_name(
    listed: Sample, scheme: str, codes: frozenset[str]
) -> None:
    start = f"http://purl.org/adms/{scheme}/" if scheme == "publishertype" else f"{ns.EU_AUTHORITY}{scheme}/"
    subject = NamedNode("https://example.org/x")
    quads = [Quad(subject, RDFS.seeAlso, NamedNode(start + code)) for code in codes]
    named = {
        str(quad.subject) for quad in catalogue.describe_references(quads) if quad.predicate == SKOS.prefLabel
    }
    assert named == {f"<{start}{code}>" for code in codes}


# == Licences, dates, numbers ==================================================


def test_the_licence_stands_with_distributions_and_services_and_is_the_same_on_all(gent: Built) -> None:
    assert values(gent.catalogue, str(DATASET), DCTERMS.license) == []
    ways = of_class(gent.catalogue, DCAT.Distribution) | of_class(gent.catalogue, DCAT.DataService)
    licences = [values(gent.catalogue, way, DCTERMS.license) for way in ways]
    assert licences == [["https://creativecommons.org/publicdomain/zero/1.0/"]] * len(ways)


def test_a_licence_that_nobody_knows_is_described_by_its_address(listed: Sample) -> None:
    own = "https://example.org/licence"
    quads = statements(listed, license=own)
    assert values(quads, f"<{own}>", DCTERMS.title) == [own, own]
    assert f"<{own}>" in of_class(quads, DCTERMS.LicenseDocument)


@pytest.mark.parametrize("licence", LICENCES)
def test_a_known_licence_has_a_title_and_a_type(listed: Sample, licence: str) -> None:
    quads = statements(listed, license=licence)
    assert len(values(quads, f"<{licence}>", DCTERMS.title)) == 2
    assert len(values(quads, f"<{licence}>", DCTERMS.type)) == 1


def test_dates_are_those_of_the_data_set_and_moments_have_a_zone(gent: Built) -> None:
    dates = {
        quad.object.value
        for quad in gent.catalogue
        if isinstance(quad.object, Literal) and quad.object.datatype in (XSD.date, XSD.dateTime)
    }
    assert dates == {"1958-01-01", "2026-11-22", "2026-11-22T00:00:00Z", "2026-12-01", "2026-12-01T00:00:00Z"}


def test_sizes_and_checksums_are_those_of_the_files(gent: Built) -> None:
    quads = gent.catalogue
    seen = 0
    for item in of_class(quads, DCAT.Distribution):
        for address in values(quads, item, DCAT.downloadURL):
            start = f"{BASE}download/latest/"
            assert address.startswith(start)
            data = (gent.folder / address.removeprefix(start)).read_bytes()
            (checksum,) = values(quads, item, SPDX.checksum)
            assert values(quads, item, DCAT.byteSize) == [str(len(data))]
            assert values(quads, f"<{checksum}>", SPDX.checksumValue) == [hashlib.sha256(data).hexdigest()]
            seen += 1
    assert seen == 14


def test_there_is_a_distribution_for_every_file_and_one_for_every_service(gent: Built) -> None:
    whole = {
        artefact.path
        for artefact in gent.release.artefacts
        if re.match(r"gent\.[a-z]+(\.gz)?\Z", artefact.path)
    }
    quads = gent.catalogue
    files, services = set(), set()
    for item in of_class(quads, DCAT.Distribution):
        files |= {address.rsplit("/", 1)[-1] for address in values(quads, item, DCAT.downloadURL)}
        services |= {f"<{service}>" for service in values(quads, item, DCAT.accessService)}
    assert files == whole
    assert services == of_class(quads, DCAT.DataService)
    assert len(services) == len(catalogue.SERVICES)


def test_a_compressed_file_keeps_its_type_and_names_its_compression(gent: Built) -> None:
    packed = f"<{DATASET.value}/distribution/ttl-gz>"
    iana = "https://www.iana.org/assignments/media-types/"
    assert values(gent.catalogue, packed, DCAT.mediaType) == [f"{iana}text/turtle"]
    assert values(gent.catalogue, packed, DCAT.compressFormat) == [f"{iana}application/gzip"]


def test_checksums_can_be_left_out(listed: Sample) -> None:
    assert "spdx" in str(statements(listed))
    assert "spdx" not in str(statements(listed, checksums=False))


def test_the_publisher_moves_with_the_base(listed: Sample) -> None:
    moved = replace(listed.release, base_iri="http://localhost:8000/")
    item = catalogue.make_listing(listed.info, listed.register, moved, catalogue.DatasetStatistics())
    quads = catalogue.make_pages([item])[0].statements
    assert of_class(quads, FOAF.Agent) == {"<http://localhost:8000/id/city/gent>"}
    assert not [quad for quad in quads if "example.org/voorbeeld" in str(quad.subject)]


def test_a_place_that_the_tables_do_not_know_stays_nameless(listed: Sample) -> None:
    quads = statements(listed, spatial=("https://sws.geonames.org/1/",))
    assert values(quads, "<https://sws.geonames.org/1/>", RDFS.label) == []


# == Many data sets ============================================================


def many(sample: Sample, number: int) -> list[catalogue.Listing]:
    return [sample.listing(slug=f"stad-{place:03}") for place in range(number)]


def test_a_hundred_data_sets_stand_on_one_page(listed: Sample) -> None:
    (page,) = catalogue.make_pages(many(listed, 100))
    assert len(of_class(page.statements, DCAT.Dataset)) == 100
    assert "hydra" not in str(page.in_form("ttl"))


def test_more_make_pages_that_a_harvester_can_follow(listed: Sample) -> None:
    pages = catalogue.make_pages(many(listed, 250))
    assert [len(of_class(page.statements, DCAT.Dataset)) for page in pages] == [100, 100, 50]
    for extension in ("ttl", "rdf"):
        following, address = [], f"https://example.org/voorbeeld/catalog.{extension}?page="
        for number, page in enumerate(pages, start=1):
            quads = page.in_form(extension)
            assert of_class(quads, HYDRA.PartialCollectionView) == {f"<{address}{number}>"}
            following += values(quads, f"<{address}{number}>", HYDRA.next)
        assert following == [f"{address}2", f"{address}3"]
        assert values(
            pages[0].in_form(extension), "<https://example.org/voorbeeld/catalog>", HYDRA.totalItems
        ) == ["250"]


def test_a_data_set_never_stands_apart_from_its_distributions(listed: Sample) -> None:
    for page in catalogue.make_pages(many(listed, 5), size=2):
        datasets = of_class(page.statements, DCAT.Dataset)
        named = {f"<{iri}>" for item in datasets for iri in values(page.statements, item, DCAT.distribution)}
        assert named == of_class(page.statements, DCAT.Distribution)


def test_a_catalogue_without_data_sets_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        catalogue.make_pages([])


# == Forms =====================================================================


@pytest.mark.parametrize("extension", ["ttl", "jsonld", "rdf"])
def test_every_form_says_the_same(gent: Built, extension: str) -> None:
    """The label of the one blank node is lost in none of them, so the statements can be compared as they are."""
    form = {"ttl": TURTLE, "jsonld": JSON_LD, "rdf": RDF_XML}[extension]
    found = read((gent.folder / f"catalog.{extension}").read_bytes(), form)
    assert normal(found) == normal(gent.catalogue)


def normal(quads: Iterable[Quad]) -> list[str]:
    return sorted(re.sub(r"_:\S+", "_:period", str(quad)) for quad in quads)


def test_json_ld_is_one_flat_graph_with_the_prefixes_that_harvesters_look_for(gent: Built) -> None:
    document = json.loads((gent.folder / "catalog.jsonld").read_bytes())
    assert set(document) == {"@context", "@graph"}
    assert document["@context"]["dct"] == DCTERMS.base
    nodes = {node["@id"]: node for node in document["@graph"]}
    assert nodes[DATASET.value]["@type"] == ["dcat:Dataset", "void:Dataset"]
    assert {title["@language"] for title in nodes[DATASET.value]["dct:title"]} == {"nl", "en"}
    inner = [value for node in nodes.values() for value in node.values() if isinstance(value, dict)]
    assert not [value for value in inner if "@id" in value and len(value) > 1]


def test_the_order_of_statements_does_not_show(listed: Sample) -> None:
    quads = statements(listed)
    iris = ns.Iris(listed.info.base_iri)
    assert write_flat_json_ld(quads) == write_flat_json_ld(reversed(quads))
    assert write(quads, TURTLE, iris=iris) == write(reversed(quads), TURTLE, iris=iris)
    assert write(quads, N_TRIPLES, iris=iris) == write([*quads, *quads], N_TRIPLES, iris=iris)


def test_every_key_is_one_of_the_description(project_root: Path) -> None:
    text = (project_root / "data" / "gent" / "dataset.toml").read_text(encoding="utf-8")
    for key in set(keys._KEYS.values()):
        table, _, name = key.rpartition(".")
        assert name == "type" or re.search(rf"(?m)^\[{key}\]|^{name} =", text), key
        assert not table or re.search(rf"(?m)^\[{table}\]", text)
