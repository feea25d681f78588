"""The document about a thing: what the release says, as bytes in one of the formats."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Quad
from starlette.requests import Request

from stedenband.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, SPARQL_JSON, TURTLE, Format, write
from stedenband.store import Query
from stedenband.web.addresses import Asked
from stedenband.web.citation_forms import CITATIONS
from stedenband.web.description import Description
from stedenband.web.http.paging import page_number, pages_beside
from stedenband.web.http.refusals import UnknownAddressError
from stedenband.web.http.responses import Representation
from stedenband.web.page_queries import statements
from stedenband.web.pages.citing import Citation, citation_of, container_of
from stedenband.web.pages.listing import Listed, listed
from stedenband.web.pages.thing_page import thing_page
from stedenband.web.pages.unsaid import Unsaid, unsaid_of
from stedenband.web.presentation.showing import Shower
from stedenband.web.presentation.wording import Wording
from stedenband.web.serving.live import Serving
from stedenband.web.serving.origin import keep
from stedenband.web.serving.past import Version
from stedenband.web.site import Site

DATA = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""The forms of a document for programs."""

OFFERS = (HTML, *DATA, *CITATIONS)
"""What a document is offered in; who accepts anything gets the page."""

OF_VOCABULARY = ("concept", "conceptscheme")
"""What the vocabulary publishes, not the data set that uses it."""

VERSIONS = 10
"""Releases that a page tells of; the time map has all."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a document says: the statements about its thing, a page of its lists, and how to cite it."""

    quads: Sequence[Quad]
    listed: Listed
    citation: Citation
    shower: Shower


async def is_known(site: Site, serving: Serving, thing: NamedNode) -> bool:
    """Whether the release says anything of the thing."""
    text = site.queries["known"].bind({"thing": thing.value}, serving.iris)
    answer = await serving.store.query(Query(text, solutions=SPARQL_JSON.media_type, lane="pages"))
    return bool(json.loads(answer.body)["boolean"])


async def statements_about(site: Site, serving: Serving, asked: Asked) -> list[Quad]:
    """What the page query of the thing's class gives. Raises ``UnknownAddressError`` for a thing nothing is said of."""
    if asked.word not in site.queries:
        raise UnknownAddressError(asked.thing.value)
    quads = await statements(site, serving, asked.word, {"thing": asked.thing.value})
    if not any(quad.subject == asked.thing for quad in quads):
        raise UnknownAddressError(asked.thing.value)
    return quads


async def document(
    site: Site, serving: Serving, request: Request, asked: Asked, form: Format
) -> Representation:
    """The document in that format, from memory where it was made before; a page in the reader's language."""
    wording, number = site.wording(request), page_number(request)
    origin = site.vocabulary.origin if asked.word in OF_VOCABULARY else serving.origin
    keep(request, origin)
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
    about = headers(asked, form, wording, told.listed)
    made = Representation(body, form.content_type, about)
    serving.documents.put(key, made, len(body) + 2048)
    return made


async def _told(site: Site, serving: Serving, asked: Asked, number: int, wording: Wording) -> Told:
    """The document before it has a form."""
    own = await statements_about(site, serving, asked)
    page = await listed(site, serving, asked, number)
    quads = (*own, *page.quads)
    shower = Shower(Description(quads), wording, serving.iris, site.vocabulary)
    iri = serving.iris.document(asked.thing) + f"/{asked.release}" if asked.release else asked.thing.value
    title = shower.name(asked.thing).text
    container = container_of(asked.word, serving.release, serving.folder, site.vocabulary, wording)
    citation = citation_of(container, _plain(asked), iri, title, wording)
    return Told(quads, page, citation, shower)


def _plain(asked: Asked) -> str:
    """The reference of the thing, without a release."""
    return asked.reference.removesuffix(f"/{asked.release}") if asked.release else asked.reference


async def _page(site: Site, serving: Serving, request: Request, asked: Asked, told: Told) -> bytes:
    """The document for people."""
    wording = told.shower.wording
    return site.page(
        request,
        "thing.html",
        as_of=serving.release if asked.release else None,
        original=f"/doc/{_plain(asked)}",
        path=asked.document,
        variant=f"page={told.listed.number}" if told.listed.number > 1 else "",
        thing=thing_page(told.shower, asked.thing, asked.word),
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


async def _versions(site: Site, serving: Serving, asked: Asked) -> list[Version]:
    """The latest releases that know the thing, newest first."""
    line = await site.past.line(serving)
    # One more than is shown: whether a release changed the thing is told by the one before it.
    found = await site.past.versions(asked.thing, line[-VERSIONS - 1 :])
    return found[::-1][:VERSIONS]


async def _unsaid(site: Site, serving: Serving, asked: Asked, wording: Wording) -> tuple[Unsaid, ...]:
    """What no source says of the things that this one, if it is a source, speaks of."""
    if asked.word != "source":
        return ()
    quads = await statements(site, serving, "unsaid", {"thing": asked.thing.value})
    return unsaid_of(Shower(Description(quads), wording, serving.iris, site.vocabulary))


def headers(asked: Asked, form: Format, wording: Wording, page: Listed) -> dict[str, str]:
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
        f'<{wording.href(address) if form is HTML else address}>; rel="{relation}"'
        for relation, address in pages_beside(location, page.number, page.pages)
    ]
    found = {"Link": ", ".join(links), "Content-Location": location + _query(number)}
    if form is HTML:
        of_language = _query(number, f"lang={wording.language}")
        found |= {"Content-Language": wording.language, "Content-Location": location + of_language}
    return found


def _query(*parameters: str) -> str:
    given = [parameter for parameter in parameters if parameter]
    return f"?{'&'.join(given)}" if given else ""
