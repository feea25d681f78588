"""The words a person reads, by key and language, from gettext catalogues (``locales/nl/*.po``, ``locales/en/*.po``).

Adding a language is adding a file. Placeholders are named: ``{file}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LANGUAGES = ("nl", "en")
"""Languages of the interface; the first is the default."""

_FOLDER = Path(__file__).resolve().parent / "locales"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every message of one language by its key, from all ``locales/{language}/*.po`` files.

    Raises ``LookupError`` for a language that has no folder, ``ValueError`` when a key stands twice.
    """
    folder = _FOLDER / language
    if not folder.is_dir():
        raise LookupError(f"no words in language {language!r}")
    messages: dict[str, str] = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if not message.id:
                    continue
                if message.id in messages:
                    raise ValueError(f"{path.name}: {message.id!r} stands twice")
                messages[str(message.id)] = str(message.string)
    return messages


def say(key: str, language: str, **values: object) -> str:
    """The message of that key in that language with its placeholders filled. Raises ``KeyError`` for an unknown key."""
    return catalogue(language)[key].format(**values)


def say_all(key: str, **values: object) -> dict[str, str]:
    """The message of that key in every language of the interface."""
    return {language: say(key, language, **values) for language in LANGUAGES}


def pick(texts: Mapping[str, str], language: str) -> str:
    """The text in that language, else in English, else in whatever language comes first; empty when there is none."""
    for candidate in (language, "en", *sorted(texts)):
        if candidate in texts:
            return texts[candidate]
    return ""
