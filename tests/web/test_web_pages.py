"""The pages: what they say, that they are safe, and that they load nothing from anybody else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from stedenband.i18n import INTERFACE_LANGUAGES, translate
from stedenband.ns import FOAF, OWL, RDF, RDFS, SKOS, STB
from stedenband.web.messages.facts import FACT_NAMES
from stedenband.web.render import terms
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.ontology import read_vocabulary
from stedenband.web.render.pages.catalogue_terms import _FACTS
from stedenband.web.render.pages.facts import REVERSE, Claims, list_facts
from stedenband.web.render.property_labels import PROPERTY_LABELS
from stedenband.web.render.terms import TermRenderer
from stedenband.web.render.wording import Wording, choose_language
from web_release import BASE, IRIS, application, gent, publish, running

KNOWN_HOSTS = (
    "https://www.wikidata.org/",
    "http://www.wikidata.org/entity/",
    "https://sws.geonames.org/",
    "http://publications.europa.eu/resource/authority/",
    "https://w3id.org/stedenband/",
    "http://www.w3.org/",
    "http://purl.org/",
    "https://schema.org/",
    "http://www.opengis.net/",
    "http://xmlns.com/foaf/",
    "http://dbpedia.org/ontology/",
    "https://creativecommons.org/",
)


class Page(HTMLParser):
    """The tags of a page with their attributes, and the languages of its texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def links(self) -> list[str]:
        return [a["href"] for a in self.all("a")]


def page(client: httpx.Client, path: str, language: str = "en") -> str:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200, (path, answer.text)
    return answer.text


PAGES = (
    "/",
    "/statistics",
    "/ns",
    "/sparql",
    "/doc/city/gent",
    "/doc/city/mohammedia",
    "/doc/city/taizhou",
    "/doc/city/casablanca",
    "/doc/country/jp",
    "/doc/place/england",
    "/doc/partnership/gent-kanazawa",
    "/doc/partnership/gent-melle",
    "/doc/partnership/gent-gdansk",
    "/doc/participation/gent-melle/gent",
    "/doc/act/gent-kanazawa-1971",
    "/doc/phase/twin-cities",
    "/doc/source/history-nl",
    "/doc/geometry/gent",
    "/doc/concept/kind/twinning",
    "/doc/concept/mode/stated",
    "/doc/conceptscheme/kind",
)


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_well_made_and_loads_nothing_from_elsewhere(
    client: httpx.Client, path: str, language: str
) -> None:
    found = Page(page(client, path, language))
    assert found.all("html")[0]["lang"] == language
    assert len(found.all("h1")) == 1
    for script in found.all("script"):
        ours = re.match(r"/static/[a-z]+\.[0-9a-f]{12}\.js\Z", script.get("src", ""))
        assert ours or script.get("type") in ("application/json", "application/ld+json")
    assert not any(
        name.startswith("on") or name == "style" for _, attributes in found.tags for name in attributes
    )
    loaded = [tag["href"] for tag in found.all("link") if tag["rel"] in ("stylesheet", "icon")]
    loaded += [image["src"] for image in found.all("img")]
    assert loaded
    assert all(re.match(r"/static/[a-z]+\.[0-9a-f]{12}\.(css|svg)\Z", address) for address in loaded)
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert "#content" in found.links()


@pytest.mark.parametrize("path", PAGES)
def test_links_are_ours_or_go_where_readers_expect(client: httpx.Client, path: str) -> None:
    pages = (quad.object for quad in gent() if quad.predicate == FOAF.page)
    sources = {each.value for each in pages if isinstance(each, NamedNode)}
    for link in Page(page(client, path)).links():
        ours = re.match(r"/(?!/)|#|\?lang=", link)
        # The words on the page of a source are named behind its address.
        assert ours or link.startswith(KNOWN_HOSTS) or link.partition("#:~:text=")[0] in sources, link


