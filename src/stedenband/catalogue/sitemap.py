"""The sitemap: every page about a thing, for search engines (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from xml.sax.saxutils import escape

from pyoxigraph import NamedNode, Quad

from stedenband.catalogue.listing import Listing

MOST = 50_000
"""Addresses that one file may hold; more make several files and an index of them."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

_PAGES = ("", "catalog", "queries", "changes")
"""Pages of the site beside those about things."""

_THINGS = frozenset(
    {"partnership", "city", "country", "place", "act", "change", "phase", "source", "question"}
)
"""Class words of the things whose pages are worth finding; the others are reached from these."""


def addresses(listing: Listing, quads: Iterable[Quad]) -> Iterator[str]:
    """The public addresses of the pages, of quads that come sorted by subject."""
    base = listing.release.base_iri
    yield from (base + path for path in _PAGES)
    yield f"{listing.iri.value}"
    before = ""
    for quad in quads:
        iri = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
        reference = iri.removeprefix(f"{base}id/")
        if iri not in (before, reference) and reference.split("/")[0] in _THINGS:
            yield f"{base}doc/{reference}"
        before = iri


def sitemaps(listing: Listing, quads: Iterable[Quad], *, most: int = MOST) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the files: ``sitemap.xml`` alone, or ``sitemap-1.xml`` and so on with an index."""
    waiting, modified = addresses(listing, quads), listing.info.modified
    names: list[str] = []
    first = list(islice(waiting, most))
    rest = list(islice(waiting, most))
    if not rest:
        yield "sitemap.xml", _document("urlset", "url", first, modified)
        return
    chunk = first
    while chunk:
        names.append(f"sitemap-{len(names) + 1}.xml")
        yield names[-1], _document("urlset", "url", chunk, modified)
        chunk, rest = rest, list(islice(waiting, most))
    parts = [listing.release.base_iri + name for name in names]
    yield "sitemap.xml", _document("sitemapindex", "sitemap", parts, modified)


def _document(root: str, item: str, locations: Iterable[str], modified: str) -> bytes:
    lines = [
        f"<{item}><loc>{escape(location)}</loc><lastmod>{modified}</lastmod></{item}>\n"
        for location in locations
    ]
    return f"{_HEAD}<{root} {_SPACE}>\n{''.join(lines)}</{root}>\n".encode()
