"""Which language a reader gets. Pure."""

from __future__ import annotations

from stedenband.words import LANGUAGES

_MOST = 1000
"""Characters of an Accept-Language header that are looked at."""


def choose_language(named: str | None, accept_language: str | None) -> str:
    """The language of ``?lang=``, else the one the reader likes best of ours, else Dutch.

    >>> choose_language(None, "fr;q=0.9, en-GB;q=0.8, nl;q=0.1")
    'en'
    """
    if named in LANGUAGES:
        return named
    return max(LANGUAGES, key=lambda ours: _liking(ours, accept_language or ""), default=LANGUAGES[0])


def _liking(ours: str, header: str) -> tuple[float, int]:
    """Quality of one of our languages, and how early the reader named it."""
    best = (0.0, 0)
    for place, part in enumerate(header[:_MOST].split(",")):
        tag, _, parameter = part.partition(";")
        if tag.strip().lower().split("-")[0] == ours:
            best = max(best, (_quality(parameter), -place))
    return best


def _quality(parameter: str) -> float:
    """The ``q`` of a header part: 1 where there is none, 0 where it cannot be read."""
    name, _, value = parameter.replace(" ", "").partition("=")
    if not name:
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0) if name.lower() == "q" else 1.0
    except ValueError:
        return 0.0
