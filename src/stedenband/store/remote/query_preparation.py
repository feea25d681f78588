"""Preparing a query for a remote engine: inspected, examined by the embedded engine, and rewritten.

The embedded engine runs it over no data at all, in one of its workers. So the language, the refusals and the error
messages are the same whatever engine is behind, no text reaches that one that is not SPARQL, and it is known what kind
of result to ask for.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from stedenband.settings import Settings
from stedenband.sparql.datasets import QueryDataset
from stedenband.sparql.describe import (
    describe_to_construct,
    describe_to_select,
    is_describe,
    is_describe_all,
)
from stedenband.sparql.tokens import TokenizedQuery
from stedenband.store.embedded import EmbeddedStore
from stedenband.store.jobs import check_query, make_job
from stedenband.store.protocol import Budget, Query, ResultKind
from stedenband.store.remote.prepared_query import PreparedQuery
from stedenband.store.remote.rewriting import resolve_query, separate_dataset
from stedenband.store.remote.sparql_client import cap_budget

EXAMINATION_SECONDS = 5.0
"""How long a query may take over no data at all."""

_LONG = 8192
"""Letters of a text that is not taken apart on the loop that serves everybody."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Examined:
    """What the embedded engine made of a query."""

    kind: ResultKind
    variables: tuple[str, ...]


class QueryPreparer:
    """Prepares queries over these graphs; ``examiner`` is the embedded engine over no data."""

    def __init__(self, examiner: EmbeddedStore, graphs: Collection[str], query_bytes: int) -> None:
        self._examiner, self._graphs, self._query_bytes = examiner, graphs, query_bytes

    async def prepare(self, query: Query, budget: Budget) -> PreparedQuery:
        """The query as it will be asked. Raises ``QueryError`` as the embedded store does for what is none."""
        seen = await _run_aside(query, lambda: check_query(query, self._graphs, self._query_bytes))
        resolved = await _run_aside(query, lambda: resolve_query(query.text, query.base))
        dataset, plain = separate_dataset(resolved) if seen.own_dataset else (None, query.text)
        if query.default_graphs or query.named_graphs:
            dataset = QueryDataset(query.default_graphs, query.named_graphs)
        examined = await self._examined(query, plain, budget)
        if is_describe(resolved.query):
            plain = await self._described(query, plain, budget)
        job = make_job(query, seen, budget)
        return PreparedQuery(plain, query.base, examined.kind, examined.variables, dataset, job)

    async def _described(self, query: Query, plain: str, budget: Budget) -> str:
        described = TokenizedQuery.parse(plain)
        if not is_describe_all(described):
            return describe_to_construct(described, ())
        examined = await self._examined(query, describe_to_select(described), budget)
        return describe_to_construct(described, examined.variables)

    async def _examined(self, query: Query, text: str, budget: Budget) -> _Examined:
        asked = Query(
            text,
            budget=cap_budget(budget, EXAMINATION_SECONDS),
            lane=query.lane,
            base=query.base,
            client=query.client,
        )
        answer = await self._examiner.query(asked)
        variables = json.loads(answer.body)["head"]["vars"] if answer.kind == "solutions" else ()
        return _Examined(answer.kind, tuple(variables))


async def open_examiner(settings: Settings, folder: Path, prefixes: Mapping[str, str]) -> EmbeddedStore:
    """The embedded engine over no data: it says whether a text is a query, and of what kind."""
    nothing = folder / "nothing.nq"
    nothing.touch()
    return await EmbeddedStore.open(nothing, settings, prefixes=prefixes)


async def _run_aside(query: Query, work: Callable[[], Result]) -> Result:
    return await asyncio.to_thread(work) if len(query.text) > _LONG else work()
