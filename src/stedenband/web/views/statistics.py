"""The statistics page: partnerships by country, decade, kind and status, each with its table and its query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from fastapi import APIRouter
from pyoxigraph import NamedNode
from starlette.requests import Request
from starlette.responses import Response

from stedenband.formats import HTML
from stedenband.message import N_
from stedenband.model import Standing
from stedenband.web.addresses import get_local_path, identify_thing
from stedenband.web.context import BOTH, READ, Site, TheRelease, TheSite
from stedenband.web.http.errors import UnknownAddressError
from stedenband.web.http.responses import WITH_SCRIPT, Representation, make_response
from stedenband.web.messages.pages import STATISTICS_HEADINGS
from stedenband.web.render.description import ResourceDescription, Row
from stedenband.web.render.drawings import ColumnChart, draw_columns, scale_bars
from stedenband.web.render.pages.home import KINDS, STATUSES, PartnershipCount, look_of
from stedenband.web.render.terms import RenderedTerm, TermRenderer, show_iri
from stedenband.web.render.wording import Wording
from stedenband.web.serving.current_release import OpenRelease
from stedenband.web.views.page_queries import select_rows, select_statements

router = APIRouter()

_MOST_NAMES = 3


@router.api_route("/statistics", methods=READ)
async def get_statistics(request: Request, site: TheSite, serving: TheRelease) -> Response:
    return make_response(request, await make_statistics_page(site, serving, request), vary=BOTH)


@dataclass(frozen=True, slots=True)
class StatisticsSection:
    """One way of counting: its name, what it shows in a sentence, the numbers, and the query that gave them."""

    name: str
    heading: str
    lead: str
    counts: tuple[PartnershipCount, ...]
    decades: DecadeCounts | None
    query: str
    editor: str
    csv: str


async def make_statistics_page(site: Site, serving: OpenRelease, request: Request) -> Representation:
    """The page in the reader's language, from memory where it was made before."""
    wording = site.wording(request)
    known = serving.documents.get(("/statistics", wording))
    if known is not None:
        return known
    asked = identify_thing(f"city/{serving.release.city}", serving.iris)
    if asked is None:
        raise UnknownAddressError(serving.release.city)
    about = await select_statements(site, serving, "home-city", {"city": asked.thing.value})
    city = TermRenderer(ResourceDescription(about), wording, serving.iris, site.vocabulary).thing(asked.thing)
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


async def _parts(
    site: Site, serving: OpenRelease, wording: Wording, city: NamedNode
) -> list[StatisticsSection]:
    by_country = await count_by_country(site, serving, city, wording)
    by_decade = await count_by_decade(site, serving, city, wording)
    by_kind = await count_by_kind(site, serving, city, wording)
    by_status = await count_by_status(site, serving, city, wording)
    total = sum(status.number for status in by_status)
    told: list[tuple[str, str, tuple[PartnershipCount, ...], DecadeCounts | None]] = [
        ("countries", summarize_countries(by_country, total, wording), by_country, None),
        ("decades", summarize_decades(by_decade, wording), (), by_decade),
        ("kinds", "", by_kind, None),
        ("statuses", "", by_status, None),
    ]
    return [_counted(site, serving, wording, city, *part) for part in told]


def _counted(
    site: Site,
    serving: OpenRelease,
    wording: Wording,
    city: NamedNode,
    name: str,
    lead: str,
    counted: tuple[PartnershipCount, ...],
    decades: DecadeCounts | None,
) -> StatisticsSection:
    query = site.queries[f"statistics-{name}"].bind(get_parameters(city, wording), serving.iris)
    address = f"/sparql?{urlencode({'query': query}, quote_via=quote)}"
    heading = wording.translate(STATISTICS_HEADINGS[name])
    return StatisticsSection(
        name,
        heading,
        lead,
        counted,
        decades,
        query,
        wording.href(address),
        wording.address(f"{address}&format=csv"),
    )


# == In words ==================================================================


def summarize_countries(countries: Sequence[PartnershipCount], total: int, wording: Wording) -> str:
    """Where most partnerships are, as far as one can say so."""
    if not countries:
        return ""
    most = countries[0].number
    names = [country.name.text for country in countries if country.number == most]
    told = {"number": wording.number(total), "countries": wording.number(len(countries))}
    if len(countries) == 1:
        return wording.translate(
            "All partnerships, past ones included, are or were with cities in one country: {names}.",
            names=names[0],
        )
    if len(names) == len(countries):
        return wording.translate(
            "The {number} partnerships, past ones included, are or were with cities in "
            "{countries} countries, as many in each.",
            **told,
        )
    if len(names) > _MOST_NAMES:
        return wording.translate(
            "The {number} partnerships, past ones included, are or were with cities in "
            "{countries} countries.",
            **told,
        )
    key = (
        N_(
            "The {number} partnerships, past ones included, are or were with cities in "
            "{countries} countries, most often in {names}: {most}."
        )
        if len(names) == 1
        else N_(
            "The {number} partnerships, past ones included, are or were with cities in "
            "{countries} countries, most often in {names}: {most} each."
        )
    )
    return wording.translate(key, names=wording.listing(names), most=wording.number(most), **told)


