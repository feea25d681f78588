"""A portal harvests a release and the next one: what did not change is what it has already.

The portals are small models of the two that are met most. udata knows a resource by the address it is fetched at, and
keeps the ones that it does not meet again; CKAN knows it by ``dct:identifier``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse

from built_releases import build
from line_of_releases import Line, asked, ended
from several_cities import PARTNERSHIPS, project_of
from stedenband import catalogue
from stedenband.ns import AS, DCAT, DCTERMS, RDF, SPDX
from stedenband.releases import read_release

FILES = 2 * len(catalogue.FILE_FORMS)
RESOURCES = FILES + len(catalogue.SERVICES)
CITIES = ("Brugge", "Gent", "Leuven")


def quads(folder: Path) -> list[Quad]:
    return list(parse(path=str(folder / "catalog.nt"), format=RdfFormat.N_TRIPLES))


def values(statements: Iterable[Quad], subject: str, predicate: NamedNode) -> list[str]:
    return [
        quad.object.value  # type: ignore[union-attr]
        for quad in statements
        if quad.subject == NamedNode(subject) and quad.predicate == predicate
    ]


def data_sets(statements: Iterable[Quad]) -> list[str]:
    return [q.subject.value for q in statements if (q.predicate, q.object) == (RDF.type, DCAT.Dataset)]  # type: ignore[union-attr]


@dataclass
class Portal:
    """The resources of each data set: the key they are known by, and the number they were given."""

    by: tuple[NamedNode, ...]
    keeps: bool
    resources: dict[str, dict[str, int]] = field(default_factory=dict)
    number: int = 0

    def harvest(self, folder: Path) -> dict[str, dict[str, int]]:
        statements = quads(folder)
        for dataset in data_sets(statements):
            known = self.resources.get(dataset, {})
            met = {self.key(statements, item) for item in values(statements, dataset, DCAT.distribution)}
            kept = known if self.keeps else {key: known[key] for key in known if key in met}
            self.resources[dataset] = kept | {key: self.new() for key in sorted(met - known.keys())}
        return {dataset: dict(found) for dataset, found in self.resources.items()}

    def key(self, statements: list[Quad], item: str) -> str:
        return next(value for predicate in self.by for value in values(statements, item, predicate))

    def new(self) -> int:
        self.number += 1
        return self.number


def udata() -> Portal:
    return Portal((DCAT.downloadURL, DCAT.accessURL), keeps=True)


def ckan() -> Portal:
    return Portal((DCTERMS.identifier,), keeps=False)


@dataclass(frozen=True)
class Two:
    """A release, and the one after it."""

    before: Path
    after: Path


@pytest.fixture(scope="module")
def one_city(tmp_path_factory: pytest.TempPathFactory) -> Two:
    line = Line(tmp_path_factory.mktemp("one"))
    return Two(line.release("1.2.0", day="2026-11-20"), line.release("1.3.0", ended()))


@pytest.fixture(scope="module")
def three_cities(tmp_path_factory: pytest.TempPathFactory) -> Two:
    """Three cities, of which the first makes an edit; the data set of all is a new version too."""
    root = tmp_path_factory.mktemp("three")
    project, out = project_of(root, CITIES), root / "out"
    before = build(project, out).folder
    table = root / "data" / "brugge" / "partnerships.csv"
    table.write_text(PARTNERSHIPS.format(id="brugge").replace("1971", "1972"))
    for path in (root / "data" / "dataset.toml", root / "data" / "brugge" / "dataset.toml"):
        text = path.read_text().replace('version = "1.0.0"', 'version = "1.0.1"')
        path.write_text(text.replace('modified = "2026-11-20"', 'modified = "2026-11-22"'))
    after = build(project, out).folder
    assert before is not None
    assert after is not None
    return Two(before, after)


@pytest.fixture(params=["one_city", "three_cities"])
def two(request: pytest.FixtureRequest) -> Two:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Two)
    return found


@pytest.mark.parametrize("portal", [udata, ckan], ids=["by-address", "by-identifier"])
def test_a_portal_has_as_many_resources_as_before_and_the_same_ones(
    two: Two, portal: Callable[[], Portal]
) -> None:
    visited = portal()
    first = visited.harvest(two.before)
    assert {len(resources) for resources in first.values()} == {RESOURCES}
    assert visited.harvest(two.after) == first


def test_a_file_whose_bytes_are_the_same_keeps_all_that_is_said_of_it(two: Two) -> None:
    digests = [
        {a.path: a.sha256 for a in read_release(folder).artefacts} for folder in (two.before, two.after)
    ]
    said = [quads(folder) for folder in (two.before, two.after)]
    addresses = {q.subject: q.object.value for q in said[0] if q.predicate == DCAT.downloadURL}  # type: ignore[union-attr]
    same = [
        item
        for item, address in addresses.items()
        if digests[0][name := address.rsplit("/", 1)[-1]] == digests[1][name]
    ]
    for item in same:
        before, after = (
            {q for q in one if q.subject == item and q.predicate != DCTERMS.description} for one in said
        )
        assert before == after
    changed = len(addresses) - len(same)
    assert changed, "the edit changed no file"


def test_a_file_keeps_its_day_in_a_release_that_changes_others(tmp_path: Path) -> None:
    """A question more changes the graph and not the table of partnerships."""
    line = Line(tmp_path)
    first = line.release("1.2.0", day="2026-11-20")
    second = line.release("1.3.0", {"questions": asked()}, day="2026-11-21")
    third = line.release("1.4.0", {"questions": asked(), **ended()}, day="2026-11-22")

    def days(folder: Path, name: str) -> set[str]:
        item = f"https://example.org/voorbeeld/dataset/voorbeeld/distribution/{name}"
        return {value[:10] for value in values(quads(folder), item, DCTERMS.modified)}

    for name, expected in (
        ("csv", ("20", "20", "22")),
        ("csv-gz", ("20", "20", "22")),
        ("nq", ("20", "21", "22")),
    ):
        assert [days(folder, name) for folder in (first, second, third)] == [
            {f"2026-11-{day}"} for day in expected
        ]


def members(folder: Path) -> set[str]:
    """The things of which the catalogue's stream has a version by this release."""
    pages = folder.glob("ldes/catalog/*.trig")
    return {
        quad.object.value
        for page in pages
        for quad in parse(page.read_bytes(), format=RdfFormat.TRIG, base_iri="https://example.org/")
        if quad.predicate == AS.object
    }


