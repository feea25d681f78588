"""The OpenAPI 3.1 document of the REST interface, composed from the named questions. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stedenband import __version__
from stedenband.formats import GEOJSON, SPARQL_CSV, SPARQL_JSON, SPARQL_TSV, SPARQL_XML, Format
from stedenband.i18n import choose_text, translate
from stedenband.model import Release
from stedenband.ns import CONCEPTS
from stedenband.sparql.paging import find_columns
from stedenband.store import NamedQuery, Param
from stedenband.web.http.path_prefix import make_address
from stedenband.web.messages.problems import PROBLEM_TITLES
from stedenband.web.messages.questions import (
    OPENAPI_HEADERS,
    OPENAPI_PARAMETERS,
    PARAMETER_TYPES,
    QUESTION_GROUPS,
)
from stedenband.web.render import openapi as schemas
from stedenband.web.render.named_questions import (
    CODES,
    JSON,
    MOST_PAGES,
    MOST_PER_PAGE,
    NUMBERS,
    PER_PAGE,
    Choice,
    get_column_language,
    get_default,
    group_of,
    group_questions,
    list_formats,
)
from stedenband.web.render.openapi import SCHEMAS, Json

_LISTED = 5
"""Examples of a parameter whose values are things of the data set."""

PROBLEMS = {
    "400": "bad-parameter",
    "404": "not-found",
    "406": "not-acceptable",
    "503": "overloaded",
    "504": "query-timeout",
}


# == The document ==============================================================


def compose_openapi(
    asked: Sequence[NamedQuery],
    listed: Mapping[str, Sequence[Choice]],
    examples: Mapping[str, Json],
    release: Release,
    base: str,
    language: str,
    *,
    prefix: str,
) -> Json:
    """All of it; ``base`` is where the public finds the pages. Pure."""
    paths = {
        f"/api/{question.name}": {
            "get": _operation(question, listed, examples.get(question.name), base, language)
        }
        for question in asked
    }
    return {
        "openapi": "3.1.0",
        "info": _info(release, language),
        "servers": [{"url": make_address("/", prefix)}],
        "externalDocs": {
            "url": f"{base}queries",
            "description": translate("All questions, with explanations and forms", language),
        },
        "tags": [
            {"name": group, "description": translate(QUESTION_GROUPS[group], language)}
            for group in group_questions({question.name: question for question in asked})
        ],
        "paths": {
            "/api": {"get": _index(language)},
            **paths,
            schemas.PATH: {"get": schemas.search_operation(PROBLEMS, language)},
        },
        "components": {
            "schemas": {**SCHEMAS, **schemas.SEARCH_SCHEMAS},
            "headers": _headers(language),
            "parameters": _shared_parameters(language),
            "responses": {name: _problem(name, language) for name in PROBLEMS.values()},
        },
    }


def _info(release: Release, language: str) -> Json:
    return {
        "title": choose_text(release.title, language),
        "summary": translate(
            "Partnerships between cities, with their sources: standing questions to the data.", language
        ),
        "description": translate(
            "Each path under /api is a question with a name. The answer comes as JSON with "
            "plain values, as SPARQL JSON or XML, as CSV or TSV, and as GeoJSON where there "
            "are places: by the Accept header, the parameter format, or an extension "
            "(/api/partners-of.csv). A question gives its rows in a fixed order, page by page; "
            "the Link header names the next one. For more, ask a query of your own at /sparql "
            "or download all of the data.",
            language,
        ),
        "version": release.version,
        "x-release": release.id,
        "x-generator": f"stedenband {__version__}",
    }


def _index(language: str) -> Json:
    return {
        "operationId": "questions",
        "summary": translate("The list of all questions", language),
        "responses": {
            "200": {
                "description": translate("The list of all questions", language),
                "content": {JSON.media_type: {"schema": {"$ref": "#/components/schemas/Index"}}},
            }
        },
    }


def _operation(
    question: NamedQuery,
    listed: Mapping[str, Sequence[Choice]],
    example: Json | None,
    base: str,
    language: str,
) -> Json:
    """One question."""
    columns = find_columns(question.text)
    forms = list_formats(columns)
    return {
        "operationId": question.name,
        "tags": [group_of(question)],
        "summary": choose_text(question.title, language),
        "description": choose_text(question.summary, language),
        "externalDocs": {"url": f"{base}queries/{question.name}"},
        "parameters": [
            *(_parameter(param, listed.get(param.type, ()), language) for param in question.params.values()),
            {"$ref": "#/components/parameters/page"},
            {"$ref": "#/components/parameters/per_page"},
            _format_parameter(forms, language),
        ],
        "responses": {
            "200": {
                "description": translate("A page of the answer", language),
                "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in ("Link", "ETag")},
                "content": {form.media_type: _content(form, columns, example) for form in forms},
            },
            **{status: {"$ref": f"#/components/responses/{name}"} for status, name in PROBLEMS.items()},
        },
    }


def _parameter(param: Param, known: Sequence[Choice], language: str) -> Json:
    schema: Json = {"type": "integer"} if param.type in NUMBERS else {"type": "string", "maxLength": 1000}
    if param.type == "year":
        schema |= {"minimum": 1000, "maximum": 2999}
    if param.type in CODES and known:
        schema["enum"] = [choice.value for choice in known]
    default = get_default(param)
    if default is not None:
        schema["default"] = int(default) if param.type in NUMBERS else default
    told: Json = {
        "name": param.name,
        "in": "query",
        "required": default is None,
        "description": translate(PARAMETER_TYPES[param.type], language),
        "schema": schema,
    }
    if param.type in CONCEPTS and known:
        told["examples"] = {
            choice.value: {"summary": choose_text(choice.names, language), "value": choice.value}
            for choice in known[:_LISTED]
        }
    return told


def _format_parameter(forms: Sequence[Format], language: str) -> Json:
    return {
        "name": "format",
        "in": "query",
        "required": False,
        "description": translate("The format of the answer; goes before the Accept header", language),
        "schema": {"type": "string", "enum": [form.extension for form in forms]},
    }


def _shared_parameters(language: str) -> Json:
    limits = {"page": (1, MOST_PAGES), "per_page": (PER_PAGE, MOST_PER_PAGE)}
    return {
        name: {
            "name": name,
            "in": "query",
            "required": False,
            "description": translate(OPENAPI_PARAMETERS[name], language),
            "schema": {"type": "integer", "minimum": 1, "maximum": most, "default": default},
        }
        for name, (default, most) in limits.items()
    }


# == What comes back ===========================================================


def _content(form: Format, columns: Sequence[str], example: Json | None) -> Json:
    """The schema of an answer in a format, with an example where it is plain JSON."""
    if form is not JSON:
        return {"schema": {"$ref": _FORM_SCHEMAS[form]}} if form in _FORM_SCHEMAS else {}
    row = {
        "type": "object",
        "properties": {column: _column(column) for column in columns},
        "required": list(columns),
    }
    told: Json = {
        "schema": {
            "allOf": [
                {"$ref": "#/components/schemas/Answer"},
                {"type": "object", "properties": {"rows": {"type": "array", "items": row}}},
            ]
        }
    }
    if example is not None:
        told["example"] = example
    return told


def _column(column: str) -> Json:
    return (
        {"type": ["string", "null"]}
        if get_column_language(column)
        else {"$ref": "#/components/schemas/Value"}
    )


def _headers(language: str) -> Json:
    return {
        name: {
            "description": translate(OPENAPI_HEADERS[name.lower()], language),
            "schema": {"type": "string"},
        }
        for name in ("Link", "ETag")
    }


def _problem(name: str, language: str) -> Json:
    return {
        "description": translate(PROBLEM_TITLES[name], language),
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


_FORM_SCHEMAS = {
    GEOJSON: "#/components/schemas/Features",
    SPARQL_JSON: "#/components/schemas/Solutions",
    SPARQL_XML: "#/components/schemas/Text",
    SPARQL_CSV: "#/components/schemas/Text",
    SPARQL_TSV: "#/components/schemas/Text",
}
