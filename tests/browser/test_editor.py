"""The query editor in a browser: asked, answered, shared and downloaded, and told what is wrong."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from browser.conftest import Visit
from browser_page import answered, asking, field, field_text, run, tab, write
from stedenband.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE, read
from stedenband.ns import Iris
from stedenband.store import load_queries
from web_release import BASE

pytestmark = pytest.mark.usefixtures("bundle")

CITIES = "SELECT ?city WHERE { ?city a <https://w3id.org/stedenband/ns#City> } ORDER BY ?city"
GRAPH = f"CONSTRUCT WHERE {{ <{BASE}id/city/gent> ?p ?o }}"
HESITATION = 200
"""Milliseconds: a list that has only just opened takes no key, so that nobody takes from it what they have not seen."""
HEAVY = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.fixture(scope="module")
def questions(project_root: Path) -> dict[str, str]:
    """The named questions that need nothing more to be asked."""
    found = load_queries((project_root / "queries" / "questions").glob("*.rq"))
    return {
        name: query.bind({}, Iris(BASE))
        for name, query in found.items()
        if all(param.default for param in query.params.values())
    }


# == By keyboard ===============================================================


def test_a_query_is_written_asked_and_read_by_keyboard_alone(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    focus(page, ".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT ?p WHERE { ?p a partne")
    expect(page.get_by_role("option", name="stb:Partnership")).to_be_visible()
    page.wait_for_timeout(HESITATION)
    page.keyboard.press("Enter")
    page.keyboard.type(" ")
    assert field_text(page).startswith("PREFIX stb: <https://w3id.org/stedenband/ns#>\nSELECT")
    assert "?p a stb:Partnership" in field_text(page)
    page.keyboard.press("Control+Enter")
    expect(answered(page).locator("tbody tr")).to_have_count(13)
    expect(page.locator(".status")).to_contain_text("13 rijen")
    focus(page, "section.answer [role=tab]")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Ruw")).to_be_focused()
    expect(page.get_by_role("tabpanel").locator("pre")).to_contain_text('"bindings"')


def focus(page: Page, wanted: str) -> None:
    """Press Tab until that has the focus, as a reader without a mouse."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.locator(f"{wanted}:focus").count():
            return
    raise AssertionError(f"the keyboard does not reach {wanted}")


def test_the_field_never_keeps_the_keyboard(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    field(page).focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Vraag stellen")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(field(page)).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("SEL")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Vraag stellen")).to_be_focused()


def test_what_is_filled_in_is_explained_in_the_language_of_the_reader(visit: Visit) -> None:
    for language, label in (("nl", "verzustering"), ("en", "twinning")):
        page = visit(language).open("/sparql")
        write(page, "SELECT * WHERE { ?p <https://w3id.org/stedenband/ns#kind> ")
        page.keyboard.type(label[:4])
        expect(page.get_by_role("option", name="kind:twinning")).to_contain_text(label)
        expect(page.locator(".cm-completionInfo")).to_contain_text(label)
        page.wait_for_timeout(HESITATION)
        page.keyboard.press("Tab")
        assert "kind:twinning" in field_text(page)
        assert "PREFIX kind: <https://w3id.org/stedenband/id/concept/kind/>" in field_text(page)


# == What goes wrong ===========================================================


