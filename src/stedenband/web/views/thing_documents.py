"""The document about a thing in one of its formats: statements, page by page where it lists many, as bytes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Quad
from starlette.requests import Request

from stedenband.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, SPARQL_JSON, TURTLE, Format, write
from stedenband.ns import ORG, SCHEMA, STB
from stedenband.store import Query
from stedenband.web.addresses import CITATIONS, RequestedDocument
from stedenband.web.context import Site
from stedenband.web.http.errors import UnknownAddressError
from stedenband.web.http.parameters import link_neighbouring_pages, read_page_number
from stedenband.web.http.responses import Representation
from stedenband.web.render.citations import Citation, describe_container, make_citation
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.pages.thing import Unsaid, compose_thing_page, list_unsupported_facts
from stedenband.web.render.terms import TermRenderer
from stedenband.web.render.wording import Wording
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.serving.document_origin import set_origin
from stedenband.web.serving.release_archive import ArchivedVersion
from stedenband.web.views.page_queries import select_part_of_column, select_statements

DATA = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""The forms of a document for programs."""

OFFERS = (HTML, *DATA, *CITATIONS)
"""What a document is offered in; who accepts anything gets the page."""

OF_VOCABULARY = ("concept", "conceptscheme")
"""What the vocabulary publishes, not the data set that uses it."""

VERSIONS = 10
"""Releases that a page tells of; the time map has all."""


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """What a document says: the statements about its thing, a page of its lists, and how to cite it."""

    quads: Sequence[Quad]
    listed: ThingListPage
    citation: Citation
    shower: TermRenderer


async def is_known(site: Site, serving: OpenRelease, thing: NamedNode) -> bool:
    """Whether the release says anything of the thing."""
    text = site.queries["known"].bind({"thing": thing.value}, serving.iris)
    answer = await serving.store.query(Query(text, solutions=SPARQL_JSON.media_type, lane="pages"))
    return bool(json.loads(answer.body)["boolean"])


async def load_statements(site: Site, serving: OpenRelease, asked: RequestedDocument) -> list[Quad]:
    """What the page query of the thing's class gives. Raises ``UnknownAddressError`` for a thing nothing is said of."""
    if asked.word not in site.queries:
        raise UnknownAddressError(asked.thing.value)
    quads = await select_statements(site, serving, asked.word, {"thing": asked.thing.value})
    if not any(quad.subject == asked.thing for quad in quads):
        raise UnknownAddressError(asked.thing.value)
    return quads


async def make_document(
    site: Site, serving: OpenRelease, request: Request, asked: RequestedDocument, form: Format
) -> Representation:
    """The document in that format, from memory where it was made before; a page in the reader's language."""
    wording, number = site.wording(request), read_page_number(request)
    origin = site.vocabulary.origin if asked.word in OF_VOCABULARY else serving.origin
    set_origin(request, origin)
    key = (asked.reference, number, form.name, None if form in DATA else wording)
    known = serving.documents.get(key)
    if known is not None:
        return known
    told = await _told(site, serving, asked, number, replace(wording, release=asked.release))
    if form is HTML:
        body = await _page(site, serving, request, asked, told)
    elif form in CITATIONS:
        body = told.citation.written(form)
    else:
        release = f"/{asked.release}" if asked.release else ""
        own = NamedNode(serving.iris.document(asked.thing) + release)
        once = list(dict.fromkeys((*told.quads, *origin.statements(own, asked.thing))))
        body = write(once, form, iris=serving.iris, about=asked.thing)
    about = get_document_headers(asked, form, wording, told.listed)
    made = Representation(body, form.content_type, about)
    serving.documents.put(key, made, len(body) + 2048)
    return made


