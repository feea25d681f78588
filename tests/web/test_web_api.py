"""The named questions over HTTP: typed parameters, pages, every format, and a description that is true."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import httpx
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator, validate

from stedenband import assets
from stedenband.i18n import INTERFACE_LANGUAGES, translate
from stedenband.message import N_
from stedenband.ns import XSD
from stedenband.settings import Settings
from stedenband.sparql.paging import find_columns, make_page
from stedenband.store import FakeStore, load_queries
from stedenband.web import create_app
from stedenband.web.messages.questions import RESULT_COLUMNS
from stedenband.web.render.named_questions import GROUPS, group_of, has_position, select_columns
from stedenband.web.render.plain_rows import Rows, convert_value, make_features, read_rows
from stedenband.web.render.wording import Wording
from stedenband.web.views.questions import translate_column
from web_release import Served, application, gent, publish, running

QUESTIONS = load_queries(assets.find_files("queries", "questions/*.rq"))
NAMES = sorted(QUESTIONS)

NOTHING = {"claims-without-evidence"}
"""Questions to which Ghent's data have no rows: every claim there has its evidence."""


# == The questions =============================================================


def test_there_are_as_many_questions_as_analysts_would_ask() -> None:
    assert len(NAMES) >= 30
    wished = {
        "partners-per-country-and-decade", "duration", "reoriented", "conflicting-claims",
        "claims-without-evidence", "distance", "second-degree-partners", "places-on-the-map",
    }  # fmt: skip
    assert wished <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_question_can_be_had_by_pages_and_is_in_a_group(name: str) -> None:
    assert find_columns(QUESTIONS[name].text)
    assert group_of(QUESTIONS[name]) in GROUPS[:-1]


def test_every_column_and_parameter_has_words() -> None:
    names = {column for name in NAMES for column in find_columns(QUESTIONS[name].text)}
    names |= {param for name in NAMES for param in QUESTIONS[name].params}
    assert {column.removesuffix("_nl").removesuffix("_en") for column in names} - set(RESULT_COLUMNS) == set()
    assert translate_column("name_nl", Wording("nl")) == "Naam"
    assert translate_column("made_up", Wording("nl")) == "Made up"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT ?a ?b { ?a ?b ?c } ORDER BY ?a", ("a", "b")),
        ("SELECT DISTINCT ?a (STR(?b) AS ?c) WHERE { ?a ?b ?d } ORDER BY ?a", ("a", "c")),
        ("SELECT (IF(?x, ?y, (?z)) AS ?c) ?a FROM <http://g/> WHERE {} ORDER BY ?c", ("c", "a")),
        ("SELECT ?a { { SELECT ?a ?b { ?a ?b ?c } LIMIT 5 } } ORDER BY ?a", ("a",)),
        ("SELECT * { ?a ?b ?c } ORDER BY ?a", ()),
        ("SELECT ?a { ?a ?b ?c }", ()),
        ("SELECT ?a { ?a ?b ?c } ORDER BY ?a LIMIT 3", ()),
        ("SELECT ?a { ?a ?b ?c } ORDER BY ?a OFFSET 3", ()),
        ("SELECT ?a { ?a ?b ?c } ORDER BY ?a VALUES ?a { 1 }", ()),
        ("ASK { ?a ?b ?c }", ()),
        ("CONSTRUCT { ?a ?b ?c } WHERE { SELECT ?a { ?a ?b ?c } ORDER BY ?a }", ()),
        ("SELECT ?a { ?a ?b '} ORDER BY ?a' } # ORDER BY ?a", ()),
        ("", ()),
    ],
)
def test_what_can_be_paged_is_seen_from_its_words(text: str, columns: tuple[str, ...]) -> None:
    assert find_columns(text) == columns


def test_a_comment_at_the_end_does_not_swallow_the_page() -> None:
    assert make_page("SELECT ?a {} ORDER BY ?a # end", 5, 10).endswith("# end\nLIMIT 5\nOFFSET 10\n")


def test_of_twin_columns_a_reader_sees_their_own() -> None:
    assert select_columns(("a", "name_nl", "name_en"), "nl") == ("a", "name_nl")


# == Answers ===================================================================


def get(client: httpx.Client, path: str, **params: Any) -> httpx.Response:
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer


