"""Translation of what people read: gettext catalogues with English msgids (``locales/nl/LC_MESSAGES/stedenband.po``).

A sentence is written in English where it is used: ``translate("No release of that name.", language)``. One that is
worded in a language chosen later is a ``LazyMessage``, marked by ``N_``, ``NC_`` or ``NN_`` (``message``).
Placeholders are named: ``{file}``. What a language lacks is shown in English on the screen, and left out of data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from stedenband.message import LazyMessage

LOCALES = Path(__file__).resolve().parent / "locales"
"""Where the catalogues of the package are."""

SOURCE = "en"
"""The language of the msgids; it needs no catalogue."""

DATA_LANGUAGES = ("nl", "en")
"""The languages in which our own words stand in data: catalogue, change records, vocabulary, named questions.

Adding a language to the screen adds none to the data: that is decided here, and by the texts of a project.
"""


def _interface_languages() -> tuple[str, ...]:
    found = {path.parts[-3] for path in LOCALES.glob("*/LC_MESSAGES/stedenband.po")} | {SOURCE}
    return tuple(
        sorted(found, key=lambda language: (language not in DATA_LANGUAGES, language == SOURCE, language))
    )


INTERFACE_LANGUAGES = _interface_languages()
"""The languages in which the screen speaks: English and every one with a catalogue. The first is the default."""


class _Absent(NullTranslations):
    """What lies behind a catalogue: raises ``KeyError`` for every message, so that its absence shows."""

    def gettext(self, message: str) -> str:
        raise KeyError(message)

    def pgettext(self, context: str, message: str) -> str:
        raise KeyError(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        raise KeyError(msgid1)


@cache
def _catalogue(language: str) -> NullTranslations:
    """The catalogue of a language. Raises ``LookupError`` for one that has none."""
    if language == SOURCE:
        return NullTranslations()
    path = LOCALES / language / "LC_MESSAGES" / "stedenband.po"
    if not path.is_file():
        raise LookupError(f"there is no catalogue of messages for the language {language!r}")
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language.replace("-", "_")))
    compiled.seek(0)
    found = GNUTranslations(compiled)
    found.add_fallback(_Absent())
    return found


def translate(text: str | LazyMessage, language: str, /, **values: object) -> str:
    """A sentence in that language, in English where it is not translated, with its placeholders filled.

    Raises ``LookupError`` for a language without a catalogue.
    """
    return get_template(LazyMessage(text) if isinstance(text, str) else text, language).format(**values)


def get_template(message: LazyMessage, language: str) -> str:
    """A sentence as ``translate`` gives it, its placeholders still in it."""
    try:
        return _translated(message, language)
    except KeyError:
        return message.text


def translate_plural(message: LazyMessage, number: int, language: str, /, **values: object) -> str:
    """A sentence in the form that the language has for that number, in English where it is not translated.

    >>> from stedenband.message import NN_
    >>> translate_plural(NN_("1 city", "{count} cities"), 3, "en", count="3")
    '3 cities'
    """
    try:
        found = _catalogue(language).ngettext(message.text, message.plural, number)
    except KeyError:
        found = message.text if number == 1 else message.plural
    return found.format(**values)


def translate_all(
    text: str | LazyMessage, languages: Iterable[str] = DATA_LANGUAGES, /, **values: object
) -> dict[str, str]:
    """A sentence in each of those languages that has it: in data nothing stands in for what is not translated."""
    message = LazyMessage(text) if isinstance(text, str) else text
    return {
        language: translate(message, language, **values)
        for language in languages
        if is_translated(message, language)
    }


def is_translated(message: LazyMessage, language: str) -> bool:
    """Whether a language has a message of its own."""
    try:
        return bool(_translated(message, language))
    except LookupError:
        return False


def _translated(message: LazyMessage, language: str) -> str:
    catalogue = _catalogue(language)
    if message.context:
        return catalogue.pgettext(message.context, message.text)
    return catalogue.gettext(message.text)


def find_own_name(language: str) -> str:
    """What a language calls itself: ``Nederlands``, ``English``, ``Français``.

    >>> find_own_name("fr")
    'Français'
    """
    name = Locale.parse(language, sep="-").get_display_name() or language
    return name[:1].upper() + name[1:]


def choose_text(texts: Mapping[str, str], language: str) -> str:
    """The text in that language, else in English, else in whatever language comes first; empty when there is none."""
    for candidate in (language, SOURCE, *sorted(texts)):
        if candidate in texts:
            return texts[candidate]
    return ""
