"""Addresses of files that were handed out once and answer no longer: 410, and where the data are now."""

from __future__ import annotations

from pyoxigraph import NamedNode

from stedenband.catalogue import FILE_FORMS, GZIP
from stedenband.web.catalogue.graph import unless_withdrawn
from stedenband.web.http.refusals import GoneError
from stedenband.web.serving.live import Serving
from stedenband.web.site import Site


async def unless_removed(site: Site, serving: Serving, release_id: str, name: str) -> None:
    """Raises ``GoneError`` for a release that stands in the history of the served one and is not kept any more."""
    if any(entry.release == release_id for entry in await site.past.line(serving)):
        raise GoneError("file-of-release", release=release_id, now=_now(serving, name))


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
