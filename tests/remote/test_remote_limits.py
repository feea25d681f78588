"""The limits hold on a real engine, and what an engine leaves out is an error."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from pathlib import Path

import pytest

from remote_engines import EngineProcess
from remote_stores import Asker, rows, with_store
from stedenband.errors import QueryRefusedError, QueryTimeoutError, ResultTooLargeError
from stedenband.settings import Settings
from stedenband.store import Budget, EmbeddedStore, Query, RemoteStore

pytestmark = pytest.mark.heavy

CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i"
PREFIXES = (
    "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX stb: <https://w3id.org/stedenband/ns#> "
)
COUNT = f"SELECT (COUNT(*) AS ?n) WHERE {{ {CROSS} FILTER (STRLEN(STR(?c)) + STRLEN(STR(?f)) < STRLEN(STR(?i))) }}"


def test_a_query_that_takes_too_long_ends_at_the_limit(asker: Asker) -> None:
    """Virtuoso gives what it has by then, with status 200: the count would simply be wrong."""
    started = time.monotonic()
    with pytest.raises(QueryTimeoutError) as caught:
        asker.run(asker.store.query(Query(COUNT, budget=Budget(seconds=2))))
    assert caught.value.seconds == 2
    assert time.monotonic() - started < 8
    assert asker.rows("SELECT (1 AS ?one) WHERE {}") == [{"one": "1"}]


@pytest.mark.parametrize(
    "text",
    [f"SELECT ?a ?d WHERE {{ {CROSS} }}", "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"],
)
def test_an_answer_that_is_too_large_is_none(asker: Asker, text: str) -> None:
    budget = Budget(seconds=20, result_bytes=50_000)
    with pytest.raises(ResultTooLargeError):
        asker.run(asker.store.query(Query(text, budget=budget)))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s ?o WHERE { ?s ?p ?o . ?a <https://w3id.org/stedenband/ns#party> ?c } LIMIT 25000",
        "CONSTRUCT { ?s ?p ?c } WHERE { ?s ?p ?o . ?a <https://w3id.org/stedenband/ns#party> ?c }",
    ],
)
def test_no_engine_leaves_rows_out_in_silence(engine: EngineProcess, asker: Asker, text: str) -> None:
    """Virtuoso has a limit of 10,000 rows: it says so of a SELECT in a header, and of a CONSTRUCT not at all."""
    query = Query(text, budget=Budget(seconds=20))
    if engine.name == "virtuoso":
        with pytest.raises(ResultTooLargeError, match="10000 rows"):
            asker.run(asker.store.query(query))
        return
    answer = asker.run(asker.store.query(query))
    if answer.kind == "solutions":
        assert len(json.loads(answer.body)["results"]["bindings"]) == 25000
    else:
        assert answer.body.count(b"\n") > 10000


def test_many_ask_at_once(engine: EngineProcess, release: Path) -> None:
    async def crowd(store: RemoteStore) -> list[list[dict[str, str]]]:
        asking = (
            rows(store, f"SELECT ({n} AS ?n) WHERE {{}}", client=str(n % 7), lane="public") for n in range(60)
        )
        return await asyncio.gather(*asking)

    found = with_store(engine, release, crowd)
    assert [row[0]["n"] for row in found] == [str(n) for n in range(60)]


# == What Virtuoso would answer wrongly ========================================


@pytest.mark.parametrize(
    "text",
    [
        # The row of a VALUES within the FILTER of an OPTIONAL.
        """SELECT ?kind ?name WHERE {
          VALUES ?language { "en" }
          ?tie stb:kind ?kind .
          OPTIONAL { ?kind skos:prefLabel ?name . FILTER (LANG(?name) = ?language) }
        }""",
        # The row of a VALUES as the start of a path that may be empty.
        """SELECT ?thing WHERE {
          VALUES ?tie { <https://w3id.org/stedenband/gent/id/partnership/gent-melle> }
          ?tie ( stb:party | stb:party/stb:country | ( stb:act | stb:participation )/stb:kind? )? ?thing .
        }""",
        # A start that is not known.
        "SELECT ?tie ?thing WHERE { ?tie a stb:Partnership . ?tie ( stb:party | stb:party/stb:country )? ?thing . }",
        # Within a group of its own.
        "ASK { { VALUES ?tie { <https://w3id.org/stedenband/gent/id/partnership/gent-melle> } ?tie stb:kind ?k } }",
    ],
)
def test_what_is_said_otherwise_means_the_same(asker: Asker, release: Path, text: str) -> None:
    query = Query(PREFIXES + text)

    async def ours() -> bytes:
        async with await EmbeddedStore.open(release, Settings(workers=1)) as store:
            return (await store.query(query)).body

    theirs = asker.run(asker.store.query(query))
    assert _bag(theirs.body) == _bag(asyncio.run(ours()))


def _bag(body: bytes) -> Counter[str]:
    """Rows in no order; yes or no as one."""
    told = json.loads(body)
    return Counter(json.dumps(row, sort_keys=True) for row in told.get("results", {}).get("bindings", [told]))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * WHERE { VALUES ?l { 'en' 'nl' } ?k a ?t OPTIONAL { ?k skos:prefLabel ?n FILTER (LANG(?n) = ?l) } }",
        "SELECT * WHERE { ?tie ( stb:party* | stb:kind )? ?thing ; a stb:Partnership . }",
        "SELECT * WHERE { ?tie stb:act/( stb:kind? | stb:date )+ ?thing . }",
    ],
)
def test_what_cannot_be_said_otherwise_is_refused(engine: EngineProcess, asker: Asker, text: str) -> None:
    query = Query(PREFIXES + text)
    if engine.name == "virtuoso":
        with pytest.raises(QueryRefusedError, match="cannot answer it"):
            asker.run(asker.store.query(query))
    else:
        assert json.loads(asker.run(asker.store.query(query)).body)["results"]["bindings"]
