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
from stedenband.web.live import Serving
from stedenband.web.refusals import UnknownAddressError
from stedenband.web.responses import IMMUTABLE, REVALIDATE, Representation, matches, reply
from stedenband.web.site import Site

LATEST = "latest"

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
    return _file(request, shelf, artefact)


async def _shelf(releases: ReleaseFolder, serving: Serving, release_id: str) -> Shelf:
    if release_id == LATEST:
        return Shelf(serving.folder, serving.release, REVALIDATE)
    if release_id == serving.release.id:
        return Shelf(serving.folder, serving.release, IMMUTABLE)
    folder = await asyncio.to_thread(releases.find, release_id)
    if folder is None:
        raise UnknownAddressError(release_id)
    return Shelf(folder, await asyncio.to_thread(releases.read, folder), IMMUTABLE)


def _file(request: Request, shelf: Shelf, artefact: Artefact) -> Response:
    etag = f'"{artefact.sha256[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": shelf.cache,
        "Content-Location": f"/download/{shelf.release.id}/{artefact.path}",
    }
    if any(known.path == f"{artefact.path}{DESCRIPTION}" for known in shelf.release.artefacts):
        name = artefact.path.rsplit("/", 1)[-1]
        headers["Link"] = f'<{name}{DESCRIPTION}>; rel="describedby"; type="{CSV_METADATA.media_type}"'
    if matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    headers["Content-Type"] = content_type(artefact.media_type)
    return FileResponse(shelf.folder / artefact.path, headers=headers)


def content_type(media_type: str) -> str:
    """The media type with the charset that belongs to it."""
    return next((known.content_type for known in FORMATS if known.media_type == media_type), media_type)
