"""What stands follows one word in the code list: everything that speaks in the present tense, and nothing by itself."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from built_releases import build
from stedenband.ns import STB, Iris
from stedenband.projects import find_project
from stedenband.releases import ReleaseFolder
from web_release import application, running

ROOT = Path(__file__).resolve().parents[2]
IRIS = Iris("https://w3id.org/stedenband/gent/")
GHENT = IRIS.thing("city/gent")

CITIES = {
    "Burgas": "burgas", "Gdańsk": "gdansk", "Kanazawa": "kanazawa", "Liège": "luik", "Melle": "melle-de",
    "Mohammedia": "mohammedia", "Nottingham": "nottingham", "Saint-Raphaël": "saint-raphael", "Taizhou": "taizhou",
    "Tallinn": "tallinn", "Weihai": "weihai", "Wiesbaden": "wiesbaden",
}  # fmt: skip
"""The partners that Ghent has or had, by their English names."""

ALL = frozenset(CITIES)
UNPLACED = frozenset({"Taizhou"})
"""Partners without coordinates, which no map can show."""


def project(root: Path, **standings: str) -> Path:
    """Ghent's tables beside a copy of the vocabulary in whose code list these statuses say otherwise."""
    for part in ("data", "ontology"):
        shutil.copytree(ROOT / part, root / part)
    path = root / "ontology" / "codelists.ttl"
    text = path.read_text(encoding="utf-8")
    for status, standing in standings.items():
        text, times = re.subn(
            rf'(skos:notation "{status}" ;\n    stb:stands <[^>]*/)\w+>', rf"\g<1>{standing}>", text
        )
        assert times == 1, status
    path.write_text(text, encoding="utf-8")
    return root


@contextmanager
def served(root: Path) -> Iterator[httpx.Client]:
    """A client of a release that was built of that project."""
    built = build(find_project(root), root / "out")
    assert built.folder is not None, built.report
    with (
        running(application(ReleaseFolder(root / "out"))) as address,
        httpx.Client(base_url=address, headers={"Accept-Language": "en"}, timeout=60) as client,
    ):
        yield client


# == Where it is told ==========================================================


def page(client: httpx.Client, path: str, language: str = "en") -> str:
    answer = client.get(path, params={"lang": language}, headers={"Accept": "text/html"})
    assert answer.status_code == 200, (path, answer.text[:300])
    return unescape(answer.text)


def by_question(client: httpx.Client) -> set[str]:
    return {row["name_en"] for row in client.get("/api/partners-of.json").json()["rows"]}


def by_statement(client: httpx.Client) -> set[str]:
    query = f"SELECT ?name {{ <{GHENT.value}> <{STB.partnerOf.value}>/rdfs:label ?name FILTER(LANG(?name) = 'en') }}"
    text = f"PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> {query}"
    answer = client.get("/sparql", params={"query": text}, headers={"Accept": "text/csv"})
    return set(answer.text.split()[1:])


def by_page_sentences(client: httpx.Client) -> set[str]:
    """Whose page speaks in the present tense, in English and in Dutch alike."""
    found = {"en": set[str](), "nl": set[str]()}
    for name, city in CITIES.items():
        told = {language: page(client, f"/doc/city/{city}.html", language) for language in found}
        leads = {language: re.findall(r'<p class="lead">([^<]*)', text) for language, text in told.items()}
        if re.search(r"have (been sister cities|had a cooperation agreement) since", " ".join(leads["en"])):
            found["en"].add(name)
        if re.search(r"(zijn zustersteden|hebben een samenwerkingsakkoord) sinds", " ".join(leads["nl"])):
            found["nl"].add(name)
    assert found["en"] == found["nl"]
    return found["en"]


def by_city_page(client: httpx.Client) -> set[str]:
    return rows_that_stand(page(client, "/doc/city/gent.html"))


def by_list(client: httpx.Client) -> set[str]:
    return rows_that_stand(page(client, "/"))


def rows_that_stand(text: str) -> set[str]:
    tables = re.findall(r'<table class="stack stands-yes">(.*?)</table>', text, re.DOTALL)
    return {
        name for table in tables for name in re.findall(r'<th scope="row">.*?<bdi>([^<]*)', table, re.DOTALL)
    }


