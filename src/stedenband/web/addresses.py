"""From the path of an address to the IRI of a thing, and back. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

from stedenband.formats import Format, find_by_extension
from stedenband.ns import SCHEMES, SLUG, VOCABULARY, Iris, mint_concept, mint_scheme

CONTEXT = "/context/v1.jsonld"
"""The whole JSON-LD context on this server; documents carry the part of it that they use."""

_LONGEST = 512
"""Characters of a reference; ours are far shorter, and nobody is to make us look at more."""


@dataclass(frozen=True, slots=True)
class RequestedDocument:
    """What a path under ``/id/`` or ``/doc/`` names: a thing, its class word, and a format where the path has one."""

    thing: NamedNode
    word: str
    reference: str
    format: Format | None = None
    release: str = ""
    """The id of an earlier release, where the document is asked for as that one has it."""

    @property
    def document(self) -> str:
        """Path of the document about the thing, without a format."""
        return f"/doc/{self.reference}"


def identify_thing(path: str, iris: Iris) -> RequestedDocument | None:
    """The thing that the part of a path after ``/id/`` names; ``None`` when it cannot be one of ours.

    >>> identify_thing("concept/kind/twinning", Iris("https://example.org/")).thing.value
    'https://w3id.org/stedenband/id/concept/kind/twinning'
    """
    thing = None if len(path) > _LONGEST else _thing(path, iris)
    return None if thing is None else RequestedDocument(thing, path.partition("/")[0], path)


def identify_document(path: str, iris: Iris) -> RequestedDocument | None:
    """The thing and the format that the part of a path after ``/doc/`` names: ``city/gent``, ``city/gent.ttl``."""
    reference, dot, extension = path.rpartition(".")
    if not dot:
        return identify_thing(path, iris)
    form, asked = get_extension_format(extension), identify_thing(reference, iris)
    if form is None or asked is None:
        return None
    return RequestedDocument(asked.thing, asked.word, reference, form)


def get_extension_format(extension: str) -> Format | None:
    """The format of a file name extension, or ``None`` for one we do not know."""
    try:
        return find_by_extension(extension)
    except LookupError:
        return next((form for form in CITATIONS if form.extension == extension), None)


def _thing(path: str, iris: Iris) -> NamedNode | None:
    match path.split("/"):
        case ["concept", name, code] if name in SCHEMES and SLUG.match(code):
            return mint_concept(name, code)
        case ["conceptscheme", name] if name in SCHEMES:
            return mint_scheme(name)
    try:
        return iris.thing(path)
    except ValueError:
        return None


def get_local_path(iri: str, iris: Iris) -> str | None:
    """Where this server answers for an IRI of ours, as a path; ``None`` for an IRI of somebody else.

    >>> get_local_path("https://w3id.org/stedenband/ns#Claim", Iris("https://example.org/"))
    '/ns#Claim'
    """
    own = iri.removeprefix(iris.base)
    if own != iri and identify_thing(own.removeprefix("id/"), iris) and own.startswith("id/"):
        return f"/{own}"
    shared = iri.removeprefix(VOCABULARY)
    if shared != iri and re.match(r"(id/concept(scheme)?/|ns(#|\Z))", shared):
        return f"/{shared}"
    return None


def make_public_address(path: str, root: str) -> str:
    """Where the world finds what this server has under a path: the vocabulary and its code lists stand elsewhere.

    ``root`` is how the public addresses of this server begin.

    >>> make_public_address("/doc/city/gent", "https://example.org/"), make_public_address("/ns", "https://example.org/")
    ('https://example.org/doc/city/gent', 'https://w3id.org/stedenband/ns')
    """
    shared = re.match(r"/(ns(/|\Z)|doc/concept(scheme)?/)", path)
    return (VOCABULARY if shared else root) + path.removeprefix("/")


def is_link(iri: str) -> bool:
    """Whether a reader may be sent to this IRI: http or https, with a host and without a user name."""
    try:
        parts = urlsplit(iri)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return False


BIBTEX = Format("bibtex", "application/x-bibtex", "bib", "page", aliases=("text/x-bibtex",), charset=True)

CSL_JSON = Format("csl-json", "application/vnd.citationstyles.csl+json", "csljson", "page")

CITATIONS = (BIBTEX, CSL_JSON)
"""The forms of a citation, by the media types that DOIs are resolved with."""
