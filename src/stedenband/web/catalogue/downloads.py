"""The files of a release, as its manifest lists them: streamed from disk, with ranges, under a strong entity tag."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from stedenband.formats import CSV_METADATA, FORMATS
from stedenband.model import Artefact, Release
from stedenband.releases import MANIFEST, ReleaseFolder
from stedenband.web.http.refusals import UnknownAddressError
from stedenband.web.http.responses import IMMUTABLE, REVALIDATE, Representation, matches, reply, whole
from stedenband.web.serving.live import Serving
from stedenband.web.site import Site

LATEST = "latest"

FROM_MEMORY = 1024 * 1024
"""Bytes up to which a file of the served release is kept in memory: reading it by threads takes longer than sending."""

DESCRIPTION = "-metadata.json"
"""What the name of the description of a table ends in, by CSV on the Web."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A release on disk, and how long what it holds may be kept."""

    folder: Path
    release: Release
    cache: str


async def download(site: Site, serving: Serving, request: Request, release_id: str, name: str) -> Response:
    """One file of a release. Raises ``UnknownAddressError`` for a release or a file that is in no manifest."""
    shelf = await _shelf(site.live.releases, serving, release_id)
    if name == MANIFEST:
        body = await asyncio.to_thread((shelf.folder / MANIFEST).read_bytes)
        return reply(request, Representation(body, "application/json", cache=shelf.cache))
    artefact = next((known for known in shelf.release.artefacts if known.path == name), None)
    if artefact is None:
        raise UnknownAddressError(name)
    if shelf.folder == serving.folder and artefact.size <= FROM_MEMORY and "range" not in request.headers:
        return _reply(request, shelf, artefact, await _body(serving, artefact))
    return _reply(request, shelf, artefact, None)


async def _shelf(releases: ReleaseFolder, serving: Serving, release_id: str) -> Shelf:
    if release_id == LATEST:
        return Shelf(serving.folder, serving.release, REVALIDATE)
    if release_id == serving.release.id:
        return Shelf(serving.folder, serving.release, IMMUTABLE)
    folder = await asyncio.to_thread(releases.find, release_id)
    if folder is None:
        raise UnknownAddressError(release_id)
    return Shelf(folder, await asyncio.to_thread(releases.read, folder), IMMUTABLE)


async def _body(serving: Serving, artefact: Artefact) -> bytes:
    """A small file of the served release, from memory where it was read before."""
    known = serving.documents.get(("file", artefact.path))
    if known is None:
        body = await asyncio.to_thread((serving.folder / artefact.path).read_bytes)
        known = Representation(body, artefact.media_type)
        serving.documents.put(("file", artefact.path), known, len(body) + 1024)
    return known.body


def _reply(request: Request, shelf: Shelf, artefact: Artefact, body: bytes | None) -> Response:
    """The file under its headers: these bytes of it, or streamed from disk, whole or in part."""
    etag = f'"{artefact.sha256[:32]}"'
    headers = {
        "ETag": etag,
        "Accept-Ranges": "bytes",
        "Cache-Control": shelf.cache,
        "Content-Location": f"/download/{shelf.release.id}/{artefact.path}",
    }
    if any(known.path == f"{artefact.path}{DESCRIPTION}" for known in shelf.release.artefacts):
        name = artefact.path.rsplit("/", 1)[-1]
        headers["Link"] = f'<{name}{DESCRIPTION}>; rel="describedby"; type="{CSV_METADATA.media_type}"'
    if matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    kind = content_type(artefact.media_type)
    if body is not None:
        return whole(request, body, kind, headers, 200)
    return FileResponse(shelf.folder / artefact.path, headers={**headers, "Content-Type": kind})


def content_type(media_type: str) -> str:
    """The media type with the charset that belongs to it."""
    return next((known.content_type for known in FORMATS if known.media_type == media_type), media_type)
