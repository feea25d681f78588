"""The files of a release, as its manifest lists them: streamed from disk, with ranges, under a strong entity tag."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from stedenband.catalogue import LATEST
from stedenband.diff import PATCH_TYPE
from stedenband.errors import ReleaseDamagedError
from stedenband.formats import CSV_METADATA, FORMATS, TRIG
from stedenband.model import Artefact, Release
from stedenband.releases import MANIFEST, ReleaseFolder, lists, read_artefact, read_manifest
from stedenband.web.catalogue.gone_files import unless_file_withdrawn, unless_removed
from stedenband.web.http.opened_files import OpenedFileResponse, repr_digest
from stedenband.web.http.ranges import is_for_part
from stedenband.web.http.refusals import UnknownAddressError
from stedenband.web.http.responses import (
    IMMUTABLE,
    REVALIDATE,
    Representation,
    check_if_match,
    matches,
    reply,
    whole,
)
from stedenband.web.serving.live import Serving
from stedenband.web.serving.origin import keep, origin_of
from stedenband.web.site import Site

FROM_MEMORY = 1024 * 1024
"""Bytes up to which a file of the served release is kept in memory: reading it by threads takes longer than sending."""

DESCRIPTION = "-metadata.json"
"""What the name of the description of a table ends in, by CSV on the Web."""


_KEPT_TYPES = {".json": "application/json", ".trig": TRIG.media_type, ".rdfp": PATCH_TYPE}
"""The media types of the files that the history keeps, by what their names end in."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A release on disk, and how long what it holds may be kept."""

    folder: Path
    release: Release
    cache: str


async def download(site: Site, serving: Serving, request: Request, release_id: str, name: str) -> Response:
    """One file of a release.

    Raises ``GoneError`` for a file that was there once, ``UnknownAddressError`` for one that is in no manifest.
    """
    shelf = await _shelf(site.live.releases, serving, release_id)
    if shelf is None:
        body = await asyncio.to_thread(site.past.read_kept, release_id, name)
        if body is not None:
            return reply(request, _kept(release_id, name, body))
        await unless_removed(site, serving, release_id, name)
        raise UnknownAddressError(release_id)
    if shelf.folder != serving.folder:
        keep(request, await asyncio.to_thread(origin_of, shelf.release, shelf.folder))
    if name == MANIFEST:
        return reply(request, await asyncio.to_thread(_manifest, shelf))
    artefact = lists(shelf.release, name)
    if artefact is None:
        if shelf.folder == serving.folder:
            await unless_file_withdrawn(serving, name)
        raise UnknownAddressError(name)
    if shelf.folder == serving.folder and artefact.size <= FROM_MEMORY and "range" not in request.headers:
        body = await _body(serving, artefact)
        return _unless_known(request, shelf, artefact) or whole(
            request, body, content_type(artefact.media_type), _headers(shelf, artefact), 200
        )
    return _unless_known(request, shelf, artefact) or await _streamed(site, request, shelf, artefact)


def _kept(release_id: str, name: str, body: bytes) -> Representation:
    """A file that is kept for the history after its release was removed."""
    media_type = next(known for ending, known in _KEPT_TYPES.items() if name.endswith(ending))
    told = {
        "Repr-Digest": repr_digest(hashlib.sha256(body).hexdigest()),
        "Content-Location": f"/download/{release_id}/{name}",
    }
    return Representation(body, content_type(media_type), told, cache=IMMUTABLE)


def _manifest(shelf: Shelf) -> Representation:
    body, release = read_manifest(shelf.folder)
    if release != shelf.release:
        raise ReleaseDamagedError(
            f"{shelf.folder / MANIFEST}: is not the manifest of the release that was opened"
        )
    told = {"Repr-Digest": repr_digest(hashlib.sha256(body).hexdigest())}
    return Representation(body, "application/json", told, cache=shelf.cache)


async def _streamed(site: Site, request: Request, shelf: Shelf, artefact: Artefact) -> Response:
    """The file from disk, whole or in part."""
    headers = {**_headers(shelf, artefact), "Content-Type": content_type(artefact.media_type)}
    part = _is_for_part(request, headers["ETag"], artefact.size)
    opened = await asyncio.to_thread(site.live.releases.verifier.open, shelf.folder, artefact)
    return OpenedFileResponse(opened, headers, part=part)


async def _shelf(releases: ReleaseFolder, serving: Serving, release_id: str) -> Shelf | None:
    if release_id == LATEST:
        return Shelf(serving.folder, serving.release, REVALIDATE)
    if release_id == serving.release.id:
        return Shelf(serving.folder, serving.release, IMMUTABLE)
    folder = await asyncio.to_thread(releases.find, release_id)
    if folder is None:
        return None
    try:
        return Shelf(folder, await asyncio.to_thread(releases.read, folder), IMMUTABLE)
    except ReleaseDamagedError:
        if folder.is_dir():
            raise
        return None  # it was removed meanwhile


async def _body(serving: Serving, artefact: Artefact) -> bytes:
    """A small file of the served release, from memory where it was read before."""
    known = serving.documents.get(("file", artefact.path))
    if known is None:
        body = await asyncio.to_thread(read_artefact, serving.folder, artefact)
        known = Representation(body, artefact.media_type)
        serving.documents.put(("file", artefact.path), known, len(body) + 1024)
    return known.body


def _unless_known(request: Request, shelf: Shelf, artefact: Artefact) -> Response | None:
    """A 304 for an asker who has the file already. Raises ``ChangedError`` for one who means another file."""
    headers = _headers(shelf, artefact)
    check_if_match(request, headers["ETag"])
    if matches(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return None


def _is_for_part(request: Request, etag: str, size: int) -> bool:
    """Whether only some bytes are asked for; with If-Range only while the file is the same (RFC 9110, 13.1.5)."""
    condition = request.headers.get("if-range")
    return condition in (None, etag) and is_for_part(request.headers.get("range"), size)


def _headers(shelf: Shelf, artefact: Artefact) -> dict[str, str]:
    """What is said of the whole file, also where a part of it is sent or nothing."""
    headers = {
        "ETag": f'"{artefact.sha256[:32]}"',
        "Repr-Digest": repr_digest(artefact.sha256),
        "Accept-Ranges": "bytes",
        "Cache-Control": shelf.cache,
        "Content-Location": f"/download/{shelf.release.id}/{artefact.path}",
    }
    if any(known.path == f"{artefact.path}{DESCRIPTION}" for known in shelf.release.artefacts):
        name = artefact.path.rsplit("/", 1)[-1]
        headers["Link"] = f'<{name}{DESCRIPTION}>; rel="describedby"; type="{CSV_METADATA.media_type}"'
    return headers


def content_type(media_type: str) -> str:
    """The media type with the charset that belongs to it."""
    return next((known.content_type for known in FORMATS if known.media_type == media_type), media_type)
