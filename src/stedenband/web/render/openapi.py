"""Schemas and the search operation of the OpenAPI document of the REST interface (JSON Schema 2020-12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from stedenband.i18n import DATA_LANGUAGES, INTERFACE_LANGUAGES, translate
from stedenband.model import Standing
from stedenband.search import FACETS, LONGEST, TYPES, SearchQuery
from stedenband.web.messages.questions import OPENAPI_PARAMETERS
from stedenband.web.render.named_questions import JSON

Json = dict[str, Any]

_TEXT: Json = {"type": "string"}

_TEXTS: Json = {"type": "object", "additionalProperties": {"type": "string"}}

_PAGING: Json = {
    "page": {"type": "integer", "minimum": 1},
    "per_page": {"type": "integer", "minimum": 1},
    "next": {"type": ["string", "null"], "format": "uri-reference"},
}

_HEAD: Json = {
    "question": _TEXT,
    "release": _TEXT,
    "parameters": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Value"}},
}

SCHEMAS: Json = {
    "Value": {"type": ["string", "number", "boolean", "null"]},
    "Answer": {
        "type": "object",
        "required": ["question", "release", "parameters", "columns", "rows", "page", "per_page", "next"],
        "properties": {
            **_HEAD,
            "columns": {"type": "array", "items": _TEXT},
            "rows": {
                "type": "array",
                "items": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Value"}},
            },
            **_PAGING,
        },
    },
    "Features": {
        "type": "object",
        "description": "GeoJSON (RFC 7946)",
        "required": ["type", "features"],
        "properties": {
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": {"type": "object"}},
            **_HEAD,
            **_PAGING,
        },
    },
    "Solutions": {
        "type": "object",
        "description": "SPARQL 1.1 Query Results JSON Format",
        "required": ["head", "results"],
        "properties": {"head": {"type": "object"}, "results": {"type": "object"}},
    },
    "Text": {"type": "string"},
    "Index": {
        "type": "object",
        "required": ["release", "questions"],
        "properties": {
            "release": _TEXT,
            "openapi": _TEXT,
            "questions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "title", "summary", "parameters", "columns", "answer"],
                    "properties": {
                        "name": _TEXT,
                        "group": _TEXT,
                        "title": _TEXTS,
                        "summary": _TEXTS,
                        "parameters": {"type": "array", "items": {"type": "object"}},
                        "columns": {"type": "array", "items": _TEXT},
                        "formats": _TEXTS,
                        "answer": _TEXT,
                        "page": _TEXT,
                    },
                },
            },
        },
    },
    "Problem": {
        "type": "object",
        "description": "RFC 9457",
        "required": ["type", "title", "status"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": _TEXT,
            "status": {"type": "integer"},
            "detail": _TEXT,
            "instance": {"type": "string", "format": "uri-reference"},
        },
    },
}

_STRING: Json = {"type": "string"}

_TEXT_OR_NOT: Json = {"type": ["string", "null"]}

_NAMES: Json = {f"name_{language}": _TEXT_OR_NOT for language in DATA_LANGUAGES}

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


SEARCH_SCHEMAS: Json = {
    "Hit": _object(
        {
            "thing": {"type": "string", "format": "uri"},
            "type": _FACET_SCHEMAS["type"],
            **_NAMES,
            "matched": _object(
                {
                    "name": _STRING,
                    "language": _TEXT_OR_NOT,
                    "how": {"enum": ["name", "beginning", "words", "alike", "all"]},
                }
            ),
            "country": {"type": "array", "items": _STRING},
            "since": {"type": ["integer", "null"]},
            "kind": {"type": "array", "items": _STRING},
            "status": {"type": "array", "items": _STRING},
            "stands": {"type": "array", "items": _FACET_SCHEMAS["stands"]},
        }
    ),
    "Facet": {"type": "array", "items": _object({"value": _STRING, **_NAMES, "number": {"type": "integer"}})},
    "Found": _object(
        {
            "query": _STRING,
            "release": _STRING,
            "language": {"enum": list(INTERFACE_LANGUAGES)},
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
        "summary": translate("What has a name: cities, partnerships, acts, sources and more", language),
        "description": translate(
            "Finds things by their names in every language and script that the data have, "
            "without accents and with a typing mistake; the facets count what is found, and "
            "narrow it.",
            language,
        ),
        "parameters": [
            _parameter("q", {"type": "string", "maxLength": LONGEST}, language),
            *(_parameter(facet, _FACET_SCHEMAS.get(facet, _STRING), language) for facet in FACETS),
            _parameter("lang", {"type": "string", "enum": list(INTERFACE_LANGUAGES)}, language),
            _parameter("page", {"type": "integer", "minimum": 1, "default": 1}, language),
            _parameter(
                "per_page", {"type": "integer", "minimum": 1, "default": SearchQuery().limit}, language
            ),
        ],
        "responses": {
            "200": {
                "description": translate("A page of the answer", language),
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
        "description": translate(
            OPENAPI_PARAMETERS[f"{name if name in _SHARED else f'search.{name}'}"], language
        ),
        "schema": schema,
    }
