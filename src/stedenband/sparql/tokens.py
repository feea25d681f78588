"""Tokenizer for SPARQL queries, by the terminals of the grammar (SPARQL 1.1, section 19.8).

Every character belongs to exactly one token, an unfinished string reaches to the end of its line (a long one to the end
of the text), and the time is linear in the length, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class TokenKind(StrEnum):
    """What a token is. ``NAME`` is a prefixed name, ``WORD`` a keyword or built-in, ``MARK`` any other character."""

    SPACE = "space"
    COMMENT = "comment"
    IRI = "iri"
    STRING = "string"
    VARIABLE = "variable"
    BLANK = "blank"
    LANGUAGE = "language"
    NAME = "name"
    NUMBER = "number"
    WORD = "word"
    MARK = "mark"


class SparqlToken(NamedTuple):
    """A piece of the text and where it starts."""

    kind: TokenKind
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the next one starts."""
        return self.start + len(self.text)


# Possessive (``*+``) throughout: nothing is given back, so no text makes the search run twice over itself.
# A prefix is cut at 128 letters for the same reason; a longer one is then a word and a name without a prefix.
_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]++)
  | (?P<comment>\#[^\r\n]*+)
  | (?P<iri><(?:[^\x00-\x20<>"{}|^`\\]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*+>)
  | (?P<string>
        \"{3}(?:[^"\\]|\\.|"(?!""))*+(?:\"{3}|\\?\Z)
      | '{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3}|\\?\Z)
      | "(?:[^"\\\r\n]|\\[^\r\n])*+(?:"|\\?(?=[\r\n])|\\?\Z)
      | '(?:[^'\\\r\n]|\\[^\r\n])*+(?:'|\\?(?=[\r\n])|\\?\Z)
    )
  | (?P<variable>[?$]\w++)
  | (?P<blank>_:[\w\-.]*+)
  | (?P<language>@[A-Za-z]++(?:-++[A-Za-z0-9]++)*+)
  | (?P<name>(?:[^\W\d_][\w\-.]{0,127}+)?+:(?:[\w:\-]|%[0-9A-Fa-f]{2}|\\[^\w\s]|\\_|\.++(?=[\w:\-%\\]))*+)
  | (?P<number>(?:\d++(?:\.\d++)?+|\.\d++)(?:[eE][+\-]?+\d++)?+)
  | (?P<word>[^\W\d]\w*+)
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TokenizedQuery:
    """The text of a query and its significant tokens (all but spaces and comments)."""

    text: str
    tokens: tuple[SparqlToken, ...]

    @classmethod
    def parse(cls, text: str) -> TokenizedQuery:
        """Cut a text into its tokens; any text has some."""
        return cls(text, tuple(read_tokens(text)))

    def source(self, first: int, stop: int) -> str:
        """The text of the tokens from ``first`` up to ``stop``, with what stands between them."""
        return self.text[self.tokens[first].start : self.tokens[stop - 1].end] if first < stop else ""


_KINDS: dict[str | None, TokenKind] = {kind.value: kind for kind in TokenKind}
_SILENT = (TokenKind.SPACE, TokenKind.COMMENT)

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def tokenize(text: str) -> Iterator[SparqlToken]:
    """Every token of a text, spaces and comments too; put together they are the text."""
    for match in _TOKEN.finditer(text):
        yield SparqlToken(_KINDS[match.lastgroup], match[0], match.start())


def read_tokens(text: str) -> Iterator[SparqlToken]:
    """The tokens that say something: all but spaces and comments."""
    return (token for token in tokenize(text) if token.kind not in _SILENT)


def unescape(text: str) -> str:
    r"""The text with ``\uXXXX`` and ``\UXXXXXXXX`` undone, as section 19.2 has it done before anything else.

    >>> unescape(r"S\u0045LECT")
    'SELECT'
    """
    return _ESCAPE.sub(_letter, text) if "\\" in text else text


def _letter(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= 0x10FFFF else match[0]


def locate(text: str, offset: int) -> tuple[int, int]:
    """Line and column of an offset, both from 1.

    >>> locate("ASK {" + chr(10) + "  ?s }", 8)
    (2, 3)
    """
    before = text[:offset]
    return before.count("\n") + 1, offset - before.rfind("\n")