def summarize_decades(decades: DecadeCounts | None, wording: Wording) -> str:
    """The decade in which most partnerships began; nothing where it shares that with another."""
    if decades is None:
        return ""
    totals = {decade: sum(numbers) for decade, numbers in decades.numbers}
    most = max(totals.values())
    found = [decade for decade, number in totals.items() if number == most]
    if len(found) > 1:
        return ""
    return wording.translate(
        "Most began in the {decade}s: {number}.", decade=found[0], number=wording.number(most)
    )


@dataclass(frozen=True, slots=True)
class DecadeCounts:
    """The columns of the decades, the kinds they are made of, and the numbers of each as a table has them."""

    chart: ColumnChart
    kinds: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[int, tuple[int, ...]], ...]


async def count_by_country(
    site: Site, serving: OpenRelease, city: NamedNode, wording: Wording
) -> tuple[PartnershipCount, ...]:
    """The countries of the partners, those with most partnerships first."""
    return _counts(
        await ask_counts(site, serving, "countries", city, wording), "country", (), serving, wording
    )


async def count_by_kind(
    site: Site, serving: OpenRelease, city: NamedNode, wording: Wording
) -> tuple[PartnershipCount, ...]:
    """The kinds of partnership."""
    return _counts(await ask_counts(site, serving, "kinds", city, wording), "kind", KINDS, serving, wording)


async def count_by_status(
    site: Site, serving: OpenRelease, city: NamedNode, wording: Wording
) -> tuple[PartnershipCount, ...]:
    """The states that partnerships are in."""
    return _counts(
        await ask_counts(site, serving, "statuses", city, wording), "status", STATUSES, serving, wording
    )


async def count_by_decade(
    site: Site, serving: OpenRelease, city: NamedNode, wording: Wording
) -> DecadeCounts | None:
    """The decades from the first to the last, empty ones too; ``None`` where no partnership has a year."""
    told = await ask_counts(site, serving, "decades", city, wording)
    return group_by_decade(told, wording.translate("not stated"))


async def ask_counts(
    site: Site, serving: OpenRelease, name: str, city: NamedNode, wording: Wording
) -> list[Row]:
    """The rows of one of the queries ``statistics-*``."""
    return await select_rows(site, serving, f"statistics-{name}", get_parameters(city, wording))


def get_parameters(city: NamedNode, wording: Wording) -> dict[str, str]:
    """What those queries want to know."""
    return {"city": city.value, "language": wording.language}


def _counts(
    told: Sequence[Row], variable: str, looks: Sequence[str], serving: OpenRelease, wording: Wording
) -> tuple[PartnershipCount, ...]:
    numbers = [int(row["partnerships"]) for row in told]
    return tuple(
        PartnershipCount(
            iri=(iri := row.get(variable, "")),
            name=_named(iri, row.get("name"), serving, wording),
            look=look_of(_code(iri), looks),
            number=number,
            first=int(row["first"]) if "first" in row else None,
            length=length,
            standing=_standing(row, number),
            stands=row.get("stands", Standing.UNKNOWN.value),
        )
        for row, number, length in zip(told, numbers, scale_bars(numbers), strict=True)
    )


def _standing(row: Row, number: int) -> int:
    """How many of the partnerships of a row stand: counted by the query, or all or none of those of one status."""
    if "standing" in row:
        return int(row["standing"])
    return number if row.get("stands") == Standing.YES.value else 0


def _named(iri: str, name: str | None, serving: OpenRelease, wording: Wording) -> RenderedTerm:
    if not iri:
        return RenderedTerm(wording.translate("not stated"))
    path = get_local_path(iri, serving.iris)
    if name is None or path is None:
        return show_iri(iri, serving.iris, wording.address)
    return RenderedTerm(name, href=wording.href(path))


def group_by_decade(told: Sequence[Row], unstated: str = "") -> DecadeCounts | None:
    """The chart and the table of rows with decade, kind, name and number; ``unstated`` is what no kind is called."""
    if not told:
        return None
    named = {_kind(row): row.get("name") or _code(_kind(row)) or unstated for row in told}
    order = sorted(named, key=lambda kind: (look_of(_code(kind), KINDS) == "other", -_known(kind), kind))
    numbers: dict[int, dict[str, int]] = {}
    for row in told:
        numbers.setdefault(int(row["decade"]), {})[_kind(row)] = int(row["partnerships"])
    span = range(min(numbers), max(numbers) + 1, 10)
    stacks: list[tuple[str, Mapping[str, int]]] = [
        (str(decade), {_code(kind): number for kind, number in numbers.get(decade, {}).items()})
        for decade in span
    ]
    return DecadeCounts(
        chart=draw_columns(stacks, [_code(kind) for kind in order]),
        kinds=tuple((look_of(_code(kind), KINDS), named[kind]) for kind in order),
        numbers=tuple(
            (decade, tuple(numbers.get(decade, {}).get(kind, 0) for kind in order)) for decade in span
        ),
    )


def _kind(row: Row) -> str:
    return row.get("kind", "")


def _code(iri: str) -> str:
    return iri.rpartition("/")[2]


def _known(kind: str) -> int:
    code = _code(kind)
    return len(KINDS) - KINDS.index(code) if code in KINDS else 0
