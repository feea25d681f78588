"""Linked Data Event Streams (LDES, level 1, and TREE): the history of things as pages that never change.

A member is one version of one thing, with an IRI of its own. Its envelope says of which thing, when, and whether the
thing was created, updated or deleted; what the release says of the thing stands in the graph that bears the member's
IRI, about the thing itself. So the newest members, each graph in place of the one before, are the data set: no
statement has to be rewritten, and none of the data can be taken for one of the envelope.

The root lists the pages. It is the only document that changes, and only by getting longer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from stedenband.diff.difference import ChangeKind, Difference, Value
from stedenband.diff.history import HistoryEntry
from stedenband.diff.messages import FEED_TITLES
from stedenband.i18n import translate_all
from stedenband.ns import AS, DCTERMS, LDES, RDF, SCHEMA, SH, TREE, VOCABULARY, XSD

PAGE_SIZE = 500
"""Members on a page."""

POLLING = 86_400
"""Seconds after which it makes sense to look for new pages: city partnerships change by the month."""

_EVENTS = {ChangeKind.CREATED: AS.Create, ChangeKind.UPDATED: AS.Update, ChangeKind.REMOVED: AS.Delete}


@dataclass(frozen=True, slots=True)
class EventStream:
    """One event stream: its name, its address under the base, and the properties of its envelopes.

    ``sequence`` is the property that numbers the members, where the profile of the stream allows one.
    """

    name: str
    path: str
    version_of: NamedNode
    timestamp: NamedNode
    sequence: NamedNode | None = None

    def root(self, base: str) -> NamedNode:
        """The document that lists the pages."""
        return NamedNode(base + self.path)

    def stream(self, base: str) -> NamedNode:
        """The stream itself."""
        return NamedNode(f"{base}{self.path}#stream")

    def page(self, base: str, release: str, number: int) -> NamedNode:
        """One page, from 1, of what a release brought."""
        return NamedNode(f"{base}{self.path}/{release}/{number}.trig")

    def file(self, number: int | None = None) -> str:
        """The file in a release's folder that holds the root, or one of its pages."""
        return f"{self.path}.trig" if number is None else f"{self.path}/{number}.trig"


DATA = EventStream("data", "ldes", DCTERMS.isVersionOf, DCTERMS.created, SCHEMA.position)
"""Every thing of the data set."""

CATALOGUE = EventStream("catalog", "ldes/catalog", AS.object, AS.published)
"""What the catalogue describes, as the DCAT-AP Feeds profile has it: its envelopes take no other property."""


@dataclass(frozen=True, slots=True)
class StreamMember:
    """One version of one thing; ``said`` is empty for one that is gone."""

    iri: NamedNode
    thing: NamedNode
    event: NamedNode
    said: tuple[Quad, ...]


def make_member(
    feed: EventStream,
    difference: Difference,
    kind: ChangeKind,
    base: str,
    release: str,
    quads: Iterable[Quad] | None = None,
) -> StreamMember:
    """The version of a thing that a release holds; ``quads`` in place of what the difference says afterwards."""
    thing, iri = difference.thing, mint_version_iri(feed, difference.thing, base, release)
    said = [Quad(thing, predicate, value, iri) for predicate, value in difference.after]
    if quads is not None:
        said = [Quad(quad.subject, quad.predicate, quad.object, iri) for quad in quads]
    return StreamMember(iri, thing, _EVENTS[kind], tuple(said))


def mint_version_iri(feed: EventStream, thing: NamedNode, base: str, release: str) -> NamedNode:
    """The IRI of a thing as a release has it: the thing's own, with the release as the last part of its path.

    A code that all cities share gets its versions under our base, a thing of somebody else as a part of our stream:
    we mint no IRIs in other people's spaces. So does whatever the catalogue describes: it says other things of the
    publishing city than the data do.
    """
    iri = thing.value
    if feed is DATA and iri.startswith(base):
        return NamedNode(f"{iri}/{release}")
    if feed is DATA and iri.startswith(f"{VOCABULARY}id/"):
        return NamedNode(f"{base}{iri.removeprefix(VOCABULARY)}/{release}")
    name = iri.removeprefix(base).replace("#", "/")
    if name == iri:
        name = hashlib.sha256(iri.encode()).hexdigest()[:16]
    return NamedNode(f"{feed.root(base).value}#{release}/{name}")


# == A page ====================================================================


def make_page(
    feed: EventStream,
    base: str,
    entry: HistoryEntry,
    number: int,
    members: Sequence[StreamMember],
    first: int,
) -> Iterator[list[Quad]]:
    """The statements of a page in groups, in the order of the TREE profile: the page, then member after member.

    ``first`` is the number in the sequence of the first member.
    """
    page, stream = feed.page(base, entry.release, number), feed.stream(base)
    yield [_said(page, RDF.type, TREE.Node), _said(page, LDES.immutable, _boolean(True))]
    for position, member in enumerate(members, start=first):
        yield [_said(stream, TREE.member, member.iri)]
        yield [*_envelope(feed, entry, member, position), *member.said]


def _envelope(feed: EventStream, entry: HistoryEntry, member: StreamMember, position: int) -> Iterator[Quad]:
    yield _said(member.iri, RDF.type, member.event)
    yield _said(member.iri, feed.version_of, member.thing)
    yield _said(member.iri, feed.timestamp, _moment(entry.moment))
    if feed.sequence is not None:
        yield _said(member.iri, feed.sequence, _integer(position))


def map_page_relatives(feed: EventStream, base: str, release: str, number: int) -> Mapping[str, str]:
    """Which IRIs a page writes relative to its own address."""
    return {feed.page(base, release, number).value: ""}


# == The root ==================================================================


