"""Several cities in one project: one release, a data set for each, and no contradictions between them."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from built_releases import build
from several_cities import BASE, CITIES, FIRST, PARTNERSHIPS, many, project_of, write_city, write_whole
from stedenband import pipeline
from stedenband.cli import make_commands
from stedenband.errors import UsageError
from stedenband.model import Finding, Severity
from stedenband.ns import RDFS, STB
from stedenband.projects import Project, digest_inputs, find_project
from stedenband.releases import GRAPH, ReleaseFolder, is_whole

NAMES = ("Gent", "Brugge", "Aalst")
DAY = datetime.date(2026, 11, 22)


@pytest.fixture
def three(tmp_path: Path) -> Project:
    """Three cities, which a test may spoil."""
    return project_of(tmp_path / "project", NAMES)


def replaced(path: Path, old: str, new: str) -> int:
    """Change a file; gives the number of the line that is changed."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def violations(project: Project) -> list[Finding]:
    report = pipeline.check(project, today=DAY).report
    return [finding for finding in report.findings if finding.severity is Severity.VIOLATION]


def place(finding: Finding) -> tuple[str, int | None, str | None]:
    assert finding.origin is not None
    return finding.origin.file, finding.origin.row, finding.origin.column


def quads_of(path: Path) -> list[Quad]:
    return list(parse(path=path, format=RdfFormat.N_QUADS))


# == Together ==================================================================


def test_a_release_holds_every_city_and_a_file_of_each(three: Project, tmp_path: Path) -> None:
    built = build(three, tmp_path / "out")
    assert built.report.conforms
    assert built.folder is not None
    assert built.release is not None
    assert (built.release.dataset, built.release.base_iri) == ("steden", BASE)
    assert built.release.counts["Partnership"] == 3
    assert built.release.counts["City"] == 4
    files = {artefact.path for artefact in built.release.artefacts}
    forms = ("nq", "ttl", "jsonld", "nt", "rdf", "csv", "geojson")
    for slug in ("steden", "gent", "brugge", "aalst"):
        assert {f"{slug}.{form}" for form in forms} | {f"{slug}.{form}.gz" for form in forms} <= files
    assert set(built.release.sources) >= {"dataset.toml", "gent/cities.csv", "aalst/dataset.toml"}


def test_what_a_city_says_stands_in_its_own_file_and_in_that_of_all(three: Project, tmp_path: Path) -> None:
    folder = build(three, tmp_path / "out").folder
    assert folder is not None
    one, other, everything = (quads_of(folder / f"{slug}.nq") for slug in ("gent", "brugge", "steden"))
    tie = NamedNode(f"{BASE}id/partnership/brugge-kanazawa")
    assert tie in {quad.subject for quad in other}
    assert tie not in {quad.subject for quad in one}
    assert set(one) | set(other) < set(everything) <= set(quads_of(folder / GRAPH))


def test_who_is_partner_of_the_same_city_is_told_of_it(three: Project, tmp_path: Path) -> None:
    folder = build(three, tmp_path / "out").folder
    assert folder is not None
    kanazawa = NamedNode(f"{BASE}id/city/kanazawa")
    partners = {
        quad.object
        for quad in quads_of(folder / GRAPH)
        if (quad.subject, quad.predicate) == (kanazawa, STB.partnerOf)
    }
    assert partners == {NamedNode(f"{BASE}id/city/{name.lower()}") for name in NAMES}


def test_the_same_input_gives_the_same_release(three: Project, tmp_path: Path) -> None:
    first = pipeline.build(three, tmp_path / "out")
    again = pipeline.build(find_project(three.data), tmp_path / "out")
    assert first.release is not None
    assert again.release == first.release
    assert not again.new
    assert first.release.inputs_digest == digest_inputs(three, None)


def test_a_base_given_counts_for_all(three: Project, tmp_path: Path) -> None:
    base = "http://localhost:8000/"
    folder = build(three, tmp_path / "out", base_iri=base).folder
    assert folder is not None
    catalogue = (folder / "catalog.nt").read_text(encoding="utf-8")
    assert f"<{base}dataset/brugge>" in catalogue
    assert f"<{BASE}" not in catalogue


def test_one_city_of_several_can_be_built_by_itself(three: Project, tmp_path: Path) -> None:
    built = pipeline.build(find_project(three.data / "brugge"), tmp_path / "out")
    assert built.release is not None
    assert (built.release.dataset, built.release.base_iri) == ("brugge", "https://example.org/brugge/")
    assert "cities.csv" in built.release.sources