@pytest.mark.parametrize("name", NAMES)
def test_every_question_is_answered_in_every_format(client: httpx.Client, name: str) -> None:
    told = get(client, f"/api/{name}.json", per_page=10_000).json()
    columns = list(find_columns(QUESTIONS[name].text))
    assert told["columns"] == columns
    assert [list(row) for row in told["rows"]] == [columns] * len(told["rows"])
    count = len(told["rows"])
    assert (count > 0) is (name not in NOTHING)
    results = get(client, f"/api/{name}.srj", per_page=10_000).json()
    assert (results["head"]["vars"], len(results["results"]["bindings"])) == (columns, count)
    xml = ElementTree.fromstring(get(client, f"/api/{name}.srx", per_page=10_000).content)
    assert len(xml.findall(".//{http://www.w3.org/2005/sparql-results#}result")) == count
    rows = list(csv.reader(io.StringIO(get(client, f"/api/{name}.csv", per_page=10_000).text, newline="")))
    assert (rows[0], len(rows) - 1) == (columns, count)
    lines = get(client, f"/api/{name}.tsv", per_page=10_000).text.splitlines()
    assert (lines[0].split("\t"), len(lines) - 1) == ([f"?{column}" for column in columns], count)
    if not has_position(columns):
        assert client.get(f"/api/{name}.geojson").status_code == 404


def test_values_are_plain(client: httpx.Client) -> None:
    told = get(client, "/api/partnerships-of", city="gent").json()
    (kanazawa,) = [row for row in told["rows"] if row["name_en"] == "Kanazawa"]
    assert kanazawa == {
        "partner": "https://w3id.org/stedenband/gent/id/city/kanazawa",
        "name_nl": "Kanazawa",
        "name_en": "Kanazawa",
        "country": "JP",
        "since": 1971,
        "until": None,
        "kind": "twinning",
        "status": "maintained",
        "stands": "yes",
        "partnership": "https://w3id.org/stedenband/gent/id/partnership/gent-kanazawa",
    }
    assert told["parameters"] == {"city": "gent"} == get(client, "/api/partnerships-of").json()["parameters"]
    assert told["release"] == "1.0.0-0123abcd"


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (None, None),
        ({"type": "uri", "value": "http://x/1"}, "http://x/1"),
        ({"type": "literal", "value": "Gent", "xml:lang": "nl"}, "Gent"),
        ({"type": "literal", "value": "7", "datatype": XSD.integer.value}, 7),
        ({"type": "literal", "value": "9" * 40, "datatype": XSD.integer.value}, "9" * 40),
        ({"type": "literal", "value": "3.725278", "datatype": XSD.decimal.value}, 3.725278),
        ({"type": "literal", "value": "INF", "datatype": XSD.base + "double"}, "INF"),
        ({"type": "literal", "value": "NaN", "datatype": XSD.base + "double"}, "NaN"),
        ({"type": "literal", "value": "x", "datatype": XSD.decimal.value}, "x"),
        ({"type": "literal", "value": "true", "datatype": XSD.boolean.value}, True),
        ({"type": "literal", "value": "0", "datatype": XSD.boolean.value}, False),
        ({"type": "literal", "value": "1971", "datatype": XSD.gYear.value}, "1971"),
        ({"type": "literal", "value": "12"}, "12"),
    ],
)
def test_a_term_as_json_has_it(term: dict[str, str] | None, value: object) -> None:
    found = convert_value(term)
    assert (found, type(found)) == (value, type(value))


# == Pages =====================================================================


