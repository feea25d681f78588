"""Edit distance between words, and how many edits a typing error may be. Pure."""

from __future__ import annotations

from rapidfuzz.distance import OSA

SHORTEST = 4
"""Letters of the shortest word that is matched with edits: shorter ones resemble too many others."""

_LONG = 6
"""Letters from which on two edits are allowed, and one in the first letter: a short word with another beginning is
another word."""


def count_allowed_edits(word: str) -> int:
    """How many edits a word may be away; none where it is short, or has a digit (1971 is not 1977).

    >>> [count_allowed_edits(word) for word in ("bon", "gent", "kanazawa", "1971")]
    [0, 1, 2, 0]
    """
    if len(word) < SHORTEST or any(letter.isdigit() for letter in word):
        return 0
    return 2 if len(word) >= _LONG else 1


def is_candidate(word: str, other: str) -> bool:
    """Whether the edit distance of the two is worth measuring.

    >>> is_candidate("gand", "and"), is_candidate("viesbaden", "wiesbaden")
    (False, True)
    """
    return word[0] == other[0] or min(len(word), len(other)) >= _LONG


def measure_distance(first: str, second: str, most: int) -> int | None:
    """Optimal string alignment distance: Levenshtein's, with a swap of neighbours as one edit; ``None`` above ``most``.

    >>> [measure_distance(*pair, 1) for pair in (("kanasawa", "kanazawa"), ("lukik", "luik"), ("gnet", "gent"))]
    [1, 1, 1]
    >>> measure_distance("luik", "gent", 2) is None
    True
    """
    distance = OSA.distance(first, second, score_cutoff=most)
    return distance if distance <= most else None
