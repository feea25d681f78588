"""Opens the store of a release, in the engine that the settings name."""

from __future__ import annotations

from pathlib import Path

from stedenband.model import Release
from stedenband.releases import GRAPH, find_artefact
from stedenband.settings import Settings
from stedenband.store import EmbeddedStore, Store


async def open_store(folder: Path, release: Release, chosen: Settings) -> Store:
    """The store of one release: in the remote engine where the settings name one, else the embedded one."""
    if chosen.store_url:
        from stedenband.store import RemoteStore

        return await RemoteStore.open(folder / GRAPH, chosen, base=release.base_iri, release=release.id)
    return await EmbeddedStore.open(folder / GRAPH, chosen, sha256=find_graph_digest(release))


def find_graph_digest(release: Release) -> str | None:
    """The SHA-256 that the graph of a release should have."""
    listed = find_artefact(release, GRAPH)
    return listed.sha256 if listed else None
