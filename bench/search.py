"""What search costs with many names, and what it adds to the start of Ghent's server.

Prints, for a city with as many names of partners and partnerships as are asked for: seconds to read the names from
the store and to index them, the memory that takes, and milliseconds of searches of each kind, none of which is answered
from the memory of answers. Then the second start of Ghent's server, to the first answer and to the first search.

    python bench/search.py [--names 100000] [--searches 100] [--runs 5]
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import httpx
from main_job import Server, build, field
from pyoxigraph import Literal, NamedNode, Quad

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from stedenband.model import Release
from stedenband.ns import RDF, RDFS, STB, XSD, mint_concept
from stedenband.releases import GRAPH, ReleaseFolder
from stedenband.search import SearchIndex, SearchQuery
from stedenband.settings import MIB, Settings
from stedenband.store import EmbeddedStore
from stedenband.web import create_app
from stedenband.web.context import get_site_of_app
from stedenband.web.serving.name_index import NameIndex
from web_release import IRIS, gent, publish, running

SYLLABLES = tuple(
    "ba be bi bo da de du ga ge ha he ka ke ki ko la le li lo ma me mi mo na ne no pa pe po ra re ri ro".split()  # noqa: SIM905
    + "sa se si so ta te ti to va ve vi wa we za burg dorp kerke ville stad heim ton wijk berg brugge".split()  # noqa: SIM905
)
NAMES_OF_A_PARTNER = 5
"""Three of the city, two of the partnership."""


def partners(number: int, chance: random.Random) -> Iterator[Quad]:
    """A city with names in three languages, and Ghent's partnership with it, so many times."""
    graph, home = IRIS.graph("partnerships"), IRIS.thing("city/gent")

    def say(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal) -> Quad:
        return Quad(subject, predicate, value, graph)

    for each in range(number):
        city, tie = IRIS.thing(f"city/p{each}"), IRIS.thing(f"partnership/gent-p{each}")
        names = {tag: name(chance) for tag in ("nl", "en", "fr")}
        yield say(city, RDF.type, STB.City)
        yield say(
            city, STB.country, IRIS.thing(f"country/{chance.choice(['be', 'de', 'fr', 'jp', 'cn', 'pl'])}")
        )
        yield from (say(city, RDFS.label, Literal(text, language=tag)) for tag, text in names.items())
        yield say(tie, RDF.type, STB.Partnership)
        yield say(tie, STB.party, home)
        yield say(tie, STB.party, city)
        yield say(tie, STB.kind, mint_concept("kind", chance.choice(["twinning", "cooperation-agreement"])))
        yield say(tie, STB.status, mint_concept("status", chance.choice(["active", "dormant", "ended"])))
        yield say(tie, STB.startYear, Literal(str(chance.randint(1950, 2024)), datatype=XSD.integer))
        yield say(tie, RDFS.label, Literal(f"Gent – {names['nl']}", language="nl"))
        yield say(tie, RDFS.label, Literal(f"Ghent – {names['en']}", language="en"))


def name(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 5))).capitalize()


def mistyped(text: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(text))
    return text[:place] + chance.choice("aeiou") + text[place + 1 :]


