"""The schemas of what the REST interface answers, for its OpenAPI document (JSON Schema 2020-12)."""

from __future__ import annotations

from typing import Any

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
