"""Releases for the tests of the web room: Ghent's own data, in a folder, behind a fake store or a real one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from queue import Queue
from threading import Thread

from fastapi import FastAPI
from pyoxigraph import Quad

from stedenband import assets, catalogue, graph, tables
from stedenband.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TURTLE, read, write
from stedenband.model import DatasetInfo, Release
from stedenband.ns import Iris
from stedenband.pipeline import read_codes, read_standings
from stedenband.releases import GRAPH, ReleaseFolder, ReleaseWriter
from stedenband.schema import Register
from stedenband.settings import Settings
from stedenband.store import FakeStore
from stedenband.web import create_app
from stedenband.web.http.server import AnnouncingServer, configure_uvicorn, open_metrics_server

BASE = "https://w3id.org/stedenband/gent/"
IRIS = Iris(BASE)


def _ontology(name: str, graph_name: str) -> list[Quad]:
    quads = read((assets.find_folder("ontology") / name).read_bytes(), TURTLE)
    return [Quad(quad.subject, quad.predicate, quad.object, IRIS.graph(graph_name)) for quad in quads]


@cache
def gent() -> tuple[Quad, ...]:
    """The quads of a release of Ghent's data."""
    _, register = _gent()
    lists = _ontology("codelists.ttl", "concepts")
    return (*graph.make_quads(register, IRIS), *lists, *_ontology("stedenband.ttl", "ontology"))


@cache
def _gent() -> tuple[DatasetInfo, Register]:
    """What Ghent's tables say."""
    lists = _ontology("codelists.ttl", "concepts")
    reading = tables.read(assets.find_folder("data") / "gent", codes=read_codes(lists))
    assert reading.register is not None, reading.findings
    assert reading.info is not None
    return reading.info, replace(reading.register, standings=read_standings(lists))


def publish(out: Path, quads: Sequence[Quad], *, version: str = "1.0.0") -> ReleaseFolder:
    """Write a release of these quads and switch to it."""
    releases = ReleaseFolder(out)
    with releases.writing() as writer:
        writer.put(GRAPH, write(quads, N_QUADS, iris=IRIS), N_QUADS.media_type)
        for form in (TURTLE, JSON_LD, N_TRIPLES, RDF_XML):
            triples = [quad.triple for quad in quads[:200]]
            writer.put(f"gent.{form.extension}", write(triples, form, iris=IRIS), form.media_type)
        release = Release(
            id=f"{version}-0123abcd",
            version=version,
            base_iri=BASE,
            dataset="gent",
            city="gent",
            title={"nl": "Zuster- en partnersteden van Gent", "en": "Sister and partner cities of Ghent"},
            modified="2026-11-22",
            inputs_digest="0" * 64,
            generator="tests",
            previous=None,
            counts={},
            sources={},
            artefacts=writer.artefacts,
            conforms=True,
            findings={},
        )
        _list_files(writer, release)
        writer.publish(replace(release, artefacts=writer.artefacts))
    return releases


def _list_files(writer: ReleaseWriter, release: Release) -> None:
    """Write a catalogue of the files, without the sizes of the graph."""
    info, register = _gent()
    listing = catalogue.make_listing(info, register, release, catalogue.DatasetStatistics())
    (page,) = catalogue.make_pages([listing])
    for form in (TURTLE, JSON_LD, N_TRIPLES, RDF_XML):
        body = write(page.in_form(form.extension), form, iris=IRIS)
        writer.put(f"catalog.{form.extension}", body, form.media_type)
    writer.put("void.ttl", write(catalogue.make_void_document(listing), TURTLE, iris=IRIS), TURTLE.media_type)


@dataclass(frozen=True, slots=True)
class Served:
    """The address of a running server, the store behind it, and the releases it follows."""

    address: str
    store: FakeStore
    releases: ReleaseFolder


Opened = Callable[[FakeStore], None]


def application(
    releases: ReleaseFolder, settings: Settings | None = None, *, opened: Opened | None = None
) -> FastAPI:
    """The application over fake stores; ``opened`` is told of each store that it opens."""

    async def open_store(folder: Path, _: Release) -> FakeStore:
        store = FakeStore(read((folder / GRAPH).read_bytes(), N_QUADS))
        if opened is not None:
            opened(store)
        return store

    return create_app(releases, settings or Settings(), open_store=open_store)


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The address of a real server of this application, for as long as the block lasts."""
    addresses: Queue[str] = Queue()
    server = AnnouncingServer(configure_uvicorn(app, "127.0.0.1", 0), addresses.put, open_metrics_server(app))
    thread = Thread(target=server.run)
    thread.start()
    try:
        yield addresses.get(timeout=30)
    finally:
        server.should_exit = True
        thread.join()
