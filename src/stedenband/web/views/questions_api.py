"""The named questions as a REST interface: ``/api/<name>?city=gent``, in every format, page by page."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stedenband.formats import GEOJSON, SPARQL_JSON, Format
from stedenband.sparql.paging import find_columns
from stedenband.store import NamedQuery, Query
from stedenband.web.context import BOTH, READ, Site, TheRelease, TheSite, negotiate_format
from stedenband.web.http.clients import await_unless_disconnected
from stedenband.web.http.errors import NotAcceptableError, UnknownAddressError
from stedenband.web.http.parameters import format_links
from stedenband.web.http.responses import Representation, make_response
from stedenband.web.render.named_questions import JSON, QuestionRequest, format_named, group_of, list_formats
from stedenband.web.render.plain_rows import Rows, make_geojson_answer, make_plain_answer, read_rows
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.query_results import get_cache_control, is_cacheable, run_query
from stedenband.web.views.openapi import make_openapi_document
from stedenband.web.views.question_parameters import check_things, read_asked

router = APIRouter()


@router.api_route("/api", methods=READ)
async def list_questions(request: Request, site: TheSite, serving: TheRelease) -> Response:
    """Every question with its parameters and columns."""
    return make_response(request, make_index_document(site, serving), vary="Accept-Language")


@router.api_route("/api/{address}", methods=READ)
async def get_answer(request: Request, address: str, site: TheSite, serving: TheRelease) -> Response:
    """The answer to a question."""
    name, dot, extension = address.partition(".")
    question = find_question(site, name)
    asked = read_asked(request, question)
    forms = list_formats(find_columns(question.text))
    named = _named(extension if dot else asked.format, forms, in_address=bool(dot))
    form = negotiate_format(request, forms, named)
    made = await await_unless_disconnected(request, make_answer_document(site, serving, asked, form))
    return make_response(request, made, vary="" if named else BOTH)


@router.api_route("/openapi.json", methods=READ)
async def get_openapi(request: Request, site: TheSite, serving: TheRelease) -> Response:
    """The description of this interface for programs."""
    made = await await_unless_disconnected(
        request, make_openapi_document(site, serving, site.language(request))
    )
    return make_response(request, made, vary="Accept-Language")


def find_question(site: Site, name: str) -> NamedQuery:
    """The question of that name that can be asked here. Raises ``UnknownAddressError``."""
    question = site.questions.get(name)
    if question is None or not find_columns(question.text):
        raise UnknownAddressError(name)
    return question


def _named(name: str | None, forms: Sequence[Format], *, in_address: bool) -> Format | None:
    """The format that the asker names; one that this question is not answered in is no address, or no format."""
    form = format_named(name, forms) if name else None
    if name is not None and form not in forms:
        raise UnknownAddressError(name) if in_address else NotAcceptableError(forms)
    return form


# == Documents =================================================================


def make_index_document(site: Site, serving: OpenRelease) -> Representation:
    """The questions that can be asked here, in both languages."""
    told = {
        "release": serving.release.id,
        "openapi": site.address("/openapi.json"),
        "questions": [
            describe_question(site, question)
            for question in site.questions.values()
            if find_columns(question.text)
        ],
    }
    return Representation(_bytes(told), JSON.media_type, _LINKS)


def describe_question(site: Site, question: NamedQuery) -> dict[str, Any]:
    """A question as the index tells it."""
    columns = find_columns(question.text)
    return {
        "name": question.name,
        "group": group_of(question),
        "title": dict(question.title),
        "summary": dict(question.summary),
        "parameters": [
            {"name": param.name, "type": param.type, "default": param.default}
            for param in question.params.values()
        ],
        "columns": list(columns),
        "formats": {
            form.extension: site.address(f"/api/{question.name}.{form.extension}")
            for form in list_formats(columns)
        },
        "answer": site.address(f"/api/{question.name}"),
        "page": site.address(f"/queries/{question.name}"),
    }


async def make_answer_document(
    site: Site, serving: OpenRelease, asked: QuestionRequest, form: Format
) -> Representation:
    """A page of the answer in that format, with links to the pages beside it; from memory where it was made before."""
    key = ("api", asked.question.name, tuple(asked.values.items()), asked.page, asked.per_page, form.name)
    known = serving.documents.get(key)
    if known is not None:
        return known
    await check_things(site, serving, asked)
    made = await _made(site, serving, asked, form)
    if is_cacheable(asked.question.text):
        serving.documents.put(key, made, len(made.body) + 2048)
    return made


async def _made(site: Site, serving: OpenRelease, asked: QuestionRequest, form: Format) -> Representation:
    if form in (JSON, GEOJSON):
        rows, more = await run_page(serving, asked)
        told = make_plain_answer if form is JSON else make_geojson_answer
        body = _bytes(told(serving.release.id, asked, rows, more=more, prefix=site.settings.path_prefix))
    else:
        query = Query(asked.page_text(serving.iris), solutions=form.media_type)
        body = (await run_query(serving, query)).body
        more = await _is_more(serving, asked)
    cache = get_cache_control(asked.question.text)
    return Representation(body, form.content_type, list_links(asked, form, more=more), cache=cache)


async def run_page(serving: OpenRelease, asked: QuestionRequest) -> tuple[Rows, bool]:
    """The rows of a page, and whether there are any behind it."""
    query = Query(asked.page_text(serving.iris, limit=asked.per_page + 1), solutions=SPARQL_JSON.media_type)
    rows = read_rows((await run_query(serving, query)).body)
    return rows.cut(asked.per_page), len(rows.rows) > asked.per_page


async def _is_more(serving: OpenRelease, asked: QuestionRequest) -> bool:
    """Whether there is a row behind this page; what the engine has written is not read again to learn that."""
    behind = asked.page_text(serving.iris, limit=1, offset=asked.offset + asked.per_page)
    answer = await run_query(serving, Query(behind, solutions=SPARQL_JSON.media_type))
    return bool(read_rows(answer.body).rows)


_LINKS: Mapping[str, str] = {
    "Link": '</openapi.json>; rel="service-desc"; type="application/json", '
    '</queries>; rel="service-doc"; type="text/html"'
}
"""Where a program and a person learn how to use this (RFC 8631)."""


def list_links(asked: QuestionRequest, form: Format, *, more: bool) -> dict[str, str]:
    """The ``Link`` of an answer: the pages beside it (RFC 8288), its other formats, what describes it."""
    name = asked.question.name
    path = f"/api/{name}.{form.extension}"
    found = [format_links(asked.beside(path, more=more))]
    for other in list_formats(find_columns(asked.question.text)):
        if other is not form:
            address = asked.address(f"/api/{name}.{other.extension}")
            found.append(f'<{address}>; rel="alternate"; type="{other.media_type}"')
    found.append(f'</queries/{name}>; rel="describedby"; type="text/html"')
    return {"Link": ", ".join((*found, _LINKS["Link"])), "Content-Location": asked.address(path)}


def _bytes(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=2).encode() + b"\n"
