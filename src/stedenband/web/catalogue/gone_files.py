"""Addresses of files that were handed out once and answer no longer: 410, and where the data are now."""

from __future__ import annotations

import asyncio
import logging

from pyoxigraph import NamedNode

from stedenband.catalogue import FILE_FORMS, GZIP
from stedenband.errors import ReleaseDamagedError
from stedenband.releases import ReleaseFolder, Removed
from stedenband.web.catalogue.graph import unless_withdrawn
from stedenband.web.http.refusals import GoneError
from stedenband.web.serving.live import Serving
from stedenband.web.site import Site

_log = logging.getLogger(__name__)


async def unless_removed(site: Site, serving: Serving, release_id: str, name: str) -> None:
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


def _removed(releases: ReleaseFolder, release_id: str) -> Removed | None:
    try:
        return next((one for one in releases.removed() if one.id == release_id), None)
    except ReleaseDamagedError as error:
        _log.error("%s", error)
        return None


async def unless_file_withdrawn(serving: Serving, name: str) -> None:
    """Raises ``GoneError`` for a file of a data set that an earlier release had and the served one has not.

    The record of what the catalogue lists no longer names the distribution that the file was.
    """
    for slug, distribution in _distributions(name):
        thing = NamedNode(f"{serving.release.base_iri}dataset/{slug}/distribution/{distribution}")
        try:
            await unless_withdrawn(serving, thing)
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


def _now(serving: Serving, name: str) -> str:
    """Where the newest file of that name is, or else where the data sets are listed."""
    if any(artefact.path == name for artefact in serving.release.artefacts):
        return f"/download/latest/{name}"
    return "/catalog"