def test_the_stream_tells_of_no_city_that_did_not_change(three_cities: Two) -> None:
    told = members(three_cities.after)
    assert [thing for thing in told if "/gent" in thing or "/leuven" in thing] == []
    assert "https://example.org/steden/dataset/brugge" in told


def test_the_stream_tells_of_nothing_that_did_not_change(two: Two) -> None:
    """A version of a distribution is told of where its file changed, of anything else where more did than its parts."""
    told = members(two.after)
    before, after = quads(two.before), quads(two.after)
    sums = [
        {q.subject: q.object for q in one if q.predicate == SPDX.checksumValue} for one in (before, after)
    ]
    same = [subject for subject in sums[0] if sums[0][subject] == sums[1][subject]]
    unchanged = {str(subject).strip("<>").removesuffix("#checksum") for subject in same}
    assert told & unchanged == set()
    assert told


def test_a_file_is_fetched_where_it_is_accessed(two: Two) -> None:
    statements = quads(two.after)
    files = [q for q in statements if q.predicate == DCAT.downloadURL]
    assert files
    for quad in files:
        assert values(statements, quad.subject.value, DCAT.accessURL) == [quad.object.value]  # type: ignore[union-attr]


def test_no_address_of_the_catalogue_has_a_release_in_it(two: Two) -> None:
    ids = (read_release(two.before).id, read_release(two.after).id)
    for name in ("catalog.nt", "void.ttl", "sitemap.xml"):
        text = (two.after / name).read_text()
        assert [one for one in ids if one in text] == []