def make_root(feed: EventStream, base: str, entries: Sequence[HistoryEntry]) -> Iterator[list[Quad]]:
    """The statements of the root in groups: the stream, the view, its shape, and two relations to each page."""
    kept = select_entries(entries)
    yield list(_stream(feed, base))
    yield list(_view(feed, base, kept))
    yield list(_shape(feed, base))
    for entry, number in _pages(feed, kept):
        yield list(_relations(feed, base, entry, number))


def select_entries(entries: Sequence[HistoryEntry]) -> Sequence[HistoryEntry]:
    """The releases whose pages make up the streams: from the last one that holds everything."""
    start = max((place for place, entry in enumerate(entries) if entry.whole), default=0)
    return entries[start:]


def _pages(feed: EventStream, entries: Iterable[HistoryEntry]) -> Iterator[tuple[HistoryEntry, int]]:
    for entry in entries:
        for number in range(1, entry.pages.get(feed.name, 0) + 1):
            yield entry, number


def _stream(feed: EventStream, base: str) -> Iterator[Quad]:
    stream = feed.stream(base)
    yield _said(stream, RDF.type, LDES.EventStream)
    for language, title in translate_all(FEED_TITLES[feed.name]).items():
        yield _said(stream, DCTERMS.title, Literal(title, language=language))
    yield _said(stream, LDES.versionOfPath, feed.version_of)
    yield _said(stream, LDES.timestampPath, feed.timestamp)
    if feed.sequence is not None:
        yield _said(stream, LDES.sequencePath, feed.sequence)
    yield _said(stream, LDES.versionCreateObject, AS.Create)
    yield _said(stream, LDES.versionUpdateObject, AS.Update)
    yield _said(stream, LDES.versionDeleteObject, AS.Delete)
    yield _said(stream, LDES.pollingInterval, _integer(POLLING))
    yield _said(stream, TREE.shape, _part(feed, base, "member"))
    yield _said(stream, TREE.view, feed.root(base))


def _view(feed: EventStream, base: str, entries: Sequence[HistoryEntry]) -> Iterator[Quad]:
    root, policy = feed.root(base), _part(feed, base, "retention")
    yield _said(root, RDF.type, TREE.Node)
    yield _said(root, RDF.type, LDES.EventSource)
    yield _said(root, LDES.retentionPolicy, policy)
    for entry, number in _pages(feed, entries):
        for end in ("from", "until"):
            yield _said(root, TREE.relation, _part(feed, base, f"{entry.release}-{number}-{end}"))
    yield _said(policy, RDF.type, LDES.RetentionPolicy)
    if entries:
        yield _said(policy, LDES.startingFrom, _moment(entries[0].moment))


def _relations(feed: EventStream, base: str, entry: HistoryEntry, number: int) -> Iterator[Quad]:
    """All members of a release have its moment, so a page lies between that moment and the second after it."""
    bounds = (
        ("from", TREE.GreaterThanOrEqualToRelation, entry.moment),
        ("until", TREE.LessThanRelation, entry.after),
    )
    for end, kind, moment in bounds:
        relation = _part(feed, base, f"{entry.release}-{number}-{end}")
        yield _said(relation, RDF.type, kind)
        yield _said(relation, TREE.node, feed.page(base, entry.release, number))
        yield _said(relation, TREE.path, feed.timestamp)
        yield _said(relation, TREE.value, _moment(moment))


def _shape(feed: EventStream, base: str) -> Iterator[Quad]:
    """What every member has; it stands in the root, so that a client does not go looking for it."""
    shape = _part(feed, base, "member")
    yield _said(shape, RDF.type, SH.NodeShape)
    paths: list[tuple[str, NamedNode, NamedNode, NamedNode]] = [
        ("version-of", feed.version_of, SH.nodeKind, SH.IRI),
        ("timestamp", feed.timestamp, SH.datatype, XSD.dateTime),
    ]
    if feed.sequence is not None:
        paths.append(("sequence", feed.sequence, SH.datatype, XSD.integer))
    for name, path, constraint, value in paths:
        part = _part(feed, base, f"member-{name}")
        yield _said(shape, SH.property, part)
        yield _said(part, RDF.type, SH.PropertyShape)
        yield _said(part, SH.path, path)
        yield _said(part, SH.minCount, _integer(1))
        yield _said(part, SH.maxCount, _integer(1))
        yield _said(part, constraint, value)


def map_root_relatives(feed: EventStream, base: str, entries: Sequence[HistoryEntry]) -> Mapping[str, str]:
    """Which IRIs a root writes relative to its own address: itself, its parts but the stream, and the pages."""
    root, kept = feed.root(base).value, select_entries(entries)
    folder = feed.path.rsplit("/", 1)[-1]
    names = ["retention", "member", *(f"member-{name}" for name in ("version-of", "timestamp", "sequence"))]
    pages = list(_pages(feed, kept))
    names += [f"{entry.release}-{number}-{end}" for entry, number in pages for end in ("from", "until")]
    addresses = {
        feed.page(base, entry.release, number).value: f"{folder}/{entry.release}/{number}.trig"
        for entry, number in pages
    }
    return {root: "", **{f"{root}#{name}": f"#{name}" for name in names}, **addresses}


# == Terms =====================================================================


def _said(subject: NamedNode, predicate: NamedNode, value: Value) -> Quad:
    return Quad(subject, predicate, value, DefaultGraph())


def _part(feed: EventStream, base: str, name: str) -> NamedNode:
    return NamedNode(f"{feed.root(base).value}#{name}")


def _moment(moment: str) -> Literal:
    return Literal(moment, datatype=XSD.dateTime)


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)


def _boolean(value: bool) -> Literal:
    return Literal("true" if value else "false", datatype=XSD.boolean)
