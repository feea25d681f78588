"""Documents at an earlier time (RFC 7089), and what is told of things that are gone."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from line_of_releases import BASE, Line, asked, ended, three
from stedenband.formats import N_QUADS, read
from stedenband.model import Release
from stedenband.releases import GRAPH
from stedenband.store import FakeStore
from stedenband.web.http.errors import GoneError
from stedenband.web.serving.release_archive import ReleaseArchive
from stedenband.web.views.memento import list_relations
from web_release import application, running

THING = "partnership/gent-nottingham"
STATUS = "https://w3id.org/stedenband/ns#status"


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Line:
    return three(tmp_path_factory.mktemp("memento"))


@pytest.fixture(scope="module")
def client(line: Line) -> Iterator[httpx.Client]:
    with (
        running(application(line.releases)) as address,
        httpx.Client(base_url=address, timeout=30, headers={"Accept-Language": "en"}) as client,
    ):
        yield client


def status(answer: httpx.Response) -> str:
    """The code of the partnership's status that a document gives."""
    (value,) = (
        str(quad.object).strip("<>")
        for quad in parse(answer.content, format=RdfFormat.N_TRIPLES)
        if quad.predicate.value == STATUS and str(quad.subject) == f"<{BASE}id/{THING}>"
    )
    return value.rsplit("/", 1)[1]