def by_map(client: httpx.Client) -> set[str]:
    ties = re.findall(r'<a class="tie [^"]*stands-yes"[^>]*><title>([^,<]*),', page(client, "/"))
    return set(ties) | (UNPLACED & by_list(client))


def by_timeline(client: httpx.Client) -> set[str]:
    lanes = re.findall(
        r'<li class="lane lane-tie[^"]* stands-yes">.*?</a>\s*<span class="quiet">(.*?)<',
        page(client, "/"),
        re.DOTALL,
    )
    assert all(lane.startswith("since ") for lane in lanes), lanes
    found = re.findall(
        r'<li class="lane lane-tie[^"]* stands-yes">.*?<bdi>([^<]*)', page(client, "/"), re.DOTALL
    )
    return set(found)


def by_search(client: httpx.Client) -> set[str]:
    answer = client.get("/search.json", params={"stands": "yes", "type": "city", "per_page": 100}).json()
    return {result["name_en"] for result in answer["results"]}


def by_table(client: httpx.Client) -> set[str]:
    rows = csv.DictReader(io.StringIO(client.get("/download/latest/gent.csv").text))
    return {row["partner_en"] for row in rows if row["stands"] == "yes"}


def by_geojson(client: httpx.Client) -> set[str]:
    features = client.get("/download/latest/gent.geojson").json()["features"]
    found = {
        feature["properties"]["label_en"]
        for feature in features
        if feature["id"] != GHENT.value
        and any(tie["stands"] == "yes" for tie in feature["properties"]["partnerships"])
    }
    return found | (UNPLACED & by_table(client))


def by_stream(client: httpx.Client) -> set[str]:
    """The partners of Ghent as the event stream has it, for those who replicate the data."""
    quads = [quad for path in ("/ldes", *nodes_of_stream(client)) for quad in read_trig(client, path)]
    partners = {quad.object for quad in quads if quad.subject == GHENT and quad.predicate == STB.partnerOf}
    return {name for name, city in CITIES.items() if IRIS.thing(f"city/{city}") in partners}


def nodes_of_stream(client: httpx.Client) -> list[str]:
    node = NamedNode("https://w3id.org/tree#node")
    found = {str(quad.object).strip("<>") for quad in read_trig(client, "/ldes") if quad.predicate == node}
    return sorted(
        "/" + iri.partition("/gent/")[2] if "/gent/" in iri else "/" + iri.split("/", 3)[3] for iri in found
    )


def read_trig(client: httpx.Client, path: str) -> list[Quad]:
    answer = client.get(path, headers={"Accept": "application/trig"})
    assert answer.status_code == 200, (path, answer.text[:200])
    return list(parse(answer.content, format=RdfFormat.TRIG, base_iri=str(answer.url)))


