"""The tests of the W3C suites that are HTTP requests: what is sent, and what has to come back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from w3c.manifests import MF, RDF, RDFS, UT, Manifest, Node

HT = "http://www.w3.org/2011/http#"
HTS = "http://www.w3.org/2011/http-statusCodes#"
CNT = "http://www.w3.org/2011/content#"

_STATUS = {"OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what is expected: statuses as prefixes (``4``, ``201``), a boolean, a kind of answer, a body."""

    method: str
    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None
    statuses: tuple[str, ...]
    boolean: bool | None
    kind: str
    turtle: str

    def header(self, name: str) -> str:
        """A header of the request, empty where it has none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


@dataclass(frozen=True, slots=True)
class HttpTest:
    """Requests in order, and the graphs that the server has to hold: name and file."""

    name: str
    exchanges: tuple[Exchange, ...]
    graphs: tuple[tuple[str, Path], ...] = ()


def http_tests(folder: Path, manifest: str, kind: str) -> tuple[HttpTest, ...]:
    """The tests of a manifest that have that type."""
    read = Manifest(folder / manifest, folder)
    entries = [entry for entry in read.entries() if read.text(entry, RDF + "type") == MF + kind]
    return tuple(_test(read, entry) for entry in entries)


def _test(read: Manifest, entry: Node) -> HttpTest:
    assert isinstance(entry, NamedNode)
    action = read.value(entry, MF + "action")
    requests = read.value(action, HT + "requests") if action is not None else None
    return HttpTest(
        entry.value.rpartition("#")[2],
        tuple(_exchange(read, request) for request in read.items(requests)),
        tuple(sorted(_graphs(read, entry))),
    )


def _graphs(read: Manifest, entry: Node) -> Iterator[tuple[str, Path]]:
    for node in read.values(entry, UT + "graphData"):
        path = read.path(read.value(node, UT + "graph"))
        assert path is not None
        yield read.text(node, RDFS + "label"), path


def _exchange(read: Manifest, request: Node) -> Exchange:
    response = read.value(request, HT + "resp")
    assert response is not None
    content = read.value(response, HT + "body")
    statuses = [
        node.value.removeprefix(HTS)
        for node in read.values(response, MF + "expectedStatus")
        if isinstance(node, NamedNode)
    ]
    boolean = read.text(response, MF + "expectedBoolean")
    return Exchange(
        method=read.text(request, HT + "methodName"),
        path=read.text(request, HT + "absolutePath"),
        headers=tuple(
            (read.text(header, HT + "fieldName"), read.text(header, HT + "fieldValue"))
            for header in read.items(read.value(request, HT + "headers"))
        ),
        body=_body(read, read.value(request, HT + "body")),
        statuses=tuple(
            _STATUS.get(status, status.removeprefix("StatusCode").rstrip("x")) for status in statuses
        ),
        boolean=boolean == "true" if boolean else None,
        kind=read.text(response, MF + "expectedFormat"),
        turtle=read.text(content, CNT + "chars") if content is not None else "",
    )


def _body(read: Manifest, content: Node | None) -> bytes | None:
    if content is None:
        return None
    encoding = read.text(content, CNT + "characterEncoding") or "UTF-8"
    return read.text(content, CNT + "chars").encode(encoding)
