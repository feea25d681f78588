"""The style sheet and the mark: read once, served under names that hold their digest, so cached for good."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stedenband.web.responses import IMMUTABLE, Representation

_FOLDER = Path(__file__).resolve().parent / "static"

_TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """Our own files by their address; ``addresses`` gives the address of a file by its plain name."""

    addresses: Mapping[str, str]
    files: Mapping[str, Representation]


def read_static(folder: Path = _FOLDER) -> StaticFiles:
    """Everything in the folder whose type we know."""
    addresses: dict[str, str] = {}
    files: dict[str, Representation] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix in _TYPES:
            body = path.read_bytes()
            name = f"{path.stem}.{hashlib.sha256(body).hexdigest()[:12]}{path.suffix}"
            addresses[path.name] = f"/static/{name}"
            files[name] = Representation(body, _TYPES[path.suffix], cache=IMMUTABLE)
    return StaticFiles(addresses, files)