@pytest.mark.parametrize("name", ["partnerships-of", "former-partners-of", "who-says-so"])
def test_the_pages_together_are_the_whole_answer(client: httpx.Client, name: str) -> None:
    whole = get(client, f"/api/{name}", per_page=10_000).json()
    assert whole["next"] is None
    rows: list[Any] = []
    address: str | None = f"/api/{name}?per_page=5"
    pages = 0
    while address:
        told = client.get(address).json()
        rows += told["rows"]
        address, pages = told["next"], pages + 1
    assert rows == whole["rows"]
    assert pages == -(-len(rows) // 5) > 1


def test_links_lead_to_the_pages_beside_it_in_the_same_format(client: httpx.Client) -> None:
    for extension in ("csv", "json", "srx"):
        answer = get(client, f"/api/partnerships-of.{extension}", page=2, per_page=5, city="gent")
        links = {str(link["rel"]): str(link["url"]) for link in httpx.Response(
            200, headers={"Link": answer.headers["link"]}
        ).links.values() if link.get("rel") in ("first", "prev", "next")}  # fmt: skip
        assert set(links) == {"first", "prev", "next"}
        for rel, page in (("first", 1), ("prev", 1), ("next", 3)):
            assert urlsplit(links[rel]).path == f"/api/partnerships-of.{extension}"
            assert parse_qs(urlsplit(links[rel]).query).get("page", ["1"]) == [str(page)]
        assert '</openapi.json>; rel="service-desc"' in answer.headers["link"]
    last = get(client, "/api/partnerships-of.csv", page=3, per_page=5)
    assert 'rel="next"' not in last.headers["link"]


def test_a_page_beyond_the_end_is_empty(client: httpx.Client) -> None:
    told = get(client, "/api/partners-of", page=1_000_000).json()
    assert (told["rows"], told["next"]) == ([], None)


# == Parameters ================================================================


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/api/partners-of?city=gnet", "gnet"),
        ("/api/partners-of?city=partnership/gent-kanazawa", "city"),
        ("/api/partners-of?city=https://example.org/x", "example.org"),
        ("/api/partners-in-country?country=zz", "zz"),
        ("/api/partnerships-of-kind?kind=marriage", "marriage"),
        ("/api/partnerships-of-kind?status=twinning", "twinning"),
        ("/api/duration?year=19690", "year"),
        ("/api/duration?year=1e3", "year"),
        ("/api/partners-of?town=gent", "town"),
        ("/api/partners-of?city=gent&city=melle", "city"),
        ("/api/partners-of?page=0", "page"),
        ("/api/partners-of?page=-1", "page"),
        ("/api/partners-of?page=1%20UNION", "page"),
        ("/api/partners-of?page=%D9%A3", "page"),
        ("/api/partners-of?page=99999999999999999999", "page"),
        ("/api/partners-of?per_page=10001", "10000"),
        ("/queries/partners-of?city=gnet", "gnet"),
        ("/queries/partners-of?page=x", "page"),
    ],
)
@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_a_parameter_that_cannot_be_used_is_named(
    client: httpx.Client, path: str, words: str, language: str
) -> None:
    answer = client.get(path, headers={"Accept-Language": language, "Accept": "application/json"})
    assert answer.status_code == 400
    told = answer.json()
    assert told["type"].endswith("/problem/bad-parameter")
    assert words in told["detail"]
    assert told["title"] == translate(N_("A parameter cannot be used"), language)


def test_an_empty_parameter_is_as_good_as_none(client: httpx.Client) -> None:
    assert get(client, "/api/duration?year=&city=").json() == get(client, "/api/duration").json()


@given(value=st.text(max_size=60))
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_value_becomes_more_than_a_value(client: httpx.Client, value: str) -> None:
    """Whatever is written for a text, the answer is the rows for that text, or a refusal."""
    answer = client.get("/api/names-in-language", params={"language": value})
    assert answer.status_code in (200, 400)
    if answer.status_code == 200 and value:
        assert answer.json()["parameters"] == {"language": value}
        assert answer.json()["rows"] == [] or value in ("nl", "en", "fr", "de", "ja", "ar", "bg", "pl")


# == Formats ===================================================================


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/geo+json", "application/geo+json"),
        ("application/json;q=0.5, text/csv", "text/csv; charset=utf-8"),
    ],
)
def test_the_format_that_is_accepted_is_given(
    client: httpx.Client, accept: str | None, media_type: str
) -> None:
    headers = {"Accept": accept} if accept else {}
    answer = client.get("/api/places-on-the-map", headers=headers)
    assert answer.headers["content-type"] == media_type
    assert "Accept" in answer.headers["vary"]


def test_a_format_can_be_named_and_then_goes_before_accept(client: httpx.Client) -> None:
    answer = client.get("/api/partners-of", params={"format": "csv"}, headers={"Accept": "application/json"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["vary"] == "Accept-Encoding"
    assert client.get("/api/partners-of?format=text/csv").content == answer.content
    assert (
        client.get("/api/partners-of?format=xml").headers["content-type"] == "application/sparql-results+xml"
    )


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/no-such-question", 404),
        ("/api/partners-of.pdf", 404),
        ("/api/partners-of.", 404),
        ("/api/partners-of.json.json", 404),
        ("/api/partners-of?format=pdf", 406),
        ("/api/partners-of?format=geojson", 406),
        ("/queries/no-such-question", 404),
    ],
)
def test_what_there_is_not_is_refused(client: httpx.Client, path: str, status: int) -> None:
    assert client.get(path).status_code == status