async def _told(
    site: Site, serving: OpenRelease, asked: RequestedDocument, number: int, wording: Wording
) -> DocumentContent:
    """The document before it has a form."""
    own = await load_statements(site, serving, asked)
    page = await load_list(site, serving, asked, number)
    quads = (*own, *page.quads)
    shower = TermRenderer(ResourceDescription(quads), wording, serving.iris, site.vocabulary)
    iri = serving.iris.document(asked.thing) + f"/{asked.release}" if asked.release else asked.thing.value
    title = shower.name(asked.thing).text
    container = describe_container(asked.word, serving.release, serving.folder, site.vocabulary, wording)
    citation = make_citation(container, _plain(asked), iri, title, wording)
    return DocumentContent(quads, page, citation, shower)


def _plain(asked: RequestedDocument) -> str:
    """The reference of the thing, without a release."""
    return asked.reference.removesuffix(f"/{asked.release}") if asked.release else asked.reference


async def _page(
    site: Site, serving: OpenRelease, request: Request, asked: RequestedDocument, told: DocumentContent
) -> bytes:
    """The document for people."""
    wording = told.shower.wording
    return site.page(
        request,
        "thing.html",
        as_of=serving.release if asked.release else None,
        original=f"/doc/{_plain(asked)}",
        path=asked.document,
        variant=f"page={told.listed.number}" if told.listed.number > 1 else "",
        thing=compose_thing_page(told.shower, asked.thing, asked.word),
        unsaid=await _unsaid(site, serving, asked, wording),
        listed=told.listed,
        word=asked.word,
        seen_from_city=asked.word == "city",
        iri=asked.thing.value,
        formats=DATA,
        citation=told.citation,
        citations=CITATIONS,
        versions=await _versions(site, serving, asked),
    )


async def _versions(site: Site, serving: OpenRelease, asked: RequestedDocument) -> list[ArchivedVersion]:
    """The latest releases that know the thing, newest first."""
    line = await site.past.line(serving)
    # One more than is shown: whether a release changed the thing is told by the one before it.
    found = await site.past.versions(asked.thing, line[-VERSIONS - 1 :])
    return found[::-1][:VERSIONS]


async def _unsaid(
    site: Site, serving: OpenRelease, asked: RequestedDocument, wording: Wording
) -> tuple[Unsaid, ...]:
    """What no source says of the things that this one, if it is a source, speaks of."""
    if asked.word != "source":
        return ()
    quads = await select_statements(site, serving, "unsaid", {"thing": asked.thing.value})
    return list_unsupported_facts(
        TermRenderer(ResourceDescription(quads), wording, serving.iris, site.vocabulary)
    )


def get_document_headers(
    asked: RequestedDocument, form: Format, wording: Wording, page: ThingListPage
) -> dict[str, str]:
    """What a document's headers say: where this very form of it is, what it describes, its other forms and pages."""
    location = f"{asked.document}.{form.extension}"
    number = f"page={page.number}" if page.number > 1 else ""
    links = [
        f'<{asked.document}.{f.extension}{_query(number)}>; rel="alternate"; type="{f.media_type}"'
        for f in OFFERS
        if f is not form
    ]
    links.append(f'<{asked.thing.value}>; rel="describes"')
    links.append(f'<{asked.thing.value}>; rel="cite-as"')
    # A language that the address names is carried on by pages; the data are the same in all.
    links += [
        f'<{wording.keep_language(address) if form is HTML else address}>; rel="{relation}"'
        for relation, address in link_neighbouring_pages(location, page.number, page.pages)
    ]
    found = {"Link": ", ".join(links), "Content-Location": location + _query(number)}
    if form is HTML:
        of_language = _query(number, f"lang={wording.language}")
        found |= {"Content-Language": wording.language, "Content-Location": location + of_language}
    return found


def _query(*parameters: str) -> str:
    given = [parameter for parameter in parameters if parameter]
    return f"?{'&'.join(given)}" if given else ""


PER_PAGE = 50
"""Things of a list on one page."""


