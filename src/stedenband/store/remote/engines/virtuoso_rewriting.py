"""Query rewriting that avoids silently wrong results in Virtuoso.

Seen in 7.2.5, each with a query in the tests:

- A variable that VALUES gives is unknown to the FILTER of an OPTIONAL beside it, and to the start of a property path.
  A VALUES of one term, as our named queries have for their parameters, is put in its place there.
- An optional step (``?``) within a bracket that is optional itself finds too little, and an optional bracket with
  several ways through it finds things twice. Such a path is taken apart into plain sequences, within a SELECT DISTINCT.

What cannot be rewritten is refused: an error is better than an answer with rows missing.
"""

from __future__ import annotations

from collections.abc import Iterator

from stedenband.errors import QueryRefusedError
from stedenband.sparql.edits import Edit, apply_edits, replace
from stedenband.sparql.paths import MODIFIERS, PathExpansionError, expand_path
from stedenband.sparql.syntax import Span, find_closing, find_group, is_keyword, is_term
from stedenband.sparql.tokens import SparqlToken, TokenizedQuery, TokenKind
from stedenband.store import faults


def rewrite_for_virtuoso(text: str) -> str:
    """The query as Virtuoso understands it. Raises ``QueryRefusedError`` for what it never does."""
    query = TokenizedQuery.parse(text)
    # Of two constants for one variable either would do: the rows of both stay in the text.
    constants = {edit.first: edit for edit in _constants(query)}
    query = TokenizedQuery.parse(apply_edits(query, constants.values()))
    return apply_edits(query, _paths(query))


# == VALUES ====================================================================


def _constants(query: TokenizedQuery) -> Iterator[Edit]:
    """The one term of each VALUES where its variable is used in the same group or in an OPTIONAL of that group.

    Both are what the standard says: the group is joined with the row, and an OPTIONAL's FILTER sees what stands
    before it. A literal is put within expressions only; in the place of a subject it would be no SPARQL.
    """
    tokens = query.tokens
    for index, token in enumerate(tokens):
        if not is_keyword(token, "VALUES") or index + 2 >= len(tokens) or tokens[index + 2].text != "{":
            continue
        variable, end = tokens[index + 1].text[1:], _closing(tokens, index + 2)
        term = tokens[index + 3 : end]
        group = find_group(tokens, index)
        if group is None or not term:
            continue
        uses = list(_uses(tokens, group, (index, end + 1), variable))
        nested = [use for use in uses if _is_nested(tokens, use, group)]
        # BIND sees what stands before it in its own group, and nothing else: there the variable has no value yet, or
        # the one of a triple that would lose it.
        early = any("BIND" in _words_around(tokens, use) for use in uses if use < index or use in nested)
        iri = len(term) == 1 and is_term(term[0])
        if not early and (iri or _one_literal(term)):
            yield from _put(tokens, uses, query.source(index + 3, end), iri=iri)
        elif nested and (early or not _all_iris(term)):
            raise faults.make_refused_error(
                "engine", detail=f"VALUES ?{variable} … OPTIONAL {{ … FILTER (… ?{variable} …) }}"
            )


def _put(tokens: tuple[SparqlToken, ...], uses: list[int], written: str, *, iri: bool) -> Iterator[Edit]:
    """The constant in place of the variable, where that means the same."""
    for use in uses:
        around = list(_words_around(tokens, use))
        declares = is_keyword(tokens[use - 1], "AS", "VALUES") or "VALUES" in around
        asks_for_it = bool(around) and around[0] == "BOUND"
        if not declares and not asks_for_it and (iri or around):
            yield replace(use, use + 1, written)


def _one_literal(term: tuple[SparqlToken, ...]) -> bool:
    kinds = tuple(token.kind for token in term)
    return kinds in ((TokenKind.STRING,), (TokenKind.STRING, TokenKind.LANGUAGE), (TokenKind.NUMBER,))


def _all_iris(term: tuple[SparqlToken, ...]) -> bool:
    return all(map(is_term, term))


def _uses(tokens: tuple[SparqlToken, ...], group: Span, values: Span, variable: str) -> Iterator[int]:
    """Where the variable is used: in the group itself, and in the OPTIONALs of it that come after the VALUES."""
    deep: list[bool] = []
    for index in range(*group):
        token = tokens[index]
        if values[0] <= index < values[1]:
            continue
        if token.text == "{":
            deep.append(index < values[0] or not is_keyword(tokens[index - 1], "OPTIONAL"))
        elif token.text == "}":
            deep.pop()
        elif (
            token.kind is TokenKind.VARIABLE
            and token.text[1:] == variable
            and not any(deep)
            and len(deep) <= 1
        ):
            yield index