def test_an_empty_cell_is_filled_from_another_city(three: Project, tmp_path: Path) -> None:
    replaced(three.data / "brugge" / "cities.csv", "36.561025,136.656575,made up", ",,")
    header = three.data / "gent" / "cities.csv"
    replaced(header, "id,label_nl", "id,label_fr,label_nl")
    replaced(header, "gent,", "gent,Gand,")
    replaced(header, "kanazawa,", "kanazawa,Kanazawa,")
    folder = build(three, tmp_path / "out").folder
    assert folder is not None
    kanazawa = NamedNode(f"{BASE}id/city/kanazawa")
    labels = {
        quad.object
        for quad in quads_of(folder / "steden.nq")
        if (quad.subject, quad.predicate) == (kanazawa, RDFS.label)
    }
    assert Literal("Kanazawa", language="fr") in labels
    assert b"136.656575" in (folder / "steden.geojson").read_bytes()


def test_several_cities_of_which_nothing_is_said_together_are_told_what_to_write(three: Project) -> None:
    (three.data / "dataset.toml").unlink()
    with pytest.raises(UsageError, match=r"aalst, brugge, gent.*dataset\.toml"):
        find_project(three.root)


def test_a_city_that_goes_is_remembered(three: Project, tmp_path: Path) -> None:
    first = build(three, tmp_path / "out").release
    for path in (three.data / "aalst").iterdir():
        path.unlink()
    (three.data / "aalst").rmdir()
    second = build(find_project(three.root), tmp_path / "out", consent=lambda _: True)
    assert first is not None
    assert second.folder is not None
    assert second.release is not None
    assert second.release.previous == first.id
    gone = json.loads((second.folder / "withdrawn.json").read_bytes())
    assert gone[f"{BASE}dataset/aalst"] == first.id
    assert gone[f"{BASE}record/dataset/aalst"] == first.id
    assert f"{BASE}dataset/gent" not in gone
    changes = (second.folder / "changes.json").read_text(encoding="utf-8")
    assert "aalst-kanazawa" in changes
    assert "brugge-kanazawa" not in changes


@pytest.mark.heavy
def test_more_than_a_hundred_cities_are_built_into_pages_of_one_catalogue(tmp_path: Path) -> None:
    built = pipeline.build(project_of(tmp_path, many(101)), tmp_path / "out")
    assert built.folder is not None
    pages = [(built.folder / name).read_text(encoding="utf-8") for name in ("catalog.nt", "catalog-2.nt")]
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://www.w3.org/ns/dcat#Dataset>"
    assert [page.count(kind) for page in pages] == [100, 2]
    stream = "".join(path.read_text(encoding="utf-8") for path in (built.folder / "ldes").rglob("*.trig"))
    assert "dataset/stad100" in stream


# == A fault in one city =======================================================


def test_a_fault_in_one_city_is_named_by_its_folder_and_the_served_release_stays(
    three: Project, tmp_path: Path
) -> None:
    served = build(three, tmp_path / "out").folder
    row = replaced(three.data / "brugge" / "partnerships.csv", "1971", "197I")
    arguments = ["build", str(three.root), "--out", str(tmp_path / "out"), "--json"]
    done = CliRunner().invoke(make_commands("nl"), arguments)
    assert done.exit_code == 1, done.output
    (finding,) = json.loads(done.stdout)["report"]["findings"]
    assert (finding["file"], finding["row"], finding["column"]) == ("brugge/partnerships.csv", row, "start")
    assert served is not None
    assert ReleaseFolder(tmp_path / "out").current() == served
    assert is_whole(served)


def test_a_finding_of_a_shape_is_placed_in_the_folder_of_its_city(three: Project) -> None:
    row = replaced(three.data / "aalst" / "partnerships.csv", "active", "ended")
    assert ("aalst/partnerships.csv", row) in {place(finding)[:2] for finding in violations(three)}


