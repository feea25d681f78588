"""What the query editor is given: its page with and without the script, its terms, its examples, its policy."""

from __future__ import annotations

import gzip
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from stedenband.i18n import INTERFACE_LANGUAGES, translate
from stedenband.message import N_
from stedenband.ns import RDF, STB, Iris
from stedenband.store import load_queries
from stedenband.web.http import file_responses
from stedenband.web.http.file_responses import read_static
from stedenband.web.http.responses import CSP, SCRIPTED
from stedenband.web.views import sparql_editor
from web_release import BASE, application, gent, publish, running

PAGE = {"Accept": "text/html"}
SCRIPT = "export {}\n"


def static(tmp_path: Path, *, bundle: bool) -> Path:
    """The static files of the site, with a bundle or without one."""
    source = Path(file_responses.__file__).parents[1] / "static"
    folder = shutil.copytree(source, tmp_path / "static", ignore=shutil.ignore_patterns("bundle"))
    if bundle:
        (folder / "bundle").mkdir()
        (folder / "bundle" / "editor.js").write_text(SCRIPT)
        (folder / "bundle" / "world-110m.json").write_text("{}\n")
    return folder


@pytest.fixture(scope="module", params=[True, False], ids=["bundle", "plain"])
def both(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, bool]]:
    """A client of a site with the script, and of one without."""
    tmp_path = tmp_path_factory.mktemp("editor")
    app = application(publish(tmp_path, gent()))
    app.state.site = replace(app.state.site, static=read_static(static(tmp_path, bundle=request.param)))
    with running(app) as address, httpx.Client(base_url=address, timeout=30) as client:
        yield client, request.param


def data_of(page: str) -> dict[str, Any]:
    """The data block of a page; it must be the only script that is not a file."""
    [block] = re.findall(r'<script type="application/json" id="editor-data">(.*?)</script>', page)
    found: dict[str, Any] = json.loads(block)
    return found


# == The page ==================================================================


def test_the_page_has_its_script_where_there_is_one_and_a_form_everywhere(
    both: tuple[httpx.Client, bool],
) -> None:
    client, bundle = both
    answer = client.get("/sparql", headers=PAGE)
    assert answer.status_code == 200
    assert ("<script" in answer.text) is bundle
    assert answer.headers["Content-Security-Policy"] == (SCRIPTED if bundle else CSP)
    assert '<form class="query" method="get" action="/sparql">' in answer.text
    if bundle:
        [source] = re.findall(r'<script type="module" src="([^"]+)"', answer.text)
        script = client.get(source)
        assert script.text == SCRIPT
        assert script.headers["Content-Type"] == "text/javascript; charset=utf-8"
        assert "immutable" in script.headers["Cache-Control"]
        assert client.get(data_of(answer.text)["world"]).json() == {}


def test_only_the_pages_with_the_field_may_run_a_script(both: tuple[httpx.Client, bool]) -> None:
    client, bundle = both
    broken = client.get("/sparql", params={"query": "SELECT"}, headers=PAGE)
    assert broken.status_code == 400
    assert broken.headers["Content-Security-Policy"] == (SCRIPTED if bundle else CSP)
    for path in ("/doc/city/gent", "/nothing"):
        assert client.get(path, headers=PAGE).headers["Content-Security-Policy"] == CSP
    asked = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept": "application/json"})
    assert asked.headers["Content-Security-Policy"] == CSP


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_page_tells_its_script_the_words_of_the_reader(
    both: tuple[httpx.Client, bool], language: str
) -> None:
    client, bundle = both
    page = client.get("/sparql", headers={**PAGE, "Accept-Language": language}).text
    if not bundle:
        return
    data = data_of(page)
    assert data["language"] == language
    assert data["words"]["answer"] == translate(N_("Answer"), language)
    assert data["problem"] is None
    assert client.get(data["terms"]).headers["Content-Language"] == language


def test_a_broken_query_comes_with_the_place_where_it_breaks(both: tuple[httpx.Client, bool]) -> None:
    client, bundle = both
    hostile = "SELECT * WHERE {\n </script><script>alert(1)</script> }"
    page = client.get("/sparql", params={"query": hostile}, headers=PAGE).text
    assert "<script>alert" not in page
    if bundle:
        problem = data_of(page)["problem"]
        assert problem["line"] == 2
        assert problem["column"] >= 1
        assert problem["detail"]


def test_the_script_is_sent_compressed_to_who_takes_it_so(client: httpx.Client, tmp_path: Path) -> None:
    folder = static(tmp_path, bundle=True)
    (folder / "bundle" / "editor.js").write_text(SCRIPT * 500)
    files = read_static(folder)
    name = files.addresses["editor.js"].removeprefix("/static/")
    for accepted, packed in (
        ("gzip, br", True),
        ("br, gzip;q=0", False),
        ("*;q=0.5", True),
        ("identity", False),
        ("", False),
    ):
        file = files.representation(name, accepted)
        assert file is not None
        assert (file.headers.get("Content-Encoding") == "gzip") is packed, accepted
        assert (gzip.decompress(file.body) if packed else file.body).decode() == SCRIPT * 500
    assert files.representation("editor.js", "gzip") is None
    style = client.get("/", headers=PAGE).text.split('rel="stylesheet" href="')[1].split('"')[0]
    both = [client.get(style, headers={"Accept-Encoding": coding}) for coding in ("gzip", "identity")]
    assert both[0].content == both[1].content
    assert both[0].headers["ETag"] != both[1].headers["ETag"]
    assert [answer.headers.get("Content-Encoding") for answer in both] == ["gzip", None]
    assert {answer.headers["Vary"] for answer in both} == {"Accept-Encoding"}


