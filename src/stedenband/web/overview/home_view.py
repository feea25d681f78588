"""All that the front page shows, worked out before the template sees it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pyoxigraph import NamedNode, Quad

from stedenband.ns import RDF, STB
from stedenband.web.description import Description
from stedenband.web.drawing import DrawnMap, Tie, draw_map
from stedenband.web.http.refusals import UnknownAddressError
from stedenband.web.overview import counts
from stedenband.web.overview.counts import Count, Decades
from stedenband.web.overview.home_clusters import clusters
from stedenband.web.overview.home_figures import Figure, figures_of, known_of_few, known_of_many
from stedenband.web.overview.home_timeline import Timeline, timeline_of
from stedenband.web.overview.ties import KINDS, STATUSES, Code, city_ties, place_of, placed, unplaced
from stedenband.web.page_queries import rows, statements
from stedenband.web.pages.sections import PartnershipRow, partnership_rows
from stedenband.web.presentation.showing import Shower, Shown
from stedenband.web.presentation.wording import Wording
from stedenband.web.serving.live import Serving
from stedenband.web.site import Site

PER_PAGE = 50
"""Partnerships on a page, as many as ``home.rq`` gives; of more, map and timeline show groups."""


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A partner that is not on the map, and what is still asked about it."""

    city: Shown
    questions: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The front page, or page ``number`` of its list. Of many partnerships it has ``decades``, else ``timeline``."""

    city: Shown
    figures: tuple[Figure, ...]
    rows: tuple[PartnershipRow, ...]
    number: int = 1
    pages: int = 1
    map: DrawnMap | None = None
    kinds: tuple[Code, ...] = ()
    statuses: tuple[Code, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    timeline: Timeline | None = None
    decades: Decades | None = None


async def home_of(site: Site, serving: Serving, wording: Wording, city: NamedNode, number: int) -> Home:
    """That page. Raises ``UnknownAddressError`` where there is no such city or no such page."""
    about = {"city": city.value}
    quads = [
        *await statements(site, serving, "home-city", about),
        *await statements(site, serving, "home", about, offset=(number - 1) * PER_PAGE),
    ]
    listed = sum(quad.predicate == RDF.type and quad.object == STB.Partnership for quad in quads)
    if not any(quad.subject == city for quad in quads) or (number > 1 and not listed):
        raise UnknownAddressError(city.value)
    if number == 1 and listed < PER_PAGE:
        return await _few(site, serving, wording, city, quads)
    statuses = await counts.statuses(site, serving, city, wording)
    if sum(status.number for status in statuses) <= PER_PAGE:
        return await _few(site, serving, wording, city, quads)
    return await _many(site, serving, _shower(site, serving, wording, quads), city, number, statuses)


def _shower(site: Site, serving: Serving, wording: Wording, quads: Iterable[Quad]) -> Shower:
    return Shower(Description(quads), wording, serving.iris, site.vocabulary)


# == As many as fit on one page ================================================


async def _few(
    site: Site, serving: Serving, wording: Wording, city: NamedNode, quads: Sequence[Quad]
) -> Home:
    """Every partnership by itself, on the map and on the timeline."""
    about = {"city": city.value}
    more = [
        *await statements(site, serving, "home-changes", about),
        *await statements(site, serving, "home-phases", {}),
        *await statements(site, serving, "home-questions", about),
    ]
    shower = _shower(site, serving, wording, [*quads, *more])
    ties = city_ties(shower, city)
    return Home(
        city=shower.thing(city),
        figures=figures_of(known_of_few(shower, ties), wording),
        rows=partnership_rows(shower, city),
        map=_map(site, shower, city, tuple(placed(shower, ties))),
        kinds=_codes((tie.kind for tie in ties), KINDS),
        statuses=_codes((tie.status for tie in ties), STATUSES),
        unplaced=tuple(_unplaced(shower, each) for each in unplaced(shower, ties)),
        timeline=timeline_of(shower, ties, int(serving.release.modified[:4])),
    )


def _map(site: Site, shower: Shower, city: NamedNode, ties: Sequence[Tie]) -> DrawnMap | None:
    home = place_of(shower, city)
    return draw_map(home, shower.name(city).text, ties, site.outlines) if home and ties else None


def _codes(codes: Iterable[Code], order: Sequence[str]) -> tuple[Code, ...]:
    """Each look that occurs, for the legend."""
    found = {code.look: code for code in codes if code.name.text}
    return tuple(found[look] for look in (*order, "other") if look in found)


def _unplaced(shower: Shower, partner: NamedNode) -> Unplaced:
    questions = shower.description.subjects(STB.about, partner)
    return Unplaced(shower.thing(partner), tuple(shower.thing(question) for question in questions))


# == More than that ============================================================


async def _many(
    site: Site, serving: Serving, shower: Shower, city: NamedNode, number: int, statuses: Sequence[Count]
) -> Home:
    """A page of the list; the first one with a map by country and a chart by decade."""
    wording = shower.wording
    total = sum(status.number for status in statuses)
    page = Home(
        city=shower.thing(city),
        figures=(),
        rows=partnership_rows(shower, city),
        number=number,
        pages=-(-total // PER_PAGE),
    )
    if number > 1:
        return page
    kinds = await counts.kinds(site, serving, city, wording)
    countries = await counts.countries(site, serving, city, wording)
    told = await rows(site, serving, "home-clusters", {"city": city.value})
    return replace(
        page,
        figures=figures_of(known_of_many(kinds, statuses, countries), wording),
        map=_map(site, shower, city, clusters(told, countries, wording)),
        decades=await counts.decades(site, serving, city, wording),
    )
