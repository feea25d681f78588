"""Whether one word is another one with a typing mistake. Pure."""

from __future__ import annotations

SHORTEST = 4
"""Letters of the shortest word in which a mistake is looked for: shorter ones resemble too many others."""

_LONG = 6
"""Letters from which on a word may have two mistakes, and one in its first letter: a short word with another
beginning is another word."""


def count_allowed_edits(word: str) -> int:
    """How many mistakes a word may have; none where it is short, or has a digit (1971 is not 1977).

    >>> [count_allowed_edits(word) for word in ("bon", "gent", "kanazawa", "1971")]
    [0, 1, 2, 0]
    """
    if len(word) < SHORTEST or any(letter.isdigit() for letter in word):
        return 0
    return 2 if len(word) >= _LONG else 1


def is_candidate(word: str, other: str) -> bool:
    """Whether it makes sense to compare the two letter by letter.

    >>> is_candidate("gand", "and"), is_candidate("viesbaden", "wiesbaden")
    (False, True)
    """
    return word[0] == other[0] or min(len(word), len(other)) >= _LONG


def measure_distance(first: str, second: str, most: int) -> int | None:
    """How many letters are missing, too many, wrong, or swapped with the next; ``None`` for more than ``most``.

    >>> [measure_distance(*pair, 1) for pair in (("kanasawa", "kanazawa"), ("lukik", "luik"), ("gnet", "gent"))]
    [1, 1, 1]
    >>> measure_distance("luik", "gent", 2) is None
    True
    """
    first, second = _unlike(first, second)
    if max(len(first), len(second)) == 0:
        return 0
    if abs(len(first) - len(second)) > most:
        return None
    found = _alignment(first, second)
    return found if found <= most else None


def _unlike(first: str, second: str) -> tuple[str, str]:
    """The two without what they have in common at their beginning and at their end."""
    start, shorter = 0, min(len(first), len(second))
    while start < shorter and first[start] == second[start]:
        start += 1
    end = 0
    while end < shorter - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return first[start : len(first) - end], second[start : len(second) - end]


def _alignment(first: str, second: str) -> int:
    """The optimal string alignment distance: that of Levenshtein, with a swap of neighbours as one mistake."""
    above: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first):
        before, above, row = above, row, [i + 1]
        for j, other in enumerate(second):
            least = min(above[j] + (letter != other), above[j + 1] + 1, row[j] + 1)
            if i and j and letter == second[j - 1] and first[i - 1] == other:
                least = min(least, before[j - 1] + 1)
            row.append(least)
    return row[-1]
