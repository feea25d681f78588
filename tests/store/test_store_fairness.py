"""Who goes first: what a query should cost, the order of those who wait, and the lanes that come of it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stedenband.errors import OverloadedError, QueryError, QueryTimeoutError, TooManyQueriesError
from stedenband.settings import Settings
from stedenband.store import Budget, EmbeddedStore, Query, QueryResult
from stedenband.store.cost_estimation import REMEMBERED, CostEstimator
from stedenband.store.inspection import inspect_query
from stedenband.store.lane_schedule import LaneSchedule
from stedenband.store.wait_queue import QueuedQuery, QueueEntry, QueueFullError, WaitQueue

QUICK = 0.25
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
SLOWISH = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(STRLEN(STR(?c)) > STRLEN(STR(?f))) }"
"""Takes longer than a quick try, and ends."""

T = TypeVar("T")


# == What a query should cost ==================================================


def test_a_stranger_is_neither_light_nor_heavy() -> None:
    guess = CostEstimator(QUICK).estimate("a", 1, 1, 0.0)
    assert 0 < guess.seconds < QUICK
    assert (guess.light, guess.heavy) == (False, False)


def test_a_client_of_quick_queries_becomes_light_however_many_it_sends() -> None:
    estimator = CostEstimator(QUICK)
    for number in range(1000):
        estimator.record("steady", number, number, 0.005, number / 100)
    assert estimator.estimate("steady", -1, -1, 10.0).light


def test_a_client_of_costly_queries_comes_last_whatever_it_asks_next() -> None:
    estimator = CostEstimator(QUICK)
    estimator.record("greedy", 1, 1, 30.0, 0.0)
    greedy, stranger = estimator.estimate("greedy", 2, 2, 1.0), estimator.estimate("other", 2, 2, 1.0)
    assert greedy.seconds > stranger.seconds
    assert not greedy.heavy, "another text may well be quick: it gets its try"


def test_a_costly_text_gets_no_second_try_from_anybody() -> None:
    estimator = CostEstimator(QUICK)
    estimator.record("a", 1, 1, 30.0, 0.0)
    assert estimator.estimate("b", 1, 1, 0.0).heavy


def test_a_shape_speaks_for_a_query_of_a_stranger_and_never_against_one() -> None:
    estimator = CostEstimator(QUICK)
    estimator.record("a", 1, 7, 0.001, 0.0)
    assert estimator.estimate("stranger", 2, 7, 0.0).light
    for number in range(100):
        estimator.record("poisoner", number + 10, 7, 30.0, 0.0)
    fresh = estimator.estimate("stranger", 3, 8, 0.0)
    assert estimator.estimate("stranger", 2, 7, 0.0) == fresh


def test_only_client_and_shape_together_prove_that_a_query_is_costly() -> None:
    estimator = CostEstimator(QUICK)
    estimator.record("poisoner", 1, 7, 0.2, 0.0)
    estimator.record("light", 2, 8, 0.001, 0.0)
    assert estimator.estimate("poisoner", 3, 7, 0.0).proven > 0.1
    assert estimator.estimate("light", 3, 7, 0.0).proven < 0.1
    assert estimator.estimate("stranger", 3, 7, 0.0).proven == 0
    assert estimator.estimate("poisoner", 3, 9, 0.0).proven == 0


def test_what_a_client_did_is_forgotten_with_time() -> None:
    estimator = CostEstimator(QUICK)
    estimator.record("a", 1, 1, 30.0, 0.0)
    assert estimator.estimate("a", 2, 2, 3600.0).seconds == pytest.approx(
        estimator.estimate("b", 2, 2, 3600.0).seconds
    )


def test_the_estimator_remembers_no_more_than_it_may() -> None:
    estimator = CostEstimator(QUICK)
    for number in range(REMEMBERED):
        estimator.record(f"client {number}", number, number, 1.0, 0.0)
    assert len(estimator) == REMEMBERED


def test_queries_that_differ_in_values_alone_have_one_shape() -> None:
    def shape(text: str) -> int:
        return inspect_query(text, query_bytes=1000).shape

    assert shape("ASK { <a:b> ?p 'x'@nl FILTER(?p > 1) }") == shape(
        "ASK { <c:d>  ?p 'yy'@en FILTER(?p > 22) } #"
    )
    assert shape("ASK { ?s ?p ?o }") != shape("ASK { ?s ?p ?q }")
    assert shape("ASK { ?s ?p ?o }") != shape("ASK { ?s ?p ?o . ?s ?p ?o }")


# == Who waits =================================================================


def line_of(
    *errands: tuple[str, float], most: int = 100, own: int = 100
) -> tuple[WaitQueue, list[QueueEntry]]:
    """A line joined by these clients with these costs, one after the other at time 0."""
    line = WaitQueue(most, own)
    return line, [line.join(QueuedQuery(client, seconds), 0.0)[0] for client, seconds in errands]


def in_loop(work: Callable[[], T]) -> T:
    """Do that where futures can be made."""

    async def run() -> T:
        return work()

    return asyncio.run(run())


def order(line: WaitQueue) -> list[tuple[str, float]]:
    served = []
    while (place := line.next(lambda _: True)) is not None:
        served.append((place.query.client, place.query.seconds))
    return served


def test_quick_queries_overtake_heavy_ones() -> None:
    served = in_loop(lambda: order(line_of(("a", 0.5), ("b", 0.5), ("c", 0.001))[0]))
    assert served == [("c", 0.001), ("a", 0.5), ("b", 0.5)]


def test_many_of_one_client_do_not_hold_up_another() -> None:
    served = in_loop(lambda: order(line_of(*[("many", 0.01)] * 60, ("one", 0.01))[0]))
    assert served.index(("one", 0.01)) <= 1


def test_whoever_has_waited_long_enough_is_first() -> None:
    def work() -> list[tuple[str, float]]:
        line, _ = line_of(("heavy", 30.0))
        for second in range(10):
            line.join(QueuedQuery(f"light {second}", 0.001), float(second))
        return order(line)

    assert in_loop(work).index(("heavy", 30.0)) == 5


def test_a_client_with_enough_in_the_line_gets_no_further_place() -> None:
    def work() -> None:
        line, _ = line_of(("a", 0.1), ("a", 0.1), own=2)
        with pytest.raises(QueueFullError) as caught:
            line.join(QueuedQuery("a", 0.1), 0.0)
        assert caught.value.reason == "client"
        line.join(QueuedQuery("b", 0.1), 0.0)

    in_loop(work)


def test_a_full_line_sends_away_the_newest_of_whoever_has_most() -> None:
    def work() -> None:
        line, places = line_of(("many", 0.1), ("many", 0.1), ("one", 0.1), most=3)
        _, sent_away = line.join(QueuedQuery("new", 0.1), 0.0)
        assert sent_away is places[1]
        assert len(line) == 3
        with pytest.raises(QueueFullError) as caught:
            line.join(QueuedQuery("newer", 0.1), 0.0)
        assert caught.value.reason == "full"
        _, costlier = line.join(QueuedQuery("light", 0.001), 0.0)
        assert costlier is not None
        assert costlier.query.seconds == 0.1

    in_loop(work)


def test_who_gave_up_is_passed_over() -> None:
    def work() -> None:
        line, (first, second) = line_of(("a", 0.1), ("b", 0.1))
        first.worker.cancel()
        assert line.next(lambda _: True) is second
        line.leave(first)
        line.leave(first)
        assert len(line) == 0

    in_loop(work)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 40), st.booleans()), max_size=40))
def test_the_bounds_hold_whatever_comes(steps: list[tuple[str, float, bool]]) -> None:
    def work() -> None:
        line, places = WaitQueue(5, 3), []
        for now, (client, seconds, leaves) in enumerate(steps):
            try:
                place, sent_away = line.join(QueuedQuery(client, seconds), float(now))
                places.append(place)
                assert sent_away is None or sent_away in places
            except QueueFullError:
                pass
            if leaves and places:
                line.leave(places.pop(0))
            assert len(line) <= 5
            assert sum(line.count(name) for name in "abc") == len(line)
            assert max(line.count(name) for name in "abc") <= 3

    in_loop(work)


# == The lanes of a store ======================================================


def with_store(release: Path, work: Callable[[EmbeddedStore], Awaitable[T]], **settings: object) -> T:
    async def run() -> T:
        chosen = Settings(**{"workers": 1, **settings})  # type: ignore[arg-type]
        async with await EmbeddedStore.open(release, chosen) as store:
            return await work(store)

    return asyncio.run(run())


async def outcome(query: Awaitable[QueryResult]) -> str:
    try:
        await query
    except QueryError as error:
        return type(error).__name__
    return "answered"


def test_what_a_quick_try_is_too_short_for_is_answered_all_the_same(release: Path) -> None:
    async def work(store: EmbeddedStore) -> None:
        answer = await store.query(Query(SLOWISH, budget=Budget(seconds=60)))
        assert int(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"]) > 0
        assert store.stats().restarts == {"moved": 1}
        again = await store.query(Query(SLOWISH, budget=Budget(seconds=60)))
        assert again.body == answer.body
        assert store.stats().restarts == {"moved": 1}, "the second time no try was made"

    with_store(release, work, quick_seconds=0.02)


def test_light_queries_go_on_while_heavy_ones_run(release: Path) -> None:
    async def work(store: EmbeddedStore) -> float:
        heavy = [
            asyncio.create_task(outcome(store.query(Query(f"{CROSS} # {n}", client=f"heavy {n}"))))
            for n in range(10)
        ]
        while store.stats().waiting["heavy"] < 9:
            await asyncio.sleep(0.05)
        longest = 0.0
        for number in range(50):
            began = time.monotonic()
            await store.query(Query(f"{COUNT} # {number}", client="light"))
            longest = max(longest, time.monotonic() - began)
        for task in heavy:
            task.cancel()
        await asyncio.gather(*heavy, return_exceptions=True)
        return longest

    assert with_store(release, work) < 1.0


def test_one_heavy_query_of_a_client_runs_at_a_time(release: Path) -> None:
    async def work(store: EmbeddedStore) -> list[int]:
        budget = Budget(seconds=2)
        tasks = [
            asyncio.create_task(outcome(store.query(Query(f"{CROSS} # {n}", client="a", budget=budget))))
            for n in range(3)
        ]
        await asyncio.sleep(0.8)
        busy = [store.stats().busy["heavy"]]
        tasks.append(
            asyncio.create_task(outcome(store.query(Query(f"{CROSS} # b", client="b", budget=budget))))
        )
        await asyncio.sleep(0.6)
        busy.append(store.stats().busy["heavy"])
        outcomes = await asyncio.gather(*tasks)
        assert outcomes[-1] == "QueryTimeoutError"
        assert sorted(outcomes[:3]) == ["QueryTimeoutError", "TooManyQueriesError", "TooManyQueriesError"]
        return busy

    assert with_store(release, work, workers=2, queue_seconds=1, quick_seconds=0.05) == [1, 2]


def test_a_client_with_too_many_waiting_is_told_so_and_another_is_not(release: Path) -> None:
    async def work(store: EmbeddedStore) -> None:
        for pid in store.processes[1:]:
            assert pid
        mine = [
            asyncio.create_task(outcome(store.query(Query(f"{CROSS} # {n}", client="a")))) for n in range(4)
        ]
        await asyncio.sleep(0.05)
        with pytest.raises(TooManyQueriesError) as caught:
            await store.query(Query(COUNT, client="a"))
        assert (caught.value.limit, caught.value.allowed) == ("client", 3)
        assert caught.value.retry_after >= 1
        assert await outcome(store.query(Query(COUNT, client="b"))) == "answered"
        for task in mine:
            task.cancel()
        await asyncio.gather(*mine, return_exceptions=True)

    with_store(release, work, client_queue=3)


def test_waiting_counts_and_takes_half_the_time_at_most(release: Path) -> None:
    """A worker that came later than that would mostly work for nothing."""

    async def work(store: EmbeddedStore) -> float:
        for client in "ab":
            store._context.estimator.record(
                "x", hash(f"{CROSS} # {client}"), 0, 30.0, 0.0
            )  # known to be heavy
        slow = asyncio.create_task(outcome(store.query(Query(f"{CROSS} # a", client="a"))))
        await asyncio.sleep(0.1)
        began = time.monotonic()
        with pytest.raises(OverloadedError) as caught:
            await store.query(Query(f"{CROSS} # b", client="b", budget=Budget(seconds=3)))
        waited = time.monotonic() - began
        slow.cancel()
        await asyncio.gather(slow, return_exceptions=True)
        assert (caught.value.limit, caught.value.allowed) == ("waited", 1.5)
        return waited

    assert 1.4 < with_store(release, work) < 3


@pytest.mark.heavy
@pytest.mark.timed
def test_a_long_text_holds_up_nobody(release: Path) -> None:
    """A quarter of a megabyte takes a quarter of a second to look through."""
    long = "ASK { FILTER(1 IN (" + ",".join(["1"] * 8_000) + ")) }"

    async def work(store: EmbeddedStore) -> tuple[float, list[str]]:
        floods = [
            asyncio.create_task(outcome(store.query(Query(f"{long} # {n}", client=f"c{n % 4}"))))
            for n in range(24)
        ]
        longest, until = 0.0, time.monotonic() + 1.0
        while time.monotonic() < until:
            began = time.monotonic()
            await asyncio.sleep(0.005)
            longest = max(longest, time.monotonic() - began)
        return longest, await asyncio.gather(*floods)

    longest, outcomes = with_store(release, work)
    assert longest < 0.5
    assert outcomes.count("TooManyQueriesError") >= 4
    assert outcomes.count("answered") >= 8


def test_a_look_at_many_graphs_takes_no_longer_than_at_few() -> None:
    text = "BASE<x/>" * 8000 + "SELECT * " + "FROM<a> " * 8000 + "{}"
    began = time.process_time()
    inspect_query(text, query_bytes=256 * 1024)
    assert time.process_time() - began < 2


def test_the_time_limit_is_that_of_the_whole_query(release: Path) -> None:
    async def work(store: EmbeddedStore) -> float:
        began = time.monotonic()
        with pytest.raises(QueryTimeoutError):
            await store.query(Query(CROSS, budget=Budget(seconds=1)))
        return time.monotonic() - began

    assert 0.9 < with_store(release, work) < 2


def test_who_is_told_to_come_back_is_told_of_their_own_query_too() -> None:
    schedule = LaneSchedule({"heavy": 2}, {"heavy": WaitQueue(5, 3)})
    for _ in range(1000):
        schedule.record("heavy", 10)
    assert schedule.retry_after("heavy") == 5
