"""The front page: the figures, the map, the timeline, the list and the doors, of few and of many partnerships."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from crowd import crowd
from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.ns import RDF, RDFS, SCHEMA, SKOS, STB, XSD
from stedenband.sparql.paging import replace_offset
from stedenband.web.views import home
from web_release import IRIS, application, gent, publish, running

GENT = IRIS.thing("city/gent")
MANY = 10_000
HOME_BYTES, CROWDED_BYTES = 150_000, 300_000


class Page(HTMLParser):
    """The tags of a page with their attributes, and the texts within ``title``, ``text`` and ``bdi``."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.tags and data.strip():
            self.texts.setdefault(self.tags[-1][0], []).append(data)

    def having(self, name: str) -> list[dict[str, str]]:
        """The attributes of the elements of a class."""
        return [attributes for _, attributes in self.tags if name in attributes.get("class", "").split()]


def fetched(client: httpx.Client, path: str = "/", language: str = "nl") -> str:
    answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": language})
    assert answer.status_code == 200, (path, answer.text)
    return answer.text


# == Ghent =====================================================================


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "nl",
            ("12", "partnerschappen", "van 12 in totaal", "1958", "met Saint-Raphaël", "verzusteringen"),
        ),
        (
            "en",
            (
                "12",
                "partnerships",
                "of 12 in all",
                "1958",
                "by cooperation agreement",
                "and United Kingdom",
            ),
        ),
    ],
)
def test_the_figures_that_matter(client: httpx.Client, language: str, words: tuple[str, ...]) -> None:
    figures = fetched(client, language=language).split('class="figures"')[1].split("</dl>")[0]
    assert re.findall(r'<dd class="number">([^<]*)', figures) == ["1", "1958", "10", "7", "5"]
    for word in words:
        assert word in figures


def test_every_placed_partner_is_one_link_on_the_map(client: httpx.Client) -> None:
    links = [link["href"] for link in Page(fetched(client)).having("tie")]
    assert len(links) == len(set(links)) == 11
    assert "/id/partnership/gent-kanazawa" in links
    assert "/id/partnership/gent-taizhou" not in links


def test_kind_and_status_have_a_form_as_well_as_a_colour(client: httpx.Client) -> None:
    text = fetched(client)
    (kanazawa,) = re.findall(r'<a class="tie[^>]*gent-kanazawa".*?</a>', text, re.DOTALL)
    assert "arc-twinning" in kanazawa
    assert 'href="#mark-maintained"' in kanazawa
    (burgas,) = re.findall(r'<a class="tie[^>]*gent-burgas".*?</a>', text, re.DOTALL)
    assert "arc-cooperation-agreement" in burgas
    assert 'href="#mark-reoriented"' in burgas
    css = (Path(home.__file__).parents[1] / "static" / "drawing.css").read_text()
    assert ".arc-cooperation-agreement { stroke-dasharray" in css


def test_a_link_on_the_map_says_what_it_is(client: httpx.Client) -> None:
    text = unescape(fetched(client, language="en"))
    told = "<title>Kanazawa, Japan\nGhent and Kanazawa have been sister cities since 1971.\nStatus: maintained</title>"
    assert told in text


def test_what_is_not_on_the_map_is_told_with_its_question(client: httpx.Client) -> None:
    box = fetched(client).split('class="unplaced"')[1].split("</div>")[0]
    assert "/id/city/taizhou" in box
    assert "/id/question/taizhou-which-city" in box
    assert "Zhejiang" in box


def test_the_timeline_has_phases_partnerships_and_changes(client: httpx.Client) -> None:
    text = fetched(client)
    lanes = re.findall(
        r'<li class="lane lane-(\w+)(?: is-(\w+))?(?: stands-\w+)?">\s*<span class="lane-name"><a href="([^"]*)',
        text,
    )
    sorts = [sort for sort, _, _ in lanes]
    assert (sorts.count("phase"), sorts.count("tie"), sorts.count("change")) == (2, 12, 3)
    assert ("tie", "ended", "/id/partnership/gent-saint-raphael") in lanes
    assert "/id/phase/networks" in text.split('class="undated"')[1].split("</p>")[0]


def _lane(text: str, name: str) -> str:
    """The row of a partnership."""
    lanes = [part.split("</li>")[0] for part in text.split('<li class="lane lane-tie')]
    return next(lane for lane in lanes if f'/id/partnership/{name}"' in lane)


def test_the_reorientation_runs_through_all_but_kanazawa(client: httpx.Client) -> None:
    text = fetched(client)
    (change,) = re.findall(
        r'/id/change/reorientation.*?<svg class="moment moment-change" x="([^"]*)"', text, re.DOTALL
    )
    assert f'<svg x="{change}"><rect class="across"' in _lane(text, "gent-wiesbaden")
    assert 'class="across"' not in _lane(text, "gent-kanazawa")


