"""The sitemap: every page about a thing, for search engines (https://www.sitemaps.org/protocol.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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


def list_addresses(listings: Sequence[Listing], quads: Iterable[Quad]) -> Iterator[str]:
    """The public addresses of the pages: of the data sets, and of the things in quads that come sorted by subject."""
    listing = listings[0]
    base = listing.release.base_iri
    yield from (listing.root + path for path in _PAGES)
    yield from (each.address_of(each.iri).value for each in listings)
    before = ""
    for quad in quads:
        iri = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
        reference = iri.removeprefix(f"{base}id/")
        if iri not in (before, reference) and reference.split("/")[0] in _THINGS:
            yield f"{listing.root}doc/{reference}"
        before = iri


def make_sitemaps(
    listings: Sequence[Listing], quads: Iterable[Quad], *, most: int = MOST
) -> Iterator[tuple[str, bytes]]:
    """Names and contents of the files: ``sitemap.xml`` alone, or ``sitemap-1.xml`` and so on with an index.

    The first data set holds everything, and ``quads`` are its.
    """
    waiting, modified = list_addresses(listings, quads), listings[0].info.modified
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
    parts = [listings[0].root + name for name in names]
    yield "sitemap.xml", _document("sitemapindex", "sitemap", parts, modified)


def _document(root: str, item: str, locations: Iterable[str], modified: str) -> bytes:
    lines = [
        f"<{item}><loc>{escape(location)}</loc><lastmod>{modified}</lastmod></{item}>\n"
        for location in locations
    ]
    return f"{_HEAD}<{root} {_SPACE}>\n{''.join(lines)}</{root}>\n".encode()