@dataclass(frozen=True, slots=True)
class ThingListDefinition:
    """What leads to a thing by one property, or from it where ``members`` says so.

    ``members`` is the query that gives all of them in order, asked once for all pages of the list (putting 40,000 in
    order takes the store half a second); ``about`` is the one that tells of those on a page.
    """

    link: NamedNode
    members: str = "members-by-year"
    about: str = "about-ties"

    def quad(self, member: NamedNode, thing: NamedNode) -> Quad:
        """That a member belongs to the list."""
        return (
            Quad(thing, self.link, member)
            if self.members == "members-from"
            else Quad(member, self.link, thing)
        )


def _named(link: NamedNode) -> ThingListDefinition:
    return ThingListDefinition(link, "members-by-name", "about-names")


LISTS: Mapping[str, tuple[ThingListDefinition, ...]] = {
    "act": (ThingListDefinition(STB.act),),
    "change": (
        ThingListDefinition(STB.affects, "members-from"),
        ThingListDefinition(STB.exempts, "members-from"),
    ),
    "city": (
        ThingListDefinition(STB.party),
        ThingListDefinition(STB.partnerOf, "members-from", "about-names"),
        ThingListDefinition(STB.formerPartnerOf, "members-from", "about-names"),
        ThingListDefinition(SCHEMA.location),
        _named(STB.suburbOf),
    ),
    "country": (_named(STB.country),),
    "evidence": (_named(STB.evidence),),
    "phase": (ThingListDefinition(STB.phase),),
    "place": (_named(SCHEMA.containedInPlace),),
    "source": (ThingListDefinition(STB.source, "members-by-place", "about-passages"),),
    "concept/act": (ThingListDefinition(STB.kind),),
    "concept/change": (ThingListDefinition(STB.kind),),
    "concept/kind": (ThingListDefinition(STB.kind),),
    "concept/level": (ThingListDefinition(STB.level),),
    "concept/mode": (_named(STB.mode),),
    "concept/role": (_named(ORG.role),),
    "concept/rule": (_named(STB.rule),),
    "concept/standing": (_named(STB.stands),),
    "concept/status": (ThingListDefinition(STB.status),),
}
"""The lists of a document by the class word of its thing, of a code by its code list."""

_WITH_PARTNERSHIPS = frozenset({"country", "place"})
"""Documents that list cities, and tell the partnerships of those."""


@dataclass(frozen=True, slots=True)
class ThingListPage:
    """One page of the lists of a document: its statements, its number, how many pages there are, and the total."""

    quads: tuple[Quad, ...] = ()
    number: int = 1
    pages: int = 1
    total: int = 0


def find_lists(asked: RequestedDocument) -> tuple[ThingListDefinition, ...]:
    """The lists of the document about a thing."""
    word = "/".join(asked.reference.split("/")[:2]) if asked.word == "concept" else asked.word
    return LISTS.get(word, ())


async def load_list(site: Site, serving: OpenRelease, asked: RequestedDocument, number: int) -> ThingListPage:
    """That page. Raises ``UnknownAddressError`` for a page that there is not."""
    start, thing = (number - 1) * PER_PAGE, asked.thing
    quads: list[Quad] = []
    longest = 0
    for each in find_lists(asked):
        about = {"thing": thing.value, "link": each.link.value}
        part = slice(start, start + PER_PAGE)
        shown, number_of_all = await select_part_of_column(site, serving, each.members, about, part)
        longest = max(longest, number_of_all)
        if shown:
            quads += [each.quad(NamedNode(member), thing) for member in shown]
            quads += await select_statements(site, serving, each.about, {"member": shown})
            if asked.word in _WITH_PARTNERSHIPS:
                quads += await select_statements(site, serving, "about-partnerships", {"member": shown})
    if number > 1 and start >= longest:
        raise UnknownAddressError(f"{asked.reference}?page={number}")
    return ThingListPage(tuple(quads), number, max(1, -(-longest // PER_PAGE)), longest)
