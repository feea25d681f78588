"""The walls: whatever a query does, it ends within its limits, alone, and the next one is answered."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TypeVar

import pytest

import stedenband
from stedenband.errors import (
    EngineError,
    OverloadedError,
    QueryError,
    QueryMemoryError,
    QueryRefusedError,
    QueryTimeoutError,
    QueryTooBigError,
)
from stedenband.settings import MIB, Settings
from stedenband.store import Budget, EmbeddedStore, Lane, Query, QueryResult, inspection
from stedenband.store.wait_queue import QueuedQuery

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"
SORTED_CROSS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g"
DOUBLING = (
    "SELECT ?x30 { BIND('0123456789' AS ?x0) "
    + " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30))
    + " }"
)

T = TypeVar("T")


def with_store(release: Path, work: Callable[[EmbeddedStore], Awaitable[T]], **settings: object) -> T:
    """Do that with a store of these settings (one public worker unless said), and close it."""

    async def run() -> T:
        chosen = Settings(**{"workers": 1, **settings})  # type: ignore[arg-type]
        async with await EmbeddedStore.open(release, chosen) as store:
            return await work(store)

    return asyncio.run(run())


async def count(store: EmbeddedStore, lane: Lane = "public") -> int:
    """The number of triples; a question that is answered at once."""
    answer = await store.query(Query(COUNT, lane=lane))
    return int(json.loads(answer.body)["results"]["bindings"][0]["n"]["value"])


def alive(pid: int) -> bool:
    """Whether a process runs: it is there, and it is not a zombie whom nobody has buried yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def descriptors() -> int:
    """How many descriptors this process holds."""
    return len(list(Path("/proc/self/fd").iterdir()))


def gone(pids: tuple[int, ...], seconds: float = 5) -> bool:
    """Whether all of them end within so many seconds."""
    until = time.monotonic() + seconds
    while any(alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.01)
    return not any(alive(pid) for pid in pids)


@pytest.fixture
def uninspected(monkeypatch: pytest.MonkeyPatch) -> None:
    """No look before the worker: what is behind that wall has to hold by itself."""

    def blind(text: str, *, query_bytes: int, base: str | None = None) -> inspection.QueryInspection:
        return inspection.QueryInspection(own_dataset=False, graphs=(), depth=0)

    monkeypatch.setattr("stedenband.store.jobs.inspect_query", blind)


# == Limits ====================================================================


def test_a_cross_join_is_stopped_at_the_limit_and_the_next_query_is_answered(release: Path) -> None:
    async def work(store: EmbeddedStore) -> tuple[float, float]:
        started = time.monotonic()
        with pytest.raises(QueryTimeoutError, match=r"0\.5 seconds") as caught:
            await store.query(Query(CROSS, budget=Budget(seconds=0.5)))
        stopped = time.monotonic()
        assert caught.value.seconds == 0.5
        assert await count(store) == 1200
        return stopped - started, time.monotonic() - stopped

    stopped, answered = with_store(release, work)
    assert 0.5 <= stopped < 5
    assert answered < 5


@pytest.mark.parametrize("text", [SORTED_CROSS, DOUBLING])
def test_a_memory_bomb_ends_at_the_memory_limit(release: Path, text: str) -> None:
    async def work(store: EmbeddedStore) -> None:
        with pytest.raises(QueryMemoryError, match="64 MiB") as caught:
            await store.query(Query(text, budget=Budget(seconds=20, memory=64 * MIB)))
        assert caught.value.allowed == 64 * MIB
        assert await count(store) == 1200

    with_store(release, work)


def test_an_endless_answer_ends_at_the_size_limit_long_before_the_clock(release: Path) -> None:
    async def work(store: EmbeddedStore) -> float:
        started = time.monotonic()
        with pytest.raises(QueryError, match="nothing of it was sent"):
            await store.query(Query("SELECT * { ?a ?b ?c . ?d ?e ?f }", budget=Budget(30, result_bytes=MIB)))
        return time.monotonic() - started

    assert with_store(release, work) < 10


def test_the_memory_limit_is_for_the_query_not_for_what_comes_after(release: Path) -> None:
    """Between queries a worker is free: a long query text has to find room after a query with a narrow limit."""

    async def work(store: EmbeddedStore) -> None:
        pids = store.processes
        await store.query(Query("ASK {}", budget=Budget(memory=1)))
        await store.query(Query("ASK {} #" + "x" * (8 * MIB), budget=Budget(memory=64 * MIB)))
        assert store.processes == pids

    with_store(release, work, query_bytes=10 * MIB)