def test_a_question_whose_answer_changes_is_not_kept(own_project: str) -> None:
    with httpx.Client(base_url=own_project) as client:
        first, second = (client.get("/api/random.csv") for _ in range(2))
        assert first.headers["cache-control"] == "no-store"
        assert first.content != second.content


def test_an_answer_of_the_api_is_remembered_and_has_a_304(client: httpx.Client, served: Served) -> None:
    first = get(client, "/api/suburbs.csv")
    asked = len(served.store.asked)
    again = client.get("/api/suburbs.csv", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, len(served.store.asked)) == (304, asked)
    assert client.head("/api/suburbs.csv").headers["content-length"] == str(len(first.content))
    assert set(client.post("/api/suburbs.csv").headers["allow"].split(", ")) == {"GET", "HEAD"}


# == On the map ================================================================


def test_the_map_is_geojson(client: httpx.Client) -> None:
    told = get(client, "/api/places-on-the-map.geojson").json()
    assert told["type"] == "FeatureCollection"
    (kanazawa,) = [one for one in told["features"] if one["properties"]["name_en"] == "Kanazawa"]
    longitude, latitude = kanazawa["geometry"]["coordinates"]
    assert (136 < longitude < 137, 36 < latitude < 37) == (True, True)
    assert kanazawa["id"].endswith("/id/city/kanazawa")
    assert {"latitude", "longitude"} & set(kanazawa["properties"]) == set()


@pytest.mark.parametrize(
    ("row", "position"),
    [
        ({"latitude": 51.05, "longitude": 3.7}, [3.7, 51.05]),
        ({"latitude": 0, "longitude": 0}, [0, 0]),
        ({"latitude": None, "longitude": 3.7}, None),
        ({"latitude": 91.0, "longitude": 3.7}, None),
        ({"latitude": True, "longitude": 3.7}, None),
        ({"wkt": "POINT(3.725278 51.053611)"}, [3.725278, 51.053611]),
        ({"wkt": "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT (3 -51)"}, [3.0, -51.0]),
        ({"wkt": "LINESTRING(0 0, 1 1)"}, None),
        ({"wkt": "POINT(1.2.3 4)"}, None),
        ({"wkt": None}, None),
    ],
)
def test_a_row_is_where_its_columns_say(row: dict[str, Any], position: list[float] | None) -> None:
    (feature,) = make_features(Rows(tuple(row), (row,)))
    assert (feature["geometry"] or {}).get("coordinates") == position


# == OpenAPI ===================================================================


@pytest.fixture(scope="session", params=INTERFACE_LANGUAGES)
def openapi(request: pytest.FixtureRequest, connection: httpx.Client) -> Any:
    return connection.get("/openapi.json", params={"lang": request.param}).json()


def test_the_openapi_document_is_valid_3_1(openapi: Any) -> None:
    assert openapi["openapi"].startswith("3.1")
    validate(openapi, cls=OpenAPIV31SpecValidator)


def test_every_question_is_described_with_a_true_example(openapi: Any, client: httpx.Client) -> None:
    assert set(openapi["paths"]) == {"/api", "/search.json", *(f"/api/{name}" for name in NAMES)}
    for name in NAMES:
        operation = openapi["paths"][f"/api/{name}"]["get"]
        assert operation["summary"]
        assert operation["description"]
        content = operation["responses"]["200"]["content"]
        assert content["application/json"]["example"] == client.get(f"/api/{name}.json?per_page=2").json()
        assert ("application/geo+json" in content) is has_position(find_columns(QUESTIONS[name].text))


def test_every_answer_is_as_the_description_says(openapi: Any, client: httpx.Client) -> None:
    for name in NAMES:
        schema = openapi["paths"][f"/api/{name}"]["get"]["responses"]["200"]["content"]["application/json"][
            "schema"
        ]
        told = client.get(f"/api/{name}").json()
        validator = Draft202012Validator({**schema, "components": openapi["components"]})
        assert list(validator.iter_errors(told)) == []
        assert list(validator.iter_errors({**told, "rows": [{}]}))
    problem = {"$ref": "#/components/schemas/Problem", "components": openapi["components"]}
    Draft202012Validator(problem).validate(client.get("/api/partners-of?city=gnet").json())
    index = {"$ref": "#/components/schemas/Index", "components": openapi["components"]}
    Draft202012Validator(index).validate(client.get("/api").json())


