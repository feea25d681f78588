"""The versions of the vocabulary: the one of this program, and those that releases on disk still hold."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pyoxigraph import NamedNode, Quad

from stedenband.errors import ReleaseDamagedError
from stedenband.formats import read_subject, read_subjects_under
from stedenband.ns import DCTERMS, ONTOLOGY, OWL, RDF, RDFS, SKOS, STB, VOCABULARY, Iris
from stedenband.releases import GRAPH, ReleaseVerifier, read_release
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.ontology import RELATIONS, VocabularyFile, make_vocabulary, separate_vocabulary
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.release_archive import ReleaseArchive

_log = logging.getLogger(__name__)

_CODES = f"{VOCABULARY}id/concept"

_PARTS: dict[NamedNode, str] = {
    RDFS.label: "label",
    SKOS.prefLabel: "label",
    SKOS.altLabel: "label",
    SKOS.definition: "definition",
    SKOS.example: "example",
    SKOS.scopeNote: "note",
    RDFS.domain: "domain",
    RDFS.range: "range",
    RDF.type: "type",
    OWL.deprecated: "deprecated",
    **dict.fromkeys(RELATIONS, "relation"),
}
"""What of a term may change, with the last part of a message key; anything else is "other"."""


@dataclass(frozen=True, slots=True)
class TermChange:
    """What became of a term or a code: ``added``, ``removed`` or ``changed``, and then in what."""

    term: NamedNode
    kind: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class VocabularyVersion:
    """A version of the vocabulary, its day, and what it changed since the one before; none for the first."""

    number: str
    issued: str
    file: VocabularyFile
    before: str | None
    changes: tuple[TermChange, ...]


class VocabularyVersions:
    """All versions there are, looked for once for each release that is served; what a release holds never changes."""

    def __init__(self, own: VocabularyFile, past: ReleaseArchive) -> None:
        self._own, self._past = own, past
        self._numbers: dict[str, str] = {}
        self._told: tuple[Path | None, tuple[VocabularyVersion, ...]] | None = None

    async def all(self, serving: OpenRelease | None) -> tuple[VocabularyVersion, ...]:
        """Every version, newest first: of a number that several releases have, as the newest of them has it."""
        served = serving.folder if serving else None
        if self._told is None or self._told[0] != served:
            line = await self._past.line(serving) if serving else ()
            ids = [entry.release for entry in reversed(line)]
            self._told = served, await asyncio.to_thread(self._all, ids)
        return self._told[1]

    async def find(self, serving: OpenRelease | None, number: str) -> VocabularyVersion | None:
        """The version of that number."""
        return next((each for each in await self.all(serving) if each.number == number), None)

    def _all(self, newest_first: Iterable[str]) -> tuple[VocabularyVersion, ...]:
        found = {self._own.version: self._own}
        for release_id in newest_first:
            folder = self._past.folder(release_id)
            number = self._number(folder) if folder else ""
            if folder and number and number not in found:
                kept = read_kept(folder, self._past.verifier)
                found |= {number: kept} if kept else {}
        return sort_versions(found)

    def _number(self, folder: Path) -> str:
        if folder.name not in self._numbers:
            self._numbers[folder.name] = read_kept_number(folder, self._past.verifier)
        return self._numbers[folder.name]


def sort_versions(files: Mapping[str, VocabularyFile]) -> tuple[VocabularyVersion, ...]:
    """The versions, newest first, each with what it changed."""
    told: list[VocabularyVersion] = []
    before: VocabularyFile | None = None
    for number in sorted(files, key=_rank):
        file = files[number]
        issued = file.description.text(ONTOLOGY, DCTERMS.issued)
        changes = compare_versions(before, file) if before else ()
        told.append(VocabularyVersion(number, issued, file, before.version if before else None, changes))
        before = file
    return tuple(reversed(told))


def _rank(number: str) -> tuple[tuple[int, int, str], ...]:
    """Order of version numbers: ``0.9`` before ``0.10``, and a name behind a hyphen before the number without.

    >>> sorted(["0.10.0", "0.9.1", "0.10.0-draft"], key=_rank)
    ['0.9.1', '0.10.0-draft', '0.10.0']
    """
    main, _, name = number.partition("-")
    parts = [(1, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"[.]", main)]
    return (*parts, (0, 0, name) if name else (1, 0, ""))


# == Out of a release ==========================================================


def read_kept(folder: Path, verifier: ReleaseVerifier) -> VocabularyFile | None:
    """The vocabulary as a release holds it; ``None`` where it holds none. Reads that part of the release alone."""
    try:
        iris = Iris(read_release(folder).base_iri)
        with verifier.holding(folder, GRAPH) as graph:
            return _vocabulary(graph.file, iris)
    except (ReleaseDamagedError, ValueError) as error:
        _log.warning("no vocabulary from a release: %s", error)
        return None


def read_kept_number(folder: Path, verifier: ReleaseVerifier) -> str:
    """The number of the version that a release holds, empty where it holds none. Reads a few lines."""
    try:
        with verifier.holding(folder, GRAPH) as graph:
            return ResourceDescription(read_subject(graph.file, ONTOLOGY)).text(ONTOLOGY, OWL.versionInfo)
    except (ReleaseDamagedError, ValueError) as error:
        _log.warning("no vocabulary from a release: %s", error)
        return ""


def _vocabulary(file: IO[bytes], iris: Iris) -> VocabularyFile | None:
    codes = read_subjects_under(file, _CODES)
    told = [*read_subjects_under(file, f"{ONTOLOGY.value}#"), *read_subject(file, ONTOLOGY), *codes]
    mine = _with_mentioned(file, _within(told, iris.graph("ontology")), iris.graph("ontology"))
    own, alignments = separate_vocabulary(mine)
    return make_vocabulary(own, alignments, _within(codes, iris.graph("concepts"))) if own else None


def _with_mentioned(file: IO[bytes], told: list[Quad], graph: NamedNode) -> list[Quad]:
    """These and what the graph says of the terms of others that they mention, and that those mention."""
    found = list(told)
    known = {quad.subject for quad in told if isinstance(quad.subject, NamedNode)}
    waiting = _mentioned(told) - known
    while waiting:
        known |= waiting
        more = _within(
            (quad for term in sorted(waiting, key=str) for quad in read_subject(file, term)), graph
        )
        found += more
        waiting = _mentioned(more) - known
    return found


def _within(quads: Iterable[Quad], graph: NamedNode) -> list[Quad]:
    """What of these a graph of the release says, as it stands in the vocabulary's own files: in no graph."""
    return [Quad(quad.subject, quad.predicate, quad.object) for quad in quads if quad.graph_name == graph]


