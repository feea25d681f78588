"""Time travel (Memento, RFC 7089): documents as earlier releases have them.

``/doc/city/gent`` is the original resource and its own time gate; ``/doc/city/gent/1.0.0-1a2b3c4d`` is the memento of
that release, with or without the extension of a format; ``/timemap/doc/city/gent`` lists all of them. A thing that
is gone answers 410 and says where it was last.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stedenband.diff import HistoryEntry
from stedenband.formats import HTML, Format
from stedenband.web.addresses import RequestedDocument, identify_document
from stedenband.web.context import Site
from stedenband.web.http.errors import BadRequestError, GoneError, UnknownAddressError
from stedenband.web.http.responses import IMMUTABLE, REVALIDATE, Representation
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.views.changes import find_removal
from stedenband.web.views.thing_documents import make_document

LINK_FORMAT = "application/link-format"

ACCEPT_DATETIME = "accept-datetime"

VARY = "Accept-Datetime"
"""What every original answers by as well."""


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """A document that an address asks for as one release has it."""

    asked: RequestedDocument
    """The thing, its document and its format, without the release."""
    entry: HistoryEntry

    @property
    def versioned(self) -> RequestedDocument:
        """The same with the release in the address."""
        reference = f"{self.asked.reference}/{self.entry.release}"
        return replace(self.asked, reference=reference, release=self.entry.release)


def format_extension(asked: RequestedDocument) -> str:
    """What the address of a format ends in."""
    return f".{asked.format.extension}" if asked.format else ""


async def identify_earlier(site: Site, serving: OpenRelease, path: str) -> EarlierVersion | None:
    """The earlier document that the part of a path after ``/doc/`` names; ``None`` where it names no release."""
    reference, _, last = path.rpartition("/")
    for entry in await site.past.line(serving):
        if last == entry.release or last.startswith(f"{entry.release}."):
            asked = identify_document(reference + last.removeprefix(entry.release), serving.iris)
            return EarlierVersion(asked, entry) if asked else None
    return None


# == The time gate =============================================================


async def negotiate_datetime(
    site: Site, serving: OpenRelease, request: Request, asked: RequestedDocument
) -> Response | None:
    """The way to the memento that was current at the time asked for; ``None`` where no time is asked for.

    A time before the first memento leads to the first (RFC 7089, section 4.5.3). Raises ``BadRequestError`` for what
    is no date, ``UnknownAddressError`` for a thing that no release knows.
    """
    header = request.headers.get(ACCEPT_DATETIME)
    if header is None:
        return None
    when = read_moment(header)
    known = await site.past.known_in(asked.thing, await site.past.line(serving))
    if not known:
        raise UnknownAddressError(asked.reference)
    chosen = find_nearest(known, when)
    links = [*list_original_links(asked), format_memento_link(asked, chosen, "memento")]
    headers = {
        "Link": ", ".join(links),
        "Vary": f"Accept-Language, {VARY}",
        "Cache-Control": REVALIDATE,
    }
    target = site.wording(request).keep_language(get_memento_address(asked, chosen))
    return RedirectResponse(target, status_code=302, headers=headers)


def read_moment(header: str) -> datetime:
    """The time that an Accept-Datetime header names. Raises ``BadRequestError`` when it names none."""
    try:
        found = parsedate_to_datetime(header[:64])
    except (ValueError, IndexError, TypeError):
        raise BadRequestError("datetime") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def find_nearest(known: Sequence[HistoryEntry], when: datetime) -> HistoryEntry:
    """The release that was the latest at a time; the first one for a time before it."""
    before = [entry for entry in known if entry.when <= when]
    return before[-1] if before else known[0]


# == Mementos and time maps ====================================================


async def make_memento(
    site: Site, serving: OpenRelease, request: Request, earlier: EarlierVersion, form: Format
) -> Representation:
    """The document as a release has it. Data never changes under its address; a page is still ours to rewrite.

    Raises ``GoneError`` when the release is not kept, ``UnknownAddressError`` when it knows nothing of the thing.
    """
    if earlier.entry.release == serving.release.id:
        made = await make_document(site, serving, request, earlier.versioned, form)
    else:
        async with site.past.reading(earlier.entry.release) as past:
            made = await make_document(site, past, request, earlier.versioned, form)
    links = [made.headers["Link"], *list_original_links(earlier.asked)]
    headers = {**made.headers, "Memento-Datetime": format_http_date(earlier.entry), "Link": ", ".join(links)}
    return replace(made, headers=headers, cache=REVALIDATE if form is HTML else IMMUTABLE)


async def make_time_map(site: Site, serving: OpenRelease, asked: RequestedDocument) -> Representation:
    """All mementos of a document, in link format (RFC 6690). Raises ``UnknownAddressError`` when there are none."""
    known = await site.past.known_in(asked.thing, await site.past.line(serving))
    if not known:
        raise UnknownAddressError(asked.reference)
    self_link = f'<{get_time_map_address(asked)}>; rel="self"; type="{LINK_FORMAT}"'
    span = f'; from="{format_http_date(known[0])}"; until="{format_http_date(known[-1])}"'
    links = [f'<{asked.document}{format_extension(asked)}>; rel="original timegate"', self_link + span]
    links += [
        format_memento_link(asked, entry, relation)
        for entry, relation in zip(known, list_relations(len(known)), strict=True)
    ]
    return Representation((",\n".join(links) + "\n").encode(), LINK_FORMAT)


def list_relations(count: int) -> list[str]:
    """The relation of each of so many mementos to their original.

    >>> list_relations(3)
    ['first memento', 'memento', 'last memento']
    """
    if count == 1:
        return ["first last memento"]
    return ["first memento", *["memento"] * (count - 2), "last memento"]


def add_links(response: Response, asked: RequestedDocument) -> Response:
    """A document's response that also says where its earlier versions are."""
    links = [response.headers.get("Link", ""), *list_original_links(asked)]
    response.headers["Link"] = ", ".join(link for link in links if link)
    response.headers["Vary"] = ", ".join(name for name in (response.headers.get("Vary", ""), VARY) if name)
    return response


