"""The queries behind our own pages: bound, asked in the pages' lane, and read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from pyoxigraph import Quad

from stedenband.formats import N_TRIPLES, SPARQL_JSON, SPARQL_TSV, parse_lines, read
from stedenband.sparql.paging import replace_offset
from stedenband.store import Query
from stedenband.web.context import Site
from stedenband.web.render.description import Row
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.query_results import run_query


async def select_rows(site: Site, serving: OpenRelease, name: str, values: Mapping[str, str]) -> list[Row]:
    """The solutions of a page query."""
    text = site.queries[name].bind(values, serving.iris)
    answer = await run_query(serving, Query(text, solutions=SPARQL_JSON.media_type, lane="pages"))
    bindings = json.loads(answer.body)["results"]["bindings"]
    return [{variable: term["value"] for variable, term in binding.items()} for binding in bindings]


async def select_part_of_column(
    site: Site, serving: OpenRelease, name: str, values: Mapping[str, str], part: slice
) -> tuple[list[str], int]:
    """Some of the IRIs that a page query with one variable gives, in its order, and how many it gives in all."""
    text = site.queries[name].bind(values, serving.iris)
    answer = await run_query(serving, Query(text, solutions=SPARQL_TSV.media_type, lane="pages"))
    # The first line names the variable, the last one is empty. Only what is asked for is decoded.
    lines = answer.body.split(b"\n")[1:-1]
    return [line.decode().strip().strip("<>") for line in lines[part]], len(lines)


async def select_statements(
    site: Site, serving: OpenRelease, name: str, values: Mapping[str, str | Sequence[str]], *, offset: int = 0
) -> list[Quad]:
    """The triples of a page query; ``offset`` is for one that takes its things by pages."""
    text = site.queries[name].bind(values, serving.iris)
    if offset:
        text = replace_offset(text, offset)
    answer = await run_query(serving, Query(text, graph=N_TRIPLES.media_type, lane="pages"))
    return _statements_of(answer.body)


def _statements_of(body: bytes) -> list[Quad]:
    """The triples of an answer of our own store, which need not be checked as a stranger's; a broken one tells why."""
    try:
        return parse_lines([body])
    except SyntaxError:
        return read(body, N_TRIPLES)
