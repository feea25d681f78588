"""The words of a release that are another word with a typing mistake: by shared trigrams, then letter by letter.

Kept apart from the full-text lists: to count shared trigrams of a word takes a millisecond here, and twenty there.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from heapq import nlargest
from operator import itemgetter

from stedenband.search.edit_distance import SHORTEST, count_allowed_edits, is_candidate, measure_distance
from stedenband.search.folding import make_trigrams

_LONGEST = 40
"""Letters of a word in which a mistake is looked for."""

_CANDIDATES = 400
"""Words that share most trigrams with one, and are then compared with it."""

_MOST = 12
"""Words that stand in for one with a mistake."""

_SPOILT = 4
"""Trigrams that one mistake changes at most: the swap of two letters is in four of them."""


class FuzzyWords:
    """The words in which there may be a mistake, by their trigrams."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(word for word in words if SHORTEST <= len(word) <= _LONGEST)
        self._having: dict[str, array[int]] = {}
        for number, word in enumerate(self._words):
            for gram in make_trigrams(word):
                self._having.setdefault(gram, array("I")).append(number)

    def find_similar(self, word: str) -> list[str]:
        """The words that are this one with a mistake; only those with the fewest."""
        most = count_allowed_edits(word)
        if not most or len(word) > _LONGEST:
            return []
        compared = [(measure_distance(word, other, most), other) for other in self._candidates(word, most)]
        least = min((count for count, _ in compared if count), default=0)
        return sorted(other for count, other in compared if count and count == least)[:_MOST]

    def _candidates(self, word: str, most: int) -> list[str]:
        """The words that share enough trigrams with this one, and about as long."""
        wanted = make_trigrams(word)
        shared: Counter[int] = Counter()
        for gram in wanted:
            shared.update(self._having.get(gram, ()))
        enough = max(1, len(wanted) - _SPOILT * most)
        near = ((count, self._words[number]) for number, count in shared.items() if count >= enough)
        fitting = (
            pair for pair in near if abs(len(pair[1]) - len(word)) <= most and is_candidate(word, pair[1])
        )
        return [other for _, other in nlargest(_CANDIDATES, fitting, key=itemgetter(0))]
