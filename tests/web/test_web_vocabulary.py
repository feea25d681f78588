"""The page of the vocabulary: every term in both languages, with its place, its rules, its kin and its use."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from stedenband import assets
from stedenband.errors import QueryTimeoutError
from stedenband.formats import N_TRIPLES, RDF_XML, TURTLE, read
from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.ns import OWL, RDF, SCHEMES, SKOS, STB, shorten_iri
from stedenband.releases import ReleaseFolder
from stedenband.store import FakeStore, load_queries
from stedenband.web.render.ontology import (
    SHAPES,
    Cardinality,
    count_of,
    make_vocabulary,
    read_demands,
    read_shapes,
    read_vocabulary,
    separate_vocabulary,
)
from stedenband.web.render.pages.vocabulary_terms import TRAITS, Terms, count_in_signs
from stedenband.web.render.pages.vocabulary_uses import is_term, list_asked_terms, list_uses
from stedenband.web.render.wording import Wording
from stedenband.web.views.vocabulary_document import IRIS
from web_release import application, gent, publish, running

VOCABULARY = read_vocabulary()
TERMS = VOCABULARY.names


def page(client: httpx.Client, path: str = "/ns", language: str = "nl") -> str:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200, answer.text
    return answer.text


def entry(text: str, name: str) -> str:
    """The part of the page about one term."""
    start = text.index(f'id="{name}"')
    return unescape(text[start : text.index("</article>", start)])


@pytest.fixture(scope="module")
def dutch(connection: httpx.Client) -> str:
    return page(connection)


@pytest.fixture(scope="module")
def english(connection: httpx.Client) -> str:
    return page(connection, language="en")


# == Every term ================================================================


def test_every_term_has_its_own_name_for_an_anchor_and_a_link_that_lasts(dutch: str) -> None:
    assert len(TERMS) == 44
    assert set(TERMS) == set(STB)
    for name in TERMS:
        assert dutch.count(f' id="{name}"') == 1
        assert f'<a class="permalink" href="#{name}"' in entry(dutch, name)


def test_every_term_is_told_in_both_languages_on_either_page(dutch: str, english: str) -> None:
    for name in TERMS:
        term = STB[name]
        for text in (dutch, english):
            told = entry(text, name)
            for language in INTERFACE_LANGUAGES:
                assert VOCABULARY.label(term)[language] in told
                assert VOCABULARY.description.texts(term, SKOS.definition)[language] in told
        assert '<p class="other" lang="en">' in entry(dutch, name)
        assert '<p class="other" lang="nl">' in entry(english, name)


def test_a_term_tells_where_it_stands_among_the_others(dutch: str) -> None:
    assert '<a href="#Partnership">' in entry(dutch, "party")
    assert '<a href="#City">' in entry(dutch, "party")
    exempts = entry(dutch, "exempts")
    assert "Gaat niet samen met" in exempts
    assert '<a href="#affects">' in exempts
    assert "geldt in beide richtingen" in entry(dutch, "partnerOf")
    assert "heeft hoogstens één waarde" in entry(dutch, "startYear")
    assert 'href="http://www.w3.org/ns/org#Membership"' in entry(dutch, "Participation")


def test_every_trait_that_a_term_has_is_told() -> None:
    kinds = {kind for name in TERMS for kind in VOCABULARY.description.things(STB[name], RDF.type)}
    assert kinds - {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty} <= set(TRAITS)


def test_the_other_versions_of_a_text_are_marked_as_what_they_are(english: str) -> None:
    assert re.search(
        r'lang="nl"><span class="tag" aria-hidden="true">nl</span> <strong>partij</strong>', english
    )


SMALL = """
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix stb: <https://w3id.org/stedenband/ns#> .

