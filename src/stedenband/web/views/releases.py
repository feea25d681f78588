"""The addresses of the history: all releases, what each changed, what differs between any two, and the feed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stedenband.diff import PATCH_TYPE, ChangeRecord
from stedenband.formats import HTML, TRIG, Format
from stedenband.web.context import (
    BOTH,
    READ,
    Site,
    TheRelease,
    TheSite,
    list_vary_headers,
    negotiate_format,
    split_extension,
)
from stedenband.web.http.responses import IMMUTABLE, Representation, make_response
from stedenband.web.render.atom_feed import (
    MOST,
    Chapter,
    format_headline,
    get_change_address,
    summarize_changes,
    write_atom_feed,
)
from stedenband.web.render.named_questions import JSON
from stedenband.web.render.templates import KeptForm, keep_form, list_typed_parameters
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.views.changes import (
    SHOWN,
    Pair,
    find_folder,
    load_chapters,
    load_history,
    load_record_between,
    load_statements_between,
)

router = APIRouter()

ATOM = Format("atom", "application/atom+xml", "atom", "page", charset=True)

RDF_PATCH = Format("rdf-patch", PATCH_TYPE, "rdfp", "quads")

OFFERS = (HTML, JSON, TRIG, RDF_PATCH)

_OFFERS_OF_THE_FIRST = (HTML, JSON)
"""The first release changed nothing that was there: there are no statements to compare."""
"""What the differences between two releases are offered in."""

RECENT = 20
"""Releases on the page of all changes."""


@router.api_route("/releases", methods=READ)
async def get_releases(request: Request, site: TheSite, serving: TheRelease) -> Response:
    """Every release with its date, its counts, the verdict of its validation, and how much it changed."""
    form = negotiate_format(request, (HTML, JSON), None)
    return make_response(request, await _releases(site, serving, request, form), vary=BOTH)


@router.api_route("/releases.json", methods=READ)
async def get_releases_file(request: Request, site: TheSite, serving: TheRelease) -> Response:
    return make_response(request, await _releases(site, serving, request, JSON))


@router.api_route("/changes", methods=READ)
async def get_changes(request: Request, site: TheSite, serving: TheRelease) -> Response:
    """The latest changes; with ``from`` and ``to`` the way to the differences between two releases."""
    before, after = request.query_params.get("from"), request.query_params.get("to")
    if before and after:
        await _keep_form(site, serving, request)
        for one in (before, after):
            await find_folder(site, serving, one)
        target = site.wording(request).keep_language(Pair(before, after).address)
        return RedirectResponse(target, status_code=303, headers={"Vary": "Accept-Language"})
    form = negotiate_format(request, (HTML, ATOM), None)
    if form is ATOM:
        return make_response(request, await _feed(site, serving, request), vary=BOTH)
    return make_response(request, await _changes_page(site, serving, request), vary=BOTH)


async def _keep_form(site: Site, serving: OpenRelease, request: Request) -> None:
    """Have the page of an error show the form again, with the releases that were chosen, where they exist."""
    line = (await site.past.line(serving))[::-1]
    if len(line) > 1:
        chosen = {
            "chosen_from": list_typed_parameters(request, "from"),
            "chosen_to": list_typed_parameters(request, "to"),
        }
        keep_form(request, KeptForm("form_compare.html", ("from", "to"), {"line": line, **chosen}))


@router.api_route("/changes.atom", methods=READ)
async def get_feed(request: Request, site: TheSite, serving: TheRelease) -> Response:
    """The changes as an Atom feed, in the language of ``?lang=`` or of the reader."""
    return make_response(request, await _feed(site, serving, request), vary="Accept-Language")


@router.api_route("/changes/{name}", methods=READ)
async def get_difference(request: Request, name: str, site: TheSite, serving: TheRelease) -> Response:
    """What one release changed (``1.1.0-1a2b3c4d``), or what differs between two (``1.0.0-…..1.1.0-…``)."""
    stem, named = split_extension(name, OFFERS)
    pair = await _pair(site, serving, stem)
    form = negotiate_format(request, OFFERS, named)
    made = await _difference(site, serving, request, pair, f"/changes/{stem}", form)
    return make_response(request, made, vary=list_vary_headers(form, named))


async def _pair(site: Site, serving: OpenRelease, stem: str) -> Pair:
    """The two releases. Raises ``UnknownAddressError`` or ``GoneError`` for one that is not there."""
    before, dots, after = stem.partition("..")
    if dots:
        await find_folder(site, serving, before)
        return Pair(before, after)
    release = await asyncio.to_thread(site.live.releases.read, await find_folder(site, serving, stem))
    return Pair(release.previous, release.id)


async def _difference(
    site: Site, serving: OpenRelease, request: Request, pair: Pair, address: str, form: Format
) -> Representation:
    """The differences in that format, from memory where they were made before."""
    key = (pair, form.name, site.wording(request) if form is HTML else None)
    known = serving.documents.get(key)
    if known is not None:
        return known
    if form in (TRIG, RDF_PATCH):
        body = await load_statements_between(site, serving, pair, patch=form is RDF_PATCH)
        made = Representation(body, form.content_type, _links(address, form, OFFERS), cache=IMMUTABLE)
    else:
        record = await load_record_between(site, serving, pair)
        body = (
            record.to_bytes() if form is JSON else _difference_page(site, serving, request, record, address)
        )
        offers = OFFERS if record.before else _OFFERS_OF_THE_FIRST
        made = Representation(body, form.content_type, _links(address, form, offers))
    serving.documents.put(key, made, len(body) + 2048)
    return made


def _links(address: str, form: Format, offers: Sequence[Format]) -> dict[str, str]:
    links = [
        f'<{address}.{other.extension}>; rel="alternate"; type="{other.media_type}"'
        for other in offers
        if other is not form
    ]
    return {"Link": ", ".join(links), "Content-Location": f"{address}.{form.extension}"}


# == As JSON and as a feed =====================================================


async def _releases(site: Site, serving: OpenRelease, request: Request, form: Format) -> Representation:
    found = await load_history(site, serving)
    if form is JSON:
        values = {"current": serving.release.id, "releases": [_as_json(site, chapter) for chapter in found]}
        body = (json.dumps(values, ensure_ascii=False, indent=2) + "\n").encode()
        return Representation(body, JSON.content_type)
    wording = site.wording(request)
    rows = [(chapter, summarize_changes(chapter, wording)) for chapter in found]
    body = site.page(request, "releases.html", rows=rows, current=serving.release.id)
    return Representation(body, HTML.content_type, {"Content-Language": wording.language})


def _as_json(site: Site, chapter: Chapter) -> dict[str, Any]:
    entry, release = chapter.entry, chapter.release
    values: dict[str, Any] = {
        "id": entry.release,
        "version": entry.version,
        "modified": entry.modified,
        "moment": entry.moment,
        "previous": entry.previous,
        "kept": chapter.kept,
        "changes": {
            "created": entry.tally.created,
            "updated": entry.tally.updated,
            "removed": entry.tally.removed,
        },
    }
    if release is not None:
        values |= {
            "conforms": release.conforms,
            "findings": dict(release.findings),
            "counts": dict(release.counts),
        }
    if release is not None and chapter.kept:
        values["description"] = site.address(f"/releases/{release.id}")
        values["manifest"] = site.address(f"/download/{release.id}/manifest.json")
    return values


async def _feed(site: Site, serving: OpenRelease, request: Request) -> Representation:
    wording = site.wording(request)
    body = write_atom_feed(
        await load_chapters(site, serving, MOST),
        serving.release,
        wording,
        site.root(serving.release.base_iri),
    )
    return Representation(body, ATOM.content_type, {"Content-Language": wording.language})


# == As pages ==================================================================


async def _changes_page(site: Site, serving: OpenRelease, request: Request) -> Representation:
    wording = site.wording(request)
    known = serving.documents.get(("/changes", wording))
    if known is not None:
        return known
    line = await site.past.line(serving)
    found = await load_chapters(site, serving, RECENT)
    body = site.page(
        request,
        "changes.html",
        parts=[
            (chapter, format_headline(chapter, wording), _told(chapter.record, serving)) for chapter in found
        ],
        line=line[::-1],
        iris=serving.iris,
    )
    made = Representation(body, HTML.content_type, {"Content-Language": wording.language})
    serving.documents.put(("/changes", wording), made, len(body) + 2048)
    return made


def _told(record: ChangeRecord | None, serving: OpenRelease) -> list[tuple[Any, str | None]]:
    """The changes that a list shows, each with where its thing can be seen."""
    if record is None:
        return []
    return [(change, get_change_address(change, record, serving.iris)) for change in record.changes[:SHOWN]]


def _difference_page(
    site: Site, serving: OpenRelease, request: Request, record: ChangeRecord, address: str
) -> bytes:
    return site.page(
        request,
        "difference.html",
        path=address,
        record=record,
        groups=[
            (
                kind,
                [(change, get_change_address(change, record, serving.iris)) for change in record.told(kind)],
            )
            for kind in ("created", "updated", "removed")
        ],
        formats=(OFFERS if record.before else _OFFERS_OF_THE_FIRST)[1:],
    )
