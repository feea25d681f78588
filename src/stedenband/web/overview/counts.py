"""What is counted about a city's partnerships: by country, by decade, by kind, by status; each by its own query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from stedenband.model import Standing
from stedenband.web.addresses import local_path
from stedenband.web.drawing import Columns, bars, columns
from stedenband.web.overview.ties import KINDS, STATUSES, look_of
from stedenband.web.page_queries import Row, rows
from stedenband.web.presentation.showing import Shown, show_iri
from stedenband.web.presentation.wording import Wording
from stedenband.web.serving.live import Serving
from stedenband.web.site import Site


@dataclass(frozen=True, slots=True)
class Count:
    """A thing, how many partnerships it has, and the length of its bar in percent; ``look`` styles it."""

    iri: str
    name: Shown
    look: str
    number: int
    first: int | None
    length: str
    standing: int
    """How many of them stand today."""
    stands: str = ""
    """Of a status, whether partnerships of that status stand."""


@dataclass(frozen=True, slots=True)
class Decades:
    """The columns of the decades, the kinds they are made of, and the numbers of each as a table has them."""

    chart: Columns
    kinds: tuple[tuple[str, str], ...]
    numbers: tuple[tuple[int, tuple[int, ...]], ...]


async def countries(site: Site, serving: Serving, city: NamedNode, wording: Wording) -> tuple[Count, ...]:
    """The countries of the partners, those with most partnerships first."""
    return _counts(await asked(site, serving, "countries", city, wording), "country", (), serving, wording)


async def kinds(site: Site, serving: Serving, city: NamedNode, wording: Wording) -> tuple[Count, ...]:
    """The kinds of partnership."""
    return _counts(await asked(site, serving, "kinds", city, wording), "kind", KINDS, serving, wording)


async def statuses(site: Site, serving: Serving, city: NamedNode, wording: Wording) -> tuple[Count, ...]:
    """The states that partnerships are in."""
    return _counts(
        await asked(site, serving, "statuses", city, wording), "status", STATUSES, serving, wording
    )


async def decades(site: Site, serving: Serving, city: NamedNode, wording: Wording) -> Decades | None:
    """The decades from the first to the last, empty ones too; ``None`` where no partnership has a year."""
    told = await asked(site, serving, "decades", city, wording)
    return decades_of(told, wording.say("statistics.unstated"))


async def asked(site: Site, serving: Serving, name: str, city: NamedNode, wording: Wording) -> list[Row]:
    """The rows of one of the queries ``statistics-*``."""
    return await rows(site, serving, f"statistics-{name}", parameters(city, wording))


def parameters(city: NamedNode, wording: Wording) -> dict[str, str]:
    """What those queries want to know."""
    return {"city": city.value, "language": wording.language}


def _counts(
    told: Sequence[Row], variable: str, looks: Sequence[str], serving: Serving, wording: Wording
) -> tuple[Count, ...]:
    numbers = [int(row["partnerships"]) for row in told]
    return tuple(
        Count(
            iri=(iri := row.get(variable, "")),
            name=_named(iri, row.get("name"), serving, wording),
            look=look_of(_code(iri), looks),
            number=number,
            first=int(row["first"]) if "first" in row else None,
            length=length,
            standing=_standing(row, number),
            stands=row.get("stands", Standing.UNKNOWN.value),
        )
        for row, number, length in zip(told, numbers, bars(numbers), strict=True)
    )


def _standing(row: Row, number: int) -> int:
    """How many of the partnerships of a row stand: counted by the query, or all or none of those of one status."""
    if "standing" in row:
        return int(row["standing"])
    return number if row.get("stands") == Standing.YES.value else 0


def _named(iri: str, name: str | None, serving: Serving, wording: Wording) -> Shown:
    if not iri:
        return Shown(wording.say("statistics.unstated"))
    path = local_path(iri, serving.iris)
    if name is None or path is None:
        return show_iri(iri, serving.iris)
    return Shown(name, href=wording.href(path))


def decades_of(told: Sequence[Row], unstated: str = "") -> Decades | None:
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
    return Decades(
        chart=columns(stacks, [_code(kind) for kind in order]),
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