def test_acts_stand_on_their_bar_and_are_told_to_those_who_listen(client: httpx.Client) -> None:
    lane = _lane(fetched(client), "gent-kanazawa")
    assert lane.count('class="moment moment-act"') == 4
    assert lane.count('class="moment moment-inferred"') == 1
    assert "Verzusteringsoorkonde Gent – Kanazawa (1971) (afgeleid)" in lane
    assert re.search(r'<span class="unseen"> Akten: 1971: [^<]*; 2008: [^<]*</span>', lane)
    assert "moment-end" in _lane(fetched(client), "gent-saint-raphael")


def test_the_table_says_what_the_drawings_show(client: httpx.Client) -> None:
    text = fetched(client)
    table = "".join(part.split("</tbody>")[0] for part in text.split("<tbody>")[1:])
    for link in Page(text).having("tie"):
        assert link["href"] in table
    assert 'href="#partnerships"' in text


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_the_page_is_light(client: httpx.Client, language: str) -> None:
    assert len(gzip.compress(fetched(client, language=language).encode())) < HOME_BYTES


def test_a_script_of_ours_may_run_and_nothing_else(client: httpx.Client) -> None:
    answer = client.get("/", headers={"Accept": "text/html"})
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'self'; img-src 'self'")
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", answer.text, re.DOTALL)
    assert [
        re.match(r' src="/static/pointing\.[0-9a-f]{12}\.js" defer\Z', start) is None for start, _ in scripts
    ] == [False]
    assert [inside for _, inside in scripts] == [""]


def test_no_drawing_has_a_style_of_its_own_or_asks_for_anything(client: httpx.Client) -> None:
    found = Page(fetched(client))
    for tag, attributes in found.tags:
        assert not [name for name in attributes if name == "style" or name.startswith("on")], tag
        assert attributes.get("href", "").startswith("#") or tag != "use"
        paint = attributes.get("fill", "")
        assert "url(" not in paint or paint.startswith("url(#")


@pytest.mark.parametrize("page", ["0", "-1", "2", "x", "1e3", "٣", "99999999", ""])
def test_a_page_that_there_is_not_is_not_found(client: httpx.Client, page: str) -> None:
    assert client.get("/", params={"page": page}, headers={"Accept": "text/html"}).status_code == 404


def test_the_first_page_by_its_number_is_the_front_page(client: httpx.Client) -> None:
    assert 'class="figures"' in fetched(client, "/?page=1")


# == Without the bundle ========================================================