stb:Act a owl:Class ; rdfs:subClassOf stb:Phase ; rdfs:label "act"@en , "akte"@nl .
stb:Change a owl:Class ; owl:disjointWith stb:City ; rdfs:label "change"@en .
stb:City a owl:Class ; owl:deprecated true ; dcterms:isReplacedBy stb:Phase ; rdfs:label "city"@en , "stad"@nl .
stb:Phase a owl:Class ; rdfs:subClassOf stb:Act ; rdfs:label "phase"@en , "fase"@nl .
"""


def test_a_hierarchy_is_told_from_both_ends_even_where_it_runs_in_a_circle() -> None:
    file = make_vocabulary(read(SMALL.encode(), TURTLE), [], [])
    terms = Terms(file, Wording("nl"), IRIS)
    act, change, city, phase = (terms.entry(STB[name]) for name in ("Act", "Change", "City", "Phase"))
    assert sorted(each.name for each in terms.of_kind(OWL.Class)) == ["Act", "Change", "City", "Phase"]
    facts = {key: [value.text for value in values] for key, values in act.facts}
    assert facts == {"Is een soort": ["fase"], "Omvat": ["fase"]}
    assert [key for key, _ in phase.facts] == ["Is een soort", "Omvat"]
    assert [(key, values[0].href) for key, values in change.facts] == [("Gaat niet samen met", "#City")]
    assert ("Gaat niet samen met", "#Change") in [(key, values[0].href) for key, values in city.facts]
    assert city.deprecated
    assert ("Vervangen door", "#Phase") in [(key, values[0].href) for key, values in city.facts]
    assert (change.own.label, change.own.language) == ("change", "en")


def test_a_class_stands_before_what_is_a_kind_of_it() -> None:
    told = SMALL.replace("stb:Phase a owl:Class ; rdfs:subClassOf stb:Act", "stb:Phase a owl:Class")
    terms = Terms(make_vocabulary(read(told.encode(), TURTLE), [], []), Wording("en"), IRIS)
    assert [each.name for each in terms.of_kind(OWL.Class)] == ["Change", "City", "Phase", "Act"]


# == What is asked of them =====================================================


def test_a_class_tells_which_properties_it_has_and_how_many(dutch: str, english: str) -> None:
    row = re.search(r'<tr><th scope="row"><a href="#party">.*', entry(dutch, "Partnership"))
    assert row is not None
    assert "2 of meer" in row[0]
    assert "verplicht" in row[0]
    member = re.search(r"<tr><th.*org:member.*", entry(english, "Participation"))
    assert member is not None
    assert "exactly one" in member[0]
    advised = re.search(r'<tr><th scope="row"><a href="#act">.*', entry(english, "Partnership"))
    assert advised is not None
    assert "recommended" in advised[0]


def test_what_the_vocabulary_leaves_open_is_found_in_the_data(dutch: str) -> None:
    """Start dates have no domain; phases of Ghent have them."""
    assert '<a href="#startDate">' in entry(dutch, "Phase")
    assert '<a href="#startDate">' not in entry(dutch, "City")


def test_a_property_tells_what_the_shapes_ask_in_the_words_of_the_shapes(dutch: str) -> None:
    demands = [demand for demand in read_demands(read_shapes()) if is_term(demand.path)]
    assert len(demands) > 30
    for demand in demands:
        told = entry(dutch, demand.path.value.removeprefix(STB.base))
        assert demand.message["nl"] in told


def test_every_shape_of_a_property_on_a_class_is_a_demand() -> None:
    """Counted in the files themselves, so that none is lost on the way."""
    text = "".join(path.read_text() for name in SHAPES for path in assets.find_files("shapes", name))
    blocks = [
        block for block in re.split(r"\n\n", text) if "sh:PropertyShape" in block and "sh:path" in block
    ]
    silent = [block for block in blocks if "-inScheme" in block or "sh:message" not in block]
    # What a code list is held to is no demand on a class.
    silent += [block for block in blocks if "stbsh:StatusList-" in block]
    assert len(read_demands(read_shapes())) == len(blocks) - len(silent)


def test_counts_of_several_shapes_are_put_together() -> None:
    use = {
        (each.on, each.path): each.count
        for each in list_uses(VOCABULARY.description, read_demands(read_shapes()))
    }
    assert use[STB.Partnership, STB.kind] == Cardinality(0, 1, advised=False)
    assert use[STB.Partnership, STB.startDate] == Cardinality(0, 1, advised=True)
    assert use[STB.Partnership, STB.party] == Cardinality(2, None, advised=False)
    assert use[STB.Claim, STB.rule] == Cardinality(0, 1, advised=False)
    assert count_of([]) == Cardinality(0, None, advised=False)
    assert count_in_signs(Cardinality(1, 3, advised=False)) == "1..3"


# == Kin, questions, code lists ================================================


def test_every_alignment_stands_with_its_term_and_links_to_the_other(dutch: str) -> None:
    told = dutch[dutch.index('id="section-alignments"') :]
    ours = [
        quad
        for quad in VOCABULARY.alignments
        if isinstance(quad.subject, NamedNode) and is_term(quad.subject)
    ]
    assert len(ours) == 43
    for quad in ours:
        assert isinstance(quad.subject, NamedNode)
        assert isinstance(quad.object, NamedNode)
        link = f'href="{quad.object.value}"'
        assert link in entry(dutch, quad.subject.value.removeprefix(STB.base))
        assert link in told
        assert shorten_iri(quad.predicate.value) in told
    assert "betekent bijna hetzelfde als" in entry(dutch, "partnerOf")


def test_the_alignments_can_be_had_by_themselves(client: httpx.Client) -> None:
    answer = client.get("/ns/alignments.ttl")
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert {str(quad) for quad in read(answer.content, TURTLE)} == {
        str(quad) for quad in VOCABULARY.alignments
    }
    assert client.get("/ns/alignments.html").status_code == 404


def test_the_questions_that_use_a_term_are_linked(dutch: str) -> None:
    questions = load_queries(assets.find_files("queries", "questions/*.rq"))
    asked = list_asked_terms(questions)
    assert asked.keys() <= set(TERMS)
    for name in TERMS:
        linked = set(re.findall(r'href="/queries/([a-z-]+)"', entry(dutch, name)))
        written = {key for key, query in questions.items() if re.search(rf"\bstb:{name}\b", query.text)}
        assert linked == {query.name for query in asked.get(name, ())} == written
    assert "partners-of" in {query.name for query in asked["party"]}


def test_every_code_is_listed_with_its_names_and_a_link_to_its_page(dutch: str) -> None:
    lists = dutch[dutch.index('id="section-lists"') : dutch.index('id="section-alignments"')]
    codes = VOCABULARY.everything.of_class(SKOS.Concept)
    assert len(codes) > 30
    for code in codes:
        path = code.value.partition("/id/")[2]
        assert f'<a href="/id/{path}">' in lists
    assert all(f'id="list-{name}"' in lists for name in SCHEMES)
    assert "verzustering</span> <span" in lists
    assert '<a href="#kind"><bdi>soort</bdi></a>' in lists


# == Examples ==================================================================


def test_an_example_is_true_and_leads_to_its_thing(dutch: str, client: httpx.Client) -> None:
    known = {str(quad.triple) for quad in gent()}
    prefixes = re.findall(r"@prefix .*\.", unescape(dutch))
    samples = 0
    for name in TERMS:
        found = re.search(
            r"<figcaption>.*?href=\"(.*?)\".*?<pre dir=\"ltr\"><code>(.*?)</code>", entry(dutch, name), re.S
        )
        if found is None:
            continue
        turtle = "\n".join([*prefixes, found[2]])
        triples = {quad.triple for quad in parse(turtle.encode(), format=RdfFormat.TURTLE)}
        assert {str(triple) for triple in triples} <= known, name
        assert any(STB[name] in (triple.predicate, triple.object) for triple in triples)
        assert client.get(found[1], follow_redirects=True).status_code == 200
        samples += 1
    assert samples >= 38


def test_a_term_that_the_data_do_not_use_says_so(tmp_path: Path) -> None:
    without = [quad for quad in gent() if STB.candidate not in (quad.predicate, quad.subject)]
    with (
        running(application(publish(tmp_path, without))) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        text = page(client)
    assert "In deze gegevens niet gebruikt." in entry(text, "candidate")
    assert "In deze gegevens niet gebruikt." not in entry(text, "party")


def test_while_the_store_fails_the_vocabulary_is_told_without_examples(tmp_path: Path) -> None:
    stores: list[FakeStore] = []
    with (
        running(application(publish(tmp_path, gent()), opened=stores.append)) as address,
        httpx.Client(base_url=address, timeout=30) as client,
    ):
        stores[0].failing = QueryTimeoutError("too long", seconds=1)
        without = page(client)
        assert client.get("/ns", headers={"Accept": "text/html"}).headers["cache-control"] == "no-store"
        stores[0].failing = None
        assert "Uit de gegevens:" in page(client)
    assert "Uit de gegevens:" not in without
    assert "In deze gegevens niet gebruikt." not in without
    assert '<a href="#party">' in entry(without, "Partnership")


# == The whole =================================================================


def test_the_diagram_has_every_class_and_says_the_same_in_a_table(dutch: str) -> None:
    figure = dutch[dutch.index("<svg viewBox") : dutch.index("</svg>", dutch.index("<svg viewBox"))]
    classes = [name for name in TERMS if name[0].isupper()]
    assert sorted(re.findall(r'<a href="#([A-Z]\w+)"', figure)) == classes
    drawn = set(re.findall(r'class="(?:box-line|bond-name)" href="#(\w+)"', figure))
    table = dutch[dutch.index('<details class="behind">') : dutch.index("</details>")]
    assert (
        drawn
        == set(re.findall(r'</th><td><a href="#(\w+)">', table))
        == {name for name in TERMS if name[0].islower()} - {"stands"}
    ), "what is said of codes has no class of ours to stand in"
    assert "<title id=" in figure
    assert "<desc id=" in figure
    assert 'tabindex="0" role="region" aria-label="Tekening van de klassen"' in dutch


def test_search_engines_find_a_set_of_defined_terms(english: str) -> None:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', english, re.S)
    assert found is not None
    markup: dict[str, Any] = json.loads(found[1])
    assert (markup["@type"], markup["version"]) == ("DefinedTermSet", VOCABULARY.version)
    assert sorted(term["termCode"] for term in markup["hasDefinedTerm"]) == TERMS
    assert all(term["name"] and term["description"] for term in markup["hasDefinedTerm"])


def test_the_page_says_where_it_belongs_and_what_else_there_is(dutch: str) -> None:
    assert '<link rel="canonical" href="https://w3id.org/stedenband/ns">' in dutch
    for extension, kind in (
        ("ttl", "text/turtle"),
        ("jsonld", "application/ld+json"),
        ("rdf", "application/rdf+xml"),
    ):
        assert f'<link rel="alternate" type="{kind}" href="/ns.{extension}">' in dutch
    assert 'href="/context/v1.jsonld"' in dutch
    assert "https://w3id.org/stedenband/ns/0.2.0" in dutch


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_page_is_light(client: httpx.Client, language: str) -> None:
    assert len(gzip.compress(page(client, language=language).encode())) < 60_000


def test_the_vocabulary_is_there_before_the_first_release(tmp_path: Path) -> None:
    with (
        running(application(ReleaseFolder(tmp_path / "none"))) as address,
        httpx.Client(base_url=address) as client,
    ):
        text = page(client)
        assert client.get("/ns/0.2.0.nt").status_code == 200
    assert "In deze gegevens niet gebruikt." not in text
    assert '<a href="#party">' in entry(text, "Partnership")


# == As data ===================================================================


def test_the_rdf_is_that_of_the_file(client: httpx.Client) -> None:
    written = {str(quad) for quad in VOCABULARY.quads}
    for form in (TURTLE, N_TRIPLES, RDF_XML):
        assert {str(quad) for quad in read(client.get(f"/ns.{form.extension}").content, form)} == written


def test_the_own_statements_and_the_alignments_can_be_told_apart() -> None:
    own, aligning = separate_vocabulary([*VOCABULARY.alignments, *VOCABULARY.quads])
    assert set(own) == set(VOCABULARY.quads)
    assert set(aligning) == set(VOCABULARY.alignments)


def test_the_version_that_the_vocabulary_names_resolves(client: httpx.Client) -> None:
    (version,) = [quad.object for quad in VOCABULARY.quads if quad.predicate == OWL.versionIRI]
    assert isinstance(version, NamedNode)
    answer = client.get(
        version.value.removeprefix("https://w3id.org/stedenband"), headers={"Accept": "text/turtle"}
    )
    assert answer.status_code == 200
    assert answer.content == client.get("/ns.ttl").content
    assert answer.headers["content-location"] == "/ns/0.2.0.ttl"
    assert '</ns>; rel="latest-version"' in answer.headers["link"]


@pytest.mark.parametrize(
    "path", ["/ns/9.9.9", "/ns/9.9.9.ttl", "/ns/0.2.0.exe", "/ns.csv", "/ns/alignments.exe"]
)
def test_what_there_is_not_is_not_found(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404
