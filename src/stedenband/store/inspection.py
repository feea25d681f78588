"""Inspection of a query before it is run: refuses what is not offered and what would crash or block a worker.

It is the first line of defence and not the only one: a query that passes by mistake still runs in a worker that can
open no socket, can write nothing, and is stopped at its limits.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice, pairwise

from stedenband.errors import QuerySyntaxError
from stedenband.sparql.iris import resolve_iri
from stedenband.sparql.syntax import CLOSING, OPENING, expand_term, is_keyword, read_prefixes
from stedenband.sparql.tokens import SparqlToken, TokenKind, locate, read_tokens, unescape
from stedenband.store import faults

NESTING = 64
"""Brackets within brackets; the engine's parser dies at about 3,000 on a stack of 8 MiB."""

PATTERNS = 256
"""Triple patterns, OPTIONALs and path steps. The engine orders joins in cubic time: a star of 100 takes it a second."""

TOKENS = 50_000
"""Most tokens of a query: beyond that the inspection itself would hold up others."""

_BASES = 16
"""BASE declarations that are resolved for FROM; each on the one before makes the work grow with their square."""

_VALUES = (TokenKind.IRI, TokenKind.STRING, TokenKind.NUMBER, TokenKind.NAME, TokenKind.LANGUAGE)

_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}

# The engine reads a comparison where an IRI may not stand: in ``FILTER(?a<1)SERVICE#>`` the clause is real.
_CLAUSE_IN_IRI = re.compile(r"\).*service.*#", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class QueryInspection:
    """What the inspection found: whether the query names its own data set, that data set's IRIs, how deep it nests.

    ``shape`` is the same for queries that differ in their values alone (IRIs, texts, numbers), within this process.
    """

    own_dataset: bool
    graphs: tuple[str, ...]
    depth: int
    shape: int = 0


def inspect_query(text: str, *, query_bytes: int, base: str | None = None) -> QueryInspection:
    """Inspect a query. Raises ``QuerySyntaxError``, ``QueryRefusedError`` or ``QueryTooBigError``.

    A text that is no query at all passes: the parser says better what is wrong with it.
    """
    _check_letters(text, query_bytes)
    tokens = _cut(text)
    prefixes = read_prefixes(tokens)
    _refuse_clauses(tokens, prefixes)
    plain = unescape(text)
    if plain != text:
        # An engine that follows section 19.2 to the letter reads this one.
        _refuse_clauses(_cut(plain), prefixes)
    depth = _measure(tokens)
    own_dataset = _names_dataset(tokens, prefixes)
    base = _base(tokens, base) if own_dataset else base
    graphs = tuple(resolve_iri(iri, base) for iri in _dataset_iris(tokens, prefixes))
    return QueryInspection(own_dataset, graphs, depth, _shape(tokens))


def _check_letters(text: str, query_bytes: int) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        raise _at("letter", text, error.start) from None
    if size > query_bytes:
        raise faults.make_too_big_error("bytes", query_bytes, size)
    if (offset := text.find("\x00")) >= 0:
        raise _at("letter", text, offset)


def _at(reason: str, text: str, offset: int, **values: object) -> QuerySyntaxError:
    line, column = locate(text, offset)
    return faults.make_syntax_error(reason, line, column, **values)


def _cut(text: str) -> list[SparqlToken]:
    tokens: list[SparqlToken] = []
    for token in read_tokens(text):
        tokens.append(token)
        if len(tokens) > TOKENS:
            raise faults.make_too_big_error("tokens", TOKENS, len(tokens))
    return tokens


# == What is refused ===========================================================


def _refuse_clauses(tokens: list[SparqlToken], prefixes: Collection[str]) -> None:
    if any(_says(token, "SERVICE", prefixes) or _hides_clause(token) for token in tokens):
        raise faults.make_refused_error("service")
    operation = next((token for token in tokens if _is_operation(token)), None)
    if operation is not None and operation.text.upper() in _UPDATES:
        raise faults.make_refused_error("update")


def _says(token: SparqlToken, word: str, prefixes: Collection[str]) -> bool:
    """Whether a token is that keyword or holds it.

    The engine's parser cuts keywords off what follows without a space: ``SERVICESILENT<...>``, ``ASKFROM<...>``, and
    ``SERVICE:name``, which is a prefixed name to everybody else.
    """
    if token.kind is TokenKind.WORD:
        return word in token.text.upper()
    prefix = token.text.partition(":")[0]
    return token.kind is TokenKind.NAME and word in prefix.upper() and prefix not in prefixes


def _hides_clause(token: SparqlToken) -> bool:
    return token.kind is TokenKind.IRI and _CLAUSE_IN_IRI.search(token.text) is not None


def _is_operation(token: SparqlToken) -> bool:
    """Whether a token is the first keyword after the prologue."""
    return token.kind is TokenKind.WORD and token.text.upper() not in ("PREFIX", "BASE", "VERSION")


# == What is measured ==========================================================


def _measure(tokens: list[SparqlToken]) -> int:
    """The depth of the brackets. Raises for one that is too deep, and for too many patterns.

    Brackets that do not match are left to the engine: it takes ``(?a<(?b)&&(?c>1))``, where the grammar's longest
    match has an IRI.
    """
    open_brackets: list[str] = []
    deepest = patterns = 0
    for token in tokens:
        patterns += _weighs(token, open_brackets)
        if token.kind is not TokenKind.MARK:
            continue
        if token.text in OPENING:
            open_brackets.append(token.text)
            deepest = max(deepest, len(open_brackets))
        elif token.text in CLOSING and open_brackets:
            open_brackets.pop()
    if deepest > NESTING:
        raise faults.make_too_big_error("nesting", NESTING, deepest)
    if patterns > PATTERNS:
        raise faults.make_too_big_error("patterns", PATTERNS, patterns)
    return deepest


def _weighs(token: SparqlToken, open_brackets: list[str]) -> bool:
    """Whether a token adds a triple pattern, an OPTIONAL or a path step; commas in round brackets part arguments."""
    if token.kind is TokenKind.MARK:
        in_round = bool(open_brackets) and open_brackets[-1] == "("
        return token.text in ".;/^" or (token.text == "," and not in_round)
    return is_keyword(token, "OPTIONAL")


def _shape(tokens: list[SparqlToken]) -> int:
    """The same number for texts that differ in their values alone."""
    return hash(tuple(token.kind if token.kind in _VALUES else token.text for token in tokens))


# == The data set ==============================================================


def _names_dataset(tokens: list[SparqlToken], prefixes: Collection[str]) -> bool:
    return any(_says(token, "FROM", prefixes) for token in tokens)


def _dataset_iris(tokens: list[SparqlToken], prefixes: dict[str, str]) -> Iterable[str]:
    """The IRIs after FROM and FROM NAMED, as far as they can be read off."""
    for index, token in enumerate(tokens):
        if not is_keyword(token, "FROM"):
            continue
        after = tokens[index + 1 : index + 3]
        if after and is_keyword(after[0], "NAMED"):
            after = after[1:]
        if after and (iri := expand_term(after[0], prefixes)):
            yield iri


def _base(tokens: list[SparqlToken], base: str | None) -> str | None:
    """The BASE of the text, else that of the request. Of a tower of them, each on the one before, only the first."""
    bases = (
        token
        for before, token in pairwise(tokens)
        if is_keyword(before, "BASE") and token.kind is TokenKind.IRI
    )
    for token in islice(bases, _BASES):
        base = resolve_iri(unescape(token.text[1:-1]), base)
    return base
