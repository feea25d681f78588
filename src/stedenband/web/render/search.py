"""Search parameters, addresses of neighbouring searches, and results as JSON of plain values. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request

from stedenband.i18n import DATA_LANGUAGES, INTERFACE_LANGUAGES, choose_text, translate_all
from stedenband.message import N_
from stedenband.model import Texts
from stedenband.ns import Iris, mint_concept
from stedenband.search import FACETS, LONGEST, SearchHit, SearchIndex, SearchQuery, SearchResult
from stedenband.web.http.errors import ParameterError
from stedenband.web.http.parameters import parse_pairs, read_once, read_whole_number
from stedenband.web.messages.search import SEARCH_CHOICES
from stedenband.web.render.named_questions import Names

PATH = "/search"

PER_PAGE = SearchQuery().limit

MOST_PER_PAGE = 100

_MOST_PAGES = 100_000

_LONGEST_VALUE = 100
"""Characters of the value of a facet; ours are far shorter."""

_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
"""Control characters, and those that turn the direction of what follows: no name has them, and no page shows them."""


@dataclass(frozen=True, slots=True)
class Search:
    """A text to look for, the values that each facet is narrowed to, and the part of the results that is wanted."""

    text: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    page: int = 1
    per_page: int = PER_PAGE
    format: str | None = None

    @property
    def offset(self) -> int:
        """Results before this page."""
        return (self.page - 1) * self.per_page

    @property
    def key(self) -> tuple[object, ...]:
        """What tells its answer from others."""
        return self.text, tuple(self.chosen.items()), self.page, self.per_page

    def wanted(self, language: str, iris: Iris) -> SearchQuery:
        """The same for the index, in whose facets countries and codes are IRIs."""
        values = {facet: convert_value_to_iri(facet, value, iris) for facet, value in self.chosen.items()}
        return SearchQuery(self.text, language, values, self.offset, self.per_page)

    def narrowed(self, facet: str, value: str | None) -> Search:
        """The same from its first page, with another value of a facet, or none."""
        others = {name: chosen for name, chosen in self.chosen.items() if name != facet}
        return replace(self, chosen={**others, facet: value} if value else others, page=1)

    def address(self, path: str = PATH, *, page: int | None = None) -> str:
        """An address that asks the same, of this page or another."""
        told = self.parameters(page=page)
        return f"{path}?{urlencode(told, quote_via=quote)}" if told else path

    def parameters(self, *, page: int | None = None) -> dict[str, str]:
        """The parameters of that address."""
        told = {"q": self.text, **{facet: self.chosen[facet] for facet in FACETS if facet in self.chosen}}
        number = page or self.page
        told |= {"page": str(number)} if number > 1 else {}
        told |= {"per_page": str(self.per_page)} if self.per_page != PER_PAGE else {}
        return {name: value for name, value in told.items() if value}


def read_search(request: Request) -> Search:
    """What the address asks. Parameters of others are passed over: links to a page gather them on their way.

    Raises ``ParameterError`` for a text that is too long, a page that is none, and a parameter that stands twice.
    """
    known = ("q", *FACETS, "page", "per_page", "format")
    given = read_once(
        [pair for pair in parse_pairs(request.scope["query_string"]) if pair[0] in known and pair[1].strip()]
    )
    text = _HIDDEN.sub(" ", given.get("q", "")).strip()
    if len(text) > LONGEST:
        raise ParameterError(
            N_("A text to search for has at most {most} characters. A name or two will do."),
            name="q",
            most=LONGEST,
        )
    return Search(
        text,
        {facet: given[facet].strip()[:_LONGEST_VALUE] for facet in FACETS if facet in given},
        read_whole_number(given, "page", 1, _MOST_PAGES),
        read_whole_number(given, "per_page", PER_PAGE, MOST_PER_PAGE),
        given.get("format"),
    )


_LISTS = {"kind": "kind", "status": "status", "stands": "standing"}
"""The facets whose values are codes, and the lists of those."""


def convert_value_to_iri(facet: str, value: str, iris: Iris) -> str:
    """The value of a facet as the data have it: ``jp`` is a country, ``twinning`` a code of a list.

    >>> convert_value_to_iri("country", "JP", Iris("https://example.org/"))
    'https://example.org/id/country/jp'
    """
    if facet == "country":
        return f"{iris.base}id/country/{value.lower()}"
    if facet in _LISTS:
        return mint_concept(_LISTS[facet], "").value + value
    return value


def convert_iri_to_value(value: str) -> str:
    """The value of a facet as an address has it."""
    return value.rpartition("/")[2]


Json = dict[str, Any]


def make_plain_result(
    search: Search, found: SearchResult, release: str, index: SearchIndex, codes: Names, language: str
) -> Json:
    """What was asked, of which release, a page of results, and the numbers by which they can be narrowed."""
    last = search.offset + len(found.hits) >= found.total
    path = f"{PATH}.json"
    return {
        "query": search.text,
        "release": release,
        "language": language,
        "filters": {facet: search.chosen.get(facet) for facet in FACETS},
        "total": found.total,
        "alike": found.alike,
        "results": [_result(hit) for hit in found.hits],
        "facets": {facet: _counted(facet, found.counts[facet], index, codes) for facet in FACETS},
        "page": search.page,
        "per_page": search.per_page,
        "next": None if last else search.address(path, page=search.page + 1),
    }


def _result(hit: SearchHit) -> Json:
    thing = hit.thing
    return {
        "thing": thing.iri,
        "type": thing.type,
        **_named(thing.texts),
        "matched": {
            "name": hit.name.text,
            "language": None if hit.name.language == "und" else hit.name.language,
            "how": hit.how,
        },
        "country": [_code("country", one) for one in thing.countries],
        "since": thing.since,
        "kind": [convert_iri_to_value(one) for one in thing.kinds],
        "status": [convert_iri_to_value(one) for one in thing.statuses],
        "stands": [convert_iri_to_value(one) for one in thing.standings],
    }


def _counted(
    facet: str, counted: tuple[tuple[str, int], ...], index: SearchIndex, codes: Names
) -> list[Json]:
    return [
        {"value": _code(facet, value), **_named(_texts(facet, value, index, codes)), "number": number}
        for value, number in counted
    ]


def _code(facet: str, value: str) -> str:
    """A value as an address may have it, a country in capitals."""
    short = convert_iri_to_value(value)
    return short.upper() if facet == "country" else short


def _texts(facet: str, value: str, index: SearchIndex, codes: Names) -> Texts:
    """The names of a value; a decade needs none."""
    match facet:
        case "type":
            return translate_all(SEARCH_CHOICES[value], INTERFACE_LANGUAGES)
        case "country" if value in index.countries:
            return index.countries[value].texts
        case "kind" | "status" | "stands":
            return codes.get(convert_iri_to_value(value), {})
    return {}


def _named(texts: Texts) -> Mapping[str, str | None]:
    """A name in each language of the site, another one's where it has none in that; ``None`` where it has none."""
    return {f"name_{language}": choose_text(texts, language) or None for language in DATA_LANGUAGES}
