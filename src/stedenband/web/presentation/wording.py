"""How to speak to one reader: words, dates and links in their language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from stedenband.diff.dates import date_in_words
from stedenband.model import Texts
from stedenband.words import pick, say


@dataclass(frozen=True, slots=True)
class Wording:
    """One language; ``fixed`` when the address named it, so that links have to carry it on."""

    language: str
    fixed: bool = False
    release: str = ""
    """The id of an earlier release whose page this is: links to things stay within it."""

    def say(self, key: str, **values: object) -> str:
        """The message of that key."""
        return say(key, self.language, **values)

    def pick(self, texts: Texts) -> str:
        """The text in this language, else in English, else in any."""
        return pick(texts, self.language)

    def href(self, path: str) -> str:
        """A path of ours, with the language where it has to be carried on.

        >>> Wording("en", fixed=True).href("/ns#Claim")
        '/ns?lang=en#Claim'
        """
        if self.release and path.startswith("/id/"):
            path = f"/doc/{path.removeprefix('/id/')}/{self.release}"
        if not self.fixed:
            return path
        plain, mark, fragment = path.partition("#")
        return f"{plain}{'&' if '?' in plain else '?'}lang={self.language}{mark}{fragment}"

    def number(self, number: int) -> str:
        """A number as it is written in this language.

        >>> Wording("nl").number(10_000)
        '10.000'
        """
        return str(format_decimal(number, locale=self.language))

    def date(self, text: str) -> str:
        """A date as precise as it was written: ``1982``, ``augustus 1982``, ``4 oktober 1971``.

        >>> Wording("nl").date("1971-10-04")
        '4 oktober 1971'
        """
        return date_in_words(text, self.language)

    def listing(self, names: Sequence[str]) -> str:
        """Names as a sentence takes them: ``Gent, Melle en Tallinn``."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.say('page.and')} {names[-1]}"
