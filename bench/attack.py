"""What hostile requests are answered, how fast, and what a client with good questions notices of them.

Starts the real server on the packaged data with the limits of the attack tests, sends it the whole corpus of
``tests/hostile_requests.py``, and then a swarm of addresses that each ask heavy queries. Prints a table of the corpus
and, for every part, the median, the 99th percentile and the longest answer to the good client, with and without the
lanes that keep heavy queries apart.

    python bench/attack.py [--seconds 15] [--clients 40] [--table]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from attacked import GOOD, LIMITS, GoodClient, Reply, Server, ask, leave, serving, swarm
from hostile_requests import Hostile, requests

MIB = 1024 * 1024

NO_LANES = {**LIMITS, "QUICK_SECONDS": "60"}
"""A quick try that lasts as long as any query: what a pool of workers and a queue do by themselves."""


def corpus(server: Server, table: bool) -> list[Reply]:
    """Go through the corpus with two clients, as the test does."""
    every = tuple(requests())
    halves = (("127.0.2.1", every[::2]), ("127.0.2.2", every[1::2]))

    def go(half: tuple[str, tuple[Hostile, ...]]) -> list[tuple[Hostile, Reply]]:
        return [(one, ask(server, one, half[0], canary="http://127.0.0.1:9/")) for one in half[1]]

    with ThreadPoolExecutor(2) as pool:
        answered = [pair for pairs in pool.map(go, halves) for pair in pairs]
    if table:
        for hostile, reply in sorted(answered, key=lambda pair: -pair[1].seconds):
            print(f"  {hostile.name:48} {reply.status}  {reply.seconds:6.2f} s")
    return [reply for _, reply in answered]


def leavers(server: Server) -> list[Reply]:
    """A hundred heavy queries whose askers hang up."""
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda number: leave(server, 20, f"127.0.8.{number}"), range(5)))
    return []


def beside(what: str, server: Server, attack: Callable[[Server], list[Reply]], source: str = GOOD) -> None:
    """Do that while a good client asks, and print what it noticed."""
    before = server.resident()
    with GoodClient(server, source) as good:
        replies = attack(server)
    statuses = ", ".join(
        f"{count}x {status}" for status, count in sorted(Counter(r.status for r in replies).items())
    )
    longest = max((reply.seconds for reply in replies), default=0.0)
    milliseconds = [
        1000 * value for value in (good.percentile(0.5), good.percentile(0.99), max(good.seconds))
    ]
    print(
        f"{what:42} {len(good.seconds):5} good, {len(good.wrong):3} unanswered  "
        f"p50 {milliseconds[0]:6.1f}  p99 {milliseconds[1]:7.1f}  longest {milliseconds[2]:7.1f} ms  "
        f"web {before / MIB:.0f} -> {server.resident() / MIB:.0f} MiB"
    )
    if replies:
        print(f"{'':42} hostile: {statuses}; longest {longest:.1f} s")


def quiet(seconds: float) -> list[Reply]:
    """No attack, for so long."""
    time.sleep(seconds)
    return []


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--clients", type=int, default=40)
    parser.add_argument("--table", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        with serving(Path(folder)) as server:
            beside("nobody else", server, lambda _: quiet(chosen.seconds / 3))
            beside("the corpus, two clients", server, lambda server: corpus(server, chosen.table))
            beside(
                "the same, from the good client's address", server, lambda s: corpus(s, False), "127.0.2.1"
            )
            beside(f"a swarm of {chosen.clients}", server, lambda s: swarm(s, chosen.clients, chosen.seconds))
            beside("100 who leave", server, leavers)
        with serving(Path(folder), NO_LANES) as server:
            what = f"a swarm of {chosen.clients}, without lanes"
            beside(what, server, lambda s: swarm(s, chosen.clients, chosen.seconds))


if __name__ == "__main__":
    main()
