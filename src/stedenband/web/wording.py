"""How to speak to one reader: words, dates and links in their language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date, format_skeleton

from stedenband.model import PartialDate, Texts
from stedenband.words import pick, say


@dataclass(frozen=True, slots=True)
class Wording:
    """One language; ``fixed`` when the address named it, so that links have to carry it on."""

    language: str
    fixed: bool = False

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
        if not self.fixed:
            return path
        plain, mark, fragment = path.partition("#")
        return f"{plain}{'&' if '?' in plain else '?'}lang={self.language}{mark}{fragment}"

    def date(self, text: str) -> str:
        """A date as precise as it was written: ``1982``, ``augustus 1982``, ``4 oktober 1971``.

        >>> Wording("nl").date("1971-10-04")
        '4 oktober 1971'
        """
        try:
            partial = PartialDate.parse(text)
        except ValueError:
            return text
        if partial.month is None:
            return str(partial.year)
        day = date(partial.year, partial.month, partial.day or 1)
        if partial.day is None:
            return format_skeleton("yMMMM", day, locale=self.language)
        return format_date(day, "d MMMM y", locale=self.language)

    def listing(self, names: Sequence[str]) -> str:
        """Names as a sentence takes them: ``Gent, Melle en Tallinn``."""
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.say('page.and')} {names[-1]}"
