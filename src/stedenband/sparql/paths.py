"""Property paths expanded: what a path may match, as a list of plain sequences of steps.

``( ^a | (b | c)/d? )?`` may take nothing, ``^a``, ``b``, ``b/d``, ``c`` or ``c/d``. A step is a predicate with all that
clings to it (``^a``, ``b*``), or a bracket with ``*`` or ``+``, which has no end of sequences.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from stedenband.sparql.tokens import SparqlToken, TokenKind

Steps = tuple[str, ...]

MODIFIERS = ("?", "*", "+")

MOST = 64
"""Sequences that a path is taken apart into at most."""


class PathExpansionError(Exception):
    """A path of a kind that is left whole."""


def expand_path(tokens: Sequence[SparqlToken]) -> list[Steps]:
    """What the path may take, each once, nothing at all as ``()``. Raises ``PathExpansionError``."""
    reader = _Reader(tokens)
    found = reader.path()
    if reader.index != len(tokens):
        raise PathExpansionError
    return found


class _Reader:
    """Reads a path by the grammar (SPARQL 1.1, rules 88 to 96)."""

    def __init__(self, tokens: Sequence[SparqlToken]) -> None:
        self._tokens, self.index = tokens, 0

    def path(self) -> list[Steps]:
        found = self._sequence()
        while self._takes("|"):
            found += self._sequence()
        if len(found) > MOST:
            raise PathExpansionError
        return list(dict.fromkeys(found))

    def _sequence(self) -> list[Steps]:
        parts = [self._step()]
        while self._takes("/"):
            parts.append(self._step())
        return [sum(choice, ()) for choice in product(*parts)]

    def _step(self) -> list[Steps]:
        back = self._takes("^")
        found = self._primary()
        modifier = next((mark for mark in MODIFIERS if self._takes(mark)), "")
        if modifier in ("*", "+"):
            found = [(f"({_written(found)}){modifier}",)]
        if back:
            found = [tuple(map(_turned, reversed(steps))) for steps in found]
        return [(), *found] if modifier == "?" else found

    def _primary(self) -> list[Steps]:
        if self._takes("("):
            found = self.path()
            if not self._takes(")"):
                raise PathExpansionError
            return found
        if self.index == len(self._tokens):
            raise PathExpansionError
        token = self._tokens[self.index]
        if token.kind not in (TokenKind.IRI, TokenKind.NAME) and token.text != "a":
            raise PathExpansionError
        self.index += 1
        return [(token.text,)]

    def _takes(self, mark: str) -> bool:
        taken = self.index < len(self._tokens) and self._tokens[self.index].text == mark
        self.index += taken
        return taken


def _written(found: list[Steps]) -> str:
    if () in found:
        raise PathExpansionError
    return " | ".join("/".join(steps) for steps in found)


def _turned(step: str) -> str:
    return step[1:] if step.startswith("^") else f"^{step}"