@pytest.mark.parametrize(
    "address", ["", "?q=luik", "?q=Luikk&type=city", "?q=gent&per_page=2&lang=en", "?q=zzzzzz"]
)
def test_the_search_answers_as_the_description_says(openapi: Any, client: httpx.Client, address: str) -> None:
    told = client.get(f"/search.json{address}").json()
    found = {"$ref": "#/components/schemas/Found", "components": openapi["components"]}
    Draft202012Validator(found).validate(told)
    names = {
        param.get("name", param.get("$ref", "").rpartition("/")[2])
        for param in _search(openapi)["parameters"]
    }
    assert names >= {"q", "page", "per_page", *told["filters"]}


def _search(openapi: Any) -> Any:
    return openapi["paths"]["/search.json"]["get"]


def test_parameters_are_typed_with_the_codes_there_are(openapi: Any) -> None:
    told = {
        param["name"]: param
        for name in ("partnerships-of-kind", "duration", "partners-in-country")
        for param in openapi["paths"][f"/api/{name}"]["get"]["parameters"]
        if "name" in param
    }
    assert told["kind"]["schema"]["enum"] == ["cooperation-agreement", "twinning"]
    assert set(told["status"]["schema"]["enum"]) >= {"active", "maintained", "reoriented", "ended"}
    assert told["year"]["schema"] == {"type": "integer", "minimum": 1000, "maximum": 2999, "default": 2026}
    assert told["city"]["schema"]["default"] == "gent"
    assert {"required": False, "in": "query"}.items() <= told["city"].items()
    assert told["country"]["examples"]


# == Pages of the questions ====================================================


