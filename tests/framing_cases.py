"""Requests that two HTTP servers may read in two manners: a seeded generator over every part of a message's framing.

A case is one request, alone, behind a good one, or before a good one, in one packet or cut anywhere. Its body holds the
bytes of another request, so that whoever mistakes where the body ends answers that one too.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass

SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
GOOD = b"GET /good HTTP/1.1\r\nHost: x\r\n\r\n"
PROBE = b"GET /probe HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
"""Sent last: whoever answers it has kept the connection, and has found where the request before it ended."""

_POST = b"POST /case HTTP/1.1\r\nHost: x\r\n"
_GET = b"GET /case HTTP/1.1\r\nHost: x\r\n"
_LENGTH = b"Content-Length: %d\r\n" % len(SMUGGLED)
_CHUNKED = b"Transfer-Encoding: chunked\r\n"
_IN_CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(SMUGGLED), SMUGGLED)


@dataclass(frozen=True, slots=True)
class Case:
    """What is sent, in packets; ``kind`` names what is odd in it, ``meant`` is the most requests that it can hold."""

    kind: str
    place: str
    packets: tuple[bytes, ...]
    meant: int


def cases(seed: int) -> Iterator[Case]:
    """Every kind in every place, whole and cut."""
    chance = random.Random(seed)
    for kind, request in kinds():
        places = {
            "alone": (request + PROBE, 2),
            "behind": (GOOD + request + PROBE, 3),
            "before": (request + GOOD + PROBE, 3),
        }
        for place, (sent, meant) in places.items():
            yield Case(kind, place, (sent,), meant)
            yield Case(kind, f"{place}, cut", _cut(sent, chance), meant)
        head = request.find(b"\r\n\r\n") + 4
        if 4 <= head < len(request):
            yield Case(kind, "head and body apart", (request[:head], request[head:] + PROBE), 2)


def _cut(sent: bytes, chance: random.Random) -> tuple[bytes, ...]:
    at = sorted({0, len(sent), *(chance.randrange(1, len(sent)) for _ in range(chance.randint(1, 3)))})
    return tuple(sent[start:end] for start, end in itertools.pairwise(at))


def kinds() -> Iterator[tuple[str, bytes]]:
    """A name of what is odd, and the request."""
    yield "nothing odd", _GET + b"\r\n"
    yield "nothing odd, with a length", _POST + _LENGTH + b"\r\n" + SMUGGLED
    yield "nothing odd, in chunks", _POST + _CHUNKED + b"\r\n" + _IN_CHUNKS
    yield from _lines()
    yield from _fields()
    yield from _lengths()
    yield from _codings()
    yield from _chunks()
    yield from _trailers()
    yield from _waits()
    yield from _offers()


def _lines() -> Iterator[tuple[str, bytes]]:
    rest = b"\r\nHost: x\r\n\r\n"
    for line in (
        b"GET http://x/case HTTP/1.1",
        b"GET HTTP://y/case HTTP/1.1",
        b"GET http://x HTTP/1.1",
        b"GET http://x?a=b HTTP/1.1",
        b"GET http:///case HTTP/1.1",
        b"GET ftp://x/case HTTP/1.1",
        b"GET * HTTP/1.1",
        b"OPTIONS * HTTP/1.1",
        b"GET x:80 HTTP/1.1",
        b"GET case HTTP/1.1",
        b"GET /case#a HTTP/1.1",
        b"GET /c\xc3\xa9 HTTP/1.1",
        b"GET /c\x00 HTTP/1.1",
        b"GET  /case HTTP/1.1",
        b"GET /case  HTTP/1.1",
        b"GET /ca se HTTP/1.1",
        b"GET\t/case HTTP/1.1",
        b" GET /case HTTP/1.1",
        b"GET /case HTTP/1.1 ",
        b"GET /case http/1.1",
        b"GET /case HTTP/1.2",
        b"GET /case HTTP/2.0",
        b"GET /case HTTP/01.1",
        b"GET /case HTTP/1.1\r",
        b"GET /case",
        b"G(T /case HTTP/1.1",
        b"get /case HTTP/1.1",
        b"BREW /case HTTP/1.1",
        b"QUERY /case HTTP/1.1",
    ):
        yield f"line: {line.decode('latin-1')!r}", line + rest
    yield "line: HTTP/1.0", b"GET /case HTTP/1.0" + rest
    yield "line: HTTP/1.0, kept alive", b"GET /case HTTP/1.0\r\nHost: x\r\nConnection: keep-alive\r\n\r\n"
    yield "line: ends with LF", b"GET /case HTTP/1.1\nHost: x\r\n\r\n"
    yield "line: ends with CR", b"GET /case HTTP/1.1\rHost: x\r\n\r\n"
    yield "line: all end with LF", b"GET /case HTTP/1.1\nHost: x\n\n"
    yield "line: one blank before", b"\r\n" + _GET + b"\r\n"
    yield "line: one bare LF before", b"\n" + _GET + b"\r\n"
    yield "line: many blank before", b"\r\n" * 50 + _GET + b"\r\n"


def _fields() -> Iterator[tuple[str, bytes]]:
    for field in (
        b"X-A: b\r\n c",
        b"X-A: b\r\n\tc",
        b"X-A: b\nX-C: d",
        b"X-A: b\rX-C: d",
        b"X-A: b\x00c",
        b"X-A: b\x01c",
        b"X-A: \xff\xe9",
        b"X-A:b",
        b"X-A:",
        b"X-A : b",
        b"X-A\t: b",
        b" X-A: b",
        b"X A: b",
        b"X-A",
        b": b",
        b"X(A: b",
        b"Host: x",
        b"Host: y",
        b"Connection: close",
        b"Connection: Close",
        b"Connection: close, keep-alive",
        b"Connection: keep-alive",
        b"Connection: keep-alive\r\nConnection: close",
        b"Connection: content-length",
        b"Content-Length: 0",
        b"Cookie: " + b"a" * 9000,
    ):
        yield f"field: {field[:40].decode('latin-1')!r}", _GET + field + b"\r\n\r\n"
    yield "field: no Host", b"GET /case HTTP/1.1\r\n\r\n"
    yield "field: an empty Host", b"GET /case HTTP/1.1\r\nHost:\r\n\r\n"
    yield "field: a folded Host", b"GET /case HTTP/1.1\r\nHost:\r\n x\r\n\r\n"
    yield "field: LF at the end", _GET + b"\n"
    yield "field: folded first", b"GET /case HTTP/1.1\r\n Host: x\r\n\r\n"


def _lengths() -> Iterator[tuple[str, bytes]]:
    size = b"%d" % len(SMUGGLED)
    for value in (
        *(b" " + size + b" ", size, b"0" + size, b"+" + size, b"-" + size, size + b"," + size, size + b", 6"),
        *(
            b"0x25",
            b"",
            size + b" 0",
            size + b"\x0b",
            b"9" * 15,
            b"9" * 19,
            b"9" * 25,
            b"\xb2",
            b"1e1",
            size + b";",
        ),
    ):
        yield (
            f"length: {value.decode('latin-1')!r}",
            _POST + b"Content-Length:" + value + b"\r\n\r\n" + SMUGGLED,
        )
    yield "length: twice, the same", _POST + _LENGTH * 2 + b"\r\n" + SMUGGLED
    yield "length: twice", _POST + b"Content-Length: 0\r\n" + _LENGTH + b"\r\n" + SMUGGLED
    yield "length: twice, turned", _POST + _LENGTH + b"Content-Length: 0\r\n\r\n" + SMUGGLED
    yield "length: with a blank before the colon", _POST + _LENGTH.replace(b":", b" :") + b"\r\n" + SMUGGLED
    yield "length: folded", _POST + _LENGTH.replace(b": ", b":\r\n ") + b"\r\n" + SMUGGLED
    yield "length: of a GET", _GET + _LENGTH + b"\r\n" + SMUGGLED
    yield "length: of a HEAD", _GET.replace(b"GET", b"HEAD") + _LENGTH + b"\r\n" + SMUGGLED
    yield "length: in HTTP/1.0", _POST.replace(b"1.1", b"1.0") + _LENGTH + b"\r\n" + SMUGGLED
    yield "length: none", _POST + b"\r\n"


def _codings() -> Iterator[tuple[str, bytes]]:
    for value in (
        *(b"Chunked", b" \tchunked\t ", b"gzip, chunked", b"chunked, gzip", b"chunked, chunked", b"identity"),
        *(b"xchunked", b"chunked;q=1", b"\x0bchunked", b"chunked,", b",chunked", b'"chunked"', b"", b"gzip"),
    ):
        start = _POST + b"Transfer-Encoding:" + value + b"\r\n\r\n"
        yield f"coding: {value.decode('latin-1')!r}", start + _IN_CHUNKS
    yield "coding: and a length", _POST + _CHUNKED + b"Content-Length: 4\r\n\r\n" + _IN_CHUNKS
    yield "coding: behind a length", _POST + b"Content-Length: 4\r\n" + _CHUNKED + b"\r\n" + _IN_CHUNKS
    yield "coding: twice", _POST + _CHUNKED * 2 + b"\r\n" + _IN_CHUNKS
    yield (
        "coding: gzip, then chunked",
        _POST + b"Transfer-Encoding: gzip\r\n" + _CHUNKED + b"\r\n" + _IN_CHUNKS,
    )
    yield "coding: in HTTP/1.0", _POST.replace(b"1.1", b"1.0") + _CHUNKED + b"\r\n" + _IN_CHUNKS
    yield "coding: with an underscore", _POST + _CHUNKED.replace(b"-", b"_") + _LENGTH + b"\r\n" + SMUGGLED
    yield "coding: folded", _POST + _CHUNKED.replace(b": ", b":\r\n ") + b"\r\n" + _IN_CHUNKS
    yield "coding: blank before the colon", _POST + _CHUNKED.replace(b":", b" :") + b"\r\n" + _IN_CHUNKS
    yield "coding: of a GET", _GET + _CHUNKED + b"\r\n" + _IN_CHUNKS


def _chunks() -> Iterator[tuple[str, bytes]]:
    start, size, end = _POST + _CHUNKED + b"\r\n", b"%x" % len(SMUGGLED), b"0\r\n\r\n"
    for name, line in (
        ("in capitals", size.upper()),
        ("with zeros before", b"000" + size),
        ("with an extension", size + b";a=b"),
        ("with a quoted extension", size + b';a="b;c"'),
        ("with an extension without a name", size + b";"),
        ("with a LF in the extension", size + b";a\nb"),
        ("with a CR in the extension", size + b";a\rb"),
        ("with a blank behind", size + b" "),
        ("with a blank before", b" " + size),
        ("with a tab behind", size + b"\t"),
        ("with 0x", b"0x" + size),
        ("with a minus", b"-" + size),
        ("with a plus", b"+" + size),
        ("with an underscore", b"2_5"),
        ("empty", b""),
        ("no number", b"zz"),
        ("of 2^63", b"8000000000000000"),
        ("of 2^64 and more", b"10000000000000025"),
        ("of 20 digits", b"f" * 20),
        ("of 30 digits", b"0" * 28 + size),
    ):
        yield f"chunk: size {name}", start + line + b"\r\n" + SMUGGLED + b"\r\n" + end
    whole = size + b"\r\n" + SMUGGLED + b"\r\n"
    yield "chunk: several", start + b"1\r\na\r\n" * 5 + whole + end
    yield "chunk: LF behind the size", start + size + b"\n" + SMUGGLED + b"\r\n" + end
    yield "chunk: LF behind the data", start + size + b"\r\n" + SMUGGLED + b"\n" + end
    yield "chunk: nothing behind the data", start + size + b"\r\n" + SMUGGLED + end
    yield "chunk: two bytes behind the data", start + size + b"\r\n" + SMUGGLED + b"XX" + end
    yield "chunk: CR CR LF behind the size", start + size + b"\r\r\n" + SMUGGLED + b"\r\n" + end
    yield "chunk: last of 00", start + whole + b"00\r\n\r\n"
    yield "chunk: last with an extension", start + whole + b"0;a=b\r\n\r\n"
    yield "chunk: LF behind the last", start + whole + b"0\n\r\n"
    yield "chunk: LF at the end", start + whole + b"0\r\n\n"


def _trailers() -> Iterator[tuple[str, bytes]]:
    start = _POST + _CHUNKED + b"\r\n" + b"%x\r\n%s\r\n0\r\n" % (len(SMUGGLED), SMUGGLED)
    for field in (
        *(b"X-A: b", b"Content-Length: 5", b"Transfer-Encoding: chunked", b"Host: y", b"X-A: b\r\n c"),
        *(b"X-A : b", b"X-A", b" X-A: b", b"X-A: b\nX-C: d", b"X-A: \x00"),
    ):
        yield f"trailer: {field.decode('latin-1')!r}", start + field + b"\r\n\r\n"


def _waits() -> Iterator[tuple[str, bytes]]:
    for value in (b"100-continue", b"100-Continue", b"200-ok", b"100-continue, 100-continue", b""):
        field = b"Expect: " + value + b"\r\n"
        yield f"expect: {value.decode()!r}, with a length", _POST + field + _LENGTH + b"\r\n" + SMUGGLED
        yield f"expect: {value.decode()!r}, in chunks", _POST + field + _CHUNKED + b"\r\n" + _IN_CHUNKS
        yield f"expect: {value.decode()!r}, without a body", _GET + field + b"\r\n"


def _offers() -> Iterator[tuple[str, bytes]]:
    offers = {
        "h2c": b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
        "websocket": b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
        "TLS/1.0": b"Upgrade: TLS/1.0\r\nConnection: keep-alive, upgrade\r\n",
        "unknown": b"UPGRADE: a, b/2\r\nConnection: UPGRADE\r\n",
        "twice": b"Upgrade: a\r\nUpgrade: b\r\nConnection: upgrade\r\nConnection: upgrade\r\n",
        "empty": b"Upgrade:\r\nConnection: upgrade\r\n",
        "not named in Connection": b"Upgrade: h2c\r\n",
        "Connection alone": b"Connection: upgrade\r\n",
    }
    framings = {
        "without a body": (_GET, b"", b""),
        "with a length": (_POST, _LENGTH, SMUGGLED),
        "in chunks": (_POST, _CHUNKED, _IN_CHUNKS),
        "GET with a length": (_GET, _LENGTH, SMUGGLED),
    }
    for token, offer in offers.items():
        for framing, (start, fields, body) in framings.items():
            yield f"upgrade: {token}, {framing}", start + offer + fields + b"\r\n" + body
    tunnel = b"CONNECT x:443 HTTP/1.1\r\nHost: x:443\r\n"
    for framing, (_, fields, body) in framings.items():
        if framing != "GET with a length":
            yield f"connect: {framing}", tunnel + fields + b"\r\n" + body
    yield "connect: to a path", tunnel.replace(b"x:443 ", b"/case ") + b"\r\n" + SMUGGLED
    yield "connect: h2c", tunnel + offers["h2c"] + _LENGTH + b"\r\n" + SMUGGLED
