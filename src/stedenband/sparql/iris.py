"""The IRIs of a query, resolved against its BASE and its prefixes, and renaming them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import urljoin

from pyoxigraph import NamedNode

from stedenband.sparql.edits import Edit, apply_edits, replace
from stedenband.sparql.syntax import expand_term, is_keyword
from stedenband.sparql.tokens import TokenizedQuery, TokenKind, unescape

Rename = Callable[[str], str]
"""From an IRI, or from a text with IRIs in it, to the one that takes its place."""


@dataclass(frozen=True, slots=True)
class ResolvedQuery:
    """A query with its IRIs resolved, by the index of their token; ``bases`` are the tokens of BASE declarations."""

    query: TokenizedQuery
    iris: Mapping[int, str]
    bases: frozenset[int]


def resolve_iris(text: str, base: str | None) -> ResolvedQuery:
    """The IRIs of a query, those of prefixed names too; ``base`` counts until the text declares one itself."""
    query = TokenizedQuery.parse(text)
    tokens = query.tokens
    iris: dict[int, str] = {}
    bases: set[int] = set()
    prefixes: dict[str, str] = {}
    for index, token in enumerate(tokens):
        if token.kind is TokenKind.IRI:
            iris[index] = resolve_iri(unescape(token.text[1:-1]), base)
            if index and is_keyword(tokens[index - 1], "BASE"):
                base = iris[index]
                bases.add(index)
            elif index > 1 and is_keyword(tokens[index - 2], "PREFIX"):
                prefixes[tokens[index - 1].text.removesuffix(":")] = iris[index]
        elif not (index and is_keyword(tokens[index - 1], "PREFIX")):
            iri = expand_term(token, prefixes)
            if iri is not None:
                iris[index] = iri
    return ResolvedQuery(query, iris, frozenset(bases))


def resolve_iri(iri: str, base: str | None) -> str:
    """The IRI resolved against a base; as it is where that cannot be done."""
    if base is None:
        return iri
    try:
        return urljoin(base, iri)
    except ValueError:  # brackets where a host should be
        return iri


def rename_iris(
    resolved: ResolvedQuery, rename: Rename, *, graphs: Collection[str] | None = None, other_graph: str = ""
) -> str:
    """The text with relative IRIs in full and every IRI renamed, within strings too.

    With ``graphs``, a GRAPH clause that names another graph than these (by its name before the renaming) names
    ``other_graph`` instead.
    """
    edits = {edit.first: edit for edit in (*_renamed(resolved, rename), *_renamed_strings(resolved, rename))}
    if graphs is not None:
        edits |= {edit.first: edit for edit in _redirected_graphs(resolved, graphs, other_graph)}
    return apply_edits(resolved.query, edits.values())


def _renamed(resolved: ResolvedQuery, rename: Rename) -> Iterator[Edit]:
    for index, iri in resolved.iris.items():
        token = resolved.query.tokens[index]
        renamed = rename(iri)
        relative = token.kind is TokenKind.IRI and unescape(token.text[1:-1]) != iri
        if index not in resolved.bases and (renamed != iri or relative) and (written := _written(renamed)):
            yield replace(index, index + 1, written)


def _renamed_strings(resolved: ResolvedQuery, rename: Rename) -> Iterator[Edit]:
    for index, token in enumerate(resolved.query.tokens):
        if token.kind is TokenKind.STRING and (renamed := rename(token.text)) != token.text:
            yield replace(index, index + 1, renamed)


def _redirected_graphs(resolved: ResolvedQuery, graphs: Collection[str], other: str) -> Iterator[Edit]:
    for index, (before, _) in enumerate(pairwise(resolved.query.tokens), start=1):
        if is_keyword(before, "GRAPH") and index in resolved.iris and resolved.iris[index] not in graphs:
            yield replace(index, index + 1, f"<{other}>")


def _written(iri: str) -> str | None:
    """The IRI as a query writes it; ``None`` for an invalid one, which the engine shall report itself."""
    try:
        return str(NamedNode(iri))
    except ValueError:
        return None
