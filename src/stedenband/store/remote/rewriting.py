"""A query's text as a remote engine gets it: the same question, with everything said that engines differ in.

- FROM is taken out: the data set goes with the request, where every engine takes it the same way.
- Names of graphs are those inside the engine, and relative IRIs are written in full.
- DESCRIBE becomes the CONSTRUCT that says what it means here: all statements about the thing.

The text is cut into tokens and put together again from them, so nothing within a string or a comment is mistaken.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urljoin

from pyoxigraph import NamedNode

from stedenband.store import faults
from stedenband.store.remote.names import Renaming
from stedenband.store.tokens import Kind, Token, place, telling, unescaped

_PROLOGUE = ("PREFIX", "BASE", "VERSION")
_OUTSIDE = ("bif:", "sql:", "java:", "javascript:")
"""Schemes of IRIs that are no names but calls into an engine (Virtuoso's and Jena's)."""

Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs that a query is over, by their public names."""

    default: tuple[str, ...]
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A query cut into tokens, with the IRIs that they stand for."""

    text: str
    said: tuple[Token, ...]
    iris: dict[int, str]
    """By the place of its token: the IRI in full, of IRIs and of prefixed names."""
    based: frozenset[int]
    """Tokens that are the IRI of a BASE."""

    @property
    def operation(self) -> int:
        """Index of the first keyword after the prologue."""
        return next(
            (
                index
                for index, token in enumerate(self.said)
                if _is_word(token) and not _is(token, *_PROLOGUE)
            ),
            len(self.said),
        )


def cut(text: str, base: str | None) -> Text:
    """Cut a query up. Raises ``QueryRefusedError`` for an IRI that calls into the engine."""
    said = tuple(telling(text))
    iris: dict[int, str] = {}
    based: set[int] = set()
    prefixes: dict[str, str] = {}
    for index, token in enumerate(said):
        if token.kind is Kind.IRI:
            iris[index] = _resolved(unescaped(token.text[1:-1]), base)
            if index and _is(said[index - 1], "BASE"):
                base = iris[index]
                based.add(index)
            elif index > 1 and _is(said[index - 2], "PREFIX"):
                prefixes[said[index - 1].text.removesuffix(":")] = iris[index]
        elif token.kind is Kind.NAME:
            prefix, _, local = token.text.partition(":")
            if prefix in prefixes and not (index and _is(said[index - 1], "PREFIX")):
                iris[index] = prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
    for iri in iris.values():
        if iri.lower().startswith(_OUTSIDE):
            raise faults.refused("function", detail=faults.echo(iri))
    return Text(text, said, iris, frozenset(based))


def _is_word(token: Token) -> bool:
    return token.kind is Kind.WORD


def _is(token: Token, *words: str) -> bool:
    return token.kind is Kind.WORD and token.text.upper() in words


def _resolved(iri: str, base: str | None) -> str:
    if base is None:
        return iri
    try:
        return urljoin(base, iri)
    except ValueError:
        return iri


# == The data set ==============================================================


def own_dataset(query: Text) -> tuple[Dataset, str]:
    """The graphs of a query's FROM clauses, and its text with those clauses blanked, every letter in its place.

    Raises ``QuerySyntaxError`` for a FROM that cannot be read off, such as one that sticks to the word before it.
    """
    default: list[str] = []
    named: list[str] = []
    text = query.text
    for index, token in enumerate(query.said):
        if not (_is_word(token) and "FROM" in token.text.upper()):
            continue
        last = index + 1 + (index + 1 < len(query.said) and _is(query.said[index + 1], "NAMED"))
        if not _is(token, "FROM") or last not in query.iris:
            line, column = place(query.text, token.start)
            raise faults.syntax("near", line, column, words=faults.echo(f"▶ {token.text}"))
        (default if last == index + 1 else named).append(query.iris[last])
        text = _blanked(text, token.start, query.said[last].end)
    return Dataset(tuple(default), tuple(named)), text


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\r\n]", " ", text[start:end]) + text[end:]


# == Names =====================================================================


def renamed(
    query: Text, renaming: Renaming, *, nowhere: str | None = None, named: Collection[str] = ()
) -> str:
    """The text with IRIs in full and names as they are inside the engine.

    With ``nowhere``, a GRAPH clause that names a graph beyond ``named`` names that empty one instead.
    """
    edits = [*_named(query, renaming), *_quoted(query, renaming)]
    if nowhere is not None:
        elsewhere = dict(_elsewhere(query, named, nowhere))
        edits = [edit for edit in edits if edit[0] not in elsewhere]
        edits += elsewhere.values()
    return _edited(query.text, edits)


def _named(query: Text, renaming: Renaming) -> Iterator[Edit]:
    for index, iri in query.iris.items():
        token = query.said[index]
        inside = renaming.inside(iri)
        relative = token.kind is Kind.IRI and unescaped(token.text[1:-1]) != iri
        if index not in query.based and (inside != iri or relative) and (written := _written(inside)):
            yield token.start, token.end, written


def _quoted(query: Text, renaming: Renaming) -> Iterator[Edit]:
    for token in query.said:
        if token.kind is Kind.STRING and (inside := renaming.inside(token.text)) != token.text:
            yield token.start, token.end, inside


def _elsewhere(query: Text, named: Collection[str], nowhere: str) -> Iterator[tuple[int, Edit]]:
    for index, (before, token) in enumerate(pairwise(query.said), start=1):
        if _is(before, "GRAPH") and index in query.iris and query.iris[index] not in named:
            yield token.start, (token.start, token.end, f"<{nowhere}>")


def _written(iri: str) -> str | None:
    """The IRI as a query writes it; ``None`` for one that is none, which the engine shall complain of itself."""
    try:
        return str(NamedNode(iri))
    except ValueError:
        return None


def _edited(text: str, edits: Iterable[Edit]) -> str:
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text


# == DESCRIBE ==================================================================


def describes(query: Text) -> bool:
    """Whether the query is a DESCRIBE."""
    index = query.operation
    return index < len(query.said) and _is(query.said[index], "DESCRIBE")


def describes_all(query: Text) -> bool:
    """Whether it is ``DESCRIBE *``."""
    after = query.said[query.operation + 1 : query.operation + 2]
    return describes(query) and bool(after) and after[0].text == "*"


def selecting(query: Text) -> str:
    """``DESCRIBE *`` as the SELECT of the same variables."""
    token = query.said[query.operation]
    return _edited(query.text, [(token.start, token.end, "SELECT")])


def constructing(query: Text, variables: Sequence[str]) -> str:
    """A DESCRIBE as the CONSTRUCT of all statements whose subject is one of the things.

    ``variables`` are those that ``*`` stands for. Expects a text without FROM.
    """
    verb = query.operation
    end = _targets_end(query, verb + 1)
    targets = query.said[verb + 1 : end]
    rest = query.text[query.said[end].start :] if end < len(query.said) else ""
    names = [token.text for token in targets if token.kind is Kind.VARIABLE] or [
        f"?{name}" for name in variables
    ]
    subject, predicate, value = (
        _unused(f"{word}_described", query.text) for word in ("thing", "property", "value")
    )
    things = [token.text for token in targets if token.kind in (Kind.IRI, Kind.NAME)]
    parts = [f"{{ SELECT ({name} AS {subject}) {rest}\n}}" for name in names if _has_pattern(query, end)]
    parts += [f"{{ VALUES {subject} {{ {' '.join(things)} }} }}"] if things or not parts else []
    head = query.text[: query.said[verb].start]
    triple = f"{subject} {predicate} {value}"
    return f"{head}CONSTRUCT {{ {triple} }} WHERE {{ {{ {' UNION '.join(parts)} }} {triple} }}"


def _targets_end(query: Text, index: int) -> int:
    while index < len(query.said):
        token = query.said[index]
        if token.kind not in (Kind.VARIABLE, Kind.IRI, Kind.NAME) and token.text != "*":
            break
        index += 1
    return index


def _has_pattern(query: Text, end: int) -> bool:
    return end < len(query.said) and (_is(query.said[end], "WHERE") or query.said[end].text == "{")


def _unused(name: str, text: str) -> str:
    while f"?{name}" in text or f"${name}" in text:
        name += "_"
    return f"?{name}"
