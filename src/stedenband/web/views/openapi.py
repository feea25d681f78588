"""The OpenAPI 3.1 document of the REST interface, written from the same questions that answer it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress

from stedenband import __version__
from stedenband.errors import QueryError
from stedenband.formats import GEOJSON, SPARQL_CSV, SPARQL_JSON, SPARQL_TSV, SPARQL_XML, Format
from stedenband.i18n import choose_text, translate
from stedenband.ns import CONCEPTS
from stedenband.sparql.paging import find_columns
from stedenband.store import Budget, NamedQuery, Param, Query
from stedenband.web.context import Site
from stedenband.web.http.path_prefix import make_address
from stedenband.web.http.responses import Representation
from stedenband.web.messages.problems import PROBLEM_TITLES
from stedenband.web.messages.questions import (
    OPENAPI_HEADERS,
    OPENAPI_PARAMETERS,
    PARAMETER_TYPES,
    QUESTION_GROUPS,
)
from stedenband.web.render import openapi as schemas
from stedenband.web.render.named_questions import (
    JSON,
    NUMBERS,
    PER_PAGE,
    QuestionRequest,
    get_column_language,
    get_default,
    group_of,
    group_questions,
    list_formats,
)
from stedenband.web.render.openapi import SCHEMAS, Json
from stedenband.web.render.plain_rows import make_plain_answer, read_rows
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.query_results import run_query
from stedenband.web.views.question_parameters import CODES, MOST_PAGES, MOST_PER_PAGE, Choice, load_choices

_EXAMPLE_ROWS = 2

_EXAMPLE_SECONDS = 5.0
"""Longest that the examples may take altogether; on a data set where they take longer the document has none."""

_EXAMPLE_BUDGET = Budget(seconds=1.0)

_LISTED = 5
"""Examples of a parameter whose values are things of the data set."""

PROBLEMS = {
    "400": "bad-parameter",
    "404": "not-found",
    "406": "not-acceptable",
    "503": "overloaded",
    "504": "query-timeout",
}


async def make_openapi_document(site: Site, serving: OpenRelease, language: str) -> Representation:
    """The document in one language, with examples from the release that is served; made once a release."""
    known = serving.documents.get(("openapi", language))
    if known is not None:
        return known
    asked = [question for question in site.questions.values() if find_columns(question.text)]
    listed = {
        param.type: await load_choices(site, serving, param)
        for question in asked
        for param in question.params.values()
    }
    examples = await _examples(site, serving, asked)
    base = site.root(serving.iris.base)
    body = json.dumps(
        compose_openapi(
            asked, listed, examples or {}, serving, base, language, prefix=site.settings.path_prefix
        ),
        ensure_ascii=False,
        indent=1,
    )
    made = Representation(body.encode() + b"\n", JSON.media_type, {"Content-Language": language})
    if examples is not None:
        serving.documents.put(("openapi", language), made, 2 * len(body))
    return made


async def _examples(site: Site, serving: OpenRelease, asked: Sequence[NamedQuery]) -> dict[str, Json] | None:
    """The first rows of each question that has default values; ``None`` when that takes too long."""
    found: dict[str, Json] = {}
    with suppress(QueryError, TimeoutError):
        async with asyncio.timeout(_EXAMPLE_SECONDS):
            for question in asked:
                if QuestionRequest(question).complete:
                    found[question.name] = await _example(site, serving, question)
            return found
    return None


async def _example(site: Site, serving: OpenRelease, question: NamedQuery) -> Json:
    """The first page of an answer, as short as a page can be and still show what it is."""
    asked = QuestionRequest(question, per_page=_EXAMPLE_ROWS)
    text = asked.page_text(serving.iris, limit=_EXAMPLE_ROWS + 1)
    query = Query(text, solutions=SPARQL_JSON.media_type, budget=_EXAMPLE_BUDGET, lane="pages")
    rows = read_rows((await run_query(serving, query)).body)
    more, prefix = len(rows.rows) > _EXAMPLE_ROWS, site.settings.path_prefix
    return make_plain_answer(serving.release.id, asked, rows.cut(_EXAMPLE_ROWS), more=more, prefix=prefix)


# == The document ==============================================================


def compose_openapi(
    asked: Sequence[NamedQuery],
    listed: Mapping[str, Sequence[Choice]],
    examples: Mapping[str, Json],
    serving: OpenRelease,
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
        "info": _info(serving, language),
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


def _info(serving: OpenRelease, language: str) -> Json:
    release = serving.release
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