def _is_nested(tokens: tuple[SparqlToken, ...], index: int, group: Span) -> bool:
    """Whether a token of a group is in a group of its own within that."""
    depth = sum({"{": 1, "}": -1}.get(token.text, 0) for token in tokens[group[0] : index])
    return depth > 0


def _words_around(tokens: tuple[SparqlToken, ...], index: int) -> Iterator[str]:
    """What stands before each round bracket that is open around a token, within the same group, from the inside."""
    depth = 0
    for opening in range(index - 1, -1, -1):
        if tokens[opening].text in ("{", "}"):
            return
        depth += {"(": 1, ")": -1}.get(tokens[opening].text, 0)
        if depth > 0:
            depth = 0
            yield tokens[opening - 1].text.upper() if opening else ""


def _closing(tokens: tuple[SparqlToken, ...], opening: int) -> int:
    """The index of the bracket that closes this one; of one that nothing closes, the last token."""
    closing = find_closing(tokens, opening)
    return len(tokens) - 1 if closing is None else closing


# == Paths =====================================================================


def _paths(query: TokenizedQuery) -> Iterator[Edit]:
    """Each bracket with ``?`` after it, as a table of its own of what its plain sequences lead to."""
    tokens, done = query.tokens, 0
    for opening, token in enumerate(tokens):
        if opening < done or token.text != "(" or not _is_path(tokens, opening):
            continue
        closing = _closing(tokens, opening)
        if tokens[closing + 1].text == "?":
            yield _table(query, opening, closing)
        elif any(_modifies(tokens, index, "?") for index in range(opening, closing)):
            raise _impossible(query, opening, closing + 1)
        done = closing + 1


def _table(query: TokenizedQuery, opening: int, closing: int) -> Edit:
    """``subject ( path )? object`` as a SELECT DISTINCT of it: with several sequences rows come twice."""
    tokens = query.tokens
    subject, value = tokens[opening - 1], tokens[closing + 2]
    before, after = tokens[opening - 2].text, tokens[closing + 3].text
    if (
        before not in ("{", "}", ".")
        or after not in ("}", ".")
        or not (_is_node(subject) and _is_node(value))
    ):
        raise _impossible(query, opening, closing + 1)
    try:
        found = [steps for steps in expand_path(tokens[opening : closing + 1]) if steps]
    except PathExpansionError:
        raise _impossible(query, opening, closing + 1) from None
    path = " | ".join("/".join(steps) for steps in found)
    return replace(opening - 1, closing + 3, _distinct(subject, path, value))


def _distinct(subject: SparqlToken, path: str, value: SparqlToken) -> str:
    """The table. Virtuoso has to know where a path that may be empty starts: else every node is such a start."""
    one, other = subject.text, value.text
    if subject.kind is not TokenKind.VARIABLE:
        columns = other if value.kind is TokenKind.VARIABLE else "*"
        return f"{{ SELECT DISTINCT {columns} WHERE {{ {one} ( {path} )? {other} }} }}"
    if value.kind is not TokenKind.VARIABLE or one == other:
        return f"{{ SELECT DISTINCT {one} WHERE {{ {one} ( {path} )? {other} }} }}"
    nodes = f"{{ {one} ?stb_p ?stb_o }} UNION {{ ?stb_s ?stb_p {one} }}"
    nothing = f"{{ SELECT DISTINCT {one} ({one} AS {other}) WHERE {{ {nodes} }} }}"
    return f"{{ SELECT DISTINCT {one} {other} WHERE {{ {{ {one} {path} {other} }} UNION {nothing} }} }}"


def _is_path(tokens: tuple[SparqlToken, ...], opening: int) -> bool:
    """Whether a bracket is a path with a modifier, and has room for a triple around it."""
    closing = _closing(tokens, opening)
    return (
        opening > 1
        and closing + 3 < len(tokens)
        and _modifies(tokens, closing + 1, *MODIFIERS)
        and (tokens[closing + 1].start == tokens[closing].end)
    )


def _modifies(tokens: tuple[SparqlToken, ...], index: int, *marks: str) -> bool:
    """Whether a mark modifies the path element before it; ``+`` and ``*`` of arithmetic have a space before them."""
    before = tokens[index - 1]
    element = is_term(before) or before.text in (")", "a")
    return tokens[index].kind is TokenKind.MARK and tokens[index].text in marks and element


def _is_node(token: SparqlToken) -> bool:
    return token.kind is TokenKind.VARIABLE or is_term(token)


def _impossible(query: TokenizedQuery, first: int, last: int) -> QueryRefusedError:
    return faults.make_refused_error("engine", detail=faults.shorten(query.source(first, last + 1)))