def test_every_internal_link_leads_somewhere(client: httpx.Client) -> None:
    """Walk the whole site from the front page, as a crawler would."""
    waiting, seen = ["/"], set[str]()
    while waiting:
        path = waiting.pop()
        if (
            path in seen
            or path.startswith("/download")
            or path.endswith((".ttl", ".nt", ".rdf", ".jsonld", ".trig"))
        ):
            continue
        seen.add(path)
        answer = client.get(path, follow_redirects=True, headers={"Accept": "text/html"})
        assert answer.status_code == 200, path
        waiting += [link.partition("#")[0] for link in Page(answer.text).links() if link.startswith("/")]
    assert len(seen) > 300


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("partnership/gent-kanazawa", "nl", "Gent en Kanazawa zijn zustersteden sinds 1971."),
        ("partnership/gent-kanazawa", "en", "Ghent and Kanazawa have been sister cities since 1971."),
        (
            "partnership/gent-luik",
            "nl",
            "Gent en Luik sloten in 2011 een samenwerkingsakkoord; het partnerschap bestaat niet meer.",
        ),
        (
            "partnership/gent-saint-raphael",
            "en",
            "Ghent and Saint-Raphaël were sister cities from 1958 to 2018.",
        ),
        ("partnership/sint-denijs-westrem-melle", "nl", "hadden een partnerschap van 1969 tot 1977."),
        ("partnership/gent-kanazawa", "nl", "4 oktober 1971"),
        ("partnership/gent-kanazawa", "en", "4 October 1971"),
        ("partnership/gent-tallinn", "en", "August 1982"),
        ("partnership/gent-kanazawa", "nl", "laat dit partnerschap ongemoeid"),
        ("partnership/gent-gdansk", "en", "The sources differ"),
        ("city/taizhou", "nl", "Open vraag"),
        ("city/casablanca", "en", "Mohammedia"),
        ("city/kanazawa", "nl", '<p class="lead">Gent en Kanazawa zijn zustersteden sinds 1971.</p>'),
        ("country/gb", "nl", "Nottingham"),
        ("source/history-nl", "en", "Dutch"),
        ("city/gdansk", "nl", '<bdi lang="de">Danzig</bdi> <span class="quiet">(Duits)</span>'),
    ],
)
def test_a_page_says_it_in_words(client: httpx.Client, path: str, language: str, words: str) -> None:
    assert words in page(client, f"/doc/{path}", language)


def test_a_partnership_shows_who_says_so_word_for_word(client: httpx.Client) -> None:
    text = page(client, "/doc/partnership/gent-kanazawa", "nl")
    assert "Kanazawa (Japan) sinds 1971" in text
    assert '<blockquote lang="en" dir="auto"><p>Kanazawa (Japan) since 1971' in text
    assert '<blockquote dir="auto"><p>Kanazawa (Japan) sinds 1971' in text


def test_the_front_page_counts_the_twelve(client: httpx.Client) -> None:
    found = Page(page(client, "/", "nl"))
    partnerships = [link for link in found.links() if link.startswith("/id/partnership/")]
    assert len(set(partnerships)) == 12
    assert partnerships[-12:-10] == ["/id/partnership/gent-kanazawa", "/id/partnership/gent-saint-raphael"]


def test_the_language_is_the_one_named_else_the_one_liked_else_english(client: httpx.Client) -> None:
    def language(path: str, accept: str) -> str:
        answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": accept})
        assert answer.headers["content-language"] == Page(answer.text).all("html")[0]["lang"]
        return answer.headers["content-language"]

    assert language("/doc/city/gent", "en-GB,en;q=0.9,nl;q=0.8") == "en"
    assert language("/doc/city/gent", "fr") == "en"
    assert language("/doc/city/gent?lang=en", "nl") == "en"
    assert language("/doc/city/gent?lang=xx", "en") == "en"


def test_a_language_that_the_address_names_is_carried_on(client: httpx.Client) -> None:
    links = Page(page(client, "/doc/city/gent?lang=en", "nl")).links()
    assert "/id/partnership/gent-kanazawa?lang=en" in links
    assert "/?lang=en" in links
    assert "/id/partnership/gent-kanazawa" in Page(page(client, "/doc/city/gent", "en")).links()


def test_a_page_is_the_same_every_time(client: httpx.Client) -> None:
    """Two applications over the same release give the same bytes: nothing depends on memory or order."""
    first = page(client, "/doc/partnership/gent-gdansk", "nl")
    assert first == page(client, "/doc/partnership/gent-gdansk.html", "nl")


# == What strangers put into data ==============================================

