"""Versions of the vocabulary: each has its address for as long as a release that held it is kept."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode

from line_of_releases import Line
from stedenband import assets
from stedenband.formats import JSON_LD, TURTLE, read
from stedenband.ns import STB, mint_concept
from stedenband.releases import ReleaseFolder, ReleaseVerifier
from stedenband.web.render.ontology import VocabularyFile, read_vocabulary
from stedenband.web.serving.vocabulary_versions import TermChange, compare_versions, read_kept, sort_versions
from web_release import IRIS, application, gent, publish, running

NOW = read_vocabulary()


def earlier_ontology(folder: Path) -> None:
    """The files of the vocabulary as they might have been before: other names, a term more and one less."""
    shutil.copytree(assets.find_folder("ontology"), folder, ignore=shutil.ignore_patterns("examples"))
    core, alignments, lists = (
        folder / name for name in ("stedenband.ttl", "alignments.ttl", "codelists.ttl")
    )
    text = core.read_text()
    text = text.replace("0.2.0", "0.0.9").replace('"party"@en', '"bound city"@en')
    text = re.sub(r"\nstb:position\n.*?\n\.\n", "", text, flags=re.S)
    text += '\nstb:since a owl:DatatypeProperty ; rdfs:label "since"@en , "sinds"@nl .\n'
    core.write_text(text)
    alignments.write_text(
        alignments.read_text().replace(
            "relatedMatch schema:addressCountry", "closeMatch schema:addressCountry"
        )
    )
    lists.write_text(lists.read_text().replace('"verzustering"@nl', '"zusterschap"@nl'))


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    """A release with the version before, one with that version mended, then one with the version of today."""
    line = Line(tmp_path_factory.mktemp("versions"))
    earlier_ontology(line.root / "project" / "ontology")
    line.release("1.0.0", day="2026-11-20")
    core = line.root / "project" / "ontology" / "stedenband.ttl"
    core.write_text(core.read_text().replace('"bound city"', '"tied city"'))
    line.release("1.0.1", day="2026-11-21")
    shutil.rmtree(line.root / "project" / "ontology")
    line.release("1.1.0")
    return line


@pytest.fixture(scope="module")
def client(line: Line) -> Iterator[httpx.Client]:
    with (
        running(application(line.releases)) as address,
        httpx.Client(base_url=address, timeout=30, headers={"Accept-Language": "nl"}) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def before(line: Line) -> VocabularyFile:
    kept = read_kept(line.releases.folders()[1], ReleaseVerifier())
    assert kept is not None
    return kept


def page(client: httpx.Client, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return unescape(answer.text)


def test_a_release_gives_back_the_very_files_it_was_made_with(line: Line) -> None:
    kept = read_kept(line.releases.folders()[2], ReleaseVerifier())
    assert kept is not None
    assert kept.version == NOW.version
    assert set(kept.quads) == set(NOW.quads)
    assert set(kept.alignments) == set(NOW.alignments)
    assert set(kept.code_lists) == set(NOW.code_lists)


def test_an_earlier_version_stays_when_a_release_has_another(
    client: httpx.Client, before: VocabularyFile
) -> None:
    told = {str(quad) for quad in before.quads}
    assert f"{STB.base}since" in "".join(told)
    for form in (TURTLE, JSON_LD):
        answer = client.get("/ns/0.0.9", headers={"Accept": form.media_type})
        assert answer.headers["content-location"] == f"/ns/0.0.9.{form.extension}"
        assert answer.content == client.get(f"/ns/0.0.9.{form.extension}").content
    assert {str(quad) for quad in read(client.get("/ns/0.0.9.ttl").content, TURTLE)} == told


def test_the_page_of_an_earlier_version_tells_that_version_and_leads_to_today(client: httpx.Client) -> None:
    text = page(client, "/ns/0.0.9")
    assert 'id="since"' in text
    assert 'id="position"' not in text
    assert "tied city" in text
    assert "bound city" not in text
    assert "Dit is versie 0.0.9" in text
    assert '<a href="/ns">Naar versie 0.2.0</a>' in text
    assert '<link rel="canonical" href="https://w3id.org/stedenband/ns/0.0.9">' in text
    assert "Uit de gegevens" not in text
    assert "onbeperkt" not in text
    assert "tied city" not in page(client, "/ns")


def test_versions_name_the_one_before_and_what_changed_since(client: httpx.Client) -> None:
    text = page(client, "/ns")
    versions = text[text.index('id="section-versions"') :]
    assert versions.index("Versie 0.2.0") < versions.index('<a href="/ns/0.0.9">Versie 0.0.9</a>')
    assert "Gewijzigd sinds versie 0.0.9:" in versions
    for kind, term, what in (
        ("Nieuw", '<a href="#position"><bdi>stb:position</bdi></a>', ""),
        ("Weggevallen", "<bdi>stb:since</bdi>", ""),
        ("Gewijzigd", '<a href="#party"><bdi>stb:party</bdi></a>', ": naam"),
        ("Gewijzigd", "<bdi>concept:kind/twinning</bdi></a>", ": naam"),
    ):
        group = re.search(rf"<dt>{kind}</dt>(.*?)</div>", versions, re.S)
        assert group is not None
        assert term + what in re.sub(r"\s*\n", "", group[1])
    assert "De oudste versie die hier bewaard is." in versions
    links = client.get("/ns.ttl").headers["link"]
    assert '</ns/0.0.9>; rel="predecessor-version"' in links
    assert "predecessor-version" not in client.get("/ns/0.0.9.ttl").headers["link"]


def test_changes_are_told_by_term_and_by_what_of_it(before: VocabularyFile) -> None:
    assert set(compare_versions(before, NOW)) == {
        TermChange(STB.position, "added"),
        TermChange(NamedNode(f"{STB.base}since"), "removed"),
        TermChange(STB.country, "changed", ("relation",)),
        TermChange(STB.party, "changed", ("label",)),
        TermChange(mint_concept("kind", "twinning"), "changed", ("label",)),
    }
    assert compare_versions(NOW, NOW) == ()


def test_versions_stand_in_the_order_of_their_numbers() -> None:
    numbers = ["0.9.0", "0.10.0", "0.10.0-draft", "1.0.0"]
    found = sort_versions(dict.fromkeys(reversed(numbers), NOW))
    assert [version.number for version in found] == ["1.0.0", "0.10.0", "0.10.0-draft", "0.9.0"]
    assert found[-1].before is None


def test_a_release_without_a_vocabulary_or_that_is_damaged_has_no_version(tmp_path: Path) -> None:
    without = [quad for quad in gent() if quad.graph_name != IRIS.graph("ontology")]
    releases = publish(tmp_path, without)
    folder = releases.current()
    assert folder is not None
    assert read_kept(folder, ReleaseVerifier()) is None
    assert read_kept(tmp_path / "nowhere", ReleaseVerifier()) is None
    with running(application(releases)) as address, httpx.Client(base_url=address) as client:
        assert "0.2.0" in page(client, "/ns")


def test_a_version_goes_with_the_last_release_that_held_it(tmp_path: Path, line: Line) -> None:
    copy = tmp_path / "out"
    shutil.copytree(line.out, copy, symlinks=True)
    for release in line.made[:2]:
        shutil.rmtree(copy / "releases" / release)
    with running(application(ReleaseFolder(copy))) as address, httpx.Client(base_url=address) as client:
        assert client.get("/ns/0.0.9.ttl").status_code == 404
        assert client.get("/ns/0.2.0.ttl").status_code == 200
