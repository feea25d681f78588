"""References: cells that name a code of a list or a row of another table, and what they may name.

What may be named is in ``Known``, which fills up as the tables are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stedenband.schema.cells import BadCellError

if TYPE_CHECKING:
    from stedenband.schema.claims import Claimable


@dataclass(slots=True)
class Known:
    """What cells may name: the codes of each list, and the ids of each word with the row they stand in.

    ``claimable`` are the properties that claims can be about, by name; ``tables`` the table of each
    word. ``unread`` are the words whose table could not be read to its end: nothing is said against
    naming one of these.
    """

    codes: Mapping[str, frozenset[str]]
    claimable: Mapping[str, Claimable] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    ids: dict[str, dict[str, int]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)

    def of(self, word: str) -> dict[str, int]:
        """The ids of one word, by row."""
        return self.ids.setdefault(word, {})

    def has(self, word: str, name: str) -> bool:
        """Whether this may be named."""
        return name in self.of(word) or word in self.unread


def check_code(text: str, scheme: str, known: Known) -> str:
    """A code of one of the lists. Raises ``BadCellError`` for any other text."""
    codes = known.codes.get(scheme, frozenset())
    if text not in codes:
        allowed = ", ".join(sorted(codes))
        raise BadCellError("unknown-code", text, known=codes, scheme=scheme, allowed=allowed)
    return text


def check_id(text: str, word: str, known: Known) -> str:
    """The id of a thing of that kind. Raises ``BadCellError`` for one that no row has."""
    if not known.has(word, text):
        raise BadCellError(f"unknown-{word}", text, known=known.of(word))
    return text


def check_country(text: str, known: Known) -> str:
    """The id of a country, from its code in capitals or not. Raises ``BadCellError`` for one that no row has."""
    if not known.has("country", text.lower()):
        allowed = {found.upper() for found in known.of("country")}
        raise BadCellError("unknown-country", text, known=allowed)
    return text.lower()


def check_reference(text: str, words: tuple[str, ...], known: Known) -> str:
    """A thing of any of these kinds, by word and id: ``city/gent``. Raises ``BadCellError`` for any other text."""
    word, slash, name = text.partition("/")
    if not slash or word not in words:
        allowed = [f"{word}/{text}" for word in words if text in known.of(word)]
        raise BadCellError(
            "bad-reference", text, words=", ".join(words), suggestion=allowed[0] if allowed else None
        )
    if not known.has(word, name):
        raise BadCellError("unknown-reference", text, known=_References(word, known.of(word)))
    return text


class _References(Collection[str]):
    """The ids of a word as references, made only when someone looks for a near one."""

    def __init__(self, word: str, ids: Collection[str]) -> None:
        self._word, self._ids = word, ids

    def __contains__(self, item: object) -> bool:
        word, _, name = str(item).partition("/")
        return word == self._word and name in self._ids

    def __iter__(self) -> Iterator[str]:
        return (f"{self._word}/{name}" for name in self._ids)

    def __len__(self) -> int:
        return len(self._ids)