def test_a_checkout_without_the_front_end_has_a_plainer_map(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stedenband.web import app
    from stedenband.web.render.drawings import Outlines

    monkeypatch.setattr(app, "read_outlines", Outlines)
    with running(application(publish(tmp_path, gent()))) as address, httpx.Client(base_url=address) as client:
        text = fetched(client)
    assert 'class="land"' not in text
    assert len(Page(text).having("tie")) == 11
    assert len(Page(text).having("graticule")) == 2


# == Many ======================================================================


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server of Ghent with ten thousand partners instead of its own."""
    others = [quad for quad in gent() if quad.predicate != STB.party]
    releases = publish(tmp_path_factory.mktemp("many"), [*others, *crowd(MANY, IRIS, GENT)])
    with running(application(releases)) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.mark.heavy
def test_ten_thousand_partnerships_make_a_light_page(many: httpx.Client) -> None:
    text = fetched(many)
    assert len(text.encode()) < CROWDED_BYTES
    assert re.findall(r'<dd class="number">([^<]*)', text)[:3] == ["6.000", "1950", "60"]
    assert "van 10.000 in totaal" in text


@pytest.mark.heavy
def test_many_partners_are_a_mark_for_each_country(many: httpx.Client) -> None:
    ties = Page(fetched(many)).having("tie")
    assert len(ties) == 60
    assert {tie["href"] for tie in ties} == {f"/id/country/c{number}" for number in range(60)}


@pytest.mark.heavy
def test_many_partnerships_are_counted_by_decade(many: httpx.Client) -> None:
    text = fetched(many)
    assert 'class="timeline-years"' not in text
    assert [int(number.replace(".", "")) for number in re.findall(r'<text class="value"[^>]*>([^<]*)', text)] == [
        1340, 1340, 1335, 1330, 1330, 1330, 1330, 665,
    ]  # fmt: skip


def _listed(text: str) -> list[str]:
    table = text.split("<tbody>")[1].split("</tbody>")[0]
    return re.findall(r'<th scope="row">\s*<a href="([^"?]*)', table)


@pytest.mark.heavy
def test_the_list_has_every_partnership_once(many: httpx.Client) -> None:
    first, second, last = (_listed(fetched(many, f"/?page={page}")) for page in (1, 2, 200))
    assert (len(first), len(second), len(last)) == (50, 50, 50)
    assert not set(first) & set(second)
    assert "/id/partnership/gent-p0" in first
    assert many.get("/?page=201", headers={"Accept": "text/html"}).status_code == 404


@pytest.mark.heavy
def test_pages_lead_to_each_other_and_keep_their_language(many: httpx.Client) -> None:
    links = re.findall(r'<a rel="(prev|next)" href="([^"]*)"', fetched(many, "/?page=2&lang=en"))
    assert [(rel, unescape(link)) for rel, link in links] == [
        ("prev", "/?lang=en#partnerships"),
        ("next", "/?page=3&lang=en#partnerships"),
    ]
    assert 'href="?lang=en&amp;page=2"' in fetched(many, "/?page=2")


def test_as_many_as_fit_on_one_page_are_shown_one_by_one(tmp_path: Path) -> None:
    others = [quad for quad in gent() if quad.predicate != STB.party]
    quads = [*others, *crowd(50, IRIS, GENT)]
    with running(application(publish(tmp_path, quads))) as address, httpx.Client(base_url=address) as client:
        text = fetched(client)
    assert 'class="timeline-years"' in text
    assert len(Page(text).having("tie")) == 50
    assert 'class="pages"' not in text


def test_a_query_by_pages_has_one_offset() -> None:
    assert replace_offset("SELECT * { ?a ?b 'OFFSET 9' } # OFFSET 7\nLIMIT 5 OFFSET  0\n", 50).endswith(
        "OFFSET  50\n"
    )
    with pytest.raises(ValueError, match="has 0"):
        replace_offset("SELECT * { ?a ?b ?c } LIMIT 5", 50)


# == What data may be like =====================================================

HOSTILE = '</title></svg><script>alert(1)</script>"\u202egnitfarc'


def _strange(number: int = 0, **told: NamedNode | Literal) -> Iterator[Quad]:
    """A partnership with hostile names and whatever is told of the partner and of the tie."""
    partner, tie = IRIS.thing(f"city/x{number}"), IRIS.thing(f"partnership/gent-x{number}")
    where = IRIS.graph("expert")
    yield Quad(partner, RDF.type, STB.City, where)
    for predicate in (RDFS.label, SKOS.prefLabel):
        yield Quad(partner, predicate, Literal(HOSTILE, language="nl"), where)
    yield Quad(tie, RDF.type, STB.Partnership, where)
    yield Quad(tie, STB.party, GENT, where)
    yield Quad(tie, STB.party, partner, where)
    for name, value in told.items():
        if name in SCHEMA:
            yield Quad(partner, SCHEMA[name], value, where)
        else:
            yield Quad(tie, STB[name], value, where)


def _with(tmp_path: Path, quads: Iterator[Quad]) -> str:
    releases = publish(tmp_path, [*gent(), *quads])
    with running(application(releases)) as address, httpx.Client(base_url=address) as client:
        return fetched(client)


def test_hostile_text_is_text_in_drawings_too(tmp_path: Path) -> None:
    evil = NamedNode('https://example.org/kind/x"onload="alert(1)'.replace('"', "%22"))
    text = _with(
        tmp_path,
        _strange(
            latitude=Literal("48.2", datatype=XSD.decimal),
            longitude=Literal("16.4", datatype=XSD.decimal),
            kind=evil,
            status=evil,
            startYear=Literal("1990", datatype=XSD.integer),
        ),
    )
    found = Page(text)
    assert [attributes.get("src", "")[:17] for tag, attributes in found.tags if tag == "script"] == [
        "/static/pointing."
    ]
    assert "alert(1)&lt;/script&gt;" in text
    tie = next(tie for tie in found.having("tie") if tie["href"] == "/id/partnership/gent-x0")
    assert tie["class"] == "tie is-other stands-unknown"
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)


UNDRAWABLE: list[dict[str, NamedNode | Literal]] = [
    {"latitude": Literal("91"), "longitude": Literal("0")},
    {"latitude": Literal("NaN"), "longitude": Literal("1")},
    {"latitude": Literal("1")},
    {"startYear": Literal("-400", datatype=XSD.integer)},
    {"startYear": Literal("99999999999", datatype=XSD.integer)},
    {"startYear": Literal("soon")},
]


def test_what_cannot_be_drawn_is_left_out(tmp_path: Path) -> None:
    text = _with(tmp_path, (quad for n, told in enumerate(UNDRAWABLE) for quad in _strange(n, **told)))
    assert len(Page(text).having("tie")) == 11
    for number in range(len(UNDRAWABLE)):
        assert f"/id/partnership/gent-x{number}" in text
        assert '<rect class="bar' not in _lane(text, f"gent-x{number}")


def test_a_city_without_partnerships_has_a_page(tmp_path: Path) -> None:
    quads = [quad for quad in gent() if quad.predicate != STB.party]
    with running(application(publish(tmp_path, quads))) as address, httpx.Client(base_url=address) as client:
        text = fetched(client)
    assert re.findall(r'<dd class="number">([^<]*)', text) == ["0"]
    assert 'class="map"' not in text
