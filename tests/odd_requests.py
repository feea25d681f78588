"""Requests with odd values in every place where a stranger may write one, made from what the application declares.

Places are the parameters of the addresses in the application's route table, the parameters of query strings and forms
that its OpenAPI document and its source name, and the header fields that a connection passes on. A route, a parameter
or a field that is added later is found by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote_from_bytes

from fastapi import FastAPI
from starlette.routing import BaseRoute

from stedenband import web
from stedenband.web.http.connection import READ_FIELDS

SHAPES: dict[str, bytes] = {
    "empty": b"",
    "bracket": b"[",
    "quote": b'"',
    "smaller": b"<",
    "larger": b">",
    "blank": b" ",
    "NUL": b"\0",
    "not UTF-8": b"\xff",
    "overlong UTF-8": b"\xc0\xaf",
    "half a surrogate pair": b"\xed\xa0\x80",
    "surrogates as UTF-8": b"\xed\xa0\xbd\xed\xb8\x80",
    "line break": b"a\r\nX-Odd: 1",
    "right to left": "a\u202eb\u2066".encode(),
    "beyond the BMP": "\U0010ffff\U0001f600".encode(),
    "percent": b"%",
    "percent, twice": b"%2500%25zz",
    "brace": b"{0}{city.__class__}",
    "backslash": b"\\..\\..\\etc\\passwd",
    "dots": b"../../../../etc/passwd",
    "slashes": b"//////",
    "4,400 digits": b"9" * 4400,
    "negative digits": b"-" + b"9" * 4400,
    "digits of another script": "٣٣٣".encode(),
    "superscript digits": "²³".encode(),
    "exponent": b"1e999999999",
    "nan": b"nan",
    "long": b"a" * 7000,
    "nested": b"(" * 3500 + b")" * 3500,
    "nested brackets": b"[" * 3500,
    "nested braces": b"{" * 3500,
    "escaped quotes": b'a="' + b'\\"' * 3500 + b'"',
    "open quote": b'a="' + b"\\" * 7000,
    "commas": b"," * 7000,
    "semicolons": b"a;" * 3500,
    "weights": b"text/html;q=" + b"9" * 4400,
    "many weights": b",".join(b"a/b;q=0.%d" % n for n in range(500)),
    "blanks": b"a" + b" " * 7000 + b"b",
    "colons": b":" * 7000,
    "dashes": b"bytes=" + b"0-0," * 1500,
    "range of digits": b"bytes=0-" + b"9" * 4400,
    "range backwards": b"bytes=9-1",
    "units": b"items=0-1",
    "script": b"<script>alert(1)</script>",
    "query": b"SELECT * { ?s ?p ?o } LIMIT 1",
}
"""What is written, unencoded. None is longer than a header field or an address may be."""

WILDEST = (
    "bracket",
    "NUL",
    "not UTF-8",
    "half a surrogate pair",
    "4,400 digits",
    "nested",
    "escaped quotes",
    "blanks",
)
"""The shapes that go by themselves in every parameter that is known to be read somewhere."""

WITH_PARAMETERS = ("/search", "/sparql", "/catalog", "/changes", "/graphs", "/queries", "/statistics", "/")
"""Routes that read parameters without declaring them."""

COOKIES = {
    "Cookie, quoted": b'a="' + b'\\"' * 29_000 + b'"',
    "Cookie, just fitting": b'a="' + b'\\"' * 4000 + b'"',
    "Cookie, many": b"a=b; " * 1600,
}

UNKNOWN = (
    b"cookie",
    b"x-odd",
    b"referer",
    b"user-agent",
    b"forwarded",
    b"te",
    b"trailer",
    b"upgrade",
    b"via",
)
"""Fields that nobody reads, and that somebody sends."""

_FRAMING = frozenset((b"content-length", b"transfer-encoding", b"expect"))
"""Fields that say where a request ends; what is wrong with those is looked for where framing is tested."""

_READ = re.compile(r"""query_params(?:\.get\(|\[)\s*["']([\w-]+)["']""")
_PROTOCOL = (
    "query",
    "default-graph-uri",
    "named-graph-uri",
    "format",
    "timeout",
    "output",
    "graph",
    "default",
    "update",
)


@dataclass(frozen=True, slots=True)
class Odd:
    """One request with an odd value: where it stands, and the bytes to send."""

    name: str
    method: bytes
    target: bytes
    fields: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""

    @property
    def raw(self) -> bytes:
        """The request as it is sent."""
        fields = [(b"Host", b"odd.example"), *self.fields]
        if self.body or self.method == b"POST":
            fields.append((b"Content-Length", b"%d" % len(self.body)))
        lines = [b"%s %s HTTP/1.1" % (self.method, self.target), *(b"%s: %s" % field for field in fields)]
        return b"\r\n".join([*lines, b"", self.body])


def paths(app: FastAPI) -> list[str]:
    """The patterns of all addresses that can be read."""
    return sorted(set(_paths(app.routes)))


def _paths(routes: Sequence[BaseRoute]) -> Iterator[str]:
    for route in routes:
        # From some version on FastAPI keeps a router that was included as it is, and not its routes.
        included = getattr(route, "original_router", None)
        yield from _paths(included.routes) if included is not None else [str(getattr(route, "path", "/"))]


def parameters() -> list[str]:
    """The names of all parameters of query strings and forms that the source reads."""
    assert web.__file__ is not None
    sources = [file.read_text("utf-8") for file in sorted(Path(web.__file__).parent.rglob("*.py"))]
    return sorted({name for source in sources for name in _READ.findall(source)} | set(_PROTOCOL))


def requests(app: FastAPI, described: dict[str, Any]) -> Iterator[Odd]:
    """All of them."""
    routes, names = paths(app), parameters()
    yield from _in_paths(routes)
    yield from _in_queries(routes, names)
    yield from _declared(described)
    yield from _in_forms(names)
    yield from _in_fields(routes)


_PARAMETER = re.compile(r"\{[a-z_]+(?::[a-z]+)?\}")


def _in_paths(routes: Sequence[str]) -> Iterator[Odd]:
    for route in routes:
        for place in _PARAMETER.finditer(route):
            for name, value in SHAPES.items():
                target = route[: place.start()] + "\0" + route[place.end() :]
                filled = _PARAMETER.sub("1", target).encode()
                for way, encoded in (("", quote_from_bytes(value, safe="")), (", bare", _bare(value))):
                    if way and encoded == quote_from_bytes(value, safe=""):
                        continue
                    yield Odd(
                        f"path {route}: {name}{way}", b"GET", filled.replace(b"\0", encoded.encode("latin-1"))
                    )


def _bare(value: bytes) -> str:
    """As a careless client sends it: only what cannot stand in a request line is written with percent signs."""
    return re.sub(r"[^\x21-\x7e]|[#?]", lambda found: f"%{ord(found[0]):02X}", value.decode("latin-1"))


def _in_queries(routes: Sequence[str], names: Sequence[str]) -> Iterator[Odd]:
    """In all parameters of all routes at once, and in each of those that have some."""
    for route in routes:
        path = _PARAMETER.sub("1", route).encode()
        for shape, content in SHAPES.items():
            value = quote_from_bytes(content, safe="").encode()
            yield Odd(f"query {route}, as a name: {shape}", b"GET", b"%s?%s=1" % (path, value[:12_000]))
            asked = b"&".join(b"%s=%s" % (name.encode(), value[: 12_000 // len(names)]) for name in names)
            yield Odd(f"query {route}, everywhere: {shape}", b"GET", path + b"?" + asked)
    for route in WITH_PARAMETERS:
        for name in names:
            for shape in WILDEST:
                yield _with(route, name, shape)


def _declared(described: dict[str, Any]) -> Iterator[Odd]:
    """In each parameter that the OpenAPI document tells of, the others being left out."""
    for path, operations in described["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", ()):
            if parameter.get("in") == "query":
                for shape in SHAPES:
                    yield _with(_PARAMETER.sub("1", path), parameter["name"], shape)


def _with(route: str, name: str, shape: str) -> Odd:
    value = quote_from_bytes(SHAPES[shape], safe="").encode()[:15_000]
    return Odd(f"query {route} {name}: {shape}", b"GET", b"%s?%s=%s" % (route.encode(), name.encode(), value))


def _in_forms(names: Sequence[str]) -> Iterator[Odd]:
    form = ((b"Content-Type", b"application/x-www-form-urlencoded"),)
    direct = ((b"Content-Type", b"application/sparql-query"),)
    for shape, content in SHAPES.items():
        value = quote_from_bytes(content, safe="").encode()
        for name in names:
            yield Odd(f"form {name}: {shape}", b"POST", b"/sparql", form, b"%s=%s" % (name.encode(), value))
        yield Odd(f"body: {shape}", b"POST", b"/sparql", direct, content)


def _in_fields(routes: Sequence[str]) -> Iterator[Odd]:
    targets = sorted({_PARAMETER.sub("1", route).encode() for route in routes})
    known = [b"/doc/city/gent", b"/download/latest/gent.ttl", b"/sparql?query=ASK%7B%7D"]
    for field in sorted(READ_FIELDS - _FRAMING) + list(UNKNOWN):
        for shape, content in SHAPES.items():
            if (b"\r" in content) or (b"\0" in content):
                continue
            for target in known:
                yield Odd(
                    f"field {field.decode()} of {target.decode()}: {shape}",
                    b"GET",
                    target,
                    ((field, content),),
                )
    for target in targets:
        for shape, content in COOKIES.items():
            yield Odd(f"{shape}: {target.decode()}", b"GET", target, ((b"Cookie", content),))
        for shape in ("escaped quotes", "commas", "many weights"):
            yield Odd(f"Accept of {target.decode()}: {shape}", b"GET", target, ((b"Accept", SHAPES[shape]),))