# == Examples ==================================================================


def test_every_named_question_is_an_example_that_a_link_fills_in(
    both: tuple[httpx.Client, bool], project_root: Path
) -> None:
    client, _ = both
    page = client.get("/sparql", headers=PAGE).text
    named = set(re.findall(r'href="/sparql\?example=([a-z-]+)"', page))
    questions = load_queries((project_root / "queries" / "questions").glob("*.rq"))
    assert named == {
        name for name, query in questions.items() if all(p.default for p in query.params.values())
    }
    assert len(named) > 30
    filled = client.get("/sparql?example=partners-of", headers=PAGE).text
    area = re.findall(r"<textarea[^>]*>\n(.*?)</textarea>", filled, re.DOTALL)[0]
    assert area.startswith("PREFIX rdfs:")
    assert f"{BASE}id/city/gent" in area
    other = client.get("/sparql?example=no-such-example", headers=PAGE)
    assert other.text == client.get("/sparql", headers=PAGE).text


def test_examples_ask_about_the_data_that_are_served(project_root: Path) -> None:
    [question] = load_queries([project_root / "queries" / "questions" / "partners-of.rq"]).values()
    text = sparql_editor.get_example_text(question, Iris("https://example.org/elders/"))
    assert "https://example.org/elders/id/city/gent" in text
    assert BASE not in text
    assert "#+" not in text


# == Terms =====================================================================


def terms(client: httpx.Client, language: str) -> dict[str, Any]:
    answer = client.get(f"/sparql/terms.{language}.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_the_terms_are_all_of_the_vocabulary_and_all_codes_with_their_definitions(
    client: httpx.Client,
) -> None:
    told = {
        language: {term["name"]: term for term in terms(client, language)["terms"]}
        for language in INTERFACE_LANGUAGES
    }
    for language in INTERFACE_LANGUAGES:
        assert {f"stb:{name}" for name in STB} <= set(told[language])
        assert {"kind:twinning", "act-kind:charter", "mode:derived"} <= set(told[language])
        unexplained = {
            name for name, term in told[language].items() if name.startswith("stb:") and not term["about"]
        }
        assert unexplained == set()
    assert told["nl"]["stb:Partnership"]["label"] == "partnerschap"
    assert told["en"]["stb:Partnership"]["label"] == "partnership"
    assert told["en"]["stb:Partnership"]["kind"] == "class"
    assert told["en"]["kind:twinning"]["kind"] == "concept"


def test_every_property_that_the_data_use_can_be_filled_in(client: httpx.Client) -> None:
    iris = Iris(BASE)
    known = {term["name"] for term in terms(client, "en")["terms"]}
    shared = {iris.graph("ontology"), iris.graph("concepts")}
    used = {quad.predicate for quad in gent() if quad.graph_name not in shared} - {RDF.type}
    assert {sparql_editor.add_prefixes(predicate.value, iris) for predicate in used} - known == set()


def test_the_terms_are_cached_by_release_and_there_are_none_in_other_languages(client: httpx.Client) -> None:
    first = client.get("/sparql/terms.nl.json")
    again = client.get("/sparql/terms.nl.json", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/sparql/terms.fr.json").status_code == 404
    assert len(first.content) < 100_000


@pytest.mark.parametrize(
    ("iri", "name"),
    [
        (f"{BASE}id/city/gent", "city:gent"),
        ("https://w3id.org/stedenband/ns#party", "stb:party"),
        ("https://w3id.org/stedenband/id/concept/kind/twinning", "kind:twinning"),
        (f"{BASE}id/participation/gent-melle/gent", None),
        ("https://w3id.org/stedenband/ns#", None),
        ("https://elsewhere.example/x", None),
    ],
)
def test_a_term_is_written_with_the_longest_prefix_or_not_at_all(iri: str, name: str | None) -> None:
    assert sparql_editor.add_prefixes(iri, Iris(BASE)) == name


# == Words =====================================================================


def test_every_word_of_the_script_exists_and_every_one_is_used(project_root: Path) -> None:
    sources = "\n".join(path.read_text() for path in (project_root / "frontend" / "src").glob("*.ts"))
    said = set(re.findall(r'(?:say|tool)\(\s*"([a-z.-]+)"', sources))
    said |= {
        key for pair in re.findall(r'say\([^()]*\? "([a-z.]+)" : "([a-z.]+)"\)', sources) for key in pair
    }
    assert said == set(sparql_editor.list_script_words("nl")) == set(sparql_editor.list_script_words("en"))