def list_original_links(asked: RequestedDocument) -> list[str]:
    """Where the original is, which is its own time gate, and the list of its mementos."""
    return [
        f'<{asked.document}{format_extension(asked)}>; rel="original timegate"',
        f'<{get_time_map_address(asked)}>; rel="timemap"; type="{LINK_FORMAT}"',
    ]


def format_memento_link(asked: RequestedDocument, entry: HistoryEntry, relation: str) -> str:
    """A link to one memento."""
    return f'<{get_memento_address(asked, entry)}>; rel="{relation}"; datetime="{format_http_date(entry)}"'


def get_memento_address(asked: RequestedDocument, entry: HistoryEntry) -> str:
    """The address of a document as a release has it."""
    return f"{asked.document}/{entry.release}{format_extension(asked)}"


def get_time_map_address(asked: RequestedDocument) -> str:
    """The address of the list of a document's mementos."""
    return f"/timemap{asked.document}{format_extension(asked)}"


def format_http_date(entry: HistoryEntry) -> str:
    """The moment of a release as HTTP writes dates.

    It is the day of the data set's ``modified``, not the second at which the release was first served.
    """
    return format_datetime(entry.when, usegmt=True)


# == What is gone ==============================================================


async def return_or_raise_gone(
    site: Site, serving: OpenRelease, asked: RequestedDocument, made: Awaitable[Representation]
) -> Representation:
    """A document; where the served release does not know the thing and an earlier one did, ``GoneError``."""
    try:
        return await made
    except UnknownAddressError:
        await raise_if_gone(site, serving, asked)
        raise


async def raise_if_gone(site: Site, serving: OpenRelease, asked: RequestedDocument) -> None:
    """Raises ``GoneError`` for a thing that the served release does not know and an earlier one did."""
    line = [entry for entry in await site.past.line(serving) if entry.release != serving.release.id]
    last = await site.past.last_known_in(asked.thing, line)
    if last is not None:
        raise GoneError(
            "thing",
            memento=get_memento_address(asked, last),
            timemap=get_time_map_address(asked),
            release=last.release,
            version=last.version,
            date=last.modified,
        )
    # Those that knew it may have been removed; the records of changes are kept.
    removal = await find_removal(site, serving, asked.thing)
    if removal is not None:
        raise GoneError("thing-since", version=removal.version, date=removal.modified)
