"""What every saved document says of itself: in its headers, in its head, and in its graph."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from saved_documents import BASE, Kept, Saved
from stedenband.formats import HTML, N_TRIPLES, read
from stedenband.ns import DCAT, DCTERMS, FOAF, PROV, RDF, VOCABULARY, VOID, XSD

CC0, CC_BY = (
    "https://creativecommons.org/publicdomain/zero/1.0/",
    "https://creativecommons.org/licenses/by/4.0/",
)
DERIVED = PROV.wasDerivedFrom.value
HOLDS_NO_DATA = ("/health", "/ready", "/metrics", "/robots.txt", "/context/", "/openapi.json")


def documents(kept: Kept) -> list[tuple[str, Saved]]:
    found = [(key, saved) for key, saved in kept.documents.items() if not key.startswith(HOLDS_NO_DATA)]
    assert len(found) > 300
    return found


def of_vocabulary(saved: Saved) -> bool:
    return bool(re.match(r"/(ns|doc/concept|doc/conceptscheme|id/concept)\b", saved.path))


def expected(kept: Kept, saved: Saved) -> dict[str, str]:
    if of_vocabulary(saved):
        return {"license": CC_BY, "collection": f"{VOCABULARY}ns", "author": f"{VOCABULARY}team"}
    return {
        "license": CC0,
        "collection": f"{BASE}dataset/gent",
        "author": f"{BASE}id/city/gent",
        DERIVED: f"{BASE}download/{kept.built.release.id}/manifest.json",
    }


def test_every_document_says_in_link_headers_what_it_is(kept: Kept) -> None:
    other = {}
    for key, saved in documents(kept):
        found = {relation: saved.links.get(relation) for relation in expected(kept, saved)}
        if found != {relation: [target] for relation, target in expected(kept, saved).items()}:
            other[key] = found
        assert re.search(rf'rel="{DERIVED}"; title="[0-9.]+, 20[0-9-]+"', saved.headers["link"]), key
    assert other == {}


def test_a_saved_page_says_it_too_and_its_address(kept: Kept) -> None:
    pages = [(key, saved) for key, saved in documents(kept) if saved.media_type == HTML.media_type]
    assert len(pages) > 50
    other = {}
    for key, saved in pages:
        text = saved.body.decode().partition("</head>")[0]
        found = dict(re.findall(r'<link rel="([^"]+)" href="([^"]+)"', text))
        wrong = {rel: found.get(rel) for rel, iri in expected(kept, saved).items() if found.get(rel) != iri}
        # Results of a search are no document to keep: they have no address of their own.
        nameless = saved.path.startswith("/search")
        if wrong or not (nameless or found.get("canonical", "").startswith("https://")):
            other[key] = wrong
        for name in ("dcterms.hasVersion", "dcterms.modified"):
            assert re.search(rf'<meta name="{name}" content="[0-9.-]+">', text), key
    assert other == {}


def test_every_document_about_a_thing_says_it_in_its_graph(kept: Kept) -> None:
    found = [key for key in kept.triples if re.match(r"/doc/(?!graph/)", key)]
    assert len(found) > 50
    for key in found:
        quads = read(kept.triples[key], N_TRIPLES)
        (own,) = {quad.subject for quad in quads if quad.predicate == FOAF.primaryTopic}
        assert isinstance(own, NamedNode)
        assert "/doc/" in own.value
        values = {quad.predicate: quad.object for quad in quads if quad.subject == own}
        wanted = expected(kept, kept.documents[key])
        assert values[RDF.type] == FOAF.Document
        assert values[DCTERMS.license] == NamedNode(wanted["license"]), key
        assert values[DCTERMS.publisher] == NamedNode(wanted["author"]), key
        assert values[DCTERMS.isPartOf] == values[VOID.inDataset] == NamedNode(wanted["collection"]), key
        assert values[DCTERMS.modified] in days(kept)
        assert isinstance(values[DCAT.version], Literal)
        assert Quad(own, PROV.wasDerivedFrom, values[PROV.wasDerivedFrom]) in quads
        assert values[FOAF.primaryTopic].value.removeprefix(BASE).removeprefix(VOCABULARY).startswith("id/")  # type: ignore[union-attr]


def days(kept: Kept) -> set[Literal]:
    return {Literal(day, datatype=XSD.date) for day in (kept.built.release.modified, "2026-11-22")}


@pytest.mark.parametrize("path", ["/.well-known/void", "/sparql"])
def test_void_and_the_service_say_it_too(kept: Kept, path: str) -> None:
    (key,) = [key for key in kept.triples if key.startswith(f"{path} ")]
    said = {(quad.predicate, quad.object) for quad in read(kept.triples[key], N_TRIPLES)}
    release = kept.built.release
    assert (DCTERMS.license, NamedNode(CC0)) in said
    assert (DCAT.version, Literal(release.version)) in said
    assert (DCTERMS.modified, Literal(release.modified, datatype=XSD.date)) in said
