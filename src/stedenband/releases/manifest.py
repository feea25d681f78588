"""The manifest of a release: what it says of the release and of every file, sealed with its own SHA-256.

The last member of the object is ``manifest_sha256``: the digest of the manifest as it reads without that member. It
finds a manifest that was damaged, as ``artefacts`` finds any other file. Releases of earlier programs have no seal.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from stedenband.errors import ReleaseDamagedError
from stedenband.model import Artefact, Release

MANIFEST = "manifest.json"
GRAPH = "graph.nq"

_SEAL = "manifest_sha256"
_SEALED = re.compile(rb',\n  "manifest_sha256": "([0-9a-f]{64})"\n\}\n\Z')
_END = b"\n}\n"


def serialize_manifest(release: Release) -> bytes:
    """The manifest as JSON: keys in the order of ``Release``, mappings sorted, the seal, one line feed at the end."""
    values = asdict(release)
    for key, value in values.items():
        if isinstance(value, Mapping):
            values[key] = dict(sorted(value.items()))
    plain = (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()
    seal = hashlib.sha256(plain).hexdigest()
    return plain.removesuffix(_END) + f',\n  "{_SEAL}": "{seal}"'.encode() + _END


def parse_manifest(data: bytes) -> Release:
    """What these bytes of a manifest say. Raises ``ValueError`` and its like where they are damaged."""
    values = json.loads(data)
    seal = values.pop(_SEAL, None)
    if seal is not None:
        found = _SEALED.search(data)
        plain = data[: found.start()] + _END if found else b""
        if found is None or hashlib.sha256(plain).hexdigest() != found[1].decode():
            raise ValueError("it is not the manifest that was written (SHA-256 differs)")
    artefacts = tuple(Artefact(**artefact) for artefact in values.pop("artefacts"))
    return Release(**values, artefacts=artefacts)


def is_sealed(data: bytes) -> bool:
    """Whether a manifest has a seal; ``parse_manifest`` tells whether it holds."""
    return _SEALED.search(data) is not None


def read_manifest(folder: Path) -> tuple[bytes, Release]:
    """The manifest of a release, as bytes and as what they say. Raises ``ReleaseDamagedError`` when it is damaged."""
    try:
        data = (folder / MANIFEST).read_bytes()
        return data, parse_manifest(data)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseDamagedError(f"the manifest of {folder} cannot be read: {error}") from error


def read_release(folder: Path) -> Release:
    """What the manifest of a release says. Raises ``ReleaseDamagedError`` when it is damaged."""
    return read_manifest(folder)[1]
