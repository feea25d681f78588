"""Diagnosis of syntax errors: what is wrong with a query, more helpful than the engine's list of its grammar."""

from __future__ import annotations

from stedenband.errors import QuerySyntaxError
from stedenband.ns import PREFIXES
from stedenband.sparql.syntax import CLOSING, OPENING, read_prefixes
from stedenband.sparql.tokens import SparqlToken, TokenKind, locate, read_tokens
from stedenband.store import faults

_SHOWN = 40
"""Letters of a line that are shown on either side of a mistake."""


def diagnose(
    text: str, detail: str, line: int | None, column: int | None, *, based: bool = False
) -> QuerySyntaxError:
    """The error for a text that the engine refused with these words at this place; ``based`` if it had a base IRI."""
    tokens = list(read_tokens(text))
    if detail == "ungrouped" or "unbound" in detail:
        return faults.make_syntax_error("ungrouped", line, column)
    found = (
        _unknown_prefix(text, tokens)
        or (None if based else _relative(text, tokens))
        or _bracket(text, tokens)
    )
    return found or _near(text, line, column)


def _unknown_prefix(text: str, tokens: list[SparqlToken]) -> QuerySyntaxError | None:
    known = read_prefixes(tokens)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if before is not None and before.kind is TokenKind.WORD and before.text.upper() == "PREFIX":
            continue
        prefix = token.text.partition(":")[0]
        if token.kind is TokenKind.NAME and prefix not in known:
            iri = PREFIXES.get(prefix, "https://…")
            return faults.make_syntax_error(
                "prefix", *locate(text, token.start), prefix=faults.shorten(prefix), iri=iri
            )
    return None


def _relative(text: str, tokens: list[SparqlToken]) -> QuerySyntaxError | None:
    if any(token.kind is TokenKind.WORD and token.text.upper() == "BASE" for token in tokens):
        return None
    for token in tokens:
        if token.kind is TokenKind.IRI and ":" not in token.text:
            return faults.make_syntax_error(
                "relative", *locate(text, token.start), iri=faults.shorten(token.text)
            )
    return None


def _bracket(text: str, tokens: list[SparqlToken]) -> QuerySyntaxError | None:
    """The first bracket that closes nothing, else the last one that is never closed."""
    waiting: list[SparqlToken] = []
    for token in tokens:
        if token.kind is not TokenKind.MARK:
            continue
        if token.text in OPENING:
            waiting.append(token)
        elif token.text in CLOSING and (not waiting or waiting.pop().text != CLOSING[token.text]):
            return faults.make_syntax_error("bracket", *locate(text, token.start), bracket=token.text)
    if not waiting:
        return None
    return faults.make_syntax_error("unclosed", *locate(text, waiting[-1].start), bracket=waiting[-1].text)


def _near(text: str, line: int | None, column: int | None) -> QuerySyntaxError:
    """The furthest place the engine came to, with the words before it and after: the mistake is often just before."""
    if line is None or column is None:
        return faults.make_syntax_error("near", None, None)
    lines = text.split("\n")
    there = lines[line - 1] if line <= len(lines) else ""
    before, after = there[: column - 1].strip()[-_SHOWN:], there[column - 1 :].strip()[:_SHOWN]
    rest = after or "".join(lines[line:]).strip()
    words = faults.shorten(f"{before} ▶ {after}".strip())
    return faults.make_syntax_error("near" if rest else "end", line, column, words=words)
