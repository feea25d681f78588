"""The index of one release: what a reader writes in, what is found, in the order in which it is most likely meant."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from heapq import nsmallest
from operator import and_, or_
from threading import Lock
from typing import Literal

from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.search.bitsets import NONE, list_members
from stedenband.search.facets import ChosenFacets, FacetCounts, Facets
from stedenband.search.folding import LONGEST, list_beginnings, make_key, split_words
from stedenband.search.full_text import FullTextTable
from stedenband.search.fuzzy import FuzzyWords
from stedenband.search.things import TYPES, Name, Thing, collect_words

MOST_WORDS = 8
"""Words of a query that are looked for; further ones are passed over."""

FEW = 5
"""With fewer results than this, names with another spelling are looked for too."""

MatchKind = Literal["name", "beginning", "words", "alike", "all"]
"""How a thing was found: by its whole name, its beginning, its words, with another spelling, or without being asked."""


@dataclass(frozen=True, slots=True)
class SearchQuery:
    """What a reader is looking for: a text in any language or script, the values they chose, the part they see.

    ``language`` is the reader's: names in it come first.
    """

    text: str = ""
    language: str = INTERFACE_LANGUAGES[0]
    chosen: ChosenFacets = field(default_factory=dict)
    offset: int = 0
    limit: int = 20


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A thing that was found, the name by which, and how."""

    thing: Thing
    name: Name
    how: MatchKind


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The part of the results that was wanted, how many there are, and of each facet its values with their numbers.

    ``alike`` is true when no name is spelt as the text is.
    """

    total: int
    hits: tuple[SearchHit, ...]
    counts: FacetCounts
    alike: bool = False


class SearchIndex:
    """The things of a release, ready to be found. May be used from any thread, by one at a time; others wait."""

    def __init__(self, things: Iterable[Thing], languages: Sequence[str]) -> None:
        told = list(things)
        self.things = len(told)
        self.names = sum(len(thing.names) for thing in told)
        words = [collect_words(thing) for thing in told]
        self._engine = FullTextTable(zip(told, words, strict=True), languages)
        self._fuzzy = FuzzyWords(frozenset().union(*words))
        self._facets = Facets(told, len(told))
        self.countries = {thing.iri: thing for thing in told if thing.type == "country"}
        """The countries by their IRIs, to name them by."""
        self._places = {language: _places(told, language) for language in languages}
        self._lock = Lock()

    @property
    def size(self) -> int:
        """Bytes of the word lists; the rest of the index is small beside them."""
        return self._engine.size

    def find(self, wanted: SearchQuery) -> SearchResult:
        """What fits. Best are whole names in the reader's language, then beginnings of such, then names in others."""
        with self._lock:
            asked = _Asked.of(wanted)
            tiers = list(self._tiers(asked))
            narrowed = self._facets.having(wanted.chosen)
            every = reduce(or_, (bits for _, bits in tiers), NONE)
            return SearchResult(
                (every & narrowed).bit_count(),
                tuple(self._hits(asked, tiers, narrowed, wanted)),
                self._facets.counts(every, wanted.chosen),
                alike=every != NONE and not any(bits for how, bits in tiers if how != "alike"),
            )

    # == In tiers ==============================================================

    def _tiers(self, asked: _Asked) -> Iterator[tuple[MatchKind, int]]:
        """What was found, the best first, each thing once, in the first tier that has it."""
        seen = 0
        for how, bits in self._by_rank(asked):
            yield how, bits & ~seen
            seen |= bits
        if asked.words and seen.bit_count() < FEW:
            yield "alike", self._alike(asked) & ~seen

    def _by_rank(self, asked: _Asked) -> Iterator[tuple[MatchKind, int]]:
        if not asked.key:
            if asked.empty:
                yield "all", self._facets.all
            return
        for columns in (self._engine.own(asked.language), self._engine.others(asked.language)):
            yield "name", self._engine.named(asked.key, columns)
            yield "beginning", self._engine.beginning(asked.key, columns)
        yield "words", reduce(and_, (self._engine.with_word(word) for word in asked.words))

    def _alike(self, asked: _Asked) -> int:
        """Things with a word for each one asked, some of them with a typing mistake."""
        asked.instead = {word: self._fuzzy.find_similar(word) for word in asked.words}
        if not any(asked.instead.values()):
            return NONE
        return reduce(and_, (self._engine.with_word(word, other) for word, other in asked.instead.items()))

    # == The part that is wanted ===============================================

    def _hits(
        self, asked: _Asked, tiers: Sequence[tuple[MatchKind, int]], narrowed: int, wanted: SearchQuery
    ) -> Iterator[SearchHit]:
        place = self._places[wanted.language]
        skipped, left = wanted.offset, wanted.limit
        for how, bits in tiers:
            here = bits & narrowed
            if skipped >= here.bit_count():
                skipped -= here.bit_count()
                continue
            numbers = nsmallest(skipped + left, list_members(here), key=place.__getitem__)[skipped:]
            skipped, left = 0, left - len(numbers)
            for number in numbers:
                thing = self._engine.thing(number)
                yield SearchHit(thing, asked.name(thing, how), how)
            if not left:
                return


def _places(things: Sequence[Thing], language: str) -> array[int]:
    """Where each thing stands in a list: by its type, then by its name in that language."""
    keys = [(TYPES.index(one.type), make_key(one.name(language).text), one.iri) for one in things]
    order = sorted(range(len(things)), key=keys.__getitem__)
    places = array("I", bytes(4 * len(order)))
    for place, number in enumerate(order):
        places[number] = place
    return places


@dataclass(slots=True)
class _Asked:
    """A text as it is looked for: folded, as a whole and by its words, with what may stand in for each of these."""

    empty: bool
    key: str
    words: tuple[str, ...]
    language: str
    instead: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, wanted: SearchQuery) -> _Asked:
        text = wanted.text[:LONGEST]
        words = tuple(dict.fromkeys(split_words(text)))[:MOST_WORDS]
        return cls(not text.strip(), make_key(text), words, wanted.language)

    def name(self, thing: Thing, how: MatchKind) -> Name:
        """The name by which it was found; among several the one in the reader's language, else the chief one."""
        chief = thing.name(self.language)
        if how == "all":
            return chief
        others = sorted((*thing.names, *thing.related), key=lambda name: name.language != self.language)
        return min(dict.fromkeys((chief, *others)), key=self._unlike)

    def _unlike(self, name: Name) -> tuple[bool, bool, int]:
        """How far a name is from what was asked; the least is the best."""
        key, starts = (
            make_key(name.text),
            [s for word in split_words(name.text) for s in list_beginnings(word)],
        )
        missing = sum(not any(start.startswith(word) for start in starts) for word in self.words)
        strange = sum(not self._has(word, starts) for word in self.words)
        return key != self.key, not key.startswith(self.key), missing + strange

    def _has(self, word: str, starts: Sequence[str]) -> bool:
        """Whether a word, or one that stands in for it, is there."""
        instead = self.instead.get(word, ())
        return any(start.startswith(word) or start in instead for start in starts)
