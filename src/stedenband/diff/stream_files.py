"""The part of the event streams that a release adds, as files in its folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import islice
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad

from stedenband import formats
from stedenband.diff.comparison import find_difference
from stedenband.diff.difference import ChangeKind, Difference
from stedenband.diff.event_stream import (
    CATALOGUE,
    DATA,
    PAGE_SIZE,
    EventStream,
    StreamMember,
    make_member,
    make_page,
    make_root,
    map_page_relatives,
    map_root_relatives,
)
from stedenband.diff.history import HistoryEntry
from stedenband.model import Release
from stedenband.ns import DCAT, DCTERMS, FOAF, RDF, VCARD, Iris
from stedenband.releases import ReleaseWriter, find_verified

CATALOGUE_FILES = "catalog*.nt"
"""The pages of a catalogue: ``catalog.nt``, ``catalog-2.nt``..."""

_ENTITIES = frozenset(
    {
        *(DCAT.Catalog, DCAT.Dataset, DCAT.Distribution, DCAT.DataService),
        *(FOAF.Agent, VCARD.Kind, DCTERMS.LicenseDocument),
    }
)
"""What the members of the catalogue's stream are about (the entities of the DCAT-AP Feeds profile)."""


def find_data_members(
    before: Path | None, after: Path, base: str, release: str, *, whole: bool
) -> Iterator[StreamMember]:
    """A version of each thing that changed; of each thing there is, where the stream begins."""
    with ExitStack() as stack:
        old: Iterable[bytes] = stack.enter_context(before.open("rb")) if before else ()
        new = stack.enter_context(after.open("rb"))
        for old_star, new_star in formats.pair_blocks(old, new):
            if whole or old_star.lines != new_star.lines:
                found = find_difference(old_star, new_star)
                kind = found.kind or (ChangeKind.UPDATED if whole else None)
                if kind is not None:
                    yield make_member(DATA, found, kind, base, release)


def find_catalogue_members(
    writer: ReleaseWriter, previous: Path | None, release: Release, *, whole: bool
) -> Iterator[StreamMember]:
    """A version of each thing in the catalogue that changed. None where a release has no catalogue."""
    old = _entities(filter(None, (find_verified(path.parent, path.name) for path in _pages(previous))))
    new = _entities(_pages(writer.path(".")))
    for thing in sorted(old.keys() | new.keys(), key=lambda term: term.value):
        found = Difference.of(thing, old.get(thing, []), new.get(thing, []))
        same = frozenset(map(_shape_of, old.get(thing, []))) == frozenset(map(_shape_of, new.get(thing, [])))
        kind = (ChangeKind.UPDATED if whole else None) if same else _kind(thing in old, thing in new)
        if kind is not None:
            yield make_member(CATALOGUE, found, kind, release.base_iri, release.id, new.get(thing, []))


def _kind(was: bool, is_now: bool) -> ChangeKind:
    if not was:
        return ChangeKind.CREATED
    return ChangeKind.UPDATED if is_now else ChangeKind.REMOVED


def _shape_of(quad: Quad) -> tuple[str, ...]:
    """A statement to compare by: the names of blank nodes do not count."""
    return tuple("_" if isinstance(term, BlankNode) else str(term) for term in quad.triple)


def _pages(folder: Path | None) -> list[Path]:
    return sorted(folder.glob(CATALOGUE_FILES)) if folder else []


def _entities(pages: Iterable[Path]) -> dict[NamedNode, list[Quad]]:
    """What a catalogue says of each of its entities, with the parts of it that have no document of their own."""
    read = (formats.read(page.read_bytes(), formats.N_TRIPLES) for page in pages)
    quads = dict.fromkeys(quad for page in read for quad in page)
    by_subject: dict[object, list[Quad]] = {}
    for quad in quads:
        by_subject.setdefault(quad.subject, []).append(quad)
    found = {
        quad.subject
        for quad in quads
        if quad.predicate == RDF.type and quad.object in _ENTITIES and isinstance(quad.subject, NamedNode)
    }
    return {thing: list(_with_parts(thing, by_subject)) for thing in found}


def _with_parts(thing: NamedNode | BlankNode, by_subject: dict[object, list[Quad]]) -> Iterator[Quad]:
    for quad in by_subject.get(thing, []):
        yield quad
        value = quad.object
        if isinstance(value, NamedNode | BlankNode) and _is_part(value, thing):
            yield from _with_parts(value, by_subject)


def _is_part(value: NamedNode | BlankNode, thing: NamedNode | BlankNode) -> bool:
    """Whether a value belongs to a thing alone: it has no name, or one within the thing's (``…/gent#provenance``)."""
    if isinstance(value, BlankNode):
        return True
    return (
        isinstance(thing, NamedNode) and "#" not in thing.value and value.value.startswith(f"{thing.value}#")
    )


def write_pages(
    writer: ReleaseWriter, feed: EventStream, iris: Iris, entry: HistoryEntry, members: Iterator[StreamMember]
) -> HistoryEntry:
    """Write the pages of one stream that a release brings; gives its entry with what it brought."""
    number, known = 0, entry.members.get(feed.name, 0)
    while page := list(islice(members, PAGE_SIZE)):
        number += 1
        groups = make_page(feed, iris.base, entry, number, page, known + 1)
        _put(
            writer,
            feed.file(number),
            groups,
            iris,
            map_page_relatives(feed, iris.base, entry.release, number),
        )
        known += len(page)
    return replace(
        entry,
        pages={**entry.pages, feed.name: number},
        members={**entry.members, feed.name: known},
    )


def write_root(writer: ReleaseWriter, feed: EventStream, iris: Iris, line: Sequence[HistoryEntry]) -> None:
    relative = map_root_relatives(feed, iris.base, line)
    _put(writer, feed.file(), make_root(feed, iris.base, line), iris, relative)


def _put(
    writer: ReleaseWriter,
    name: str,
    groups: Iterable[Iterable[Quad]],
    iris: Iris,
    relative: Mapping[str, str],
) -> None:
    data = formats.write_in_order(groups, iris=iris, relative=relative)
    writer.put(name, data, formats.TRIG.media_type)
