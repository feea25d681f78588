"""The files of a release, as its manifest lists them: streamed from disk, with ranges, under a strong entity tag.

A file that was published once and is withdrawn answers 410 and says where the data are now.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from stedenband.catalogue import FILE_FORMS, GZIP, LATEST
from stedenband.diff import PATCH_TYPE
from stedenband.errors import ReleaseDamagedError
from stedenband.formats import CSV_METADATA, FORMATS, TRIG
from stedenband.model import Artefact, Release
from stedenband.releases import (
    MANIFEST,
    ReleaseFolder,
    RemovedRelease,
    find_artefact,
    read_artefact,
    read_manifest,
)
from stedenband.web.context import Site
from stedenband.web.http.errors import GoneError, UnknownAddressError
from stedenband.web.http.file_responses import OpenedFileResponse, format_repr_digest, is_for_part
from stedenband.web.http.responses import (
    IMMUTABLE,
    REVALIDATE,
    Representation,
    check_if_match,
    has_matching_etag,
    make_full_response,
    make_response,
)
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.document_origin import read_origin, set_origin
from stedenband.web.views.catalogue_graph import raise_if_withdrawn

FROM_MEMORY = 1024 * 1024
"""Bytes up to which a file of the served release is kept in memory: reading it by threads takes longer than sending."""

DESCRIPTION = "-metadata.json"
"""What the name of the description of a table ends in, by CSV on the Web."""

_KEPT_TYPES = {".json": "application/json", ".trig": TRIG.media_type, ".rdfp": PATCH_TYPE}
"""The media types of the files that the history keeps, by what their names end in."""


@dataclass(frozen=True, slots=True)
class DownloadFolder:
    """A release on disk, and how long what it holds may be kept."""

    folder: Path
    release: Release
    cache: str


async def send_download(
    site: Site, serving: OpenRelease, request: Request, release_id: str, name: str
) -> Response:
    """One file of a release.

    Raises ``GoneError`` for a file that was there once, ``UnknownAddressError`` for one that is in no manifest.
    """
    shelf = await _shelf(site.live.releases, serving, release_id)
    if shelf is None:
        body = await asyncio.to_thread(site.past.read_kept, release_id, name)
        if body is not None:
            return make_response(request, _kept(release_id, name, body))
        await raise_if_removed(site, serving, release_id, name)
        raise UnknownAddressError(release_id)
    if shelf.folder != serving.folder:
        set_origin(request, await asyncio.to_thread(read_origin, shelf.release, shelf.folder))
    if name == MANIFEST:
        return make_response(request, await asyncio.to_thread(_manifest, shelf))
    artefact = find_artefact(shelf.release, name)
    if artefact is None:
        if shelf.folder == serving.folder:
            await raise_if_file_withdrawn(serving, name)
        raise UnknownAddressError(name)
    if shelf.folder == serving.folder and artefact.size <= FROM_MEMORY and "range" not in request.headers:
        body = await _body(serving, artefact)
        return _unless_known(request, shelf, artefact) or make_full_response(
            request, body, get_content_type(artefact.media_type), _headers(shelf, artefact), 200
        )
    return _unless_known(request, shelf, artefact) or await _streamed(site, request, shelf, artefact)


def _kept(release_id: str, name: str, body: bytes) -> Representation:
    """A file that is kept for the history after its release was removed."""
    media_type = next(known for ending, known in _KEPT_TYPES.items() if name.endswith(ending))
    told = {
        "Repr-Digest": format_repr_digest(hashlib.sha256(body).hexdigest()),
        "Content-Location": f"/download/{release_id}/{name}",
    }
    return Representation(body, get_content_type(media_type), told, cache=IMMUTABLE)


def _manifest(shelf: DownloadFolder) -> Representation:
    body, release = read_manifest(shelf.folder)
    if release != shelf.release:
        raise ReleaseDamagedError(
            f"{shelf.folder / MANIFEST}: is not the manifest of the release that was opened"
        )
    told = {"Repr-Digest": format_repr_digest(hashlib.sha256(body).hexdigest())}
    return Representation(body, "application/json", told, cache=shelf.cache)


async def _streamed(site: Site, request: Request, shelf: DownloadFolder, artefact: Artefact) -> Response:
    """The file from disk, whole or in part."""
    headers = {**_headers(shelf, artefact), "Content-Type": get_content_type(artefact.media_type)}
    part = _is_for_part(request, headers["ETag"], artefact.size)
    opened = await asyncio.to_thread(site.live.releases.verifier.open, shelf.folder, artefact)
    return OpenedFileResponse(opened, headers, part=part)


async def _shelf(releases: ReleaseFolder, serving: OpenRelease, release_id: str) -> DownloadFolder | None:
    if release_id == LATEST:
        return DownloadFolder(serving.folder, serving.release, REVALIDATE)
    if release_id == serving.release.id:
        return DownloadFolder(serving.folder, serving.release, IMMUTABLE)
    folder = await asyncio.to_thread(releases.find, release_id)
    if folder is None:
        return None
    try:
        return DownloadFolder(folder, await asyncio.to_thread(releases.read, folder), IMMUTABLE)
    except ReleaseDamagedError:
        if folder.is_dir():
            raise
        return None  # it was removed meanwhile


async def _body(serving: OpenRelease, artefact: Artefact) -> bytes:
    """A small file of the served release, from memory where it was read before."""
    known = serving.documents.get(("file", artefact.path))
    if known is None:
        body = await asyncio.to_thread(read_artefact, serving.folder, artefact)
        known = Representation(body, artefact.media_type)
        serving.documents.put(("file", artefact.path), known, len(body) + 1024)
    return known.body


def _unless_known(request: Request, shelf: DownloadFolder, artefact: Artefact) -> Response | None:
    """A 304 for an asker who has the file already. Raises ``ChangedError`` for one who means another file."""
    headers = _headers(shelf, artefact)
    check_if_match(request, headers["ETag"])
    if has_matching_etag(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return None


def _is_for_part(request: Request, etag: str, size: int) -> bool:
    """Whether only some bytes are asked for; with If-Range only while the file is the same (RFC 9110, 13.1.5)."""
    condition = request.headers.get("if-range")
    return condition in (None, etag) and is_for_part(request.headers.get("range"), size)


def _headers(shelf: DownloadFolder, artefact: Artefact) -> dict[str, str]:
    """What is said of the whole file, also where a part of it is sent or nothing."""
    headers = {
        "ETag": f'"{artefact.sha256[:32]}"',
        "Repr-Digest": format_repr_digest(artefact.sha256),
        "Accept-Ranges": "bytes",
        "Cache-Control": shelf.cache,
        "Content-Location": f"/download/{shelf.release.id}/{artefact.path}",
    }
    if any(known.path == f"{artefact.path}{DESCRIPTION}" for known in shelf.release.artefacts):
        name = artefact.path.rsplit("/", 1)[-1]
        headers["Link"] = f'<{name}{DESCRIPTION}>; rel="describedby"; type="{CSV_METADATA.media_type}"'
    return headers


def get_content_type(media_type: str) -> str:
    """The media type with the charset that belongs to it."""
    return next((known.content_type for known in FORMATS if known.media_type == media_type), media_type)


_log = logging.getLogger(__name__)


async def raise_if_removed(site: Site, serving: OpenRelease, release_id: str, name: str) -> None:
    """Raises ``GoneError`` for a file of a release that is not kept any more.

    Where the record of removed releases knows the release, it knows its files too, and a name that never was among
    them is not gone. Of others only the history of the served release tells that they were.
    """
    removed = await asyncio.to_thread(_removed, site.live.releases, release_id)
    if removed is not None and name not in removed.files:
        return
    if removed is not None:
        raise GoneError("file-of-release", release=release_id, now=_now(serving, name))
    if any(entry.release == release_id for entry in await site.past.line(serving)):
        raise GoneError("file-of-release", release=release_id, now=_now(serving, name))


def _removed(releases: ReleaseFolder, release_id: str) -> RemovedRelease | None:
    try:
        return next((one for one in releases.removed() if one.id == release_id), None)
    except ReleaseDamagedError as error:
        _log.error("%s", error)
        return None


async def raise_if_file_withdrawn(serving: OpenRelease, name: str) -> None:
    """Raises ``GoneError`` for a file of a data set that an earlier release had and the served one has not.

    The record of what the catalogue lists no longer names the distribution that the file was.
    """
    for slug, distribution in _distributions(name):
        thing = NamedNode(f"{serving.release.base_iri}dataset/{slug}/distribution/{distribution}")
        try:
            await raise_if_withdrawn(serving, thing)
        except GoneError as gone:
            last = f"/download/{gone.where['release']}/{name}"
            raise GoneError("file", release=gone.where["release"], last=last, now="/catalog") from None


def _distributions(name: str) -> list[tuple[str, str]]:
    """The data set and the distribution to which a file of that name belongs; none where no data set has such a file.

    >>> _distributions("gent.csv.gz"), _distributions("gent.csv-metadata.json")
    ([('gent', 'csv-gz')], [('gent', 'csv')])
    """
    slug, _, ending = name.partition(".")
    known = {form: form for form in FILE_FORMS} | {f"{form}.{GZIP}": f"{form}-{GZIP}" for form in FILE_FORMS}
    known |= {f"{form}-metadata.json": form for form in FILE_FORMS}
    return (
        [(slug, known[ending])]
        if slug.replace("-", "").isalnum() and slug.isascii() and ending in known
        else []
    )


def _now(serving: OpenRelease, name: str) -> str:
    """Where the newest file of that name is, or else where the data sets are listed."""
    if any(artefact.path == name for artefact in serving.release.artefacts):
        return f"/download/latest/{name}"
    return "/catalog"
