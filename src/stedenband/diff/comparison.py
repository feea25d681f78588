"""Two releases on disk, compared: in words, as a patch, as statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from stedenband import formats
from stedenband.diff.difference import ChangeKind, Difference
from stedenband.diff.history import ChangeCounts
from stedenband.diff.labels import Lookup
from stedenband.diff.messages import GRAPH_TITLES
from stedenband.diff.record import ChangeRecord
from stedenband.diff.sentences import MOST_DESCRIBED, describe_changes
from stedenband.i18n import translate_all
from stedenband.ns import DCTERMS, PROV, RDF, Iris
from stedenband.releases import GRAPH


@dataclass(frozen=True, slots=True)
class ReleaseFiles:
    """What a comparison reads of a release: the data set, and the whole graph with the words of the vocabulary."""

    data: Path
    graph: Path


def find_files(folder: Path, dataset: str) -> ReleaseFiles:
    """The files of a release in its folder."""
    return ReleaseFiles(folder / name_data_file(dataset), folder / GRAPH)


def name_data_file(dataset: str) -> str:
    """The file that holds the data set alone, without what all cities share."""
    return f"{dataset}.{formats.N_QUADS.extension}"


def compare(before: tuple[str, ReleaseFiles] | None, after: tuple[str, ReleaseFiles]) -> ChangeRecord:
    """What differs between two releases, each given by its id and its files, in words.

    Walks through both files once, and holds what is told of. Without a release before, everything is counted as new.
    """
    if before is None:
        return _everything(*after)
    name, new = after
    tally: dict[ChangeKind, int] = dict.fromkeys(ChangeKind, 0)
    added, removed = 0, 0
    told: list[Difference] = []
    for old_star, new_star in find_changed_subjects(before[1].data, new.data):
        lines = list(formats.patch_lines(old_star, new_star))
        fewer = sum(1 for line in lines if line.startswith(b"D"))
        added, removed = added + len(lines) - fewer, removed + fewer
        found = find_difference(old_star, new_star)
        if found.kind is not None:
            tally[found.kind] += 1
            if len(told) < MOST_DESCRIBED:
                told.append(found)
    with open_lookup(new.graph, before[1].graph) as look:
        words = describe_changes(told, look)
    counts = ChangeCounts(tally[ChangeKind.CREATED], tally[ChangeKind.UPDATED], tally[ChangeKind.REMOVED])
    return ChangeRecord(
        before[0], name, added, removed, counts, words, untold=max(0, sum(tally.values()) - MOST_DESCRIBED)
    )


def _everything(name: str, files: ReleaseFiles) -> ChangeRecord:
    with files.data.open("rb") as file:
        sizes = [len(star.lines) for star in formats.group_by_subject(file)]
    return ChangeRecord(None, name, added=sum(sizes), tally=ChangeCounts(created=len(sizes)))


def find_changed_subjects(
    before: Path, after: Path
) -> Iterator[tuple[formats.SubjectBlock, formats.SubjectBlock]]:
    """The subjects of which two canonical files do not say the same, with their lines in both."""
    with before.open("rb") as old, after.open("rb") as new:
        yield from (pair for pair in formats.pair_blocks(old, new) if pair[0].lines != pair[1].lines)


def make_patch(before: Path, after: Path) -> Iterator[bytes]:
    """What turns one canonical file into the other, as an RDF Patch: applied to the one it gives the other exactly."""
    yield b"TX .\n"
    for old, new in find_changed_subjects(before, after):
        yield from formats.patch_lines(old, new)
    yield b"TC .\n"


def find_changed_statements(before: Path, after: Path) -> tuple[list[Quad], list[Quad]]:
    """The statements that came and those that went."""
    came, went = [], []
    for old, new in find_changed_subjects(before, after):
        old_lines, new_lines = set(old.lines), set(new.lines)
        came += formats.parse_lines([line for line in new.lines if line not in old_lines])
        went += formats.parse_lines([line for line in old.lines if line not in new_lines])
    return came, went


def serialize_changes(
    before: str, entry: str, came: Iterable[Quad], went: Iterable[Quad], iris: Iris
) -> bytes:
    """What came and what went as two named graphs, with a line about each in the default graph."""
    about = NamedNode(f"{iris.base}changes/{before}..{entry}")
    graphs = {name: NamedNode(f"{about.value}#{name}") for name in ("added", "removed")}
    quads = [_plain(about, RDF.type, PROV.Entity)]
    quads += _titles(
        about,
        translate_all("Differences between release {before} and release {after}", before=before, after=entry),
    )
    for name, graph in graphs.items():
        quads.append(_plain(about, DCTERMS.hasPart, graph))
        quads += _titles(graph, translate_all(GRAPH_TITLES[name]))
    quads += [Quad(quad.subject, quad.predicate, quad.object, graphs["added"]) for quad in came]
    quads += [Quad(quad.subject, quad.predicate, quad.object, graphs["removed"]) for quad in went]
    return formats.write(quads, formats.TRIG, iris=iris)


@contextmanager
def open_lookup(*graphs: Path) -> Iterator[Lookup]:
    """A look at what is said of a thing in the first of these canonical files that knows it."""
    with ExitStack() as stack:
        opened = [stack.enter_context(graph.open("rb")) for graph in graphs]

        def look(thing: NamedNode) -> Sequence[Quad]:
            found = (formats.read_subject(file, thing) for file in opened)
            return next((quads for quads in found if quads), [])

        yield look


def find_difference(before: formats.SubjectBlock, after: formats.SubjectBlock) -> Difference:
    """The difference between what two releases say of a thing, which one of them may not know."""
    old, new = formats.parse_lines(before.lines), formats.parse_lines(after.lines)
    thing = (new or old)[0].subject
    assert isinstance(thing, NamedNode)  # noqa: S101 - a data set without blank nodes is a condition of a release
    return Difference.of(thing, old, new)


def _plain(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
    return Quad(subject, predicate, value, DefaultGraph())


def _titles(subject: NamedNode, texts: dict[str, str]) -> list[Quad]:
    return [_plain(subject, DCTERMS.title, Literal(text, language=tag)) for tag, text in texts.items()]