CITY = IRIS.thing("city/x")

HOSTILE = [
    '<script>alert("x")</script>',
    '"><img src=x onerror=alert(1)>',
    "{{ 7 * 7 }}",
    "\u202egnitfarc\u202c",
    "</title><script>1</script>",
]


def _hostile() -> Iterator[Quad]:
    where = IRIS.graph("expert")
    yield Quad(CITY, RDF.type, STB.City, where)
    for number, label in enumerate(HOSTILE):
        yield Quad(CITY, SKOS.altLabel, Literal(label, language="nl"), where)
        yield Quad(CITY, NamedNode(f"https://example.org/{number}"), Literal(label), where)
    yield Quad(CITY, RDFS.label, Literal(HOSTILE[0], language="nl"), where)
    yield Quad(CITY, SKOS.note, Literal(HOSTILE[1]), where)
    for iri in (
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/x",
        "https://user:pw@example.org/",
    ):
        yield Quad(CITY, OWL.sameAs, NamedNode(iri), where)
    yield Quad(CITY, FOAF.page, NamedNode("https://example.org/fine?a=1&b=2"), where)


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    releases = publish(tmp_path_factory.mktemp("hostile"), [*gent(), *_hostile()])
    with running(application(releases)) as address, httpx.Client(base_url=address) as client:
        yield page(client, "/doc/city/x", "nl")


def test_markup_in_data_is_text(hostile_page: str) -> None:
    found = Page(hostile_page)
    assert not found.all("script")
    assert [image["src"] for image in found.all("img")] == [found.all("img")[0]["src"]]
    assert "&lt;script&gt;" in hostile_page
    assert "{{ 7 * 7 }}" in hostile_page
    assert "49" not in re.sub(r"[0-9a-f]{12}", "", hostile_page).split("<main")[1].split("</main")[0]


def test_text_that_turns_its_direction_turns_only_itself(hostile_page: str) -> None:
    for place in (match.start() for match in re.finditer("\u202e", hostile_page)):
        assert re.search(r"<(bdi|title)[^>]*>\Z", hostile_page[:place]), hostile_page[place - 80 : place + 20]


def test_only_web_addresses_become_links(hostile_page: str) -> None:
    links = Page(hostile_page).links()
    assert "https://example.org/fine?a=1&b=2" in links
    assert not [link for link in links if link.startswith(("javascript:", "data:", "ftp:", "https://user"))]
    assert "javascript:alert(1)" in hostile_page


# == The look ==================================================================


def _colours(css: str, scheme: str) -> dict[str, tuple[float, float, float]]:
    block = css.split("prefers-color-scheme: dark")[1 if scheme == "dark" else 0]
    found = re.findall(r"--([a-z-]+): #([0-9a-f]{6});", block)
    return {name: tuple(int(value[i : i + 2], 16) / 255 for i in (0, 2, 4)) for name, value in found}  # type: ignore[misc]


