"""Files as responses: verified files, whole or by range request (RFC 9110, section 14), and static files by digest."""

from __future__ import annotations

import base64
import gzip
import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.responses import FileResponse
from starlette.types import Message, Receive, Scope, Send

from stedenband.releases import VerifiedFile
from stedenband.web.http.errors import RangeError
from stedenband.web.http.path_prefix import make_address
from stedenband.web.http.responses import IMMUTABLE, Representation


def format_repr_digest(sha256: str) -> str:
    """The value of ``Repr-Digest`` (RFC 9530) for a digest in hexadecimal.

    >>> format_repr_digest("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:'
    """
    return f"sha-256=:{base64.b64encode(bytes.fromhex(sha256)).decode()}:"


class OpenedFileResponse(FileResponse):
    """A file that is open already, whole or the ranges that are asked for. Closes it when it has been sent.

    Without ``part`` it is sent whole, whatever the request says of ranges.

    After each piece is read and before it goes out the file is looked at: where it is no longer the one that was
    verified, ``ReleaseDamagedError`` ends the response in the middle, so that the asker sees that it is not whole.
    """

    def __init__(self, opened: VerifiedFile, headers: Mapping[str, str], *, part: bool = True) -> None:
        self._opened, self._part = opened, part
        number = opened.file.fileno()
        # The file behind the descriptor, not the one that may have its name by now.
        super().__init__(f"/dev/fd/{number}", headers=headers, stat_result=os.fstat(number))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""

        async def checked(message: Message) -> None:
            self._opened.check()
            await send(message)

        if not self._part:
            scope = {**scope, "headers": [field for field in scope["headers"] if field[0] != b"range"]}
        try:
            await super().__call__(scope, receive, checked)
        finally:
            self._opened.close()


MOST_RANGES = 16
"""Ranges that one request may name; with more it gets the whole file."""

_DIGITS = 18
"""Digits of a position; no file has more bytes, and nobody is to make us count more."""

_RANGE = re.compile(r"([0-9]*)-([0-9]*)")


def is_for_part(header: str | None, size: int) -> bool:
    """Whether a Range header names bytes that a file of this size has; one to be ignored names none.

    Ignored, so that the whole file is sent, is what is in another unit than bytes or is not written as ranges are
    (RFC 9110, section 14.2), and what names too many. Raises ``RangeError`` when one
    of its ranges begins behind the end of the file.

    >>> is_for_part("bytes=0-99", 500), is_for_part("items=0-1", 500), is_for_part("bytes=9-1", 500)
    (True, False, False)
    """
    unit, equals, listed = (header or "").partition("=")
    parts = [part.strip(" \t") for part in listed.split(",", MOST_RANGES)]
    if not equals or unit.strip().lower() != "bytes" or len(parts) > MOST_RANGES:
        return False
    found = [_RANGE.fullmatch(part) for part in parts]
    ranges = [(match[1], match[2]) for match in found if match is not None]
    if len(ranges) != len(parts) or not all(_is_written_right(*one) for one in ranges):
        return False
    if not all(_is_within(*one, size) for one in ranges):
        raise RangeError(size)
    return True


def _is_written_right(first: str, last: str) -> bool:
    if not (first or last) or max(len(first), len(last)) > _DIGITS:
        return False
    return not (first and last) or int(first) <= int(last)


def _is_within(first: str, last: str, size: int) -> bool:
    return int(first) < size if first else int(last) > 0 and size > 0


_FOLDER = Path(__file__).resolve().parent.parent / "static"

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}

_NEVER = re.compile(r"q=0(\.0*)?\Z")

_WORTH_PACKING = 1024
"""Bytes from which on a file is also kept compressed."""


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """Our own files by their address; ``addresses`` gives the address of a file by its plain name.

    ``packed`` has the larger ones once more, compressed.
    """

    addresses: Mapping[str, str]
    files: Mapping[str, Representation]
    packed: Mapping[str, Representation]

    def representation(self, name: str, accepted: str) -> Representation | None:
        """The file of that address as one takes it who sent this Accept-Encoding; ``None`` for an unknown one."""
        plain = self.files.get(name)
        return self.packed.get(name, plain) if takes_gzip(accepted) else plain


def read_static(folder: Path = _FOLDER, *, prefix: str = "") -> StaticFiles:
    """Everything in the folder and in its ``bundle`` whose type we know; a checkout without a bundle has no scripts."""
    addresses: dict[str, str] = {}
    files: dict[str, Representation] = {}
    for path in sorted([*folder.glob("*"), *folder.glob("bundle/*")]):
        if path.suffix in _TYPES:
            body = path.read_bytes()
            name = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}"
            addresses[path.name] = make_address(f"/static/{name}", prefix)
            files[name] = Representation(body, _TYPES[path.suffix], cache=IMMUTABLE)
    packed = {name: _packed(file) for name, file in files.items() if len(file.body) >= _WORTH_PACKING}
    return StaticFiles(addresses, files, packed)


def _packed(file: Representation) -> Representation:
    return Representation(
        _gzipped(file.body), file.content_type, {"Content-Encoding": "gzip"}, cache=file.cache
    )


@cache
def _gzipped(body: bytes) -> bytes:
    """The body compressed, once a process: an application that is made again pays nothing for it."""
    return gzip.compress(body, mtime=0)


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header takes gzip (RFC 9110, section 12.5.3).

    >>> [takes_gzip(header) for header in ("gzip, br", "br;q=1.0, gzip;q=0", "*", "")]
    [True, False, True, False]
    """
    said = {
        coding.strip().lower(): weight.replace(" ", "")
        for coding, _, weight in (part.partition(";") for part in accepted.split(","))
    }
    weight = said.get("gzip", said.get("*"))
    return weight is not None and not _NEVER.match(weight)
