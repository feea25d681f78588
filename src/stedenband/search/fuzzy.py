"""Fuzzy search of words: candidates by shared trigrams, then by edit distance.

Kept apart from the full-text table: counting the shared trigrams of a word takes a millisecond here, and twenty there.
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
"""Letters of the longest word that is matched with edits."""

_CANDIDATES = 400
"""Words with the most shared trigrams whose edit distance is measured."""

_MOST = 12
"""Words that one word is expanded to."""

_SPOILT = 4
"""Trigrams that one edit changes at most: the swap of two letters is in four of them."""


class FuzzyWords:
    """An index of words by their trigrams."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(word for word in words if SHORTEST <= len(word) <= _LONGEST)
        self._having: dict[str, array[int]] = {}
        for number, word in enumerate(self._words):
            for gram in make_trigrams(word):
                self._having.setdefault(gram, array("I")).append(number)

    def find_similar(self, word: str) -> list[str]:
        """Find the indexed words nearest to this one, within the allowed edits; not the word itself."""
        most = count_allowed_edits(word)
        if not most or len(word) > _LONGEST:
            return []
        compared = [(measure_distance(word, other, most), other) for other in self._candidates(word, most)]
        least = min((count for count, _ in compared if count), default=0)
        return sorted(other for count, other in compared if count and count == least)[:_MOST]

    def _candidates(self, word: str, most: int) -> list[str]:
        """The words of about the same length that share enough trigrams with this one."""
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
