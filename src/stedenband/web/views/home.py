"""The home page: what this is, the statistics, the map, the timeline, the partnerships, and links to the data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Quad
from starlette.requests import Request

from stedenband.formats import HTML
from stedenband.ns import RDF, STB
from stedenband.web.addresses import identify_thing
from stedenband.web.context import Site
from stedenband.web.http.errors import UnknownAddressError
from stedenband.web.http.parameters import format_links, link_neighbouring_pages, read_page_number
from stedenband.web.http.responses import WITH_SCRIPT, Representation
from stedenband.web.render.description import ResourceDescription
from stedenband.web.render.drawings import DrawnMap, Tie, draw_map
from stedenband.web.render.pages.home import (
    KINDS,
    STATUSES,
    CodeMark,
    PartnershipCount,
    get_place,
    group_by_country,
    list_city_ties,
    select_with_place,
    select_without_place,
)
from stedenband.web.render.pages.home_statistics import (
    Statistic,
    list_statistics,
    summarize_few,
    summarize_many,
)
from stedenband.web.render.pages.home_timeline import Timeline, draw_timeline
from stedenband.web.render.pages.sections import PartnershipRow, list_partnership_rows
from stedenband.web.render.terms import RenderedTerm, TermRenderer
from stedenband.web.render.wording import Wording
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.views import statistics
from stedenband.web.views.page_queries import select_rows, select_statements
from stedenband.web.views.statistics import DecadeCounts


async def make_home_page(site: Site, serving: OpenRelease, request: Request) -> Representation:
    """The front page in the reader's language. Raises ``UnknownAddressError`` for a page that there is not."""
    wording, number = site.wording(request), read_page_number(request)
    known = serving.documents.get(("/", number, wording))
    if known is not None:
        return known
    release = serving.release
    city = identify_thing(f"city/{release.city}", serving.iris)
    if city is None:
        raise UnknownAddressError(release.city)
    home = await load_home(site, serving, wording, city.thing, number)
    body = site.page(
        request,
        "home.html",
        variant=f"page={number}" if number > 1 else "",
        home=home,
        dumps=[each for each in release.artefacts if each.path.startswith(f"{release.dataset}.")],
        harvested=any(each.path.startswith("catalog.") for each in release.artefacts),
    )
    headers = {"Content-Language": wording.language, "Content-Security-Policy": WITH_SCRIPT}
    if beside := link_neighbouring_pages("/", number, home.pages):
        headers["Link"] = format_links(
            (relation, wording.keep_language(address)) for relation, address in beside
        )
    made = Representation(body, HTML.content_type, headers)
    serving.documents.put(("/", number, wording), made, len(body) + 2048)
    return made


PER_PAGE = 50
"""Partnerships on a page, as many as ``home.rq`` gives; of more, map and timeline show groups."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A partner that is not on the map, and what is still asked about it."""

    city: RenderedTerm
    questions: tuple[RenderedTerm, ...]


@dataclass(frozen=True, slots=True)
class HomePage:
    """The front page, or page ``number`` of its list. Of many partnerships it has ``decades``, else ``timeline``."""

    city: RenderedTerm
    figures: tuple[Statistic, ...]
    rows: tuple[PartnershipRow, ...]
    number: int = 1
    pages: int = 1
    map: DrawnMap | None = None
    kinds: tuple[CodeMark, ...] = ()
    statuses: tuple[CodeMark, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    timeline: Timeline | None = None
    decades: DecadeCounts | None = None


async def load_home(
    site: Site, serving: OpenRelease, wording: Wording, city: NamedNode, number: int
) -> HomePage:
    """That page. Raises ``UnknownAddressError`` where there is no such city or no such page."""
    about = {"city": city.value}
    quads = [
        *await select_statements(site, serving, "home-city", about),
        *await select_statements(site, serving, "home", about, offset=(number - 1) * PER_PAGE),
    ]
    listed = sum(quad.predicate == RDF.type and quad.object == STB.Partnership for quad in quads)
    if not any(quad.subject == city for quad in quads) or (number > 1 and not listed):
        raise UnknownAddressError(city.value)
    if number == 1 and listed < PER_PAGE:
        return await _few(site, serving, wording, city, quads)
    statuses = await statistics.count_by_status(site, serving, city, wording)
    if sum(status.number for status in statuses) <= PER_PAGE:
        return await _few(site, serving, wording, city, quads)
    return await _many(site, serving, _shower(site, serving, wording, quads), city, number, statuses)


def _shower(site: Site, serving: OpenRelease, wording: Wording, quads: Iterable[Quad]) -> TermRenderer:
    return TermRenderer(ResourceDescription(quads), wording, serving.iris, site.vocabulary)


# == As many as fit on one page ================================================


async def _few(
    site: Site, serving: OpenRelease, wording: Wording, city: NamedNode, quads: Sequence[Quad]
) -> HomePage:
    """Every partnership by itself, on the map and on the timeline."""
    about = {"city": city.value}
    more = [
        *await select_statements(site, serving, "home-changes", about),
        *await select_statements(site, serving, "home-phases", {}),
        *await select_statements(site, serving, "home-questions", about),
    ]
    shower = _shower(site, serving, wording, [*quads, *more])
    ties = list_city_ties(shower, city)
    return HomePage(
        city=shower.thing(city),
        figures=list_statistics(summarize_few(shower, ties), wording),
        rows=list_partnership_rows(shower, city),
        map=_map(site, shower, city, tuple(select_with_place(shower, ties))),
        kinds=_codes((tie.kind for tie in ties), KINDS),
        statuses=_codes((tie.status for tie in ties), STATUSES),
        unplaced=tuple(_unplaced(shower, each) for each in select_without_place(shower, ties)),
        timeline=draw_timeline(shower, ties, int(serving.release.modified[:4])),
    )


def _map(site: Site, shower: TermRenderer, city: NamedNode, ties: Sequence[Tie]) -> DrawnMap | None:
    home = get_place(shower, city)
    return draw_map(home, shower.name(city).text, ties, site.outlines) if home and ties else None


def _codes(codes: Iterable[CodeMark], order: Sequence[str]) -> tuple[CodeMark, ...]:
    """Each look that occurs, for the legend."""
    found = {code.look: code for code in codes if code.name.text}
    return tuple(found[look] for look in (*order, "other") if look in found)


def _unplaced(shower: TermRenderer, partner: NamedNode) -> Unplaced:
    questions = shower.description.subjects(STB.about, partner)
    return Unplaced(shower.thing(partner), tuple(shower.thing(question) for question in questions))


# == More than that ============================================================


async def _many(
    site: Site,
    serving: OpenRelease,
    shower: TermRenderer,
    city: NamedNode,
    number: int,
    statuses: Sequence[PartnershipCount],
) -> HomePage:
    """A page of the list; the first one with a map by country and a chart by decade."""
    wording = shower.wording
    total = sum(status.number for status in statuses)
    page = HomePage(
        city=shower.thing(city),
        figures=(),
        rows=list_partnership_rows(shower, city),
        number=number,
        pages=-(-total // PER_PAGE),
    )
    if number > 1:
        return page
    kinds = await statistics.count_by_kind(site, serving, city, wording)
    countries = await statistics.count_by_country(site, serving, city, wording)
    told = await select_rows(site, serving, "home-clusters", {"city": city.value})
    return replace(
        page,
        figures=list_statistics(summarize_many(kinds, statuses, countries), wording),
        map=_map(site, shower, city, group_by_country(told, countries, wording)),
        decades=await statistics.count_by_decade(site, serving, city, wording),
    )
