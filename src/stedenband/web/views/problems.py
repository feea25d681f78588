"""Problem responses (RFC 9457): JSON for programs, a page for browsers, in the language of the client."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from stedenband.formats import HTML, TURTLE, negotiate
from stedenband.web.context import Site, get_site
from stedenband.web.http.access_log import request_id
from stedenband.web.http.problems import Problem, describe_error
from stedenband.web.http.responses import NO_STORE, make_full_response
from stedenband.web.render.problems import PROBLEM_JSON, serialize_problem, translate_detail, translate_title
from stedenband.web.render.templates import KeptForm, find_faulty_field, format_kept_parameters, get_kept_form
from stedenband.web.views.sparql_editor import EditorDiagnostic, get_page_data, get_page_headers

_ALL_OF_IT = ("query-timeout", "query-memory", "result-too-large", "overloaded", "too-many-queries")
"""Problems of clients that want more than a query gives: the whole data set is there to be downloaded."""


def make_error_response(request: Request, error: Exception | Problem) -> Response:
    """The response to a request that failed."""
    return make_problem_response(request, error if isinstance(error, Problem) else describe_error(error))


def make_problem_response(request: Request, problem: Problem) -> Response:
    """The response that tells a problem, never cached, in the form and the language the asker reads."""
    site = get_site(request)
    language = site.language(request)
    problem = _with_all_of_it(site, problem)
    as_page = negotiate(request.headers.get("accept"), (PROBLEM_JSON, HTML)) is HTML
    body = (
        _page(site, request, problem)
        if as_page
        else serialize_problem(_with_addresses(site, problem), language, request_id(request.scope))
    )
    content_type = HTML.content_type if as_page else PROBLEM_JSON.content_type
    headers = {
        **problem.headers,
        "Cache-Control": NO_STORE,
        "Content-Language": language,
        "Vary": "Accept, Accept-Language",
    }
    if as_page and request.scope["path"] == "/sparql":
        headers |= get_page_headers(site)
    return make_full_response(request, body, content_type, headers, problem.status)


def _with_all_of_it(site: Site, problem: Problem) -> Problem:
    """The problem with the address of the whole data set, for who wants more of it than a query gives."""
    release = site.live.release
    if problem.name not in _ALL_OF_IT or release is None:
        return problem
    address = f"{site.settings.public_url or '/'}download/latest/{release.dataset}.{TURTLE.extension}"
    return replace(problem, members={**problem.members, "download": address})


def _with_addresses(site: Site, problem: Problem) -> Problem:
    """The problem with paths of ours among its members as the public finds them."""
    members = {
        name: site.address(value) if isinstance(value, str) else value
        for name, value in problem.members.items()
    }
    return replace(problem, members=members)


def _page(site: Site, request: Request, problem: Problem) -> bytes:
    asked = _asked_query(request)
    form = get_kept_form(request) if asked is None else None
    language = site.language(request)
    at = [problem.members.get(name) for name in ("line", "column")]
    line, column = [number if isinstance(number, int) else None for number in at]
    fault = EditorDiagnostic(line, column, translate_detail(problem, language))
    return site.page(
        request,
        "problem.html",
        problem=problem,
        title=translate_title(problem, language),
        detail=translate_detail(problem, language),
        query=asked,
        editor=get_page_data(site, language, fault) if asked is not None else None,
        format=request.query_params.get("format", ""),
        form=form,
        fault=fault.detail,
        faulty=_faulty(problem, asked, form),
        keep=format_kept_parameters(request),
    )


def _asked_query(request: Request) -> str | None:
    """The query of a request that the form at ``/sparql`` may have sent, empty where it has none."""
    of_form = request.scope["path"] == "/sparql" and request.method in ("GET", "HEAD")
    return request.query_params.get("query", "") if of_form else None


def _faulty(problem: Problem, query: str | None, form: KeptForm | None) -> str | None:
    """The field that the problem is about, where the page shows its form."""
    if query is not None:
        return "query" if problem.name.startswith("query-") else "other"
    return find_faulty_field(form, problem.error) if form else None
