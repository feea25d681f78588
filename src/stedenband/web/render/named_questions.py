"""Named questions: their columns and formats, and rows as plain JSON or GeoJSON (RFC 7946). Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from stedenband.formats import GEOJSON, SPARQL_CSV, SPARQL_JSON, SPARQL_TSV, SPARQL_XML, Format
from stedenband.i18n import INTERFACE_LANGUAGES
from stedenband.model import Texts
from stedenband.ns import XSD
from stedenband.sparql.paging import page_of
from stedenband.store import NamedQuery, Param
from stedenband.web.http.path_prefix import make_address
from stedenband.web.serving.current_release import OpenRelease

Plain = str | int | float | bool | None

_WHOLE = frozenset(
    {XSD.integer.value, *(XSD.base + name for name in ("int", "long", "short", "nonNegativeInteger"))}
)

_REAL = frozenset({XSD.decimal.value, XSD.base + "double", XSD.base + "float"})

_INTEGER = re.compile(r"[+-]?[0-9]{1,18}\Z")

_POINT = re.compile(
    r"(?:<[^<>\s]*>\s*)?POINT\s*\(\s*([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\s+([+-]?[0-9.]+(?:[eE][+-]?[0-9]+)?)\s*\)\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of an answer as plain values; an unbound variable is ``None``, so every row has every column."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Plain], ...]

    def cut(self, most: int) -> Rows:
        """At most so many of them."""
        return Rows(self.columns, self.rows[:most])


def read_rows(body: bytes) -> Rows:
    """The rows of SPARQL 1.1 Query Results JSON."""
    told = json.loads(body)
    columns = tuple(told["head"]["vars"])
    rows = (
        {column: convert_value(binding.get(column)) for column in columns}
        for binding in told["results"]["bindings"]
    )
    return Rows(columns, tuple(rows))


def convert_value(term: Mapping[str, Any] | None) -> Plain:
    """A term as JSON has it: numbers and booleans as such, an IRI, a date or a text as its letters.

    The language of a text is left out: a column holds one language, or has it in its name (``name_nl``).
    """
    if term is None:
        return None
    value, datatype = str(term["value"]), term.get("datatype")
    if datatype == XSD.boolean.value and value in ("true", "false", "1", "0"):
        return value in ("true", "1")
    if datatype in _WHOLE and _INTEGER.match(value):
        return int(value)
    return _real(value) if datatype in _REAL else value


def _real(value: str) -> Plain:
    """A number, or the letters of one that JSON has no way to write (``INF``, ``NaN``)."""
    try:
        number = float(value)
    except ValueError:
        return value
    return number if math.isfinite(number) else value


# == On the map ================================================================


def make_features(rows: Rows) -> list[dict[str, Any]]:
    """A feature for each row; one without a place has no geometry (RFC 7946, section 3.2)."""
    return [_feature(row) for row in rows.rows]


def _feature(row: Mapping[str, Plain]) -> dict[str, Any]:
    position = _position(row)
    told = {name: value for name, value in row.items() if name not in (*POINT, WKT)}
    identity = next((value for value in told.values() if _is_iri(value)), None)
    return {
        "type": "Feature",
        **({"id": identity} if identity else {}),
        "geometry": {"type": "Point", "coordinates": position} if position else None,
        "properties": told,
    }


def _position(row: Mapping[str, Plain]) -> Sequence[float] | None:
    """Longitude and latitude, in this order, when both are such."""
    match = _POINT.match(str(row.get(WKT) or ""))
    found = [_real(value) for value in match.groups()] if match else [row.get(name) for name in POINT]
    numbers = [value for value in found if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(numbers) != 2 or abs(numbers[0]) > 180 or abs(numbers[1]) > 90:
        return None
    return numbers


def _is_iri(value: Plain) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def make_plain_answer(
    serving: OpenRelease, asked: QuestionRequest, rows: Rows, *, more: bool, prefix: str = ""
) -> dict[str, Any]:
    """What was asked, of which release, and the rows as objects of plain values."""
    return {
        **_asked(serving, asked),
        "columns": list(rows.columns),
        "rows": list(rows.rows),
        **_paging(asked, JSON, more, prefix),
    }


def make_geojson_answer(
    serving: OpenRelease, asked: QuestionRequest, rows: Rows, *, more: bool, prefix: str = ""
) -> dict[str, Any]:
    """A feature collection; what stands beside ``features`` are foreign members (RFC 7946, section 6.1)."""
    return {
        "type": "FeatureCollection",
        **_asked(serving, asked),
        "features": make_features(rows),
        **_paging(asked, GEOJSON, more, prefix),
    }


def _asked(serving: OpenRelease, asked: QuestionRequest) -> dict[str, object]:
    return {
        "question": asked.question.name,
        "release": serving.release.id,
        "parameters": asked.used(),
    }


def _paging(asked: QuestionRequest, form: Format, more: bool, prefix: str) -> dict[str, object]:
    path = f"/api/{asked.question.name}.{form.extension}"
    return {
        "page": asked.page,
        "per_page": asked.per_page,
        "next": make_address(asked.address(path, page=asked.page + 1), prefix) if more else None,
    }


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


def remove_headers(text: str) -> str:
    """The query without the ``#+`` lines that tell about it.

    >>> remove_headers("#+ title.en: All\\nASK {}")
    'ASK {}'
    """
    lines = text.splitlines()
    return "\n".join(line for line in lines if not line.startswith("#+"))


def has_position(columns: Sequence[str]) -> bool:
    """Whether rows of these columns can be put on a map."""
    return set(POINT) <= set(columns) or WKT in columns


def list_formats(columns: Sequence[str]) -> tuple[Format, ...]:
    """The formats in which a question with these columns is answered."""
    return (*OFFERS, GEOJSON) if has_position(columns) else OFFERS


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


def group_questions(questions: Mapping[str, NamedQuery]) -> dict[str, list[NamedQuery]]:
    """The questions by what they are about, groups and questions in their order; no empty groups."""
    found = {
        group: [question for question in questions.values() if group_of(question) == group]
        for group in GROUPS
    }
    return {group: members for group, members in found.items() if members}


def get_column_language(column: str) -> str | None:
    """The language of a column that has one twin for each language (``name_nl``, ``name_en``)."""
    return next((language for language in INTERFACE_LANGUAGES if column.endswith(f"_{language}")), None)


def select_columns(columns: Sequence[str], language: str) -> tuple[str, ...]:
    """The columns that a reader of that language is shown: of twins only their own."""
    return tuple(column for column in columns if get_column_language(column) in (None, language))


PER_PAGE = 100

NUMBERS = ("year", "integer")
"""Types of parameters: things of the data set, codes of a list, whole numbers. Others are texts and IRIs."""


@dataclass(frozen=True, slots=True)
class QuestionRequest:
    """A question with the values for its parameters as they were given, and the part of its rows that is wanted."""

    question: NamedQuery
    values: Mapping[str, str] = field(default_factory=dict)
    page: int = 1
    per_page: int = PER_PAGE
    format: str | None = None

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.per_page

    @property
    def complete(self) -> bool:
        """Whether every parameter has a value, be it the default one."""
        return all(param.default or param.name in self.values for param in self.question.params.values())

    def text(self, serving: OpenRelease) -> str:
        """The whole query. Raises ``UsageError`` for a value that is not of its type."""
        return self.question.bind(self.values, serving.iris)

    def page_text(self, serving: OpenRelease, *, limit: int | None = None, offset: int | None = None) -> str:
        """The query of this page, or of another part."""
        rows = self.per_page if limit is None else limit
        return page_of(self.text(serving), rows, self.offset if offset is None else offset)

    def address(self, path: str, *, page: int | None = None) -> str:
        """An address that asks the same, of this page or another."""
        told = self.parameters(page=page)
        return f"{path}?{urlencode(told, quote_via=quote)}" if told else path

    def parameters(self, *, page: int | None = None) -> dict[str, str]:
        """The parameters of that address."""
        told = dict(self.values)
        number = page or self.page
        if number > 1:
            told["page"] = str(number)
        if self.per_page != PER_PAGE:
            told["per_page"] = str(self.per_page)
        return told

    def beside(self, path: str, *, more: bool) -> list[tuple[str, str]]:
        """The first, previous and next page by their relations; nobody counts the rows, so that no last is known."""
        pages = (("first", 1), ("prev", self.page - 1), ("next", self.page + 1 if more else 0))
        return [(relation, self.address(path, page=number)) for relation, number in pages if number]

    def used(self) -> dict[str, Plain]:
        """Every parameter with its value, be it the default one."""
        told = {
            param.name: self.values.get(param.name, get_default(param))
            for param in self.question.params.values()
        }
        numbers = {param.name for param in self.question.params.values() if param.type in NUMBERS}
        return {
            name: int(value) if name in numbers and value is not None else value
            for name, value in told.items()
        }


def get_default(param: Param) -> str | None:
    """What a parameter is when nobody says, as an address would have it: ``gent``, not ``city/gent``."""
    return None if param.default is None else param.default.removeprefix(f"{param.type}/")


Names = Mapping[str, Texts]
"""Names by the value that they are the names of."""
