"""Parameters of a named question: strictly read, and the choices that the served release offers for them."""

from __future__ import annotations

import json
from typing import Any

from pyoxigraph import NamedNode
from starlette.requests import Request

from stedenband.i18n import DATA_LANGUAGES
from stedenband.message import N_
from stedenband.ns import SCHEMA as SCHEMA_ORG
from stedenband.ns import SCHEMES, STB, mint_concept, mint_scheme
from stedenband.store import NamedQuery, Param, Query
from stedenband.web.context import Site
from stedenband.web.http.errors import ParameterError
from stedenband.web.http.parameters import parse_pairs, read_once, read_whole_number
from stedenband.web.messages.questions import UNKNOWN_VALUES
from stedenband.web.render.named_questions import (
    CODES,
    MOST_PAGES,
    MOST_PER_PAGE,
    PER_PAGE,
    Choice,
    Names,
    QuestionRequest,
)
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.query_results import run_query

RESERVED = ("page", "per_page", "format", "lang")
"""Parameters that every question takes."""

THINGS = ("city", "country", "place", "partnership")


def read_asked(request: Request, question: NamedQuery) -> QuestionRequest:
    """What the address asks. An empty value is as good as none: forms send them.

    Raises ``ParameterError`` for a parameter that stands twice, is unknown, or is no page.
    """
    given = read_once([pair for pair in parse_pairs(request.scope["query_string"]) if pair[1]])
    for name in given:
        if name not in question.params and name not in RESERVED:
            known = ", ".join((*question.params, *RESERVED))
            raise ParameterError(
                N_("There is no parameter {name} here. There are: {known}"), name=name[:40], known=known
            )
    return QuestionRequest(
        question,
        {name: given[name] for name in question.params if name in given},
        read_whole_number(given, "page", 1, MOST_PAGES),
        read_whole_number(given, "per_page", PER_PAGE, MOST_PER_PAGE),
        given.get("format"),
    )


async def check_things(site: Site, serving: OpenRelease, asked: QuestionRequest) -> None:
    """Raise ``ParameterError`` where a value names a thing or a code that this release does not have.

    Otherwise a misspelt name would get an empty answer, and that looks like one.
    """
    for name, value in asked.values.items():
        param = asked.question.params[name]
        if param.type not in THINGS + CODES:
            continue
        term = param.term(value, serving.iris)
        if isinstance(term, NamedNode) and not await _is_known(site, serving, term):
            raise ParameterError(UNKNOWN_VALUES[param.type], name=name, value=value[:100])


async def _is_known(site: Site, serving: OpenRelease, thing: NamedNode) -> bool:
    text = site.queries["known"].bind({"thing": thing.value}, serving.iris)
    answer = await run_query(serving, Query(text, lane="pages"))
    return bool(json.loads(answer.body)["boolean"])


MOST = 500
"""Choices that a form lists; of what has more, the name has to be written."""

_CLASSES = {
    "city": STB.City,
    "country": STB.Country,
    "partnership": STB.Partnership,
    "place": SCHEMA_ORG.AdministrativeArea,
}


async def load_choices(site: Site, serving: OpenRelease, param: Param) -> tuple[Choice, ...]:
    """All values of a parameter; none where they are too many to list, or cannot be listed at all."""
    if param.type in CODES:
        return await _members(site, serving, mint_scheme(param.type), mint_concept(param.type, "").value)
    if param.type in THINGS:
        return await _members(site, serving, _CLASSES[param.type], f"{serving.iris.base}id/{param.type}/")
    return ()


async def load_code_names(site: Site, serving: OpenRelease) -> Names:
    """The names of the codes of all lists; a code stands in one list only."""
    return {
        choice.value: choice.names
        for name in SCHEMES
        for choice in await _members(site, serving, mint_scheme(name), mint_concept(name, "").value)
    }


async def _members(site: Site, serving: OpenRelease, of: NamedNode, start: str) -> tuple[Choice, ...]:
    """The members of a class or a list whose IRIs begin so."""
    text = site.queries["choices"].bind({"of": of.value}, serving.iris)
    answer = await run_query(serving, Query(text, lane="pages"))
    rows = json.loads(answer.body)["results"]["bindings"]
    if len(rows) > MOST:
        return ()
    return tuple(_choice(row, start) for row in rows if row["thing"]["value"].startswith(start))


def _choice(row: dict[str, Any], start: str) -> Choice:
    names = {
        language: row[f"name_{language}"]["value"] for language in DATA_LANGUAGES if f"name_{language}" in row
    }
    return Choice(row["thing"]["value"].removeprefix(start), names)
