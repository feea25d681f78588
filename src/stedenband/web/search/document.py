"""What was found as JSON of plain values: names in every language of the site, codes as in the rest of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stedenband.model import Texts
from stedenband.search import FACETS, Found, Hit, Index
from stedenband.web.questions.choices import Names
from stedenband.web.search.searching import PATH, Search, value_of_iri
from stedenband.web.serving.live import Serving
from stedenband.words import LANGUAGES, pick, say_all

Json = dict[str, Any]


def found_in_plain(
    search: Search, found: Found, serving: Serving, index: Index, codes: Names, language: str
) -> Json:
    """What was asked, of which release, a page of results, and the numbers by which they can be narrowed."""
    last = search.offset + len(found.hits) >= found.total
    path = f"{PATH}.json"
    return {
        "query": search.text,
        "release": serving.release.id,
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


def _result(hit: Hit) -> Json:
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
        "kind": [value_of_iri(one) for one in thing.kinds],
        "status": [value_of_iri(one) for one in thing.statuses],
        "stands": [value_of_iri(one) for one in thing.standings],
    }


def _counted(facet: str, counted: tuple[tuple[str, int], ...], index: Index, codes: Names) -> list[Json]:
    return [
        {"value": _code(facet, value), **_named(_texts(facet, value, index, codes)), "number": number}
        for value, number in counted
    ]


def _code(facet: str, value: str) -> str:
    """A value as an address may have it, a country in capitals."""
    short = value_of_iri(value)
    return short.upper() if facet == "country" else short


def _texts(facet: str, value: str, index: Index, codes: Names) -> Texts:
    """The names of a value; a decade needs none."""
    match facet:
        case "type":
            return say_all(f"search.types.{value}")
        case "country" if value in index.countries:
            return index.countries[value].texts
        case "kind" | "status" | "stands":
            return codes.get(value_of_iri(value), {})
    return {}


def _named(texts: Texts) -> Mapping[str, str | None]:
    """A name in each language of the site, another one's where it has none in that; ``None`` where it has none."""
    return {f"name_{language}": pick(texts, language) or None for language in LANGUAGES}
