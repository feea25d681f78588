"""What the OpenAPI document says of the search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stedenband.model import Standing
from stedenband.search import FACETS, LONGEST, TYPES, Wanted
from stedenband.web.questions.named import JSON
from stedenband.web.questions.openapi_schemas import Json
from stedenband.words import LANGUAGES, say

_TEXT: Json = {"type": "string"}
_TEXT_OR_NOT: Json = {"type": ["string", "null"]}
_NAMES: Json = {f"name_{language}": _TEXT_OR_NOT for language in LANGUAGES}

_FACET_SCHEMAS: Mapping[str, Json] = {
    "type": {"type": "string", "enum": list(TYPES)},
    "country": {"type": "string", "pattern": "^[A-Za-z]{2}$"},
    "stands": {"type": "string", "enum": [standing.value for standing in Standing]},
    "decade": {"type": "string", "pattern": "^[0-9]{3}0$"},
}

PATH = "/search.json"

_SHARED = ("page", "per_page")
"""Parameters that mean the same as elsewhere."""


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}


SCHEMAS: Json = {
    "Hit": _object(
        {
            "thing": {"type": "string", "format": "uri"},
            "type": _FACET_SCHEMAS["type"],
            **_NAMES,
            "matched": _object(
                {
                    "name": _TEXT,
                    "language": _TEXT_OR_NOT,
                    "how": {"enum": ["name", "beginning", "words", "alike", "all"]},
                }
            ),
            "country": {"type": "array", "items": _TEXT},
            "since": {"type": ["integer", "null"]},
            "kind": {"type": "array", "items": _TEXT},
            "status": {"type": "array", "items": _TEXT},
            "stands": {"type": "array", "items": _FACET_SCHEMAS["stands"]},
        }
    ),
    "Facet": {"type": "array", "items": _object({"value": _TEXT, **_NAMES, "number": {"type": "integer"}})},
    "Found": _object(
        {
            "query": _TEXT,
            "release": _TEXT,
            "language": {"enum": list(LANGUAGES)},
            "filters": _object(dict.fromkeys(FACETS, _TEXT_OR_NOT)),
            "total": {"type": "integer", "minimum": 0},
            "alike": {"type": "boolean"},
            "results": {"type": "array", "items": {"$ref": "#/components/schemas/Hit"}},
            "facets": _object({facet: {"$ref": "#/components/schemas/Facet"} for facet in FACETS}),
            "page": {"type": "integer", "minimum": 1},
            "per_page": {"type": "integer", "minimum": 1},
            "next": {"type": ["string", "null"], "format": "uri-reference"},
        }
    ),
}


def search_operation(problems: Mapping[str, str], language: str) -> Json:
    """The operation of ``/search.json``; ``problems`` are the names of responses by their status."""
    return {
        "operationId": "search",
        "summary": say("api.openapi.search", language),
        "description": say("api.openapi.search.description", language),
        "parameters": [
            _parameter("q", {"type": "string", "maxLength": LONGEST}, language),
            *(_parameter(facet, _FACET_SCHEMAS.get(facet, _TEXT), language) for facet in FACETS),
            _parameter("lang", {"type": "string", "enum": list(LANGUAGES)}, language),
            _parameter("page", {"type": "integer", "minimum": 1, "default": 1}, language),
            _parameter("per_page", {"type": "integer", "minimum": 1, "default": Wanted().limit}, language),
        ],
        "responses": {
            "200": {
                "description": say("api.openapi.answer", language),
                "content": {JSON.media_type: {"schema": {"$ref": "#/components/schemas/Found"}}},
            },
            **_problems(["400", "503"], problems),
        },
    }


def _problems(statuses: Sequence[str], problems: Mapping[str, str]) -> Json:
    return {status: {"$ref": f"#/components/responses/{problems[status]}"} for status in statuses}


def _parameter(name: str, schema: Json, language: str) -> Json:
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": say(f"api.openapi.{name if name in _SHARED else f'search.{name}'}", language),
        "schema": schema,
    }