@pytest.mark.parametrize("folder", ["", "brugge"])
@pytest.mark.parametrize(
    ("old", "new", "key", "down"),
    [
        (r'nl = "Stedenbanden van [^"]*"\n', "", "title.nl", -1),
        (r"license = .*\n", "", "license", None),
        (r'email = "data@example.org"\n', "", "contact.email", -1),
        ('"GOVE"', '"GOVERNMENT"', "themes", 0),
        (r'en = "All city partnerships [^"]*"', 'en = "Too short."', "description.en", 0),
        (r'checked = "2026-11-20"', 'checked = "2026-11-23"', "checked", 0),
        (r'modified = "2026-11-20"', 'modified = "2027-01-01"', "modified", 0),
        (r"(?s)\[contact\].*", "", "contact", None),
    ],
)  # fmt: skip
def test_a_bad_description_of_a_city_or_of_all_names_file_line_key_and_what_would_do(
    three: Project, folder: str, old: str, new: str, key: str, down: int | None
) -> None:
    path = three.data / folder / "dataset.toml"
    text = path.read_text(encoding="utf-8")
    found = re.search(old, text)
    assert found
    path.write_text(text[: found.start()] + new + text[found.end() :], encoding="utf-8")
    told = {place(finding): finding for finding in violations(three)}
    line = 1 if down is None else text[: found.start()].count("\n") + 1 + down
    finding = told[(f"{folder}/dataset.toml" if folder else "dataset.toml", line, key)]
    assert finding.message.keys() == finding.remedy.keys() == {"nl", "en"}


def test_what_the_catalogue_lacks_leads_to_the_key_of_the_city(three: Project, tmp_path: Path) -> None:
    line = replaced(three.data / "brugge" / "dataset.toml", "geonames.org/900002/", "geonames.org/1/")
    built = build(three, tmp_path / "out")
    assert built.folder is None
    assert {place(f) for f in built.report.findings if f.code.startswith("Location-label")} == {
        ("brugge/dataset.toml", line, "spatial")
    }


def test_two_files_of_rdf_that_contradict_are_found_together(three: Project) -> None:
    """Each is right by itself; put together the city has two names in one language."""
    for folder, name in (("gent", "Gantes"), ("brugge", "Gante")):
        (three.data / folder / "extra.ttl").write_text(
            f'<{BASE}id/city/kanazawa> <http://www.w3.org/2000/01/rdf-schema#label> "{name}"@es .'
        )
    found = violations(three)
    assert found
    assert {finding.focus for finding in found} == {f"{BASE}id/city/kanazawa"}


def test_a_bad_file_of_rdf_is_named_with_its_folder(three: Project) -> None:
    (three.data / "gent" / "broken.ttl").write_text("<a> <b> .")
    assert ("gent/broken.ttl", "expert-unreadable") in {(place(f)[0], f.code) for f in violations(three)}


# == One thing or two ==========================================================


@pytest.mark.parametrize(
    ("old", "new", "code", "column"),
    [
        ("Q162879,1860243", "Q999,999", "two-things-one-id", "id"),
        ("Q162879,1860243", "Q999,1860243", "said-otherwise", "wikidata"),
        ("Q162879,1860243", ",", "not-known-to-be-one", "id"),
        ("36.561025", "35.561025", "said-otherwise", "latitude"),
        ("kanazawa,Kanazawa,Kanazawa", "kanazawa,Kanazawa,Kanasawa", "said-otherwise", "label_en"),
    ],
)
def test_rows_of_two_cities_that_contradict_are_both_named(
    three: Project, old: str, new: str, code: str, column: str
) -> None:
    """Aalst comes first; it is held to be right, because one of them has to be named as the other."""
    replaced(three.data / "gent" / "cities.csv", old, new)
    (finding,) = (f for f in violations(three) if f.code == code)
    assert place(finding) == ("gent/cities.csv", 3, column)
    for language, row in (("nl", "rij 3"), ("en", "row 3")):
        assert f"aalst/cities.csv ({row})" in finding.message[language]
        assert finding.remedy[language]


def test_one_city_under_two_ids_is_refused(tmp_path: Path) -> None:
    data = tmp_path / "data"
    write_city(data, "Aalst", FIRST)
    other = write_city(data, "Gent", FIRST + 1)
    for path in other.glob("*.csv"):
        path.write_text(
            path.read_text(encoding="utf-8").replace("kanazawa,", "kanazawa-jp,"), encoding="utf-8"
        )
    replaced(other / "partnerships.csv", "gent|kanazawa-jp", "gent|kanazawa-jp")
    write_whole(data, "Aalst")
    (finding,) = violations(find_project(tmp_path))
    assert (finding.code, place(finding)) == ("one-thing-two-ids", ("gent/cities.csv", 3, "id"))
    assert "aalst/cities.csv (row 3)" in finding.message["en"]


@pytest.mark.parametrize(
    ("slug", "code"), [("brugge", "slug-taken"), ("steden", "slug-taken"), ("catalog", "slug-reserved")]
)
def test_a_slug_belongs_to_one_data_set(three: Project, slug: str, code: str) -> None:
    line = replaced(three.data / "gent" / "dataset.toml", 'slug = "gent"', f'slug = "{slug}"')
    (finding,) = violations(three)
    assert (finding.code, place(finding)) == (code, ("gent/dataset.toml", line, "slug"))


