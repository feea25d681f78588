"""Gathering what is wrong: every fault of every file, in words, and never more of them than a person can use."""

from __future__ import annotations

import difflib
import string
from collections.abc import Collection, Iterator, Mapping

from stedenband.i18n import INTERFACE_LANGUAGES, translate_all
from stedenband.model import Finding, Origin, Severity, Texts
from stedenband.schema.cells import make_slug
from stedenband.schema.faults import Fault
from stedenband.tables.messages.faults import FAULTS
from stedenband.tables.messages.remedies import REMEDIES

PER_FILE = 200
"""Faults reported for one file; what comes after is only counted."""

SHOWN = 200
"""Characters of a cell that a finding shows."""

_COMPARED = 300
"""Ids with each of which a text is compared; with more that takes too long, and only one slip is forgiven."""

_LONGEST = 64
"""Longest text for which a near id is looked for."""

_LETTERS = string.ascii_lowercase + string.digits + "-"


class Faults:
    """All faults of one reading. Keeps for each file the ``PER_FILE`` that come first in it; counts the others."""

    def __init__(self) -> None:
        self._kept: dict[str, list[Fault]] = {}
        self._dropped: dict[str, list[Fault]] = {}
        self._dropped_count: dict[str, int] = {}

    def add(self, fault: Fault, *, group: str | None = None) -> None:
        """Take in one fault; ``group`` is what it is counted under, the file where it stands if not given."""
        name = fault.origin.file if group is None else group
        kept = self._kept.setdefault(name, [])
        kept.append(fault)
        if len(kept) >= 2 * PER_FILE:
            self._trim(name)

    def _trim(self, name: str) -> None:
        kept = self._kept[name]
        kept.sort(key=_row)
        over = kept[PER_FILE:]
        del kept[PER_FILE:]
        if not over:
            return
        self._dropped_count[name] = self._dropped_count.get(name, 0) + len(over)
        earlier = self._dropped.get(name, [])
        # The first of them says where the rest begins, the worst how bad it is.
        self._dropped[name] = [
            min([*earlier, *over], key=_row),
            min([*earlier, *over], key=lambda fault: list(Severity).index(fault.severity)),
        ]

    def findings(self) -> Iterator[Finding]:
        """Every kept fault in words; for each file that has more, a closing one that says how many."""
        for name in sorted(self._kept):
            self._trim(name)
            yield from (put_in_words(fault) for fault in self._kept[name])
            if name in self._dropped:
                first, worst = self._dropped[name]
                yield put_in_words(
                    Fault(
                        "more-faults",
                        Origin(first.origin.file, first.origin.row),
                        values={"count": self._dropped_count[name], "shown": PER_FILE},
                        severity=worst.severity,
                    )
                )


def _row(fault: Fault) -> int:
    return fault.origin.row or 0


def put_in_words(fault: Fault) -> Finding:
    """A fault as a finding: what is wrong and what would do, in every language of the interface."""
    values = {
        "file": fault.origin.file,
        "column": fault.origin.column or "",
        **{
            name: escape_unprintable(value) if isinstance(value, str) else value
            for name, value in fault.values.items()
        },
        "found": shorten_text(fault.found or ""),
    }
    return Finding(
        code=fault.code,
        severity=fault.severity,
        message=translate_all(FAULTS[fault.code], INTERFACE_LANGUAGES, **values),
        remedy=_remedy(fault, values),
        origin=fault.origin,
        found=None if fault.found is None else shorten_text(fault.found),
    )


def _remedy(fault: Fault, values: Mapping[str, object]) -> Texts:
    suggestion = fault.suggestion or find_nearest(fault.found or "", fault.known)
    remedy = translate_all(REMEDIES[fault.remedy or fault.code], INTERFACE_LANGUAGES, **values)
    if suggestion is None:
        return remedy
    hint = translate_all(
        "Did you mean “{suggestion}”?", INTERFACE_LANGUAGES, suggestion=shorten_text(suggestion)
    )
    return {language: f"{hint[language]} {text}" for language, text in remedy.items() if language in hint}


def find_nearest(found: str, known: Collection[str]) -> str | None:
    """The known value that someone who wrote ``found`` most likely meant, or ``None``.

    >>> find_nearest("Kanazawa", {"kanazawa", "weihai"}), find_nearest("kanzawa", {"kanazawa", "weihai"})
    ('kanazawa', 'kanazawa')
    """
    if not known or not 1 < len(found) <= _LONGEST:
        return None
    plain = found.lower()
    for guess in (plain, make_slug(found), *_one_slip_from(plain)):
        if guess in known:
            return guess
    if len(known) > _COMPARED:
        return None
    return next(iter(difflib.get_close_matches(plain, sorted(known), n=1, cutoff=0.7)), None)


def _one_slip_from(text: str) -> Iterator[str]:
    """What was meant if one letter is too many, missing, another or swapped with its neighbour."""
    for place in range(len(text) + 1):
        before, after = text[:place], text[place:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in _LETTERS:
            yield before + letter + after[1:]
            yield before + letter + after


def shorten_text(text: str) -> str:
    r"""A text as a report may show it: at most ``SHOWN`` characters, nothing in it that hides or turns round.

    >>> shorten_text("a\u202eb")
    'a\\u202eb'
    """
    plain = escape_unprintable(text[: SHOWN + 1])
    return plain if len(plain) <= SHOWN else plain[: SHOWN - 1] + "…"


def escape_unprintable(text: str) -> str:
    """The text with a number for every character that cannot be seen, or that turns the others round."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
