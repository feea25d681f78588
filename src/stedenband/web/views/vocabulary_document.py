"""The document of the vocabulary in one of its versions: a page that tells every term, and the same as RDF."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request

from stedenband.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, TURTLE, Format, write
from stedenband.ns import DCTERMS, ONTOLOGY, OWL, STB, VOCABULARY, Iris, shorten_iri
from stedenband.web.addresses import CONTEXT
from stedenband.web.context import Site
from stedenband.web.http.responses import NO_STORE, Representation
from stedenband.web.messages.vocabulary import TERM_CHANGES, TERM_PARTS
from stedenband.web.render.pages.catalogue import serialize_script
from stedenband.web.render.pages.vocabulary_diagram import draw_class_diagram, render_code_lists
from stedenband.web.render.pages.vocabulary_terms import GROUPS, TermEntry, Terms
from stedenband.web.render.pages.vocabulary_uses import list_asked_terms, list_uses
from stedenband.web.render.terms import RenderedTerm
from stedenband.web.render.wording import Wording
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.vocabulary_versions import TermChange, VocabularyVersion
from stedenband.web.views.vocabulary_examples import TermExample, TermsInUse, find_terms_in_use

OFFERS = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)

IRIS = Iris(VOCABULARY)


@dataclass(frozen=True, slots=True)
class ShownChange:
    """What became of a term or a code, in words."""

    term: RenderedTerm
    what: str


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version as the list of versions tells it."""

    number: str
    day: str
    moment: str
    href: str
    here: bool
    before: str | None
    changes: tuple[tuple[str, tuple[ShownChange, ...]], ...]


def get_version_path(site: Site, version: VocabularyVersion) -> str:
    """Where the newest version stands, and where the others do."""
    own = version.number == site.vocabulary.version
    return "/ns" if own else f"/ns/{version.number}"


def serialize_vocabulary(version: VocabularyVersion, path: str, form: Format) -> Representation:
    """The vocabulary's own statements in that format."""
    body = write(version.file.quads, form, iris=IRIS, about=ONTOLOGY)
    return Representation(body, form.content_type, get_vocabulary_headers(version, path, form))


def serialize_alignments(site: Site, form: Format) -> Representation:
    """How the terms relate to those of others, for whoever wants to draw conclusions from it."""
    body = write(site.vocabulary.alignments, form, iris=IRIS)
    return Representation(body, form.content_type, {"Link": '</ns>; rel="describes"'})


def get_vocabulary_headers(version: VocabularyVersion, path: str, form: Format) -> dict[str, str]:
    """Where this very form is, the others, and the version before (RFC 5829)."""
    links = [
        f'<{path}.{offer.extension}>; rel="alternate"; type="{offer.media_type}"'
        for offer in OFFERS
        if offer is not form
    ]
    links.append('</ns>; rel="latest-version"')
    if version.before:
        links.append(f'</ns/{version.before}>; rel="predecessor-version"')
    return {"Link": ", ".join(links), "Content-Location": f"{path}.{form.extension}"}


async def render_vocabulary_page(
    site: Site, serving: OpenRelease | None, request: Request, version: VocabularyVersion
) -> Representation:
    """The page in the reader's language, from memory where it was made before.

    The vocabulary can be read before there is a release, and while its store fails: then without examples.
    """
    wording, path = site.wording(request), get_version_path(site, version)
    key = (path, wording)
    known = serving.documents.get(key) if serving else None
    if known is not None:
        return known
    own = version.number == site.vocabulary.version
    met = await find_terms_in_use(site, serving, wording) if serving and own else None
    body = await _page(site, serving, request, version, met)
    about = get_vocabulary_headers(version, path, HTML) | {"Content-Language": wording.language}
    about["Content-Location"] += f"?lang={wording.language}"
    if serving is None or (own and met is None):
        return Representation(body, HTML.content_type, about, cache=NO_STORE)
    made = Representation(body, HTML.content_type, about)
    serving.documents.put(key, made, len(body) + 2048)
    return made


