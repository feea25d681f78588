"""A sentence in English that is translated later, and the marks by which it is extracted; imports nothing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LazyMessage:
    """A sentence in English that is translated later; made by ``N_``, ``NC_`` and ``NN_``, looked up by ``i18n``.

    ``context`` tells apart what is one word in English and two elsewhere; ``plural`` is the form for other numbers
    than one.
    """

    text: str
    context: str = ""
    plural: str = ""


def N_(text: str) -> LazyMessage:  # noqa: N802  (gettext's own name for a mark)
    """Mark a sentence for extraction."""
    return LazyMessage(text)


def NC_(context: str, text: str) -> LazyMessage:  # noqa: N802
    """Mark a sentence with a context."""
    return LazyMessage(text, context)


def NN_(one: str, many: str) -> LazyMessage:  # noqa: N802
    """Mark a sentence that depends on a number."""
    return LazyMessage(one, plural=many)
