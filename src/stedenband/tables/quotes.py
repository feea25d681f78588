"""Holding quotations against the texts they are taken from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from stedenband.model import Severity
from stedenband.schema.faults import Fault
from stedenband.schema.references import Known
from stedenband.schema.rows import TableRow
from stedenband.tables.files import MIB, UnreadableError, read_content

SOURCE_BYTES = 16 * MIB
QUOTE_WORDS = 20
"""A longer quotation is more than a fragment."""

_ALIKE = {"'": "'‘’‚′", '"': '"“”„″«»', "-": "-‐‑‒–—−"}
_ALIKE_BY_CHAR = {char: f"[{re.escape(alike)}]" for alike in _ALIKE.values() for char in alike}


class SourceTexts:
    """The texts behind the rows of ``sources.csv``, and two checks: of a source, and of what is quoted from it.

    Without a folder only what needs no text is checked.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._with_file: set[str] = set()
        self._texts: dict[str, str] = {}

    def check_source(self, row: TableRow, known: Known) -> Iterator[Fault]:
        """The file is there and has the digest that the row says."""
        name, file = row.text("id"), row.text("file")
        if name is None or file is None:
            return
        self._with_file.add(name)
        if self._folder is None:
            return
        try:
            octets, digest = read_content(self._folder / file, SOURCE_BYTES)
            self._texts[name] = octets.decode("utf-8")
        except UnreadableError as error:
            code = "missing-source-file" if error.code == "missing-file" else error.code
            yield Fault(code, row.at("file"), file, error.values)
            return
        except UnicodeDecodeError as error:
            yield Fault("source-not-utf-8", row.at("file"), file, {"offset": error.start})
        stated = row.text("sha256")
        if stated is not None and stated != digest:
            yield Fault("wrong-digest", row.at("sha256"), stated, {"digest": digest, "source": file})

    def check_quote(self, row: TableRow, known: Known) -> Iterator[Fault]:
        """The quotation is short, and stands word for word where the row says."""
        quote, source = row.text("quote"), row.text("source")
        if quote is None:
            return
        words = len(quote.split())
        if words > QUOTE_WORDS:
            values = {"words": words, "limit": QUOTE_WORDS}
            yield Fault("long-quote", row.at("quote"), quote, values, severity=Severity.WARNING)
        if source in self._with_file and not row.given("position"):
            yield Fault("quote-without-position", row.at("position"), values=self._place_of(source, quote))
        position = row.number("position")
        if position is not None and source in self._texts:
            yield from _misplaced(row, quote, position, self._texts[source])

    def _place_of(self, source: str, quote: str) -> dict[str, object]:
        place = self._texts.get(source, "").find(quote)
        return {"place": place if place >= 0 else "?"}


def _misplaced(row: TableRow, quote: str, position: int, text: str) -> Iterator[Fault]:
    if text.startswith(quote, position):
        return
    place = _nearest_place(quote, position, text)
    if place is not None:
        values = {"place": place}
        yield Fault("quote-elsewhere", row.at("position"), str(position), values)
        return
    alike = _written(quote, text)
    if alike is not None:
        values = {"place": alike.start()}
        yield Fault("quote-not-exact", row.at("quote"), quote, values, suggestion=alike[0])
    else:
        yield Fault("quote-not-in-text", row.at("quote"), quote)


def _nearest_place(quote: str, position: int, text: str) -> int | None:
    """Where the quotation stands, nearest to the position given, or ``None``."""
    places = (text.rfind(quote, 0, position + len(quote)), text.find(quote, position))
    return min(
        (place for place in places if place >= 0), key=lambda place: abs(place - position), default=None
    )


def _written(quote: str, text: str) -> re.Match[str] | None:
    """The words of the quotation as the text has them, with other spaces, quotation marks or hyphens."""
    words = ("".join(_ALIKE_BY_CHAR.get(char, re.escape(char)) for char in word) for word in quote.split())
    pattern = r"\s+".join(words)
    return re.search(pattern, text, re.IGNORECASE) if pattern else None