def texts(names: Sequence[str], searches: int, chance: random.Random) -> dict[str, list[str]]:
    """What people look for, of each kind so many."""
    some = chance.sample(sorted(set(names)), searches)
    kinds: dict[str, Callable[[str], str]] = {
        "a whole name": lambda text: text,
        "the beginning of a name": lambda text: text[: max(3, len(text) // 2)],
        "a name with a mistake": lambda text: mistyped(text, chance),
        "two words": lambda text: f"gent {text}",
        "two letters": lambda text: text[:2],
        "no name at all": lambda text: text[::-1] + "xq",
        "a word in every other name": lambda text: "gent",
    }
    return {kind: [make(text) for text in some] for kind, make in kinds.items()}


def told(kind: str, taken: Sequence[float]) -> None:
    ranked = sorted(taken)
    late = ranked[int(0.95 * len(ranked))]
    print(f"  {kind:28} median {statistics.median(ranked):6.1f}  p95 {late:6.1f}  worst {ranked[-1]:6.1f} ms")


def many(number: int, searches: int) -> None:
    chance = random.Random(1)
    quads = list(partners(number // NAMES_OF_A_PARTNER, chance))
    names = [
        quad.object.value
        for quad in quads
        if isinstance(quad.object, Literal) and quad.object.language == "fr"
    ]
    with tempfile.TemporaryDirectory() as folder:
        releases = publish(Path(folder), [*gent(), *quads])
        del quads
        kinds = texts(names, searches, chance)
        asyncio.run(indexed(releases, kinds))
        print("over HTTP:")
        asked(releases, kinds)


async def open_store(folder: Path, _: Release) -> EmbeddedStore:
    return await EmbeddedStore.open(folder / GRAPH, Settings())


async def indexed(releases: ReleaseFolder, kinds: dict[str, list[str]]) -> None:
    """Seconds and memory of an index, and the work of searches in it."""
    site = get_site_of_app(create_app(releases, Settings(), open_store=open_store))
    async with site.live.running(), site.live.reading() as serving:
        before = field(os.getpid(), "Rss")
        began, longest = time.perf_counter(), 0.0
        finder = NameIndex(site.live, site.queries["search-names"], wait=600)
        making = asyncio.create_task(finder.index(serving))
        while not making.done():
            looked = time.perf_counter()
            await asyncio.sleep(0.01)
            longest = max(longest, time.perf_counter() - looked - 0.01)
        index = await making
        seconds = time.perf_counter() - began
        print(f"{index.names} names of {index.things} things: read and indexed in {seconds:.2f} s")
        print(
            f"  word lists {index.size / MIB:.0f} MiB, process {field(os.getpid(), 'Rss') - before:+.0f} MiB"
        )
        print(f"  while it is made, others wait at most {1000 * longest:.0f} ms longer")
    print("processor time of searches:")
    worked(index, kinds)


def asked(releases: ReleaseFolder, kinds: dict[str, list[str]]) -> None:
    app = create_app(releases, Settings(), open_store=open_store)
    everything: list[float] = []
    with running(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        while client.get("/search.json", params={"q": "ready"}).status_code != 200:
            time.sleep(0.2)
        for kind, each in kinds.items():
            # Another number of results on the page makes the same text another search.
            taken = [answered(client, text, 1 + number % 100) for number, text in enumerate(each)]
            everything += taken
            told(kind, taken)
    told("all of these", everything)


def worked(index: SearchIndex, kinds: dict[str, list[str]]) -> None:
    """Processor time of the searches themselves: others use the machine."""
    everything: list[float] = []
    for kind, each in kinds.items():
        taken = []
        for text in each:
            began = time.thread_time()
            index.find(SearchQuery(text))
            taken.append(1000 * (time.thread_time() - began))
        everything += taken
        told(kind, taken)
    told("all of these", everything)


def answered(client: httpx.Client, text: str, per_page: int) -> float:
    began = time.perf_counter()
    answer = client.get("/search.json", params={"q": text, "per_page": str(per_page)})
    assert answer.status_code == 200, answer.text
    return 1000 * (time.perf_counter() - began)


# == Ghent =====================================================================


def starts(runs: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        build(out)
        answers, searches = [], []
        for _ in range(runs):
            server = Server(out)
            answers.append(server.first_answer())
            server.get("/search.json?q=luik", "application/json")
            searches.append(time.perf_counter() - server.started)
            server.stop()
    print(f"Ghent, second start: first answer {statistics.median(answers):.2f} s", end="")
    print(f", first search {statistics.median(searches):.2f} s")


def main() -> None:
    parser = argparse.ArgumentParser(description="Time search.")
    parser.add_argument("--names", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=100)
    parser.add_argument("--runs", type=int, default=5)
    wanted = parser.parse_args()
    many(wanted.names, wanted.searches)
    starts(wanted.runs)


if __name__ == "__main__":
    main()
