"""The document about a thing: what the release says, as bytes in one of the formats."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from pyoxigraph import NamedNode, Quad
from starlette.requests import Request

from stedenband.formats import HTML, JSON_LD, N_TRIPLES, RDF_XML, SPARQL_JSON, TURTLE, Format, read, write
from stedenband.ns import Iris
from stedenband.store import Query
from stedenband.web.addresses import CONTEXT, Asked
from stedenband.web.description import Description
from stedenband.web.live import Serving
from stedenband.web.refusals import UnknownAddressError
from stedenband.web.responses import Representation
from stedenband.web.showing import Shower
from stedenband.web.site import Site
from stedenband.web.thing_page import thing_page

OFFERS = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""What a document is offered in; who accepts anything gets the page."""


async def is_known(site: Site, serving: Serving, thing: NamedNode) -> bool:
    """Whether the release says anything of the thing."""
    text = site.queries["known"].bind({"thing": thing.value}, serving.iris)
    answer = await serving.store.query(Query(text, solutions=SPARQL_JSON.media_type, lane="pages"))
    return bool(json.loads(answer.body)["boolean"])


async def statements_about(site: Site, serving: Serving, asked: Asked) -> list[Quad]:
    """What the page query of the thing's class gives. Raises ``UnknownAddressError`` for a thing nothing is said of."""
    named = site.queries.get(asked.word)
    if named is None:
        raise UnknownAddressError(asked.thing.value)
    text = named.bind({"thing": asked.thing.value}, serving.iris)
    answer = await serving.store.query(Query(text, graph=N_TRIPLES.media_type, lane="pages"))
    quads = read(answer.body, N_TRIPLES)
    if not any(quad.subject == asked.thing for quad in quads):
        raise UnknownAddressError(asked.thing.value)
    return quads


async def document(
    site: Site, serving: Serving, request: Request, asked: Asked, form: Format
) -> Representation:
    """The document in that format, from memory where it was made before; a page in the reader's language."""
    wording = site.wording(request)
    key = (asked.reference, form.name, wording if form is HTML else None)
    known = serving.documents.get(key)
    if known is not None:
        return known
    quads = await statements_about(site, serving, asked)
    body = (
        page(site, serving, request, asked, quads)
        if form is HTML
        else write(quads, form, iris=serving.iris, about=asked.thing, context_address=CONTEXT)
    )
    made = Representation(body, form.content_type, headers(asked, serving.iris, form, wording.language))
    serving.documents.put(key, made, len(body) + 2048)
    return made


def page(site: Site, serving: Serving, request: Request, asked: Asked, quads: Sequence[Quad]) -> bytes:
    """The document for people."""
    wording = replace(site.wording(request), release=asked.release)
    shower = Shower(Description(quads), wording, serving.iris, site.vocabulary)
    return site.page(
        request,
        "thing.html",
        as_of=serving.release if asked.release else None,
        original=f"/doc/{asked.reference.removesuffix(f'/{asked.release}')}",
        path=asked.document,
        thing=thing_page(shower, asked.thing, asked.word),
        word=asked.word,
        seen_from_city=asked.word == "city",
        iri=asked.thing.value,
        formats=OFFERS[1:],
    )


def headers(asked: Asked, iris: Iris, form: Format, language: str) -> dict[str, str]:
    """What a document's headers say of it: where this very form of it is, what it describes, its other forms."""
    location = f"{asked.document}.{form.extension}"
    links = [
        f'<{asked.document}.{f.extension}>; rel="alternate"; type="{f.media_type}"'
        for f in OFFERS
        if f is not form
    ]
    links.append(f'<{asked.thing.value}>; rel="describes"')
    links.append(f'<{asked.thing.value}>; rel="cite-as"')
    found = {"Link": ", ".join(links), "Content-Location": location}
    if form is HTML:
        found |= {"Content-Language": language, "Content-Location": f"{location}?lang={language}"}
    return found
