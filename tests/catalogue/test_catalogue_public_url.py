"""Where the public reaches the server at another address than the base, the catalogue sends harvesters there.

Names stay under the base, because they never change; what is fetched stands under the public address.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from built_releases import build
from stedenband.cli import make_commands
from stedenband.ns import DCAT, DCTERMS, FOAF, RDF, VOID
from stedenband.projects import Project, digest_inputs
from stedenband.releases import ReleaseFolder
from stedenband.settings import Settings
from stedenband.web.render.atom_feed import NAMESPACE
from web_release import application, running

BASE = "https://example.org/voorbeeld/"
PUBLIC = "https://data.example.org/steden/"

ADDRESSES = (
    *(DCAT.accessURL, DCAT.downloadURL, DCAT.endpointURL, DCAT.endpointDescription, DCAT.landingPage),
    *(VOID.dataDump, VOID.sparqlEndpoint),
)
NAMES = (DCAT.dataset, DCAT.distribution, DCAT.service, DCAT.record, DCAT.servesDataset, VOID.exampleResource)


def objects(quads: list[Quad], *predicates: NamedNode) -> set[str]:
    return {
        quad.object.value
        for quad in quads
        if quad.predicate in predicates and isinstance(quad.object, NamedNode)
    }


def catalogue(folder: Path | None) -> list[Quad]:
    assert folder is not None
    return list(parse(path=folder / "catalog.nt", format=RdfFormat.N_TRIPLES))


def test_what_is_fetched_stands_under_the_public_address_and_names_under_the_base(
    sample: Project, tmp_path: Path
) -> None:
    quads = catalogue(build(sample, tmp_path / "out", public_url=PUBLIC).folder)
    addresses, names = objects(quads, *ADDRESSES), objects(quads, *NAMES)
    assert len(addresses) > 20
    assert all(address.startswith(PUBLIC) for address in addresses)
    assert names
    assert all(name.startswith(BASE) for name in names)
    assert f"{PUBLIC}dataset/voorbeeld.html" in objects(quads, DCAT.landingPage)
    (listing,) = (quad.subject for quad in quads if (quad.predicate, quad.object) == (RDF.type, DCAT.Catalog))
    assert listing == NamedNode(f"{BASE}catalog")
    own = [quad for quad in quads if quad.subject == listing]
    assert objects(own, FOAF.homepage) == {PUBLIC}
    identifiers = {quad.object.value for quad in quads if quad.predicate == DCTERMS.identifier}  # type: ignore[union-attr]
    assert all(identifier.startswith(BASE) for identifier in identifiers)


def test_without_one_the_base_is_the_address(sample: Project, tmp_path: Path) -> None:
    quads = catalogue(build(sample, tmp_path / "out").folder)
    assert all(address.startswith(BASE) for address in objects(quads, *ADDRESSES))


def test_sitemap_and_void_lead_to_the_public_address(sample: Project, tmp_path: Path) -> None:
    folder = build(sample, tmp_path / "out", public_url=PUBLIC).folder
    assert folder is not None
    sitemap = (folder / "sitemap.xml").read_text(encoding="utf-8")
    assert f"<loc>{PUBLIC}doc/city/gent</loc>" in sitemap
    assert BASE not in sitemap
    void = list(parse(path=folder / "void.ttl", format=RdfFormat.TURTLE))
    assert objects(void, VOID.sparqlEndpoint) == {f"{PUBLIC}sparql"}


def test_another_public_address_is_another_release(sample: Project, tmp_path: Path) -> None:
    first = build(sample, tmp_path / "out").release
    second = build(sample, tmp_path / "out", public_url=PUBLIC).release
    assert first is not None
    assert second is not None
    assert second.previous == first.id
    assert second.inputs_digest == digest_inputs(sample, None, public_url=PUBLIC) != first.inputs_digest


def test_the_command_takes_it_from_the_setting(
    sample: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STEDENBAND_PUBLIC_URL", PUBLIC)
    arguments = ["build", str(sample.root), "--out", str(tmp_path / "out"), "--json"]
    done = CliRunner().invoke(make_commands("en"), arguments)
    assert done.exit_code == 0, done.output
    quads = catalogue(Path(json.loads(done.stdout)["folder"]))
    assert f"{PUBLIC}sparql" in objects(quads, DCAT.endpointURL)


def test_pages_still_lead_to_the_server_that_shows_them(sample: Project, tmp_path: Path) -> None:
    """A copy elsewhere can be browsed: what is ours is linked by its path, under the base and under the address."""
    build(sample, tmp_path / "out", public_url=PUBLIC)
    app = application(ReleaseFolder(tmp_path / "out"), Settings(public_url=PUBLIC))
    with running(app) as address, httpx.Client(base_url=address) as client:
        page = client.get("/dataset/voorbeeld.html").text
        assert 'href="/steden/download/latest/voorbeeld.ttl"' in page
        assert f'href="{PUBLIC}download' not in page
        assert client.get("/robots.txt").text.endswith(f"Sitemap: {PUBLIC}sitemap.xml\n")
        links = client.get("/dataset/voorbeeld.ttl").headers["link"]
        assert '<https://creativecommons.org/publicdomain/zero/1.0/>; rel="license"' in links


def test_pages_and_feed_name_the_public_address_as_the_sitemap_does(sample: Project, tmp_path: Path) -> None:
    folder = build(sample, tmp_path / "out", public_url=PUBLIC).folder
    assert folder is not None
    listed = re.findall(r"<loc>(.*)</loc>", (folder / "sitemap.xml").read_text(encoding="utf-8"))
    others = (
        "releases",
        "statistics",
        "ldes",
        "sparql",
        "dataset/voorbeeld/distribution/csv",
        "service/sparql",
    )
    paths = [address.removeprefix(PUBLIC) for address in listed] + list(others)
    app = application(ReleaseFolder(tmp_path / "out"), Settings(public_url=PUBLIC))
    with running(app) as address, httpx.Client(base_url=address, headers={"Accept": "text/html"}) as client:
        for path in paths:
            head = client.get(f"/{path}").text.partition("</head>")[0]
            named = re.findall(r'<link rel="(?:canonical|alternate" hreflang=")[^>]*href="([^"]*)"', head)
            assert named, path
            assert [one for one in named if one.partition("?")[0] != f"{PUBLIC}{path}"] == []
        feed = ElementTree.fromstring(client.get("/changes.atom").content)
        links = [link.attrib["href"] for link in feed.iter(f"{{{NAMESPACE}}}link")]
        assert len(links) > 2
        assert [link for link in links if not link.startswith(PUBLIC)] == []
        # What a feed and its entries are called never changes.
        assert all((name.text or "").startswith(BASE) for name in feed.iter(f"{{{NAMESPACE}}}id"))
