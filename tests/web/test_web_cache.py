"""Answers are remembered within bounds, shared while they are on their way, and never outlive their release."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from stedenband.errors import OverloadedError, QueryTimeoutError
from stedenband.model import Release
from stedenband.settings import Settings
from stedenband.store import Budget, FakeStore, Query, QueryResult
from stedenband.web import create_app
from stedenband.web.http.caching import CacheStats, LruCache, SingleFlight
from stedenband.web.http.clients import ASKER
from stedenband.web.serving.current_release import CurrentRelease, OpenRelease
from stedenband.web.serving.query_results import is_cacheable, run_query
from web_release import Served, gent, publish, running

ASK = "ASK { ?city a <https://w3id.org/stedenband/ns#City> }"


class Slow(FakeStore):
    """A store that answers when it is told to, and counts what it was asked and what was given up."""

    def __init__(self) -> None:
        super().__init__(gent()[:50])
        self.sign = asyncio.Event()
        self.given_up = 0
        self.refusing: set[str] = set()

    async def query(self, query: Query) -> QueryResult:
        self.asked.append(query)
        try:
            await self.sign.wait()
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        if query.client in self.refusing:
            raise OverloadedError("too many", retry_after=1)
        self.asked.remove(query)  # the class below writes it down again
        return await super().query(query)


def scene(tmp_path: Path, act: Callable[[OpenRelease, Slow], Awaitable[None]]) -> None:
    """Play a scene with a slow store behind a served release."""
    releases = publish(tmp_path, gent()[:50])
    stores: list[Slow] = []

    async def open_store(_: Path, __: Release) -> Slow:
        stores.append(Slow())
        return stores[-1]

    async def whole() -> None:
        live = CurrentRelease(releases, open_store)
        async with live.running(), live.reading() as serving, asyncio.timeout(20):
            await act(serving, stores[-1])

    asyncio.run(whole())


def waiting(serving: OpenRelease, *queries: Query) -> list[asyncio.Task[QueryResult]]:
    """Ask each query, by whom its ``client`` says."""
    tasks = []
    for query in queries:
        context = copy_context()
        context.run(ASKER.set, query.client)
        tasks.append(asyncio.create_task(run_query(serving, query), context=context))
    return tasks


def test_identical_queries_in_flight_are_evaluated_once(tmp_path: Path) -> None:
    async def act(serving: OpenRelease, store: Slow) -> None:
        tasks = waiting(serving, *(Query(ASK, client=f"192.0.2.{number}") for number in range(20)))
        await asyncio.sleep(0.05)
        assert len(store.asked) == 1
        store.sign.set()
        answers = await asyncio.gather(*tasks)
        assert {answer.body for answer in answers} == {answers[0].body}
        assert len(store.asked) == 1
        assert serving.flights.joined == 19

    scene(tmp_path, act)


@pytest.mark.parametrize(
    "other",
    [
        Query(f"{ASK} "),
        Query(ASK, solutions="text/csv"),
        Query(ASK, default_graphs=("https://w3id.org/stedenband/gent/id/graph/links",)),
        Query(ASK, budget=Budget(seconds=1)),
        Query(ASK, lane="pages"),
        Query(ASK, base="https://example.org/"),
    ],
)
def test_queries_that_differ_do_not_wait_for_each_other(tmp_path: Path, other: Query) -> None:
    async def act(serving: OpenRelease, store: Slow) -> None:
        tasks = waiting(serving, Query(ASK), other)
        await asyncio.sleep(0.05)
        assert len(store.asked) == 2
        store.sign.set()
        await asyncio.gather(*tasks)

    scene(tmp_path, act)


def test_who_leaves_does_not_end_the_work_of_others_and_the_last_one_does(tmp_path: Path) -> None:
    async def act(serving: OpenRelease, store: Slow) -> None:
        first, second, third = waiting(serving, *[Query(ASK)] * 3)
        await asyncio.sleep(0.05)
        first.cancel()
        second.cancel()
        await asyncio.sleep(0.05)
        assert store.given_up == 0
        third.cancel()
        await asyncio.sleep(0.05)
        assert store.given_up == 1
        (late,) = waiting(serving, Query(ASK))
        store.sign.set()
        assert (await late).kind == "boolean"
        assert len(store.asked) == 2

    scene(tmp_path, act)


def test_a_refusal_for_one_asker_is_not_handed_to_the_others(tmp_path: Path) -> None:
    async def act(serving: OpenRelease, store: Slow) -> None:
        store.refusing = {"greedy"}
        greedy, *others = waiting(
            serving, Query(ASK, client="greedy"), Query(ASK, client="a"), Query(ASK, client="b")
        )
        await asyncio.sleep(0.05)
        store.sign.set()
        with pytest.raises(OverloadedError):
            await greedy
        answers = await asyncio.gather(*others)
        assert [answer.kind for answer in answers] == ["boolean", "boolean"]

    scene(tmp_path, act)


def test_an_error_reaches_all_who_wait_and_is_forgotten(tmp_path: Path) -> None:
    async def act(serving: OpenRelease, store: Slow) -> None:
        store.sign.set()
        store.failing = QueryTimeoutError("too long", seconds=1)
        results = await asyncio.gather(*waiting(serving, *[Query(ASK)] * 3), return_exceptions=True)
        assert [type(result) for result in results] == [QueryTimeoutError] * 3
        store.failing = None
        assert (await run_query(serving, Query(ASK))).kind == "boolean"

    scene(tmp_path, act)


def test_an_answer_is_found_again_whatever_the_budget_lane_or_asker(tmp_path: Path) -> None:
    async def act(serving: OpenRelease, store: Slow) -> None:
        store.sign.set()
        first = await run_query(serving, Query(ASK))
        others = (Query(ASK, budget=Budget(seconds=1)), Query(ASK, lane="pages"), Query(ASK, client="x"))
        for query in others:
            assert await run_query(serving, query) is first
        assert serving.answers.tally == CacheStats(hits=3, misses=1)

    scene(tmp_path, act)


@pytest.mark.parametrize(
    "call", ["NOW()", "now ( )", "RAND()", "UUID()", "STRUUID()", "BNODE()", "NOW # aside\n()"]
)
def test_what_changes_by_itself_is_neither_remembered_nor_shared(tmp_path: Path, call: str) -> None:
    text = f"SELECT ({call} AS ?x) {{}}"
    assert not is_cacheable(text)

    async def act(serving: OpenRelease, store: Slow) -> None:
        tasks = waiting(serving, Query(text), Query(text))
        await asyncio.sleep(0.05)
        assert len(store.asked) == 2
        store.sign.set()
        await asyncio.gather(*tasks)
        assert len(serving.answers) == 0

    scene(tmp_path, act)


def test_a_flight_that_nobody_waits_for_any_more_leaves_no_unheard_error() -> None:
    async def play() -> list[object]:
        said: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: said.append(context))
        flights: SingleFlight[int] = SingleFlight()

        async def fails_when_cancelled() -> int:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                raise ValueError("on the way out") from None
            return 1

        task = asyncio.create_task(flights.join("key", fails_when_cancelled))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await asyncio.sleep(0.01)
        return said

    assert asyncio.run(play()) == []


def test_the_memory_never_holds_more_than_its_bytes() -> None:
    tally = CacheStats()
    memory: LruCache[bytes] = LruCache(1000, tally)
    for number in range(500):
        memory.put(number, b"", 7 + number % 200)
        assert memory.size <= 1000
    assert len(memory) > 0
    assert tally.evictions > 0
    empty: LruCache[bytes] = LruCache(0)
    empty.put("key", b"", 1)
    assert len(empty) == 0


def test_many_clients_at_once_cost_one_evaluation(tmp_path: Path) -> None:
    releases = publish(tmp_path, gent())
    stores: list[FakeStore] = []

    class Sleepy(FakeStore):
        async def query(self, query: Query) -> QueryResult:
            if query.lane == "public":
                await asyncio.sleep(0.7)
            return await super().query(query)

    async def open_store(_: Path, __: Release) -> FakeStore:
        stores.append(Sleepy(gent()))
        return stores[-1]

    with running(create_app(releases, Settings(), open_store=open_store)) as address:

        def ask(_: int) -> bytes:
            return httpx.get(f"{address}sparql", params={"query": ASK}, timeout=20).content

        with ThreadPoolExecutor(12) as pool:
            bodies = set(pool.map(ask, range(12)))
        assert len(bodies) == 1
        assert len([query for query in stores[0].asked if query.text == ASK]) == 1


# == Over HTTP =================================================================


def test_the_second_asker_is_answered_from_memory_and_the_third_with_304(
    client: httpx.Client, served: Served
) -> None:
    query = {"query": "SELECT ?city { ?city a <https://w3id.org/stedenband/ns#City> } ORDER BY ?city"}
    before = len(served.store.asked)
    first, second = client.get("/sparql", params=query), client.get("/sparql", params=query)
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    assert not first.headers["etag"].startswith("W/")
    third = client.get("/sparql", params=query, headers={"If-None-Match": first.headers["etag"]})
    assert (third.status_code, third.content) == (304, b"")
    assert len(served.store.asked) == before + 1
    assert "s-maxage" in first.headers["cache-control"]
    assert third.headers["cache-control"] == first.headers["cache-control"]


def test_a_query_whose_answer_changes_says_no_store(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT (NOW() AS ?now) {}"})
    assert answer.headers["cache-control"] == "no-store"


def test_a_new_release_begins_with_an_empty_memory(tmp_path: Path) -> None:
    releases = publish(tmp_path, gent()[:50])
    stores: list[Slow] = []

    async def open_store(_: Path, __: Release) -> Slow:
        stores.append(Slow())
        stores[-1].sign.set()
        return stores[-1]

    async def play() -> None:
        live = CurrentRelease(releases, open_store, every=30, cache_bytes=4000)
        async with live.running():
            async with live.reading() as serving:
                await run_query(serving, Query(ASK))
                assert (len(serving.answers), serving.answers.limit) == (1, 2000)
            publish(tmp_path, gent()[:60], version="2.0.0")
            await live.look()
            async with live.reading() as serving:
                assert len(serving.answers) == 0
                await run_query(serving, Query(ASK))
            assert [len(store.asked) for store in stores] == [1, 1]
            assert (live.answers.hits, live.answers.misses, live.taken_up) == (0, 2, 2)

    asyncio.run(play())


def test_the_client_is_no_part_of_what_a_query_is() -> None:
    assert Query(ASK, client="a") == Query(ASK, client="b")
    assert replace(Query(ASK), budget=Budget()) != Query(ASK)
