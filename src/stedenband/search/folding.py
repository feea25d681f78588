"""Names made alike that a reader would call the same: without case, accents, width and punctuation. Pure.

What is left of a name is letters and digits of any script. The index and the queries put to it are folded here and
nowhere else, so nothing depends on the Unicode tables of an engine.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 200
"""Characters of a name that are looked at; nobody types more of it."""

_LETTERS = {
    "ł": "l",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ı": "i",
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ŋ": "n",
}
"""Letters with a stroke or joined, which Unicode does not take apart, as people type them."""

_WORD = re.compile(r"[^\W_]+")

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3105-\u312f\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
"""Letters of scripts that write no space between words: Thai, Lao, Burmese, Khmer, kana, bopomofo, Han."""

_SUFFIXES = 24
"""Letters of an unspaced word from each of which on it can be found."""


def fold(text: str) -> str:
    """The text in lower case, without accents, in one width.

    >>> fold("Liège"), fold("Łódź"), fold("ＧＨＥＮＴ"), fold("Straße")
    ('liege', 'lodz', 'ghent', 'strasse')
    """
    short = text[:LONGEST].casefold()
    if short.isascii():
        return short
    apart = unicodedata.normalize("NFKD", short)
    return unicodedata.normalize("NFC", apart.translate(_BARE))


def _is_accent(letter: str) -> bool:
    """Accents above and below, points of Hebrew and Arabic, and marks that have no shape (writing direction).

    The voicing marks of kana and the vowel signs of Indic scripts make other letters, so they stay.
    """
    place = unicodedata.combining(letter)
    return place >= 200 or 10 <= place <= 36 or unicodedata.category(letter) == "Cf"


class _Bare(dict[int, str]):
    """What remains of each letter of a decomposed text; looked up in Unicode once for each letter there is."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        self[code] = "" if _is_accent(letter) else _LETTERS.get(letter, letter)
        return self[code]


_BARE = _Bare()


@lru_cache(maxsize=4096)
def split_words(text: str) -> tuple[str, ...]:
    """The folded words of a text, in their order.

    >>> split_words("Sint-Denijs-Westrem (Gent)")
    ('sint', 'denijs', 'westrem', 'gent')
    """
    return tuple(_WORD.findall(fold(text)))


def make_key(text: str) -> str:
    """The whole text as one word, however it is spaced and hyphenated.

    >>> make_key("Saint-Raphaël") == make_key("saint raphael")
    True
    """
    return "".join(split_words(text))


def list_beginnings(word: str) -> tuple[str, ...]:
    """The words as whose beginning a part of this one is found: itself, and what remains of one without spaces.

    >>> list_beginnings("金沢市"), list_beginnings("gent")
    (('金沢市', '沢市', '市'), ('gent',))
    """
    if word.isascii():
        return (word,)
    places = range(1, min(len(word), _SUFFIXES))
    return word, *(word[place:] for place in places if _UNSPACED.match(word[place]))


def make_trigrams(word: str) -> frozenset[str]:
    """The trigrams of a word with its ends marked: a typo leaves most of them as they are.

    >>> sorted(make_trigrams("luik"))
    ['ik·', 'lui', 'uik', '·lu']
    """
    marked = f"·{word}·"
    return frozenset(marked[place : place + 3] for place in range(len(marked) - 2))