def _mentioned(quads: Iterable[Quad]) -> set[NamedNode]:
    """The things that statements mention besides their subjects."""
    return {term for quad in quads for term in (quad.predicate, quad.object) if isinstance(term, NamedNode)}


# == What changed ==============================================================


def compare_versions(before: VocabularyFile, after: VocabularyFile) -> tuple[TermChange, ...]:
    """The terms and codes that came, that went, and that are told otherwise, by name."""
    old, new = _by_term(before), _by_term(after)
    return tuple(_changes(old, new))


def _changes(
    old: Mapping[NamedNode, frozenset[Quad]], new: Mapping[NamedNode, frozenset[Quad]]
) -> Iterable[TermChange]:
    for term in sorted({*old, *new}, key=lambda term: term.value):
        if term not in old:
            yield TermChange(term, "added")
        elif term not in new:
            yield TermChange(term, "removed")
        elif old[term] != new[term]:
            touched = {_PARTS.get(quad.predicate, "other") for quad in old[term] ^ new[term]}
            yield TermChange(term, "changed", tuple(sorted(touched)))


def _by_term(file: VocabularyFile) -> dict[NamedNode, frozenset[Quad]]:
    """What is said of each term and each code that there is; a term that is only aligned is none."""
    found: dict[NamedNode, set[Quad]] = {}
    for quad in (*file.quads, *file.code_lists):
        subject = quad.subject
        if isinstance(subject, NamedNode) and subject.value.startswith((STB.base, f"{_CODES}/")):
            found.setdefault(subject, set()).add(quad)
    for quad in file.alignments:
        if isinstance(quad.subject, NamedNode) and quad.subject in found:
            found[quad.subject].add(quad)
    return {term: frozenset(quads) for term, quads in found.items()}
