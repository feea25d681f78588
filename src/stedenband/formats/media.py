"""The one table of media types: every format that is read, written or offered over HTTP."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["graph", "quads", "solutions", "table", "features", "page"]
"""What a format holds: triples, triples in named graphs, rows of a query, rows of a table, map features, a page."""


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write something down.

    ``aliases`` are other media types that people ask for and mean this one by; answers never carry them.
    ``charset`` tells whether the media type has a charset parameter: JSON and XML types name their own.
    """

    name: str
    media_type: str
    extension: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    charset: bool = False

    @property
    def content_type(self) -> str:
        """The value of a ``Content-Type`` field.

        >>> TURTLE.content_type, JSON_LD.content_type
        ('text/turtle; charset=utf-8', 'application/ld+json')
        """
        return f"{self.media_type}; charset=utf-8" if self.charset else self.media_type


TURTLE = Format(
    "turtle",
    "text/turtle",
    "ttl",
    "graph",
    # Turtle is part of N3, so who reads N3 reads this.
    aliases=("application/x-turtle", "application/turtle", "text/n3", "text/rdf+n3"),
    charset=True,
)
JSON_LD = Format("json-ld", "application/ld+json", "jsonld", "graph", aliases=("application/json",))
N_TRIPLES = Format(
    "n-triples",
    "application/n-triples",
    "nt",
    "graph",
    # The type of N-Triples before RDF 1.1; rdflib's format="nt" asks for it and for nothing else.
    aliases=("text/plain",),
)
RDF_XML = Format(
    "rdf-xml",
    "application/rdf+xml",
    "rdf",
    "graph",
    # Never application/xml or text/xml: browsers ask for those, and would get a graph for a page.
)
N_QUADS = Format("n-quads", "application/n-quads", "nq", "quads", aliases=("text/x-nquads",))
TRIG = Format("trig", "application/trig", "trig", "quads", aliases=("application/x-trig",))
HTML = Format("html", "text/html", "html", "page", charset=True)
CSV = Format("csv", "text/csv", "csv", "table", charset=True)
GEOJSON = Format(
    "geojson", "application/geo+json", "geojson", "features", aliases=("application/vnd.geo+json",)
)
SPARQL_JSON = Format(
    "sparql-json", "application/sparql-results+json", "srj", "solutions", aliases=("application/json",)
)
SPARQL_XML = Format("sparql-xml", "application/sparql-results+xml", "srx", "solutions")
SPARQL_CSV = Format("sparql-csv", "text/csv", "csv", "solutions", charset=True)
SPARQL_TSV = Format("sparql-tsv", "text/tab-separated-values", "tsv", "solutions", charset=True)

FORMATS = (
    HTML,
    TURTLE,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    N_QUADS,
    TRIG,
    CSV,
    GEOJSON,
    SPARQL_JSON,
    SPARQL_XML,
    SPARQL_CSV,
    SPARQL_TSV,
)
"""Every format, in the order in which it is offered where nobody says what they want."""


def find_by_name(name: str) -> Format:
    """The format of that name. Raises ``LookupError`` for a name that is not in the table."""
    return _first((item for item in FORMATS if item.name == name), f"no format is called {name!r}")


def find_by_extension(extension: str, among: Iterable[Format] = FORMATS) -> Format:
    """The format of a file extension, with or without its dot.

    ``csv`` is a table here; name ``among`` to get the query rows that share the extension.
    Raises ``LookupError`` for an extension that none of them has.
    """
    wanted = extension.removeprefix(".").lower()
    return _first((item for item in among if item.extension == wanted), f"no format for .{wanted} files")


def find_by_media_type(media_type: str, among: Iterable[Format] = FORMATS) -> Format:
    """The format that a media type means; its parameters and its case do not count.

    A format's own type goes before another's alias, and of two that share one the first of ``among`` is taken.
    Raises ``LookupError`` for a type that none of them has.
    """
    wanted = media_type.partition(";")[0].strip().lower()
    offers = tuple(among)
    own = (item for item in offers if item.media_type == wanted)
    other = (item for item in offers if wanted in item.aliases)
    return _first((item for items in (own, other) for item in items), f"no format for {media_type!r}")


def _first(found: Iterable[Format], otherwise: str) -> Format:
    for item in found:
        return item
    raise LookupError(otherwise)
