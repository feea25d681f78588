"""The OpenAPI document at ``/openapi.json``: made once a release, with examples of its answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress

from stedenband.errors import QueryError
from stedenband.formats import SPARQL_JSON
from stedenband.sparql.paging import find_columns
from stedenband.store import Budget, NamedQuery, Query
from stedenband.web.context import Site
from stedenband.web.http.responses import Representation
from stedenband.web.render.named_questions import (
    JSON,
    QuestionRequest,
)
from stedenband.web.render.openapi import Json
from stedenband.web.render.openapi_document import compose_openapi
from stedenband.web.render.plain_rows import make_plain_answer, read_rows
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.query_results import run_query
from stedenband.web.views.question_parameters import load_choices

_EXAMPLE_ROWS = 2

_EXAMPLE_SECONDS = 5.0
"""Longest that the examples may take altogether; on a data set where they take longer the document has none."""

_EXAMPLE_BUDGET = Budget(seconds=1.0)


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
            asked, listed, examples or {}, serving.release, base, language, prefix=site.settings.path_prefix
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
