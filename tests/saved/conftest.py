"""A release of Ghent's data was served, its documents were saved, and the server is gone."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from catalogue_release import build_gent
from saved_documents import BASE, Kept, Saved, crawl, route_paths
from stedenband import catalogue
from stedenband.formats import JSON_LD, N_TRIPLES
from stedenband.releases import ReleaseFolder
from web_release import application, running

STARTS = (
    "/doc/city/gent",
    "/doc/partnership/gent-kanazawa",
    *(f"/doc/graph/{name}" for name in ("partnerships", "claims", "sources", "ontology")),
    "/ns/alignments.jsonld",
    "/sparql?query=CONSTRUCT+WHERE+%7B+%3Fs+a+%3Fo+%7D",
    "/graphs?default",
)
"""What no route without a parameter leads to in every form."""


@pytest.fixture(scope="session")
def kept(project_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The saved documents, after the server has been stopped."""
    out = tmp_path_factory.mktemp("saved")
    built = build_gent(project_root, out)
    app = application(ReleaseFolder(out))
    with running(app) as address, httpx.Client(base_url=address, timeout=60) as client:
        files = [f"/download/{built.release.id}/{artefact.path}" for artefact in built.release.artefacts]
        listed = ["/" + iri.removeprefix(BASE) for iri in sorted(catalogue.find_listed(built.catalogue))]
        documents = crawl(client, [*route_paths(app.routes), *STARTS, *listed, *files])
        triples = {
            key: _triples(client, saved)
            for key, saved in documents.items()
            if saved.media_type == JSON_LD.media_type and saved.path != "/context/v1.jsonld"
        }
    return Kept({key: saved for key, saved in documents.items() if "context/" not in key}, triples, built)


def _triples(client: httpx.Client, saved: Saved) -> bytes:
    """The same document in N-Triples: by its own address, or asked for at the same one."""
    path, _, query = saved.path.partition("?")
    if path.endswith(f".{JSON_LD.extension}"):
        path = path.removesuffix(JSON_LD.extension) + N_TRIPLES.extension
    address = f"{path}?{query}" if query else path
    answer = client.get(address, headers={"Accept": N_TRIPLES.media_type})
    assert answer.status_code == 200, address
    assert answer.headers["content-type"].startswith(N_TRIPLES.media_type), address
    return answer.content
