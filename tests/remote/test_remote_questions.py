"""Every question and every query behind a page gets the same answer from each engine as from the embedded one."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from remote_engines import EngineProcess
from remote_stores import Asker
from stedenband import assets
from stedenband.errors import QueryError, QueryRefusedError
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore, NamedQuery, Query, QueryResult, Store, load_queries
from web_release import IRIS

pytestmark = pytest.mark.heavy

FILES = [*assets.find_files("queries", "questions/*.rq"), *assets.find_files("queries", "pages/*.rq")]
QUERIES: Mapping[str, NamedQuery] = load_queries(FILES)

REFUSED = {("fuseki", "distance"), ("virtuoso", "distance")}
"""Queries that an engine cannot answer: it has no functions of GeoSPARQL. Listed in ``docs/engines.md``."""

SAMPLES = {
    "city": "gent",
    "iri": IRIS.thing("city/gent").value,
    "text": "Gent",
    "year": "1971",
    "integer": "10",
}
"""Values of the parameters that have no default."""

Outcome = QueryResult | QueryError


def _text(query: NamedQuery) -> str:
    values = {
        param.name: SAMPLES.get(param.type, "") for param in query.params.values() if param.default is None
    }
    return query.bind(values, IRIS)


async def _all(store: Store) -> dict[str, Outcome]:
    found: dict[str, Outcome] = {}
    for name, query in QUERIES.items():
        try:
            found[name] = await store.query(Query(_text(query)))
        except QueryError as error:
            found[name] = error
    return found


@pytest.fixture(scope="session")
def embedded(release: Path) -> dict[str, Outcome]:
    async def ask() -> dict[str, Outcome]:
        async with await EmbeddedStore.open(release, Settings(workers=1)) as store:
            return await _all(store)

    return asyncio.run(ask())


@pytest.fixture(scope="session")
def remote(asker: Asker) -> dict[str, Outcome]:
    return asker.run(_all(asker.store))


def test_there_are_queries_to_compare() -> None:
    assert len(QUERIES) >= 50


@pytest.mark.parametrize("name", QUERIES)
def test_an_engine_answers_as_the_embedded_one_does(
    name: str, engine: EngineProcess, embedded: dict[str, Outcome], remote: dict[str, Outcome]
) -> None:
    """Rows as a bag, for an order leaves ties open; graphs byte for byte."""
    ours, theirs = embedded[name], remote[name]
    assert isinstance(ours, QueryResult), ours
    if (engine.name, name) in REFUSED:
        assert isinstance(theirs, QueryRefusedError)
        return
    assert isinstance(theirs, QueryResult), theirs
    assert theirs.kind == ours.kind
    if ours.kind == "solutions":
        assert json.loads(theirs.body)["head"] == json.loads(ours.body)["head"]
        assert _rows(theirs) == _rows(ours)
    else:
        assert theirs.body == ours.body


def _rows(answer: QueryResult) -> Counter[str]:
    return Counter(json.dumps(row, sort_keys=True) for row in json.loads(answer.body)["results"]["bindings"])
