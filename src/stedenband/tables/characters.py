"""The characters of cells: what may not stand in one, and what is set right without a word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

CELL_CHARACTERS = 10_000
"""Longest cell that is read."""

_FORBIDDEN = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, but not tab and the ends of lines
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the direction of writing
    "\u200b\u2028\u2029\u2060-\u2064\ufeff\ufff9-\ufffb"  # cannot be seen
    "\ufffd\ufdd0-\ufdef\ufffe\uffff"  # stand for what was lost; never characters
    "\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff"  # private, tags
    "]"
)
_ESCAPED = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as the error handler ``surrogateescape`` carries them."""

_MOJIBAKE = re.compile("[ÂÃÄÅâ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")
_ENDS = re.compile(r"\r\n?")


@dataclass(frozen=True, slots=True)
class OddText:
    """Something in a cell that should not be there; the fields are those of ``faults.Fault``."""

    code: str
    found: str
    suggestion: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)


def is_plain(text: str) -> bool:
    """Whether nothing needs a closer look: printable, normalised, short. True for nearly every row."""
    if len(text) > CELL_CHARACTERS or not text.isprintable():
        return False
    return text.isascii() or (unicodedata.is_normalized("NFC", text) and not _MOJIBAKE.search(text))


def find_non_utf8(text: str) -> int | None:
    """The first byte in a text that is not UTF-8, or ``None``."""
    match = _ESCAPED.search(text)
    return ord(match[0]) - 0xDC00 if match else None


def as_windows_1252(text: str) -> str:
    """What the text says if its odd bytes were written by a program that does not know UTF-8.

    >>> as_windows_1252("Saint-Rapha\\udcebl")
    'Saint-Raphaël'
    """
    return (
        text.encode("utf-8", "surrogateescape").decode("cp1252", "replace") if find_non_utf8(text) else text
    )


def clean_text(text: str, *, exact: bool) -> tuple[str, list[OddText]]:
    """A cell as it is read on, and what may not stand in it. Exact cells keep every character that may."""
    if len(text) > CELL_CHARACTERS:
        return "", [OddText("cell-too-long", text[:CELL_CHARACTERS], values={"limit": CELL_CHARACTERS})]
    odd = []
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        code = "nul-byte" if forbidden[0] == "\0" else "control-character"
        odd.append(OddText(code, name_character(forbidden[0])))
        text = _FORBIDDEN.sub("", text)
    if exact:
        return text, odd
    if _MOJIBAKE.search(text) and (meant := _undone(text)):
        odd.append(OddText("mojibake", text, meant))
    return unicodedata.normalize("NFC", _ENDS.sub("\n", text)), odd


def _undone(text: str) -> str | None:
    """What stood there before UTF-8 was taken for Windows-1252, or ``None`` when that cannot be."""
    try:
        return text.encode("cp1252").decode("utf-8")
    except UnicodeError:
        return None


def name_character(char: str) -> str:
    """A character by number and, where it has one, name.

    >>> name_character("\\u202e")
    'U+202E RIGHT-TO-LEFT OVERRIDE'
    """
    return f"U+{ord(char):04X} {unicodedata.name(char, '')}".rstrip()
