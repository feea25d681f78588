"""The named questions: which columns each answers with, in which formats, and how its text is cut into pages. Pure.

A question that is asked over HTTP is a SELECT that names its columns, has an ORDER BY and no LIMIT, OFFSET or VALUES
of its own at its end: only then is a page of it made by writing two whole numbers behind it. A page wrapped around
the query would lose its order (SPARQL 1.1, section 12: a sub-select gives a multiset).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stedenband.formats import GEOJSON, SPARQL_CSV, SPARQL_JSON, SPARQL_TSV, SPARQL_XML, Format
from stedenband.store import NamedQuery
from stedenband.words import LANGUAGES

JSON = Format(name="json", media_type="application/json", extension="json", kind="table")
"""Rows of plain values: what a program that knows nothing of RDF reads."""

OFFERS = (JSON, SPARQL_JSON, SPARQL_XML, SPARQL_CSV, SPARQL_TSV)

_NAMES = {"sparql-json": SPARQL_JSON, "xml": SPARQL_XML}
"""Names of ``format=`` that are no file extension."""

POINT = ("longitude", "latitude")
WKT = "wkt"
"""Columns that put a row on the map: a pair of WGS 84 degrees, or a geometry in well-known text."""

GROUPS = ("partnerships", "time", "changes", "map", "sources", "names", "other")
"""What questions are about, in the order in which they are listed; a file says it with ``#+ group:``."""


def without_headers(text: str) -> str:
    """The query without the ``#+`` lines that tell about it.

    >>> without_headers("#+ title.en: All\\nASK {}")
    'ASK {}'
    """
    lines = text.splitlines()
    return "\n".join(line for line in lines if not line.startswith("#+"))


def on_map(columns: Sequence[str]) -> bool:
    """Whether rows of these columns can be put on a map."""
    return set(POINT) <= set(columns) or WKT in columns


def offers(columns: Sequence[str]) -> tuple[Format, ...]:
    """The formats in which a question with these columns is answered."""
    return (*OFFERS, GEOJSON) if on_map(columns) else OFFERS


def format_named(name: str, among: Sequence[Format]) -> Format | None:
    """The format that ``format=`` or the extension of an address means: ``csv``, ``geojson``, ``text/csv``..."""
    short = name.strip().lower()
    known = _NAMES.get(short)
    return known or next(
        (form for form in among if short in (form.extension, form.name, form.media_type)), None
    )


def group_of(question: NamedQuery) -> str:
    """What the question is about: one of ``GROUPS``."""
    named = question.headers.get("group", "")
    return named if named in GROUPS else "other"


def grouped(questions: Mapping[str, NamedQuery]) -> dict[str, list[NamedQuery]]:
    """The questions by what they are about, groups and questions in their order; no empty groups."""
    found = {
        group: [question for question in questions.values() if group_of(question) == group]
        for group in GROUPS
    }
    return {group: members for group, members in found.items() if members}


def language_of_column(column: str) -> str | None:
    """The language of a column that has one twin for each language (``name_nl``, ``name_en``)."""
    return next((language for language in LANGUAGES if column.endswith(f"_{language}")), None)


def columns_for(columns: Sequence[str], language: str) -> tuple[str, ...]:
    """The columns that a reader of that language is shown: of twins only their own."""
    return tuple(column for column in columns if language_of_column(column) in (None, language))
