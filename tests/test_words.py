"""Every message exists in every language, with the same placeholders."""

from __future__ import annotations

import string

import pytest

from stedenband.words import LANGUAGES, catalogue, messages, pick, say


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_language_has_every_message() -> None:
    keys = {language: set(messages(language)) for language in LANGUAGES}
    first = keys[LANGUAGES[0]]
    assert len(first) > 50
    for language in LANGUAGES:
        assert keys[language] ^ first == set(), language


def test_no_message_is_empty() -> None:
    assert [
        (language, key) for language in LANGUAGES for key, text in catalogue(language).items() if not text
    ] == []


def test_placeholders_agree() -> None:
    dutch, english = catalogue("nl"), catalogue("en")
    differing = [key for key in dutch if placeholders(dutch[key]) != placeholders(english[key])]
    assert differing == []


def test_an_unknown_key_or_language_is_an_error() -> None:
    with pytest.raises(KeyError):
        say("no.such.key", "nl")
    with pytest.raises(LookupError):
        catalogue("tlh")


def test_pick_falls_back_to_english_and_then_to_anything() -> None:
    assert pick({"nl": "Gent", "en": "Ghent"}, "nl") == "Gent"
    assert pick({"en": "Ghent", "fr": "Gand"}, "nl") == "Ghent"
    assert pick({"fr": "Gand"}, "nl") == "Gand"
    assert pick({}, "nl") == ""