def links(answer: httpx.Response) -> dict[str, str]:
    """The target of each relation of a Link header."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers["link"])
    return {relation: target for target, names in found for relation in names.split()}


@pytest.mark.parametrize(
    ("asked_for", "place"),
    [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Fri, 20 Nov 2026 00:00:00 GMT", 0),
        ("Sat, 21 Nov 2026 23:59:59 GMT", 0),
        ("Sun, 22 Nov 2026 00:00:00 GMT", 1),
        ("Sun, 22 Nov 2026 00:00:01 GMT", 2),
        ("Sun, 22 Nov 2026 01:00:00 +0200", 0),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 2),
    ],
)
def test_the_gate_leads_to_what_was_current_then(
    client: httpx.Client, line: Line, asked_for: str, place: int
) -> None:
    answer = client.get(f"/doc/{THING}.nt", headers={"Accept-Datetime": asked_for})
    assert answer.status_code == 302
    assert answer.headers["location"] == f"/doc/{THING}/{line.made[place]}.nt"
    assert "Accept-Datetime" in answer.headers["vary"]
    assert "memento-datetime" not in answer.headers
    assert links(answer)["memento"] == answer.headers["location"]
    assert links(answer)["timegate"] == links(answer)["original"] == f"/doc/{THING}.nt"


def test_a_memento_says_what_its_release_said(client: httpx.Client, line: Line) -> None:
    answers = [client.get(f"/doc/{THING}/{name}.nt") for name in line.made]
    assert [status(answer) for answer in answers] == ["dormant", "ended", "dormant"]
    assert status(client.get(f"/doc/{THING}.nt")) == "dormant"
    for answer in answers:
        assert parsedate_to_datetime(answer.headers["memento-datetime"])
        assert "immutable" in answer.headers["cache-control"]
        assert links(answer)["original"] == f"/doc/{THING}.nt"


def test_a_memento_is_negotiated_like_the_original(client: httpx.Client, line: Line) -> None:
    path = f"/doc/{THING}/{line.made[1]}"
    for accept in ("text/turtle", "application/ld+json", "application/rdf+xml", "text/html"):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.headers["content-type"].startswith(accept)
        assert answer.headers["memento-datetime"] == "Sun, 22 Nov 2026 00:00:00 GMT"
        assert answer.headers["content-location"].startswith(path)
    assert client.get(path, headers={"Accept": "image/png"}).status_code == 406


def test_the_page_of_an_earlier_release_says_so_and_stays_in_it(client: httpx.Client, line: Line) -> None:
    page = client.get(f"/doc/{THING}/{line.made[1]}", headers={"Accept": "text/html"}).text
    assert "You see this page as it was in release 1.3.0" in page
    assert f'href="/doc/{THING}"' in page
    assert f'href="/doc/city/nottingham/{line.made[1]}"' in page
    assert 'href="/id/' not in page
    now = client.get(f"/doc/{THING}", headers={"Accept": "text/html"}).text
    assert "You see this page as it was" not in now


def test_an_original_says_where_its_past_is(client: httpx.Client) -> None:
    for path in (f"/doc/{THING}", f"/doc/{THING}.ttl"):
        answer = client.get(path)
        assert links(answer)["original"] == path
        assert links(answer)["timegate"] == path
        assert links(answer)["timemap"] == f"/timemap{path}"
        assert "Accept-Datetime" in answer.headers["vary"]


def test_the_map_lists_every_memento_with_its_moment(client: httpx.Client, line: Line) -> None:
    answer = client.get(f"/timemap/doc/{THING}")
    assert answer.headers["content-type"] == "application/link-format"
    found = re.findall(r'<([^>]*)>; rel="([^"]*memento)"; datetime="([^"]*)"', answer.text)
    assert [target for target, _, _ in found] == [f"/doc/{THING}/{name}" for name in line.made]
    assert [names for _, names, _ in found] == ["first memento", "memento", "last memento"]
    for target, _, moment in found:
        assert client.get(target).headers["memento-datetime"] == moment


def test_the_map_of_a_thing_leaves_out_releases_that_did_not_know_it(
    client: httpx.Client, line: Line
) -> None:
    text = client.get("/timemap/doc/question/melle-charter").text
    assert [name in text for name in line.made] == [True, False, True]
    assert client.get("/timemap/doc/question/never-asked").status_code == 404


@pytest.mark.parametrize("count", range(1, 5))
def test_a_map_has_one_first_and_one_last_memento(count: int) -> None:
    words = [word for relation in list_relations(count) for word in relation.split()]
    assert (words.count("memento"), words.count("first"), words.count("last")) == (count, 1, 1)


@pytest.mark.parametrize(
    "header", ["", "yesterday", "2026-11-22", "Sun, 99 Nov 2026 00:00:00 GMT", "a" * 5000]
)
def test_what_is_no_date_is_refused(client: httpx.Client, header: str) -> None:
    answer = client.get(f"/doc/{THING}", headers={"Accept-Datetime": header})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_iri_of_a_version_leads_to_its_memento(client: httpx.Client, line: Line) -> None:
    answer = client.get(f"/id/{THING}/{line.made[1]}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/doc/{THING}/{line.made[1]}")
    concept = f"concept/kind/twinning/{line.made[0]}"
    assert client.get(f"/id/{concept}", follow_redirects=True).status_code == 200


@pytest.mark.parametrize(
    "path", ["{thing}/9.9.9-00000000", "nothing/{first}", "city/nobody/{first}", "{first}"]
)
def test_a_version_of_nothing_is_not_found(client: httpx.Client, line: Line, path: str) -> None:
    named = path.format(thing=THING, first=line.made[0])
    assert client.get(f"/doc/{named}").status_code == 404


def test_a_thing_that_is_gone_says_where_it_was_last(tmp_path: Path) -> None:
    line = Line(tmp_path)
    line.release("1.0.0", {"questions": asked()}, day="2026-11-20")
    line.release("1.1.0", ended())
    with running(application(line.releases)) as address:
        for path in (
            "id/question/melle-charter",
            "doc/question/melle-charter",
            "doc/question/melle-charter.ttl",
        ):
            answer = httpx.get(f"{address}{path}", headers={"Accept-Language": "nl"})
            assert answer.status_code == 410
            problem = answer.json()
            assert "uitgave 1.0.0, bijgewerkt op 2026-11-20" in problem["detail"]
            last = httpx.get(address.rstrip("/") + problem["memento"])
            assert last.status_code == 200
        page = httpx.get(f"{address}doc/question/melle-charter", headers={"Accept": "text/html"})
        assert page.status_code == 410
        assert f'href="/doc/question/melle-charter/{line.made[0]}"' in page.text
        assert httpx.get(f"{address}doc/question/never-asked").status_code == 404
        then = {"Accept-Datetime": "Sun, 22 Nov 2026 12:00:00 GMT"}
        gate = httpx.get(f"{address}doc/question/melle-charter", headers=then)
        assert gate.headers["location"] == f"/doc/question/melle-charter/{line.made[0]}"


def test_a_memento_of_a_release_that_was_removed_is_gone(tmp_path: Path) -> None:
    line = Line(tmp_path)
    first = line.release("1.0.0", day="2026-11-20")
    line.release("1.1.0", ended())
    shutil.rmtree(first)
    with running(application(line.releases)) as address:
        assert httpx.get(f"{address}doc/{THING}/{first.name}").status_code == 410
        assert first.name not in httpx.get(f"{address}timemap/doc/{THING}").text
        early = {"Accept-Datetime": "Fri, 20 Nov 2026 00:00:00 GMT"}
        answer = httpx.get(f"{address}doc/{THING}", headers=early)
        assert answer.headers["location"].endswith(line.made[1]), "the first that is still kept"


# == What it costs =============================================================


def past_of(line: Line, opened: list[FakeStore], **limits: float) -> ReleaseArchive:
    async def open_store(folder: Path, _: Release) -> FakeStore:
        store = FakeStore(read((folder / GRAPH).read_bytes(), N_QUADS))
        opened.append(store)
        return store

    return ReleaseArchive(line.releases, open_store, **limits)  # type: ignore[arg-type]


def test_no_more_than_a_few_earlier_releases_are_open_at_a_time(line: Line) -> None:
    opened: list[FakeStore] = []

    async def read_all() -> None:
        past = past_of(line, opened, most=2)
        for name in (line.made[0], line.made[1], line.made[0], line.made[2]):
            async with past.reading(name) as serving:
                assert serving.release.id == name
        assert past.open == (line.made[0], line.made[2])
        await past.close()

    asyncio.run(read_all())
    assert len(opened) == 3, "the first was still open when it was read again"
    assert all(store.closed for store in opened)


def test_a_release_that_is_being_read_is_not_closed_under_its_reader(line: Line) -> None:
    opened: list[FakeStore] = []

    async def read_two() -> None:
        past = past_of(line, opened, most=1)
        async with past.reading(line.made[0]), past.reading(line.made[1]):
            await asyncio.sleep(0)
            assert not opened[0].closed
        await past.close()

    asyncio.run(read_two())
    assert [store.closed for store in opened] == [True, True]


def test_a_release_that_nobody_reads_any_more_is_closed(line: Line) -> None:
    opened: list[FakeStore] = []

    async def wait() -> None:
        past = past_of(line, opened, idle=0.05)
        async with past.reading(line.made[0]):
            pass
        await asyncio.sleep(0.2)
        assert past.open == ()
        await past.close()

    asyncio.run(wait())
    assert opened[0].closed


def test_many_readers_of_one_release_share_its_store(line: Line) -> None:
    opened: list[FakeStore] = []

    async def read_together() -> None:
        past = past_of(line, opened)

        async def read_one() -> None:
            async with past.reading(line.made[0]):
                await asyncio.sleep(0)

        await asyncio.gather(*(read_one() for _ in range(20)))
        await past.close()

    asyncio.run(read_together())
    assert len(opened) == 1


def test_a_release_that_is_not_there_is_gone(line: Line) -> None:
    async def read_none() -> None:
        async with past_of(line, []).reading("0.0.0-00000000"):
            raise AssertionError("there is no such release")

    with pytest.raises(GoneError):
        asyncio.run(read_none())