@pytest.mark.usefixtures("uninspected")
def test_nesting_kills_only_its_worker(release: Path) -> None:
    async def work(store: EmbeddedStore) -> None:
        fork_server, *before = store.processes
        for text in ("SELECT * WHERE " + "{" * 20_000, "ASK { FILTER(" + "(" * 20_000):
            with pytest.raises(QueryTooBigError, match="nested too deeply"):
                await store.query(Query(text))
        assert await count(store) == 1200
        assert await store.ready()
        assert store.processes[0] == fork_server
        assert len(set(before) & set(store.processes)) == 2

    with_store(release, work)


def test_a_query_that_holds_the_clock_but_not_the_processor_is_stopped_too(release: Path) -> None:
    """A stopped worker uses no processor time: only the clock of the store can end it."""

    async def work(store: EmbeddedStore) -> None:
        for pid in store.processes[1:]:
            os.kill(pid, signal.SIGSTOP)
        with pytest.raises(QueryTimeoutError):
            await store.query(Query("ASK {}", budget=Budget(seconds=0.2)))
        assert await count(store) == 1200

    with_store(release, work)


# == No way out ================================================================


@pytest.fixture
def canary() -> Iterator[tuple[str, list[str]]]:
    """A server that notes who comes, and its address."""
    visits: list[str] = []

    class Canary(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            visits.append(self.path)
            self.send_response(200)
            self.end_headers()

        def do_GET(self) -> None:
            self.do_POST()

        def log_message(self, *_: object) -> None:
            """Nothing to say."""

    with HTTPServer(("127.0.0.1", 0), Canary) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", visits
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.usefixtures("uninspected")
@pytest.mark.parametrize("limit", [3_000_000, 0])
def test_service_never_reaches_the_canary(release: Path, canary: tuple[str, list[str]], limit: int) -> None:
    address, visits = canary

    async def work(store: EmbeddedStore) -> None:
        with pytest.raises(QueryRefusedError, match="SERVICE is not offered"):
            await store.query(Query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"))
        await store.query(Query(f"SELECT * {{ SERVICE SILENT <{address}> {{ ?s ?p ?o }} }}"))
        await store.query(Query(f"SELECT * FROM <{address}> {{ ?s ?p ?o }}"))
        assert await count(store) == 1200

    with_store(release, work, memory_limit_quads=limit)
    assert visits == []


def test_the_canary_sings_without_the_wall(canary: tuple[str, list[str]]) -> None:
    """The same query in this process does reach it, or the test above would prove nothing."""
    import pyoxigraph

    address, visits = canary
    with contextlib.suppress(OSError, SyntaxError):
        list(pyoxigraph.Store().query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"))  # type: ignore[arg-type]
    assert visits


def test_a_worker_holds_nothing_but_its_socket(release: Path) -> None:
    async def work(store: EmbeddedStore) -> list[list[str]]:
        return [
            sorted(str(link.readlink()).partition(":")[0] for link in Path(f"/proc/{pid}/fd").iterdir())
            for pid in store.processes[1:]
        ]

    for held in with_store(release, work):
        assert [name for name in held if name != "/dev/null"][-1] == "socket"
        assert sum(name == "socket" for name in held) == 1
        assert set(held) <= {"/dev/null", "socket", *(name for name in held if name.endswith("/statm"))}


def test_the_fork_server_has_one_thread_and_little_memory(release: Path) -> None:
    async def work(store: EmbeddedStore) -> tuple[int, list[int]]:
        fork_server, *workers = store.processes
        status = Path(f"/proc/{fork_server}/status").read_text()
        kilobytes = int(status.partition("VmRSS:")[2].split()[0])
        return kilobytes, [len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in (fork_server, *workers)]

    kilobytes, threads = with_store(release, work)
    assert threads == [1, 1, 1, 1]
    assert kilobytes < 40_000


def test_workers_import_nothing_but_the_engine() -> None:
    """Their memory is paid for each of them, and what is not there cannot be attacked."""
    root = Path(stedenband.__file__).parents[1]
    lines = f"""
import sys
sys.path.insert(0, {str(root)!r})
import stedenband.store.fork_server
print(sorted({{name.partition(".")[0] for name in sys.modules}} - sys.stdlib_module_names))
"""
    said = subprocess.run([sys.executable, "-I", "-c", lines], capture_output=True, text=True, check=True)
    names = set(json.loads(said.stdout.replace("'", '"')))
    assert {"pyoxigraph", "stedenband"} <= names
    assert not names & {"pydantic", "rdflib", "babel", "fastapi", "rich", "SPARQLWrapper", "asyncio"}


# == Who waits, who goes first =================================================


def test_fifty_at_once_are_all_answered(release: Path) -> None:
    async def work(store: EmbeddedStore) -> list[int]:
        return await asyncio.gather(*(count(store) for _ in range(50)))

    assert with_store(release, work, workers=2) == [1200] * 50


async def _outcome(query: Awaitable[QueryResult | int]) -> str:
    try:
        await query
    except QueryError as error:
        return type(error).__name__
    return "answered"


def test_the_queue_is_first_come_first_served_and_bounded(release: Path) -> None:
    async def work(store: EmbeddedStore) -> tuple[list[str], list[int]]:
        order: list[int] = []

        async def numbered(number: int) -> int:
            answer = await count(store)
            order.append(number)
            return answer

        slow = asyncio.create_task(_outcome(store.query(Query(CROSS, budget=Budget(seconds=0.5)))))
        await asyncio.sleep(0.05)
        outcomes = await asyncio.gather(slow, *(_outcome(numbered(number)) for number in range(6)))
        return list(outcomes), order

    outcomes, order = with_store(release, work, queue=4)
    assert outcomes == ["QueryTimeoutError", *["answered"] * 4, *["OverloadedError"] * 2]
    assert order == [0, 1, 2, 3]


def test_who_waits_too_long_is_told_when_to_come_back(release: Path) -> None:
    async def work(store: EmbeddedStore) -> int:
        slow = asyncio.create_task(_outcome(store.query(Query(CROSS, budget=Budget(seconds=1)))))
        await asyncio.sleep(0.05)
        with pytest.raises(OverloadedError) as caught:
            await count(store)
        assert await slow == "QueryTimeoutError"
        assert await count(store) == 1200
        return caught.value.retry_after

    assert 1 <= with_store(release, work, queue_seconds=0.2) <= 60


def test_pages_never_wait_behind_strangers(release: Path) -> None:
    async def work(store: EmbeddedStore) -> tuple[float, bool]:
        strangers = [
            asyncio.create_task(_outcome(store.query(Query(CROSS, budget=Budget(seconds=20)))))
            for _ in range(4)
        ]
        await asyncio.sleep(0.05)
        started = time.monotonic()
        assert await count(store, "pages") == 1200
        took, ready = time.monotonic() - started, await store.ready()
        for task in strangers:
            task.cancel()
        await asyncio.gather(*strangers, return_exceptions=True)
        return took, ready

    took, ready = with_store(release, work, workers=2)
    assert took < 5
    assert ready


def test_strangers_never_get_the_worker_of_the_pages(release: Path) -> None:
    async def work(store: EmbeddedStore) -> list[str]:
        strangers = (store.query(Query(CROSS, budget=Budget(seconds=0.3))) for _ in range(2))
        return await asyncio.gather(*(_outcome(query) for query in strangers))

    assert sorted(with_store(release, work, queue=0)) == ["OverloadedError", "QueryTimeoutError"]


def test_a_stranger_who_waits_is_not_given_the_worker_of_the_pages(release: Path) -> None:
    async def work(store: EmbeddedStore) -> bool:
        slow = asyncio.create_task(_outcome(store.query(Query(CROSS, budget=Budget(seconds=0.5)))))
        await asyncio.sleep(0.05)
        waiting = asyncio.create_task(count(store))
        for _ in range(5):
            assert await count(store, "pages") == 1200
        too_early = waiting.done()
        assert (await slow, await waiting) == ("QueryTimeoutError", 1200)
        return too_early

    assert not with_store(release, work)


# == Who leaves ================================================================


def test_a_cancelled_query_frees_its_worker_at_once(release: Path) -> None:
    async def work(store: EmbeddedStore) -> float:
        task = asyncio.create_task(store.query(Query(CROSS, budget=Budget(seconds=30))))
        await asyncio.sleep(0.1)
        before = store.processes
        started = time.monotonic()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await count(store) == 1200
        assert len(set(store.processes) - set(before)) == 1
        return time.monotonic() - started

    assert with_store(release, work) < 10


def test_cancelling_who_waits_loses_no_worker(release: Path) -> None:
    async def work(store: EmbeddedStore) -> None:
        for pause in (0, 0.0005, 0.001, 0.002, 0.004) * 8:
            tasks = [asyncio.create_task(count(store)) for _ in range(4)]
            await asyncio.sleep(pause)
            for task in tasks[::2]:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            assert outcomes[1::2] == [1200, 1200]
        assert await count(store) == 1200

    with_store(release, work)


# == What dies =================================================================


def test_a_killed_worker_is_an_engine_error_and_is_replaced(release: Path) -> None:
    async def work(store: EmbeddedStore) -> None:
        task = asyncio.create_task(_outcome(store.query(Query(CROSS))))
        await asyncio.sleep(0.1)
        for pid in store.processes[1:]:
            os.kill(pid, signal.SIGKILL)
        assert await task == "EngineError"
        assert await count(store) == 1200
        assert await store.ready()

    with_store(release, work)


def test_a_worker_that_dies_between_its_answer_and_its_rest_is_replaced(release: Path) -> None:
    async def work(store: EmbeddedStore) -> None:
        pool = store._pool
        worker = await pool.acquire("quick", QueuedQuery(), 1)
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        assert await worker.ended == -signal.SIGKILL
        pool.release(worker, 0.0)
        assert await count(store) == 1200

    with_store(release, work, queue_seconds=2)


def test_a_killed_fork_server_is_started_again(release: Path) -> None:
    async def work(store: EmbeddedStore) -> None:
        before = store.processes
        task = asyncio.create_task(_outcome(store.query(Query(CROSS))))
        await asyncio.sleep(0.1)
        os.kill(before[0], signal.SIGKILL)
        assert await task == "EngineError"
        assert await count(store) == 1200
        assert await store.ready()
        assert not set(before) & set(store.processes)
        assert gone(before)

    with_store(release, work)


def test_an_engine_that_starts_again_does_not_load_a_graph_that_was_damaged_meanwhile(
    release: Path, tmp_path: Path
) -> None:
    graph = tmp_path / "graph.nq"
    content = release.read_bytes()
    graph.write_bytes(content)

    async def run() -> None:
        digest = hashlib.sha256(content).hexdigest()
        chosen = Settings(workers=1, queue_seconds=1)
        async with await EmbeddedStore.open(graph, chosen, sha256=digest) as store:
            assert await count(store) == 1200
            graph.write_bytes(content[: len(content) // 2].rpartition(b"\n")[0] + b"\n")
            os.kill(store.processes[0], signal.SIGKILL)
            # Until its end is noticed, a worker of before may still answer from what it holds.
            outcomes = [await _outcome(store.query(Query(COUNT))) for _ in range(3)]
            assert outcomes[-1] in ("EngineError", "OverloadedError")
            assert not await store.ready()
        with pytest.raises(EngineError, match=r"SHA-256"):
            await EmbeddedStore.open(graph, Settings(workers=1), sha256=digest)

    asyncio.run(run())


def test_a_fork_server_that_does_not_react_is_replaced(
    release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stedenband.store.pool._HELLO_SECONDS", 0.5)

    async def work(store: EmbeddedStore) -> None:
        before = store.processes
        os.kill(before[0], signal.SIGSTOP)
        assert await _outcome(store.query(Query(CROSS, budget=Budget(seconds=0.1)))) == "QueryTimeoutError"
        assert await count(store) == 1200
        assert store.processes[0] != before[0]
        assert gone(before)

    with_store(release, work)


def test_closing_leaves_no_process_and_ends_what_runs_and_waits(release: Path) -> None:
    async def run() -> tuple[tuple[int, ...], list[str], str]:
        store = await EmbeddedStore.open(release, Settings(workers=1))
        pids = store.processes
        tasks = [asyncio.create_task(_outcome(store.query(Query(CROSS)))) for _ in range(3)]
        await asyncio.sleep(0.1)
        await store.close()
        await store.close()
        assert not await store.ready()
        return pids, await asyncio.gather(*tasks), await _outcome(store.query(Query("ASK {}")))

    pids, outcomes, after = asyncio.run(run())
    assert len(pids) == 4
    assert not any(alive(pid) for pid in pids)
    assert outcomes == ["EngineError"] * 3
    assert after == "EngineError"


@pytest.mark.parametrize("state", ["idle", "busy"])
def test_nothing_survives_a_killed_parent(release: Path, tmp_path: Path, state: str) -> None:
    busy = f"asyncio.create_task(store.query(Query({CROSS!r})))" if state == "busy" else "None"
    lines = f"""
import asyncio, os, sys
from pathlib import Path
sys.path.insert(0, {str(Path(stedenband.__file__).parents[1])!r})
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore, Query
async def main():
    store = await EmbeddedStore.open(Path({str(release)!r}), Settings(workers=2))
    task = {busy}
    await asyncio.sleep(0.2)
    print(*store.processes, flush=True)
    await asyncio.sleep(60)
asyncio.run(main())
"""
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen([sys.executable, "-c", lines], stdout=subprocess.PIPE, env=environment) as parent:
        assert parent.stdout is not None
        pids = tuple(int(pid) for pid in parent.stdout.readline().split())
        assert len(pids) == 6
        assert all(alive(pid) for pid in pids)
        parent.kill()
    assert gone(pids)
    assert list(tmp_path.iterdir()) == []


# == Nothing leaks =============================================================


def test_a_hundred_queries_and_kills_leak_no_descriptor(release: Path) -> None:
    async def work(store: EmbeddedStore) -> tuple[int, int]:
        await count(store)
        before = descriptors()
        for number in range(100):
            if number % 4:
                await count(store)
            else:
                await _outcome(store.query(Query(CROSS, budget=Budget(seconds=0.01))))
        assert await count(store) == 1200
        assert await store.ready()
        return before, descriptors()

    before, after = with_store(release, work)
    assert after <= before


def test_opening_and_closing_leaks_no_descriptor(release: Path) -> None:
    with_store(release, count)
    before = descriptors()
    for _ in range(5):
        with_store(release, count)
    assert descriptors() <= before


def test_a_worn_worker_is_replaced(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stedenband.store.pool._WORN_QUERIES", 5)

    async def work(store: EmbeddedStore) -> int:
        seen: set[int] = set()
        for _ in range(21):
            assert await count(store) == 1200
            seen |= set(store.processes[1:])
        return len(seen)

    assert with_store(release, work) >= 4


# == Beside each other, and on disk ============================================


def test_two_stores_live_side_by_side(release: Path, tmp_path: Path) -> None:
    """A new release is opened beside the one that is served; closing the old one touches nothing of the new."""
    other = tmp_path / "other.nq"
    other.write_text("<http://e/a> <http://e/b> <http://e/c> <http://e/g> .\n")

    async def run() -> None:
        old = await EmbeddedStore.open(release, Settings(workers=1))
        async with await EmbeddedStore.open(other, Settings(workers=1)) as new:
            assert (await count(old), await count(new)) == (1200, 1)
            await old.close()
            assert await count(new) == 1
            assert all(alive(pid) for pid in new.processes)
            assert not set(old.processes)

    asyncio.run(run())


def test_a_store_on_disk_is_kept_in_the_callers_folder_and_removed_from_a_temporary_one(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, passing = tmp_path / "kept", tmp_path / "passing"
    kept.mkdir()
    passing.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(passing))

    async def open_and_count(directory: Path | None) -> int:
        chosen = Settings(workers=1, memory_limit_quads=10)
        async with await EmbeddedStore.open(release, chosen, directory=directory) as store:
            assert list(passing.iterdir()) == [] or directory is None
            return await count(store)

    assert asyncio.run(open_and_count(kept)) == 1200
    built = (kept / "store" / "complete").stat().st_mtime_ns
    assert asyncio.run(open_and_count(kept)) == 1200
    assert (kept / "store" / "complete").stat().st_mtime_ns == built
    assert asyncio.run(open_and_count(None)) == 1200
    assert list(passing.iterdir()) == []


@pytest.mark.parametrize("limit", [3_000_000, 0])
@pytest.mark.parametrize("content", [None, "this is no N-Quads\n"])
def test_a_graph_that_cannot_be_loaded_is_an_error_that_names_it(
    tmp_path: Path, content: str | None, limit: int
) -> None:
    path = tmp_path / "graph.nq"
    if content is not None:
        path.write_text(content)

    async def run() -> None:
        with pytest.raises(EngineError, match=r"graph\.nq"):
            await EmbeddedStore.open(path, Settings(memory_limit_quads=limit))

    asyncio.run(run())


def test_an_empty_release_has_an_empty_answer(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    path.write_text("")
    assert with_store(path, count) == 0
