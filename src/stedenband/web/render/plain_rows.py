"""Rows of a query as plain values: JSON that needs no knowledge of RDF, and GeoJSON (RFC 7946). Pure."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stedenband.formats import GEOJSON, Format
from stedenband.ns import XSD
from stedenband.web.http.path_prefix import make_address
from stedenband.web.render.named_questions import JSON, POINT, WKT, Plain, QuestionRequest

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
    release: str, asked: QuestionRequest, rows: Rows, *, more: bool, prefix: str = ""
) -> dict[str, Any]:
    """What was asked, of which release, and the rows as objects of plain values."""
    return {
        **_asked(release, asked),
        "columns": list(rows.columns),
        "rows": list(rows.rows),
        **_paging(asked, JSON, more, prefix),
    }


def make_geojson_answer(
    release: str, asked: QuestionRequest, rows: Rows, *, more: bool, prefix: str = ""
) -> dict[str, Any]:
    """A feature collection; what stands beside ``features`` are foreign members (RFC 7946, section 6.1)."""
    return {
        "type": "FeatureCollection",
        **_asked(release, asked),
        "features": make_features(rows),
        **_paging(asked, GEOJSON, more, prefix),
    }


def _asked(release: str, asked: QuestionRequest) -> dict[str, object]:
    return {
        "question": asked.question.name,
        "release": release,
        "parameters": asked.used(),
    }


def _paging(asked: QuestionRequest, form: Format, more: bool, prefix: str) -> dict[str, object]:
    path = f"/api/{asked.question.name}.{form.extension}"
    return {
        "page": asked.page,
        "per_page": asked.per_page,
        "next": make_address(asked.address(path, page=asked.page + 1), prefix) if more else None,
    }
