"""What the endpoint says of itself is what it does; that it conforms to the schema, the W3C tests see."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Triple

from stedenband.errors import QueryRefusedError
from stedenband.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, read
from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.ns import RDFS, SCHEMA, SD, SPARQL_VERSIONS, VOID, W3C_FORMATS
from stedenband.settings import Settings
from stedenband.store import FakeStore, Query
from stedenband.web.views.sparql_documents import FORMAT_IRIS, list_limits
from stedenband.web.views.sparql_protocol import VERSIONS
from web_release import BASE, application, gent, publish, running

SERVICE = NamedNode(f"{BASE}sparql")


@pytest.fixture(scope="module")
def said(connection: httpx.Client) -> set[Triple]:
    return {quad.triple for quad in read(connection.get("/sparql").content, TURTLE)}


def objects(said: set[Triple], predicate: NamedNode) -> set[str]:
    return {t.object.value for t in said if t.subject == SERVICE and t.predicate == predicate}  # type: ignore[union-attr]


def test_every_format_tells_the_same(client: httpx.Client, said: set[Triple]) -> None:
    for form in (TURTLE, N_TRIPLES, RDF_XML):
        answer = client.get("/sparql", headers={"Accept": form.media_type})
        assert answer.headers["content-type"] == form.content_type
        assert {quad.triple for quad in read(answer.content, form)} == said
    assert client.get("/sparql", headers={"Accept": JSON_LD.media_type}).status_code == 200


def test_languages_are_named_as_both_versions_of_the_vocabulary_do(said: set[Triple]) -> None:
    assert objects(said, SD.supportedLanguage) == {SD.SPARQL11Query.value, SD.SPARQLQuery.value}
    assert objects(said, SD.supportedVersion) == {SPARQL_VERSIONS + version for version in VERSIONS}
    assert objects(said, SD.feature) == {SD.UnionDefaultGraph.value}


def test_every_format_it_names_is_given(client: httpx.Client, said: set[Triple]) -> None:
    assert objects(said, SD.resultFormat) == {W3C_FORMATS + name for name in FORMAT_IRIS.values()}
    for form in FORMAT_IRIS:
        query = "ASK {}" if form.kind == "solutions" else "CONSTRUCT {} {}"
        answer = client.get("/sparql", params={"query": query}, headers={"Accept": form.media_type})
        assert answer.headers["content-type"] == form.content_type


def is_offered(function: str) -> bool:
    try:
        asyncio.run(FakeStore().query(Query(f'SELECT (<{function}>("") AS ?x) {{}}')))
    except QueryRefusedError:
        return False
    return True


def test_every_function_it_names_is_one_of_the_engine(said: set[Triple]) -> None:
    functions = objects(said, SD.extensionFunction)
    assert len(functions) == 43
    assert all(map(is_offered, functions))
    assert not is_offered("http://www.opengis.net/def/function/geosparql/buffer")


def test_the_limits_are_those_of_the_settings(said: set[Triple]) -> None:
    found = {}
    for thing in (t.object for t in said if t.predicate == SCHEMA.additionalProperty):
        told = {t.predicate: t.object for t in said if t.subject == thing}
        labels = {t.object.language for t in said if t.subject == thing and t.predicate == RDFS.label}  # type: ignore[union-attr]
        assert labels == set(INTERFACE_LANGUAGES)
        found[told[SCHEMA.propertyID].value] = (told[SCHEMA.maxValue].value, told[SCHEMA.unitCode].value)  # type: ignore[union-attr]
    assert found == {limit.name: (limit.literal.value, limit.unit) for limit in list_limits(Settings())}
    assert found["query-seconds"] == ("10", "SEC")
    assert found["result-bytes"] == (str(64 * 1024 * 1024), "AD")


@pytest.mark.parametrize(("seconds", "text"), [(30.0, "30"), (0.5, "0.5"), (100.0, "100"), (2.25, "2.25")])
def test_a_limit_is_written_as_a_number(seconds: float, text: str) -> None:
    limit = next(
        limit for limit in list_limits(Settings(query_seconds=seconds)) if limit.name == "query-seconds"
    )
    assert limit.literal.value == text


def test_the_graphs_are_listed_with_their_sizes(said: set[Triple]) -> None:
    names = {t.subject: t.object for t in said if t.predicate == SD.name}
    sizes = {t.subject: t.object for t in said if t.predicate == VOID.triples}
    found = {
        names[t.subject].value: sizes[t.object]  # type: ignore[union-attr,index]
        for t in said
        if t.predicate == SD.graph
    }
    counts: dict[str, set[Triple]] = {}
    for quad in gent():
        counts.setdefault(quad.graph_name.value, set()).add(quad.triple)  # type: ignore[union-attr]
    assert found == {name: Literal(len(triples)) for name, triples in counts.items()}


def test_the_address_comes_from_the_settings_and_never_from_the_request(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    releases = publish(tmp_path_factory.mktemp("public"), gent()[:50])
    for settings, address in (
        (Settings(), f"{BASE}sparql"),
        (Settings(public_url="https://data.example.org/steden/"), "https://data.example.org/steden/sparql"),
    ):
        with running(application(releases, settings)) as local:
            answer = httpx.get(
                f"{local}sparql", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example"}
            )
        triples = {quad.triple for quad in read(answer.content, TURTLE)}
        assert {t.object for t in triples if t.predicate == SD.endpoint} == {NamedNode(address)}
        assert "evil" not in answer.text


@pytest.mark.parametrize("address", ["data.example.org", "https://data.example.org", "https://x.example/?a"])
def test_a_public_address_is_a_whole_one(address: str) -> None:
    with pytest.raises(ValueError, match="public_url"):
        Settings(public_url=address)
