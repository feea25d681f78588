"""A page of rows as the document of its format: plain JSON, or GeoJSON. Pure."""

from __future__ import annotations

from typing import Any

from stedenband.formats import GEOJSON, Format
from stedenband.web.questions.asking import Asked
from stedenband.web.questions.named import JSON
from stedenband.web.questions.plain import Rows, features
from stedenband.web.serving.live import Serving


def answer_in_plain(serving: Serving, asked: Asked, rows: Rows, *, more: bool) -> dict[str, Any]:
    """What was asked, of which release, and the rows as objects of plain values."""
    return {
        **_asked(serving, asked),
        "columns": list(rows.columns),
        "rows": list(rows.rows),
        **_paging(asked, JSON, more=more),
    }


def answer_on_map(serving: Serving, asked: Asked, rows: Rows, *, more: bool) -> dict[str, Any]:
    """A feature collection; what stands beside ``features`` are foreign members (RFC 7946, section 6.1)."""
    return {
        "type": "FeatureCollection",
        **_asked(serving, asked),
        "features": features(rows),
        **_paging(asked, GEOJSON, more=more),
    }


def _asked(serving: Serving, asked: Asked) -> dict[str, object]:
    return {
        "question": asked.question.name,
        "release": serving.release.id,
        "parameters": asked.used(),
    }


def _paging(asked: Asked, form: Format, *, more: bool) -> dict[str, object]:
    path = f"/api/{asked.question.name}.{form.extension}"
    return {
        "page": asked.page,
        "per_page": asked.per_page,
        "next": asked.address(path, page=asked.page + 1) if more else None,
    }