def test_a_lone_city_cannot_take_the_name_of_another_file_either(three: Project) -> None:
    replaced(three.data / "gent" / "dataset.toml", 'slug = "gent"', 'slug = "graph"')
    (finding,) = violations(find_project(three.data / "gent"))
    assert (finding.code, place(finding)) == ("slug-reserved", ("dataset.toml", 1, "slug"))


# == A tie between two of them =================================================


def two_that_are_tied(root: Path, *ties: str) -> Project:
    """Brugge and Gent, both with rows for both, and each with one row about their tie, if any."""
    data, both = root / "data", []
    for number, name in enumerate(("Brugge", "Gent"), start=FIRST):
        both.append(CITIES.format(id=name.lower(), name=name, number=number).splitlines()[1])
    for number, (name, tie) in enumerate(zip(("Brugge", "Gent"), ties, strict=True), start=FIRST):
        cities = CITIES.format(id=name.lower(), name=name, number=number)
        cities += "\n".join(row for row in both if row not in cities) + "\n"
        own = PARTNERSHIPS.format(id=name.lower())
        write_city(data, name, number, cities=cities, partnerships=own + tie + "\n" * bool(tie))
    write_whole(data, "Brugge")
    return find_project(root)


TIE = "brugge-gent,brugge|gent,twinning,bilateral,active,1965"


def test_a_tie_told_by_both_is_one_thing_in_both_data_sets(tmp_path: Path) -> None:
    project = two_that_are_tied(tmp_path, TIE, TIE.replace("brugge|gent", "gent|brugge"))
    built = pipeline.build(project, tmp_path / "out")
    assert built.folder is not None, built.report
    assert built.release is not None
    assert built.release.counts["Partnership"] == 3
    tie = NamedNode(f"{BASE}id/partnership/brugge-gent")
    names = {
        quad.object
        for quad in quads_of(built.folder / GRAPH)
        if (quad.subject, quad.predicate) == (tie, RDFS.label)
    }
    assert {str(name) for name in names} == {'"Brugge – Gent"@nl', '"Brugge – Gent"@en'}
    for slug in ("brugge", "gent", "steden"):
        lines = (built.folder / f"{slug}.csv").read_text(encoding="utf-8").splitlines()
        assert sum(line.startswith("brugge-gent,") for line in lines) == 1


def test_a_tie_told_by_one_city_is_there_for_the_other(tmp_path: Path) -> None:
    folder = pipeline.build(two_that_are_tied(tmp_path, TIE, ""), tmp_path / "out").folder
    assert folder is not None
    found = {
        quad.object for quad in quads_of(folder / GRAPH)
        if (quad.subject, quad.predicate) == (NamedNode(f"{BASE}id/city/gent"), STB.partnerOf)
    }  # fmt: skip
    assert NamedNode(f"{BASE}id/city/brugge") in found


def test_a_tie_that_they_date_otherwise_is_refused_by_both_rows(tmp_path: Path) -> None:
    (finding,) = violations(two_that_are_tied(tmp_path, TIE, TIE.replace("1965", "1966")))
    assert (finding.code, place(finding)) == ("said-otherwise", ("gent/partnerships.csv", 3, "start"))
    assert "brugge/partnerships.csv (rij 3)" in finding.message["nl"]


def test_a_tie_under_two_ids_would_count_twice(tmp_path: Path) -> None:
    twice = TIE.replace("brugge-gent", "gent-brugge")
    (finding,) = violations(two_that_are_tied(tmp_path, TIE, twice))
    assert (finding.code, place(finding)) == ("one-tie-two-ids", ("gent/partnerships.csv", 3, "id"))
    later = twice.replace("1965", "1999")
    report = pipeline.check(two_that_are_tied(tmp_path / "later", TIE, later)).report
    assert report.conforms
    assert Severity.WARNING in {f.severity for f in report.findings if f.code == "one-tie-two-ids"}


def test_two_ties_of_which_one_city_tells_are_two(tmp_path: Path) -> None:
    """Brugge tells of one of them as well, which does not make them one."""
    second = TIE.replace("brugge-gent", "brugge-gent-ports")
    report = pipeline.check(two_that_are_tied(tmp_path, TIE, f"{TIE}\n{second}")).report
    assert report.conforms
    assert "one-tie-two-ids" not in {finding.code for finding in report.findings}
