"""Edits of a SPARQL query by token: insert, replace, remove, wrap.

An edit names tokens by their index in a ``TokenizedQuery``, never letters of its text. ``apply_edits`` makes sure that
no token merges with its neighbour: the tokens of the result are those that were kept and those of the new texts, in
order. A new text has to consist of whole tokens, without comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stedenband.sparql.tokens import TokenizedQuery

_BLANKS = " \t\r\n"
_NOT_A_LINE_END = re.compile(r"[^\r\n]")


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: the tokens from ``first`` up to ``stop`` give way to ``text``, or to blanks where it is ``None``."""

    first: int
    stop: int
    text: str | None


def insert(index: int, text: str) -> Edit:
    """A text before that token; behind the last token it goes on a new line at the end of the query."""
    return Edit(index, index, text)


def replace(first: int, stop: int, text: str) -> Edit:
    """A text in place of the tokens from ``first`` up to ``stop``, and of what stands between them."""
    return Edit(first, stop, text)


def remove(first: int, stop: int) -> Edit:
    """Blanks in place of the tokens from ``first`` up to ``stop``: what follows keeps its line and column."""
    return Edit(first, stop, None)


def wrap(first: int, stop: int, before: str, after: str) -> tuple[Edit, Edit]:
    """A text before the tokens from ``first`` up to ``stop``, and one behind them."""
    return insert(first, before), insert(stop, after)


def apply_edits(query: TokenizedQuery, edits: Iterable[Edit]) -> str:
    """The text of the query after these edits; equal ones count once, insertions at one token keep their order.

    Raises ``ValueError`` for edits that overlap, and for one that is outside of the query.
    """
    pieces: list[str] = []
    at = 0
    for edit in sorted(dict.fromkeys(edits), key=lambda edit: (edit.first, edit.stop)):
        start, end = _offsets(query, edit)
        if start < at:
            raise ValueError(f"edits overlap at token {edit.first}")
        _join(pieces, query.text[at:start])
        _join(pieces, _new_text(query, edit, start, end))
        at = end
    _join(pieces, query.text[at:])
    return "".join(pieces)


def _offsets(query: TokenizedQuery, edit: Edit) -> tuple[int, int]:
    if not 0 <= edit.first <= edit.stop <= len(query.tokens):
        raise ValueError(f"no tokens {edit.first} to {edit.stop} in a query of {len(query.tokens)}")
    if edit.first == len(query.tokens):
        return len(query.text), len(query.text)
    start = query.tokens[edit.first].start
    return start, query.tokens[edit.stop - 1].end if edit.stop > edit.first else start


def _new_text(query: TokenizedQuery, edit: Edit, start: int, end: int) -> str:
    if edit.text is None:
        return _NOT_A_LINE_END.sub(" ", query.text[start:end])
    # The query may end in a comment, which would swallow what is put behind it.
    at_end = edit.first == len(query.tokens) and query.text and not edit.text.startswith("\n")
    return f"\n{edit.text}" if at_end else edit.text


def _join(pieces: list[str], piece: str) -> None:
    if not piece:
        return
    if pieces and not _stay_apart(pieces[-1][-1], piece[0]):
        pieces.append(" ")
    pieces.append(piece)


def _stay_apart(left: str, right: str) -> bool:
    """Whether two letters can stand beside each other and never be of one token, whatever stands around them.

    A blank, a brace and a double quote cannot be within an IRI, and ``<`` and ``>`` only at its ends. So a ``<`` far to
    the left, which was a comparison, cannot become the start of an IRI that reaches over them.
    """
    if left in _BLANKS or right in _BLANKS:
        return True
    if left == "\\":  # with what follows it would be an escape of the prefixed name before it
        return False
    if left in "{}" or right in "{}":
        return "|" not in (left, right)
    if '"' in (left, right):
        return left != right
    return (right == "<" and left != "<") or (left == ">" and right not in ">=")
