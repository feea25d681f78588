"""The page of figures: partnerships by country, decade, kind and status, each with its table and its query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from stedenband.formats import HTML
from stedenband.web.addresses import thing_at
from stedenband.web.description import Description
from stedenband.web.http.policy import WITH_SCRIPT
from stedenband.web.http.refusals import UnknownAddressError
from stedenband.web.http.responses import Representation, reply
from stedenband.web.overview import counts
from stedenband.web.overview.counts import Count, Decades
from stedenband.web.page_queries import statements
from stedenband.web.presentation.showing import Shower
from stedenband.web.presentation.wording import Wording
from stedenband.web.routing import BOTH, READ, TheRelease, TheSite
from stedenband.web.serving.live import Serving
from stedenband.web.site import Site

router = APIRouter()

_MOST_NAMES = 3


@router.api_route("/statistics", methods=READ)
async def statistics(request: Request, site: TheSite, serving: TheRelease) -> Response:
    return reply(request, await statistics_page(site, serving, request), vary=BOTH)


@dataclass(frozen=True, slots=True)
class Counted:
    """One way of counting: its name, what it shows in a sentence, the numbers, and the query that gave them."""

    name: str
    heading: str
    lead: str
    counts: tuple[Count, ...]
    decades: Decades | None
    query: str
    editor: str
    csv: str


async def statistics_page(site: Site, serving: Serving, request: Request) -> Representation:
    """The page in the reader's language, from memory where it was made before."""
    wording = site.wording(request)
    known = serving.documents.get(("/statistics", wording))
    if known is not None:
        return known
    asked = thing_at(f"city/{serving.release.city}", serving.iris)
    if asked is None:
        raise UnknownAddressError(serving.release.city)
    about = await statements(site, serving, "home-city", {"city": asked.thing.value})
    city = Shower(Description(about), wording, serving.iris, site.vocabulary).thing(asked.thing)
    body = site.page(
        request,
        "statistics.html",
        city=city,
        parts=await _parts(site, serving, wording, asked.thing),
    )
    headers = {"Content-Language": wording.language, "Content-Security-Policy": WITH_SCRIPT}
    made = Representation(body, HTML.content_type, headers)
    serving.documents.put(("/statistics", wording), made, len(body) + 2048)
    return made


async def _parts(site: Site, serving: Serving, wording: Wording, city: NamedNode) -> list[Counted]:
    countries = await counts.countries(site, serving, city, wording)
    decades = await counts.decades(site, serving, city, wording)
    kinds = await counts.kinds(site, serving, city, wording)
    statuses = await counts.statuses(site, serving, city, wording)
    total = sum(status.number for status in statuses)
    told: list[tuple[str, str, tuple[Count, ...], Decades | None]] = [
        ("countries", countries_in_words(countries, total, wording), countries, None),
        ("decades", decades_in_words(decades, wording), (), decades),
        ("kinds", "", kinds, None),
        ("statuses", "", statuses, None),
    ]
    return [_counted(site, serving, wording, city, *part) for part in told]


def _counted(
    site: Site,
    serving: Serving,
    wording: Wording,
    city: NamedNode,
    name: str,
    lead: str,
    counted: tuple[Count, ...],
    decades: Decades | None,
) -> Counted:
    query = site.queries[f"statistics-{name}"].bind(counts.parameters(city, wording), serving.iris)
    address = f"/sparql?{urlencode({'query': query}, quote_via=quote)}"
    heading = wording.say(f"statistics.{name}")
    return Counted(
        name, heading, lead, counted, decades, query, wording.href(address), f"{address}&format=csv"
    )


# == In words ==================================================================


def countries_in_words(countries: Sequence[Count], total: int, wording: Wording) -> str:
    """Where most partnerships are, as far as one can say so."""
    if not countries:
        return ""
    most = countries[0].number
    names = [country.name.text for country in countries if country.number == most]
    told = {"number": wording.number(total), "countries": wording.number(len(countries))}
    if len(countries) == 1:
        return wording.say("statistics.countries.lead.one", names=names[0])
    if len(names) == len(countries):
        return wording.say("statistics.countries.lead.even", **told)
    if len(names) > _MOST_NAMES:
        return wording.say("statistics.countries.lead.spread", **told)
    key = "statistics.countries.lead" if len(names) == 1 else "statistics.countries.lead.shared"
    return wording.say(key, names=wording.listing(names), most=wording.number(most), **told)


def decades_in_words(decades: Decades | None, wording: Wording) -> str:
    """The decade in which most partnerships began; nothing where it shares that with another."""
    if decades is None:
        return ""
    totals = {decade: sum(numbers) for decade, numbers in decades.numbers}
    most = max(totals.values())
    found = [decade for decade, number in totals.items() if number == most]
    if len(found) > 1:
        return ""
    return wording.say("statistics.decades.lead", decade=found[0], number=wording.number(most))
