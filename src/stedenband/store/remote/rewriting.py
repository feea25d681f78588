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
from stedenband.store.remote.graph_names import IriRenaming
from stedenband.store.tokens import Token, TokenKind, locate, significant_tokens, unescape

_PROLOGUE = ("PREFIX", "BASE", "VERSION")
_OUTSIDE = ("bif:", "sql:", "java:", "javascript:")
"""Schemes of IRIs that are no names but calls into an engine (Virtuoso's and Jena's)."""

Edit = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class QueryDataset:
    """The graphs that a query is over, by their public names."""

    default: tuple[str, ...]
    named: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TokenizedQuery:
    """A query cut into tokens, with the IRIs that they stand for."""

    text: str
    tokens: tuple[Token, ...]
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
                for index, token in enumerate(self.tokens)
                if _is_word(token) and not _is(token, *_PROLOGUE)
            ),
            len(self.tokens),
        )


def tokenize_query(text: str, base: str | None) -> TokenizedQuery:
    """Cut a query up. Raises ``QueryRefusedError`` for an IRI that calls into the engine."""
    tokens = tuple(significant_tokens(text))
    iris: dict[int, str] = {}
    based: set[int] = set()
    prefixes: dict[str, str] = {}
    for index, token in enumerate(tokens):
        if token.kind is TokenKind.IRI:
            iris[index] = _resolved(unescape(token.text[1:-1]), base)
            if index and _is(tokens[index - 1], "BASE"):
                base = iris[index]
                based.add(index)
            elif index > 1 and _is(tokens[index - 2], "PREFIX"):
                prefixes[tokens[index - 1].text.removesuffix(":")] = iris[index]
        elif token.kind is TokenKind.NAME:
            prefix, _, local = token.text.partition(":")
            if prefix in prefixes and not (index and _is(tokens[index - 1], "PREFIX")):
                iris[index] = prefixes[prefix] + re.sub(r"\\(.)", r"\1", local)
    for iri in iris.values():
        if iri.lower().startswith(_OUTSIDE):
            raise faults.refused("function", detail=faults.echo(iri))
    return TokenizedQuery(text, tokens, iris, frozenset(based))


def _is_word(token: Token) -> bool:
    return token.kind is TokenKind.WORD


def _is(token: Token, *words: str) -> bool:
    return token.kind is TokenKind.WORD and token.text.upper() in words


def _resolved(iri: str, base: str | None) -> str:
    if base is None:
        return iri
    try:
        return urljoin(base, iri)
    except ValueError:
        return iri


# == The data set ==============================================================


def extract_dataset(query: TokenizedQuery) -> tuple[QueryDataset, str]:
    """The graphs of a query's FROM clauses, and its text with those clauses blanked, every letter in its place.

    Raises ``QuerySyntaxError`` for a FROM that cannot be read off, such as one that sticks to the word before it.
    """
    default: list[str] = []
    named: list[str] = []
    text = query.text
    for index, token in enumerate(query.tokens):
        if not (_is_word(token) and "FROM" in token.text.upper()):
            continue
        last = index + 1 + (index + 1 < len(query.tokens) and _is(query.tokens[index + 1], "NAMED"))
        if not _is(token, "FROM") or last not in query.iris:
            line, column = locate(query.text, token.start)
            raise faults.syntax("near", line, column, words=faults.echo(f"▶ {token.text}"))
        (default if last == index + 1 else named).append(query.iris[last])
        text = _blanked(text, token.start, query.tokens[last].end)
    return QueryDataset(tuple(default), tuple(named)), text


def _blanked(text: str, start: int, end: int) -> str:
    return text[:start] + re.sub(r"[^\r\n]", " ", text[start:end]) + text[end:]


# == Names =====================================================================


def rename_iris(
    query: TokenizedQuery, renaming: IriRenaming, *, nowhere: str | None = None, named: Collection[str] = ()
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


def _named(query: TokenizedQuery, renaming: IriRenaming) -> Iterator[Edit]:
    for index, iri in query.iris.items():
        token = query.tokens[index]
        inside = renaming.to_engine(iri)
        relative = token.kind is TokenKind.IRI and unescape(token.text[1:-1]) != iri
        if index not in query.based and (inside != iri or relative) and (written := _written(inside)):
            yield token.start, token.end, written


def _quoted(query: TokenizedQuery, renaming: IriRenaming) -> Iterator[Edit]:
    for token in query.tokens:
        if token.kind is TokenKind.STRING and (inside := renaming.to_engine(token.text)) != token.text:
            yield token.start, token.end, inside


def _elsewhere(query: TokenizedQuery, named: Collection[str], nowhere: str) -> Iterator[tuple[int, Edit]]:
    for index, (before, token) in enumerate(pairwise(query.tokens), start=1):
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


def is_describe(query: TokenizedQuery) -> bool:
    """Whether the query is a DESCRIBE."""
    index = query.operation
    return index < len(query.tokens) and _is(query.tokens[index], "DESCRIBE")


def is_describe_all(query: TokenizedQuery) -> bool:
    """Whether it is ``DESCRIBE *``."""
    after = query.tokens[query.operation + 1 : query.operation + 2]
    return is_describe(query) and bool(after) and after[0].text == "*"


def describe_to_select(query: TokenizedQuery) -> str:
    """``DESCRIBE *`` as the SELECT of the same variables."""
    token = query.tokens[query.operation]
    return _edited(query.text, [(token.start, token.end, "SELECT")])


def describe_to_construct(query: TokenizedQuery, variables: Sequence[str]) -> str:
    """A DESCRIBE as the CONSTRUCT of all statements whose subject is one of the things.

    ``variables`` are those that ``*`` stands for. Expects a text without FROM.
    """
    verb = query.operation
    end = _targets_end(query, verb + 1)
    targets = query.tokens[verb + 1 : end]
    rest = query.text[query.tokens[end].start :] if end < len(query.tokens) else ""
    names = [token.text for token in targets if token.kind is TokenKind.VARIABLE] or [
        f"?{name}" for name in variables
    ]
    subject, predicate, value = (
        _unused(f"{word}_described", query.text) for word in ("thing", "property", "value")
    )
    things = [token.text for token in targets if token.kind in (TokenKind.IRI, TokenKind.NAME)]
    parts = [f"{{ SELECT ({name} AS {subject}) {rest}\n}}" for name in names if _has_pattern(query, end)]
    parts += [f"{{ VALUES {subject} {{ {' '.join(things)} }} }}"] if things or not parts else []
    head = query.text[: query.tokens[verb].start]
    triple = f"{subject} {predicate} {value}"
    return f"{head}CONSTRUCT {{ {triple} }} WHERE {{ {{ {' UNION '.join(parts)} }} {triple} }}"


def _targets_end(query: TokenizedQuery, index: int) -> int:
    while index < len(query.tokens):
        token = query.tokens[index]
        if token.kind not in (TokenKind.VARIABLE, TokenKind.IRI, TokenKind.NAME) and token.text != "*":
            break
        index += 1
    return index


def _has_pattern(query: TokenizedQuery, end: int) -> bool:
    return end < len(query.tokens) and (_is(query.tokens[end], "WHERE") or query.tokens[end].text == "{")


def _unused(name: str, text: str) -> str:
    while f"?{name}" in text or f"${name}" in text:
        name += "_"
    return f"?{name}"
