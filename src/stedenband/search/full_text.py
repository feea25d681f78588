"""The lists of words behind the index: SQLite's full-text search (FTS5), in memory, one row for each thing.

Words come folded, as letters and digits alone, so the ``ascii`` tokenizer parts them at spaces and leaves every script
as it is, and no query can have a syntax of its own. Columns: for each language of the site the keys of the names in it
(``make_key``), the keys of all other names, and the words of all names.
"""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from functools import lru_cache, partial

from stedenband.errors import NoFullTextError
from stedenband.search.bitsets import make_bitset
from stedenband.search.folding import list_beginnings, make_key
from stedenband.search.things import Name, Thing

_REMEMBERED = 256
"""Words whose things are remembered: that of a city is in the names of all its partnerships."""

_TABLES = """
CREATE VIRTUAL TABLE things USING fts5({columns}, content='', detail=column, prefix='1 2 3', tokenize='ascii');
CREATE TABLE told (number INTEGER PRIMARY KEY, thing TEXT NOT NULL);
"""


def require_full_text() -> None:
    """Raise ``NoFullTextError`` where this Python has an SQLite without full-text search."""
    with closing(sqlite3.connect(":memory:")) as database:
        try:
            database.execute("CREATE VIRTUAL TABLE probe USING fts5(word)")
        except sqlite3.OperationalError as error:
            raise NoFullTextError(sqlite3.sqlite_version) from error


class FullTextTable:
    """Things by number, and the numbers of those that have a word. For one thread at a time, whichever it is."""

    def __init__(self, things: Iterable[tuple[Thing, Iterable[str]]], languages: Sequence[str]) -> None:
        """``things`` come with their words."""
        require_full_text()
        self._columns = [f"in_{place}" for place in range(len(languages))]
        self._column = dict(zip(languages, self._columns, strict=True))
        self._database = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
        weakref.finalize(self, self._database.close)
        self._database.executescript(_TABLES.format(columns=", ".join((*self._columns, "rest", "words"))))
        size = self._fill(things)
        self._matching = lru_cache(_REMEMBERED)(partial(_matched, self._database, size))

    @property
    def size(self) -> int:
        """Bytes of the lists."""
        pages, size = (
            self._database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "page_size")
        )
        return int(pages) * int(size)

    # == Filling ===============================================================

    def _fill(self, things: Iterable[tuple[Thing, Iterable[str]]]) -> int:
        """Write the lists; gives how many things there are."""
        insert = f"INSERT INTO things(rowid, {', '.join(self._columns)}, rest, words) VALUES "  # noqa: S608 - our names
        insert += f"({', '.join('?' * (len(self._columns) + 3))})"
        size = 0
        self._database.execute("BEGIN")
        for number, (thing, words) in enumerate(things):
            starts = sorted({start for word in words for start in list_beginnings(word)})
            self._database.execute(insert, (number, *self._keys(thing.names), " ".join(starts)))
            size = number + 1
            self._database.execute("INSERT INTO told VALUES (?, ?)", (number, thing.to_json()))
        self._database.execute("COMMIT")
        return size

    def _keys(self, names: Iterable[Name]) -> Iterator[str]:
        keys: dict[str, list[str]] = {column: [] for column in (*self._columns, "rest")}
        for name in names:
            keys[self._column.get(name.language, "rest")].append(make_key(name.text))
        return (" ".join(found) for found in keys.values())

    # == Asking ================================================================

    def own(self, language: str) -> str:
        """Where the keys of the names in a language of the site are."""
        return self._column[language]

    def others(self, language: str) -> str:
        """Where those in all other languages are."""
        return " ".join(("rest", *(column for one, column in self._column.items() if one != language)))

    def named(self, key: str, columns: str) -> int:
        """The things with a name of that key there."""
        return self._matching(f"{{{columns}}} : {_whole(key)}")

    def beginning(self, key: str, columns: str) -> int:
        """The things with a name there that begins with that key."""
        return self._matching(f"{{{columns}}} : {_start(key)}")

    def with_word(self, word: str, instead: Iterable[str] = ()) -> int:
        """The things with a word that begins so, or with one that stands in for it."""
        return self._matching(f"words : ({' OR '.join((_start(word), *map(_whole, instead)))})")

    def thing(self, number: int) -> Thing:
        """The thing of that number."""
        (told,) = self._database.execute("SELECT thing FROM told WHERE number = ?", (number,)).fetchone()
        return Thing.from_json(told)


def _matched(database: sqlite3.Connection, size: int, query: str) -> int:
    rows = database.execute("SELECT rowid FROM things WHERE things MATCH ?", (query,))
    return make_bitset((number for (number,) in rows), size)


def _whole(word: str) -> str:
    """A folded word as a query of FTS5 has it: it holds no quotation mark, nor anything else but letters and digits."""
    return f'"{word}"'


def _start(word: str) -> str:
    """The beginning of a word."""
    return f'"{word}" *'
