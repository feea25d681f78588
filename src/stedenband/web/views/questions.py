"""The pages of the named questions: all of them at ``/queries``, and each with its form, its answer and its query."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from stedenband.errors import UsageError
from stedenband.formats import HTML, SPARQL_JSON
from stedenband.message import N_
from stedenband.ns import SCHEMES
from stedenband.sparql.paging import find_columns
from stedenband.store import NamedQuery, Query
from stedenband.web.context import BOTH, READ, Site, TheRelease, TheSite, negotiate_format
from stedenband.web.http.clients import await_unless_disconnected
from stedenband.web.http.errors import BadRequestError, ParameterError, UnknownAddressError
from stedenband.web.http.parameters import format_links
from stedenband.web.http.responses import Representation, make_response
from stedenband.web.messages.questions import PARAMETER_TYPES, RESULT_COLUMNS
from stedenband.web.render.named_questions import (
    JSON,
    MOST_PER_PAGE,
    NUMBERS,
    Choice,
    Names,
    QuestionRequest,
    get_column_language,
    get_default,
    group_questions,
    list_formats,
    remove_headers,
    select_columns,
)
from stedenband.web.render.templates import KeptForm, keep_form, list_typed_parameters
from stedenband.web.render.terms import RenderedTerm, show_iri
from stedenband.web.render.wording import Wording
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.query_results import run_query
from stedenband.web.views.question_parameters import check_things, load_choices, load_code_names, read_asked
from stedenband.web.views.questions_api import make_index_document

router = APIRouter()


@router.api_route("/queries", methods=READ)
async def get_questions_page(request: Request, site: TheSite, serving: TheRelease) -> Response:
    """Every question, by what it is about."""
    form = negotiate_format(request, (HTML, JSON), None)
    made = make_index_document(site, serving) if form is JSON else _index_page(site, request)
    return make_response(request, made, vary=BOTH)


@router.api_route("/queries/{name}", methods=READ)
async def get_question_page(request: Request, name: str, site: TheSite, serving: TheRelease) -> Response:
    """A question, its parameters, and its answer."""
    question = site.questions.get(name)
    if question is None:
        raise UnknownAddressError(name)
    try:
        asked = read_asked(request, question)
        made = await await_unless_disconnected(request, _page(site, serving, request, asked))
    except (ParameterError, UsageError, BadRequestError):
        await _keep_form(site, serving, request, question)
        raise
    return make_response(request, made, vary=BOTH)


# == What stands on them =======================================================


@dataclass(frozen=True, slots=True)
class FormField:
    """A parameter as a form has it; without choices it is written, else picked."""

    name: str
    label: str
    hint: str
    value: str
    input: str
    choices: tuple[tuple[str, str], ...] = ()
    written: bool = False
    """Whether it is written although there are choices: its value is none of them."""


@dataclass(frozen=True, slots=True)
class ResultRows:
    """A page of rows as a reader sees them; ``before`` and ``behind`` are addresses."""

    columns: tuple[str, ...]
    rows: tuple[tuple[RenderedTerm, ...], ...]
    before: str | None
    behind: str | None


def _index_page(site: Site, request: Request) -> Representation:
    body = site.page(request, "queries.html", groups=group_questions(site.questions))
    return Representation(body, HTML.content_type, {"Content-Language": site.language(request)})


async def _page(site: Site, serving: OpenRelease, request: Request, asked: QuestionRequest) -> Representation:
    """The page of one question, from memory where it was made before."""
    wording, question = site.wording(request), asked.question
    key = ("queries", question.name, tuple(asked.values.items()), asked.page, asked.per_page, wording)
    known = serving.documents.get(key)
    if known is not None:
        return known
    await check_things(site, serving, asked)
    text = remove_headers(asked.text(serving.iris) if asked.complete else question.text)
    columns = find_columns(question.text)
    path, whole = f"/queries/{question.name}", replace(asked, page=1, per_page=MOST_PER_PAGE)
    asks = bool(columns) and asked.complete
    table = await _table(site, serving, asked, columns, wording, path) if asks else None
    body = site.page(
        request,
        "queries_one.html",
        question=question,
        text=text,
        fields=[await _field(site, serving, asked, name, wording) for name in question.params],
        asks=bool(columns),
        table=table,
        page=asked.page,
        downloads=[
            (form, site.address(whole.address(f"/api/{question.name}.{form.extension}")))
            for form in list_formats(columns)
        ],
        editor=f"/sparql?{urlencode({'query': text}, quote_via=quote)}",
        keep="".join(f"&{urlencode({name: value})}" for name, value in asked.parameters().items()),
    )
    headers = {"Content-Language": wording.language}
    if table is not None:
        beside = asked.beside(path, more=table.behind is not None)
        headers["Link"] = format_links(
            (relation, wording.keep_language(address)) for relation, address in beside
        )
    made = Representation(body, HTML.content_type, headers)
    serving.documents.put(key, made, len(body) + 2048)
    return made


async def _keep_form(site: Site, serving: OpenRelease, request: Request, question: NamedQuery) -> None:
    """Have the page of the error show the form with what was typed."""
    wording = site.wording(request)
    given = {
        name: list_typed_parameters(request, name)
        for name in question.params
        if list_typed_parameters(request, name)
    }
    asked = QuestionRequest(question, given)
    fields = [await _field(site, serving, asked, name, wording) for name in question.params]
    if fields:
        values = {"question": question, "fields": fields}
        keep_form(request, KeptForm("form_question.html", tuple(question.params), values))


async def _field(
    site: Site, serving: OpenRelease, asked: QuestionRequest, name: str, wording: Wording
) -> FormField:
    param = asked.question.params[name]
    value = asked.values.get(name, get_default(param) or "").removeprefix(f"{param.type}/")
    known = await load_choices(site, serving, param)
    listed = tuple(sorted(((choice.value, _called(choice, wording)) for choice in known), key=_by_name))
    return FormField(
        name,
        translate_column(name, wording),
        wording.translate(PARAMETER_TYPES[param.type]),
        value,
        "number" if param.type in NUMBERS and _is_number(value) else "text",
        listed,
        value not in [choice for choice, _ in listed],
    )


def _is_number(value: str) -> bool:
    """Whether a field for numbers can show the value: browsers leave it empty for anything else."""
    return not value or (value.isascii() and value.lstrip("-").isdigit())


def _called(choice: Choice, wording: Wording) -> str:
    return wording.choose_text(choice.names) or choice.value


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


async def _table(
    site: Site,
    serving: OpenRelease,
    asked: QuestionRequest,
    columns: Sequence[str],
    wording: Wording,
    path: str,
) -> ResultRows:
    names = await load_code_names(site, serving)
    text = asked.page_text(serving.iris, limit=asked.per_page + 1)
    answer = await run_query(serving, Query(text, solutions=SPARQL_JSON.media_type))
    bindings = json.loads(answer.body)["results"]["bindings"]
    shown = select_columns(columns, wording.language)
    rows = tuple(
        tuple(_value(column, binding.get(column), names, serving, wording) for column in shown)
        for binding in bindings[: asked.per_page]
    )
    more = len(bindings) > asked.per_page
    return ResultRows(
        tuple(translate_column(column, wording) for column in shown),
        rows,
        wording.href(asked.address(path, page=asked.page - 1)) if asked.page > 1 else None,
        wording.href(asked.address(path, page=asked.page + 1)) if more else None,
    )


def _value(
    column: str, value: Mapping[str, Any] | None, names: Names, serving: OpenRelease, wording: Wording
) -> RenderedTerm:
    """A value in its column: a code of a list by its name, anything else as it is."""
    called = names.get(str(value["value"])) if value and column in SCHEMES else None
    return RenderedTerm(wording.choose_text(called)) if called else _cell(value, serving, wording)


def _cell(value: Mapping[str, Any] | None, serving: OpenRelease, wording: Wording) -> RenderedTerm:
    """One value: an IRI as a link, a date and yes or no in the reader's words, a text in its language."""
    if value is None:
        return RenderedTerm("")
    text = str(value["value"])
    if value["type"] == "uri":
        return show_iri(text, serving.iris, wording.href)
    datatype = str(value.get("datatype", "")).rpartition("#")[2]
    if datatype in ("gYear", "gYearMonth", "date"):
        return RenderedTerm(wording.date(text), moment=text)
    if datatype == "boolean":
        return RenderedTerm(wording.translate(N_("yes") if text in ("true", "1") else N_("no")))
    language = value.get("xml:lang")
    return RenderedTerm(text, str(language) if language and language != wording.language else None)


def translate_column(column: str, wording: Wording) -> str:
    """A column or a parameter in the reader's words, with a capital; by its own name where it has none of ours."""
    language = get_column_language(column)
    name = column.removesuffix(f"_{language}") if language else column
    known = RESULT_COLUMNS.get(name)
    words = wording.translate(known) if known else name.replace("_", " ")
    return words[:1].upper() + words[1:]