def _luminance(colour: tuple[float, float, float]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


PAIRS = [
    *((ink, paper) for ink in ("ink", "quiet", "link", "link-strong") for paper in ("paper", "raised")),
    ("warn", "warn-paper"), ("good", "good-paper"), ("calm", "calm-paper"), ("ink", "grey-paper"),
    ("ink", "warn-paper"), ("link", "warn-paper"), ("paper", "link"), ("quiet", "warn-paper"),
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_text_stands_out_from_its_ground(scheme: str, ink: str, paper: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text."""
    css = (Path(terms.__file__).parents[1] / "static" / "site.css").read_text()
    colours = _colours(css, scheme)
    one, two = sorted((_luminance(colours[ink]), _luminance(colours[paper])), reverse=True)
    assert (one + 0.05) / (two + 0.05) >= 4.5


def test_the_style_sheet_asks_nobody_for_anything() -> None:
    css = (Path(terms.__file__).parents[1] / "static" / "site.css").read_text()
    assert "url(" not in css
    assert "@import" not in css


# == Words =====================================================================


def test_every_fact_that_has_words_is_a_fact_we_can_meet() -> None:
    reverse = {"other-names", *(key for *_, key in REVERSE)}
    assert set(FACT_NAMES) == reverse


def test_a_property_has_one_label_wherever_a_page_names_it() -> None:
    """No other module of the site maps properties to labels; ours bring their own with the vocabulary."""
    assert not [predicate for predicate in PROPERTY_LABELS if predicate.value.startswith(STB.base)]
    assert set(_FACTS) <= set(PROPERTY_LABELS)
    found = [
        path.name
        for path in sorted((Path(__file__).parents[2] / "src/stedenband/web").rglob("*.py"))
        if len(re.findall(r"^    (?:DCTERMS|DCAT|SKOS|SCHEMA|FOAF)\.\w+: N_\(", path.read_text(), re.M)) > 1
    ]
    assert found == ["property_labels.py"]


def test_the_base_of_the_release_stands_on_every_page_about_a_thing(client: httpx.Client) -> None:
    assert f"<code>{BASE}id/city/gent</code>" in page(client, "/doc/city/gent")


@pytest.mark.parametrize("predicate", sorted({each[0] for each in REVERSE}, key=str), ids=str)
def test_a_list_of_what_leads_to_a_thing_names_only_things_of_its_class(predicate: NamedNode) -> None:
    """Whatever class else leads there by the same property: a list of cities names no place."""
    thing = NamedNode("https://example.org/id/thing")
    classes = {*(STB[name] for name in STB if name[0].isupper()), *(kind for _, kind, _ in REVERSE)}
    leading = {
        kind: NamedNode(f"https://example.org/x/{number}")
        for number, kind in enumerate(sorted(classes, key=str))
    }
    quads = [
        statement
        for kind, subject in leading.items()
        for statement in (Quad(subject, RDF.type, kind), Quad(subject, predicate, thing))
    ]
    shower = TermRenderer(ResourceDescription(quads), Wording("en"), IRIS, read_vocabulary())
    told = {
        fact.name: [value.shown.href for value in fact.values]
        for fact in list_facts(shower, thing, Claims(shower, []))
    }
    expected: dict[str, list[str | None]] = {}
    for each, kind, key in REVERSE:
        if each == predicate:
            expected.setdefault(translate(FACT_NAMES[key], "en"), []).append(leading[kind].value)
    assert told == expected


def test_england_is_a_part_of_the_united_kingdom_and_not_one_of_its_cities(client: httpx.Client) -> None:
    text = page(client, "/doc/country/gb", "en")
    (cities,) = re.findall(r"<dt>Cities</dt>(.*?)</div>", text, re.DOTALL)
    assert re.findall(r"<bdi>([^<]*)", cities) == ["Nottingham"]
    (parts,) = re.findall(r"<dt>Parts of the country</dt>(.*?)</div>", text, re.DOTALL)
    assert re.findall(r"<bdi>([^<]*)", parts) == ["England"]


@pytest.mark.parametrize(
    ("path", "language", "flag"),
    [("partnership/gent-nottingham", "nl", "afgeleid"), ("partnership/gent-nottingham", "en", "derived")],
)
def test_an_act_that_is_inferred_does_not_look_like_one_that_is_stated(
    client: httpx.Client, path: str, language: str, flag: str
) -> None:
    inferred = page(client, f"/doc/{path}", language)
    assert f'<span class="flag"><bdi>{flag}</bdi>' in inferred.split('id="acts"')[1].split("</section>")[0]
    stated = page(client, "/doc/partnership/gent-burgas", language)
    assert (
        'class="flag"' not in stated.split('id="acts"')[1].split('class="timeline"')[1].split("<details")[0]
    )


def test_the_tie_of_a_former_municipality_has_no_kind_and_no_charter_but_a_question(
    client: httpx.Client,
) -> None:
    text = page(client, "/doc/partnership/sint-denijs-westrem-melle", "nl")
    assert "Verzusteringsoorkonde" not in text
    assert "In welke vorm gingen Sint-Denijs-Westrem en Melle in 1969 een band aan" in text


def test_of_two_ranges_of_one_language_the_better_counts() -> None:
    assert choose_language(None, "nl;q=0.1, nl-BE;q=0.9, en;q=0.5") == "nl"
    assert choose_language(None, "nl;q=0.9, nl-BE;q=0.1, en;q=0.5") == "nl"
    assert choose_language(None, "nl;q=0.1, nl-BE;q=0.2, en;q=0.5") == "en"