class Page(HTMLParser):
    """What a test looks for on a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.fields: dict[str, list[str]] = {}
        self.selected: str | None = None
        self._select = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        told = dict(attributes)
        if tag == "a" and told.get("href"):
            self.links.append(str(told["href"]))
        # The box for searching stands on every page.
        if tag in ("select", "input") and told.get("type") not in ("hidden", "search"):
            self._select = str(told.get("name"))
            self.fields[self._select] = []
        if tag == "option":
            self.fields[self._select].append(str(told["value"]))
            if "selected" in told:
                self.selected = told["value"]


HTML = {"Accept": "text/html"}


def page(client: httpx.Client, path: str, language: str = "nl") -> str:
    answer = client.get(path, headers={**HTML, "Accept-Language": language})
    assert (answer.status_code, answer.headers["content-language"]) == (200, language), answer.text
    return answer.text


def test_all_questions_are_listed_for_people_and_for_programs(client: httpx.Client) -> None:
    for language in INTERFACE_LANGUAGES:
        text = page(client, "/queries", language)
        assert {f"/queries/{name}" for name in NAMES} <= set(Page(text).links)
    told = client.get("/queries", headers={"Accept": "application/json"}).json()
    assert told == client.get("/api").json()
    assert [question["name"] for question in told["questions"]] == NAMES
    assert set(told["questions"][0]["title"]) == set(INTERFACE_LANGUAGES)


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_question_has_a_page_with_its_answer_and_its_text(
    client: httpx.Client, name: str, language: str
) -> None:
    text = page(client, f"/queries/{name}", language)
    found = Page(text)
    assert QUESTIONS[name].title[language] in text.replace("&#39;", "'")
    assert set(QUESTIONS[name].params) <= set(found.fields)
    assert f"/api/{name}.csv?per_page=10000" in found.links
    assert [link for link in found.links if link.startswith("/sparql?query=")]


def test_codes_are_told_by_their_names_on_a_page_and_as_codes_to_a_program(client: httpx.Client) -> None:
    dutch, english = (page(client, "/queries/partners-of", language) for language in INTERFACE_LANGUAGES)
    assert "<td><bdi>verzustering</bdi>" in dutch.replace("\n", "")
    assert "<td><bdi>twinning</bdi>" in english.replace("\n", "")
    assert '"kind": "twinning"' in client.get("/api/partners-of", headers={"Accept-Language": "nl"}).text


def test_no_partnership_lasts_less_than_no_time(client: httpx.Client) -> None:
    rows = get(client, "/api/duration", year=2000).json()["rows"]
    assert 0 < len(rows) < 12
    assert min(row["years"] for row in rows) >= 0


def test_the_form_offers_what_there_is_and_keeps_what_was_chosen(client: httpx.Client) -> None:
    found = Page(page(client, "/queries/partners-of?city=kanazawa"))
    assert {"gent", "kanazawa", "taizhou"} <= set(found.fields["city"])
    assert found.selected == "kanazawa"
    assert "/api/partners-of.csv?city=kanazawa&per_page=10000" in found.links
    assert "?lang=en&city=kanazawa" in found.links


def test_the_link_to_the_editor_asks_the_same(client: httpx.Client) -> None:
    found = Page(page(client, "/queries/partners-of?city=kanazawa"))
    (editor,) = [link for link in found.links if link.startswith("/sparql?query=")]
    query = parse_qs(urlsplit(editor).query)["query"][0]
    rows = read_rows(client.get("/sparql", params={"query": query, "format": "json"}).content)
    assert list(rows.rows) == client.get("/api/partners-of?city=kanazawa").json()["rows"]


def test_a_page_turns(client: httpx.Client) -> None:
    first = Page(page(client, "/queries/who-says-so?per_page=3"))
    (behind,) = [link for link in first.links if "page=2" in link]
    second = Page(page(client, behind))
    assert "/queries/who-says-so?per_page=3" in second.links
    assert "/queries/who-says-so?page=3&per_page=3" in second.links


@pytest.fixture(scope="module")
def own_project(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A city with questions of its own: one without an order, one with markup in its words, one that takes a text."""
    root: Path = tmp_path_factory.mktemp("own")
    folder = root / "project" / "queries" / "questions"
    folder.mkdir(parents=True)
    (folder / "unordered.rq").write_text("#+ title.en: No order\nSELECT ?s { ?s ?p ?o }")
    (folder / "markup.rq").write_text(
        "#+ title.nl: <b>Vet</b>\n#+ summary.nl: <script>alert(1)</script>\n"
        '#+ params: {"words": {"type": "text"}}\n'
        'SELECT ?words_said { VALUES ?words { "x" } BIND(?words AS ?words_said) } ORDER BY ?words_said'
    )
    (folder / "random.rq").write_text("SELECT ?x { BIND(RAND() AS ?x) } ORDER BY ?x")

    async def open_store(*_: object) -> FakeStore:
        return FakeStore(gent())

    releases = publish(root / "out", gent())
    with running(
        create_app(releases, Settings(), open_store=open_store, project=root / "project")
    ) as address:
        yield address


def test_a_question_that_cannot_be_paged_has_a_page_but_no_api(own_project: str) -> None:
    with httpx.Client(base_url=own_project) as client:
        assert client.get("/api/unordered").status_code == 404
        text = page(client, "/queries/unordered")
        assert "No order" in text
        assert [link for link in Page(text).links if link.startswith("/sparql?query=")]
        named = {question["name"] for question in client.get("/api").json()["questions"]}
        assert named - set(QUESTIONS) == {"markup", "random"}
        validate(client.get("/openapi.json").json(), cls=OpenAPIV31SpecValidator)


def test_words_of_a_question_and_of_a_visitor_are_escaped(own_project: str) -> None:
    with httpx.Client(base_url=own_project) as client:
        text = page(client, '/queries/markup?words="><script>alert(2)</script>')
        assert "<script" not in text
        assert "<b>Vet" not in text
        told = client.get("/api/markup", params={"words": "<i>&"}).json()
        assert told["rows"] == [{"words_said": "<i>&"}]


def test_a_parameter_without_a_default_is_asked_for(own_project: str) -> None:
    with httpx.Client(base_url=own_project) as client:
        assert Page(page(client, "/queries/markup")).fields == {"words": []}
        answer = client.get("/api/markup")
        assert answer.status_code == 400
        assert "words" in answer.json()["detail"]


def test_the_examples_come_from_the_release(tmp_path: Path) -> None:
    releases = publish(tmp_path, gent()[:5])
    with running(application(releases)) as address:
        told = json.loads(httpx.get(f"{address}openapi.json").content)
        example = told["paths"]["/api/partners-of"]["get"]["responses"]["200"]["content"]["application/json"][
            "example"
        ]
        assert example["rows"] == []
