"""The document of the vocabulary: one page that lists every term, and the same as RDF."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import NamedNode
from starlette.requests import Request

from stedenband.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, write
from stedenband.model import Texts
from stedenband.ns import DCTERMS, ONTOLOGY, OWL, RDFS, SKOS, STB, VOCABULARY, Iris
from stedenband.web.addresses import CONTEXT
from stedenband.web.description import Description
from stedenband.web.responses import Representation
from stedenband.web.showing import Shown, show_iri
from stedenband.web.site import Site

VOCABULARY_OFFERS = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)

KINDS = (
    ("classes", OWL.Class),
    ("object-properties", OWL.ObjectProperty),
    ("datatype-properties", OWL.DatatypeProperty),
)
"""The groups in which the terms are listed; the name is the last part of a message key."""

_IRIS = Iris(VOCABULARY)


@dataclass(frozen=True, slots=True)
class TermEntry:
    """One term of the vocabulary, as the page lists it."""

    name: str
    labels: Texts
    definition: Texts
    notes: tuple[Texts, ...]
    domain: Shown | None
    range: Shown | None


def terms(description: Description, kind: NamedNode) -> list[TermEntry]:
    """The terms of one group, by name."""
    mine = (term for term in description.of_class(kind) if term.value.startswith(STB.base))
    return sorted((_entry(description, term) for term in mine), key=lambda entry: entry.name)


def _entry(description: Description, term: NamedNode) -> TermEntry:
    notes = (description.texts(term, predicate) for predicate in (SKOS.scopeNote, SKOS.example))
    return TermEntry(
        name=term.value.removeprefix(STB.base),
        labels=description.names(term),
        definition=description.texts(term, SKOS.definition),
        notes=tuple(note for note in notes if note),
        domain=_shown(description.thing(term, RDFS.domain)),
        range=_shown(description.thing(term, RDFS.range)),
    )


def _shown(term: NamedNode | None) -> Shown | None:
    return None if term is None else show_iri(term.value, _IRIS)


def vocabulary_document(site: Site, request: Request, form: Format) -> Representation:
    """The vocabulary in that format."""
    links = [
        f'</ns.{offer.extension}>; rel="alternate"; type="{offer.media_type}"'
        for offer in VOCABULARY_OFFERS
        if offer is not form
    ]
    headers = {"Link": ", ".join(links), "Content-Location": f"/ns.{form.extension}"}
    if form is not HTML:
        body = write(site.vocabulary.quads, form, iris=_IRIS, about=ONTOLOGY, context_address=CONTEXT)
        return Representation(body, form.content_type, headers)
    headers |= {"Content-Language": site.language(request)}
    return Representation(_page(site, request), form.content_type, headers)


def _page(site: Site, request: Request) -> bytes:
    description = site.vocabulary.description
    return site.page(
        request,
        "vocabulary.html",
        path="/ns",
        title=description.texts(ONTOLOGY, DCTERMS.title),
        about=description.texts(ONTOLOGY, DCTERMS.description),
        version=site.vocabulary.version,
        groups=[(name, terms(description, kind)) for name, kind in KINDS],
        formats=VOCABULARY_OFFERS[1:],
    )
