"""What an address asks of a named question: its parameters, its page, its format. Strict: nothing is passed over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from pyoxigraph import NamedNode
from starlette.requests import Request

from stedenband.sparql.paging import page_of
from stedenband.store import NamedQuery, Param, Query
from stedenband.web.http.parameters import Pairs, pairs_of
from stedenband.web.http.refusals import ParameterError
from stedenband.web.questions.plain import Plain
from stedenband.web.serving.answers import answered
from stedenband.web.serving.live import Serving
from stedenband.web.site import Site

PER_PAGE = 100
MOST_PER_PAGE = 10_000
MOST_PAGES = 1_000_000

RESERVED = ("page", "per_page", "format", "lang")
"""Parameters that every question takes."""

THINGS = ("city", "country", "place", "partnership")
CODES = ("kind", "status", "level")
NUMBERS = ("year", "integer")
"""Types of parameters: things of the data set, codes of a list, whole numbers. Others are texts and IRIs."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with the values for its parameters as they were given, and the part of its rows that is wanted."""

    question: NamedQuery
    values: Mapping[str, str] = field(default_factory=dict)
    page: int = 1
    per_page: int = PER_PAGE
    format: str | None = None

    @property
    def offset(self) -> int:
        """Rows before this page."""
        return (self.page - 1) * self.per_page

    @property
    def complete(self) -> bool:
        """Whether every parameter has a value, be it the default one."""
        return all(param.default or param.name in self.values for param in self.question.params.values())

    def text(self, serving: Serving) -> str:
        """The whole query. Raises ``UsageError`` for a value that is not of its type."""
        return self.question.bind(self.values, serving.iris)

    def page_text(self, serving: Serving, *, limit: int | None = None, offset: int | None = None) -> str:
        """The query of this page, or of another part."""
        rows = self.per_page if limit is None else limit
        return page_of(self.text(serving), rows, self.offset if offset is None else offset)

    def address(self, path: str, *, page: int | None = None) -> str:
        """An address that asks the same, of this page or another."""
        told = self.parameters(page=page)
        return f"{path}?{urlencode(told, quote_via=quote)}" if told else path

    def parameters(self, *, page: int | None = None) -> dict[str, str]:
        """The parameters of that address."""
        told = dict(self.values)
        number = page or self.page
        if number > 1:
            told["page"] = str(number)
        if self.per_page != PER_PAGE:
            told["per_page"] = str(self.per_page)
        return told

    def beside(self, path: str, *, more: bool) -> list[tuple[str, str]]:
        """The first, previous and next page by their relations; nobody counts the rows, so that no last is known."""
        pages = (("first", 1), ("prev", self.page - 1), ("next", self.page + 1 if more else 0))
        return [(relation, self.address(path, page=number)) for relation, number in pages if number]

    def used(self) -> dict[str, Plain]:
        """Every parameter with its value, be it the default one."""
        told = {
            param.name: self.values.get(param.name, default_of(param))
            for param in self.question.params.values()
        }
        numbers = {param.name for param in self.question.params.values() if param.type in NUMBERS}
        return {
            name: int(value) if name in numbers and value is not None else value
            for name, value in told.items()
        }


def default_of(param: Param) -> str | None:
    """What a parameter is when nobody says, as an address would have it: ``gent``, not ``city/gent``."""
    return None if param.default is None else param.default.removeprefix(f"{param.type}/")


def read_asked(request: Request, question: NamedQuery) -> Asked:
    """What the address asks. An empty value is as good as none: forms send them.

    Raises ``ParameterError`` for a parameter that stands twice, is unknown, or is no page.
    """
    given = once([pair for pair in pairs_of(request.scope["query_string"]) if pair[1]])
    for name in given:
        if name not in question.params and name not in RESERVED:
            known = ", ".join((*question.params, *RESERVED))
            raise ParameterError("api.parameter.unknown", name=name[:40], known=known)
    return Asked(
        question,
        {name: given[name] for name in question.params if name in given},
        whole_number(given, "page", 1, MOST_PAGES),
        whole_number(given, "per_page", PER_PAGE, MOST_PER_PAGE),
        given.get("format"),
    )


async def check_things(site: Site, serving: Serving, asked: Asked) -> None:
    """Raise ``ParameterError`` where a value names a thing or a code that this release does not have.

    Otherwise a misspelt name would get an empty answer, and that looks like one.
    """
    for name, value in asked.values.items():
        param = asked.question.params[name]
        if param.type not in THINGS + CODES:
            continue
        term = param.term(value, serving.iris)
        if isinstance(term, NamedNode) and not await _is_known(site, serving, term):
            raise ParameterError(f"api.parameter.no-{param.type}", name=name, value=value[:100])


async def _is_known(site: Site, serving: Serving, thing: NamedNode) -> bool:
    text = site.queries["known"].bind({"thing": thing.value}, serving.iris)
    answer = await answered(serving, Query(text, lane="pages"))
    return bool(json.loads(answer.body)["boolean"])


def once(pairs: Pairs) -> dict[str, str]:
    """The parameters by name. Raises ``ParameterError`` for one that stands twice."""
    given: dict[str, str] = {}
    for name, value in pairs:
        if name in given:
            raise ParameterError("api.parameter.twice", name=name[:40])
        given[name] = value
    return given


def whole_number(given: Mapping[str, str], name: str, otherwise: int, most: int) -> int:
    """A number of a page, or of rows on one. Raises ``ParameterError`` for what is none."""
    value = given.get(name)
    if value is None:
        return otherwise
    if not (value.isascii() and value.isdigit() and len(value) <= 9 and 1 <= int(value) <= most):
        raise ParameterError("api.parameter.number", name=name, value=value[:40], most=most)
    return int(value)
