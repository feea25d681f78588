"""Wording for one reader: language negotiation, words, dates and links in that language. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from babel.numbers import format_decimal

from stedenband.diff.dates import format_date_text
from stedenband.i18n import INTERFACE_LANGUAGES, SOURCE, choose_text, translate, translate_plural
from stedenband.message import LazyMessage
from stedenband.model import Texts
from stedenband.web.http.path_prefix import make_address


@dataclass(frozen=True, slots=True)
class Wording:
    """One language; ``fixed`` when the address named it, so that links have to carry it on."""

    language: str
    fixed: bool = False
    release: str = ""
    """The id of an earlier release whose page this is: links to things stay within it."""
    prefix: str = ""
    """The path under which the public reaches the server."""

    def translate(self, text: str | LazyMessage, /, **values: object) -> str:
        """A sentence in this language, in English where it is not translated."""
        return translate(text, self.language, **values)

    def translate_plural(self, message: LazyMessage, number: int, /, **values: object) -> str:
        """A sentence in this language in the form that it has for that number; ``{number}`` is it, as it is written."""
        return translate_plural(message, number, self.language, number=self.number(number), **values)

    def choose_text(self, texts: Texts) -> str:
        """The text in this language, else in English, else in any."""
        return choose_text(texts, self.language)

    def address(self, path: str) -> str:
        """The address of a path of ours, whatever the language."""
        return make_address(path, self.prefix)

    def href(self, path: str) -> str:
        """The address of a path of ours, with the language where it has to be carried on.

        >>> Wording("en", fixed=True, prefix="/twinning").href("/ns#Claim")
        '/twinning/ns?lang=en#Claim'
        """
        return self.address(self.keep_language(path))

    def keep_language(self, path: str) -> str:
        """A path of ours with the language where it has to be carried on, as header fields take it: without prefix.

        >>> Wording("en", fixed=True).keep_language("/ns#Claim")
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
        return format_date_text(text, self.language)

    def listing(self, names: Sequence[str]) -> str:
        """Names as a sentence takes them: ``Gent, Melle en Tallinn``."""
        if len(names) < 2:
            return "".join(names)
        conjunction = self.translate("and")
        return f"{', '.join(names[:-1])} {conjunction} {names[-1]}"


DEFAULT = INTERFACE_LANGUAGES[0]
"""For who states no wish: no ``Accept-Language``, an empty or unreadable one, or ``*`` alone."""

FALLBACK = SOURCE
"""For who asks only for languages that are not spoken here."""

_RANGE = re.compile(r"[a-z]{1,8}|\*")
"""The first part of a language range (RFC 4647, section 2.1)."""

_MOST = 1000
"""Characters of an Accept-Language header that are looked at."""


def choose_language(named: str | None, accept_language: str | None) -> str:
    """The language of ``?lang=``, else the one the reader likes best of ours, else English, or Dutch without a wish.

    >>> choose_language(None, "fr;q=0.9, en-GB;q=0.8, nl;q=0.1")
    'en'
    >>> choose_language(None, "ja"), choose_language(None, None)
    ('en', 'nl')
    """
    if named in INTERFACE_LANGUAGES:
        return named
    wishes = _wishes(accept_language or "")
    liked = [(wishes[tag], tag) for tag in INTERFACE_LANGUAGES if tag in wishes]
    best = min(liked, key=lambda each: (-each[0][0], each[0][1]), default=None)
    if best is not None and best[0][0] > 0:
        return best[1]
    return _unnamed(wishes)


def _unnamed(wishes: dict[str, tuple[float, int]]) -> str:
    """The language for a reader who wants none of ours by name: never one that was refused while another was not."""
    wanted = any(quality > 0 for tag, (quality, _) in wishes.items() if tag != "*")
    order = (FALLBACK, *INTERFACE_LANGUAGES) if wanted else INTERFACE_LANGUAGES
    return next((tag for tag in order if tag not in wishes), order[0])


def _wishes(header: str) -> dict[str, tuple[float, int]]:
    """For each primary language of the header the best quality, and the place of that part in the header."""
    found: dict[str, tuple[float, int]] = {}
    for place, part in enumerate(header[:_MOST].split(",")):
        tag, _, parameter = part.partition(";")
        primary, quality = tag.strip().lower().split("-")[0], _quality(parameter)
        if _RANGE.fullmatch(primary) and (primary not in found or quality > found[primary][0]):
            found[primary] = (quality, place)
    return found


def _quality(parameter: str) -> float:
    """The ``q`` of a header part: 1 where there is none, 0 where it cannot be read."""
    name, _, value = parameter.replace(" ", "").partition("=")
    if not name:
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0) if name.lower() == "q" else 1.0
    except ValueError:
        return 0.0
