"""The event streams hold the whole history, and the newest members are the data."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from line_of_releases import BASE, Line, asked, ended, page, record, three, triples
from stedenband import diff, pipeline
from stedenband.diff import CATALOGUE, DATA, EventStream, stream_files
from stedenband.ns import AS, DCTERMS, LDES, RDF, SCHEMA, TREE

ADDRESS = "http://localhost:1234/"
"""Where a client finds the streams: not the base of the IRIs."""


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return three(tmp_path_factory.mktemp("stream"))


def root(line: Line, feed: EventStream) -> list[Quad]:
    folder = line.releases.current()
    assert folder is not None
    return page(folder / feed.file(), ADDRESS + feed.path)


def objects(quads: list[Quad], subject: NamedNode, predicate: NamedNode) -> list[NamedNode]:
    return [quad.object for quad in quads if quad.subject == subject and quad.predicate == predicate]  # type: ignore[misc]


def pages(line: Line, feed: EventStream) -> Iterator[tuple[str, list[Quad]]]:
    """The pages that the root names, each by its address and from its file, in the order of their bounds."""
    quads = root(line, feed)
    bounds = [
        (str(quad.object), relation.value)
        for relation in objects(quads, NamedNode(ADDRESS + feed.path), TREE.relation)
        for quad in quads
        if quad.subject == relation and quad.predicate == TREE.value
        if (relation, RDF.type, TREE.GreaterThanOrEqualToRelation)
        in {(q.subject, q.predicate, q.object) for q in quads}
    ]
    for _, relation in sorted(bounds, key=lambda bound: (bound[0], len(bound[1]), bound[1])):
        (node,) = objects(quads, NamedNode(relation), TREE.node)
        release, _, number = node.value.removeprefix(f"{ADDRESS}{feed.path}/").partition("/")
        yield node.value, page(line.out / "releases" / release / f"{feed.path}/{number}", node.value)


def members(line: Line, feed: EventStream) -> Iterator[tuple[NamedNode, NamedNode, list[Triple]]]:
    """Every member in order: the thing, what happened, and what is said of it."""
    stream = feed.stream(BASE)
    for _, quads in pages(line, feed):
        for member in objects(quads, stream, TREE.member):
            (thing,) = objects(quads, member, feed.version_of)
            (event,) = objects(quads, member, RDF.type)
            yield thing, event, [quad.triple for quad in quads if quad.graph_name == member]


def replay(line: Line, feed: EventStream) -> set[Triple]:
    state: dict[NamedNode, list[Triple]] = {}
    for thing, event, said in members(line, feed):
        assert (event == AS.Create) == (thing not in state)
        if event == AS.Delete:
            assert not said
            del state[thing]
        else:
            state[thing] = said
    return {triple for said in state.values() for triple in said}


def test_the_newest_members_are_the_data_set(line: Line) -> None:
    current = line.releases.current()
    assert current is not None
    assert replay(line, DATA) == triples(current)


def test_create_update_and_delete_are_what_the_record_counts(line: Line) -> None:
    counts = Counter(event for _, event, _ in members(line, DATA))
    tallies = [record(line.out / "releases" / name).tally for name in line.made]
    assert counts == {
        AS.Create: sum(tally.created for tally in tallies),
        AS.Update: sum(tally.updated for tally in tallies),
        AS.Delete: sum(tally.removed for tally in tallies),
    }


def test_the_catalogue_stream_ends_in_the_catalogue(line: Line) -> None:
    current = line.releases.current()
    assert current is not None
    catalogue = {quad.triple for quad in parse(path=current / "catalog.nt", format=RdfFormat.N_TRIPLES)}
    replica = replay(line, CATALOGUE)
    named = {triple for triple in catalogue if isinstance(triple.subject, NamedNode)}
    assert {
        t for t in replica if isinstance(t.subject, NamedNode) and isinstance(t.object, NamedNode)
    } <= named
    kinds = {
        str(triple.object).rpartition("#")[2].rstrip(">")
        for triple in replica
        if triple.predicate == RDF.type
    }
    assert {"Catalog", "Dataset", "Distribution", "DataService"} <= kinds


def test_an_envelope_of_the_catalogue_has_only_what_its_profile_allows(line: Line) -> None:
    for _, quads in pages(line, CATALOGUE):
        found = set(objects(quads, CATALOGUE.stream(BASE), TREE.member))
        assert found
        said = {
            quad.predicate for quad in quads if quad.subject in found and quad.graph_name == DefaultGraph()
        }
        assert said == {RDF.type, AS.object, AS.published}


@pytest.mark.parametrize("feed", [DATA, CATALOGUE], ids=lambda feed: feed.name)
def test_the_root_is_the_one_view_of_its_stream(line: Line, feed: EventStream) -> None:
    quads = root(line, feed)
    views = [(quad.subject, quad.object) for quad in quads if quad.predicate == TREE.view]
    assert views == [(feed.stream(BASE), NamedNode(ADDRESS + feed.path))]
    for predicate in (LDES.timestampPath, LDES.versionOfPath, LDES.pollingInterval, TREE.shape):
        assert len(objects(quads, feed.stream(BASE), predicate)) == 1
    (policy,) = objects(quads, NamedNode(ADDRESS + feed.path), LDES.retentionPolicy)
    assert isinstance(policy, NamedNode), "a policy has an IRI at level 1"
    assert all(isinstance(quad.subject, NamedNode) for quad in quads)


@pytest.mark.parametrize("feed", [DATA, CATALOGUE], ids=lambda feed: feed.name)
def test_every_page_lies_between_two_bounds_that_hold_for_its_members(line: Line, feed: EventStream) -> None:
    quads = root(line, feed)
    by_node: dict[str, dict[NamedNode, str]] = {}
    for relation in objects(quads, NamedNode(ADDRESS + feed.path), TREE.relation):
        (node,), (kind,), (path,) = (objects(quads, relation, p) for p in (TREE.node, RDF.type, TREE.path))
        (value,) = (q.object.value for q in quads if q.subject == relation and q.predicate == TREE.value)  # type: ignore[union-attr]
        assert path == feed.timestamp
        by_node.setdefault(node.value, {})[kind] = value
    for address, found in pages(line, feed):
        envelopes = [quad for quad in found if quad.graph_name == DefaultGraph()]
        low = by_node[address][TREE.GreaterThanOrEqualToRelation]
        high = by_node[address][TREE.LessThanRelation]
        moments = {quad.object.value for quad in envelopes if quad.predicate == feed.timestamp}  # type: ignore[union-attr]
        assert moments
        assert all(low <= moment < high for moment in moments)


def test_members_are_numbered_without_a_gap_over_all_pages(line: Line) -> None:
    numbers = [
        int(quad.object.value)  # type: ignore[union-attr]
        for _, quads in pages(line, DATA)
        for quad in quads
        if quad.predicate == SCHEMA.position and quad.graph_name == DefaultGraph()
    ]
    assert numbers == list(range(1, len(numbers) + 1))


def test_no_two_members_have_the_same_iri(line: Line) -> None:
    found = [
        member.value
        for feed in (DATA, CATALOGUE)
        for _, quads in pages(line, feed)
        for member in objects(quads, feed.stream(BASE), TREE.member)
    ]
    assert len(found) == len(set(found))
    assert f"{BASE}id/partnership/gent-nottingham/{line.made[1]}" in found
    assert f"{BASE}id/concept/kind/twinning/{line.made[0]}" in found


def test_the_page_of_an_early_release_is_not_touched_by_a_later_one(tmp_path: Path) -> None:
    line = Line(tmp_path)
    first = line.release("1.0.0") / "ldes" / "1.trig"
    before = first.read_bytes(), first.stat().st_mtime_ns
    line.release("1.1.0", ended())
    assert (first.read_bytes(), first.stat().st_mtime_ns) == before


def test_a_page_names_its_members_one_by_one_after_the_hypermedia(line: Line) -> None:
    """The order of the TREE profile: whatever follows ``tree:member`` belongs to that member."""
    for address, quads in pages(line, DATA):
        first = next(n for n, quad in enumerate(quads) if quad.predicate == TREE.member)
        assert {quad.subject for quad in quads[:first]} == {NamedNode(address)}
        member: NamedNode | None = None
        for quad in quads[first:]:
            if quad.predicate == TREE.member:
                member = quad.object  # type: ignore[assignment]
            else:
                assert quad.subject == member or quad.graph_name == member


def test_a_large_release_has_several_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_files, "PAGE_SIZE", 10)
    line = Line(tmp_path, build=pipeline.build)
    folder = line.release("1.0.0")
    found = list(pages(line, DATA))
    assert len(list((folder / "ldes").glob("*.trig"))) >= len(found) > 3
    assert max(len(objects(quads, DATA.stream(BASE), TREE.member)) for _, quads in found) == 10


def test_when_an_early_release_was_removed_the_stream_begins_anew(tmp_path: Path) -> None:
    """A page is gone with it, and the pages that are left would not add up to the data."""
    line = Line(tmp_path)
    first = line.release("1.0.0", {"questions": asked()}, day="2026-11-20")
    line.release("1.1.0", ended() | {"questions": asked()}, day="2026-11-21")
    shutil.rmtree(first)
    last = line.release("1.2.0", ended(), day="2026-11-22")
    quads = root(line, DATA)
    nodes = {quad.object.value for quad in quads if quad.predicate == TREE.node}  # type: ignore[union-attr]
    assert nodes == {f"{ADDRESS}ldes/{last.name}/1.trig"}
    (start,) = (quad.object.value for quad in quads if quad.predicate == LDES.startingFrom)  # type: ignore[union-attr]
    assert start == "2026-11-22T00:00:00Z"
    state = {}
    for thing, event, said in members(line, DATA):
        assert event == (AS.Delete if thing.value.endswith("question/melle-charter") else AS.Update)
        state[thing] = said
    assert {triple for said in state.values() for triple in said} == triples(last)


def test_a_thing_of_somebody_else_gets_a_version_in_our_own_space() -> None:
    elsewhere = NamedNode("http://www.wikidata.org/entity/Q1296")
    version = diff.mint_version_iri(DATA, elsewhere, BASE, "1.0.0-1a2b3c4d")
    assert version.value.startswith(f"{BASE}ldes#1.0.0-1a2b3c4d/")


def test_what_an_expert_says_with_the_words_of_an_envelope_is_not_mistaken_for_one(tmp_path: Path) -> None:
    """A file of an expert may date a thing itself: that stands in the graph of the member, not in its envelope."""
    line = Line(tmp_path)
    data = tmp_path / "project" / "data" / "voorbeeld"
    data.mkdir(parents=True)
    (data / "extra.ttl").write_text(
        f'<{BASE}id/city/kanazawa> <{DCTERMS.created.value}> "1889-04-01" .', encoding="utf-8"
    )
    line.release("1.0.0")
    found = [said for thing, _, said in members(line, DATA) if thing.value.endswith("city/kanazawa")]
    assert any(triple.predicate == DCTERMS.created for triple in found[0])
    current = line.releases.current()
    assert current is not None
    assert replay(line, DATA) == triples(current)
