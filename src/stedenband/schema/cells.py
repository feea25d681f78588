"""Parsers of single cells: text in, value out.

A parser takes the text of a cell (stripped, not empty) and returns the value, or raises ``BadCellError``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urlsplit

from stedenband.model import PartialDate
from stedenband.ns import QID, SLUG

Parser = Callable[[str], object]


class BadCellError(Exception):
    """A cell that says nothing we can use; ``code`` names the fault, the rest helps to mend it."""

    def __init__(
        self,
        code: str,
        found: str,
        *,
        known: Collection[str] = (),
        suggestion: str | None = None,
        **values: object,
    ) -> None:
        super().__init__(code)
        self.code, self.found, self.known, self.suggestion, self.values = (
            code,
            found,
            known,
            suggestion,
            values,
        )


# == Text ======================================================================

PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,199}\Z")
"""A file name that is safe to repeat anywhere."""

_SLUG_CHARACTERS = 200
"""Characters of a text of which an id is made."""

_LINE_ENDS = re.compile(r"[\t\r\n]")
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})*\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_NO_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`\x7f-\xa0]")


def make_slug(text: str) -> str | None:
    """The id that a name would make, or ``None`` where nothing is left of it.

    >>> make_slug("Saint-Raphaël")
    'saint-raphael'
    """
    plain = unicodedata.normalize("NFKD", text[:_SLUG_CHARACTERS]).encode("ascii", "ignore").decode().lower()
    made = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return made if SLUG.match(made) else None


def parse_line(text: str) -> str:
    """Text on one line."""
    if _LINE_ENDS.search(text):
        raise BadCellError("line-break", text, suggestion=" ".join(text.split()))
    return text


def parse_prose(text: str) -> str:
    """Text of any number of lines."""
    return text


def parse_id(text: str) -> str:
    """An id of its own: a slug."""
    if not SLUG.match(text):
        raise BadCellError("bad-id", text, suggestion=make_slug(text))
    return text


def parse_language(text: str) -> str:
    """A language tag in lower case."""
    tag = text.lower()
    if not _TAG.match(tag):
        raise BadCellError("bad-language", text)
    return tag


def parse_alt_labels(text: str) -> tuple[tuple[str, str], ...]:
    """Other names, each with the tag of its language before a colon: ``nl:Danzig|de:Danzig``."""
    pairs = []
    for part in split_list(text):
        tag, colon, label = (word.strip() for word in parse_line(part).partition(":"))
        if not colon or not label:
            raise BadCellError("bad-alt-label", part)
        pairs.append((parse_language(tag), label))
    return tuple(pairs)


def parse_iri(text: str) -> str:
    """An http(s) address with a host, without user name, space or any character an IRI may not hold (RFC 3987)."""
    if not is_iri(text):
        raise BadCellError("bad-iri", text)
    return text


def is_iri(text: str) -> bool:
    """Whether this is an http(s) IRI that may stand in what we publish."""
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return False
    return not _NO_IRI.search(text) and text.isprintable()


def parse_digest(text: str) -> str:
    """A SHA-256 in hexadecimal, lower case."""
    if not _DIGEST.match(text.lower()):
        raise BadCellError("bad-digest", text, length=len(text))
    return text.lower()


def parse_file_name(text: str) -> str:
    """The name of a file, and nothing that leads to another folder."""
    if not PLAIN_NAME.match(text) or ".." in text:
        raise BadCellError("bad-file-name", text)
    return text


def split_list(text: str) -> list[str]:
    """The members of a list in one cell."""
    return [part for part in (part.strip() for part in text.split("|")) if part]


# == Dates =====================================================================

_BELGIAN_DAY = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})(?:\s.*)?\Z")
_YEAR_FIRST = re.compile(r"([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})(?:[T\s].*)?\Z")
_A_YEAR = re.compile(r"(?<![0-9])([12][0-9]{3})(?![0-9])")
_PARTIAL = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}\Z")


@lru_cache(maxsize=4096)
def parse_date(text: str) -> PartialDate:
    """A year, a month or a day."""
    try:
        return PartialDate.parse(text)
    except ValueError:
        outside = _PARTIAL.match(text) and not "1000" <= text[:4] <= "2999"
        code = "bad-year-range" if outside else "bad-date"
        raise BadCellError(code, text, suggestion=_date_meant(text)) from None


def parse_day(text: str) -> str:
    """A whole day, as text."""
    found = parse_date(text)
    if found.day is None:
        raise BadCellError("bad-day", text)
    return text


def _date_meant(text: str) -> str | None:
    """The date that a person most likely meant: days first, as in Belgium; else the only year in the cell."""
    if match := _BELGIAN_DAY.match(text):
        return _dated(*reversed(match.groups()))
    if match := _YEAR_FIRST.match(text):
        return _dated(*match.groups())
    years = set(_A_YEAR.findall(text))
    return years.pop() if len(years) == 1 and not _PARTIAL.match(text) else None


def _dated(*parts: str) -> str | None:
    try:
        return str(PartialDate(*(int(part) for part in parts)))
    except ValueError:
        return None


# == Numbers and truth =========================================================

_COUNT = re.compile(r"(?:0|[1-9][0-9]{0,8})\Z")
_GEONAMES = re.compile(r"[1-9][0-9]{0,9}\Z")
_DECIMAL = re.compile(r"-?[0-9]{1,6}(?:\.[0-9]{1,12})?\Z")
_TRUTH = {
    **dict.fromkeys(("yes", "ja", "true", "waar"), True),
    **dict.fromkeys(("no", "nee", "false", "onwaar"), False),
}


def parse_count(text: str) -> int:
    """A number of characters, from 0."""
    if not _COUNT.match(text):
        raise BadCellError("bad-number", text)
    return int(text)


def parse_geonames(text: str) -> int:
    """A GeoNames number: digits only."""
    if not _GEONAMES.match(text):
        digits = re.fullmatch(r"https?://[a-z.]*geonames\.org/([1-9][0-9]{0,9})(?:[/?#].*)?", text)
        raise BadCellError("bad-number", text, suggestion=digits[1] if digits else None)
    return int(text)


def parse_degrees(text: str, *, limit: int) -> Decimal:
    """Decimal degrees between plus and minus ``limit``."""
    if not _DECIMAL.match(text):
        dotted = text.replace(",", ".")
        raise BadCellError("bad-number", text, suggestion=dotted if _DECIMAL.match(dotted) else None)
    number = Decimal(text) + 0  # there is no minus zero
    if abs(number) > limit:
        raise BadCellError("out-of-range", text, limit=limit)
    return number


def parse_boolean(text: str) -> bool:
    """Yes or no, in Dutch or English, also as Dutch and English spreadsheets write true and false."""
    try:
        return _TRUTH[text.lower()]
    except KeyError:
        raise BadCellError("bad-boolean", text) from None


def parse_qid(text: str) -> str:
    """The id of a Wikidata item."""
    if not QID.match(text):
        inside = re.search(r"(?<![A-Za-z0-9])[Qq][1-9][0-9]{0,11}(?![0-9])", text)
        raise BadCellError("bad-qid", text, suggestion=inside[0].upper() if inside else None)
    return text


def parse_qids(text: str) -> tuple[str, ...]:
    """Several Wikidata items."""
    return require_distinct(text, [parse_qid(part) for part in split_list(text)])


def require_distinct(text: str, members: list[str]) -> tuple[str, ...]:
    """The members of a list, each of which may be there once."""
    for number, member in enumerate(members):
        if member in members[:number]:
            raise BadCellError("repeated-value", text, value=member)
    return tuple(members)


# == Codes that need no list of ours ===========================================


def parse_alpha(text: str, *, length: int) -> str:
    """An ISO 3166-1 code in capitals."""
    if len(text) == length and text.isascii() and text.isalpha() and text.isupper():
        return text
    suggestion = text.upper() if len(text) == length and text.isascii() and text.isalpha() else None
    raise BadCellError("bad-country-code", text, length=length, suggestion=suggestion)
