"""Style sheets, the mark and the bundle: read once, served under names that hold their digest, so cached for good."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from stedenband.web.http.responses import IMMUTABLE, Representation

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


def read_static(folder: Path = _FOLDER) -> StaticFiles:
    """Everything in the folder and in its ``bundle`` whose type we know; a checkout without a bundle has no scripts."""
    addresses: dict[str, str] = {}
    files: dict[str, Representation] = {}
    for path in sorted([*folder.glob("*"), *folder.glob("bundle/*")]):
        if path.suffix in _TYPES:
            body = path.read_bytes()
            name = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}"
            addresses[path.name] = f"/static/{name}"
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