def test_a_mistake_is_shown_where_it_is(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    write(page, "SELECT *\nWHERE {\n  ?s ?p ?o .\n  ?s )\n}")
    page.get_by_role("button", name="Vraag stellen").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("De vraag is geen geldige SPARQL")
    expect(alert).to_contain_text("Regel 4, kolom 6")
    expect(page.locator(".cm-lintRange-error")).to_have_text(")")
    alert.get_by_role("button", name="Naar regel 4, kolom 6").click()
    expect(field(page)).to_be_focused()
    page.keyboard.press("Delete")
    page.keyboard.type("?q ?r")
    expect(page.locator(".cm-lintRange-error")).to_have_count(0)
    expect(run(page).locator("tbody tr")).to_have_count(100)
    expect(alert).to_be_empty()


def test_the_column_of_a_mistake_counts_characters_not_halves_of_them(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    write(page, 'SELECT * { ?s ?p "😀😀" ; nope:x ?y }')
    page.get_by_role("button", name="Vraag stellen").click()
    expect(page.locator(".cm-lintRange-error")).to_have_text("nope:x")


def test_a_prefix_that_was_forgotten_is_a_button_away(visit: Visit) -> None:
    page = visit("en").open("/sparql")
    write(page, "SELECT ?c WHERE { ?c a stb:City }")
    page.get_by_role("button", name="Ask").click()
    page.get_by_role("button", name="Add PREFIX stb: and ask again").click()
    expect(answered(page).locator("tbody tr").first).to_contain_text("city/")
    assert field_text(page).startswith("PREFIX stb:")


def test_a_link_to_a_broken_query_opens_with_the_mistake_marked_and_mends(visit: Visit) -> None:
    visitor = visit("nl")
    page = visitor.open(asking("SELECT * WHERE { ?s ?p }"))
    expect(page.locator("h1")).to_have_text("De vraag is geen geldige SPARQL")
    expect(page.locator(".cm-lintRange-error")).to_have_count(1)
    write(page, CITIES)
    page.get_by_role("button", name="Vraag stellen").click()
    expect(page.locator("h1")).to_have_text("De gegevens bevragen")
    expect(answered(page).locator("tbody tr").first).to_be_visible()


def test_a_query_that_takes_long_can_be_stopped(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    write(page, HEAVY)
    page.get_by_role("button", name="Vraag stellen").click()
    page.get_by_role("button", name="Stoppen").click()
    expect(page.locator(".status")).to_have_text("Gestopt.")
    expect(page.get_by_role("button", name="Stoppen")).to_be_hidden()
    expect(run(page, CITIES).locator("tbody tr").first).to_be_visible()


def test_a_server_that_does_not_answer_is_told_as_such(visit: Visit) -> None:
    visitor = visit("nl")
    page = visitor.open("/sparql")
    page.route("**/sparql?*", lambda route: route.abort())
    page.get_by_role("button", name="Vraag stellen").click()
    expect(page.get_by_role("alert")).to_contain_text("De server is niet te bereiken")
    visitor.faults.clear()  # Chromium reports the request that was cut.


# == Answers ===================================================================


def test_the_table_sorts_and_leads_to_our_pages(visit: Visit, questions: dict[str, str]) -> None:
    page = visit("nl").open(asking(questions["duration"]))
    section = answered(page)
    head = section.locator("th", has_text="years")
    head.get_by_role("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    rising = [int(text) for text in section.locator("tbody td:nth-child(6)").all_inner_texts()]
    head.get_by_role("button").click()
    falling = [int(text) for text in section.locator("tbody td:nth-child(6)").all_inner_texts()]
    assert rising == sorted(rising)
    assert falling == rising[::-1] or falling == sorted(rising, reverse=True)
    assert len(set(rising)) > 3
    section.get_by_role("link", name="partnership/gent-kanazawa").click()
    expect(page.locator("h1")).to_contain_text("Kanazawa")
    assert urlsplit(page.url).path == "/doc/partnership/gent-kanazawa"


def test_long_answers_come_a_hundred_rows_at_a_time(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    section = run(page, "SELECT * WHERE { ?s ?p ?o } LIMIT 250")
    for shown in (100, 200, 250):
        expect(section.locator("tbody tr")).to_have_count(shown)
        more = section.get_by_role("button", name="rijen tonen")
        if shown < 250:
            more.click()
    expect(more).to_be_hidden()


def test_places_are_on_a_map_that_keys_and_buttons_move(visit: Visit, questions: dict[str, str]) -> None:
    page = visit("nl").open(asking(questions["places-on-the-map"]))
    count = answered(page).locator("tbody tr").count()
    tab(page, "Kaart")
    points = page.locator(".map a")
    expect(points).to_have_count(count)
    ghent = page.locator(".map a[aria-label=Kanazawa]")
    expect(ghent).to_have_attribute("href", "/id/city/kanazawa")
    before = page.locator(".map path.land").bounding_box()
    page.get_by_role("button", name="Inzoomen").click()
    page.keyboard.press("ArrowLeft")
    after = page.locator(".map path.land").bounding_box()
    assert before is not None
    assert after is not None
    assert after["width"] > 1.5 * before["width"]
    ghent.focus()
    frame, point = page.locator(".map svg").bounding_box(), ghent.locator(".point").bounding_box()
    assert frame is not None
    assert point is not None
    assert frame["x"] < point["x"] < frame["x"] + frame["width"], "a point that has the focus is in sight"
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Kanazawa")


def test_amounts_are_a_chart_with_the_years_that_have_none(visit: Visit, questions: dict[str, str]) -> None:
    page = visit("nl").open(asking(questions["partnerships-by-decade"]))
    answered(page)
    tab(page, "Diagram")
    chart = page.get_by_role("img", name="Staafdiagram van partnerships per decade")
    expect(chart).to_be_visible()
    names = chart.locator("text.name").evaluate_all("nodes => nodes.map(node => node.firstChild.textContent)")
    assert names == [str(year) for year in range(int(names[0]), int(names[-1]) + 1, 10)]
    expect(chart.locator("text.legend")).to_have_count(2)
    totals = [int(text) for text in chart.locator("text.value").all_text_contents()]
    assert sum(totals) == 12


def test_a_view_is_offered_only_where_it_fits(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    for query, views in (
        (CITIES, ["Tabel", "Ruw"]),
        (GRAPH, ["Ruw"]),
        ('SELECT ("a" AS ?name) (1.5 AS ?lat) (2.5 AS ?long) {}', ["Tabel", "Kaart", "Ruw"]),
    ):
        assert run(page, query).get_by_role("tab").all_inner_texts() == views
    expect(run(page, "ASK { ?s ?p ?o }").locator(".lead")).to_have_text("ja")
    expect(run(page, "SELECT * { ?s <x:y> ?o }")).to_contain_text("Niets gevonden")


def test_values_are_shown_as_text_whatever_they_hold(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    hostile = "</script><img src=x onerror=alert(1)><b>"
    query = f'SELECT ?name ?iri {{ VALUES (?name ?iri) {{ ("{hostile}" <javascript:alert(1)>) }} }}'
    section = run(page, query)
    expect(section.locator("td").first).to_have_text(hostile)
    expect(section.locator("td a, td img, td b")).to_have_count(0)
    page.reload()
    expect(answered(page).locator("td").first).to_have_text(hostile)


# == Sharing, programs, files ==================================================


def test_a_shared_link_gives_the_same_query_and_answer(visit: Visit, site: str) -> None:
    visitor = visit("nl")
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visitor.open("/sparql")
    first = run(page, CITIES).locator("tbody").inner_text()
    page.get_by_role("button", name="Link kopiëren").click()
    expect(page.locator(".status")).to_have_text("Link gekopieerd.")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.url
    assert link.startswith(f"{site}/sparql?")
    assert parse_qs(urlsplit(link).query) == {"query": [CITIES]}
    other = visit("nl").context.new_page()
    other.goto(link)
    assert answered(other).locator("tbody").inner_text() == first
    assert field_text(other) == CITIES


def test_where_the_clipboard_is_closed_the_link_can_be_copied_by_hand(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Link kopiëren").click()
    shown = page.get_by_label("Link naar deze vraag")
    expect(shown).to_be_visible()
    assert "query=" in shown.input_value()


def test_back_goes_to_the_query_before(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    run(page, CITIES)
    run(page, GRAPH)
    page.go_back()
    expect(answered(page).locator("tbody tr").first).to_be_visible()
    assert field_text(page) == CITIES


def test_the_language_can_be_changed_without_losing_the_query(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    run(page, CITIES)
    page.get_by_role("link", name="English").click()
    expect(page.locator("h1")).to_have_text("Query the data")
    expect(answered(page).get_by_role("tab", name="Table")).to_be_visible()
    assert field_text(page) == CITIES


def snippet(page: Page, name: str) -> str:
    program = page.locator("details.program")
    if not program.evaluate("node => node.open"):
        program.locator("summary").click()
    program.get_by_role("tab", name=name, exact=True).click()
    return program.locator("pre").inner_text()


@pytest.mark.parametrize("query", [CITIES, GRAPH, "ASK { ?s ?p 'it''s' }".replace("''", "\\'")])
def test_the_programs_run_as_they_stand(visit: Visit, query: str) -> None:
    page = visit("nl").open("/sparql")
    write(page, query)
    wanted = {CITIES: "city/gent", GRAPH: "Ghent"}.get(query, "alse")
    for name, command in (("curl", ["bash", "-c"]), ("Python", [sys.executable, "-c"])):
        text = snippet(page, name)
        done = subprocess.run([*command, text], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 0, done.stderr
        assert wanted in done.stdout, text
    assert "req_perform()" in snippet(page, "R")


Rows = Callable[[bytes], Sequence[object]]

FILES: dict[str, Rows] = {
    "CSV": lambda body: [row["city"] for row in csv.DictReader(io.StringIO(body.decode()))],
    "TSV": lambda body: body.decode().splitlines()[1:],
    "JSON": lambda body: json.loads(body)["results"]["bindings"],
    "XML": lambda body: ET.fromstring(body).findall(".//{http://www.w3.org/2005/sparql-results#}result"),
}
GRAPH_FILES = {"Turtle": TURTLE, "N-Triples": N_TRIPLES, "JSON-LD": JSON_LD, "RDF/XML": RDF_XML}


def test_every_file_holds_the_whole_answer(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    count = run(page, CITIES).locator("tbody tr").count()
    for name, rows in FILES.items():
        assert len(rows(downloaded(page, name))) == count, name
    run(page, GRAPH)
    graphs = {len(set(read(downloaded(page, name), form))) for name, form in GRAPH_FILES.items()}
    assert len(graphs) == 1
    assert graphs.pop() > 10


def downloaded(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.locator(".files").get_by_role("link", name=name, exact=True).click()
    assert download.value.suggested_filename.startswith("stedenband.")
    return Path(download.value.path()).read_bytes()


def test_a_query_too_long_for_an_address_is_asked_and_downloaded_all_the_same(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    long = f"{CITIES}\n# {'x' * 9000}"
    count = run(page, long).locator("tbody tr").count()
    assert count > 5
    assert urlsplit(page.url).query == ""
    assert len(FILES["CSV"](downloaded(page, "CSV"))) == count
    page.get_by_role("button", name="Link kopiëren").click()
    expect(page.locator(".status")).to_contain_text("te lang voor een link")


# == Examples ==================================================================


def test_an_example_fills_the_field_and_one_step_back_brings_the_old_query(visit: Visit) -> None:
    page = visit("nl").open("/sparql")
    write(page, CITIES)
    page.locator("#examples summary").click()
    page.get_by_label("Zoek een voorbeeld").fill("decennium soort")
    page.locator("#examples").get_by_role(
        "link", name="Nieuwe partnerschappen per decennium en soort"
    ).click()
    expect(page.locator("#examples")).not_to_have_attribute("open", "")
    expect(page.locator(".status")).to_contain_text("Voorbeeld ingevuld")
    assert "AS ?decade" in field_text(page)
    page.keyboard.press("Control+z")
    assert field_text(page) == CITIES


def test_every_example_is_answered(visit: Visit, questions: dict[str, str], site: str) -> None:
    page = visit("en").open("/sparql")
    names = page.locator("#examples a").evaluate_all(
        "links => links.map(link => new URL(link.href).searchParams.get('example'))"
    )
    assert sorted(names) == sorted(questions)
    told = httpx.get(f"{site}/sparql/terms.en.json").json()["examples"]
    for example in told:
        answer = httpx.get(
            f"{site}/sparql", params={"query": example["text"]}, headers={"Accept": "application/json"}
        )
        assert answer.status_code == 200, example["name"]
        assert not example["text"].startswith("#+")


# == Without the script ========================================================


def test_without_scripts_the_form_asks_and_the_examples_fill_it(visit: Visit) -> None:
    page = visit("nl", scripts=False).open("/sparql")
    page.locator("#examples summary").click()
    page.get_by_role("link", name="Partners op de kaart").click()
    expect(page.locator("#query")).to_contain_text("schema:latitude")
    page.get_by_role("button", name="Vraag stellen").click()
    expect(page.locator("#answer tbody tr").first).to_contain_text("city/")
    page.locator("#query").fill("SELECT nonsense")
    page.get_by_role("button", name="Vraag stellen").click()
    expect(page.locator("h1")).to_have_text("De vraag is geen geldige SPARQL")
    page.locator("#query").fill(CITIES)
    page.get_by_label("Antwoord als").select_option("csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="Vraag stellen").click()
    assert b"city/gent" in Path(download.value.path()).read_bytes()


def test_the_page_may_run_one_script_and_no_other(site: str) -> None:
    policy = httpx.get(f"{site}/sparql", headers={"Accept": "text/html"}).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "connect-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    elsewhere = httpx.get(f"{site}/", headers={"Accept": "text/html"}).headers["Content-Security-Policy"]
    assert "connect-src" not in elsewhere


# == What was typed and not asked ==============================================

TYPED = "SELECT ?typed WHERE { ?typed a ?kind }"


def typed_is_there(page: Page) -> None:
    expect(field(page)).to_contain_text("?typed a ?kind")


@pytest.mark.parametrize("path", ["/sparql", asking(CITIES), "/sparql?query=SELECT"])
def test_a_typed_query_outlives_reload_back_and_another_language(visit: Visit, path: str) -> None:
    visitor = visit("nl")
    page = visitor.open(path)
    write(page, TYPED)
    page.reload()
    typed_is_there(page)
    page.goto(f"{visitor.site}/ns")
    page.go_back()
    typed_is_there(page)
    page.get_by_role("link", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    typed_is_there(page)
    assert not [url for url in visitor.asked if "typed" in url]


def test_back_shows_the_query_of_its_own_address(visit: Visit) -> None:
    visitor = visit("nl")
    page = visitor.open("/sparql")
    run(page, TYPED)
    run(page, CITIES)
    page.go_back()
    answered(page)
    typed_is_there(page)
    page.go_back()
    typed_is_there(page)


def test_a_link_to_another_query_is_not_hidden_by_a_draft(visit: Visit) -> None:
    visitor = visit("nl")
    page = visitor.open(asking(CITIES))
    write(page, TYPED)
    page.goto(visitor.site + asking(CITIES))
    answered(page)
    expect(field(page)).not_to_contain_text("?typed")


def test_without_a_script_the_address_carries_the_query(visit: Visit) -> None:
    page = visit("nl", scripts=False).open("/sparql")
    page.locator("#query").fill(TYPED)
    page.get_by_role("button", name="Vraag stellen").click()
    page.get_by_role("link", name="English").click()
    expect(page.locator("#query")).to_have_value(re.compile("typed"))
