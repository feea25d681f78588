"""Reading a cell that names something else: a code of a list, a row of another table.

What may be named is in ``Known``, which fills up as the tables are read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from stedenband.tables.cells import PLAIN, BadCellError, Reader, distinct, identifier, listed
from stedenband.tables.columns import COLUMNS, WORDS, Column, ColumnType


@dataclass(slots=True)
class Known:
    """What cells may name: the codes of each list, and the ids of each word with the row they stand in.

    ``unread`` are the words whose table could not be read to its end: nothing is said against naming one of these.
    """

    codes: Mapping[str, frozenset[str]]
    ids: dict[str, dict[str, int]] = field(default_factory=lambda: {word: {} for word in WORDS.values()})
    unread: set[str] = field(default_factory=set)

    def of(self, word: str) -> dict[str, int]:
        """The ids of one word, by row."""
        return self.ids[word]

    def has(self, word: str, name: str) -> bool:
        """Whether this may be named."""
        return name in self.of(word) or word in self.unread


ORGANIZATIONS = ("city", "partnership")
SUBJECTS = ("country", "place", "city", "phase", "partnership", "participation", "act", "change")
THINGS = (*SUBJECTS, "source", "evidence", "claim")


def code(text: str, *, scheme: str, codes: frozenset[str]) -> str:
    """A code of one of the lists."""
    if text not in codes:
        allowed = ", ".join(sorted(codes))
        raise BadCellError("unknown-code", text, known=codes, scheme=scheme, allowed=allowed)
    return text


def one(text: str, *, word: str, known: Known) -> str:
    """The id of a thing of that kind."""
    if text not in known.of(word) and word not in known.unread:
        raise BadCellError(f"unknown-{word}", text, known=known.of(word))
    return text


def country(text: str, *, known: Known) -> str:
    """The id of a country, from its code in capitals or not."""
    if not known.has("country", text.lower()):
        allowed = {found.upper() for found in known.of("country")}
        raise BadCellError("unknown-country", text, known=allowed)
    return text.lower()


def several(text: str, *, word: str, known: Known) -> tuple[str, ...]:
    """Ids of things of that kind, each once."""
    return distinct(text, [one(part, word=word, known=known) for part in listed(text)])


def reference(text: str, *, words: tuple[str, ...], known: Known) -> str:
    """A thing of any of these kinds, by word and id: ``city/gent``."""
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


_SINGLE = {
    ColumnType.PLACE: "place",
    ColumnType.CITY: "city",
    ColumnType.PHASE: "phase",
    ColumnType.PARTNERSHIP: "partnership",
    ColumnType.SOURCE: "source",
}
_MANY = {
    ColumnType.CITIES: "city",
    ColumnType.PARTNERSHIPS: "partnership",
    ColumnType.EVIDENCE: "evidence",
}
_REFERENCES = {
    ColumnType.ORGANIZATION: ORGANIZATIONS,
    ColumnType.SUBJECT: SUBJECTS,
    ColumnType.THING: THINGS,
}


SELF_REFERENCES = tuple(
    column
    for columns in COLUMNS.values()
    for column in columns
    if _SINGLE.get(column.type) == WORDS[column.table]
)
"""The columns that name another row of their own table."""


def reader(column: Column, known: Known) -> Reader:
    """What reads the cells of a column.

    A cell that names a row of its own table is read as an id: that row may still come.
    """
    kind = column.type
    if column in SELF_REFERENCES:
        return identifier
    if kind is ColumnType.CODE:
        scheme = column.scheme or column.name
        return partial(code, scheme=scheme, codes=known.codes.get(scheme, frozenset()))
    if kind is ColumnType.COUNTRY:
        return partial(country, known=known)
    if kind in _SINGLE:
        return partial(one, word=_SINGLE[kind], known=known)
    if kind in _MANY:
        return partial(several, word=_MANY[kind], known=known)
    if kind in _REFERENCES:
        return partial(reference, words=_REFERENCES[kind], known=known)
    return PLAIN[kind]