async def _page(
    site: Site,
    serving: OpenRelease | None,
    request: Request,
    version: VocabularyVersion,
    met: TermsInUse | None,
) -> bytes:
    own = version.number == site.vocabulary.version
    terms = _terms(site, site.wording(request), version, met)
    found = met.examples if met else {}
    return site.page(
        request,
        "ns.html",
        path=get_version_path(site, version),
        own=own,
        own_number=site.vocabulary.version,
        version=version,
        versions=[render_version(each, terms, version) for each in await site.versions.all(serving)],
        sampled=met is not None,
        examples=found,
        prefixes=find_prefixes(found.values()),
        formats=OFFERS[1:],
        context=site.address(CONTEXT),
        told=await asyncio.to_thread(_told, terms, version),
    )


def _terms(site: Site, wording: Wording, version: VocabularyVersion, met: TermsInUse | None) -> Terms:
    """The terms of a version. Shapes, questions and data are those of today and say nothing of an earlier one."""
    description = version.file.description
    if version.number != site.vocabulary.version:
        return Terms(version.file, wording, IRIS, uses=list_uses(description, ()))
    used = list_uses(description, site.demands, met.pairs if met else ())
    return Terms(version.file, wording, IRIS, site.demands, used, list_asked_terms(site.questions))


def _told(terms: Terms, version: VocabularyVersion) -> Mapping[str, Any]:
    """What the page tells of a version, whatever is served."""
    description, wording = terms.description, terms.wording
    title = wording.choose_text(description.texts(ONTOLOGY, DCTERMS.title))
    about = wording.choose_text(description.texts(ONTOLOGY, DCTERMS.description))
    groups = [(name, terms.of_kind(kind)) for name, kind in GROUPS]
    entries = [entry for _, group in groups for entry in group]
    licence = description.thing(ONTOLOGY, DCTERMS.license)
    prior = description.thing(ONTOLOGY, OWL.priorVersion)
    return {
        "iri": ONTOLOGY.value,
        "title": title,
        "about": about,
        "issued": wording.date(version.issued) if version.issued else "",
        "licence": terms.show(licence) if licence else None,
        "prior": terms.show(prior) if prior else None,
        "citation": description.text(ONTOLOGY, DCTERMS.bibliographicCitation),
        "diagram": draw_class_diagram(terms),
        "groups": groups,
        "lists": render_code_lists(terms),
        "alignments": [each for entry in entries for each in entry.alignments],
        "markup": serialize_script(make_term_set(title, about, version, entries, wording)),
    }


def find_prefixes(found: Iterable[TermExample]) -> str:
    """The prefix lines that the examples need."""
    return "\n".join(sorted({line for example in found for line in example.prefixes}))


# == Versions ==================================================================


def render_version(version: VocabularyVersion, terms: Terms, here: VocabularyVersion) -> ShownVersion:
    """A version with its changes, those of one kind together."""
    kinds = ("added", "removed", "changed")
    told = {kind: [each for each in version.changes if each.kind == kind] for kind in kinds}
    return ShownVersion(
        version.number,
        terms.wording.date(version.issued) if version.issued else "",
        version.issued,
        terms.wording.href(f"/ns/{version.number}"),
        version is here,
        version.before,
        tuple(
            (
                terms.wording.translate(TERM_CHANGES[kind]),
                tuple(_change(each, terms, here) for each in changes),
            )
            for kind, changes in told.items()
            if changes
        ),
    )


def _change(change: TermChange, terms: Terms, here: VocabularyVersion) -> ShownChange:
    """What became of a term; with a link where this page has it."""
    known = here.file.everything.describes(change.term)
    parts = [terms.wording.translate(TERM_PARTS[part]) for part in change.parts]
    name = RenderedTerm(shorten_iri(change.term.value), href=terms.show(change.term).href if known else None)
    return ShownChange(name, ", ".join(parts))


# == For search engines ========================================================


def make_term_set(
    title: str, about: str, version: VocabularyVersion, entries: Iterable[TermEntry], wording: Wording
) -> Mapping[str, Any]:
    """The vocabulary as a schema.org DefinedTermSet."""
    return {
        "@context": "https://schema.org/",
        "@type": "DefinedTermSet",
        "@id": ONTOLOGY.value,
        "name": title,
        "description": about,
        "version": version.number,
        "datePublished": version.issued,
        "inLanguage": wording.language,
        "url": ONTOLOGY.value,
        "hasDefinedTerm": [
            {
                "@type": "DefinedTerm",
                "@id": STB.base + entry.name,
                "termCode": entry.name,
                "name": entry.own.label,
                "description": entry.own.definition,
                "url": STB.base + entry.name,
            }
            for entry in entries
        ],
    }
