"""The head of a request, taken out of the bytes of a connection and held against the grammar of RFC 9112.

Stricter than the parser behind it: what another server on the way could read in two manners is refused, not guessed
at. No line ends with a bare LF, no field is folded over lines, no name is followed by a blank, no body has two lengths.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

HEAD_BYTES = 64 * 1024
"""The most that the head of a request may be."""

FIELD_BYTES = 8 * 1024
"""The most that one header field may be, name and value."""

HEAD_FIELDS = 100
"""The most header fields that a request may have."""

BLANK_LINES = 4
"""The most empty lines in front of a request; RFC 9112 (section 2.2) asks to pass over at least one."""

_LONG_LINE = 20 * 1024
"""A first line beyond is what makes a head too large."""

_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"

_REQUEST_LINE = re.compile(rb"(" + _TOKEN + rb") ([\x21-\x7e]+) HTTP/(1\.[01])(?=\r\n)")

_FIELD = re.compile(rb"\r\n(" + _TOKEN + rb"):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*)")

_NO_HEAD = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n|\Z)|(?<!\r)\n")
"""What no head has anywhere: control characters, a CR or an LF without the other."""

_START = re.compile(rb"(?:[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,40}(?: |\Z)|\Z)")

_LENGTH = re.compile(rb"[0-9]{1,18}")

_ABSOLUTE = re.compile(rb"https?://[^/?#]+", re.IGNORECASE)

Fields = list[tuple[bytes, bytes]]


class RequestHeadError(Exception):
    """A head that is refused; ``status`` says how."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class RequestHead:
    """The head of a request: names of fields in small letters, values without blanks around them.

    ``target`` is path and query, without scheme and authority. ``raw`` is the head as it came.
    """

    method: bytes
    target: bytes
    version: bytes
    fields: Fields
    raw: bytes

    @property
    def has_body(self) -> bool:
        """Whether a length or a coding says that a body follows."""
        return any(name in (b"content-length", b"transfer-encoding") for name, _ in self.fields)


class RequestHeadReader:
    """The bytes of a connection that no request has taken yet."""

    def __init__(self) -> None:
        self.buffer = bytearray()
        self._seen = self._blank = 0

    def take_head(self) -> RequestHead | None:
        """Take a head out of the bytes; ``None`` while it is not whole.

        Raises ``RequestHeadError`` as soon as no head can come of them.
        """
        buffer = self.buffer
        self._drop_blank_lines()
        if not buffer or buffer == b"\r":
            return None
        start = max(self._seen - 3, 0)
        end = buffer.find(b"\r\n\r\n", start)
        self._seen = len(buffer)
        if not _START.match(buffer) or _NO_HEAD.search(buffer, start, end if end >= 0 else len(buffer)):
            raise RequestHeadError(400)
        if end > HEAD_BYTES or (end < 0 and len(buffer) > HEAD_BYTES):
            raise RequestHeadError(431 if 0 <= buffer.find(b"\r\n") < _LONG_LINE else 414)
        if end < 0:
            return None
        raw = bytes(buffer[: end + 4])
        del buffer[: end + 4]
        self._seen = self._blank = 0
        return _head(raw)

    def _drop_blank_lines(self) -> None:
        while self.buffer.startswith(b"\r\n"):
            self._blank += 1
            if self._blank > BLANK_LINES:
                raise RequestHeadError(400)
            del self.buffer[:2]


def _head(raw: bytes) -> RequestHead:
    line = _REQUEST_LINE.match(raw)
    if line is None:
        raise RequestHeadError(400)
    fields: Fields = []
    position = line.end()
    while (field := _FIELD.match(raw, position)) is not None:
        if field.end() - position > FIELD_BYTES or len(fields) >= HEAD_FIELDS:
            raise RequestHeadError(431)
        fields.append((field[1].lower(), field[2].rstrip(b" \t")))
        position = field.end()
    if position != len(raw) - 4:
        raise RequestHeadError(400)
    method, target, version = line.groups()
    if method == b"CONNECT":
        raise RequestHeadError(405)
    _check_framing(version, fields)
    return RequestHead(method, _origin_form(method, target), version, fields, raw)


def _check_framing(version: bytes, fields: Fields) -> None:
    """One length or one coding, in one field (RFC 9112, section 6); one Host, and in HTTP/1.1 always (section 3.2)."""
    lengths = [value for name, value in fields if name == b"content-length"]
    codings = [value for name, value in fields if name == b"transfer-encoding"]
    hosts = sum(name == b"host" for name, _ in fields)
    if hosts > 1 or (version == b"1.1" and not hosts):
        raise RequestHeadError(400)
    if len(lengths) + len(codings) > 1 or (codings and version == b"1.0"):
        raise RequestHeadError(400)
    if lengths and not _LENGTH.fullmatch(lengths[0]):
        raise RequestHeadError(400)
    if codings and codings[0].lower() != b"chunked":
        raise RequestHeadError(400)


def _origin_form(method: bytes, target: bytes) -> bytes:
    target = target.partition(b"#")[0]
    if target.startswith(b"/"):
        return target
    if target == b"*" and method == b"OPTIONS":
        return b"/"
    absolute = _ABSOLUTE.match(target)
    if absolute is None:
        raise RequestHeadError(400)
    rest = target[absolute.end() :]
    return rest if rest.startswith(b"/") else b"/" + rest
