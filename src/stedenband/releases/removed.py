"""The record of releases that were removed: what they were and which files they had, so that those answer 410."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from stedenband.errors import ReleaseDamagedError
from stedenband.releases.durable import sync_folder

REMOVED = "removed-releases.json"
"""The name of the record in the folder that holds all releases; ``stedenband.releases`` shows its form."""


@dataclass(frozen=True, slots=True)
class RemovedRelease:
    """A release that was removed: its id, what its manifest said, the day of its removal, and all its files."""

    id: str
    base_iri: str
    dataset: str
    version: str
    modified: str
    removed: str
    files: tuple[str, ...]


def read_removed(out: Path) -> tuple[RemovedRelease, ...]:
    """The removed releases, by id; none without a record. Raises ``ReleaseDamagedError`` when it cannot be read."""
    try:
        values = json.loads((out / REMOVED).read_bytes())["releases"]
        found = [
            RemovedRelease(id=release_id, **{**told, "files": tuple(told["files"])})
            for release_id, told in values.items()
        ]
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseDamagedError(f"the record {out / REMOVED} cannot be read: {error}") from error
    return tuple(sorted(found, key=lambda each: each.id))


def write_removed(out: Path, releases: Iterable[RemovedRelease]) -> None:
    """Write the record anew, durably and in one step. The caller holds the lock of the folder."""
    values = {each.id: asdict(each) for each in sorted(releases, key=lambda each: each.id)}
    for told in values.values():
        del told["id"]
    aside = out / f"{REMOVED}.new"
    with aside.open("w", encoding="utf-8") as file:
        json.dump({"releases": values}, file, ensure_ascii=False, indent=2)
        file.write("\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(out / REMOVED)
    sync_folder(out)
