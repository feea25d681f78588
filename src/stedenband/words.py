"""The words a person reads, by key and language, from gettext catalogues (``locales/nl/*.po``, ``locales/en/*.po``).

Adding a language is adding a file (``locales/fr/pages.po``): what it does not say yet is said in English. Placeholders
are named: ``{file}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.pofile import read_po

_FOLDER = Path(__file__).resolve().parent / "locales"

_OWN = ("nl", "en")
"""The languages that have every message."""


def _languages() -> tuple[str, ...]:
    found = sorted({path.parent.name for path in _FOLDER.glob("*/*.po")})
    return (*_OWN, *(language for language in found if language not in _OWN))


LANGUAGES = _languages()
"""Languages of the interface; the first is the default."""


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every message in one language by its key, in English where that language lacks it.

    Raises as ``messages`` does.
    """
    own = messages(language)
    return own if language in _OWN else {**messages("en"), **own}


@cache
def messages(language: str) -> Mapping[str, str]:
    """The messages that one language has by their keys, from all ``locales/{language}/*.po`` files.

    Raises ``LookupError`` for a language that has no folder, ``ValueError`` when a key stands twice.
    """
    folder = _FOLDER / language
    if not folder.is_dir():
        raise LookupError(f"no words in language {language!r}")
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id:
                    continue
                if message.id in found:
                    raise ValueError(f"{path.name}: {message.id!r} stands twice")
                found[str(message.id)] = str(message.string)
    return found


def say(key: str, language: str, **values: object) -> str:
    """The message of that key in that language with its placeholders filled. Raises ``KeyError`` for an unknown key."""
    return catalogue(language)[key].format(**values)


def say_all(key: str, **values: object) -> dict[str, str]:
    """The message of that key in every language of the interface."""
    return {language: say(key, language, **values) for language in LANGUAGES}


def own_name(language: str) -> str:
    """What a language calls itself: ``Nederlands``, ``English``, ``Français``.

    >>> own_name("fr")
    'Français'
    """
    name = Locale.parse(language, sep="-").get_display_name() or language
    return name[:1].upper() + name[1:]


def pick(texts: Mapping[str, str], language: str) -> str:
    """The text in that language, else in English, else in whatever language comes first; empty when there is none."""
    for candidate in (language, "en", *sorted(texts)):
        if candidate in texts:
            return texts[candidate]
    return ""