def by_schema_org(client: httpx.Client) -> int:
    """How many stand, in what search engines read of the data set."""
    text = page(client, "/dataset/gent")
    (markup,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    (number,) = re.findall(
        r"Of the 13 partnerships in these data (\d+) stand", json.loads(markup)["description"]
    )
    return int(number)


def by_catalogue(client: httpx.Client) -> int:
    text = client.get("/catalog.ttl").text
    (number,) = set(
        re.findall(r"Van de 13 partnerschappen in deze gegevens besta(?:an|at) er vandaag (\d+)", text)
    )
    return int(number)


def by_figure(client: httpx.Client) -> int:
    (number,) = re.findall(
        r'<dt>partnerships? that stands? today</dt><dd class="number">(\d+)', page(client, "/")
    )
    return int(number)


def by_statistics(client: httpx.Client) -> int:
    """The sum of the column that counts what stands, the same in each table that has it."""
    text = page(client, "/statistics")
    sums = []
    for table in re.findall(r'<table class="counts with-bars">(.*?)</table>', text, re.DOTALL):
        rows = re.findall(r'<td class="number">(\d+)</td><td class="number">(\d+)</td>', table)
        sums.append(sum(int(standing) for _, standing in rows))
    assert len(sums) == 3
    assert len(set(sums)) == 1, sums
    return sums[0]


NAMES: tuple[Callable[[httpx.Client], set[str]], ...] = (
    by_question, by_statement, by_page_sentences, by_city_page, by_list, by_map, by_timeline, by_search, by_table,
    by_geojson, by_stream,
)  # fmt: skip
NUMBERS: tuple[Callable[[httpx.Client], int], ...] = (
    by_schema_org, by_catalogue, by_figure, by_statistics,
)  # fmt: skip


@pytest.fixture(scope="module")
def ghent(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with served(project(tmp_path_factory.mktemp("ghent"))) as client:
        yield client


@pytest.fixture(scope="module")
def otherwise(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """The same tables, after somebody changed one word of the code list: what is reoriented stands."""
    with served(project(tmp_path_factory.mktemp("otherwise"), reoriented="yes")) as client:
        yield client


@pytest.fixture(scope="module")
def undecided(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Of what is reoriented it is not known."""
    with served(project(tmp_path_factory.mktemp("undecided"), reoriented="unknown")) as client:
        yield client


@pytest.mark.parametrize("told", NAMES, ids=lambda told: told.__name__)
def test_one_partner_of_ghent_stands(ghent: httpx.Client, told: Callable[[httpx.Client], set[str]]) -> None:
    assert told(ghent) == {"Kanazawa"}


@pytest.mark.parametrize("told", NUMBERS, ids=lambda told: told.__name__)
def test_one_partnership_is_counted(ghent: httpx.Client, told: Callable[[httpx.Client], int]) -> None:
    assert told(ghent) == 1


@pytest.mark.parametrize("told", NAMES, ids=lambda told: told.__name__)
def test_one_word_in_the_code_list_changes_all_of_them(
    otherwise: httpx.Client, told: Callable[[httpx.Client], set[str]]
) -> None:
    assert told(otherwise) == ALL - {"Saint-Raphaël"}


@pytest.mark.parametrize("told", NUMBERS, ids=lambda told: told.__name__)
def test_one_word_in_the_code_list_changes_every_number(
    otherwise: httpx.Client, told: Callable[[httpx.Client], int]
) -> None:
    assert told(otherwise) == 11


@pytest.mark.parametrize("told", NAMES, ids=lambda told: told.__name__)
def test_what_is_not_known_to_stand_is_no_partner(
    undecided: httpx.Client, told: Callable[[httpx.Client], set[str]]
) -> None:
    assert told(undecided) == {"Kanazawa"}


def test_what_is_not_known_is_no_former_partner_either(undecided: httpx.Client) -> None:
    rows = undecided.get("/api/former-partners-of.json").json()["rows"]
    assert {row["name_en"] for row in rows} == {"Saint-Raphaël"}
    lead = re.findall(r'<p class="lead">([^<]*)', page(undecided, "/doc/city/wiesbaden.html"))
    assert lead == ["Ghent and Wiesbaden became sister cities in 1969; whether they still are is not known."]


def test_a_tie_without_a_status_counts_as_not_known(tmp_path: Path) -> None:
    root = project(tmp_path)
    path = root / "data/gent/partnerships.csv"
    text = path.read_text(encoding="utf-8").replace("bilateral,maintained,1971", "bilateral,,1971")
    path.write_text(text, encoding="utf-8")
    claims = root / "data/gent/claims.csv"
    kept = [
        line
        for line in claims.read_text(encoding="utf-8").splitlines()
        if not line.startswith("gent-kanazawa-status")
    ]
    claims.write_text("\n".join(kept) + "\n", encoding="utf-8")
    with served(root) as client:
        assert [told.__name__ for told in NAMES if told(client)] == []
        assert by_figure(client) == by_statistics(client) == 0
        former = {row["name_en"] for row in client.get("/api/former-partners-of.json").json()["rows"]}
        assert former == ALL - {"Kanazawa"}


def test_the_feed_tells_of_the_word_that_changed(tmp_path: Path) -> None:
    root = project(tmp_path)
    build(find_project(root), root / "out")
    shutil.rmtree(root / "data")
    shutil.rmtree(root / "ontology")
    project(root, reoriented="yes")
    toml = root / "data/gent/dataset.toml"
    toml.write_text(
        toml.read_text(encoding="utf-8").replace('version = "1.1.0"', 'version = "1.2.0"'), encoding="utf-8"
    )
    with served(root) as client:
        feed = unescape(client.get("/changes.atom", params={"lang": "en"}).text)
        assert "stands changed from ‘no longer stands’ to ‘stands’" in feed
