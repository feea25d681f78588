"""The answer to a query: from memory, from the one who is just asking the same, or from the store."""

from __future__ import annotations

import re
from dataclasses import replace

from stedenband.store import Query, QueryResult
from stedenband.web.http.clients import ASKER
from stedenband.web.http.responses import NO_STORE, REVALIDATE
from stedenband.web.serving.current_release import OpenRelease

_CHANGING = re.compile(r"\b(?:now|rand|uuid|struuid|bnode)\b|service", re.IGNORECASE)
"""Functions, and other endpoints, that give another answer every time; a query that so much as names one is never
remembered nor shared."""


async def run_query(serving: OpenRelease, query: Query) -> QueryResult:
    """The whole answer. Identical queries that come in together are evaluated once.

    The text counts as it stands, to the letter. Leaving out comments and spaces would find a few more, but our
    tokens and the engine's do not agree in every corner, and where they differ one query could be made to answer
    for another. Errors are not remembered.
    """
    if not is_cacheable(query.text):
        return await _evaluated(serving, query)
    # A budget or a lane decides whether there is an answer, never which one: it parts those who wait for each other,
    # not what they find in memory. Who asks (``client``) does not count among what makes two queries equal.
    content = replace(query, budget=None, lane="public")
    known = serving.answers.get(content)
    if known is not None:
        return known
    answer = await serving.flights.join(query, lambda: _evaluated(serving, query))
    serving.answers.put(content, answer, len(answer.body) + 2 * len(query.text))
    return answer


def is_cacheable(text: str) -> bool:
    """Whether the answer of a query is the same as long as the release is."""
    return _CHANGING.search(text) is None


def get_cache_control(text: str) -> str:
    """``Cache-Control`` of a query's answer."""
    return REVALIDATE if is_cacheable(text) else NO_STORE


async def _evaluated(serving: OpenRelease, query: Query) -> QueryResult:
    if query.lane != "public":
        return await serving.store.query(query)
    with serving.gate.passing():
        return await serving.store.query(replace(query, client=ASKER.get()))
